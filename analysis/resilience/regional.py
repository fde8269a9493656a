"""The measures of resilience of every region, as a table, a ranking and a scatter."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.measures import Resilience, Windows, measure
from analysis.resilience.tables import TITLES, WITHIN, count_column, number_column, share_column, some, text_column
from analysis.results import Cell, Dropped, Figure, Inference, ResultColumn, ResultTable, Series


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of each region for one outcome, the whole they stand beside, and who was left out."""

    outcome: str
    regions: dict[str, Resilience]
    whole: dict[int, float]
    whole_name: str
    whole_measures: Resilience
    dropped: tuple[Dropped, ...]


def windows_of(choices: ResilienceChoices) -> Windows:
    """The windows that the choices name."""
    return Windows(choices.base_year, choices.year_shock, choices.year_after, choices.pre_years, choices.yardstick)


def _wide(regions: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> pd.DataFrame:
    """Regions by year, from the first year of the yardstick to the year after."""
    first = choices.base_year - choices.pre_years + 1
    rows = regions[regions["year"].astype(int).between(first, choices.year_after)]
    wide = rows.assign(year=rows["year"].astype(int)).pivot(index="region", columns="year", values=outcome)
    return wide.reindex(columns=list(range(first, choices.year_after + 1))).astype(float)


def _by_year(wide: pd.DataFrame, row: "pd.Series[Any]") -> dict[int, float]:
    return dict(zip((int(year) for year in wide.columns), row.astype(float).tolist(), strict=True))


def measured(regions: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> Measured | None:
    """The measures of every region that has a positive figure in every year; None where not one has, nor the whole.

    The whole is the row so named, or the sum of the regions with every year.
    """
    wide = _wide(regions, outcome, choices)
    full = wide[(wide > 0).all(axis=1)]
    own = full.drop(index=choices.whole, errors="ignore")
    if own.empty or (choices.whole and choices.whole not in full.index):
        return None
    whole = full.loc[choices.whole] if choices.whole else own.sum()
    series = _by_year(wide, pd.Series(whole))
    windows = windows_of(choices)
    found = {str(region): measure(_by_year(wide, row), series, windows) for region, row in own.iterrows()}
    lost = sorted(set(wide.index) - set(full.index))
    reason = f"a year without a positive figure of {WITHIN[outcome]}: {some(lost)}"
    dropped = (Dropped(len(lost), reason),) if lost else ()
    name = choices.whole or f"the sum of {len(own)} regions"
    return Measured(outcome, found, series, name, measure(series, series, windows), dropped)


COLUMNS: tuple[ResultColumn, ...] = (
    text_column("region", "Region"),
    text_column("outcome", "Outcome"),
    text_column("group", "Group"),
    share_column("depth", "Depth"),
    ResultColumn("trough", "Lowest in", "year", decimals=0),
    ResultColumn("years_to_recover", "Years to recover", "count", "years", 0),
    number_column("area_lost", "Area lost", 3, "years of output"),
    number_column("recovery_ratio", "Recovery ratio"),
    number_column("resistance", "Resistance"),
    number_column("recoverability", "Recoverability"),
)


def _row(region: str, found: Resilience, outcome: str, group: str) -> tuple[Cell, ...]:
    return (
        region, TITLES[outcome], group, found.depth, found.trough, found.years_to_recover, found.area_lost,
        found.recovery_ratio, found.resistance, found.recoverability,
    )  # fmt: skip


def measures_table(
    all_measured: tuple[Measured, ...], groups: dict[str, str], choices: ResilienceChoices
) -> ResultTable:
    """Depth, time, area, ratio and indices of every region and outcome, deepest fall first."""
    rows: list[tuple[Cell, ...]] = []
    for each in all_measured:
        ordered = sorted(each.regions.items(), key=lambda item: (-item[1].depth, item[0]))
        rows += [_row(region, found, each.outcome, groups.get(region, "")) for region, found in ordered]
        rows.append(_row(f"Whole: {each.whole_name}", each.whole_measures, each.outcome, ""))
    against = "the peak" if choices.yardstick == "peak" else "the carried-on trend"
    first = choices.base_year - choices.pre_years + 1
    return ResultTable(
        code="measures",
        title="Resilience of the regions",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(
            f"Depth: one less the lowest value after {choices.base_year} over {against} of {first}–"
            f"{choices.base_year}, "
            f"0 where it never fell below. Area lost: shortfalls to {choices.year_after} summed, 1 being the whole "
            "output of a year. No years to recover: not back by then.",
            f"Recovery ratio: {choices.year_after} over {choices.base_year}. Resistance and recoverability: growth "
            f"{choices.base_year}–{choices.year_shock} and {choices.year_shock}–{choices.year_after} less that of the "
            "whole, over its size (Martin and others 2016); above 0 did better than the whole.",
        ),
        inference=tuple(
            Inference("census of the regions in the table; no sampling error", len(each.regions), dropped=each.dropped)
            for each in all_measured
        ),
    )


MOST_BARS = 60


def ranking_figure(each: Measured) -> Figure:
    """Regions by depth of their fall, deepest first; the sixty deepest where there are more."""
    ordered = sorted(each.regions.items(), key=lambda item: (-item[1].depth, item[0]))
    deepest, least = ordered[0], ordered[-1]
    unhurt = sum(found.depth == 0 for _name, found in ordered)
    shallow = f"{least[0]} least, by {100 * least[1].depth:.1f} per cent" if not unhurt else f"{unhurt} did not fall"
    count, ordered = len(ordered), ordered[:MOST_BARS]
    return Figure(
        code=f"ranking-{each.outcome.replace('_', '-')}",
        title=f"Depth of the fall of {WITHIN[each.outcome]}",
        shape="bar",
        series=(
            Series("Depth", tuple(name for name, _found in ordered), tuple(found.depth for _name, found in ordered)),
        ),
        x_title="Region",
        y_title="Depth (share of the yardstick)",
        reading=f"{deepest[0]} fell deepest, by {100 * deepest[1].depth:.1f} per cent; {shallow}.",
        notes=(f"The {MOST_BARS} deepest of {count} regions.",) if count > MOST_BARS else (),
    )


def scatter_figure(each: Measured) -> Figure:
    """Depth of the fall against the recovery ratio."""
    names = tuple(each.regions)
    back = sum(found.recovery_ratio >= 1 for found in each.regions.values())
    return Figure(
        code=f"depth-recovery-{each.outcome.replace('_', '-')}",
        title=f"Fall and recovery of {WITHIN[each.outcome]}",
        shape="scatter",
        series=(
            Series(
                "Regions",
                tuple(each.regions[name].depth for name in names),
                tuple(each.regions[name].recovery_ratio for name in names),
                labels=names,
            ),
        ),
        x_title="Depth (share of the yardstick)",
        y_title="Recovery ratio (1: as in the base year)",
        reading=f"{back} of {len(names)} regions stood at or above the base year at the end.",
        horizontal_line=1.0,
    )


def count_rows(all_measured: tuple[Measured, ...]) -> tuple[tuple[Cell, ...], ...]:
    """Outcome, regions, fell, back at the end, median depth."""
    rows: list[tuple[Cell, ...]] = []
    for each in all_measured:
        found = list(each.regions.values())
        depths = pd.Series([one.depth for one in found])
        fell = sum(one.depth > 0 for one in found)
        back = sum(one.depth > 0 and one.years_to_recover is not None for one in found)
        rows.append((TITLES[each.outcome], len(found), fell, back, float(depths.median()), each.whole_measures.depth))
    return tuple(rows)


def overview_table(all_measured: tuple[Measured, ...]) -> ResultTable:
    """How many regions fell and came back, by outcome."""
    return ResultTable(
        code="overview",
        title="Who fell and who came back",
        columns=(
            text_column("outcome", "Outcome"), count_column("regions", "Regions"), count_column("fell", "Fell"),
            count_column("back", "Fell and came back"), share_column("median_depth", "Median depth"),
            share_column("whole_depth", "Depth of the whole"),
        ),
        rows=count_rows(all_measured),
        inference=tuple(
            Inference("census of the regions in the table; no sampling error", len(each.regions), dropped=each.dropped)
            for each in all_measured
        ),
    )  # fmt: skip
