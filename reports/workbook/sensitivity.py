"""Sheets “Sensitivity” and “Headlines”: how far the shares of Table 5 hang on choices, and what the report may say."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from reports.sensitivity_page import (
    HeadlineLine,
    PanelCell,
    PanelRow,
    combination_in_words,
    headline_lines,
    is_one_of_all,
    moves,
    panel_rows,
)
from reports.spreadsheet import Style
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import LEVELS
from scoring.sensitivity import COMBINATIONS

AMONG_ALL = _("Share at this level or above, 36 ways")


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share of Table 5."""

    row: PanelRow
    cell: PanelCell

    def counted_so(self, place: int) -> str:
        """The way to count that lies at this place of the 36."""
        return combination_in_words(COMBINATIONS[place])

    @property
    def lowest_by(self) -> str | None:
        """The first way that gives the lowest share, where it is not the same in all."""
        return self.counted_so(int(self.row.shares[:, self.cell.level - 1].argmin())) if self.cell.step else None

    @property
    def highest_by(self) -> str | None:
        return self.counted_so(int(self.row.shares[:, self.cell.level - 1].argmax())) if self.cell.step else None


def rows(material: Material) -> Iterator[ShareRow]:
    for row in panel_rows(material.tables, material.robustness):
        yield from (ShareRow(row, cell) for cell in row.cells)


def has_rows(material: Material) -> bool:
    """Runs made before the panel was computed, or without a firm, have none."""
    return any(True for _row in rows(material))


def notes(material: Material) -> list[str]:
    texts = [
        str(
            _(
                "36 ways to count: level rule R1, R2 or R3; the k of every rule that asks for at least k of a list at "
                "1, as it is, or at all; unknown rungs read as not held or as held; every firm once or by its weight. "
                "Per cent of the firms of the cluster."
            )
        )
    ]
    if not is_one_of_all(material.specification):
        texts.append(
            str(
                _(
                    "This run counts by another level rule, or leaves firms with unknown rungs out: its own way is not "
                    "one of the 36, and its share may lie outside."
                )
            )
        )
    for each in moves(panel_rows(material.tables, material.robustness)):
        told = {"choice": each.choice, "points": f"{each.points:.1f}", "where": each.where}
        form = _("%(choice)s alone moves a share by up to %(points)s points (%(where)s).")
        unmoved = _("%(choice)s alone moves no share.")
        texts.append(str(form if each.where else unmoved) % told)
    return texts


SHEET = Sheet(
    key="sensitivity",
    name=_("Sensitivity"),
    title=_("How far the levels of firms hang on choices, {year}"),
    purpose=_("The lowest and highest share of each cell of Table 5 over 36 ways to count, beside the run's own"),
    audience=Audience.TEAM,
    landscape=True,
    applies=has_rows,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("cluster", _("Cluster"), style=Style.LABEL, width=20, value=lambda each: each.row.cluster.name),
        Column("dimension", _("Dimension"), style=Style.LABEL, width=12, value=lambda each: each.row.head),
        Column("level", _("Level"), style=Style.LEVEL, width=6, value=lambda each: each.cell.level),
        Column("level_name", "", style=Style.TEXT, width=20, value=lambda each: str(LEVELS[each.cell.level])),
        Column("n", _("Firms with a level"), style=Style.INTEGER, width=10, value=lambda each: each.row.n),
        Column(
            "own", _("This run"), unit=_("% of firms"), style=Style.ONE_DECIMAL, width=9, value=lambda e: e.cell.own
        ),
        Column(
            "low",
            _("Lowest"),
            unit=_("% of firms"),
            style=Style.ONE_DECIMAL,
            width=9,
            group=AMONG_ALL,
            value=lambda each: each.cell.low,
        ),
        Column(
            "high",
            _("Highest"),
            unit=_("% of firms"),
            style=Style.ONE_DECIMAL,
            width=9,
            group=AMONG_ALL,
            value=lambda each: each.cell.high,
        ),
        Column(
            "spread",
            _("Apart"),
            unit=_("points"),
            style=Style.ONE_DECIMAL,
            width=8,
            group=AMONG_ALL,
            value=lambda each: each.cell.spread,
        ),
        Column("lowest_by", _("Lowest by"), style=Style.WRAP, width=34, value=lambda each: each.lowest_by),
        Column("highest_by", _("Highest by"), style=Style.WRAP, width=34, value=lambda each: each.highest_by),
    ),
)


def lines(material: Material) -> list[HeadlineLine]:
    return headline_lines(material.headlines, material.tables, material.robustness)


def verdict_in_words(line: HeadlineLine) -> str:
    """What the run says of the headline, in a word or two."""
    verdict = line.verdict
    if verdict is None:
        return str(_("not checked"))
    if verdict.holds_in_all:
        return str(_("holds in all 36"))
    if verdict.own:
        return str(_("flips in %(turned)d of 36")) % {"turned": len(verdict.turned)}
    if verdict.turned:
        return str(_("does not hold; would in %(turned)d of 36")) % {"turned": len(verdict.turned)}
    return str(_("holds in none"))


def headline_notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Headlines that stand when the workbook is written. Each is asked of the 36 ways to count of the sheet "
                "Sensitivity; listed are those that answer otherwise than the run itself. More and less are strict."
            )
        )
    ]


HEADLINES = Sheet(
    key="headlines",
    name=_("Headlines"),
    title=_("Headlines, and whether they hold"),
    purpose=_("What the report is going to say of clusters, and in how many of 36 ways to count it does not hold"),
    audience=Audience.TEAM,
    landscape=True,
    applies=lambda material: bool(material.headlines),
    compose=compose_table,
    rows=lines,
    notes=headline_notes,
    columns=(
        Column("headline", _("Headline"), style=Style.WRAP, width=44, value=lambda line: line.text),
        Column(
            "own",
            _("This run"),
            unit=_("% of firms"),
            style=Style.ONE_DECIMAL,
            width=9,
            value=lambda line: line.own_pct,
        ),
        Column("verdict", _("Verdict"), style=Style.WRAP, width=24, value=verdict_in_words),
        Column(
            "holds_in",
            _("Holds in"),
            unit=_("of 36"),
            style=Style.INTEGER,
            width=8,
            value=lambda line: line.verdict.holds_in if line.verdict else None,
        ),
        Column(
            "turned",
            _("Ways that answer otherwise"),
            style=Style.WRAP,
            width=60,
            value=lambda line: "; ".join(line.turned) or None,
        ),
        Column("by", _("By"), style=Style.WRAP, width=16, value=lambda line: str(line.headline.by)),
        Column(
            "at",
            _("When"),
            style=Style.LABEL,
            width=12,
            value=lambda line: date_format(localtime(line.headline.at), "Y-m-d"),
        ),
    ),
)
