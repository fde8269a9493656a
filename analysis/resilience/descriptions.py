"""The paper's Tables 1 and 2: the variables, and what they look like."""

import pandas as pd

from analysis.resilience.layouts import CLUSTERS, FACTORS, OUTCOMES, REGIONS
from analysis.resilience.published import COUNTS, STATISTICS, TABLE_1, TABLE_2
from analysis.resilience.tables import PRINTED_NAMES, count_column, number_column, text_column
from analysis.results import Cell, ResultTable

PRINTED_FACTORS = dict(zip(FACTORS, ("QP", "EST", "AP", "WAGE", "LQ"), strict=True))


def variables_table(regions: pd.DataFrame, clusters: pd.DataFrame | None) -> ResultTable:
    """Which variables there are, called by what they measure."""
    told = [("Dependent", name, REGIONS.column(name).meaning, name in regions) for name in OUTCOMES]
    known = clusters is not None
    told += [
        ("Independent", name, CLUSTERS.column(name).meaning, known and clusters is not None and name in clusters)
        for name in FACTORS
    ]
    printed_as = {**PRINTED_NAMES, **PRINTED_FACTORS}
    rows = tuple(
        (kind, name, meaning, printed_as[name], "yes" if there else "no") for kind, name, meaning, there in told
    )
    printed: tuple[tuple[Cell, ...], ...] = tuple(
        (kind, name, detail, name, f"source: {reference}") for kind, name, detail, reference in TABLE_1
    )
    return ResultTable(
        code="variables",
        title="Variables",
        columns=(
            text_column("kind", "Class"), text_column("name", "Variable"), text_column("meaning", "What it measures"),
            text_column("printed_as", "Printed as"), text_column("given", "In these tables"),
        ),
        rows=rows,
        paper="Table 1",
        printed=printed,
        sic={
            "1:name": "the second GDP is that of manufacturing; Tables 2 to 6 call it GDP_Manu",
            "5:meaning": "QP is the platform's first-quarter payroll, not a degree of concentration",
        },
    )  # fmt: skip


def _described(values: pd.Series) -> tuple[Cell, ...]:
    given = values.dropna().astype(float)
    if given.empty:
        return (0, None, None, None, None, None, None)
    least, greatest = float(given.min()), float(given.max())
    spread = float(given.std()) if len(given) > 1 else None
    return (len(given), float(given.mean()), float(given.median()), spread, greatest - least, least, greatest)


def _cluster_years(clusters: pd.DataFrame | None, years: tuple[int, int]) -> tuple[str, ...]:
    if clusters is None or clusters["year"].between(*years).any():
        return ()
    known = sorted(set(clusters["year"].astype(int)))
    told = ", ".join(str(year) for year in known)
    return (f"Clusters are those of {told}: within the years of this table there are none.",)


def descriptives_table(regions: pd.DataFrame, clusters: pd.DataFrame | None, years: tuple[int, int]) -> ResultTable:
    """Count, mean, median, standard deviation (n − 1), range, least and greatest of each variable.

    Rows of clusters are region × cluster × year; those of outcomes region × year, each once. Years from the first to
    the last of `years`.
    """
    inside = regions["year"].between(*years)
    rows: list[tuple[Cell, ...]] = []
    if clusters is not None:
        within = clusters["year"].between(*years)
        chosen = clusters[within] if within.any() else clusters
        rows += [(name, *_described(chosen[name])) for name in FACTORS if name in chosen]
    rows += [(name, *_described(regions.loc[inside, name])) for name in OUTCOMES if name in regions]
    ours = {printed: name for name, printed in {**PRINTED_FACTORS, **PRINTED_NAMES}.items()}
    printed: tuple[tuple[Cell, ...], ...] = tuple(
        (ours[name], *(float(each) for each in figures)) for name, figures in TABLE_2.items()
    )
    return ResultTable(
        code="descriptives",
        title=f"Descriptive statistics, {years[0]} to {years[1]}",
        columns=(
            text_column("name", "Variable"), count_column(STATISTICS[0], "Count"),
            *(number_column(name, name.capitalize(), 4) for name in STATISTICS[1:]),
        ),
        rows=tuple(rows),
        paper="Table 2",
        notes=(
            *_cluster_years(clusters, years),
            "Outcomes are counted once for each region and year; the paper counts them once for each of its rows.",
            f"The paper's {COUNTS['traded']} traded and {COUNTS['local']} local rows are not in the ratio of the "
            f"platform's 51 traded and 16 local clusters, and {COUNTS['rows']} rows are no whole number of years of "
            f"{COUNTS['states']} states and {COUNTS['clusters']} clusters: its panel is no full grid.",
        ),
        printed=printed,
    )  # fmt: skip
