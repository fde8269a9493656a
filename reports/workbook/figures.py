"""Sheets “Figure 1” and “Figure 2”: the figures' data and a native chart of each."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.growth_words import on_growth_of_firms, rate_unit
from reports.results import ClusterResult, Figure
from reports.spreadsheet import BarChart, Page, Series, Style, Value
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.layout import filled, put_table
from reports.workbook.material import Material
from reports.workbook.names import BASES, GROWTH, SKILL_BASES
from reports.workbook.sic import has_printed_figures, sic_mark, sic_texts
from reports.workbook.table1 import not_used, told, used
from reports.workbook.withheld import Withheld, on_hiding

CHART_SIZE = (880, 400)
Read = Callable[[ClusterResult], Figure]
Named = tuple[str, Any, Read]
GROWTH_FIGURES: tuple[Named, ...] = (
    ("exports", _("Exports"), lambda row: row.exports_growth),
    ("employment", _("Employment"), lambda row: row.employment_growth),
    ("real_wages", _("Real wages"), lambda row: row.real_wage_growth),
)
SKILL_FIGURES: tuple[Named, ...] = (
    ("skill_wide", _("Wide definition"), lambda row: row.skill_wide),
    ("skill_narrow", _("Narrow definition"), lambda row: row.skill_narrow),
)
FIRST_SERIES = 1


def figure_columns(figures: tuple[Named, ...], unit: Any, group: Any, used: Any, width: float) -> tuple[Column, ...]:
    """The series of a chart side by side, then how many firms or years each rests on."""
    return (
        Column("cluster", _("Cluster"), style=Style.LABEL, width=22, value=lambda row: row.name, guard=Guard.NO_FIRM),
        *(
            rate_column(key, name, _value(read), unit=unit, style=Style.ONE_DECIMAL, width=width, group=group)
            for key, name, read in figures
        ),
        *(
            rate_column(f"{key}_n", name, _used(read), style=Style.INTEGER, width=width, group=used)
            for key, name, read in figures
        ),
        *(
            rate_column(f"{key}_out", name, _out(read), style=Style.INTEGER, width=width, group=_("Firms left out"))
            for key, name, read in figures
        ),
    )


def rate_column(key: str, name: Any, value: Callable[[Any], Value], **given: Any) -> Column:
    """A column of a rate, or of what it rests on: both show or hide together."""
    return Column(key, name, value=value, guard=Guard.RATES, figure=name, **given)


def _value(read: Read) -> Callable[[ClusterResult], Value]:
    return lambda row: told(read(row))


def _used(read: Read) -> Callable[[ClusterResult], Value]:
    return lambda row: used(read(row))


def _out(read: Read) -> Callable[[ClusterResult], Value]:
    return lambda row: not_used(read(row))


def put_chart(page: Page, sheet: Sheet, material: Material, figures: tuple[Named, ...], unit: str) -> None:
    """Write the table and draw its series below it."""
    placed = put_table(page, sheet, material, pages_tall=1)
    clusters = material.tables.clusters
    if not clusters:
        return
    title = filled(sheet.title, material)
    chart = BarChart(
        title=title,
        unit=unit,
        labels=tuple(cluster.name for cluster in clusters),
        label_column=0,
        first_row=placed.first,
        last_row=placed.last,
        series=tuple(
            Series(str(name), FIRST_SERIES + place, tuple(read(cluster).value for cluster in clusters))
            for place, (_key, name, read) in enumerate(figures)
        ),
        alt_text=title,
    )
    page.bar_chart(placed.free, 0, chart, size=CHART_SIZE)


def compose_growth(page: Page, sheet: Sheet, material: Material) -> None:
    put_chart(page, sheet, material, GROWTH_FIGURES, rate_unit(material.specification.growth))


def compose_skills(page: Page, sheet: Sheet, material: Material) -> None:
    put_chart(page, sheet, material, SKILL_FIGURES, str(_("% of workforce")))


def reasons(material: Material, figures: tuple[Named, ...]) -> list[str]:
    """Why a figure is not defined, cluster by cluster."""
    found = []
    for cluster in material.tables.clusters:
        for _key, name, read in figures:
            figure = read(cluster)
            if figure.value is None and figure.reason and not isinstance(figure.reason, Withheld):
                found.append(f"{cluster.name}, {str(name).lower()}: {figure.reason}")
    return found + on_hiding(material)


def growth_notes(material: Material) -> list[str]:
    specification = material.specification
    texts = [
        f"{GROWTH[specification.growth]}.",
        *(on_growth_of_firms(material.specification) or [f"{BASES[specification.growth_basis]}."]),
        str(
            _(
                "Real wages: wage bill per employee, divided by the consumer price index (%(base)s = 100) that the "
                "About sheet names."
            )
        )
        % {"base": specification.price_base_year},
    ]
    return texts + reasons(material, GROWTH_FIGURES) + sic_texts(material, "figure1.")


def skill_notes(material: Material) -> list[str]:
    specification = material.specification
    technical = (
        _("technical staff counted in")
        if specification.technical_in_wide
        else _("technical staff not counted in the wide definition")
    )
    texts = [
        str(
            _(
                "Narrow: managers, professionals, technical, clerical and supervisory staff over the whole workforce. "
                "Wide, the published definition: skilled direct workers as well; %(technical)s."
            )
        )
        % {"technical": technical},
        str(_("Value of a cluster: %(basis)s; %(weights)s. Firms that do not tell a category are left out."))
        % {
            "basis": str(SKILL_BASES[specification.skill_basis]).lower(),
            "weights": _("weighted by the firms' weights") if specification.weighted else _("every firm counts once"),
        },
    ]
    return texts + reasons(material, SKILL_FIGURES) + sic_texts(material, "figure2.")


def sic_column(material: Material, prefix: str) -> tuple[Column, ...]:
    """What the print has, where it cannot be right."""

    def mark(cluster: ClusterResult) -> Value:
        return sic_mark(material, cluster, prefix)

    if not has_printed_figures(material) or not sic_texts(material, prefix):
        return ()
    return (Column("sic", _("Printed"), style=Style.SIC, width=13, value=mark, guard=Guard.NO_FIRM),)


FIGURE_1 = Sheet(
    key="figure1",
    name=_("Figure 1"),
    title=_("Figure 1: Average annual growth of exports, employment and real wages, {span}"),
    purpose=_("Growth of exports, employment and real wages, with a chart"),
    audience=Audience.PUBLIC,
    landscape=True,
    compose=compose_growth,
    rows=lambda material: material.tables.clusters,
    notes=growth_notes,
    columns=figure_columns(GROWTH_FIGURES, "{rate}", _("Average annual growth"), _("Firms or years used"), 12),
    more_columns=lambda material: sic_column(material, "figure1."),
)
FIGURE_2 = Sheet(
    key="figure2",
    name=_("Figure 2"),
    title=_("Figure 2: Skill intensity, {year}"),
    purpose=_("Share of skilled staff in the workforce by two definitions, with a chart"),
    audience=Audience.PUBLIC,
    landscape=True,
    compose=compose_skills,
    rows=lambda material: material.tables.clusters,
    notes=skill_notes,
    columns=figure_columns(SKILL_FIGURES, _("% of workforce"), _("Skill intensity"), _("Firms used"), 18),
    more_columns=lambda material: sic_column(material, "figure2."),
)
