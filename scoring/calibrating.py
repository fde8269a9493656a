"""Weights that meet known totals of an amount beside known numbers of units: generalized raking.

Source: method.md A.6, point 5; Deville and Särndal (1992), the exponential distance; Deville, Särndal and Sautory
(1993).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from scoring.raking import TOLERANCE, Margin, Raked, class_places, refuse_different_sums
from scoring.weighting_errors import WeightingError, WeightingFault

MOST_STEPS = 200
SHORTEST = 2.0**-30
STEEPNESS = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class AmountMargin:
    """Known totals of an amount by class: what the n units have of it, float64[n], and the class of each."""

    margin: Margin
    amounts: FloatArray
    labels: Sequence[str]


def rake_with_amounts(
    weights: FloatArray,
    labels: Sequence[Sequence[str]],
    margins: Sequence[Margin],
    amount: AmountMargin,
    *,
    tolerance: float = TOLERANCE,
    most_steps: int = MOST_STEPS,
) -> Raked:
    """Return weights that meet all margins of units and the totals of an amount, nearest to those given.

    Each weight is multiplied by exp(a + b x): a summed over the classes of the unit, b that of its
    class of the amount, x its amount; without amounts these are the weights of ``rake``. Without
    margins the sum of the weights is held. Newton's method on the convex dual, from 0; met and
    ``labels`` as in ``rake``, and so are the errors. Raises WeightingError also for a unit without
    an amount, and where the mean that totals ask for lies outside the amounts of the class.
    """
    carrying = weights > 0
    margins = margins or [Margin("all", {"all": float(weights.sum())})]
    labels = labels or [["all"] * len(weights)]
    refuse_different_sums(margins)
    columns: list[FloatArray] = []
    places: list[tuple[str, str]] = []
    for given, margin in zip(labels, margins, strict=True):
        place, totals = class_places(weights, given, margin)
        for number, name in enumerate(sorted(margin.totals)):
            if totals[number] > 0:
                columns.append(np.where(carrying & (place == number), 1 / totals[number], 0.0))
                places.append((margin.name, name))
    for name, column in _amount_columns(weights, labels, margins, amount).items():
        columns.append(column)
        places.append((amount.margin.name, name))
    return _solved(weights, np.column_stack(columns), places, tolerance, most_steps)


def _amount_columns(
    weights: FloatArray, labels: Sequence[Sequence[str]], margins: Sequence[Margin], amount: AmountMargin
) -> dict[str, FloatArray]:
    """Return by class of the amount what each unit has of it as a share of the total, float64[n]."""
    carrying = weights > 0
    missing = int(np.count_nonzero(carrying & ~(amount.amounts >= 0)))
    if missing:
        raise WeightingError(WeightingFault.NO_AMOUNT, count=missing)
    place, totals = class_places(weights, amount.labels, amount.margin)
    known = _units_of(amount, labels, margins)
    found = {}
    for number, name in enumerate(sorted(amount.margin.totals)):
        if totals[number] > 0:
            inside = carrying & (place == number)
            held = amount.amounts[inside]
            mean = float(totals[number]) / (known.get(name) or float(weights[inside].sum()))
            _refuse_out_of_reach(name, held, mean, is_known=name in known)
            found[name] = np.where(inside, np.where(inside, amount.amounts, 0.0) / totals[number], 0.0)
    return found


def _units_of(amount: AmountMargin, labels: Sequence[Sequence[str]], margins: Sequence[Margin]) -> Mapping[str, float]:
    """Return how many units each class of the amount must have, where a margin of the same classes says so."""
    for given, margin in zip(labels, margins, strict=True):
        if list(given) == list(amount.labels):
            return dict(margin.totals)
    one = list(amount.margin.totals)
    return {one[0]: float(sum(margins[0].totals.values()))} if len(one) == 1 else {}


def _refuse_out_of_reach(label: str, held: FloatArray, mean: float, *, is_known: bool) -> None:
    """No weights give a mean outside the amounts of the units, nor one at their edge unless all are alike.

    Where how many units there must be is not known, any mean above 0 can be met.
    """
    least, most = float(held.min()), float(held.max())
    if not is_known:
        is_met = most > 0
    elif least == most:
        is_met = abs(mean - most) <= TOLERANCE * mean
    else:
        is_met = least < mean < most
    if not is_met:
        raise WeightingError(WeightingFault.OUT_OF_REACH, label=label, mean=mean, least=least, most=most)


def _solved(
    weights: FloatArray, columns: FloatArray, places: Sequence[tuple[str, str]], tolerance: float, most_steps: int
) -> Raked:
    """Minimise sum w exp(Z b) - sum b, whose gradient is the gap to the totals; ``columns`` Z of totals 1."""
    multipliers = np.zeros(columns.shape[1])
    found, steps = weights, 0
    gaps = columns.T @ found - 1
    while np.abs(gaps).max() > tolerance:
        if steps == most_steps:
            raise _not_met(steps, gaps, places)
        curve = columns.T @ (found[:, None] * columns)
        step: FloatArray = np.linalg.lstsq(curve, -gaps, rcond=None)[0].astype(np.float64)
        moved = _shortened(weights, columns, multipliers, step, float(gaps @ step))
        if moved is None:
            raise _not_met(steps, gaps, places)
        multipliers, found = moved
        gaps, steps = columns.T @ found - 1, steps + 1
    return Raked(found, steps, float(np.abs(gaps).max()))


def _shortened(
    weights: FloatArray, columns: FloatArray, multipliers: FloatArray, step: FloatArray, slope: float
) -> tuple[FloatArray, FloatArray] | None:
    """Return multipliers and weights after as much of the step as lowers the dual; None where nothing of it does."""
    before = float(weights @ np.exp(columns @ multipliers) - multipliers.sum())
    part = 1.0
    while part >= SHORTEST:
        tried = multipliers + part * step
        with np.errstate(over="ignore", invalid="ignore"):
            found = weights * np.exp(columns @ tried)
            after = float(found.sum() - tried.sum())
        # Beside the solution the dual is flat to the last digit, and the gap decides.
        if np.isfinite(after) and after <= before + STEEPNESS * part * slope + 1e-12 * max(1.0, abs(before)):
            return tried, found
        part /= 2
    return None


def _not_met(steps: int, gaps: FloatArray, places: Sequence[tuple[str, str]]) -> WeightingError:
    worst = int(np.abs(gaps).argmax())
    variable, label = places[worst]
    gap = float(abs(gaps[worst]))
    return WeightingError(WeightingFault.NOT_CONVERGED, rounds=steps, variable=variable, label=label, gap=gap)
