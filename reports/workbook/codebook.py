"""Sheet “Codebook”: every column of the Firms sheet, and every question with its code, kind, options and source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.firms import all_columns
from reports.workbook.layout import compose_table
from reports.workbook.material import ItemRow, Material

NUMERIC = frozenset({Style.YEAR, Style.NUMBER, Style.INTEGER})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the Codebook: a column of the Firms sheet, a question, or a question with a column."""

    code: str
    text: str
    kind: str
    unit: str = ""
    in_firms: bool = False
    item: ItemRow | None = None


def entries(material: Material) -> Iterator[Entry]:
    """The columns of Firms in their order, each question at its column, then the questions without a column."""
    items = {item.code: item for item in material.items}
    columns = {column.key: column for column in all_columns(material)}
    for key, column in columns.items():
        if key in items:
            yield question(items[key], in_firms=True)
            continue
        heading = str(column.heading)
        if str(column.group):
            heading = f"{column.group}: {heading}"
        text = f"{heading}. {column.meaning}." if str(column.meaning) else f"{heading}."
        kind = _("Number") if column.style in NUMERIC else _("Text")
        yield Entry(key, text, str(kind), str(column.unit), in_firms=True)
    for item in material.items:
        if item.code not in columns:
            yield question(item, in_firms=False)


def question(item: ItemRow, *, in_firms: bool) -> Entry:
    return Entry(item.code, item.text, item.kind_name, item.unit, in_firms, item)


def options(entry: Entry) -> Value:
    if entry.item is None:
        return None
    return "; ".join(f"{code} = {label}" for code, label in entry.item.options) or None


def of_item(name: str) -> Callable[[Entry], Value]:
    """Read an attribute of the question, when the entry has one."""
    return lambda entry: getattr(entry.item, name) or None if entry.item else None


def notes(material: Material) -> list[str]:
    return [
        str(
            _("Yes is 1 and no is 0. A blank cell is no value, never zero and never no; “unanswered” tells the reason.")
        ),
        str(
            _("Role: C counts in a rung's rule, A is alternative evidence, V validates or feeds an index, D describes.")
        ),
        str(
            _(
                "Source: P from the descriptors of the published Table 3 or its other tables, R common in published "
                "instruments of this kind, I our inference. All wording is a reconstruction."
            )
        ),
    ]


SHEET = Sheet(
    key="codebook",
    name=_("Codebook"),
    title=_("Codebook"),
    purpose=_("Every column of Firms and every question: code, text, kind, unit, options, rung, role, source"),
    audience=Audience.PUBLIC,
    guard=Guard.NO_FIRM,
    landscape=True,
    compose=compose_table,
    rows=entries,
    notes=notes,
    columns=(
        Column("code", _("Code"), style=Style.LABEL, width=22, value=lambda row: row.code),
        Column("text", _("Text"), style=Style.WRAP, width=56, value=lambda row: row.text),
        Column("kind", _("Kind"), style=Style.LABEL, width=15, value=lambda row: row.kind),
        Column("unit", _("Unit"), style=Style.LABEL, width=16, value=lambda row: row.unit or None),
        Column("options", _("Options"), style=Style.WRAP, width=34, value=options),
        Column("part", _("Part"), style=Style.LABEL, width=14, value=of_item("part_name")),
        Column("rung", _("Rung"), style=Style.YEAR, width=6, value=of_item("rung")),
        Column("role", _("Role"), style=Style.CENTRE, width=6, value=of_item("role")),
        Column("source", _("Source"), style=Style.CENTRE, width=7, value=of_item("source")),
        Column("cites", _("Cites"), style=Style.WRAP, width=22, value=of_item("cites")),
        Column("questionnaire", _("Questionnaire"), style=Style.LABEL, width=21, value=of_item("questionnaire")),
        Column(
            "in_firms",
            _("In Firms"),
            style=Style.CENTRE,
            width=7,
            value=lambda row: str(_("yes")) if row.in_firms else None,
        ),
    ),
)
