"""What a workbook says of itself in a hidden sheet: which one it is, of which interviews, and what it was based on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from clusters.problems import ImportRefused, Problem
from surveys.fill_in.spreadsheet import Box, Line, Look, Page, SheetPlan
from surveys.models import Revision

SHEET = "sextant"
FORMAT = 1
HEAD = (
    *("format", "workbook", "made_at", "made_by", "language", "study", "cluster"),
    *("questionnaire", "version", "hash", "lines"),
)
DEVICE = "workbook "

Seen = dict[UUID, dict[str, tuple[str, ...]]]
Words = dict[str, dict[str, str]]
"""By the name of a list, what each of its words stands for."""


@dataclass(frozen=True, slots=True)
class FirmMark:
    """One firm of a workbook, and the interview its answers belong to, begun or not yet."""

    firm: UUID
    code: str
    interview: UUID


@dataclass(frozen=True, slots=True)
class Identity:
    """`seen` gives, by firm and item, the revisions whose answer stood in the workbook when it was handed out."""

    workbook: UUID
    made_at: str
    made_by: str
    language: str
    study: str
    cluster: str
    questionnaire: str
    version: int
    hash: str
    firms: tuple[FirmMark, ...]
    seen: Seen = field(default_factory=dict)
    words: Words = field(default_factory=dict)

    @property
    def device(self) -> str:
        """How a revision says which workbook it came from."""
        longest = Revision.device.field.max_length or 0
        return f"{DEVICE}{self.workbook}"[:longest]


def interview_id(workbook: UUID, firm: UUID) -> UUID:
    """The id of the interview that a workbook begins with a firm that had none."""
    return uuid5(workbook, f"interview {firm}")


def revision_id(workbook: UUID, interview: UUID, content: str) -> UUID:
    """The id of what a workbook says in an interview: the same content is the same revision."""
    return uuid5(workbook, f"revision {interview} {content}")


def identity_sheet(identity: Identity, made_at: datetime) -> SheetPlan:
    """The hidden sheet, line by line: a word that says what the line is, and what it says."""
    rows = [("firm", str(mark.firm), mark.code, str(mark.interview)) for mark in identity.firms]
    for firm, items in identity.seen.items():
        told: dict[tuple[str, ...], list[str]] = {}
        for item, ids in items.items():
            told.setdefault(ids, []).append(item)
        rows += [("seen", str(firm), " ".join(ids), " ".join(codes)) for ids, codes in told.items()]
    head = {
        **{name: str(getattr(identity, name, "")) for name in HEAD},
        "format": str(FORMAT),
        "made_at": made_at.isoformat(),
        "lines": str(len(rows)),
    }
    texts: list[tuple[str, ...]] = [*head.items(), *rows]
    lines = [Line({place: Box(text, Look.KEY) for place, text in enumerate(row, start=1)}) for row in texts]
    return SheetPlan(SHEET, lines, is_secret=True)


def read_identity(pages: Iterable[Page], words: Words) -> Identity:
    """What the workbook says of itself; raises ImportRefused when it is none of ours, or of another format."""
    page = next((page for page in pages if page.title == SHEET), None)
    rows = list(_rows(page)) if page else []
    head = {row[0]: row[1] for row in rows if row[0] in HEAD}
    if set(HEAD) - set(head):
        raise _not_ours(
            _("The workbook does not say which interviews it belongs to: its hidden sheet is missing or changed.")
        )
    told = [row for row in rows if row[0] in ("firm", "seen")]
    if head["format"] != str(FORMAT):
        raise _not_ours(_("The workbook was made by another version of Sextant."))
    if head["lines"] != str(len(told)):
        raise _not_ours(_("What the hidden sheet of the workbook says was changed."))
    try:
        seen: Seen = {}
        for _word, firm, ids, items in (row for row in told if row[0] == "seen"):
            known = tuple(str(UUID(each)) for each in ids.split())
            seen.setdefault(UUID(firm), {}).update(dict.fromkeys(items.split(), known))
        return Identity(
            **{name: head[name] for name in HEAD if name not in ("format", "workbook", "version", "lines")},
            workbook=UUID(head["workbook"]),
            version=int(head["version"]),
            firms=tuple(FirmMark(UUID(row[1]), row[2], UUID(row[3])) for row in told if row[0] == "firm"),
            seen=seen,
            words=words,
        )
    except ValueError:
        raise _not_ours(_("What the hidden sheet of the workbook says was changed.")) from None


def _rows(page: Page) -> Iterator[tuple[str, str, str, str]]:
    for row in sorted({row for row, _column in page.cells}):
        yield (page.text(row, 1), page.text(row, 2), page.text(row, 3), page.text(row, 4))


def _not_ours(fact: str) -> ImportRefused:
    remedy = _("Download a workbook from the page of the firms, copy the answers into it, and send that one.")
    return ImportRefused([Problem(fact, remedy)])
