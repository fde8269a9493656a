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
WHOLE_NAMES = {"firms": _("Interviews used"), "weighted_firms": _("Firms they stand for")}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The weighted number of firms of one group, and its share of the attribute's whole in per cent."""

    cluster: ClusterResult
    attribute: str
    group: str
    firms: float
    share: float | None


def rows(material: Material) -> Iterator[GroupRow]:
    for cluster in material.tables.clusters:
        for attribute, groups in cluster.group_totals.items():
            whole = sum(groups.values())
            for group, firms in groups.items():
                share = None if attribute == WHOLE or not whole else 100 * firms / whole
                yield GroupRow(cluster, attribute, group, firms, share)


def attribute_name(row: GroupRow) -> str:
    return str(_("All firms")) if row.attribute == WHOLE else row.attribute


def group_name(row: GroupRow) -> str:
    return str(WHOLE_NAMES.get(row.group, row.group)) if row.attribute == WHOLE else row.group


def notes(material: Material) -> list[str]:
    return [
        str(_("Sums of the firms' weights. Attributes with very many different values are no groups and are left out."))
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
        Column("share", _("Share"), unit=_("%"), style=Style.ONE_DECIMAL, width=9, value=lambda row: row.share),
    ),
)
