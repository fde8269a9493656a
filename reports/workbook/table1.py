"""Sheet “Table 1”: the clusters, their export growth, their firms and who owns them."""

from django.utils.translation import gettext_lazy as _

from clusters.models import SeriesKind
from reports.growth_words import on_growth_of_firms
from reports.results import ClusterResult, Figure
from reports.spreadsheet import Style, Value
from reports.table_words import FOREIGN_FIRMS, FOREIGN_WEIGHTED, GROWTH_OF_LOCATION
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import GROWTH, NOT_DEFINED
from reports.workbook.sic import has_printed_figures, sic_mark, sic_texts
from reports.workbook.withheld import Withheld, on_hiding
from scoring.aggregate_growth import AggregateBasis

PLACES = "table1."


def told(figure: Figure) -> Value:
    """A figure, or the sign that it is hidden or not defined."""
    if isinstance(figure.reason, Withheld):
        return figure.reason
    return NOT_DEFINED if figure.value is None else figure.value


def used(figure: Figure) -> Value:
    """How many firms or years a figure rests on; what hides the figure hides this too."""
    return figure.reason if isinstance(figure.reason, Withheld) else figure.n


def not_used(figure: Figure) -> Value:
    """How many firms a figure leaves out, or the sign that it is hidden."""
    return figure.reason if isinstance(figure.reason, Withheld) else figure.left_out


def of_location(material: Material) -> list[str]:
    """What the location's growth rests on: its own series where it has one, else its firms."""
    official = SeriesKind.LOCATION_EXPORTS
    clusters = material.tables.clusters
    by_firms = [cluster.name for cluster in clusters if official not in material.series.get(cluster.slug, {})]
    if material.specification.growth_over is AggregateBasis.OFFICIAL_SERIES:
        by_firms = []
    lines = []
    if len(by_firms) < len(clusters):
        lines.append(str(_("Location: the official series of the location's exports, which the About sheet names.")))
    if by_firms:
        if lines:
            lines.append(str(_("Location of %(clusters)s: growth from firms.")) % {"clusters": ", ".join(by_firms)})
        lines += on_growth_of_firms(material.specification)
    return lines


def notes(material: Material) -> list[str]:
    specification = material.specification
    lines = [
        str(_("Growth: %(definition)s, %(span)s, the same definition in both columns."))
        % {"definition": str(GROWTH[specification.growth]).lower(), "span": material.span},
        *of_location(material),
        str(
            _(
                "Foreign: at least %(threshold)g per cent of equity in foreign hands. The share is that of firms whose "
                "ownership is known, unweighted."
            )
        )
        % {"threshold": specification.foreign_threshold},
    ]
    for cluster in material.tables.clusters:
        for figure in (cluster.exports_growth_national, cluster.exports_growth_location):
            if figure.value is None and figure.reason and not isinstance(figure.reason, Withheld):
                lines.append(f"{cluster.name}: {figure.reason}")
    return lines + on_hiding(material) + sic_texts(material, PLACES)


def share(cluster: ClusterResult) -> Value:
    return NOT_DEFINED if cluster.ownership.share_pct is None else cluster.ownership.share_pct


def weighted_share(cluster: ClusterResult) -> Value:
    return NOT_DEFINED if cluster.ownership.weighted_pct is None else cluster.ownership.weighted_pct


WEIGHTED = Column(
    "foreign_weighted",
    FOREIGN_WEIGHTED,
    unit=_("% of known"),
    style=Style.ONE_DECIMAL,
    width=11,
    value=weighted_share,
    guard=Guard.SHARES,
)


def more_columns(material: Material) -> tuple[Column, ...]:
    """The weighted share in a weighted run; what the print has where it has something."""
    more = (WEIGHTED,) if material.specification.weighted else ()
    if not has_printed_figures(material):
        return more
    sic = Column(
        "sic",
        _("Printed"),
        style=Style.SIC,
        width=14,
        value=lambda row: sic_mark(material, row, PLACES),
        meaning=_("A printed figure that cannot be right, with the number of its note"),
        guard=Guard.NO_FIRM,
    )
    return (*more, sic)


EXPORTS = _("Average annual growth of exports, {span}")
OWNERS = _("Foreign ownership in sample")

SHEET = Sheet(
    key="table1",
    name=_("Table 1"),
    title=_("Table 1: Dynamic industrial clusters, {year}"),
    purpose=_("Clusters, products, growth of exports, surveyed firms, foreign ownership, origin"),
    audience=Audience.PUBLIC,
    landscape=True,
    compose=compose_table,
    rows=lambda material: material.tables.clusters,
    notes=notes,
    more_columns=more_columns,
    columns=(
        Column(
            "country",
            _("Country"),
            style=Style.LABEL,
            width=12,
            value=lambda row: row.country,
            guard=Guard.NO_FIRM,
        ),
        Column(
            "cluster",
            _("Industrial cluster"),
            style=Style.LABEL,
            width=15,
            value=lambda row: row.name,
            guard=Guard.NO_FIRM,
        ),
        Column(
            "product",
            _("Product"),
            style=Style.LABEL,
            width=13,
            value=lambda row: row.product,
            guard=Guard.NO_FIRM,
        ),
        Column(
            "growth_national",
            _("National"),
            unit="{rate}",
            style=Style.ONE_DECIMAL,
            width=11,
            group=EXPORTS,
            value=lambda row: told(row.exports_growth_national),
            guard=Guard.NO_FIRM,
        ),
        Column(
            "growth_location",
            _("Location"),
            unit="{rate}",
            style=Style.ONE_DECIMAL,
            width=11,
            group=EXPORTS,
            value=lambda row: told(row.exports_growth_location),
            guard=Guard.RATES,
            figure=GROWTH_OF_LOCATION,
        ),
        Column(
            "firms",
            _("Surveyed firms"),
            unit=_("number"),
            style=Style.INTEGER,
            width=10,
            value=lambda row: row.firms,
            guard=Guard.TURNOUT,
        ),
        Column(
            "foreign_share",
            _("Share"),
            unit=_("% of known"),
            style=Style.ONE_DECIMAL,
            width=11,
            group=OWNERS,
            value=share,
            guard=Guard.OWNERS,
            figure=FOREIGN_FIRMS,
        ),
        Column(
            "foreign",
            _("Foreign"),
            unit=_("firms"),
            style=Style.INTEGER,
            width=8,
            group=OWNERS,
            value=lambda row: row.ownership.foreign,
            guard=Guard.OWNERS,
            figure=FOREIGN_FIRMS,
        ),
        Column(
            "known",
            _("Known"),
            unit=_("firms"),
            style=Style.INTEGER,
            width=8,
            group=OWNERS,
            value=lambda row: row.ownership.known,
            guard=Guard.TURNOUT,
        ),
        Column(
            "unknown",
            _("Not known"),
            unit=_("firms"),
            style=Style.INTEGER,
            width=11,
            group=OWNERS,
            value=lambda row: row.ownership.unknown,
            guard=Guard.TURNOUT,
        ),
        Column("origin", _("Origin"), style=Style.WRAP, width=34, value=lambda row: row.origin, guard=Guard.NO_FIRM),
    ),
)
