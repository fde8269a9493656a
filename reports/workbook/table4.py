"""Sheet “Table 4”: clusters by phase and pillar as published, and below it how far the panels agreed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.results import ClusterResult, PillarResult
from reports.spreadsheet import Page, Rule, Style, Value
from reports.table_words import EVERY_VOTE, PILLARS, SPREAD_OF_VOTES
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.layout import FIRST_HEAD, filled, put_end, put_head, put_row, put_title
from reports.workbook.material import Material
from reports.workbook.names import PHASES
from reports.workbook.withheld import Withheld, on_hiding
from surveys.models import AgreementStatus, Verdict

VOTES = _("Votes for phase")


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One pillar of one cluster; the cluster is named on the first of its rows only."""

    cluster: ClusterResult
    pillar: str
    result: PillarResult
    is_first: bool


def panel_rows(material: Material) -> Iterator[PanelRow]:
    for cluster in material.tables.clusters:
        for number, (pillar, result) in enumerate(cluster.pillars.items()):
            yield PanelRow(cluster, pillar, result, number == 0)


def votes_for(phase: int, row: PanelRow) -> Value:
    """How many panelists voted for this phase; blank when no votes were recorded."""
    return row.result.votes[phase - 1] if len(row.result.votes) == len(PHASES) else None


def spread(row: PanelRow) -> Value:
    low, high = row.result.low, row.result.high
    if isinstance(low, Withheld):
        return low
    if low is None or high is None:
        return None
    return str(low) if low == high else f"{low}–{high}"


def status(row: PanelRow) -> Value:
    return str(dict(AgreementStatus.choices).get(row.result.status, row.result.status))


def validated(row: PanelRow) -> Value:
    return str(dict(Verdict.choices).get(row.result.validated, row.result.validated))


def remarks(row: PanelRow) -> Value:
    return "; ".join(text for text in (row.result.dissent, row.result.reason) if text)


def vote_column(phase: int) -> Column:
    return Column(
        f"votes_{phase}",
        str(phase),
        style=Style.INTEGER,
        width=5,
        group=VOTES,
        value=lambda row: votes_for(phase, row),
        meaning=_("Panelists who voted for the phase"),
        guard=Guard.VOTES,
        figure=EVERY_VOTE,
    )


def spread_column(key: str, heading: object, style: Style, width: float, value: Callable[[PanelRow], Value]) -> Column:
    """A figure that is made of the votes and would tell of them."""
    return Column(key, heading, style=style, width=width, value=value, guard=Guard.VOTES, figure=SPREAD_OF_VOTES)


PANEL = (
    Column(
        "cluster",
        _("Cluster"),
        style=Style.LABEL,
        width=20,
        value=lambda row: row.cluster.name if row.is_first else None,
    ),
    Column(
        "pillar",
        _("Pillar"),
        style=Style.LABEL,
        width=34,
        value=lambda row: str(PILLARS[row.pillar]),
        names_row=True,
    ),
    Column("phase", _("Agreed phase"), style=Style.INTEGER, width=9, value=lambda row: row.result.phase),
    spread_column("range", _("Low–high"), Style.RIGHT, 11, spread),
    Column("status", _("Status"), style=Style.LABEL, width=13, value=status),
    *(vote_column(phase) for phase in PHASES),
    Column(
        "cannot_judge",
        _("Cannot judge"),
        style=Style.INTEGER,
        width=8,
        value=lambda row: row.result.cannot_judge,
        guard=Guard.VOTES,
        figure=EVERY_VOTE,
    ),
    spread_column("median", _("Median"), Style.ONE_DECIMAL, 8, lambda row: row.result.median),
    spread_column("iqr", _("IQR"), Style.TWO_DECIMALS, 7, lambda row: row.result.iqr),
    spread_column("at_mode", _("% at mode"), Style.ONE_DECIMAL, 8, lambda row: row.result.percent_at_mode),
    Column("validated", _("Validated"), style=Style.WRAP, width=34, value=validated),
    Column("remarks", _("Dissent and reason"), style=Style.WRAP, width=30, value=remarks),
)
# The grid stands on the columns of the panel below it: each pillar over several of them.
GRID_SPANS = ((1, 1), (2, 4), (5, 13), (14, 15))


def compose(page: Page, sheet: Sheet, material: Material) -> None:
    page.set_up([column.width for column in PANEL], landscape=True, freeze=(FIRST_HEAD + 1, 1))
    put_title(page, sheet, material)
    row = put_grid(page, FIRST_HEAD, material)
    page.put(row + 1, 0, filled(_("Agreement of the panels, {year}"), material), Style.TITLE)
    body = put_head(page, row + 3, PANEL, material)
    rows = list(panel_rows(material))
    for number, entry in enumerate(rows):
        ends = number == len(rows) - 1
        put_row(page, body + number, PANEL, entry, last=ends)
    put_end(page, body + len(rows) + 1, material, notes(material))


def put_grid(page: Page, row: int, material: Material) -> int:
    """Write the grid as published: only phases at which some cluster stands; return the first free row."""
    page.height(row, 2)
    page.put(row, 0, str(_("Phase")), Style.HEAD_LEFT, Rule.AROUND_HEAD)
    for (first, last), pillar in zip(GRID_SPANS, PILLARS, strict=True):
        page.span(row, first, last, str(PILLARS[pillar]), Style.HEAD_CENTRE, Rule.AROUND_HEAD)
    cells = grid(material)
    for number, (phase, names) in enumerate(cells.items()):
        row += 1
        rule = Rule.END if number == len(cells) - 1 else Rule.HAIR
        page.height(row, max(len(each) for each in names.values()))
        page.put(row, 0, str(PHASES[phase]), Style.STRONG, rule)
        for (first, last), pillar in zip(GRID_SPANS, PILLARS, strict=True):
            page.span(row, first, last, "\n".join(names[pillar]), Style.CENTRE_WRAP, rule)
    return row + 1


def grid(material: Material) -> dict[int, dict[str, list[str]]]:
    """Names of clusters by phase and pillar, for the phases at which some cluster stands."""
    found = {
        phase: {
            pillar: [
                cluster.name
                for cluster in material.tables.clusters
                if pillar in cluster.pillars and cluster.pillars[pillar].phase == phase
            ]
            for pillar in PILLARS
        }
        for phase in PHASES
    }
    return {phase: names for phase, names in found.items() if any(names.values())}


def notes(material: Material) -> list[str]:
    lines = [
        str(_("The upper table lists the clusters at the phase their panel agreed on, as the paper's Table 4 does.")),
        str(
            _(
                "IQR: interquartile range of the votes. Low–high: the range of phases held on the panel. A median "
                "between two phases is not rounded; the agreed phase is the panel's."
            )
        ),
    ]
    if material.specification.is_reconstruction:
        lines.append(
            str(
                _(
                    "The paper prints agreed phases only: the panels of this study, their votes and everything "
                    "computed from them are reconstructed."
                )
            )
        )
    without = [
        f"{cluster.name} ({', '.join(str(PILLARS[pillar]) for pillar in PILLARS if pillar not in cluster.pillars)})"
        for cluster in material.tables.clusters
        if any(pillar not in cluster.pillars for pillar in PILLARS)
    ]
    if without:
        lines.append(str(_("No phase agreed on: %(clusters)s.")) % {"clusters": "; ".join(without)})
    if material.public and not material.is_replica:
        lines.append(str(_("Votes are shown with all that is made of them, or not at all.")))
    return lines + on_hiding(material)


SHEET = Sheet(
    key="table4",
    name=_("Table 4"),
    title=_("Table 4: Embedding institutional pillars, {year}"),
    purpose=_("Phases of the four institution pillars as published; below, votes, spread, status and validation"),
    audience=Audience.PUBLIC,
    guard=Guard.NO_FIRM,
    landscape=True,
    compose=compose,
    columns=PANEL,
    rows=panel_rows,
    notes=notes,
)
