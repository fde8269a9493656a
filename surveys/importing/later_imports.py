"""A file met by interviews that exist: what it says anew becomes one more revision, as long as they are open.

An import speaks for itself alone. It replaces what an earlier import said; where a person answered otherwise, both
answers stand side by side as a conflict until somebody settles it, and what the file says unchanged is no news.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.models import Firm
from clusters.problems import Problem
from surveys.answering import record_revision
from surveys.errors import ListedError
from surveys.folding import UNTOUCHED, says_the_same, tells_the_same
from surveys.importing.ids import ImportIds
from surveys.importing.reading import InterviewFile, InterviewLine
from surveys.models import Interview, Origin, ReviewEvent, Revision
from surveys.review_table import APPROVED, WAITING
from surveys.reviewing import submit_interview

DEVICE = "import: "
SHOWN_CODES = 5

Said = dict[str, tuple[str, Mapping[str, Any]]]
"""By item, the last revision of an import that spoke of it and what it said."""


def device_of(file: InterviewFile) -> str:
    """How a revision says that it came from a file."""
    longest = Revision.device.field.max_length or 0
    return (DEVICE + file.file_name)[:longest]


def met_before(firms: Sequence[Firm], ids: ImportIds) -> tuple[dict[UUID, Interview], dict[UUID, Interview]]:
    """The interviews with these firms by firm: those that hold nothing but what this very file says, and the others.

    The former come without their answers, which nobody needs and which are most of an interview.
    """
    interviews = Interview.objects.filter(firm__in=firms, is_second_scoring=False).select_related(
        "firm__cluster__study", "questionnaire"
    )
    light = {interview.firm_id: interview for interview in interviews.defer("answers", "conflicts")}
    said = set(
        Revision.objects.filter(pk__in=[ids.revision(firm.code) for firm in firms]).values_list("interview", flat=True)
    )
    same = {
        firm: interview for firm, interview in light.items() if interview.pk in said and interview.revision_count == 1
    }
    others = interviews.filter(firm__in=light.keys() - same.keys()) if len(same) < len(light) else []
    return same, {interview.firm_id: interview for interview in others}


def said_before(interviews: Iterable[Interview]) -> dict[UUID, Said]:
    """What imports have said in these interviews so far, in one query."""
    found: dict[UUID, Said] = defaultdict(dict)
    log = Revision.objects.filter(interview__in=list(interviews), author=None, device__startswith=DEVICE)
    for revision in log.order_by("interview", "sequence"):
        for code, change in revision.changes.items():
            found[revision.interview_id][code] = (str(revision.pk), change)
    return found


def news_of(file: InterviewFile, line: InterviewLine, interview: Interview, said: Said) -> dict[str, dict[str, Any]]:
    """The answers in which the line differs from what imports said before, or from what stands where none spoke."""
    news = {}
    for code, change in line.changes.items():
        if code in said:
            revision_id, before = said[code]
            if not tells_the_same(before, change):
                news[code] = {**change, "seen": revision_id}
        elif not _stands_already(interview.answers.get(code), change):
            news[code] = change
    for code in file.item_codes - line.changes.keys():
        if code in said and said[code][1]["state"] != "missing":
            news[code] = {**UNTOUCHED, "seen": said[code][0]}
    return news


@dataclass
class LaterImport:
    """Brings known interviews up to a file; what forbids it is gathered in `problems`."""

    file: InterviewFile
    ids: ImportIds
    by: User | None
    now: datetime
    problems: list[Problem]

    def bring_up(self, pairs: Sequence[tuple[InterviewLine, Interview]]) -> int:
        """Record what is new for each of these interviews; returns how many have changed."""
        changed = 0
        said = said_before(interview for _line, interview in pairs)
        for line, interview in pairs:
            news = news_of(self.file, line, interview, said.get(interview.pk, {}))
            if news and interview.is_open:
                changed += self._record(line, interview, news)
            elif news:
                self._refuse_closed(line, interview, news)
        return changed

    def _record(self, line: InterviewLine, interview: Interview, news: dict[str, dict[str, Any]]) -> bool:
        try:
            record_revision(
                interview=interview,
                author=None,
                changes=news,
                now=self.now,
                revision_id=self.ids.later_revision(line.code, interview.revision_count),
                device=device_of(self.file),
            )
        except ListedError as refusal:
            self.problems += [
                self._problem(line, f"{each.place}: {each.fact}", each.remedy) for each in refusal.problems
            ]
            return False
        if interview.origin == Origin.IMPORTED and not interview.conflicts:
            submit_interview(interview=interview, by=self.by, now=self.now)
        return True

    def _refuse_closed(self, line: InterviewLine, interview: Interview, news: Mapping[str, Any]) -> None:
        shown = ", ".join([*sorted(news)[:SHOWN_CODES], *(["…"] if len(news) > SHOWN_CODES else [])])
        fact = ngettext(
            "The interview is not open (%(state)s), and %(count)d answer differs: %(items)s.",
            "The interview is not open (%(state)s), and %(count)d answers differ: %(items)s.",
            len(news),
        ) % {"state": interview.get_state_display(), "count": len(news), "items": shown}
        remedy = _("Have a reviewer return it, or withdraw its approval and return it; then take the file again.")
        self.problems.append(self._problem(line, fact, remedy))

    def _problem(self, line: InterviewLine, fact: str, remedy: str) -> Problem:
        return Problem(fact, remedy, self.file.sheet, line.row, self.file.code_column, line.code)


def approve_imported(
    *, interviews: Sequence[Interview], by: User | None, now: datetime, note: str, approves_to: str
) -> tuple[list[Interview], list[Interview]]:
    """Approve those that came from files and await a review; returns them, and those `by` gave answers in.

    In a study of two steps this is the first of them (`approves_to`): what waits for headquarters goes on waiting.
    """
    awaiting = WAITING - {approves_to}
    waiting = [each for each in interviews if each.origin == Origin.IMPORTED and each.state in awaiting]
    own = (
        set(Revision.objects.filter(interview__in=waiting, author=by).values_list("interview", flat=True))
        if by
        else set()
    )
    refused = [each for each in waiting if each.pk in own or (by and each.author_id == by.pk)]
    approved = [each for each in waiting if each not in refused]
    Interview.objects.filter(pk__in=[each.pk for each in approved]).update(
        state=approves_to, approved_at=now if approves_to == APPROVED else None
    )
    ReviewEvent.objects.bulk_create(
        ReviewEvent(
            interview=each,
            from_state=each.state,
            to_state=approves_to,
            by=by,
            at=now,
            note=note,
            revision_count=each.revision_count,
        )
        for each in approved
    )
    return approved, refused


def _stands_already(entry: Mapping[str, Any] | None, change: Mapping[str, Any]) -> bool:
    """Whether a person has said the same, and the file adds neither note nor evidence to it."""
    if entry is None:
        return False
    return tells_the_same(entry, change) or (
        says_the_same(entry, change) and not change["note"] and not change["evidence"]
    )
