"""Seating the panel and laying the evidence before it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest
from clusters.access import Right
from clusters.disclosing import shown
from surveys.access import evidence_for, panelist_for, workshop_for
from surveys.errors import WorkshopRefused
from surveys.forms.workshops import EvidenceForm, PanelistForm
from surveys.views.requests import READ_OR_SEND, sent
from surveys.workshop_words import phase_descriptors
from surveys.workshops import add_evidence, remove_evidence, seat_panelist, unseat_panelist


@READ_OR_SEND
def workshop_panel(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Who sits on the panel, and giving the next seat."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    form = PanelistForm(workshop.cluster, sent(request))
    if form.is_valid():
        try:
            panelist = seat_panelist(workshop=workshop, **form.cleaned_data)
            messages.success(
                request, _("%(panelist)s has seat %(seat)d.") % {"panelist": panelist, "seat": panelist.seat}
            )
            return redirect("workshop_panel", workshop.pk)
        except WorkshopRefused as refusal:
            form.add_error(None, str(refusal))
    panelists = list(workshop.panelists.all())
    context = {"study": workshop.cluster.study, "workshop": workshop, "panelists": panelists, "form": form}
    page = render(request, "surveys/workshops/panel.html", context, status=422 if form.is_bound else 200)
    return shown(request, page, of=workshop.cluster, rows=len(panelists), subject=str(workshop))


@require_POST
def panelist_unseat(request: PersonRequest, panelist_id: UUID) -> HttpResponse:
    """Take back a seat."""
    panelist = panelist_for(request.user, panelist_id, Right.ENTER)
    try:
        unseat_panelist(panelist=panelist)
        messages.success(request, _("%(panelist)s is off the panel.") % {"panelist": panelist})
    except WorkshopRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("workshop_panel", panelist.workshop_id)


@READ_OR_SEND
def workshop_evidence(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """The sources by pillar, what to look for, and adding one."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    form = EvidenceForm(sent(request), initial={"pillar": request.GET.get("pillar", "")})
    if form.is_valid():
        try:
            evidence = add_evidence(workshop=workshop, **form.cleaned_data)
            messages.success(request, _("The source lies before the panel now: %(source)s.") % {"source": evidence})
            return redirect(f"{reverse('workshop_evidence', args=[workshop.pk])}?pillar={evidence.pillar}")
        except WorkshopRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "study": workshop.cluster.study,
        "workshop": workshop,
        "sources": workshop.evidence.all(),
        "advice": phase_descriptors(workshop.cluster.study),
        "is_removable": not workshop.rounds.exists(),
        "form": form,
    }
    return render(request, "surveys/workshops/evidence.html", context, status=422 if form.is_bound else 200)


@require_POST
def evidence_remove(request: PersonRequest, evidence_id: int) -> HttpResponse:
    """Take a source back."""
    evidence = evidence_for(request.user, evidence_id, Right.ENTER)
    try:
        remove_evidence(evidence=evidence)
        messages.success(request, _("The source was taken back: %(source)s.") % {"source": evidence})
    except WorkshopRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("workshop_evidence", evidence.workshop_id)
