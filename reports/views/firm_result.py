"""What a firm's answers give, why, and what is missing for the next rung."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, rights_in
from reports.access import run_for
from reports.firm_page import read_firm
from reports.models import RunFirm
from reports.peers import newest_row, standing_of
from surveys.access import interview_for, interviews_for
from surveys.blindness import is_blind_in
from surveys.deciding import gave_answers
from surveys.models import Interview


@require_safe
def firm_result(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """By the present answers and choices; with `?run=` as that run saw it."""
    interview = interview_for(request.user, interview_id)
    row = row_of_run(request, interview)
    basis, dimensions = read_firm(interview, row)
    compared = compared_by(request, interview, row)
    context = {
        "study": interview.firm.cluster.study,
        "interview": interview,
        "basis": basis,
        "dimensions": dimensions,
        "row": row,
        "compared": compared,
        "standings": standing_of(compared) if compared else (),
        "may_assess": may_assess(request, interview),
        "may_export": interviews_for(request.user, Right.EXPORT).filter(pk=interview.pk).exists(),
    }
    return render(request, "reports/firm_result.html", context)


def compared_by(request: PersonRequest, interview: Interview, row: RunFirm | None) -> RunFirm | None:
    """By which run the firm is set beside its peers; by none for somebody who scores one of them blind."""
    if is_blind_in(request.user, interview.firm.cluster.study):
        return None
    return row or newest_row(request.user, interview)


def may_assess(request: PersonRequest, interview: Interview) -> bool:
    """Whether the person may give a level of their own: a reviewer who gave no answers, once it is handed over."""
    if interview.is_open or interview.is_second_scoring:
        return False
    return Right.REVIEW in rights_in(request.user, interview.firm.cluster) and not gave_answers(request.user, interview)


def row_of_run(request: PersonRequest, interview: Interview) -> RunFirm | None:
    """The firm's row of the run that is asked for, if one is."""
    if not request.GET.get("run"):
        return None
    run = run_for(request.user, request.GET["run"])
    row = RunFirm.objects.select_related("run").filter(run=run, interview=interview).first()
    if row is None:
        raise Http404(_("This firm is not part of that run."))
    return row
