"""Sheet “Overrides”: every level of the run that a person assessed, beside the one its answers give."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.models import EvidenceKind
from reports.results import ClusterResult
from reports.spreadsheet import Style
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import DIMENSION_KEYS, DIMENSIONS

KINDS = dict(EvidenceKind.choices)


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """One assessed level: what the run froze of it, and what the firm's answers give in this run."""

    cluster: ClusterResult
    code: str
    name: str
    dimension: str
    told: dict[str, Any]
    scores: dict[str, Any]

    @property
    def computed(self) -> dict[str, Any]:
        """The bounds that the answers give by the choices of this run."""
        found: dict[str, Any] = self.scores.get("computed", self.scores)
        return found

    @property
    def moved(self) -> bool:
        """Whether this run computes another level than the one beside which the assessment was made."""
        return any(self.computed.get(part) != self.told[part] for part in ("low", "high"))


def rows(material: Material) -> Iterator[OverrideRow]:
    for firm in material.assessed:
        for dimension in DIMENSION_KEYS:
            if dimension in firm.overrides:
                told, scores = firm.overrides[dimension], firm.scores.get(dimension, {})
                yield OverrideRow(firm.cluster, firm.code, firm.name, dimension, told, scores)


def notes(material: Material) -> list[str]:
    found = (
        _("Assessed levels stand in place of the computed ones in every table of this run.")
        if material.specification.use_assessed
        else _("This run counts by computed levels: assessed levels are told and move no figure of it.")
    )
    texts = [
        str(found),
        str(
            _(
                "Only people with the right to review assess a level, and only where they gave no answers themselves. "
                "“Changed since” marks those whose computed level is no longer the one beside which they were given."
            )
        ),
    ]
    return texts if material.assessed else [str(_("No level of this run was assessed by a person.")), *texts]


SHEET = Sheet(
    key="overrides",
    name=_("Overrides"),
    title=_("Levels that people assessed"),
    purpose=_("Every assessed level beside the computed one, with reason, evidence, by whom and when"),
    audience=Audience.TEAM,
    landscape=True,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("cluster", _("Cluster"), style=Style.LABEL, width=16, value=lambda row: row.cluster.name),
        Column("firm_code", _("Firm, code"), style=Style.LABEL, width=11, value=lambda row: row.code),
        Column("firm", _("Firm"), style=Style.WRAP, width=24, value=lambda row: row.name),
        Column(
            "dimension", _("Dimension"), style=Style.LABEL, width=16, value=lambda row: str(DIMENSIONS[row.dimension])
        ),
        Column(
            "computed_low",
            _("Low bound"),
            style=Style.YEAR,
            width=8,
            group=_("Computed level"),
            value=lambda row: row.computed.get("low"),
        ),
        Column(
            "computed_high",
            _("High bound"),
            style=Style.YEAR,
            width=8,
            group=_("Computed level"),
            value=lambda row: row.computed.get("high"),
        ),
        Column("assessed", _("Assessed level"), style=Style.YEAR, width=9, value=lambda row: row.told["level"]),
        Column(
            "moved",
            _("Changed since"),
            style=Style.CENTRE,
            width=9,
            value=lambda row: str(_("yes")) if row.moved else None,
        ),
        Column("reason", _("Reason"), style=Style.WRAP, width=36, value=lambda row: row.told["reason"]),
        Column(
            "evidence_kind",
            _("Kind of evidence"),
            style=Style.LABEL,
            width=16,
            value=lambda row: str(KINDS.get(row.told["evidence_kind"], row.told["evidence_kind"])),
        ),
        Column("evidence", _("Evidence"), style=Style.WRAP, width=36, value=lambda row: row.told["evidence"]),
        Column("by", _("By"), style=Style.WRAP, width=16, value=lambda row: row.told["by"]),
        Column("at", _("When (UTC)"), style=Style.LABEL, width=16, value=lambda row: row.told["at"][:16]),
    ),
)
