"""What a device sends: one save, a comment, or the word that an interview is finished. Each stands for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from surveys.errors import UnreadableMessage

REVISION, HANDOVER, COMMENT = "revision", "handover", "comment"
LONGEST_ITEM = 40
MOST_ITEMS = 500
MOST_REVISIONS = 5000
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""What a clock without a battery says, and as late as any may be wrong; beyond it no calendar page could be shown."""


@dataclass(frozen=True, slots=True)
class Message:
    """Where a message belongs; an interview the server does not know is begun by whichever of its messages comes first.

    `made_at` and `begun_at` are what the device's clock said; nothing is decided by them.
    """

    id: UUID
    kind: str
    interview: UUID
    firm: UUID
    questionnaire: int
    begun_at: datetime
    made_at: datetime
    changes: Mapping[str, Mapping[str, Any]]
    rests_on: tuple[UUID, ...]
    knew: str
    item: str = ""
    text: str = ""


def read_message(raw: Any) -> Message:
    """The message a device sent as JSON, or UnreadableMessage naming the part that is wrong."""
    if not isinstance(raw, Mapping):
        raise unreadable("message")
    kind = raw.get("kind")
    if kind not in (REVISION, HANDOVER, COMMENT):
        raise unreadable("kind")
    changes = raw.get("changes") if kind == REVISION else {}
    if not isinstance(changes, Mapping) or len(changes) > MOST_ITEMS or (kind == REVISION and not changes):
        raise unreadable("changes")
    rests_on = raw.get("rests_on", []) if kind == HANDOVER else []
    if not isinstance(rests_on, list) or len(rests_on) > MOST_REVISIONS:
        raise unreadable("rests_on")
    return Message(
        id=_id(raw, "id"),
        kind=str(kind),
        interview=_id(raw, "interview"),
        firm=_id(raw, "firm"),
        questionnaire=_key(raw, "questionnaire"),
        begun_at=_moment(raw, "begun_at"),
        made_at=_moment(raw, "made_at"),
        changes=changes,
        rests_on=tuple(_uuid(each, "rests_on") for each in rests_on),
        knew=_word(raw, "knew"),
        item=_word(raw, "item") if kind == COMMENT else "",
        text=_words(raw) if kind == COMMENT else "",
    )


def message_id(raw: Any) -> str:
    """The id by which a message that may be unreadable is answered, or nothing."""
    told = raw.get("id") if isinstance(raw, Mapping) else None
    return told[:64] if isinstance(told, str) else ""


def _id(raw: Mapping[str, Any], part: str) -> UUID:
    return _uuid(raw.get(part), part)


def _uuid(value: Any, part: str) -> UUID:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise unreadable(part) from error


def _word(raw: Mapping[str, Any], part: str) -> str:
    value = raw.get(part)
    return value if isinstance(value, str) else ""


def _words(raw: Mapping[str, Any]) -> str:
    """What a comment says, without what no database stores; the rest of its parts are checked where it is written."""
    if len(_word(raw, "item")) > LONGEST_ITEM or not _word(raw, "text").strip():
        raise unreadable("text")
    return _word(raw, "text").encode("utf-8", "ignore").decode().replace("\x00", "")


def _key(raw: Mapping[str, Any], part: str) -> int:
    value = raw.get(part)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
        raise unreadable(part)
    return value


def _moment(raw: Mapping[str, Any], part: str) -> datetime:
    try:
        moment = parse_datetime(raw.get(part) or "")
    except (TypeError, ValueError) as error:
        raise unreadable(part) from error
    if moment is None or is_naive(moment):
        raise unreadable(part)
    return min(max(moment, EARLIEST), LATEST)


def unreadable(part: str) -> UnreadableMessage:
    """The refusal of a message because of this part of it."""
    return UnreadableMessage(
        _("This is no message of an interview: its part “%(part)s” cannot be read.") % {"part": part},
        _("It stays on the device. Download it as a file and hand it to the manager of the study."),
        place=part,
    )
