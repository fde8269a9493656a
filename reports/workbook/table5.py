"""Sheet “Table 5”: how many firms have reached each level, cluster by cluster, as published and in full."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from reports.cautions import sample_notes
from reports.results import ClusterResult, DimensionTable
from reports.spreadsheet import Page, Rule, Style, Value
from reports.table_words import EXACTLY_AT, LEVELS, REACHED, WEIGHTED_SHARE
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.layout import FIRST_HEAD, put_end, put_head, put_title, stands_apart
from reports.workbook.material import Material
from reports.workbook.names import (
    DIMENSION_KEYS,
    EXPLAIN_HEADS,
    EXPLAIN_RECONSTRUCTION,
    LEVEL_RULES,
    NOT_DEFINED,
    POINT_POLICIES,
    PRINTED,
)
from reports.workbook.sic import has_printed_figures, sic_mark, sic_texts
from reports.workbook.withheld import Withheld, on_hiding
from scoring.levels import PointPolicy

LOWEST, HIGHEST = 1, 6
BLOCKS_ON_A_PAGE = 3
BODY = FIRST_HEAD + 2
COUNT_COLUMN = {dimension: 5 + place for place, dimension in enumerate(DIMENSION_KEYS)}
PERCENT_COLUMN = {dimension: 8 + place for place, dimension in enumerate(DIMENSION_KEYS)}

Kind = Literal["region", "block", "level", "firms", "undetermined", "excluded", "gap"]
FACTS = {
    "firms": _("Firms with a level"),
    "undetermined": _("Undetermined"),
    "excluded": _("Left out"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet: a heading, a level of a cluster, or a count that belongs to all its levels."""

    kind: Kind
    cluster: ClusterResult
    level: int = 0
    heading: str = ""
    sic: str = ""

    def table(self, dimension: str) -> DimensionTable | None:
        return self.cluster.dimensions.get(dimension)


def lines(material: Material) -> Iterator[Line]:
    """Every line of the sheet from top to bottom; the row of a line is its number plus BODY."""
    region, letter = "", ord("a")
    for number, cluster in enumerate(material.tables.clusters):
        if number:
            yield Line("gap", cluster)
        if material.region(cluster) != region:
            region = material.region(cluster)
            yield Line("region", cluster, heading=f"{chr(letter)}) {region}")
            letter += 1
        yield Line("block", cluster, heading=heading(material, cluster))
        lowest = 0 if any(map(has_level_0, cluster.dimensions.values())) else LOWEST
        for level in range(lowest, HIGHEST + 1):
            yield Line("level", cluster, level, sic=level_sic(material, cluster, level))
        yield Line("firms", cluster)
        yield Line("undetermined", cluster)
        yield Line("excluded", cluster)


def has_level_0(table: DimensionTable) -> bool:
    """Whether a firm stands below level 1, as far as may be told: of too few firms it is not."""
    return bool(table.exact[0]) and not isinstance(table.n, Withheld)


def level_lines(material: Material) -> Iterator[Line]:
    """The lines with figures of their own level."""
    return (line for line in lines(material) if line.kind == "level")


def heading(material: Material, cluster: ClusterResult) -> str:
    """What stands above a block: the cluster as its source heads it, or its name, product and country."""
    printed = material.published.cluster(cluster.slug) if material.published else None
    return printed.heading if printed else f"{cluster.name}: {cluster.product} ({cluster.country})"


def level_sic(material: Material, cluster: ClusterResult, level: int) -> str:
    """The printed figures of this level that cannot be right, each under its head."""
    marks = []
    for dimension in DIMENSION_KEYS:
        mark = sic_mark(material, cluster, f"table5.{dimension}.{level}.percent")
        if mark and material.published is not None:
            printed = next(each for each in material.published.clusters if each.slug == cluster.slug)
            count = printed.figures[f"table5.{dimension}.{level}.count"]
            marks.append(f"{PRINTED[dimension]} {count:g} ({mark.replace(' sic', ') sic')}")
    return "; ".join(marks)


def level_rows(material: Material) -> dict[tuple[str, int], int]:
    """The row of each cluster's level, counted from 0: the Check sheet points there."""
    return {
        (line.cluster.slug, line.level): BODY + number
        for number, line in enumerate(lines(material))
        if line.kind == "level"
    }


def as_printed(dimension: str, line: Line) -> Value:
    """A count with its percentage, as in 7 (14)."""
    table = line.table(dimension)
    if table is not None and table.n == 0 and line.level:
        return NOT_DEFINED
    count, percent = reached(dimension, line), percent_reached(dimension, line)
    if isinstance(count, Withheld):
        return count
    return None if count is None or percent is None else f"{count} ({percent})"


def reached(dimension: str, line: Line) -> Value:
    table = line.table(dimension)
    return None if table is None or line.level == 0 else table.cumulative[line.level - 1]


def percent_reached(dimension: str, line: Line) -> Value:
    """Their percentage; of no firms there is none."""
    table = line.table(dimension)
    return None if table is None or line.level == 0 or table.n == 0 else table.percent[line.level - 1]


def exactly_at(dimension: str, line: Line) -> Value:
    table = line.table(dimension)
    return None if table is None else table.exact[line.level]


def at_most(dimension: str, line: Line) -> Value:
    """Firms at this level or above when every unknown rung counts as held."""
    table = line.table(dimension)
    return (
        None if table is None or line.level == 0 or not table.cumulative_high else table.cumulative_high[line.level - 1]
    )


def holding(dimension: str, line: Line) -> Value:
    """Firms that hold the rung, whatever their level."""
    table = line.table(dimension)
    return None if table is None or line.level == 0 or not table.tallies else table.tallies[line.level - 1]


def weighted_share(dimension: str, line: Line) -> Value:
    table = line.table(dimension)
    return (
        None
        if table is None or line.level == 0 or not table.weighted_percent
        else table.weighted_percent[line.level - 1]
    )


def expected(dimension: str, line: Line) -> Value:
    """Firms there or above, undetermined ones counted in shares over the levels between their bounds."""
    table = line.table(dimension)
    return None if table is None or line.level == 0 or not table.expected else table.expected[line.level - 1]


def fact(dimension: str, line: Line) -> Value:
    """The count of a line that belongs to all levels of its block."""
    table = line.table(dimension)
    if table is None:
        return None
    return {"firms": table.n, "undetermined": table.undetermined, "excluded": table.excluded}[line.kind]


Read = Callable[[str, Line], Value]


def three(
    key: str,
    group: Any,
    style: Style,
    width: float,
    value: Read,
    meaning: Any,
    guard: Guard | None = None,
    figure: Any = "",
) -> tuple[Column, ...]:
    """One column for each dimension under a shared head; without a guard it stands in no public file."""
    return tuple(
        Column(
            f"{key}_{dimension}",
            PRINTED[dimension],
            style=style,
            width=width,
            group=group,
            value=partial(value, dimension),
            meaning=meaning,
            guard=guard,
            figure=format_lazy("{}: {}", figure, PRINTED[dimension]) if figure else "",
            team_only=guard is None,
        )
        for dimension in DIMENSION_KEYS
    )


AT_OR_ABOVE = _("Firms at this level or above: number (per cent)")
COLUMNS = (
    Column("level", _("Level"), style=Style.LEVEL, width=6, value=lambda line: line.level, names_row=True),
    Column("level_name", "", style=Style.TEXT, width=20, value=lambda line: str(LEVELS[line.level]), names_row=True),
    *three(
        "reached",
        AT_OR_ABOVE,
        Style.RIGHT,
        10,
        as_printed,
        _("Firms at the level or above and their percentage"),
        Guard.LEVELS,
        REACHED,
    ),
    *three("count", _("Number"), Style.INTEGER, 6.5, reached, REACHED, Guard.LEVELS, REACHED),
    *three(
        "percent",
        _("Per cent"),
        Style.INTEGER,
        6,
        percent_reached,
        _("Their share of firms with a level, halves up"),
        Guard.LEVELS,
        REACHED,
    ),
    *three(
        "exact",
        EXACTLY_AT,
        Style.INTEGER,
        6.5,
        exactly_at,
        _("Firms whose level is this one"),
        Guard.LEVELS,
    ),
    *three(
        "high", _("High bound"), Style.INTEGER, 6.5, at_most, _("Firms there or above were every unknown rung held")
    ),
    *three(
        "tally", _("Holding the rung"), Style.INTEGER, 6.5, holding, _("Firms that hold the rung whatever their level")
    ),
)
WEIGHTED = three(
    "weighted",
    WEIGHTED_SHARE,
    Style.ONE_DECIMAL,
    7,
    weighted_share,
    _("Weighted share of firms with a level"),
    Guard.SHARES,
)
EXPECTED = three(
    "expected", _("Expected number"), Style.ONE_DECIMAL, 7, expected, _("Undetermined firms spread over their levels")
)
SIC = Column(
    "sic",
    _("Printed"),
    style=Style.SIC,
    width=17,
    value=lambda line: line.sic,
    meaning=_("A printed figure that cannot be right, with the number of its note"),
    guard=Guard.NO_FIRM,
)


def more_columns(material: Material) -> tuple[Column, ...]:
    """Weighted shares and expected numbers where the run has them, printed figures where there are any."""
    more = WEIGHTED if material.specification.weighted else ()
    if material.specification.points_by is PointPolicy.MULTIPLE_IMPUTATION:
        more = (*more, *EXPECTED)
    return (*more, SIC) if has_printed_figures(material) else more


def compose(page: Page, sheet: Sheet, material: Material) -> None:
    columns = sheet.columns_in(material)
    page.set_up([column.width for column in columns], landscape=True, freeze=(BODY, 2), repeat=(FIRST_HEAD, BODY - 1))
    put_title(page, sheet, material)
    put_head(page, FIRST_HEAD, columns, material)
    every = list(lines(material))
    page.break_before(page_starts(every))
    for number, line in enumerate(every):
        put_line(page, BODY + number, columns, line, is_end=number == len(every) - 1)
    put_end(page, BODY + len(every) + 1, material, notes(material))


def page_starts(every: list[Line]) -> list[int]:
    """The rows at which a page begins: no block is torn, and no more blocks stand on a page than go on it."""
    heads = [
        number
        for number, line in enumerate(every)
        if line.kind == "region" or (line.kind == "block" and every[max(number - 1, 0)].kind != "region")
    ]
    starts, used = [], 0
    for number in heads[1:]:
        used += 1
        if used == BLOCKS_ON_A_PAGE or every[number].kind == "region":
            starts.append(BODY + number)
            used = 0
    return starts


def put_line(page: Page, row: int, columns: tuple[Column, ...], line: Line, *, is_end: bool) -> None:
    """Write one line in the look of its kind."""
    if line.kind in ("region", "block"):
        page.height(row, 2 if line.kind == "region" else 1)
        page.put(row, 0, line.heading, Style.BLOCK if line.kind == "region" else Style.STRONG)
    elif line.kind == "level":
        rule = Rule.HAIR if line.level == HIGHEST else Rule.NONE
        for place, column in enumerate(columns):
            apart = stands_apart(place, column) and column.key == "sic"
            page.put(row, place, column.value(line), column.style, rule, apart=apart)
    elif line.kind != "gap":
        rule = Rule.NONE if line.kind != "excluded" else Rule.END if is_end else Rule.THIN
        for place in range(len(columns)):
            page.put(row, place, str(FACTS[line.kind]) if place == 0 else None, Style.FACT, rule)
        for dimension, place in COUNT_COLUMN.items():
            page.put(row, place, fact(dimension, line), Style.FACT_NUMBER, rule)


def on_samples(material: Material) -> list[str]:
    """Whether the firms stand for a population, and with which interval, told once for clusters that are alike."""
    clusters_of: dict[str, list[str]] = {}
    for cluster in material.tables.clusters:
        for note in sample_notes(cluster):
            clusters_of.setdefault(note, []).append(cluster.name)
    return [f"{', '.join(names)}: {note}" for note, names in clusters_of.items()]


def notes(material: Material) -> list[str]:
    specification = material.specification
    texts = [
        str(_("Figures in parentheses are per cent of the firms with a level, halves rounded up.")),
        str(EXPLAIN_HEADS),
        str(_("Level: %(rule)s; %(floor)s. Firms with unknown rungs: %(policy)s."))
        % {
            "rule": LEVEL_RULES[specification.level_rule],
            "floor": _("every operating firm is at least at level 1")
            if specification.floor_level_1
            else _("no level is granted to a firm that does not hold rung 1"),
            "policy": str(POINT_POLICIES[specification.point_policy]).lower(),
        },
        str(
            _(
                "Undetermined: firms whose unknown rungs leave more than one level possible. Left out: firms without a "
                "single level, which are in no percentage. High bound: counts if every unknown rung were held. "
                "Holding the rung: firms that hold it whatever their level, which need not fall from rung to rung."
            )
        ),
        *on_samples(material),
        str(EXPLAIN_RECONSTRUCTION),
    ]
    return texts + on_hiding(material) + sic_texts(material, "table5.")


SHEET = Sheet(
    key="table5",
    name=_("Table 5"),
    title=_("Table 5: Technological intensity of firms in clusters, {year}"),
    purpose=_("Firms that have reached each level, by cluster and dimension; exact levels, bounds and rungs held"),
    audience=Audience.PUBLIC,
    guard=Guard.NO_FIRM,
    landscape=True,
    compose=compose,
    columns=COLUMNS,
    rows=lines,
    figure_rows=level_lines,
    notes=notes,
    more_columns=more_columns,
)
