"""The page of the inconsistencies found in the paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.published import misprints as all_misprints

KINDS = ("numeric", "text", "record")


@require_safe
def misprints(request: HttpRequest) -> HttpResponse:
    """List them for everybody who has logged in; they are about the paper and show no one's data."""
    titles = {
        "numeric": _("Numbers that cannot be right"),
        "text": _("Text and tables that disagree"),
        "record": _("Dates, names and facts left out"),
    }
    groups = [
        {"title": titles[kind], "entries": [entry for entry in all_misprints() if entry.kind == kind]} for kind in KINDS
    ]
    return render(request, "reports/misprints.html", {"groups": groups, "count": len(all_misprints())})
