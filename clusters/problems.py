"""What is wrong with an imported file: every problem at its place, told at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHOWN_VALUE = 80
MOST_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands in the way: where it is, what was found, what would be right."""

    fact: str
    remedy: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    @property
    def place(self) -> str:
        parts = []
        if self.sheet:
            parts.append(_("sheet %(sheet)s") % {"sheet": self.sheet})
        if self.row is not None:
            parts.append(_("row %(row)d") % {"row": self.row})
        if self.column:
            parts.append(_("column “%(column)s”") % {"column": self.column})
        return ", ".join(parts) or _("the file")

    @property
    def shown_value(self) -> str:
        return self.value if len(self.value) <= SHOWN_VALUE else self.value[:SHOWN_VALUE] + "…"

    def __str__(self) -> str:
        found = f" [{self.shown_value}]" if self.value else ""
        return f"{self.place}{found}: {self.fact} {self.remedy}"


class ImportRefused(Exception):
    """Raised when a file cannot be taken; nothing has been changed. Holds every problem, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(
            ngettext(
                "The file was not taken: it has %(count)d problem. Nothing was changed.",
                "The file was not taken: it has %(count)d problems. Nothing was changed.",
                count,
            )
            % {"count": count}
        )


def too_many_cells() -> ImportRefused:
    """The refusal of a table that would not fit into memory, however small its file is."""
    return ImportRefused(
        [
            Problem(
                _("The table reaches over more than %(limit)d million cells.") % {"limit": MOST_CELLS // 1_000_000},
                _("Look for a stray entry far below or far to the right of the list and delete it, or part the list."),
            )
        ]
    )
