"""Stored answers: checking and cleaning one as it comes in, and handing all of them to the scoring.

Nothing here reads the database; an item is anything with the attributes of `Asked`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from scoring.answers import NONE_CODE, Answer, DoneBy, State
from surveys.errors import Problem
from surveys.folding import UNTOUCHED

EVIDENCE_KINDS = ("document", "person", "not_verified")
LONGEST_NOTE = 4000
LONGEST_TEXT = 4000
KNOWN_KEYS = frozenset({"state", "value", "done_by", "note", "evidence", "seen", "settles"})
NUMBERS = frozenset({"share", "count", "number", "money", "year", "level"})
WHOLE = frozenset({"count", "year", "level"})
LARGEST_WHOLE = 2**53
"""Whole numbers beyond this are not told apart by a float."""

NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)


class Asked(Protocol):
    """What has to be known of an item to check and read its answer."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def minimum(self) -> float | None: ...
    @property
    def maximum(self) -> float | None: ...
    @property
    def na_allowed(self) -> bool: ...
    @property
    def asks_who(self) -> bool: ...
    @property
    def options(self) -> Sequence[Mapping[str, str]]: ...

    def applies_to(self, variant: str) -> bool: ...


class AnswerRefused(ValueError):
    """Raised when a change cannot be an answer to its item; holds every problem with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(str(problem) for problem in self.problems))


def normalise(item: Asked, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return one change as it is stored: state, value, done_by, note, evidence, seen, and settles where given.

    `raw` is what a form, a device or an import sent for the item; parts left out are empty, and the state follows
    from the value when it is left out. Whole numbers lose their decimals, choices take the order of the options.
    Raises AnswerRefused with every problem.
    """
    reader = _Reader(item)
    change = reader.change(raw)
    if reader.problems:
        raise AnswerRefused(reader.problems)
    return change


def scoring_answers(
    answers: Mapping[str, Mapping[str, Any]], items: Iterable[Asked], variant: str
) -> dict[str, Answer]:
    """Return the answers of one interview as the scoring takes them, by item code.

    `answers` is an interview's stored fold, `items` those of its questionnaire. An item that is not asked in this
    sector variant is not applicable, whatever is stored; an item without an entry is left out, which scoring reads
    as missing.
    """
    given = {}
    for item in items:
        if not item.applies_to(variant):
            given[item.code] = NOT_APPLICABLE
        elif item.code in answers:
            given[item.code] = scoring_answer(answers[item.code])
    return given


def scoring_answer(entry: Mapping[str, Any]) -> Answer:
    """Return one stored answer as the scoring takes it."""
    value = entry.get("value")
    return Answer(
        State(entry["state"]),
        tuple(value) if isinstance(value, list) else value,
        DoneBy(entry["done_by"]) if entry.get("done_by") else None,
    )


class _Reader:
    """Reads one change part by part and gathers what is wrong with any of them."""

    def __init__(self, item: Asked) -> None:
        self.item = item
        self.problems: list[Problem] = []

    def report(self, fact: str, remedy: str) -> None:
        self.problems.append(Problem(self.item.code, fact, remedy))

    def change(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            self.report(_("The answer is %(found)s.") % {"found": shown(raw)}, _("Give its state and its value."))
            return {}
        for key in raw:
            if key not in KNOWN_KEYS:
                self.report(
                    _("“%(key)s” is no part of an answer.") % {"key": key},
                    _("Use only %(known)s.") % {"known": ", ".join(sorted(KNOWN_KEYS))},
                )
        state = self.state(raw)
        change = {
            **UNTOUCHED,
            "state": str(state),
            "value": self.value(raw.get("value")) if state is State.ANSWERED else None,
            "done_by": self.done_by(raw.get("done_by") or "", state),
            "note": self.text(raw.get("note") or "", LONGEST_NOTE),
            "evidence": self.evidence(raw.get("evidence") or {}),
            "seen": self.revision(raw.get("seen")),
        }
        if settles := self.revisions(raw.get("settles") or []):
            change["settles"] = settles
        return change

    def state(self, raw: Mapping[str, Any]) -> State:
        value = raw.get("value")
        given = raw.get("state") or (State.MISSING if value is None else State.ANSWERED)
        if given not in list(State):
            self.report(
                _("There is no state %(found)s.") % {"found": shown(given)},
                _("Use one of %(known)s.") % {"known": ", ".join(State)},
            )
            return State.MISSING
        state = State(given)
        if state is not State.ANSWERED and value is not None:
            self.report(
                _("A value stands beside the state “%(state)s”.") % {"state": state},
                _("Leave out one of the two."),
            )
        if state is State.NOT_APPLICABLE and not self.item.na_allowed:
            self.report(
                _("“Not applicable” is not open to this question."), _("Answer it, or say that it is not known.")
            )
        return state

    def value(self, value: Any) -> Any:
        if value is None:
            self.report(_("It is marked as answered and has no value."), _("Give the value, or say why there is none."))
            return None
        kind = self.item.kind
        if kind in NUMBERS:
            return self.number(value)
        return {"yes_no": self.yes_no, "single": self.single, "multiple": self.multiple}.get(kind, self.words)(value)

    def yes_no(self, value: Any) -> bool | None:
        if isinstance(value, bool):
            return value
        self.report(_("Found %(found)s.") % {"found": shown(value)}, _("Give yes (true) or no (false)."))
        return None

    def number(self, value: Any) -> float | int | None:
        number = _finite(value)
        if number is None:
            self.report(_("Found %(found)s.") % {"found": shown(value)}, _("Give a number."))
            return None
        least, most = self.item.minimum, self.item.maximum
        if self.item.kind in WHOLE and not number.is_integer():
            self.report(_("Found %(found)s.") % {"found": shown(value)}, _("Give a whole number."))
        if least is not None and number < least:
            self.report(
                _("Found %(found)s.") % {"found": shown(value)}, _("The least is %(least)g.") % {"least": least}
            )
        if most is not None and number > most:
            self.report(_("Found %(found)s.") % {"found": shown(value)}, _("The most is %(most)g.") % {"most": most})
        return int(number) if number.is_integer() and abs(number) < LARGEST_WHOLE else number

    def single(self, value: Any) -> str | None:
        codes = [option["code"] for option in self.item.options]
        if isinstance(value, str) and value in codes:
            return value
        self.report(
            _("There is no choice %(found)s.") % {"found": shown(value)},
            _("Use one of %(known)s.") % {"known": ", ".join(codes)},
        )
        return None

    def multiple(self, value: Any) -> list[str] | None:
        codes = [option["code"] for option in self.item.options]
        if not isinstance(value, list | tuple) or not value or any(code not in codes for code in value):
            self.report(
                _("Found %(found)s.") % {"found": shown(value)},
                _("Give a list out of %(known)s.") % {"known": ", ".join(codes)},
            )
            return None
        if NONE_CODE in value and len(set(value)) > 1:
            self.report(_("“None of them” stands beside others."), _("Take it away, or the others."))
        return [code for code in codes if code in value]

    def words(self, value: Any) -> str | None:
        if isinstance(value, str) and value.strip():
            return self.text(value, LONGEST_TEXT)
        self.report(_("Found %(found)s.") % {"found": shown(value)}, _("Give a text, or leave it open."))
        return None

    def done_by(self, who: Any, state: State) -> str:
        if not who or state is not State.ANSWERED:
            return ""
        if not self.item.asks_who:
            self.report(_("This question does not ask who did it."), _("Leave out “done_by”."))
        elif who not in list(DoneBy):
            self.report(
                _("Nobody is known as %(found)s.") % {"found": shown(who)},
                _("Use one of %(known)s.") % {"known": ", ".join(DoneBy)},
            )
        return str(who)

    def evidence(self, evidence: Any) -> dict[str, str]:
        if not isinstance(evidence, Mapping) or set(evidence) - {"kind", "text"}:
            self.report(
                _("The evidence is %(found)s.") % {"found": shown(evidence)}, _("Give its “kind” and its “text”.")
            )
            return {}
        if evidence.get("kind") and evidence["kind"] not in EVIDENCE_KINDS:
            self.report(
                _("There is no kind of evidence %(found)s.") % {"found": shown(evidence["kind"])},
                _("Use one of %(known)s.") % {"known": ", ".join(EVIDENCE_KINDS)},
            )
        parts = {"kind": evidence.get("kind"), "text": self.text(evidence.get("text") or "", LONGEST_NOTE)}
        return {name: text for name, text in parts.items() if text}

    def text(self, text: Any, longest: int) -> str:
        if not isinstance(text, str):
            self.report(_("Found %(found)s.") % {"found": shown(text)}, _("Give a text."))
            return ""
        # PostgreSQL stores neither NUL nor half a character; a broken keyboard or file may send both.
        whole = text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
        cleaned = whole.replace("\r\n", "\n").strip()
        if len(cleaned) > longest:
            self.report(
                _("The text has %(length)d characters.") % {"length": len(cleaned)},
                _("Shorten it to %(longest)d.") % {"longest": longest},
            )
        return cleaned

    def revisions(self, ids: Any) -> list[str]:
        if isinstance(ids, list | tuple):
            return sorted({known for each in ids if (known := self.revision(each))})
        self.report(_("Found %(found)s.") % {"found": shown(ids)}, _("Give a list of ids of revisions."))
        return []

    def revision(self, revision_id: Any) -> str | None:
        if not revision_id:
            return None
        try:
            return str(UUID(str(revision_id)))
        except ValueError:
            self.report(
                _("%(found)s is no id of a revision.") % {"found": shown(revision_id)},
                _("Give the id that came with the page."),
            )
            return None


def _finite(value: Any) -> float | None:
    """Return a number as a finite float, or None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None


def shown(value: object) -> str:
    """Return a value as it may stand in a message: short, and never a page long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
