"""The paper's two-by-two comparisons: growth of treated and other regions in two years (its Tables 3 and 5).

y = intercept + period + treatment + interaction + residual (equation 1). The paper repeats each region over its
clusters and takes the rows for independent; beside that stand the regions taken once, with independent and with
clustered errors. The interaction is a comparison, not a proof: with one year before there is no test of what came
before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.estimators.least_squares import fit_ols
from analysis.estimators.records import EstimationRefused, Fit
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.misprints import sic_of
from analysis.resilience.panel import repeated_over_clusters, two_years
from analysis.resilience.published import TERMS_OF_DID, PrintedTable
from analysis.resilience.tables import (
    ESTIMATES,
    PRINTED_NAMES,
    TITLES,
    count_column,
    listed,
    number_column,
    text_column,
    told,
)
from analysis.results import Cell, Refused, ResultTable

REGRESSORS = ("period", "treated", "interaction")
NAMES = {"const": "Intercept", "period": "Period", "treated": "Treatment", "interaction": "Interaction"}

REPEATED = "rows repeated over clusters, independent (as the paper)"
ONCE = "regions once, independent"
CLUSTERED = "regions once, clustered"
PRINTED = "as printed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The fits of one two-by-two comparison: for each outcome the fits by how the rows were taken."""

    years: tuple[int, int]
    fits: Mapping[str, Mapping[str, Fit]]
    refused: tuple[Refused, ...]


def two_by_two(rows: pd.DataFrame, *, cluster: str | None, level: float) -> Fit:
    """The comparison on rows with `compared`, `period`, `treated` and `interaction` (0 or 1).

    Its interaction is the difference of the differences of the four means. Errors are independent and of one variance
    where `cluster` is None. EstimationRefused where one of the four cells is empty.
    """
    cells = rows.dropna(subset=["compared"]).groupby(["period", "treated"]).size()
    if len(cells) < 4:
        raise EstimationRefused("One of the four cells (treated or not, before or after) has no row.")
    grouping = () if cluster is None else (cluster,)
    return fit_ols(rows, outcome="compared", regressors=REGRESSORS, cluster=grouping, level=level, robust="plain")


def compare(
    frame: pd.DataFrame, clusters: pd.DataFrame | None, outcomes: tuple[str, ...], years: tuple[int, int],
    choices: ResilienceChoices,
) -> Comparison:  # fmt: skip
    """All outcomes compared between two years; what cannot be compared is told in `refused`."""
    fits: dict[str, dict[str, Fit]] = {}
    refused: list[Refused] = []
    unrepeated: list[str] = []
    for outcome in outcomes:
        rows = two_years(frame, outcome, years, choices)
        try:
            fits[outcome] = {
                ONCE: two_by_two(rows, cluster=None, level=choices.level),
                CLUSTERED: two_by_two(rows, cluster=choices.cluster_by, level=choices.level),
            }
        except EstimationRefused as reason:
            refused.append(Refused(f"Comparison of {years[0]} and {years[1]}: {TITLES[outcome]}", str(reason)))
            continue
        if clusters is None:
            continue
        try:
            repeated = repeated_over_clusters(rows, clusters, years, carry=choices.carry_clusters)
            fits[outcome] = {REPEATED: two_by_two(repeated, cluster=None, level=choices.level), **fits[outcome]}
        except EstimationRefused:
            unrepeated.append(TITLES[outcome])
    if unrepeated:
        part = f"{years[0]} and {years[1]}, rows repeated over clusters: {listed(unrepeated)}"
        refused.append(Refused(part, "The table of clusters does not hold both years for both groups."))
    return Comparison(years, fits, tuple(refused))


def _printed_rows(printed: PrintedTable, outcomes: tuple[str, ...]) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        for term in TERMS_OF_DID:
            line = printed.line(PRINTED_NAMES[outcome], term)
            figures = (line.estimate, line.standard_error, line.statistic, line.p_value)
            rows.append((TITLES[outcome], term, PRINTED, *(float(each) for each in figures), None, None))
    return tuple(rows)


def _places(outcomes: tuple[str, ...], terms: tuple[str, ...]) -> dict[tuple[str, str], int]:
    pairs = [(PRINTED_NAMES[outcome], term) for outcome in outcomes for term in terms]
    return {pair: place for place, pair in enumerate(pairs)}


def comparison_table(found: Comparison, code: str, title: str, printed: PrintedTable) -> ResultTable:
    """Estimates of a comparison, one row for each outcome, term and way of taking the rows, with the paper's beside."""
    rows: list[tuple[Cell, ...]] = []
    for outcome, ways in found.fits.items():
        for way, fit in ways.items():
            rows += [(TITLES[outcome], NAMES[each.name], way, *told(each)) for each in fit.coefficients]
    outcomes = tuple(found.fits)
    return ResultTable(
        code=code,
        title=title,
        columns=(
            text_column("outcome", "Outcome"),
            text_column("term", "Term"),
            text_column("rows", "Rows"),
            *ESTIMATES,
        ),
        rows=tuple(rows),
        paper=printed.name,
        notes=(
            "The interaction is the change of the treated less the change of the others. It is causal only if both "
            "would have changed alike, which one year before the shock cannot show; see the event study.",
            "Rows repeated over clusters hold no more than the regions do: their errors are too small.",
        ),
        inference=tuple(fit.inference() for ways in found.fits.values() for fit in ways.values()),
        printed=_printed_rows(printed, outcomes),
        sic=sic_of(printed.name, _places(outcomes, TERMS_OF_DID)),
    )


def summary_rows(fits: Mapping[str, Mapping[str, Fit]]) -> tuple[tuple[Cell, ...], ...]:
    """Outcome, way, rows, R², adjusted R², F and p of each fit."""
    return tuple(
        (
            TITLES[outcome], way, fit.rows_used, fit.measures["r2"], fit.measures["adjusted_r2"],
            fit.measures["f_statistic"], fit.measures["f_p_value"],
        )
        for outcome, ways in fits.items()
        for way, fit in ways.items()
    )  # fmt: skip


def summary_table(fits: Mapping[str, Mapping[str, Fit]], code: str, title: str, printed: PrintedTable) -> ResultTable:
    """R², adjusted R² and F of each fit, with the paper's beside."""
    said = {each.outcome: each for each in printed.summaries}
    lines = [(outcome, said[PRINTED_NAMES[outcome]]) for outcome in fits]
    rows = tuple(
        (
            TITLES[outcome], PRINTED, None, float(line.r2), float(line.adjusted_r2), float(line.f_statistic),
            float(line.p_value),
        )
        for outcome, line in lines
    )  # fmt: skip
    return ResultTable(
        code=code,
        title=title,
        columns=(
            text_column("outcome", "Outcome"), text_column("rows", "Rows"), count_column("rows_used", "Number of rows"),
            number_column("r2", "R²"), number_column("adjusted_r2", "Adjusted R²"),
            number_column("f_statistic", "F", 2), number_column("p_value", "p"),
        ),
        rows=summary_rows(fits),
        paper=printed.name,
        notes=("R² of growth on four means, or of a level on sizes, is no measure of how right a comparison is.",),
        inference=tuple(fit.inference() for ways in fits.values() for fit in ways.values()),
        printed=rows,
        sic=sic_of(printed.name, {(PRINTED_NAMES[outcome], ""): place for place, outcome in enumerate(fits)}),
    )  # fmt: skip
