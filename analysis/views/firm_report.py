"""The report for one firm as a PDF."""

from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from analysis.firm_report import write_firm_report
from analysis.firm_report.content import report_of
from clusters.access import Right
from clusters.disclosing import handed_out
from reports.access import run_for
from reports.peers import newest_row
from reports.views.firm_result import row_of_run
from surveys.access import interview_for
from surveys.blindness import refuse_while_blind


@require_safe
def firm_report(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """By the newest finished run that holds the firm; with `?run=` by that run. It names the firm and nobody else."""
    interview = interview_for(request.user, interview_id, Right.EXPORT)
    refuse_while_blind(request.user, interview.firm.cluster.study)
    row = row_of_run(request, interview) or newest_row(request.user, interview)
    if row is None or not row.scores:
        messages.error(request, _("No finished run holds this firm: a report rests on a run. Open one first."))
        return redirect("firm_result", interview.pk)
    run_for(request.user, row.run_id, Right.EXPORT)
    written = BytesIO()
    write_firm_report(report_of(interview, row), written, language=get_language() or "en")
    answer = HttpResponse(written.getvalue(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="firm-{row.run_id}-{interview.pk.hex[:8]}.pdf"'
    return handed_out(request, answer, of=interview.firm, subject=f"{row.firm_code}, {row.run_id}")
