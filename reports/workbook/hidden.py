"""Sheet “Hidden”: every figure that the file for everybody does not show, with the reason. For the team only."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.results import ClusterResult
from reports.run_words import hiding_in_words
from reports.spreadsheet import Style, Value
from reports.table_words import WHYS
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.hiding import public_material
from reports.workbook.layout import compose_table, filled
from reports.workbook.material import Material
from reports.workbook.names import HIDDEN
from reports.workbook.withheld import Withheld
from scoring.disclosure import Why

DECIMALS = {Style.ONE_DECIMAL: 1, Style.TWO_DECIMALS: 2}


@dataclass(frozen=True, slots=True)
class HiddenFigure:
    """One figure that the public file does not show.

    `table` is the name of its sheet, `row` what the line of the cluster is, `cells` in how many cells it stands there;
    `value` is what the team's file has in the first of them, and of votes all.
    """

    table: str
    cluster: str
    row: str
    figure: str
    value: str
    why: str
    cells: int


def hidden_figures(material: Material, sheets: Iterable[Sheet]) -> list[HiddenFigure]:
    """Compare the sheets of the team's file with those of the file for everybody, cell by cell.

    A public file tells nothing of what it does not show.
    """
    if material.public:
        return []
    public = public_material(material)
    return [figure for sheet in _guarded(sheets, public) for figure in _hidden_on(sheet, material, public)]


def count_hidden(public: Material, sheets: Iterable[Sheet]) -> int:
    """How many figures the sheets of a public file do not show."""
    return sum(
        len(_withheld_in(row, sheet.columns_in(public)))
        for sheet in _guarded(sheets, public)
        for row in _rows(sheet, public)
    )


def _guarded(sheets: Iterable[Sheet], public: Material) -> Iterator[Sheet]:
    """The public sheets of which some column may have to hide something."""
    for sheet in sheets:
        if sheet.audience is Audience.PUBLIC and sheet.applies(public):
            guards = [sheet.guard_of(column) for column in sheet.columns_in(public)]
            if any(guard is None or guard.hides for guard in guards):
                yield sheet


def _hidden_on(sheet: Sheet, material: Material, public: Material) -> Iterator[HiddenFigure]:
    columns = sheet.columns_in(public)
    ours = {_key(row, columns): row for row in _rows(sheet, material)}
    for row in _rows(sheet, public):
        for name, cells in _withheld_in(row, columns).items():
            yield HiddenFigure(
                table=str(sheet.name),
                cluster=_cluster_of(row).name,
                row=_named(row, columns),
                figure=filled(name, material),
                value=_told([column for column, _sign in cells], ours[_key(row, columns)]),
                why=str(WHYS[_why(cells)]) % {"fewest": material.specification.disclosure.fewest},
                cells=len(cells),
            )


def _told(columns: Sequence[Column], row: object) -> str:
    """What the team's file has: of votes every count, of any other figure the first of its cells."""
    wanted = columns if columns[0].guard is Guard.VOTES else columns[:1]
    return ", ".join(_as_shown(column, column.value(row)) for column in wanted)


def _as_shown(column: Column, value: Value) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:.{DECIMALS.get(column.style, 0)}f}"


def _why(cells: Sequence[tuple[Column, Withheld]]) -> Why:
    """The reason of a figure: that it is small itself, if any part of it is."""
    reasons = [sign.why for _column, sign in cells]
    return Why.FEW if Why.FEW in reasons else reasons[0]


def _rows(sheet: Sheet, material: Material) -> Iterable[object]:
    return (sheet.figure_rows or sheet.rows)(material)


def _withheld_in(row: object, columns: Sequence[Column]) -> dict[str, list[tuple[Column, Withheld]]]:
    """The cells of a row that bear the sign of hiding, by the name of their figure."""
    found: dict[str, list[tuple[Column, Withheld]]] = {}
    for column in columns:
        value = column.value(row)
        if isinstance(value, Withheld):
            found.setdefault(name_of(column), []).append((column, value))
    return found


def name_of(column: Column) -> str:
    """What the figure of a column is called apart from its table."""
    if str(column.figure):
        return str(column.figure)
    return f"{column.group}: {column.heading}" if str(column.group) else str(column.heading)


def _key(row: object, columns: Sequence[Column]) -> Hashable:
    return _cluster_of(row).slug, _named(row, columns)


def _named(row: object, columns: Sequence[Column]) -> str:
    return " ".join(str(column.value(row)) for column in columns if column.names_row)


def _cluster_of(row: object) -> ClusterResult:
    return row if isinstance(row, ClusterResult) else row.cluster  # type: ignore[attr-defined, no-any-return]


def notes(material: Material) -> list[str]:
    return [
        str(_("In files for everybody these cells show “%(sign)s”. Hidden are %(rule)s."))
        % {"sign": HIDDEN, "rule": hiding_in_words(material.specification.disclosure)},
        str(
            _(
                "A figure that would give away another is hidden however large it is: one of the two could be found "
                "by subtraction, or solved for."
            )
        ),
    ]


def hidden_sheet(others: Sequence[Sheet]) -> Sheet:
    """The Hidden sheet of a workbook whose other sheets are these."""

    def rows(material: Material) -> list[HiddenFigure]:
        return hidden_figures(material, others)

    return Sheet(
        key="hidden",
        name=_("Hidden"),
        title=_("Figures hidden in files for everybody"),
        purpose=_("Every figure that a file for everybody does not show: table, cluster, cell and why"),
        audience=Audience.TEAM,
        landscape=True,
        compose=compose_table,
        applies=lambda material: bool(rows(material)),
        rows=rows,
        notes=notes,
        columns=(
            Column("table", _("Table"), style=Style.LABEL, width=12, value=lambda row: row.table),
            Column("cluster", _("Cluster"), style=Style.LABEL, width=22, value=lambda row: row.cluster),
            Column("row", _("Row"), style=Style.WRAP, width=34, value=lambda row: row.row or None),
            Column("figure", _("Figure"), style=Style.WRAP, width=42, value=lambda row: row.figure),
            Column("value", _("Value"), style=Style.RIGHT, width=24, value=lambda row: row.value),
            Column("why", _("Why hidden"), style=Style.WRAP, width=40, value=lambda row: row.why),
        ),
    )
