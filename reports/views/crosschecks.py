"""Whether the levels of a run fit together: dimensions, indices, interviewers, firms, and the panel."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right
from reports.access import run_for
from reports.checks_page import checks_work
from reports.crosscheck_page import crosschecks_of
from reports.run_page import run_context
from reports.run_tables import pillar_labels
from reports.run_words import DIMENSION_HEADS
from reports.sensitivity_page import kept_by
from surveys.blindness import refuse_while_blind


@require_safe
def run_crosschecks(request: PersonRequest, run_id: str) -> HttpResponse:
    """Names of interviewers for those who review or manage; nothing for somebody who scores one of the firms blind."""
    found = run_for(request.user, run_id)
    refuse_while_blind(request.user, found.study)
    context = run_context(request.user, found)
    if context["tables"] is None:
        return redirect("run", found.pk)
    kept = kept_by(found)
    with_names = bool(context["rights"] & {Right.REVIEW, Right.MANAGE})
    context |= {
        "table": "crosschecks",
        "checks": checks_work(found, kept),
        "found": crosschecks_of(found, context["tables"], kept, with_names=with_names),
        "with_names": with_names,
        "pillars": pillar_labels(),
        "heads": list(DIMENSION_HEADS.values()),
    }
    return render(request, "reports/crosschecks.html", context)
