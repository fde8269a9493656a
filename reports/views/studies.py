"""The study's own page, and its choices."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, rights_in, study_for
from reports.forms import SetupForm
from reports.study_page import cluster_panels, runs_panel
from surveys.errors import SetupRefused
from surveys.study_setup import choose_setup, setup_of, words_of_review_steps


@require_safe
def study(request: PersonRequest, study_slug: str) -> HttpResponse:
    """Where each cluster stands, and what there is to do."""
    place = study_for(request.user, study_slug)
    context = {
        "study": place,
        "rights": rights_in(request.user, place),
        "panels": cluster_panels(request.user, place),
        "runs": runs_panel(place),
        "setup": setup_of(place),
    }
    return render(request, "reports/study.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def study_setup(request: PersonRequest, study_slug: str) -> HttpResponse:
    """Choose questionnaire, rule set and every assumption the tables rest on."""
    place = study_for(request.user, study_slug, Right.MANAGE)
    setup = setup_of(place)
    before = setup.review_steps
    form = SetupForm(request.POST or None, setup=setup)
    if form.is_valid():
        try:
            chosen = choose_setup(study=place, **form.cleaned_data)
        except SetupRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The choices are stored. New runs rest on them; runs that exist keep theirs."))
            if told := words_of_review_steps(place, before=before, after=chosen.review_steps):
                messages.info(request, told)
            return redirect("study", place.slug)
    return render(request, "reports/study_setup.html", {"study": place, "form": form})
