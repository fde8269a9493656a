"""The steps of a run that are not the event study: descriptions, measures, comparisons, sizes."""

import pandas as pd

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.comparisons import ONCE, compare, comparison_table, summary_table
from analysis.resilience.descriptions import descriptives_table, variables_table
from analysis.resilience.parts import Parts
from analysis.resilience.paths import comparison_figure, group_figure, scheme_figure
from analysis.resilience.published import TABLE_3, TABLE_4, TABLE_5, TABLE_6, PrintedTable
from analysis.resilience.regional import (
    Measured,
    measured,
    measures_table,
    overview_table,
    ranking_figure,
    scatter_figure,
)
from analysis.resilience.sizes import collinearity_table, moulton_table, size_fits, size_rows, size_table
from analysis.resilience.tables import TITLES, WITHIN, share_column, text_column
from analysis.resilience.treatment import Treatment
from analysis.results import Dropped, Inference, Refused, ResultTable


def add_descriptions(
    parts: Parts, regions: pd.DataFrame, clusters: pd.DataFrame | None, choices: ResilienceChoices
) -> None:
    """Add the paper's Tables 1 and 2."""
    years = (choices.year_before, choices.year_after)
    parts.tables += [variables_table(regions, clusters), descriptives_table(regions, clusters, years)]


def add_measures(
    parts: Parts, regions: pd.DataFrame, outcomes: tuple[str, ...], treatment: Treatment | None,
    choices: ResilienceChoices,
) -> None:  # fmt: skip
    """Add depth, time, area and indices of every region, with their pictures."""
    groups = {}
    if treatment is not None:
        groups = {str(name): "treated" if yes else "other" for name, yes in treatment.regions["treated"].items()}
    found = []
    for outcome in outcomes:
        each = measured(regions, outcome, choices)
        if each is None:
            first = choices.base_year - choices.pre_years + 1
            reason = f"Nobody (or not the whole) has a positive figure in every year {first}–{choices.year_after}."
            parts.refused.append(Refused(f"Resilience of {WITHIN[outcome]}", reason))
            continue
        found.append(each)
        parts.findings.append(_fall_in_words(each))
    if not found:
        return
    parts.tables += [overview_table(tuple(found)), measures_table(tuple(found), groups, choices)]
    for each in found:
        parts.draw([scheme_figure(each, choices), ranking_figure(each), scatter_figure(each)])


def _fall_in_words(each: Measured) -> str:
    deepest = max(each.regions, key=lambda name: each.regions[name].depth)
    fell = [one for one in each.regions.values() if one.depth > 0]
    back = sum(one.years_to_recover is not None for one in fell)
    if not fell:
        return f"{TITLES[each.outcome]}: none of {len(each.regions)} regions fell."
    return (
        f"{TITLES[each.outcome]}: {len(fell)} of {len(each.regions)} regions fell, {back} of them came back; {deepest} "
        f"fell deepest, by {100 * each.regions[deepest].depth:.1f} per cent."
    )


def add_treatment(parts: Parts, treatment: Treatment, dropped: tuple[Dropped, ...]) -> None:
    """Add who is treated, by which rule, and through which strong clusters."""
    regions = treatment.regions.sort_index()
    strong = treatment.strong.groupby("region")["cluster"].agg("; ".join) if len(treatment.strong) else {}
    rows = tuple(
        (str(name), "treated" if row.treated else "other", _share(row.intensity), strong.get(name, ""))
        for name, row in zip(regions.index, regions.itertuples(), strict=True)
    )
    inference = Inference("census of the regions in the table; no sampling error", len(regions), dropped=dropped)
    parts.tables.append(
        ResultTable(
            code="treatment",
            title="Who counts as treated",
            columns=(
                text_column("region", "Region"), text_column("group", "Group"),
                share_column("intensity", "Employment in strong clusters"), text_column("strong", "Strong clusters"),
            ),
            rows=rows,
            notes=(treatment.rule, "The paper does not say which regions it takes for regions with clusters."),
            inference=(inference,),
        )
    )  # fmt: skip
    count = int(regions["treated"].sum())
    parts.findings.append(f"{count} of {len(regions)} regions count as treated. {treatment.rule}")


def _share(value: object) -> float | None:
    return value if isinstance(value, float) and value == value else None


def add_comparisons(
    parts: Parts, frame: pd.DataFrame, clusters: pd.DataFrame | None, outcomes: tuple[str, ...],
    choices: ResilienceChoices,
) -> None:  # fmt: skip
    """Add the paper's Tables 3 and 5 as computed here, and the measured Figures 2 and 3."""
    spans: tuple[tuple[str, tuple[int, int], PrintedTable], ...] = (
        ("shock", (choices.year_before, choices.year_shock), TABLE_3),
        ("recovery", (choices.year_shock, choices.year_after), TABLE_5),
    )
    for name, years, printed in spans:
        found = compare(frame, clusters, outcomes, years, choices)
        parts.refused += found.refused
        if not found.fits:
            continue
        title = f"Difference in differences, {name}: {years[0]} and {years[1]} ({choices.comparison})"
        parts.tables += [
            comparison_table(found, f"did-{name}", title, printed),
            summary_table(found.fits, f"did-{name}-summary", f"Fit of the comparisons, {name}", printed),
        ]
        parts.draw(comparison_figure(found, outcome, choices) for outcome in found.fits if ONCE in found.fits[outcome])
    parts.draw(group_figure(frame, outcome, choices) for outcome in outcomes)
    parts.cautions.append(
        f"The two-by-two comparisons have one year before ({choices.year_before}), so that nothing tests whether the "
        f"groups moved alike; {choices.year_shock} is after in one and before in the other."
    )


def add_sizes(
    parts: Parts, regions: pd.DataFrame, clusters: pd.DataFrame | None, outcomes: tuple[str, ...],
    choices: ResilienceChoices,
) -> None:  # fmt: skip
    """Add what the paper prints as “RDD”: its Tables 4 and 6, with both kinds of errors."""
    if clusters is None:
        parts.refused.append(Refused("Regression on sizes", "There is no table of clusters."))
        return
    spans = (
        ("shock", (choices.year_before, choices.year_shock), TABLE_4),
        ("recovery", (choices.year_shock, choices.year_after), TABLE_6),
    )
    for name, years, printed in spans:
        found = parts.attempt(
            f"Regression on sizes, {name}",
            lambda years=years: size_fits(regions, clusters, outcomes, years, choices),  # type: ignore[misc]
        )
        if found is None or not found.fits:
            continue
        parts.refused += found.refused
        parts.tables += [
            size_table(found, f"sizes-{name}", f"Levels on sizes of clusters: {years[0]} and {years[1]}", printed),
            summary_table(found.fits, f"sizes-{name}-summary", f"Fit of levels on sizes, {name}", printed),
            moulton_table(found, f"errors-{name}", f"What independent errors hide, {name}"),
        ]
        rows = size_rows(regions, clusters, years, carry=choices.carry_clusters)
        _tell_carried(parts, rows)
        if not any(table.code == "collinearity" for table in parts.tables):
            parts.tables.append(collinearity_table(rows))
    parts.cautions.append(
        "The regression on sizes is printed in the paper as a regression discontinuity; it is none, and levels on "
        "levels say that large regions have large clusters."
    )


def _tell_carried(parts: Parts, rows: pd.DataFrame) -> None:
    carried = rows[rows["cluster_year"] != rows["year"]]
    pairs = sorted(set(zip(carried["cluster_year"], carried["year"], strict=True)))
    parts.cautions += [
        f"Clusters of {source} stand in for those of {year}, which were not given." for source, year in pairs
    ]
