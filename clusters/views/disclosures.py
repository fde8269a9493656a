"""Who was shown personal data and who took which file: for those who manage the whole study. Looking is logged too."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, study_for
from clusters.disclosing import handed_out, shown
from clusters.disclosures import as_csv, disclosures_of, told
from clusters.forms import DisclosureFilterForm

LINES_ON_A_PAGE = 50


@require_safe
def disclosures(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_for(request.user, study_slug, Right.MANAGE)
    form = DisclosureFilterForm(study, request.GET)
    page = Paginator(disclosures_of(study, **form.wanted()), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"study": study, "form": form, "page": page, "rows": told(page), "query": query.urlencode()}
    return shown(request, render(request, "clusters/disclosures.html", context), of=study, rows=len(page))


@require_safe
def disclosures_file(request: PersonRequest, study_slug: str) -> HttpResponse:
    """The same lines as CSV."""
    study = study_for(request.user, study_slug, Right.MANAGE)
    lines = list(disclosures_of(study, **DisclosureFilterForm(study, request.GET).wanted()))
    # Excel reads a file without this mark in the encoding of its own country.
    answer = HttpResponse("\ufeff" + as_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="who-took-what-{study.slug}.csv"'
    return handed_out(request, answer, of=study, rows=len(lines))
