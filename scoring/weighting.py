"""From drawn units to final weights, step by step: base, eligibility, non-response, margins, trimming.

Each step keeps the weights of every drawn unit, so that what moved where can be read afterwards.
Source: method.md A.6, point 5; eligibility as the World Bank Enterprise Surveys publish it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from scoring.calibrating import AmountMargin, rake_with_amounts
from scoring.cell_merging import FEWEST_RESPONDENTS, Cell, Merge, merge_small_cells
from scoring.columns import BoolArray, FloatArray
from scoring.raking import Margin, Raked, post_stratify, rake
from scoring.response import kish_design_effect
from scoring.trimming import trim
from scoring.weighting_errors import WeightingError, WeightingFault

EMPLOYMENT = "employment"
WHOLE = "all"
"""The one class of employees of all units together."""


class Outcome(StrEnum):
    """What became of a drawn unit (AAPOR's dispositions; ``PENDING``: nobody tried yet)."""

    PENDING = "pending"
    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSAL = "refusal"
    NON_CONTACT = "non_contact"
    OTHER = "other"
    UNKNOWN_ELIGIBILITY = "unknown_eligibility"
    INELIGIBLE = "ineligible"


class Eligibility(StrEnum):
    """Which units count as eligible: those confirmed, also those that answered in some way, or also those unreached."""

    STRICT = "strict"
    MEDIAN = "median"
    WEAK = "weak"


_CONFIRMED = frozenset({Outcome.COMPLETE, Outcome.PARTIAL, Outcome.OTHER})
_PLAUSIBLE = _CONFIRMED | {Outcome.REFUSAL, Outcome.UNKNOWN_ELIGIBILITY}

COUNTED: Mapping[Eligibility, frozenset[Outcome]] = {
    Eligibility.STRICT: _CONFIRMED,
    Eligibility.MEDIAN: _PLAUSIBLE,
    Eligibility.WEAK: _PLAUSIBLE | {Outcome.NON_CONTACT},
}
"""The outcomes that count as eligible. Nobody is known of a pending unit: it gets its cell's share."""


class Step(StrEnum):
    """The steps of weighting, in their order."""

    BASE = "base"
    ELIGIBILITY = "eligibility"
    NON_RESPONSE = "non_response"
    POST_STRATIFICATION = "post_stratification"
    RAKING = "raking"
    TRIMMING = "trimming"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn unit: its stratum, what became of it, whether its answers are used, and its labels by variable.

    ``labels`` give the classes for cells, post-strata and margins. ``base`` is a base weight of its
    own, such as a file brought; None for N_h/n_h. ``employees`` are those of the frame, None where it
    does not say.
    """

    stratum: str
    outcome: Outcome
    responded: bool
    labels: Mapping[str, str] = field(default_factory=dict)
    base: float | None = None
    employees: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How to weight. ``cells``: variables whose classes make the cells of non-response, none for the strata.

    ``post_strata``: (variable, totals by class) or None. ``margins`` of raking; ``employment``: employees
    to rake to beside them, by the variable it is named for or ``WHOLE``. ``trim_at``: the highest weight
    as a multiple of the median, None for no trimming.
    """

    eligibility: Eligibility = Eligibility.MEDIAN
    cells: tuple[str, ...] = ()
    fewest: int = FEWEST_RESPONDENTS
    post_strata: Margin | None = None
    margins: tuple[Margin, ...] = ()
    employment: Margin | None = None
    trim_at: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class WeightStep:
    """The weights float64[n] after one step, 0 for a unit that carries none, and figures of those that carry one.

    ``cv`` is their standard deviation over their mean, ``deff`` Kish's 1 + cv^2; None without weight.
    """

    step: Step
    weights: FloatArray
    units: int
    total: float
    least: float | None
    most: float | None
    cv: float | None
    deff: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """Every step, the merges of cells, the rounds raking took, how many weights were cut, and the gap to the margins.

    ``margin_gap`` is the largest relative distance of a final total from the margin it was raked to:
    trimming after raking opens it. None without margins. ``employees`` the units stood for before they
    were raked to employment, ``employees_at_last`` by their final weights; None where they were not raked to it.
    """

    steps: tuple[WeightStep, ...]
    merges: tuple[Merge, ...] = ()
    rounds: int = 0
    trimmed: int = 0
    margin_gap: float | None = None
    employees: float | None = None
    employees_at_last: float | None = None

    @property
    def final(self) -> FloatArray:
        """Return the last step's weights float64[n], 0 for units that did not respond."""
        return self.steps[-1].weights


def weight(units: Sequence[Drawn], population: Mapping[str, int], settings: Settings) -> Weighting:
    """Return the weights of the drawn units, step by step.

    ``population`` maps each stratum to N_h. Raises WeightingError, whose words say what to change,
    when a stratum's population is missing or smaller than its draw, nobody responded, a label is
    missing or a margin cannot be met.
    """
    base = base_weights(units, population)
    eligible = eligibility_weights(units, base, settings.eligibility)
    cells = [_cell(unit, settings.cells) for unit in units]
    responded = np.array([unit.responded for unit in units], dtype=np.bool_)
    merged, merges = merge_small_cells(cells, responded, fewest=settings.fewest)
    answered = non_response_weights(eligible, responded, merged)
    steps = [summary(Step.BASE, base), summary(Step.ELIGIBILITY, eligible), summary(Step.NON_RESPONSE, answered)]
    rounds = trimmed = 0
    if settings.post_strata is not None:
        labels = _labels(units, responded, settings.post_strata.name)
        steps.append(summary(Step.POST_STRATIFICATION, post_stratify(steps[-1].weights, labels, settings.post_strata)))
    by_margin = [_labels(units, responded, margin.name) for margin in settings.margins]
    amount = None if settings.employment is None else _employment(units, responded, settings.employment)
    before = steps[-1].weights
    if amount is not None or settings.margins:
        raked = _raked(before, by_margin, settings.margins, amount)
        rounds = raked.rounds
        steps.append(summary(Step.RAKING, raked.weights))
    if settings.trim_at is not None:
        cut = trim(steps[-1].weights, settings.trim_at)
        trimmed = cut.trimmed
        steps.append(summary(Step.TRIMMING, cut.weights))
    final = steps[-1].weights
    gap = _widest_gap(final, by_margin, settings.margins, amount)
    held = (None, None) if amount is None else (_held(before, amount), _held(final, amount))
    return Weighting(tuple(steps), merges, rounds, trimmed, gap, *held)


def base_weights(units: Sequence[Drawn], population: Mapping[str, int]) -> FloatArray:
    """Return N_h/n_h for each drawn unit, or the weight it brought; N_h/n_h sums to N."""
    drawn: dict[str, int] = {}
    for unit in units:
        drawn[unit.stratum] = drawn.get(unit.stratum, 0) + 1
    for stratum, n in sorted(drawn.items()):
        if stratum not in population:
            raise WeightingError(WeightingFault.NO_POPULATION, stratum=stratum)
        if population[stratum] < n:
            raise WeightingError(WeightingFault.SMALL_POPULATION, stratum=stratum, drawn=n, known=population[stratum])
    empty = sorted(stratum for stratum, size in population.items() if size > 0 and stratum not in drawn)
    if empty:
        raise WeightingError(WeightingFault.NOBODY_DRAWN, stratum=empty[0])
    return np.array(
        [population[unit.stratum] / drawn[unit.stratum] if unit.base is None else unit.base for unit in units],
        dtype=np.float64,
    )


def eligibility_weights(units: Sequence[Drawn], base: FloatArray, eligibility: Eligibility) -> FloatArray:
    """Return base weights of the units counted as eligible, 0 for the others, and a share for those pending.

    The sum over a stratum is N_h times its share of eligible units among those that were tried, the
    Enterprise Surveys' estimate of the eligible population. A unit that responded counts as eligible
    whatever its outcome; a stratum in which nobody was tried yet takes the share of all strata.
    """
    counted = COUNTED[eligibility]
    pending = np.array([unit.outcome is Outcome.PENDING and not unit.responded for unit in units])
    keeps = np.array([unit.responded or unit.outcome in counted for unit in units])
    strata = np.unique([unit.stratum for unit in units], return_inverse=True)[1]
    tried = np.bincount(strata, weights=np.where(pending, 0.0, base))
    kept = np.bincount(strata, weights=np.where(keeps, base, 0.0))
    overall = float(kept.sum() / tried.sum()) if tried.sum() > 0 else 1.0
    share = np.divide(kept, tried, out=np.full_like(kept, overall), where=tried > 0)
    return np.where(pending, base * share[strata], np.where(keeps, base, 0.0))


def non_response_weights(eligible: FloatArray, responded: BoolArray, cells: Sequence[str]) -> FloatArray:
    """Return the weights of the respondents, each carrying its share of the eligible weight of its cell.

    Raises WeightingError where a cell has eligible weight and nobody who responded.
    """
    names, place = np.unique(np.asarray(cells, dtype=object).astype(str), return_inverse=True)
    every = np.bincount(place, weights=eligible, minlength=names.size)
    carried = np.bincount(place, weights=np.where(responded, eligible, 0.0), minlength=names.size)
    for name, whole, part in zip(names.tolist(), every.tolist(), carried.tolist(), strict=True):
        if whole > 0 and part <= 0:
            raise WeightingError(WeightingFault.NOBODY_RESPONDED, cell=name)
    factor = np.divide(every, carried, out=np.zeros_like(every), where=carried > 0)
    return np.where(responded, eligible * factor[place], 0.0)


def summary(step: Step, weights: FloatArray) -> WeightStep:
    """Return the weights of a step with the figures of those above 0."""
    carrying = weights[weights > 0]
    deff = kish_design_effect(carrying.tolist())
    return WeightStep(
        step=step,
        weights=weights,
        units=int(carrying.size),
        total=float(carrying.sum()),
        least=float(carrying.min()) if carrying.size else None,
        most=float(carrying.max()) if carrying.size else None,
        cv=None if deff is None else float(np.sqrt(max(0.0, deff - 1))),
        deff=deff,
    )


def _cell(unit: Drawn, variables: Sequence[str]) -> Cell:
    """Return the cell of a unit, coarse class first: the parts decide which cells are neighbours."""
    if not variables:
        return tuple(unit.stratum.split("-"))
    return tuple(unit.labels.get(variable) or "unknown" for variable in variables)


def _labels(units: Sequence[Drawn], responded: BoolArray, variable: str) -> list[str]:
    """Return the class of each unit; every respondent needs one."""
    found = [unit.labels.get(variable) or "" for unit in units]
    missing = sum(1 for label, answered in zip(found, responded, strict=True) if answered and not label)
    if missing:
        raise WeightingError(WeightingFault.NO_LABEL, variable=variable, count=missing)
    return found


def _employment(units: Sequence[Drawn], responded: BoolArray, known: Margin) -> AmountMargin:
    """Return the employees of the units as the frame tells them, and the totals they are to give."""
    labels = [WHOLE] * len(units) if known.name == WHOLE else _labels(units, responded, known.name)
    employees = np.array([np.nan if unit.employees is None else unit.employees for unit in units], dtype=np.float64)
    return AmountMargin(Margin(EMPLOYMENT, known.totals), employees, labels)


def _raked(
    weights: FloatArray, labels: Sequence[Sequence[str]], margins: Sequence[Margin], amount: AmountMargin | None
) -> Raked:
    """Return weights raked to numbers of units, and to employees where these are asked for."""
    return rake(weights, labels, margins) if amount is None else rake_with_amounts(weights, labels, margins, amount)


def _held(weights: FloatArray, amount: AmountMargin) -> float:
    """Return the employees that units stand for; of those without weight nobody may know them."""
    return float(weights @ np.where(weights > 0, amount.amounts, 0.0))


def _widest_gap(
    weights: FloatArray, labels: Sequence[Sequence[str]], margins: Sequence[Margin], amount: AmountMargin | None
) -> float | None:
    """Return the largest relative distance of a class's total from its margin, None without margins."""
    gaps = _gaps(weights, labels, margins)
    if amount is not None:
        held = weights * np.where(weights > 0, amount.amounts, 0.0)
        gaps += _gaps(held, [amount.labels], [amount.margin])
    return max(gaps, default=None)


def _gaps(weights: FloatArray, labels: Sequence[Sequence[str]], margins: Sequence[Margin]) -> list[float]:
    """Return the relative distance of every class's total from its margin."""
    return [
        abs(float(weights[np.asarray(given) == name].sum()) - total) / total
        for given, margin in zip(labels, margins, strict=True)
        for name, total in margin.totals.items()
        if total > 0
    ]
