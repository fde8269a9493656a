"""Double scoring: the draw of a cluster and its firms, and a person's own second scorings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firm_for, rights_in
from clusters.models import Cluster
from surveys.double_scoring import assign_scorer, draw_firms
from surveys.errors import SurveyError
from surveys.forms.double_scoring import DrawForm, ScorerForm
from surveys.scoring_page import (
    drawn_firms,
    latest_draw,
    possible_scorers,
    second_scorings_of,
)


@require_safe
def double_scoring(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The draw of a cluster, its firms and who scores them."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.REVIEW)
    return render(request, "surveys/double_scoring.html", page_of(request, cluster, DrawForm()))


@require_POST
def scoring_draw(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Draw the firms that are scored twice."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    form = DrawForm(request.POST)
    if form.is_valid():
        try:
            draw_firms(cluster=cluster, by=request.user, now=timezone.now(), **form.cleaned_data)
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("double_scoring", study_slug, cluster_slug)
    return render(request, "surveys/double_scoring.html", page_of(request, cluster, form), status=422)


@require_POST
def scorer_assign(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """Give a drawn firm its second scorer."""
    firm = firm_for(request.user, firm_id, Right.MANAGE)
    form = ScorerForm(request.POST, people=possible_scorers(firm.cluster))
    try:
        if form.is_valid():
            scorer = form.cleaned_data["scorer"]
            assign_scorer(firm=firm, scorer=scorer, by=request.user, now=timezone.now())
            told = {"person": scorer, "firm": firm}
            messages.success(request, _("%(person)s scores %(firm)s a second time, blind.") % told)
        else:
            messages.error(request, _("Choose one of the people shown."))
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect("double_scoring", firm.cluster.study.slug, firm.cluster.slug)


@require_safe
def second_scorings(request: PersonRequest) -> HttpResponse:
    """The firms that the person at the machine scores a second time."""
    return render(request, "surveys/second_scorings.html", {"pairs": second_scorings_of(request.user)})


def page_of(request: PersonRequest, cluster: Cluster, form: DrawForm) -> dict[str, Any]:
    """What the page of a cluster shows."""
    draw = latest_draw(cluster)
    manages = Right.MANAGE in rights_in(request.user, cluster)
    return {
        "study": cluster.study,
        "cluster": cluster,
        "form": form,
        "draw": draw,
        "rows": drawn_firms(cluster, draw) if draw else [],
        "scorer_form": ScorerForm(people=possible_scorers(cluster)) if manages else None,
        "may_manage": manages,
    }
