"""Agreeing on a phase, and its validation by somebody who was not at the table."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from clusters.access import Right
from surveys.access import agreed_phase_for, workshop_for
from surveys.errors import WorkshopRefused
from surveys.forms.workshops import AgreementForm, ValidationForm, suggested_agreement
from surveys.models import Pillar
from surveys.views.requests import READ_OR_SEND, sent
from surveys.workshop_results import latest_tally
from surveys.workshop_words import phase_descriptors, round_in_words
from surveys.workshops import agree_phase, validate_phase


@READ_OR_SEND
def agree(request: PersonRequest, workshop_id: UUID, pillar: str) -> HttpResponse:
    """Record the agreed phase of one pillar beside what the votes say."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    chosen = pillar_named(pillar)
    tally = latest_tally(workshop, chosen)
    form = AgreementForm(sent(request), initial=suggested_agreement(tally))
    if form.is_valid():
        try:
            agree_phase(workshop=workshop, pillar=chosen, by=request.user, now=timezone.now(), **form.cleaned_data)
            return back_to(workshop.pk, chosen)
        except WorkshopRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "study": workshop.cluster.study,
        "workshop": workshop,
        "pillar": chosen,
        "words": round_in_words(tally) if tally else None,
        "agreed": workshop.agreed_phases.filter(pillar=chosen).first(),
        "descriptors": phase_descriptors(workshop.cluster.study).get(chosen.value, ()),
        "form": form,
    }
    return render(request, "surveys/workshops/agree.html", context, status=422 if form.is_bound else 200)


@READ_OR_SEND
def validate(request: PersonRequest, agreed_phase_id: int) -> HttpResponse:
    """Record the word of somebody who was not on the panel."""
    agreed = agreed_phase_for(request.user, agreed_phase_id, Right.REVIEW)
    workshop, by = agreed.workshop, request.user
    form = ValidationForm(sent(request), today=timezone.localdate(), validator=str(by))
    if form.is_valid():
        try:
            validate_phase(agreed_phase=agreed, by=by, now=timezone.now(), **form.cleaned_data)
            return back_to(workshop.pk, Pillar(agreed.pillar))
        except WorkshopRefused as refusal:
            form.add_error(None, str(refusal))
    tally = latest_tally(workshop, agreed.pillar)
    context = {
        "study": workshop.cluster.study,
        "workshop": workshop,
        "agreed": agreed,
        "words": round_in_words(tally) if tally else None,
        "descriptors": phase_descriptors(workshop.cluster.study).get(agreed.pillar, ()),
        "sources": workshop.evidence.filter(pillar=agreed.pillar),
        "form": form,
    }
    return render(request, "surveys/workshops/validate.html", context, status=422 if form.is_bound else 200)


def pillar_named(name: str) -> Pillar:
    if name not in Pillar.values:
        raise Http404(_("There is no pillar of this name."))
    return Pillar(name)


def back_to(workshop_id: UUID, pillar: Pillar) -> HttpResponse:
    """The protocol, at the pillar just recorded."""
    return redirect(f"{reverse('workshop', args=[workshop_id])}#{pillar.value}")
