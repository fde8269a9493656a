"""Sheet “Growth”: every growth figure by every definition, so that the choice can be seen for what it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.growth_words import on_growth_of_firms
from reports.results import ClusterResult, Figure
from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import BASES, GROWTH, MEASURES
from reports.workbook.table1 import not_used, told, used
from reports.workbook.withheld import Withheld, on_hiding
from scoring.aggregate_growth import AggregateBasis


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One growth figure by one definition; `is_chosen` marks the definition of Table 1 and Figure 1."""

    cluster: ClusterResult
    measure: str
    definition: str
    figure: Figure
    is_chosen: bool


def rows(material: Material) -> Iterator[GrowthRow]:
    for cluster in material.tables.clusters:
        for measure in sorted(cluster.growth_all, key=_place):
            for definition in GROWTH:
                if definition in cluster.growth_all[measure]:
                    figure = cluster.growth_all[measure][definition]
                    chosen = definition == material.specification.growth
                    yield GrowthRow(cluster, measure, definition, figure, chosen)


def _place(measure: str) -> tuple[int, str]:
    known = list(MEASURES)
    return (known.index(measure) if measure in known else len(known), measure)


def why(row: GrowthRow) -> Value:
    """Why the figure is not defined; the sign of hiding is told in a note."""
    return None if isinstance(row.figure.reason, Withheld) else row.figure.reason or None


def two_points(material: Material) -> list[str]:
    """What the definitions are worth where firms tell the two end years only."""
    if material.specification.growth_over is AggregateBasis.OFFICIAL_SERIES:
        return []
    return [
        str(
            _(
                "Firms tell the two end years only: their log-linear trend runs through two points and equals compound "
                "growth."
            )
        )
    ]


def notes(material: Material) -> list[str]:
    texts = [
        str(_("Growth of the years %(span)s. Exports, employment and real wages: %(basis)s."))
        % {
            "span": material.span,
            "basis": str(BASES[material.specification.growth_basis]).lower(),
        },
        str(
            _(
                "Exports of the country and, where there is one, the series of the location: official series, whatever "
                "the others rest on."
            )
        ),
        *on_growth_of_firms(material.specification),
        *two_points(material),
        str(_("The mean of log differences is in log points times 100, the others in per cent a year.")),
    ]
    return texts + on_hiding(material)


SHEET = Sheet(
    key="growth",
    name=_("Growth"),
    title=_("Growth by every definition, {span}"),
    purpose=_("Every growth figure by each of the four definitions, with what it rests on"),
    audience=Audience.PUBLIC,
    landscape=True,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column(
            "cluster",
            _("Cluster"),
            style=Style.LABEL,
            width=18,
            value=lambda row: row.cluster.name,
            guard=Guard.NO_FIRM,
        ),
        Column(
            "measure",
            _("Measure"),
            style=Style.LABEL,
            width=22,
            value=lambda row: str(MEASURES.get(row.measure, row.measure)),
            guard=Guard.NO_FIRM,
            names_row=True,
        ),
        Column(
            "definition",
            _("Definition"),
            style=Style.LABEL,
            width=48,
            value=lambda row: str(GROWTH[row.definition]),
            guard=Guard.NO_FIRM,
            names_row=True,
        ),
        Column(
            "growth",
            _("Growth"),
            unit=_("% a year"),
            style=Style.TWO_DECIMALS,
            width=10,
            value=lambda row: told(row.figure),
            guard=Guard.RATES,
            figure=_("Growth"),
        ),
        Column(
            "chosen",
            _("In Table 1, Figure 1"),
            style=Style.CENTRE,
            width=11,
            value=lambda row: str(_("yes")) if row.is_chosen else None,
            guard=Guard.NO_FIRM,
        ),
        Column(
            "n",
            _("Firms or years used"),
            style=Style.INTEGER,
            width=10,
            value=lambda row: used(row.figure),
            guard=Guard.RATES,
            figure=_("Growth"),
        ),
        Column(
            "left_out",
            _("Left out"),
            style=Style.INTEGER,
            width=8,
            value=lambda row: not_used(row.figure),
            guard=Guard.RATES,
            figure=_("Growth"),
        ),
        Column("reason", _("Why not defined"), style=Style.WRAP, width=38, value=why, guard=Guard.NO_FIRM),
    ),
)
