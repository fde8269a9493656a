"""A person's studies: the list of them, opening one, changing its description."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, may_open_studies, opener, study_for
from clusters.forms import StudyForm, carried_out
from clusters.forms.study import bounds_as_fields
from clusters.queries import study_cards
from clusters.registry import change_study, open_study
from clusters.size_bounds import bounds_of


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Every study in which the person has a role."""
    cards = study_cards(request.user)
    return render(request, "clusters/home.html", {"cards": cards, "may_open": may_open_studies(request.user)})


@require_http_methods(["GET", "POST"])
def study_new(request: PersonRequest) -> HttpResponse:
    user = opener(request.user)
    form = StudyForm(request.POST or None)
    if request.method == "POST" and (study := carried_out(form, open_study, by=user)):
        messages.success(request, _("The study is open and you are its manager. Now add its first cluster."))
        return redirect("cluster_new", study.slug)
    return render(request, "clusters/study_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def study_edit(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_for(request.user, study_slug, Right.MANAGE)
    form = StudyForm(request.POST or None, initial={**model_to_dict(study), **bounds_as_fields(bounds_of(study))})
    if request.method == "POST" and carried_out(form, change_study, study=study) is not None:
        messages.success(request, _("The study was changed. Runs that exist keep the years they were made with."))
        return redirect("study", study.slug)
    return render(request, "clusters/study_form.html", {"form": form, "study": study})
