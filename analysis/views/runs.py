"""Starting a run of an analysis, watching it, ending it, reading what it says."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.requests import PersonRequest
from analysis.access import analysis_for, study_of_analyses_for, system_named
from analysis.errors import AnalysisRefused
from analysis.forms import RunForm
from analysis.models import AnalysisState
from analysis.pages import percent_done, run_context
from analysis.runs import cancel_analysis, open_analysis, retry_analysis
from clusters.access import Right


@require_http_methods(["GET", "HEAD", "POST"])
def analysis_new(request: PersonRequest, study_slug: str, system: str) -> HttpResponse:
    """Choose tables and choices, and start the run; `?from=` begins with what an earlier one rests on."""
    study = study_of_analyses_for(request.user, study_slug, Right.EXPORT)
    found = system_named(system)
    earlier = request.GET.get("from")
    begun = analysis_for(request.user, earlier) if earlier else None
    form = RunForm(request.POST if request.method == "POST" else None, study=study, system=found, begun=begun)
    if form.is_valid():
        try:
            run = open_analysis(
                study=study, system=found, choices=form.record, tables=form.tables, by=request.user, now=timezone.now()
            )
        except AnalysisRefused as refusal:
            form.add_error(None, list(refusal.problems))
        else:
            if run.state == AnalysisState.READY:
                messages.info(request, _("These tables and choices have been computed before; this is that run."))
            return redirect("analysis_run", run.pk)
    return render(request, "analysis/run_new.html", {"study": study, "system": found, "form": form})


@require_safe
def analysis_run(request: PersonRequest, analysis_id: str) -> HttpResponse:
    """What the run says; while it is computed, how far it is."""
    run = analysis_for(request.user, analysis_id)
    return render(request, "analysis/run.html", {**run_context(request.user, run), "percent": percent_done(run)})


@require_safe
def analysis_progress(request: PersonRequest, analysis_id: str) -> HttpResponse:
    """The moving part of the page; once the run is over, the whole page is read again."""
    run = analysis_for(request.user, analysis_id)
    if run.state != AnalysisState.BUILDING:
        return HttpResponseClientRefresh()
    return render(request, "analysis/run_progress.html", {"run": run, "percent": percent_done(run)})


@require_POST
def analysis_cancel(request: PersonRequest, analysis_id: str) -> HttpResponse:
    """End a run that waits or is computed."""
    run = analysis_for(request.user, analysis_id, Right.EXPORT)
    if not cancel_analysis(run=run, now=timezone.now()):
        messages.info(request, _("The run was over already."))
    return redirect("analysis_run", run.pk)


@require_POST
def analysis_retry(request: PersonRequest, analysis_id: str) -> HttpResponse:
    """Take up a run that failed or was cancelled."""
    run = analysis_for(request.user, analysis_id, Right.EXPORT)
    retry_analysis(run=run, now=timezone.now())
    return redirect("analysis_run", run.pk)
