"""Sheet “Firms”: microdata, one row for each firm of the run, ready for a statistics program."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.spreadsheet import Page, Rule, Style, Value
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.material import FirmRow, ItemRow, Material
from reports.workbook.names import DIMENSION_KEYS, DIMENSIONS, OWNERS
from scoring.answers import State
from scoring.rungs import RUNGS, RungState
from surveys.models import ItemKind

FIRST_ROW = 1
SILENT = (State.ANSWERED, State.MISSING)
RUNG_SIGNS = {RungState.MET: "1", RungState.NOT_MET: "0", RungState.UNKNOWN: "?", RungState.NA: "-"}
HELD = {RungState.MET: 1, RungState.NOT_MET: 0}
MONEY_WIDTH = 13
WIDER_THAN_HEAD = 1.15
NO_SCORE: dict[str, Any] = {"rungs": ()}

ABOUT_FIRM = (
    Column(
        "cluster_code",
        _("Cluster, code"),
        width=14,
        value=lambda row: row.cluster.slug,
        meaning=_("Short name of the cluster; the Check sheet counts by it"),
    ),
    Column("cluster", _("Cluster"), width=18, value=lambda row: row.cluster.name),
    Column("country", _("Country"), width=12, value=lambda row: row.cluster.country),
    Column("firm_code", _("Firm, code"), width=12, value=lambda row: row.code),
    Column("firm", _("Firm"), width=38, value=lambda row: row.name),
    Column(
        "weight",
        _("Weight"),
        style=Style.NUMBER,
        width=9,
        value=lambda row: row.weight,
        meaning=_("How many firms of the population the firm stands for; 1 when the study has no weights"),
    ),
)


LEVEL_HEADS = {
    "level": (_("Level"), Style.YEAR),
    "low": (_("Low bound"), Style.YEAR),
    "high": (_("High bound"), Style.YEAR),
    "rungs": (_("Rungs"), Style.TEXT),
}
LEVEL_MEANINGS = {
    "level": _("Level 0 to 6 that counts in the tables; blank when the firm has no single level"),
    "low": _("Level if no unknown rung were held"),
    "high": _("Level if every unknown rung were held"),
    "rungs": _("Rungs 1 to 6 in one word: 1 held, 0 not held, ? unknown, - not applicable"),
}


def level_columns(dimension: str) -> tuple[Column, ...]:
    """Levels and rungs of one dimension."""

    def part(key: str) -> Callable[[FirmRow], Value]:
        return lambda row: row.scores.get(dimension, NO_SCORE).get(key)

    def pattern(row: FirmRow) -> Value:
        return "".join([RUNG_SIGNS[state] for state in row.scores.get(dimension, NO_SCORE)["rungs"]]) or None

    values = {"level": part("point"), "low": computed(dimension, "low"), "high": computed(dimension, "high")}
    values["rungs"] = pattern
    return tuple(
        Column(
            f"{dimension}_{key}",
            heading,
            group=DIMENSIONS[dimension],
            style=style,
            width=10,
            value=values[key],
            meaning=LEVEL_MEANINGS[key],
        )
        for key, (heading, style) in LEVEL_HEADS.items()
    )


def computed(dimension: str, key: str) -> Callable[[FirmRow], Value]:
    """What the answers alone give, whatever a person assessed."""

    def told(row: FirmRow) -> Value:
        scores = row.scores.get(dimension, NO_SCORE)
        return scores.get("computed", scores).get(key)

    return told


def assessed_columns(dimension: str) -> tuple[Column, ...]:
    """The computed and the assessed level of one dimension, side by side."""
    return (
        Column(
            f"{dimension}_computed",
            _("Computed level"),
            group=DIMENSIONS[dimension],
            style=Style.YEAR,
            width=10,
            value=computed(dimension, "point"),
            meaning=_("Level that the answers give; blank when they give no single level"),
        ),
        Column(
            f"{dimension}_assessed",
            _("Assessed level"),
            group=DIMENSIONS[dimension],
            style=Style.YEAR,
            width=10,
            value=lambda row: row.scores.get(dimension, NO_SCORE).get("assessed"),
            meaning=_("Level that a person gave with reason and evidence (sheet Overrides); blank when nobody did"),
        ),
    )


def rung_columns(dimension: str) -> tuple[Column, ...]:
    """Whether each rung of one dimension is held."""

    def rung(number: int) -> Callable[[FirmRow], Value]:
        def held(row: FirmRow) -> Value:
            states = row.scores.get(dimension, NO_SCORE)["rungs"]
            return HELD.get(states[number - 1]) if states else None

        return held

    return tuple(
        Column(
            f"{dimension}_rung_{number}",
            _("Rung held"),
            group=DIMENSIONS[dimension],
            style=Style.YEAR,
            width=9,
            value=rung(number),
            meaning=_("1 held, 0 not held, blank when unknown or not applicable"),
        )
        for number in RUNGS
    )


LEVELS = tuple(column for dimension in DIMENSION_KEYS for column in level_columns(dimension))
RUNG_COLUMNS = tuple(column for dimension in DIMENSION_KEYS for column in rung_columns(dimension))
ASSESSED_COLUMNS = tuple(column for dimension in DIMENSION_KEYS for column in assessed_columns(dimension))
OWNERSHIP = (
    Column("ownership", _("Ownership, code"), width=10, value=lambda row: row.scores.get("ownership")),
    Column(
        "ownership_label",
        _("Ownership"),
        width=11,
        value=lambda row: str(OWNERS[row.scores["ownership"]]) if "ownership" in row.scores else None,
        meaning=_("Foreign from the run's threshold of foreign equity on; not known when no share was told"),
    ),
)


PRINTED = (*ABOUT_FIRM, *OWNERSHIP, *LEVELS)
"""The columns that go on paper; the others are for programs."""


def states_column(codes: Sequence[str]) -> Column:
    """What was asked and has no value, with the reason."""

    def told(row: FirmRow) -> Value:
        given = [(code, row.answers[code]["state"]) for code in codes if code in row.answers]
        return "; ".join([f"{code}={state}" for code, state in given if state not in SILENT]) or None

    return Column(
        "unanswered",
        _("Figures without an answer"),
        width=30,
        value=told,
        meaning=_("Items of the firm sheet that have no value, each with the reason, as in EXPORTS_REF=refused"),
    )


def item_columns(item: ItemRow) -> tuple[Column, ...]:
    """One column with the value of an item; for a choice one more with its label."""
    code = item.code

    def plain(row: FirmRow) -> Value:
        entry = row.answers.get(code)
        value = entry["value"] if entry else None
        if isinstance(value, list):
            return ";".join(value)
        return int(value) if isinstance(value, bool) else value

    is_choice = item.kind in (ItemKind.SINGLE, ItemKind.MULTIPLE)
    style = {ItemKind.MONEY: Style.NUMBER, ItemKind.YEAR: Style.YEAR}.get(ItemKind(item.kind), Style.NUMBER)
    value = Column(
        code, item.text, unit=item.unit, style=Style.TEXT if is_choice else style, width=MONEY_WIDTH, value=plain
    )
    if item.kind != ItemKind.SINGLE:
        return (value,)
    labels: dict[Value, str] = dict(item.options)
    label = Column(
        f"{code}_label",
        _("Label"),
        width=18,
        value=lambda row: labels.get(plain(row)),
        meaning=_("The option chosen, in words"),
    )
    return (value, label)


def attribute_column(name: str) -> Column:
    """One further attribute of the firms, as the frame or an imported file names it."""

    def given(row: FirmRow) -> Value:
        value = row.attributes.get(name)
        return value if value is None or isinstance(value, str | int | float) else str(value)

    return Column(
        f"attribute_{name}", name, width=14, value=given, meaning=_("As the frame or the imported file has it")
    )


def more_columns(material: Material) -> tuple[Column, ...]:
    """The figures and choices of the firm sheet, further attributes, and what was left unanswered."""
    items = [item for item in material.items if item.is_in_firms]
    return (
        *(column for item in items for column in item_columns(item)),
        *(attribute_column(name) for name in material.attributes),
        states_column([item.code for item in items]),
    )


def all_columns(material: Material) -> tuple[Column, ...]:
    return (*SHEET.columns, *SHEET.more_columns(material))


def place_of(key: str) -> int:
    """The number of a column that every Firms sheet has."""
    return next(place for place, column in enumerate(SHEET.columns) if column.key == key)


def last_row(material: Material) -> int:
    """The row of the last firm; the first data row when there is none, so that ranges stay ranges."""
    return FIRST_ROW + max(material.firm_count, 1) - 1


def compose(page: Page, sheet: Sheet, material: Material) -> None:
    """Write the names of the columns and stream the firms below them, counting levels as they pass."""
    columns = all_columns(material)
    widths = [max(column.width, WIDER_THAN_HEAD * len(column.key) + 2) for column in columns]
    page.set_up(widths, landscape=True, freeze=(FIRST_ROW, 5), repeat=(0, 0))
    for place, column in enumerate(columns):
        is_text = column.style is Style.TEXT
        style = Style.HEAD_LEFT if is_text else Style.HEAD
        page.put(0, place, column.key, style, Rule.AROUND_HEAD, apart=is_text and place > 0)
    page.print_columns(last_row(material), len(PRINTED) - 1)
    page.filter(0, last_row(material), len(columns) - 1)
    page.stream(FIRST_ROW, rows(columns, material), [column.style for column in columns])


def rows(columns: Sequence[Column], material: Material) -> Iterator[list[Value]]:
    readers = [column.value for column in columns]
    recount: Counter[tuple[str, str, int]] = Counter()
    for firm in material.firms():
        for dimension in DIMENSION_KEYS:
            level = firm.scores.get(dimension, NO_SCORE).get("point")
            if level is not None:
                recount[firm.cluster.slug, dimension, level] += 1
        yield [read(firm) for read in readers]
    material.recount.update(recount)


SHEET = Sheet(
    key="firms",
    name=_("Firms"),
    title=_("Firms of the run"),
    purpose=_(
        "Microdata: levels, rungs, ownership, weight and firm-sheet figures of each firm; columns as in the Codebook"
    ),
    audience=Audience.TEAM,
    landscape=True,
    compose=compose,
    columns=(*PRINTED, *RUNG_COLUMNS, *ASSESSED_COLUMNS),
    more_columns=more_columns,
)
