"""What a firm's answers give, why, and what is missing for the next rung."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from reports.access import run_for
from reports.firm_page import read_firm
from reports.models import RunFirm
from surveys.access import interview_for
from surveys.models import Interview


@require_safe
def firm_result(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """By the present answers and choices; with `?run=` as that run saw it."""
    interview = interview_for(request.user, interview_id)
    row = row_of_run(request, interview)
    basis, dimensions = read_firm(interview, row)
    context = {
        "study": interview.firm.cluster.study,
        "interview": interview,
        "basis": basis,
        "dimensions": dimensions,
        "row": row,
    }
    return render(request, "reports/firm_result.html", context)


def row_of_run(request: PersonRequest, interview: Interview) -> RunFirm | None:
    """The firm's row of the run that is asked for, if one is."""
    if not request.GET.get("run"):
        return None
    run = run_for(request.user, request.GET["run"])
    row = RunFirm.objects.select_related("run").filter(run=run, interview=interview).first()
    if row is None:
        raise Http404(_("This firm is not part of that run."))
    return row
