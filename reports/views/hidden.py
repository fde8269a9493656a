"""What files for everybody do not show of a run, and why."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right
from reports.access import run_for
from reports.run_page import run_context
from reports.run_words import hiding_in_words
from reports.workbook.building import TABLES
from reports.workbook.hidden import hidden_figures
from reports.workbook.material import WorkbookRefusedError, gather
from surveys.blindness import refuse_while_blind

FIGURES_ON_A_PAGE = 100


@require_safe
def run_hidden(request: PersonRequest, run_id: str) -> HttpResponse:
    """Every figure that the public file hides, for those who may take the file of the team."""
    found = run_for(request.user, run_id, Right.EXPORT)
    refuse_while_blind(request.user, found.study)
    try:
        material = gather(found, with_agreement=False)
    except WorkbookRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("run", found.pk)
    context = {
        **run_context(request.user, found),
        "table": "hidden",
        "is_replica": material.is_replica,
        "rule": hiding_in_words(material.specification.disclosure),
        "page": Paginator(hidden_figures(material, TABLES), FIGURES_ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/run_hidden.html", context)
