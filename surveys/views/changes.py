"""What was changed in interviews and workshops, and by whom."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.changes import Thing, changes_of
from surveys.access import interview_for, workshop_for
from trail.reading import key_of


@require_safe
def interview_changes(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """Answers, steps of review, late answers, levels."""
    interview = interview_for(request.user, interview_id)
    context = {"interview": interview, "study": interview.firm.cluster.study}
    thing = Thing(str(interview), [key_of(interview)], interview.firm.cluster, "surveys/trail.html", context)
    return changes_of(request, thing)


@require_safe
def workshop_changes(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Panel, rounds, votes once they are revealed, agreed phases."""
    workshop = workshop_for(request.user, workshop_id)
    context = {"workshop": workshop, "cluster": workshop.cluster, "study": workshop.cluster.study}
    thing = Thing(str(workshop), [key_of(workshop)], workshop.cluster, "surveys/workshops/trail.html", context)
    return changes_of(request, thing)
