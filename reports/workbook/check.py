"""Sheet “Check”: live formulas that count Table 5 anew from the Firms sheet and show the difference."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.results import ClusterResult
from reports.spreadsheet import Page, Rule, Style, cell_name, column_range, quoted
from reports.workbook import firms, table5
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import put_end, put_head, put_title
from reports.workbook.material import Material
from reports.workbook.names import DIMENSION_KEYS, PRINTED

TOTAL_ROW = 2
HEAD = 4
FIRST = HEAD + 2
CODE, CLUSTER, DIMENSION, LEVEL, FIRMS, COUNT, PRINTED_COUNT, OFF, PERCENT, PRINTED_PERCENT, PERCENT_OFF = range(11)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One cell of Table 5, and what counting the firms anew gives."""

    cluster: ClusterResult
    dimension: str
    level: int
    firms: int
    count: int

    @property
    def percent(self) -> int:
        return (200 * self.count + self.firms) // (2 * self.firms) if self.firms else 0

    @property
    def printed_count(self) -> int:
        return self.cluster.dimensions[self.dimension].cumulative[self.level - 1]

    @property
    def printed_percent(self) -> int:
        return self.cluster.dimensions[self.dimension].percent[self.level - 1]


def rows(material: Material) -> Iterator[CheckRow]:
    """Every level of every dimension of every cluster; to be read after the Firms sheet is written."""
    for cluster in material.tables.clusters:
        for dimension in DIMENSION_KEYS:
            if dimension in cluster.dimensions:
                exact = [material.recount.get((cluster.slug, dimension, level), 0) for level in range(7)]
                for level in range(table5.LOWEST, table5.HIGHEST + 1):
                    yield CheckRow(cluster, dimension, level, sum(exact), sum(exact[level:]))


def difference(material: Material) -> int:
    """The sum of absolute differences that the sheet shows."""
    return sum(abs(row.count - row.printed_count) + abs(row.percent - row.printed_percent) for row in rows(material))


def compose(page: Page, sheet: Sheet, material: Material) -> None:
    page.set_up([column.width for column in sheet.columns], freeze=(FIRST, 0), repeat=(HEAD, FIRST - 1))
    put_title(page, sheet, material)
    checks = list(rows(material))
    last = FIRST + max(len(checks), 1) - 1
    put_total(page, last, material)
    put_head(page, HEAD, sheet.columns, material)
    places = table5.level_rows(material)
    for number, check in enumerate(checks):
        ends = number == len(checks) - 1 or checks[number + 1].dimension != check.dimension
        rule = Rule.END if number == len(checks) - 1 else Rule.HAIR if ends else Rule.NONE
        put_check(page, FIRST + number, check, places[check.cluster.slug, check.level], material, rule)
    put_end(page, last + 2, material, notes(material))


def put_total(page: Page, last: int, material: Material) -> None:
    """Write the sum of all absolute differences over the table."""
    off = f"{cell_name(FIRST, OFF)}:{cell_name(last, OFF)}"
    percent_off = f"{cell_name(FIRST, PERCENT_OFF)}:{cell_name(last, PERCENT_OFF)}"
    page.put(TOTAL_ROW, 0, str(_("Sum of absolute differences")), Style.STRONG)
    formula = f"=SUMPRODUCT(ABS({off}))+SUMPRODUCT(ABS({percent_off}))"
    page.formula(TOTAL_ROW, OFF, formula, difference(material), Style.TOTAL)


def put_check(page: Page, row: int, check: CheckRow, printed_row: int, material: Material, rule: Rule) -> None:
    """Write one row: the counts anew, the printed figures by reference, the differences."""
    here = firms_range(firms.place_of("cluster_code"), material)
    levels = firms_range(firms.place_of(f"{check.dimension}_level"), material)
    code, level = cell_name(row, CODE), cell_name(row, LEVEL)
    total, count, percent = cell_name(row, FIRMS), cell_name(row, COUNT), cell_name(row, PERCENT)
    printed = quoted(str(table5.SHEET.name))
    count_cell = f"{printed}!{cell_name(printed_row, table5.COUNT_COLUMN[check.dimension])}"
    percent_cell = f"{printed}!{cell_name(printed_row, table5.PERCENT_COLUMN[check.dimension])}"
    page.put(row, CODE, check.cluster.slug, Style.TEXT, rule)
    page.put(row, CLUSTER, check.cluster.name, Style.TEXT, rule, apart=True)
    page.put(row, DIMENSION, PRINTED[check.dimension], Style.TEXT, rule, apart=True)
    page.put(row, LEVEL, check.level, Style.YEAR, rule)
    for column, formula, shown in (
        (FIRMS, f'=COUNTIFS({here},{code},{levels},">=0")', check.firms),
        (COUNT, f'=COUNTIFS({here},{code},{levels},">="&{level})', check.count),
        (PRINTED_COUNT, f"={count_cell}", check.printed_count),
        (OFF, f"={count}-{cell_name(row, PRINTED_COUNT)}", check.count - check.printed_count),
        (PERCENT, f"=IF({total}=0,0,INT(100*{count}/{total}+0.5))", check.percent),
        (PRINTED_PERCENT, f"={percent_cell}", check.printed_percent),
        (PERCENT_OFF, f"={percent}-{cell_name(row, PRINTED_PERCENT)}", check.percent - check.printed_percent),
    ):
        page.formula(row, column, formula, shown, Style.INTEGER, rule)


def firms_range(column: int, material: Material) -> str:
    """A column of the Firms sheet from the first firm to the last."""
    return column_range(str(firms.SHEET.name), column, firms.FIRST_ROW, firms.last_row(material))


def notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Every count is made anew by a formula over the Firms sheet, every percentage from it, and the figure "
                "of Table 5 is fetched by reference. Change a level on the Firms sheet and the difference shows here."
            )
        )
    ]


ANEW, FETCHED = _("Counted anew"), _("In Table 5")
COUNTS, PERCENTS = _("Number of firms"), _("Per cent")
SHEET = Sheet(
    key="check",
    name=_("Check"),
    title=_("Check: Table 5 counted anew from the firms"),
    purpose=_("Live formulas that recompute every count and percentage of Table 5 and show the difference"),
    audience=Audience.TEAM,
    compose=compose,
    rows=rows,
    notes=notes,
    columns=(
        Column("cluster_code", _("Cluster, code"), style=Style.TEXT, width=16),
        Column("cluster", _("Cluster"), style=Style.TEXT, width=20),
        Column("dimension", _("Dimension"), style=Style.TEXT, width=11),
        Column("level", _("Level"), style=Style.YEAR, width=7),
        Column("firms", _("Firms with a level"), style=Style.INTEGER, width=10),
        Column("count", ANEW, style=Style.INTEGER, width=9, group=COUNTS),
        Column("count_printed", FETCHED, style=Style.INTEGER, width=9, group=COUNTS),
        Column("count_off", _("Difference"), style=Style.INTEGER, width=11, group=COUNTS),
        Column("percent", ANEW, style=Style.INTEGER, width=9, group=PERCENTS),
        Column("percent_printed", FETCHED, style=Style.INTEGER, width=9, group=PERCENTS),
        Column("percent_off", _("Difference"), style=Style.INTEGER, width=11, group=PERCENTS),
    ),
)
