"""The first crisis as a treatment that counties take up at different times: event studies and what R4 weighs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel, Outcome
from analysis.crises.paper import Parts
from analysis.crises.robustness import linear_note
from analysis.estimators.records import EffectPath, EstimationRefused
from analysis.estimators.staggered import BaconPart, event_study, goodman_bacon, two_way_weights
from analysis.results import Cell, Figure, Inference, Refused, ResultColumn, ResultTable, Series

TITLES = {
    "callaway_santanna": "Callaway–Sant'Anna",
    "imputation": "Imputation (Borusyak, Jaravel, Spiess)",
    "sun_abraham": "Sun–Abraham",
    "two_way": "Two-way fixed effects",
}
LEAST_TREATED = 5
"""Fewer counties than this with a first crisis inside the panel tell no path of effects."""

EVENT_NOTE = (
    "The treatment is the first crisis; later crises of the same county are part of its effect. No control enters: GDP "
    "and foreign investment may react to crises. Counties in crisis in the first year or before are left out."
)


PRE_NOTES = (
    "A joint test that does not reject is no proof of equal trends. One that rejects may rest on leads seen in one or "
    "two counties: the imputation estimator tests all leads there are, and rejects too often with few counties a lead.",
)


@dataclass(frozen=True, slots=True)
class Path:
    """An event study of one outcome by one estimator."""

    outcome: Outcome
    estimator: str
    path: EffectPath


def add_event_studies(
    parts: Parts, choices: CrisisChoices, panel: CountyPanel, watched: Callable[[float], None]
) -> tuple[Path, ...]:
    """A table and a picture an outcome, and the averages of all; refusals with their reason."""
    found: list[Path] = []
    pairs = [(outcome, estimator) for outcome in panel.outcomes for estimator in choices.estimators]
    for place, (outcome, estimator) in enumerate(pairs):
        watched(place / len(pairs))
        try:
            found.append(Path(outcome, estimator, first_crisis_path(panel, outcome, choices, estimator)))
        except EstimationRefused as refusal:
            parts.refused.append(Refused(f"Event study of {outcome.title}, {TITLES[estimator]}", str(refusal)))
    for outcome in panel.outcomes:
        paths = [each for each in found if each.outcome.code == outcome.code]
        if paths:
            parts.tables.append(_path_table(outcome, paths, choices.level, linear_note(panel)))
            parts.figures.append(_path_figure(outcome, paths))
    if found:
        parts.tables.append(_average_table(found, choices.level))
    return tuple(found)


def first_crisis_path(panel: CountyPanel, outcome: Outcome, choices: CrisisChoices, estimator: str) -> EffectPath:
    """The event study of the first crisis; raises EstimationRefused, also for too few treated counties."""
    if choices.weights:
        raise EstimationRefused("Event studies are not offered with weights.")
    rows = panel.sample(outcome)
    treated = treated_counties(rows, outcome)
    if treated < LEAST_TREATED:
        raise EstimationRefused(
            f"{treated} counties had their first crisis within the years of this outcome after its first; "
            f"at least {LEAST_TREATED} are needed."
        )
    comparison = choices.comparison if estimator in {"callaway_santanna", "sun_abraham"} else "not_yet"
    return event_study(
        rows,
        outcome=outcome.column,
        unit="county",
        time="year",
        first_treated="first_crisis",
        estimator=estimator,
        control=comparison,
        cluster="county",
        leads=choices.leads,
        lags=choices.lags,
        level=choices.level,
        seed=choices.seed,
    )


def treated_counties(rows: pd.DataFrame, outcome: Outcome) -> int:
    """Counties whose first crisis falls inside the years of the rows, the first year not counted."""
    seen = rows[rows[outcome.column].notna()]
    start, last = seen["year"].min(), seen["year"].max()
    inside = seen[(seen["first_crisis"] > start) & (seen["first_crisis"] <= last)]
    return int(inside["county"].nunique())


def add_weights(parts: Parts, panel: CountyPanel) -> dict[str, float]:
    """How R4 weighs counties and years; the answer is the share of negative weights of the stock by outcome."""
    rows: list[tuple[Cell, ...]] = []
    negative: dict[str, float] = {}
    for outcome in panel.outcomes:
        used = panel.sample(outcome).dropna(subset=[outcome.column])
        used = used.assign(ever=(used["first_crisis"] <= used["year"]).astype(float))
        for treatment, title in (("crisis", "Crisis stock"), ("ever", "Having met a first crisis")):
            try:
                found = two_way_weights(used, unit="county", time="year", treatment=treatment)
            except EstimationRefused as refusal:
                parts.refused.append(Refused(f"Weights of R4, {outcome.title}, {title}", str(refusal)))
                continue
            if treatment == "crisis":
                negative[outcome.code] = found.share_negative
            rows.append(
                (outcome.code, title, found.n_cells, found.n_negative, found.share_negative, found.sum_negative)
            )
    if rows:
        parts.tables.append(
            ResultTable(
                "two_way_weights",
                "How county and year effects weigh the effects of single counties and years",
                (
                    ResultColumn("outcome", "Outcome", "text"),
                    ResultColumn("treatment", "Treatment", "text"),
                    ResultColumn("cells", "Treated cells", "count"),
                    ResultColumn("negative", "with a negative weight", "count"),
                    ResultColumn("share", "Share negative", "share", decimals=1),
                    ResultColumn("sum", "Sum of negative weights"),
                ),
                tuple(rows),
                notes=(
                    "Weights sum to one (de Chaisemartin and D'Haultfœuille 2020), without controls. With many "
                    "negative weights the coefficient can have the sign that no county's effect has.",
                ),
            )
        )
    return negative


def add_decomposition(parts: Parts, panel: CountyPanel) -> None:
    """Goodman-Bacon's comparisons by kind, on the counties that have every year."""
    rows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    for outcome in panel.outcomes:
        used, left_out = complete_counties(panel.sample(outcome), outcome.column)
        try:
            found = goodman_bacon(
                used, outcome=outcome.column, unit="county", time="year", first_treated="first_crisis"
            )
        except EstimationRefused as refusal:
            parts.refused.append(Refused(f"Goodman-Bacon decomposition of {outcome.title}", str(refusal)))
            continue
        if left_out:
            notes.append(f"{outcome.title}: {left_out} counties without a figure in some year are left out.")
        rows += [(outcome.code, *row) for row in bacon_by_kind(found)]
    if rows:
        parts.tables.append(
            ResultTable(
                "goodman_bacon",
                "What the two-way coefficient of a first crisis compares",
                (
                    ResultColumn("outcome", "Outcome", "text"),
                    ResultColumn("kind", "Comparison", "text"),
                    ResultColumn("comparisons", "Comparisons", "count"),
                    ResultColumn("weight", "Weight", "share", decimals=1),
                    ResultColumn("estimate", "Mean estimate"),
                ),
                tuple(rows),
                notes=("Later against earlier takes counties already in crisis as controls.", *notes),
            )
        )


def bacon_by_kind(found: tuple[BaconPart, ...]) -> list[tuple[Cell, ...]]:
    """Kind, number, sum of weights and weighted mean estimate; last the sum, which is the two-way coefficient."""
    kinds: Mapping[str, list[BaconPart]] = {kind: [] for kind in dict.fromkeys(each.kind for each in found)}
    for each in found:
        kinds[each.kind].append(each)
    rows: list[tuple[Cell, ...]] = []
    for kind, members in kinds.items():
        weight = sum(each.weight for each in members)
        mean = sum(each.weight * each.estimate for each in members) / weight if weight else None
        rows.append((kind, len(members), weight, mean))
    whole = sum(each.weight * each.estimate for each in found)
    rows.append(("all, the two-way coefficient", len(found), sum(each.weight for each in found), whole))
    return rows


def complete_counties(rows: pd.DataFrame, column: str) -> tuple[pd.DataFrame, int]:
    """The counties with a figure in every year of the rows, and the number of counties left out."""
    known = rows.dropna(subset=[column])
    full = known.groupby("county")["year"].nunique() == known["year"].nunique()
    keep = set(full.index[full])
    return known[known["county"].isin(keep)], int(rows["county"].nunique()) - len(keep)


def _path_table(outcome: Outcome, paths: list[Path], level: float, linear: tuple[str, ...]) -> ResultTable:
    rows = tuple(
        (
            TITLES[each.estimator],
            period,
            effect.estimate,
            effect.standard_error,
            effect.p_value,
            effect.low,
            effect.high,
        )
        for each in paths
        for period, effect in zip(each.path.periods, each.path.effects, strict=True)
    )
    notes = [f"{TITLES[each.estimator]}: {note}" for each in paths for note in each.path.notes]
    return ResultTable(
        f"event_study_{outcome.code}",
        f"Effects of the first crisis on {outcome.title} by years since",
        (
            ResultColumn("estimator", "Estimator", "text"),
            ResultColumn("period", "Years since the first crisis", "count"),
            ResultColumn("effect", "Effect"),
            ResultColumn("error", "Standard error"),
            ResultColumn("p", "p"),
            ResultColumn("low", f"{100 * level:g} % from"),
            ResultColumn("high", "to"),
        ),
        rows,
        notes=(EVENT_NOTE, outcome.note, *linear, *notes),
        inference=tuple(path_inference(each.path) for each in paths),
    )


def _path_figure(outcome: Outcome, paths: list[Path]) -> Figure:
    first = paths[0].path
    after = [each.estimate for period, each in zip(first.periods, first.effects, strict=True) if period >= 0]
    before = [each for period, each in zip(first.periods, first.effects, strict=True) if period < 0]
    apart = sum(each.low > 0 or each.high < 0 for each in before)
    reading = (
        f"{TITLES[paths[0].estimator]}: after the first crisis effects run from {min(after):.3f} to {max(after):.3f}; "
        f"{apart} of {len(before)} intervals before it leave zero out."
    )
    series = tuple(
        Series(
            TITLES[each.estimator],
            tuple(each.path.periods),
            tuple(float(one.estimate) for one in each.path.effects),
            tuple(float(one.low) if np.isfinite(one.low) else None for one in each.path.effects),
            tuple(float(one.high) if np.isfinite(one.high) else None for one in each.path.effects),
        )
        for each in paths
    )
    return Figure(
        f"event_study_{outcome.code}",
        f"{outcome.title}: before and after the first crisis",
        "interval",
        series,
        "Years since the first crisis",
        "Effect",
        reading,
        vertical_line=-0.5,
        horizontal_line=0.0,
    )


def _average_table(found: list[Path], level: float) -> ResultTable:
    rows: list[tuple[Cell, ...]] = []
    for each in found:
        overall = each.path.overall
        numbers: tuple[Cell, ...] = (
            (overall.estimate, overall.standard_error, overall.p_value, overall.low, overall.high)
            if overall
            else (None,) * 5
        )
        rows.append((each.outcome.code, TITLES[each.estimator], *numbers, each.path.joint_pre_p, each.path.rows_used))
    return ResultTable(
        "first_crisis",
        "Average effect of the first crisis",
        (
            ResultColumn("outcome", "Outcome", "text"),
            ResultColumn("estimator", "Estimator", "text"),
            ResultColumn("effect", "Average after the first crisis"),
            ResultColumn("error", "Standard error"),
            ResultColumn("p", "p"),
            ResultColumn("low", f"{100 * level:g} % from"),
            ResultColumn("high", "to"),
            ResultColumn("pre_p", "p, all effects before are zero"),
            ResultColumn("rows", "Rows", "count"),
        ),
        tuple(rows),
        notes=(EVENT_NOTE, *PRE_NOTES),
        inference=tuple(path_inference(each.path) for each in found),
    )


def path_inference(path: EffectPath) -> Inference:
    """What a table says of the uncertainty of a path."""
    return Inference(path.errors, path.rows_used, dict(path.clusters), path.dropped, path.estimator, path.library)
