"""Whom to visit next: a consultant's way through the sample, one firm after another."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firms_for, rights_in
from clusters.disclosing import shown
from surveys.forms.lists import AttemptForm
from surveys.visits import visits_of

FIRMS_SHOWN = 10


@require_safe
def visits(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The next firm with where it is, whom to ask for and what was tried, and those that come after it."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.ENTER)
    found = visits_of(request.user, cluster)
    listed = found.rows[:FIRMS_SHOWN]
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "visits": found,
        "listed": listed,
        "hidden": len(found.rows) - len(listed),
        "form": AttemptForm(),
    }
    if not listed:
        context["has_firms"] = firms_for(request.user).filter(cluster=cluster).exists()
        context["rights"] = rights_in(request.user, cluster)
    answer = render(request, "surveys/visits.html", context)
    return shown(request, answer, of=cluster, rows=sum(visit.contact is not None for visit in listed))
