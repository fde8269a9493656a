"""Sheet “About”: findings, cautions, what was refused, every choice and input, versions, and the other sheets."""

from collections.abc import Iterable, Mapping, Sequence

from analysis.results import Result
from analysis.telling import GROUPS, RUN, grouped
from analysis.workbook.pages import Leaf
from reports.cell_styles import Style

WIDTHS = (34, 24, 24, 24, 24)
HEADINGS = {RUN: "This run", **GROUPS}


def write_about(leaf: Leaf, result: Result, about: Mapping[str, str], sheets: Sequence[tuple[str, str]]) -> None:
    """Write the sheet; `sheets` are the names of the others and what each shows."""
    leaf.set_up(WIDTHS)
    leaf.paragraph(0, result.title, Style.TITLE)
    leaf.put(1, 0, f"Sextant, {result.system}", Style.SUBTITLE)
    row = 3
    row = _texts(leaf, row, "Findings", result.findings)
    row = _texts(leaf, row, "Cautions", result.cautions)
    row = _facts(leaf, row, "Not computed, and why", [(each.part, each.reason) for each in result.refused])
    for group, facts in grouped(about).items():
        row = _facts(leaf, row, HEADINGS[group], facts)
    row = _facts(leaf, row, "Versions of libraries", list(result.versions.items()))
    _facts(leaf, row, "Sheets", sheets)


def _texts(leaf: Leaf, row: int, heading: str, texts: Iterable[str]) -> int:
    texts = list(texts)
    if not texts:
        return row
    row = _heading(leaf, row, heading)
    for text in texts:
        leaf.paragraph(row, text, Style.WRAP)
        row += 1
    return row


def _facts(leaf: Leaf, row: int, heading: str, facts: Sequence[tuple[str, str]]) -> int:
    if not facts:
        return row
    row = _heading(leaf, row, heading)
    for label, value in facts:
        leaf.fact(row, label, value)
        row += 1
    return row


def _heading(leaf: Leaf, row: int, heading: str) -> int:
    leaf.height(row, 2)
    leaf.put(row, 0, heading, Style.BLOCK)
    return row + 1
