"""How far trends may have parted before the effects of a first crisis are gone, and what a look at leads could see.

Rambachan and Roth (2023) for the bounds, Roth (2022) for the power of the look at leads; on the event studies that give
a covariance of their effects.
"""

from collections.abc import Sequence

from analysis.crises.choices import CrisisChoices
from analysis.crises.dynamics import TITLES, Path, path_inference
from analysis.crises.paper import Parts
from analysis.estimators.records import EstimationRefused
from analysis.estimators.sensitivity import HonestBound, HonestBounds, PreTrendPower, honest_bounds, pre_trend_power
from analysis.results import Cell, Figure, Refused, ResultColumn, ResultTable, Series

POWER = 0.8
WITHOUT_COVARIANCE = ("imputation",)
"""Estimators whose effects come without a covariance; the paths of the others say the same of the same counties."""


def add_bounds(parts: Parts, choices: CrisisChoices, paths: Sequence[Path]) -> None:
    """Bounds and power for the first estimator of each outcome that can have them."""
    usable = _first_of_each(paths)
    for title in dict.fromkeys(each.outcome.title for each in paths):
        if title not in {each.outcome.title for each in usable}:
            reason = "The imputation estimator gives no covariance of its effects; choose another estimator besides."
            parts.refused.append(Refused(f"Bounds under unequal trends, {title}", reason))
    bounded: list[tuple[Path, HonestBounds]] = []
    seen: list[tuple[Path, PreTrendPower]] = []
    for each in usable:
        try:
            bounded.append((each, honest_bounds(each.path, sizes=choices.violations, level=choices.level)))
        except EstimationRefused as refusal:
            parts.refused.append(Refused(f"Bounds under unequal trends, {each.outcome.title}", str(refusal)))
        try:
            seen.append((each, pre_trend_power(each.path, power=POWER, level=choices.level)))
        except EstimationRefused as refusal:
            parts.refused.append(Refused(f"Power before the first crisis, {each.outcome.title}", str(refusal)))
    if bounded:
        parts.tables.append(_bounds_table(bounded, choices.level))
        parts.figures += [_bounds_figure(each, found) for each, found in bounded]
    if seen:
        parts.tables.append(_power_table(seen))


def _first_of_each(paths: Sequence[Path]) -> list[Path]:
    found: dict[str, Path] = {}
    for each in paths:
        if each.estimator not in WITHOUT_COVARIANCE:
            found.setdefault(each.outcome.code, each)
    return list(found.values())


def _bounds_table(bounded: Sequence[tuple[Path, HonestBounds]], level: float) -> ResultTable:
    rows: list[tuple[Cell, ...]] = [
        (each.outcome.code, TITLES[each.estimator], found.target, *_numbers(one))
        for each, found in bounded
        for one in found.bounds
    ]
    notes = [f"{each.outcome.title}: {_told(found)}" for each, found in bounded]
    notes += [note for _each, found in bounded[:1] for note in found.notes]
    return ResultTable(
        "honest_bounds",
        "Effect of the first crisis if trends had parted",
        (
            ResultColumn("outcome", "Outcome", "text"),
            ResultColumn("estimator", "Estimator", "text"),
            ResultColumn("target", "Effect", "text"),
            ResultColumn("size", "Greatest step apart after, in steps before", decimals=2),
            ResultColumn("bound_low", "Effects from"),
            ResultColumn("bound_high", "to"),
            ResultColumn("low", f"{100 * level:g} % from"),
            ResultColumn("high", "to"),
        ),
        tuple(rows),
        notes=tuple(notes),
        inference=tuple(path_inference(each.path) for each, _found in bounded),
    )


def _numbers(one: HonestBound) -> tuple[float, ...]:
    return one.size, one.bound_low, one.bound_high, one.low, one.high


def _told(found: HonestBounds) -> str:
    if found.breakdown is None:
        return "no violation looked at undoes the finding."
    if found.breakdown == 0:
        return "the interval holds zero without any violation."
    return f"violations of {found.breakdown:.2f} steps before or more undo the finding."


def _bounds_figure(each: Path, found: HonestBounds) -> Figure:
    return Figure(
        f"honest_bounds_{each.outcome.code}",
        f"{each.outcome.title}: the effect if trends had parted",
        "interval",
        (
            Series(
                f"Interval of the {found.target}",
                tuple(one.size for one in found.bounds),
                tuple((one.low + one.high) / 2 for one in found.bounds),
                tuple(one.low for one in found.bounds),
                tuple(one.high for one in found.bounds),
            ),
        ),
        "Greatest step apart after, in steps before",
        "Effect",
        f"{TITLES[each.estimator]}: {_told(found)}",
        horizontal_line=0.0,
    )


def _power_table(seen: Sequence[tuple[Path, PreTrendPower]]) -> ResultTable:
    return ResultTable(
        "pre_trend_power",
        "The trend apart that the years before a first crisis would have shown",
        (
            ResultColumn("outcome", "Outcome", "text"),
            ResultColumn("estimator", "Estimator", "text"),
            ResultColumn("periods", "Years before that are estimated", "count"),
            ResultColumn("power", "Power", "share", decimals=0),
            ResultColumn("slope", "Slope a year"),
            ResultColumn("drift", "Mean drift after"),
        ),
        tuple(
            (each.outcome.code, TITLES[each.estimator], found.periods_before, found.power, found.slope, found.drift)
            for each, found in seen
        ),
        notes=(
            "A slope smaller than this may well have been missed; the drift is what it adds to the effects after.",
            *(note for _each, found in seen[:1] for note in found.notes),
        ),
        inference=tuple(path_inference(each.path) for each, _found in seen),
    )
