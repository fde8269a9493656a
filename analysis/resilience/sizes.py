"""What the paper prints as “RDD” (its Tables 4 and 6): least squares of an outcome's level on five sizes of clusters.

There is no running variable and no cut-off in it, so it is no regression discontinuity; levels of a region's output on
levels of payroll tell that large regions have large clusters. It is computed because the paper did, and its errors as
the paper took them (independent rows) stand beside those that know that all clusters of a region share one outcome.
"""

import numpy as np
import pandas as pd

from analysis.estimators.least_squares import fit_ols
from analysis.estimators.records import EstimationRefused, Fit
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.comparisons import Comparison
from analysis.resilience.layouts import FACTORS
from analysis.resilience.misprints import sic_of
from analysis.resilience.panel import repeated_over_clusters
from analysis.resilience.published import TERMS_OF_LEVELS, PrintedTable
from analysis.resilience.tables import ESTIMATES, PRINTED_NAMES, TITLES, number_column, text_column, told
from analysis.results import Cell, Refused, ResultTable

INDEPENDENT = "independent rows (as the paper)"
BY_REGION = "clustered by region"

LABELS = {
    "const": "Constant",
    "first_quarter_payroll": "First-quarter payroll (printed: QP)",
    "establishments": "Establishments (printed: EST)",
    "annual_payroll": "Annual payroll (printed: AP)",
    "wage": "Wage (printed: WAGE)",
    "lq": "Location quotient (printed: LQ)",
}


def factors_of(clusters: pd.DataFrame) -> tuple[str, ...]:
    """Those of the paper's five regressors that the table of clusters has figures of, in the paper's order."""
    return tuple(name for name in FACTORS if name in clusters and clusters[name].notna().any())


def size_rows(regions: pd.DataFrame, clusters: pd.DataFrame, years: tuple[int, int], *, carry: bool) -> pd.DataFrame:
    """One row for each region, cluster and year of the two years: the region's outcomes beside the cluster's sizes."""
    return repeated_over_clusters(regions[regions["year"].isin(years)], clusters, years, carry=carry)


def size_fits(
    regions: pd.DataFrame, clusters: pd.DataFrame, outcomes: tuple[str, ...], years: tuple[int, int],
    choices: ResilienceChoices,
) -> Comparison:  # fmt: skip
    """The regression on sizes for each outcome, with independent errors and with errors clustered by region.

    EstimationRefused where the table of clusters lacks one of the five regressors or both years.
    """
    absent = [name for name in FACTORS if name not in factors_of(clusters)]
    if absent:
        raise EstimationRefused(f"The table of clusters has no figures of {', '.join(absent)}.")
    rows = size_rows(regions, clusters, years, carry=choices.carry_clusters)
    if rows.empty:
        raise EstimationRefused(f"No cluster stands beside a region in {years[0]} or {years[1]}.")
    fits: dict[str, dict[str, Fit]] = {}
    refused = []
    for outcome in outcomes:
        try:
            if rows.dropna(subset=[outcome, *FACTORS])["year"].nunique() < 2:
                raise EstimationRefused(f"There are not figures of both {years[0]} and {years[1]}.")
            fits[outcome] = {
                INDEPENDENT: fit_ols(rows, outcome=outcome, regressors=FACTORS, level=choices.level, robust="plain"),
                BY_REGION: fit_ols(rows, outcome=outcome, regressors=FACTORS, cluster=("region",), level=choices.level),
            }
        except EstimationRefused as reason:
            refused.append(Refused(f"Regression on sizes, {years[0]} and {years[1]}: {TITLES[outcome]}", str(reason)))
    return Comparison(years, fits, tuple(refused))


def size_table(found: Comparison, code: str, title: str, printed: PrintedTable) -> ResultTable:
    """Estimates of the regression on sizes, with the paper's beside."""
    rows: list[tuple[Cell, ...]] = []
    said: list[tuple[Cell, ...]] = []
    places: dict[tuple[str, str], int] = {}
    for outcome, ways in found.fits.items():
        for way, fit in ways.items():
            rows += [(TITLES[outcome], LABELS[each.name], way, *told(each)) for each in fit.coefficients]
        for term, label in zip(TERMS_OF_LEVELS, LABELS.values(), strict=True):
            line = printed.line(PRINTED_NAMES[outcome], term)
            places[PRINTED_NAMES[outcome], term] = len(said)
            figures = (line.estimate, line.standard_error, line.statistic, line.p_value)
            said.append((TITLES[outcome], label, "as printed", *(float(each) for each in figures), None, None))
    return ResultTable(
        code=code,
        title=title,
        columns=(
            text_column("outcome", "Outcome"), text_column("term", "Regressor"), text_column("rows", "Errors"),
            *ESTIMATES,
        ),
        rows=tuple(rows),
        paper=printed.name,
        notes=(
            "Printed as “RDD”. It has no running variable and no cut-off: it is least squares of levels on sizes.",
            "QP is first-quarter payroll, about a quarter of annual payroll; with both in one equation neither's "
            "coefficient can be read alone.",
        ),
        inference=tuple(fit.inference() for ways in found.fits.values() for fit in ways.values()),
        printed=tuple(said),
        sic=sic_of(printed.name, places),
    )  # fmt: skip


def inflation_factors(rows: pd.DataFrame) -> dict[str, float]:
    """Variance inflation of each regressor: 1/(1 − R²) of it on the others; 1 where it has nothing in common with them.

    Rows with a missing value are left out; infinite where a regressor is an exact combination of the others.
    """
    given = rows[list(FACTORS)].dropna().astype(float)
    correlations = given.corr().to_numpy()
    try:
        inverse = np.linalg.inv(correlations)
    except np.linalg.LinAlgError:
        return dict.fromkeys(FACTORS, float("inf"))
    return {name: float(inverse[place, place]) for place, name in enumerate(FACTORS)}


def collinearity_table(rows: pd.DataFrame) -> ResultTable:
    """How far the five regressors repeat each other, and what part of annual payroll the first quarter is."""
    factors = inflation_factors(rows)
    both = rows.dropna(subset=["annual_payroll", "first_quarter_payroll"])
    ratio = float(both["first_quarter_payroll"].sum() / both["annual_payroll"].sum())
    return ResultTable(
        code="collinearity",
        title="How far the five regressors repeat each other",
        columns=(text_column("term", "Regressor"), number_column("inflation", "Variance inflation", 1)),
        rows=tuple((LABELS[name], factors[name]) for name in FACTORS),
        notes=(
            f"First-quarter payroll is {ratio:.4f} of annual payroll here; in the paper's Table 2 the means of QP and "
            f"AP stand as {104339.3 / 418224.55:.4f}. It measures payroll, not concentration.",
        ),
    )


def moulton_table(found: Comparison, code: str, title: str) -> ResultTable:
    """How many times larger clustered errors are than independent ones, for each outcome and regressor."""
    rows: list[tuple[Cell, ...]] = []
    for outcome, ways in found.fits.items():
        for each in ways[INDEPENDENT].coefficients:
            grouped = ways[BY_REGION].coefficient(each.name)
            ratio = grouped.standard_error / each.standard_error if each.standard_error > 0 else None
            cells = (each.statistic, grouped.statistic, ratio)
            rows.append((TITLES[outcome], LABELS[each.name], *cells))
    return ResultTable(
        code=code,
        title=title,
        columns=(
            text_column("outcome", "Outcome"), text_column("term", "Regressor"),
            number_column("independent", "t, independent rows", 2), number_column("clustered", "t, clustered", 2),
            number_column("ratio", "Clustered error over independent", 1),
        ),
        rows=tuple(rows),
        notes=(
            "All clusters of a region and year share the region's outcome; rows counted as independent are counted "
            "many times over (Moulton 1986).",
        ),
        inference=tuple(fit.inference() for ways in found.fits.values() for fit in ways.values()),
    )  # fmt: skip
