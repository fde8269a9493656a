"""Taking in what devices send, message by message: each is whole or not at all, and none hinders the next."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, firm_for
from surveys.access import interviews_for
from surveys.answering import record_revision
from surveys.commenting import write_comment
from surveys.device_messages import COMMENT, HANDOVER, Message, message_id, read_message, unreadable
from surveys.errors import AnswersOnTheWay, InterviewClosed, ListedError, RevisionConflict, SurveyError
from surveys.folding import Entry
from surveys.handing_over import hand_over
from surveys.interviewing import begin_interview
from surveys.lateness import record_late
from surveys.models import Comment, Handover, Interview, Questionnaire, Status

STORED, KNOWN, PROPOSED, WAITING, REFUSED = "stored", "known", "proposed", "waiting", "refused"
STATUS = {STORED: 201, KNOWN: 200, PROPOSED: 202, WAITING: 425, REFUSED: 422}
Met = dict[tuple[UUID, UUID], Interview]
OTHER_CONTENT, FORBIDDEN, NOT_FOUND = 409, 403, 404


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message, as its device is told; `status` is the HTTP status it has when it is sent alone.

    `interview` is the one it was recorded in, which is another than the device's where somebody else had begun the
    firm's interview; `entries` are the answers that hold now to the items the message was about.
    """

    id: str
    kind: str
    outcome: str
    status: int
    text: str = ""
    problems: list[dict[str, str]] = field(default_factory=list)
    interview: str = ""
    state: str = ""
    revision_count: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def deliver_all(*, person: User, messages: Iterable[Any], device: str, now: datetime) -> list[Result]:
    """Take in the messages in their order; what is wrong with one is told in its result."""
    met: Met = {}
    return [deliver(person=person, raw=raw, device=device, now=now, met=met) for raw in messages]


def deliver(*, person: User, raw: Any, device: str, now: datetime, met: Met | None = None) -> Result:
    """Take in one message; whatever forbids it is told, and then nothing of it was stored.

    The same message again is known and changes nothing; other content under a known id is refused. `met` keeps the
    interviews that earlier messages of the same sending were let into, so that the next need not ask again.
    """
    told = raw.get("kind") if isinstance(raw, dict) else None
    kind = told[:20] if isinstance(told, str) else ""

    def refused(outcome: str, status: int, text: str, problems: list[dict[str, str]] | None = None) -> Result:
        return Result(message_id(raw), kind, outcome, status, text=text, problems=problems or [])

    try:
        with transaction.atomic():
            return _deliver(person, read_message(raw), device, now, met if met is not None else {})
    except RecursionError:
        return refused(REFUSED, STATUS[REFUSED], str(unreadable("changes")))
    except AnswersOnTheWay as waiting:
        return refused(WAITING, STATUS[WAITING], str(waiting))
    except RevisionConflict as conflict:
        return refused(REFUSED, OTHER_CONTENT, str(conflict))
    except ListedError as refusal:
        problems = [{"item": each.place, "text": f"{each.fact} {each.remedy}"} for each in refusal.problems]
        return refused(REFUSED, STATUS[REFUSED], refusal.fact, problems)
    except SurveyError as refusal:
        return refused(REFUSED, STATUS[REFUSED], str(refusal))
    except PermissionDenied as refusal:
        return refused(REFUSED, FORBIDDEN, str(refusal))
    except Http404:
        return refused(REFUSED, NOT_FOUND, _("This firm is not among yours. Ask the manager of the study for access."))
    except IntegrityError:
        return refused(REFUSED, OTHER_CONTENT, _("This id is in use for something else. Send it under another."))


def _deliver(person: User, message: Message, device: str, now: datetime, met: Met) -> Result:
    interview = met.get((message.interview, message.firm)) or _interview_of(person, message, now)
    if message.kind == HANDOVER:
        outcome = _finish(person, interview, message, now)
    elif message.kind == COMMENT:
        outcome = _comment(person, interview, message, device, now)
    else:
        outcome = _save(person, interview, message, device, now)
    met[message.interview, message.firm] = interview
    # Before the answers, should either have to be read from the database now: they are then at least as new.
    revision_count = interview.revision_count
    entries = {code: interview.answers[code] for code in message.changes if code in interview.answers}
    return Result(
        id=str(message.id),
        kind=message.kind,
        outcome=outcome,
        status=STATUS[outcome],
        text=_("A reviewer decides about it.") if outcome == PROPOSED else "",
        interview=str(interview.pk),
        state=interview.state,
        revision_count=revision_count,
        entries=entries,
        conflicts=sorted(interview.conflicts),
    )


def _interview_of(person: User, message: Message, now: datetime) -> Interview:
    """The interview a message belongs to; one that is not known yet is begun with what the message says of it."""
    # The verbs lock and read the row themselves; here only the right to enter is asked for.
    known = interviews_for(person, Right.ENTER).filter(pk=message.interview).only("pk", "firm_id").order_by().first()
    if known is not None and known.firm_id == message.firm:
        return known
    firm = firm_for(person, message.firm, Right.ENTER)
    asked_on = Questionnaire.objects.filter(pk=message.questionnaire, status=Status.PUBLISHED).order_by().first()
    return begin_interview(
        firm=firm,
        author=person,
        now=now,
        interview_id=message.interview,
        questionnaire=asked_on,
        begun_at=min(message.begun_at, now),
    )


def _save(person: User, interview: Interview, message: Message, device: str, now: datetime) -> str:
    told: dict[str, Any] = {
        "interview": interview,
        "author": person,
        "changes": message.changes,
        "now": now,
        "revision_id": message.id,
        "made_at": message.made_at,
        "device": device,
    }
    try:
        revision = record_revision(**told)
    except InterviewClosed:
        record_late(**told)
        return PROPOSED
    return STORED if revision.is_new else KNOWN


def _finish(person: User, interview: Interview, message: Message, now: datetime) -> str:
    is_known = Handover.objects.filter(pk=message.id).exists()
    hand_over(
        handover_id=message.id,
        interview=interview,
        author=person,
        made_at=message.made_at,
        rests_on=message.rests_on,
        knew=message.knew,
        now=now,
    )
    return KNOWN if is_known else STORED


def _comment(person: User, interview: Interview, message: Message, device: str, now: datetime) -> str:
    is_known = Comment.objects.filter(pk=message.id).exists()
    write_comment(
        interview=interview,
        item=message.item,
        by=person,
        as_reviewer=False,
        text=message.text,
        comment_id=message.id,
        made_at=message.made_at,
        device=device,
        now=now,
    )
    interview.refresh_from_db()
    return KNOWN if is_known else STORED
