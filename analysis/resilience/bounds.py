"""How far the trends of the groups may part before an effect is gone, and what the years before could have shown.

Sources: Rambachan and Roth (2023) for bounds under relative magnitudes; Roth (2022) for power.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.estimators.records import EffectPath
from analysis.estimators.sensitivity import HonestBounds, PreTrendPower
from analysis.estimators.staggered import event_study
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.events import event_rows
from analysis.resilience.tables import TITLES, count_column, number_column, text_column
from analysis.results import Cell, Inference, ResultTable


def group_path(frame: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> EffectPath:
    """The two-way event study of the groups alone, with its Wald test of all years before the shock.

    The year before the shock is its reference. EstimationRefused where the years have gaps or the library is missing.
    """
    rows = event_rows(frame, outcome, choices)
    rows["first"] = np.where(rows["treated"] == 1, float(choices.year_shock), np.nan)
    years = rows["year"]
    return event_study(
        rows,
        outcome="value",
        unit="region",
        time="year",
        first_treated="first",
        estimator="two_way",
        cluster=choices.cluster_by,
        leads=max(1, int(choices.year_shock - years.min())),
        lags=max(0, int(years.max() - choices.year_shock)),
        level=choices.level,
        seed=choices.seed,
    )


def bounds_table(found: Mapping[str, HonestBounds], paths: Mapping[str, EffectPath]) -> ResultTable:
    """What remains of the mean effect after the shock if trends part by so many times their largest step before."""
    rows: list[tuple[Cell, ...]] = []
    for outcome, each in found.items():
        rows += [
            (TITLES[outcome], one.size, each.estimate, one.bound_low, one.bound_high, one.low, one.high, _gone(each))
            for one in each.bounds
        ]
    first = next(iter(found.values()))
    return ResultTable(
        code="bounds",
        title="Bounds of the mean effect if trends part after the shock",
        columns=(
            text_column("outcome", "Outcome"), number_column("size", "Steps apart, in steps before", 2),
            number_column("estimate", "Estimate"), number_column("bound_low", "Least effect"),
            number_column("bound_high", "Greatest effect"), number_column("low", "Low end"),
            number_column("high", "High end"), text_column("gone", "Zero is within from"),
        ),
        rows=tuple(rows),
        notes=(
            "A size of 1 allows each step after the shock to be as far from parallel as the largest step before it.",
            *first.notes,
        ),
        inference=tuple(
            Inference(
                f"{paths[outcome].errors}; {each.method}, {100 * each.level:g} per cent, {each.target}",
                paths[outcome].rows_used, paths[outcome].clusters, paths[outcome].dropped, paths[outcome].estimator,
                each.library,
            )
            for outcome, each in found.items()
        ),
    )  # fmt: skip


def _gone(each: HonestBounds) -> str:
    return "none of these sizes" if each.breakdown is None else f"{each.breakdown:.2f}"


def power_table(found: Mapping[str, PreTrendPower], paths: Mapping[str, EffectPath]) -> ResultTable:
    """The smallest straight drift that the years before the shock would have shown."""
    return ResultTable(
        code="power",
        title="What the years before the shock could have shown",
        columns=(
            text_column("outcome", "Outcome"), count_column("periods", "Years before"),
            number_column("slope", "Least drift a year seen", 4), number_column("drift", "It adds up to", 4),
        ),
        rows=tuple(
            (TITLES[outcome], each.periods_before, each.slope, each.drift) for outcome, each in found.items()
        ),
        notes=(
            "Where the drift that might go unseen is as large as the effect, calm years before it say little.",
            *dict.fromkeys(note for each in found.values() for note in each.notes),
        ),
        inference=tuple(
            Inference(
                f"{paths[outcome].errors}; seen with probability {each.power:g}",
                paths[outcome].rows_used, paths[outcome].clusters, paths[outcome].dropped, paths[outcome].estimator,
                each.library,
            )
            for outcome, each in found.items()
        ),
    )  # fmt: skip
