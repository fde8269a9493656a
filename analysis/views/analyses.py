"""The analyses of a study, and one of them with its tables and runs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from analysis.access import study_of_analyses_for, system_named
from analysis.pages import RUNS_SHOWN, layout_parts, runs_of, system_cards
from clusters.access import rights_in


@require_safe
def analyses(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_of_analyses_for(request.user, study_slug)
    return render(request, "analysis/analyses.html", {"study": study, "cards": system_cards(study)})


@require_safe
def analysis(request: PersonRequest, study_slug: str, system: str) -> HttpResponse:
    """What the analysis asks, the tables it reads with those the study has, and its runs."""
    study = study_of_analyses_for(request.user, study_slug)
    found = system_named(system)
    context = {
        "study": study,
        "system": found,
        "parts": layout_parts(study, found),
        "runs": runs_of(study, found)[:RUNS_SHOWN],
        "rights": rights_in(request.user, study),
    }
    return render(request, "analysis/analysis.html", context)
