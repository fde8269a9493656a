"""What changed in an interview since it was returned: answers, comments, levels, and what was left as it was."""

from dataclasses import dataclass

from scoring.rungs import Dimension
from surveys.answering import log_of
from surveys.catalogue import spoken_catalogue
from surveys.folding import TOLD, UNTOUCHED, Entry, fold
from surveys.models import Interview, Part, ReviewEvent, Standing
from surveys.overview import ReadAnswer, read_answer
from surveys.review_table import OPEN, RETURNED
from surveys.threads import ReadThread
from surveys.wording import wording_of


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """One answer before the return and now; `was_asked` says that a comment asked about it."""

    before: ReadAnswer
    after: ReadAnswer
    was_asked: bool


@dataclass(frozen=True, slots=True)
class LevelChange:
    """The levels of one dimension at the return and now; they can be the same."""

    label: str
    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def moved(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class SinceReturn:
    returned: ReviewEvent
    changes: tuple[ChangedSince, ...]
    answered: tuple[ReadThread, ...]
    unchanged: tuple[ReadThread, ...]
    levels: tuple[LevelChange, ...]


def since_return(interview: Interview, threads: list[ReadThread]) -> SinceReturn | None:
    """What became of the last return, once the interview was handed over again; None before."""
    if interview.state in OPEN:
        return None
    returned = interview.review_events.filter(to_state=RETURNED).select_related("by").order_by("at", "pk").last()
    if returned is None:
        return None
    before = fold(log_of(interview, before=returned.revision_count + 1)).answers
    asked = {each.item for each in threads if _was_asked(each, returned)}
    changes = _changes(interview, before, asked)
    changed = {each.after.code for each in changes}
    return SinceReturn(
        returned=returned,
        changes=changes,
        answered=tuple(each for each in threads if _was_answered(each, returned)),
        unchanged=tuple(each for each in threads if each.item in asked - changed and each.item),
        levels=_levels(interview),
    )


def _changes(interview: Interview, before: dict[str, Entry], asked: set[str]) -> tuple[ChangedSince, ...]:
    wording = wording_of(interview.firm.cluster)
    items = spoken_catalogue(interview.questionnaire).items
    return tuple(
        ChangedSince(
            read_answer(item, before.get(code, {}), wording),
            read_answer(item, interview.answers.get(code, {}), wording),
            code in asked,
        )
        for code, item in items.items()
        if _told(before.get(code, UNTOUCHED)) != _told(interview.answers.get(code, UNTOUCHED))
    )


def _told(entry: Entry) -> list[object]:
    return [entry.get(part, UNTOUCHED[part]) for part in TOLD]


def _was_asked(thread: ReadThread, returned: ReviewEvent) -> bool:
    return any(each.as_reviewer and each.received_at <= returned.at for each in thread.comments)


def _was_answered(thread: ReadThread, returned: ReviewEvent) -> bool:
    return any(not each.as_reviewer and each.received_at > returned.at for each in thread.comments)


def _levels(interview: Interview) -> tuple[LevelChange, ...]:
    standing = Standing.objects.filter(interview=interview).first()
    if standing is None or not standing.levels_before or not standing.levels:
        return ()
    return tuple(
        LevelChange(str(Part(each).label), tuple(standing.levels_before[each]), tuple(standing.levels[each]))
        for each in map(str, Dimension)
        if each in standing.levels_before and each in standing.levels
    )
