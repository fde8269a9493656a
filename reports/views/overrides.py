"""Assessing a level by hand, withdrawing it, and the list of all assessed levels of a study."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, clusters_for, study_for
from reports.assessed_levels import overrides_of
from reports.assessment_forms import AssessForm, OverrideFilterForm, WithdrawForm
from reports.assessment_page import bounds_in_words, computed_now, level_choices, list_overrides, log_of
from reports.models import AssessedDimension
from reports.overrides import assess_level, withdraw_assessment
from surveys.access import interview_for
from surveys.deciding import gave_answers
from surveys.errors import SurveyError
from surveys.models import Interview

OVERRIDES_ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def level_assess(request: PersonRequest, interview_id: UUID, dimension: str) -> HttpResponse:
    """Choose a level beside the descriptors of Table 3, with reason and evidence."""
    interview = interview_for(request.user, interview_id, Right.REVIEW)
    refuse_unknown(dimension)
    form = AssessForm(request.POST or None)
    if form.is_valid():
        told = {"by": request.user, "now": timezone.now(), **form.cleaned_data}
        try:
            assess_level(interview=interview, dimension=dimension, **told)
        except SurveyError as refusal:
            form.add_error(refusal.place if refusal.place in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("The assessed level is stored. Runs that used this interview are marked stale.")
            )
            return redirect(place_of(interview, dimension))
    status = 422 if form.errors else 200
    context = assess_context(request, interview, dimension, form, WithdrawForm())
    return render(request, "reports/level_assess.html", context, status=status)


@require_POST
def level_withdraw(request: PersonRequest, interview_id: UUID, dimension: str) -> HttpResponse:
    """Take an assessed level back, with the reason."""
    interview = interview_for(request.user, interview_id, Right.REVIEW)
    refuse_unknown(dimension)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        told = {"by": request.user, "now": timezone.now(), **form.cleaned_data}
        try:
            withdraw_assessment(interview=interview, dimension=dimension, **told)
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The assessment is withdrawn; the computed level counts again."))
            return redirect(place_of(interview, dimension))
    context = assess_context(request, interview, dimension, AssessForm(), form)
    return render(request, "reports/level_assess.html", context, status=422)


@require_safe
def overrides(request: PersonRequest, study_slug: str) -> HttpResponse:
    """All levels that people assessed in a study, as far as the person may see their interviews."""
    study = study_for(request.user, study_slug)
    form = OverrideFilterForm(request.GET, clusters_for(request.user).filter(study=study))
    rows = list_overrides(request.user, study, **form.wanted())
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "study": study,
        "form": form,
        "page": Paginator(rows, OVERRIDES_ON_A_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
    }
    return render(request, "reports/overrides.html", context)


def assess_context(
    request: PersonRequest, interview: Interview, dimension: str, form: AssessForm, withdrawing: WithdrawForm
) -> dict[str, Any]:
    """What the page shows: the levels to choose from, what is computed, and everything said so far."""
    standing = overrides_of([interview.pk]).get(interview.pk, {}).get(dimension)
    return {
        "study": interview.firm.cluster.study,
        "interview": interview,
        "dimension": dimension,
        "dimension_label": AssessedDimension(dimension).label,
        "choices": level_choices(interview, dimension),
        "computed": bounds_in_words(*computed_now(interview, dimension)),
        "chosen": form.data.get("level", "") if form.is_bound else str(standing.level) if standing else "",
        "standing": standing,
        "log": log_of(interview, dimension),
        "form": form,
        "withdrawing": withdrawing,
        "is_own": gave_answers(request.user, interview),
    }


def refuse_unknown(dimension: str) -> None:
    if dimension not in AssessedDimension.values:
        raise Http404(_("There is no such dimension."))


def place_of(interview: Interview, dimension: str) -> str:
    return f"{reverse('firm_result', args=[interview.pk])}#{dimension}"
