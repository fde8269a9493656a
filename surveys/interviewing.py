"""Beginning an interview with a firm."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Firm
from surveys.errors import RevisionConflict
from surveys.models import Interview, Origin, Questionnaire
from surveys.study_setup import setup_of


def begin_interview(
    *,
    firm: Firm,
    author: User | None,
    now: datetime,
    interview_id: UUID | None = None,
    origin: str = Origin.ENTERED,
    questionnaire: Questionnaire | None = None,
    begun_at: datetime | None = None,
) -> Interview:
    """Begin the interview of a firm, or return the one it has.

    `interview_id` is made where the interview is begun; an id that another firm's interview bears is refused. It is
    asked on the study's questionnaire, or on the published version on which a device began it.
    """
    existing = _interview_of(firm, interview_id)
    if existing is not None:
        return existing
    questionnaire = questionnaire or setup_of(firm.cluster.study).questionnaire
    try:
        with transaction.atomic():
            return Interview.objects.create(
                id=interview_id or uuid4(),
                firm=firm,
                questionnaire=questionnaire,
                author=author,
                origin=origin,
                begun_at=begun_at or now,
                changed_at=now,
            )
    except IntegrityError:
        # Somebody else began it between our look and our insert.
        existing = _interview_of(firm, interview_id)
        if existing is None:
            raise
        return existing


def _interview_of(firm: Firm, interview_id: UUID | None) -> Interview | None:
    """The interview of this id, else the first scoring of the firm; in one query."""
    wanted = Q(firm=firm, is_second_scoring=False)
    if interview_id is not None:
        wanted |= Q(pk=interview_id)
    found = list(
        Interview.objects.select_related("firm__cluster__study", "questionnaire", "author").filter(wanted).order_by()
    )
    same_id = next((each for each in found if each.pk == interview_id), None)
    if same_id is not None and same_id.firm_id != firm.pk:
        raise RevisionConflict(
            _("The interview %(id)s belongs to %(firm)s.") % {"id": interview_id, "firm": same_id.firm},
            _("Begin this one with an id of its own."),
        )
    return same_id or next(iter(found), None)
