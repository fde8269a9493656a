"""Sheet “Groups”: weighted numbers of firms by the groups an imported file or the frame names."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.results import ClusterResult
from reports.spreadsheet import Style
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material

WHOLE = "all"
NOT_KNOWN = ""
NOTHING = 1e-9
WHOLE_NAMES = {"firms": _("Interviews used"), "weighted_firms": _("Firms they stand for")}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The weighted number of firms of one group, and its share of all firms of the cluster in per cent."""

    cluster: ClusterResult
    attribute: str
    group: str
    firms: float
    share: float | None


def rows(material: Material) -> Iterator[GroupRow]:
    for cluster in material.tables.clusters:
        whole = cluster.group_totals.get(WHOLE, {}).get("weighted_firms", 0.0)
        for attribute, groups in cluster.group_totals.items():
            if attribute == WHOLE:
                yield from (GroupRow(cluster, WHOLE, group, firms, None) for group, firms in groups.items())
                continue
            # Weights are sums of doubles: what is left of them is no group of firms.
            unknown = whole - sum(groups.values())
            named = {**groups, NOT_KNOWN: unknown} if unknown > NOTHING * whole else groups
            for group, firms in named.items():
                yield GroupRow(cluster, attribute, group, firms, 100 * firms / whole if whole else None)


def attribute_name(row: GroupRow) -> str:
    return str(_("All firms")) if row.attribute == WHOLE else row.attribute


def group_name(row: GroupRow) -> str:
    if row.group == NOT_KNOWN:
        return str(_("Not known"))
    return str(WHOLE_NAMES.get(row.group, row.group)) if row.attribute == WHOLE else row.group


def notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Sums of the firms' weights, and their share of all firms of the cluster, those of which the attribute "
                "is not known among them. Attributes with very many different values, and measures, are no groups and "
                "are left out."
            )
        )
    ]


SHEET = Sheet(
    key="groups",
    name=_("Groups"),
    title=_("Firms by group, weighted"),
    purpose=_("Weighted numbers of firms by stratum, size class, branch and other groups of the data"),
    audience=Audience.TEAM,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("cluster", _("Cluster"), style=Style.LABEL, width=22, value=lambda row: row.cluster.name),
        Column("attribute", _("Attribute"), style=Style.LABEL, width=24, value=attribute_name),
        Column("group", _("Group"), style=Style.LABEL, width=28, value=group_name),
        Column(
            "firms", _("Firms"), unit=_("weighted"), style=Style.ONE_DECIMAL_GROUPED, width=14, value=lambda r: r.firms
        ),
        Column("share", _("Share"), unit=_("% of all"), style=Style.ONE_DECIMAL, width=9, value=lambda row: row.share),
    ),
)
