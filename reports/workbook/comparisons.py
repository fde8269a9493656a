"""Sheet “Comparisons”: every two clusters, level by level, with intervals, and tests adjusted for their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from reports.comparisons import LevelDifference, LevelTest, compare_clusters
from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import LEVELS, PRINTED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALL = _("all clusters")
DIGITS = 10
"""Figures are kept finer than they are shown: a small p-value is not 0."""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One test of all clusters, or one difference of two with its test."""

    clusters: str
    test: LevelTest
    difference: LevelDifference | None = None

    def of(self, name: str) -> Value:
        """A figure of the difference, nothing where all clusters are tested together."""
        found: float | None = getattr(self.difference.found, name) if self.difference else None
        return None if found is None else round(found, DIGITS)

    def tested(self, name: str) -> Value:
        """A figure of the test, nothing where there was nothing to test."""
        found: float | None = getattr(self.test.test, name) if self.test.test else None
        return None if found is None else round(found, DIGITS)


def rows(material: Material) -> Iterator[ComparisonRow]:
    found = compare_clusters(material.tables.clusters, lowest=2 if material.specification.floor_level_1 else 1)
    names = {each.slug: each.name for each in material.tables.clusters}
    if len(names) > 2:
        for test in found.tests:
            yield ComparisonRow(str(ALL), test)
    for each in found.differences:
        yield ComparisonRow(f"{names[each.one]} – {names[each.other]}", each.test, each)


def has_comparisons(material: Material) -> bool:
    """Only runs of at least two clusters whose samples say something, and no replica of print."""
    return material.published is None and any(True for _row in rows(material))


def notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Difference: per cent points, the first cluster less the second, with a 95 per cent interval from the "
                "intervals of both (Newcombe)."
            )
        ),
        str(
            _(
                "Test: Pearson's chi-square with Rao and Scott's second-order correction, as F. Adjusted: Holm's "
                "method, over all levels and dimensions; tests of all clusters and of pairs each by themselves."
            )
        ),
        str(_("Nothing stands where nobody or everybody has the level in all clusters, or where all are a census.")),
    ]


def part(key: str, heading: "StrOrPromise") -> Column:
    """A figure of the difference, in per cent points."""
    return Column(key, heading, unit=_("points"), style=Style.ONE_DECIMAL, width=10, value=lambda row: row.of(key))


def tested(key: str, heading: "StrOrPromise") -> Column:
    """A figure of the test."""
    return Column(key, heading, style=Style.TWO_DECIMALS, width=10, value=lambda row: row.tested(key))


SHEET = Sheet(
    key="comparisons",
    name=_("Comparisons"),
    title=_("Differences between clusters, {year}"),
    purpose=_("Whether clusters differ in their shares at each level or above, with intervals and adjusted tests"),
    audience=Audience.TEAM,
    landscape=True,
    applies=has_comparisons,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("clusters", _("Clusters"), style=Style.LABEL, width=32, value=lambda row: row.clusters),
        Column("dimension", _("Dimension"), style=Style.LABEL, width=11, value=lambda row: PRINTED[row.test.dimension]),
        Column("level", _("Level"), style=Style.LEVEL, width=6, value=lambda row: row.test.level),
        Column("level_name", "", style=Style.TEXT, width=20, value=lambda row: str(LEVELS[row.test.level])),
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
            value=lambda row: None if row.test.adjusted is None else round(row.test.adjusted, DIGITS),
        ),
    ),
)
