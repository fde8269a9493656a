"""Runs of a study: the list of them, starting one, watching one, and the firms behind its figures."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.requests import PersonRequest
from clusters.access import Right, rights_in, study_for
from reports.access import run_for, study_of_runs_for
from reports.errors import RunRefusedError
from reports.forms import ChoicesForm
from reports.models import Run, RunState
from reports.rounds_page import EarlierRun
from reports.run_firms import MOVED, FirmFilter, earlier_meant, firms_behind
from reports.run_page import run_context
from reports.run_words import work_of
from reports.runs import open_run, retry_run
from reports.study_page import runs_of
from surveys.blindness import refuse_while_blind
from surveys.study_setup import setup_of

RUNS_ON_A_PAGE = 30
FIRMS_ON_A_PAGE = 50


@require_safe
def runs(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_of_runs_for(request.user, study_slug)
    page = Paginator(runs_of(study), RUNS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "reports/runs.html", {"study": study, "page": page, "rights": rights_in(request.user, study)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def run_new(request: PersonRequest, study_slug: str) -> HttpResponse:
    """Start a run, by the study's choices or by others for this run only."""
    study = study_for(request.user, study_slug, Right.MANAGE)
    form = ChoicesForm(request.POST or None, setup=setup_of(study))
    if form.is_valid():
        try:
            made = open_run(study=study, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RunRefusedError as refusal:
            form.add_error(None, list(refusal.problems))
        else:
            if made.state == RunState.READY:
                messages.info(request, _("These interviews and choices have been computed before; this is that run."))
            return redirect("run", made.pk)
    return render(request, "reports/run_new.html", {"study": study, "form": form})


@require_safe
def run(request: PersonRequest, run_id: str) -> HttpResponse:
    """What the run rests on and says; while it is computed, how far it is."""
    found = run_for(request.user, run_id)
    return render(request, "reports/run.html", {**run_context(request.user, found), "work": work_of(found)})


@require_safe
def run_progress(request: PersonRequest, run_id: str) -> HttpResponse:
    """The moving part of the page; once the run is over, the whole page is read again."""
    found = run_for(request.user, run_id)
    if found.state != RunState.BUILDING:
        return HttpResponseClientRefresh()
    return render(request, "reports/run_progress.html", {"run": found, "work": work_of(found)})


@require_POST
def run_retry(request: PersonRequest, run_id: str) -> HttpResponse:
    """Take up a failed run again."""
    found = run_for(request.user, run_id, Right.MANAGE)
    retry_run(run=found, now=timezone.now())
    return redirect("run", found.pk)


@require_safe
def run_firms(request: PersonRequest, run_id: str) -> HttpResponse:
    """The firms of the run, or those behind one of its figures."""
    found = run_for(request.user, run_id)
    refuse_while_blind(request.user, found.study)
    wanted = FirmFilter.from_query(request.GET)
    earlier = earlier_of(request, found, wanted)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        **run_context(request.user, found),
        "table": "firms",
        "wanted": wanted,
        "query": query.urlencode(),
        "earlier": earlier,
        "page": Paginator(firms_behind(request.user, found, wanted, earlier), FIRMS_ON_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "reports/run_firms.html", context)


def earlier_of(request: PersonRequest, run: Run, wanted: FirmFilter) -> EarlierRun | None:
    """The earlier run that firms moved since, or a refusal; None where the filter means no such firms."""
    if wanted.how != MOVED:
        return None
    found = earlier_meant(request.user, run, wanted)
    if found is None:
        raise Http404(_("There is no such run to compare this one with."))
    refuse_while_blind(request.user, found.run.study)
    return found
