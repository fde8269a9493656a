"""The documented tables of the development phase: series of clusters, overrides, interventions, trials and links."""

from analysis.development.names import INTERVENTIONS, PHASES
from analysis.layouts import Layout, LayoutColumn


def _number(name: str, meaning: str, unit: str = "", *, low: float | None = 0) -> LayoutColumn:
    return LayoutColumn(name, "number", meaning, unit, required=False, may_be_empty=True, low=low)


_CLUSTER = LayoutColumn("cluster", "text", "Name or code of the cluster.")
_YEAR = LayoutColumn("year", "year", "Calendar year.")

CLUSTER_SERIES = Layout(
    code="cluster_series",
    title="Series of clusters",
    meaning="One row for each cluster and year: how many firms there were, and how they fared.",
    columns=(
        _CLUSTER,
        _YEAR,
        LayoutColumn("n_firms", "number", "Firms producing final goods.", "firms", may_be_empty=True, low=0),
        _number("entry", "Firms that came in during the year.", "firms"),
        _number("exit", "Firms that closed or merged during the year.", "firms"),
        _number("profit_per_firm", "Mean profit of a firm, in constant prices.", "currency", low=None),
        _number("price", "Price of the product or its index, relative to other prices."),
        _number("output", "Output of the cluster, in constant prices.", "currency or units"),
        _number("employment", "Workers in the cluster.", "persons"),
        _number("product_quality", "Index of product quality, such as the unit value relative to imports."),
        _number("exports", "Exports of the cluster, in the unit of output."),
    ),
    key=("cluster", "year"),
    may_be_absent=True,
)

OVERRIDES = Layout(
    code="overrides",
    title="Phases set by experts",
    meaning="One row for each cluster and year where an expert puts another phase in the place of the rule's.",
    columns=(
        _CLUSTER,
        _YEAR,
        LayoutColumn("phase", "text", "Phase in the expert's judgement.", choices=PHASES),
        LayoutColumn("reason", "text", "Why, with the source."),
    ),
    key=("cluster", "year"),
    may_be_absent=True,
)

INTERVENTIONS_TABLE = Layout(
    code="interventions",
    title="Interventions",
    meaning="One row for each policy that was begun in a cluster.",
    columns=(
        _CLUSTER,
        LayoutColumn("type", "text", "Kind of intervention.", choices=INTERVENTIONS),
        LayoutColumn("start", "year", "Year in which it began."),
        LayoutColumn("source", "text", "Who told it, or the document.", required=False, may_be_empty=True),
    ),
    key=("cluster", "type", "start"),
    may_be_absent=True,
)

TRIAL = Layout(
    code="trial",
    title="Training trial",
    meaning="One row for each firm and wave of a trial of training; a firm that was not found in a wave has no row.",
    columns=(
        LayoutColumn("firm", "text", "Name or code of the firm."),
        LayoutColumn("wave", "whole", "Wave of the survey; the baseline is told in the choices."),
        LayoutColumn("invited", "yes_no", "Whether the firm was invited (or trained, where nobody drew lots)."),
        LayoutColumn(
            "stratum", "text", "Stratum within which lots were drawn, or within which to match.", required=False
        ),
        LayoutColumn("unit", "text", "What lots were drawn over, where not over single firms.", required=False),
        LayoutColumn(
            "attended", "yes_no", "Whether the firm took part in the training.", required=False, may_be_empty=True
        ),
    ),
    key=("firm", "wave"),
    open_columns="Outcomes, practice items (met or not) and measures at the baseline, named in the choices; numbers.",
    may_be_absent=True,
)

LINKS = Layout(
    code="links",
    title="Links between firms",
    meaning="One row for each pair of firms of the trial that talk to, trade with or stand beside each other.",
    columns=(
        LayoutColumn("firm", "text", "A firm of the trial."),
        LayoutColumn("other", "text", "The firm it is linked to; a link counts both ways."),
    ),
    key=("firm", "other"),
    may_be_absent=True,
)

LAYOUTS = (CLUSTER_SERIES, OVERRIDES, INTERVENTIONS_TABLE, TRIAL, LINKS)
"""Every table the analysis reads; at least one of the first and the fourth must be given."""
