"""How far the shares of a run hang on choices, and whether headlines hold."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import PersonRequest
from clusters.access import Right
from reports.access import run_for
from reports.checks_page import checks_work
from reports.headline_forms import HeadlineForm
from reports.headlines import say_headline, take_back_headline
from reports.models import Headline, Run
from reports.run_page import run_context
from reports.runs import submit_checks
from reports.sensitivity_page import headline_lines, headlines_of, is_one_of_all, kept_by, moves, panel_rows


@require_http_methods(["GET", "HEAD", "POST"])
def run_sensitivity(request: PersonRequest, run_id: str) -> HttpResponse:
    """The panel; whoever manages the study enters headlines under it."""
    found = run_for(request.user, run_id, Right.MANAGE if request.method == "POST" else Right.VIEW)
    context = run_context(request.user, found)
    if context["tables"] is None:
        return redirect("run", found.pk)
    form = HeadlineForm(request.POST or None, clusters=context["clusters"])
    if form.is_valid():
        say_headline(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The headline is kept, and checked in every run of the study."))
        return redirect("run_sensitivity", found.pk)
    context |= sensitivity_context(found, context, exactly=request.GET.get("how") == "exactly") | {"form": form}
    return render(request, "reports/sensitivity.html", context, status=422 if form.errors else 200)


def sensitivity_context(run: Run, context: dict[str, Any], *, exactly: bool) -> dict[str, Any]:
    kept, tables = kept_by(run), context["tables"]
    rows = panel_rows(tables, kept, exactly=exactly)
    return {
        "table": "sensitivity",
        "rows": rows,
        "exactly": exactly,
        "moves": moves(rows),
        "own_is_among": is_one_of_all(context["specification"]),
        "lines": headline_lines(headlines_of(context["clusters"]), tables, kept),
        "checks": checks_work(run, kept),
    }


@require_POST
def headline_take_back(request: PersonRequest, run_id: str, headline_id: int) -> HttpResponse:
    """Take a headline off the pages; the history keeps it."""
    found = run_for(request.user, run_id, Right.MANAGE)
    headline = Headline.objects.filter(pk=headline_id, cluster__study=found.study).first()
    if headline is None:
        raise Http404(_("There is no such headline in this study."))
    take_back_headline(headline=headline, by=request.user, now=timezone.now())
    messages.success(request, _("The headline is taken back."))
    return redirect("run_sensitivity", found.pk)


@require_POST
def run_checks(request: PersonRequest, run_id: str) -> HttpResponse:
    """Have worked out how far the figures of an older run hold."""
    found = run_for(request.user, run_id, Right.MANAGE)
    submit_checks(run=found, now=timezone.now())
    return redirect("run_crosschecks" if request.POST.get("page") == "crosschecks" else "run_sensitivity", found.pk)
