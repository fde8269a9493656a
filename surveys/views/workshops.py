"""The workshops of a cluster, and the page on which one of them is told from the panel to the validation."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, rights_in
from clusters.disclosing import handed_out, shown
from surveys.access import workshop_for
from surveys.errors import WorkshopRefused
from surveys.forms.workshops import WorkshopForm, workshop_values
from surveys.live_pages import room_page
from surveys.models import Criterion
from surveys.views.requests import READ_OR_SEND, sent
from surveys.workshop_lists import workshop_rows
from surveys.workshop_results import protocol_of
from surveys.workshop_steps import next_step, sat_at_the_table, stages_of
from surveys.workshop_words import CRITERION_SENTENCES, measure_meanings, pillars_in_words
from surveys.workshops import change_workshop, open_workshop


@require_safe
def workshops(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Every workshop of the cluster, newest first."""
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "rows": workshop_rows(cluster),
        "may_enter": Right.ENTER in rights_in(request.user, cluster),
    }
    return render(request, "surveys/workshops/list.html", context)


@READ_OR_SEND
def workshop_new(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Set up a workshop."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.ENTER)
    initial = {"held_on": timezone.localdate(), "moderator": request.user, "criterion": Criterion.DEFAULT}
    form = WorkshopForm(cluster, sent(request), initial=initial)
    if form.is_valid():
        return redirect("workshop", open_workshop(cluster=cluster, **form.cleaned_data).pk)
    context = {"study": cluster.study, "cluster": cluster, "form": form}
    return render(request, "surveys/workshops/setup.html", context, status=422 if form.is_bound else 200)


@READ_OR_SEND
def workshop_edit(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Correct what was set up."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    cluster = workshop.cluster
    form = WorkshopForm(cluster, sent(request), initial=workshop_values(workshop))
    if workshop.rounds.exists():
        form.fix_criterion(workshop.criterion)
    if form.is_valid():
        try:
            change_workshop(workshop=workshop, **form.cleaned_data)
            return redirect("workshop", workshop.pk)
        except WorkshopRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"study": cluster.study, "cluster": cluster, "workshop": workshop, "form": form}
    return render(request, "surveys/workshops/setup.html", context, status=422 if form.is_bound else 200)


@require_safe
def workshop(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """One workshop as its protocol: panel, criterion, votes, agreed phases, validation, and the next step."""
    workshop = workshop_for(request.user, workshop_id)
    rights = rights_in(request.user, workshop.cluster)
    protocol = protocol_of(workshop)
    context = {
        "study": workshop.cluster.study,
        "cluster": workshop.cluster,
        "workshop": workshop,
        "protocol": protocol,
        "pillars": pillars_in_words(protocol),
        "criterion_sentence": CRITERION_SENTENCES[Criterion(workshop.criterion)],
        "stages": stages_of(protocol),
        "step": next_step(protocol, rights=rights, user=request.user),
        "may_enter": Right.ENTER in rights,
        "may_validate": Right.REVIEW in rights and not sat_at_the_table(protocol, request.user),
    }
    page = render(request, "surveys/workshops/protocol.html", context)
    return shown(request, page, of=workshop.cluster, rows=len(protocol.seats), subject=str(workshop))


@require_safe
def workshop_protocol(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """The whole record of a workshop, to be printed and signed."""
    workshop = workshop_for(request.user, workshop_id)
    context = {
        "study": workshop.cluster.study,
        "cluster": workshop.cluster,
        "workshop": workshop,
        "page": room_page(workshop, events=True),
        "sessions": workshop.sessions.select_related("opened_by", "closed_by"),
        "measures": measure_meanings(),
        "now": timezone.now(),
    }
    page = render(request, "surveys/live/protocol.html", context)
    return handed_out(request, page, of=workshop.cluster, subject=str(workshop))
