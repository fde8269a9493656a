"""Whether the rungs of a run's firms form a ladder."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right
from reports.access import run_for
from reports.ladder_page import ladder_context
from reports.run_page import run_context
from surveys.blindness import refuse_while_blind


@require_safe
def run_ladder(request: PersonRequest, run_id: str) -> HttpResponse:
    """Every dimension at a glance, one closely; interviewers are named to those who review the study."""
    found = run_for(request.user, run_id)
    refuse_while_blind(request.user, found.study)
    context = run_context(request.user, found)
    if context["tables"] is None:
        return redirect("run", found.pk)
    ladder = ladder_context(
        found,
        context["specification"],
        context["tables"],
        cluster=request.GET.get("cluster", ""),
        dimension=request.GET.get("dimension", ""),
        with_people=Right.REVIEW in context["rights"],
    )
    return render(request, "reports/run_ladder.html", {**context, "table": "ladder", **ladder})
