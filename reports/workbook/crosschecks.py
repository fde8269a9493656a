"""Sheet “Cross-checks”: whether dimensions, indices, interviewers, firms and the panel fit together."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.crosscheck_page import CrossCheckPage
from reports.spreadsheet import Style
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import PILLARS


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One figure of one check; what does not apply is None."""

    check: str
    cluster: str
    what: str
    measure: str
    n: int | None
    figure: float | None
    compared: str | None = None
    p: float | None = None
    remark: str | None = None


def rows(material: Material) -> Iterator[CheckedRow]:
    found = material.crosschecks
    if found is not None:
        yield from pair_rows(found)
        yield from index_rows(found)
        yield from interviewer_rows(found)
        yield from outlier_rows(found)
        yield from beside_rows(found)


def pair_rows(found: CrossCheckPage) -> Iterator[CheckedRow]:
    alike = str(_("above 0.95: probably not scored independently"))
    for row in found.pairs:
        for cell in row.cells:
            same = None if cell.same_pct is None else str(_("same level: %(pct).0f %%")) % {"pct": cell.same_pct}
            yield CheckedRow(
                str(_("Dimensions")),
                row.cluster,
                cell.head,
                str(_("rank correlation")),
                cell.found.n,
                cell.found.rho,
                compared=same,
                remark=alike if cell.too_alike else None,
            )


def index_rows(found: CrossCheckPage) -> Iterator[CheckedRow]:
    for row in found.indices:
        for cell in row.cells:
            yield CheckedRow(str(_("Indices")), row.cluster, cell.head, str(_("rank correlation")), cell.n, cell.rho)


def interviewer_rows(found: CrossCheckPage) -> Iterator[CheckedRow]:
    notable = str(_("rarer than one draw in a hundred"))
    for row in found.interviewers:
        chance = (
            None
            if row.expected_pct is None
            else str(_("by chance %(pct).1f %%; %(people)d interviewers"))
            % {"pct": row.expected_pct, "people": row.interviewers}
        )
        yield CheckedRow(
            str(_("Interviewers")),
            row.cluster,
            row.head,
            str(_("% of variance between interviewers")),
            row.firms,
            row.share_pct,
            compared=chance,
            p=row.p,
            remark=notable if row.is_notable else None,
        )


def outlier_rows(found: CrossCheckPage) -> Iterator[CheckedRow]:
    for row in found.outliers:
        usual = {"low": row.low, "high": row.high}
        yield CheckedRow(
            str(_("Firms far from the others")),
            row.cluster,
            row.firm.firm_code,
            row.figure,
            None,
            row.value,
            compared=str(_("usual %(low).2f to %(high).2f")) % usual,
        )


def beside_rows(found: CrossCheckPage) -> Iterator[CheckedRow]:
    for row in found.beside:
        for (_code, label), pillar in zip(PILLARS.items(), row.pillars, strict=True):
            if pillar is not None:
                yield CheckedRow(str(BESIDE), row.cluster.name, str(label), str(_("agreed phase")), None, pillar.phase)
        for level in row.levels:
            if level.median is not None and level.advanced_pct is not None:
                share = str(_("at level 4 or above: %(pct).0f %%")) % {"pct": level.advanced_pct}
                yield CheckedRow(
                    str(BESIDE), row.cluster.name, level.head, str(_("median level")), None, level.median, share
                )


BESIDE = _("Panel beside survey")


def notes(material: Material) -> list[str]:
    return [
        str(_("Everything here warns and nothing is a verdict; no check changes a level.")),
        str(
            _(
                "Dimensions: Spearman's correlation of levels. Indices: of levels with continuous indices after "
                "Rasiah, whose anchors are a reconstruction; HR and PT share questions with the rungs, RD shares none."
            )
        ),
        str(
            _(
                "Interviewers: eta squared within strata of those with 5 firms or more, and how often 4,999 draws "
                "within strata (seed 2006) give as much. Firms: beyond three scaled median absolute deviations on the "
                "logarithmic scale, the 20 farthest of each cluster."
            )
        ),
        str(_("The panel beside the survey is described and not tested: clusters are few and were chosen.")),
    ]


SHEET = Sheet(
    key="crosschecks",
    name=_("Cross-checks"),
    title=_("Whether the levels fit together, {year}"),
    purpose=_(
        "Dimensions, indices, interviewers, outlying firms and the panel beside the levels; warnings, no verdicts"
    ),
    audience=Audience.TEAM,
    landscape=True,
    applies=lambda material: material.crosschecks is not None and bool(material.crosschecks.pairs),
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("check", _("Check"), style=Style.LABEL, width=18, value=lambda row: row.check),
        Column("cluster", _("Cluster"), style=Style.LABEL, width=18, value=lambda row: row.cluster),
        Column("what", _("Of"), style=Style.LABEL, width=26, value=lambda row: row.what),
        Column("measure", _("Measure"), style=Style.WRAP, width=34, value=lambda row: row.measure),
        Column("n", _("Firms"), style=Style.INTEGER, width=7, value=lambda row: row.n),
        Column("figure", _("Figure"), style=Style.TWO_DECIMALS, width=9, value=lambda row: row.figure),
        Column("compared", _("To be read beside it"), style=Style.WRAP, width=32, value=lambda row: row.compared),
        Column("p", _("p"), style=Style.NUMBER, width=7, value=lambda row: row.p),
        Column("remark", _("Warning"), style=Style.WRAP, width=36, value=lambda row: row.remark),
    ),
)
