"""Sheet “Comparisons”: every two clusters, level by level, with intervals, and tests adjusted for their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from reports.comparisons import FigureDifference, LevelTest, compare_clusters
from reports.estimates_page import DIFFERENCES, FIGURES
from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import LEVELS, PRINTED
from scoring.comparisons import ChiSquare, Difference, MeanTest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALL = _("all clusters")
DIGITS = 10
"""Figures are kept finer than they are shown: a small p-value is not 0."""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One test of all clusters, or one difference of two with its test: of a share at a level, or of a figure."""

    clusters: str
    subject: str
    named: str
    level: int | None = None
    difference: Difference | None = None
    test: ChiSquare | MeanTest | None = None
    adjusted: float | None = None

    def of(self, name: str) -> Value:
        """A figure of the difference, nothing where all clusters are tested together."""
        return _kept(getattr(self.difference, name) if self.difference else None)

    def tested(self, name: str) -> Value:
        """A figure of the test, nothing where there was nothing to test."""
        return _kept(getattr(self.test, name) if self.test else None)


def rows(material: Material) -> Iterator[ComparisonRow]:
    lowest = 2 if material.specification.floor_level_1 else 1
    found = compare_clusters(material.tables.clusters, lowest=lowest, currencies=material.currencies)
    names = {each.slug: each.name for each in material.tables.clusters}
    if len(names) > 2:
        for test in found.tests:
            yield _of_level(str(ALL), test)
    for each in found.differences:
        yield _of_level(f"{names[each.one]} – {names[each.other]}", each.test, each.found)
    for figure in found.figures:
        yield _of_figure(f"{names[figure.one]} – {names[figure.other]}", figure)


def _of_level(clusters: str, test: LevelTest, found: Difference | None = None) -> ComparisonRow:
    return ComparisonRow(
        clusters, str(PRINTED[test.dimension]), str(LEVELS[test.level]), test.level, found, test.test, test.adjusted
    )


def _of_figure(clusters: str, figure: FigureDifference) -> ComparisonRow:
    """The difference of a figure: its unit stands where others name the level, t squared where others have F."""
    label, _unit = FIGURES[figure.measure]
    unit = str(DIFFERENCES.get(figure.measure, figure.currency))
    return ComparisonRow(clusters, str(label), unit, None, figure.found, figure.test, figure.adjusted)


def _kept(value: float | None) -> Value:
    return None if value is None else round(value, DIGITS)


def has_comparisons(material: Material) -> bool:
    """Only runs of at least two clusters whose samples say something, and no replica of print."""
    return material.published is None and any(True for _row in rows(material))


def notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Difference: per cent points, the first cluster less the second, with a 95 per cent interval from the "
                "intervals of both (Newcombe). Of figures: in the unit named, with Welch's interval, of owners with "
                "Newcombe's; wages only where both clusters have one currency."
            )
        ),
        str(
            _(
                "Test: Pearson's chi-square with Rao and Scott's second-order correction, as F. Adjusted: Holm's "
                "method, over all levels and dimensions; tests of all clusters and of pairs each by themselves, and so "
                "are those of figures: Welch's test, t squared as F, of owners Rao and Scott's."
            )
        ),
        str(_("Nothing stands where nobody or everybody has the level in all clusters, or where all are a census.")),
    ]


def part(key: str, heading: "StrOrPromise") -> Column:
    """A figure of the difference, in per cent points or the unit that its row names."""
    return Column(
        key, heading, unit=_("points, or as named"), style=Style.ONE_DECIMAL, width=10, value=lambda row: row.of(key)
    )


def tested(key: str, heading: "StrOrPromise") -> Column:
    """A figure of the test."""
    return Column(key, heading, style=Style.TWO_DECIMALS, width=10, value=lambda row: row.tested(key))


SHEET = Sheet(
    key="comparisons",
    name=_("Comparisons"),
    title=_("Differences between clusters, {year}"),
    purpose=_("Whether clusters differ in their levels and figures, with intervals and adjusted tests"),
    audience=Audience.TEAM,
    landscape=True,
    applies=has_comparisons,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("clusters", _("Clusters"), style=Style.LABEL, width=32, value=lambda row: row.clusters),
        Column("dimension", _("Dimension or figure"), style=Style.LABEL, width=22, value=lambda row: row.subject),
        Column("level", _("Level"), style=Style.LEVEL, width=6, value=lambda row: row.level),
        Column("level_name", "", style=Style.TEXT, width=20, value=lambda row: row.named),
        part("value", _("Difference")),
        part("low", _("From")),
        part("high", _("To")),
        tested("f", "F"),
        tested("df", _("df, first")),
        tested("df_within", _("df, second")),
        Column("p", "p", style=Style.FOUR_DECIMALS, width=10, value=lambda row: row.tested("p")),
        Column(
            "p_adjusted",
            _("p, adjusted"),
            style=Style.FOUR_DECIMALS,
            width=10,
            value=lambda row: _kept(row.adjusted),
        ),
    ),
)
