"""What both layouts of a workbook print of a section: its title, its cards, its questions, and how high that stands."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusters.models import Cluster
from surveys.catalogue import CardEntry, Catalogue, DescriptorEntry, ItemEntry, SectionEntry
from surveys.fill_in.spreadsheet import Box, Line, Look
from surveys.models import ItemKind, Part
from surveys.wording import Wording, wording_of

LEVELS = 3
"""The table of the paper whose columns are the dimensions and whose rows are the levels."""
LINE_HEIGHT = {Look.SECTION: 15.5, Look.CARD: 12.5, Look.QUESTION: 15.0, Look.PLAIN: 15.0}
SMALL_LINE = 12.5
SMALLER = 1.2
TALLEST = 400.0
LEAST_ANSWER = 32.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked in one cluster, in the active language."""

    catalogue: Catalogue
    variant: str
    wording: Wording

    @property
    def parts(self) -> list[str]:
        """The parts in which something is asked, in order."""
        return list(dict.fromkeys(section.part for section in self.sections))

    @property
    def sections(self) -> tuple[SectionEntry, ...]:
        return self.catalogue.sections_for(self.variant)

    @property
    def items(self) -> tuple[ItemEntry, ...]:
        return self.catalogue.items_for(self.variant)

    def sections_of(self, part: str) -> list[SectionEntry]:
        """The sections of one part."""
        return [section for section in self.sections if section.part == part]

    def levels_of(self, part: str) -> list[DescriptorEntry]:
        """The levels of one ladder in words, the lowest first."""
        cells = self.catalogue.descriptors
        return [cells[key] for key in sorted(cells) if key[:2] == (LEVELS, part)]


def asked_in(cluster: Cluster, catalogue: Catalogue) -> Asked:
    return Asked(catalogue, cluster.sector_variant, wording_of(cluster))


def part_title(part: str) -> str:
    """The name of a part; a sheet bears it too."""
    return str(Part(part).label)[:31]


def section_lines(asked: Asked, section: SectionEntry, columns: tuple[int, int], width: float) -> Iterator[Line]:
    """The title of a section over all printed columns, which are together `width` letters wide."""
    title, help_text = asked.wording.of(section.title), asked.wording.of(section.help)
    height = 8 + LINE_HEIGHT[Look.SECTION] * lines_of(title, width) + SMALL_LINE * lines_of(help_text, width * SMALLER)
    yield banner(Box(title, Look.SECTION, small=help_text), columns, height)


def before_item(
    asked: Asked, item: ItemEntry, before: ItemEntry | None, columns: tuple[int, int], width: float
) -> Iterator[Line]:
    """What stands above a question: the sector card where a rung begins, the levels in words where one is chosen."""
    text = ""
    if item.kind == ItemKind.LEVEL:
        text = "\n".join(f"{each.row} · {each.row_title}: {each.text}" for each in asked.levels_of(item.part))
    elif item.rung and (before is None or before.rung != item.rung):
        card = asked.catalogue.card(asked.variant, item.part, item.rung)
        text = card_text(card) if card else ""
    if text:
        yield banner(Box(text, Look.CARD), columns, 6 + LINE_HEIGHT[Look.CARD] * lines_of(text, width * SMALLER))


def card_text(card: CardEntry) -> str:
    """A sector card as three lines."""
    told = _("What rung %(rung)d looks like here: %(summary)s") % {"rung": card.rung, "summary": card.summary}
    return "\n".join([told, f"✓ {_('Counts:')} {card.positive}", f"✗ {_('Does not count:')} {card.negative}"])


def banner(box: Box, columns: tuple[int, int], height: float) -> Line:
    """One cell over all printed columns."""
    first, last = columns
    boxes = {column: Box(None, box.look) for column in range(first, last + 1)}
    return Line(boxes | {first: box}, height=min(height, TALLEST), merge=columns)


def question_height(question: str, help_text: str, width: float) -> float:
    """How high a row has to be for a question and its help, never too low to write into."""
    height = (
        4 + LINE_HEIGHT[Look.QUESTION] * lines_of(question, width) + SMALL_LINE * lines_of(help_text, width * SMALLER)
    )
    return min(max(height, LEAST_ANSWER), TALLEST)


def lines_of(text: str, width: float) -> int:
    """On how many lines a text stands in a column so many letters wide; Chinese letters count twice."""
    return sum(max(1, math.ceil(breadth(line) / (width * 1.05))) for line in text.split("\n")) if text else 0


def breadth(text: str) -> float:
    return sum(2.1 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
