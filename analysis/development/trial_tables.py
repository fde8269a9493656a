"""Tables of a training trial."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.development.attrition import Attrition, LeeBounds
from analysis.development.balance import Balance
from analysis.development.spillover import EXPOSURE, Spillover
from analysis.development.trial_data import ATTENDED, INVITED
from analysis.estimators.permutation import PermutationTest
from analysis.estimators.records import Fit
from analysis.results import Cell, Dropped, Figure, Inference, ResultColumn, ResultTable, Series

ITT = "Effect of the invitation (ITT)"
LATE = "Effect of attending (LATE)"
DOUBLE_DIFFERENCE = "Double difference"


@dataclass(frozen=True, slots=True)
class Effect:
    """One estimated effect: `kind` names what of, `coefficient` the name under which `fit` has it.

    `adjusted` and `redrawn`: p-values adjusted for all outcomes, and from lots drawn again; None where not computed.
    `others_mean` and `others_deviation`: mean and standard deviation of the outcome among firms not invited.
    """

    wave: int
    outcome: str
    kind: str
    fit: Fit
    coefficient: str
    others_mean: float | None
    others_deviation: float | None
    adjusted: float | None = None
    redrawn: PermutationTest | None = None


def _text(key: str, title: str) -> ResultColumn:
    return ResultColumn(key, title, "text")


def _count(key: str, title: str) -> ResultColumn:
    return ResultColumn(key, title, "count", decimals=0)


def _numbers(*told: tuple[str, str]) -> tuple[ResultColumn, ...]:
    return tuple(ResultColumn(key, title) for key, title in told)


_ESTIMATE = _numbers(
    ("estimate", "Estimate"), ("error", "Standard error"), ("low", "Low"), ("high", "High"), ("p", "p")
)
_WAVE = ResultColumn("wave", "Wave", "year", decimals=0)
"""Waves are years in some trials, and a year has no mark of thousands."""


def _estimate(fit: Fit | None, name: str) -> tuple[Cell, ...]:
    if fit is None:
        return (None,) * 5
    found = fit.coefficient(name)
    return (found.estimate, found.standard_error, found.low, found.high, found.p_value)


def _inferences(fits: Iterable[Fit | None]) -> tuple[Inference, ...]:
    told: list[Inference] = []
    for fit in fits:
        if fit is not None and fit.inference() not in told:
            told.append(fit.inference())
    return tuple(told)


def balance_table(
    found: Sequence[Balance], test: PermutationTest | None, code: str, title: str, notes: Sequence[str] = ()
) -> ResultTable:
    """One row a measure, and a last one for all of them together where that was tested."""
    rows: list[tuple[Cell, ...]] = [
        (
            each.measure, each.invited_mean, each.invited_count, each.others_mean, each.others_count, each.standardised,
            *_estimate(each.fit, INVITED),
        )
        for each in found
    ]  # fmt: skip
    if test is not None:
        rows.append(("All measures together", *(None,) * 9, test.p_value))
        notes = (
            *notes,
            f"The last row is a permutation test of the share of the lot that the measures explain (R² = "
            f"{test.observed:.4f}); lots drawn again {test.repetitions} times within strata.",
        )
    return ResultTable(
        code=code,
        title=title,
        columns=(
            _text("measure", "Measure"),
            *_numbers(("invited", "Invited, mean")), _count("invited_n", "Invited, firms"),
            *_numbers(("others", "Others, mean")), _count("others_n", "Others, firms"),
            ResultColumn("standardised", "Standardised difference", unit="standard deviations"),
            *_ESTIMATE,
        ),
        rows=tuple(rows),
        notes=("Estimates are differences of means, strata held fixed.", *notes, *_refusals(found)),
        inference=_inferences(each.fit for each in found),
    )  # fmt: skip


def _refusals(found: Sequence[Balance]) -> tuple[str, ...]:
    return tuple(f"{each.measure}: {each.refusal}" for each in found if each.refusal)


def attrition_table(found: Sequence[Attrition], left_out: tuple[Dropped, ...]) -> ResultTable:
    """One row a wave: who was found again, by arm."""
    return ResultTable(
        code="trial_attrition",
        title="Firms found again",
        columns=(
            _WAVE,
            _count("invited", "Invited, at baseline"), _count("invited_seen", "Invited, found"),
            ResultColumn("invited_share", "Invited, share found", "share"),
            _count("others", "Others, at baseline"), _count("others_seen", "Others, found"),
            ResultColumn("others_share", "Others, share found", "share"),
            *_ESTIMATE,
        ),
        rows=tuple(
            (
                each.wave, each.invited, each.invited_seen, each.invited_seen / each.invited, each.others,
                each.others_seen, each.others_seen / each.others, *_estimate(each.fit, INVITED),
            )
            for each in found
        ),
        notes=(
            "Estimates are differences in the share found, invited less others, strata held fixed.",
            *(f"Wave {each.wave}: {each.refusal}" for each in found if each.refusal),
            *(f"Left out: {each.count} {each.reason}." for each in left_out),
        ),
        inference=_inferences(each.fit for each in found),
    )  # fmt: skip


def take_up_table(fit: Fit, shares: Mapping[str, float]) -> ResultTable:
    """Shares of each arm that attended, and the difference that the invitation made."""
    return ResultTable(
        code="trial_take_up",
        title="Who attended",
        columns=(
            ResultColumn("invited", "Invited, share that attended", "share"),
            ResultColumn("others", "Others, share that attended", "share"),
            *_ESTIMATE,
            _count("firms", "Firms"),
        ),
        rows=((shares["invited"], shares["others"], *_estimate(fit, INVITED), fit.rows_used),),
        notes=fit.notes,
        inference=(fit.inference(),),
    )


def effects_table(effects: Sequence[Effect], adjustment: str) -> ResultTable:
    """One row an outcome, wave and kind of effect."""
    method = {"holm": "Holm", "bh": "Benjamini and Hochberg"}[adjustment]
    notes = [f"Adjusted p-values: {method}, over all outcomes and waves of the same kind of effect."]
    notes += [note for each in effects for note in each.fit.notes]
    drawn = next((each.redrawn for each in effects if each.redrawn is not None), None)
    if drawn is not None:
        notes.append(
            f"p by lots: share of {drawn.repetitions} draws of lots, within strata, with an effect as great as seen."
        )
    return ResultTable(
        code="trial_effects",
        title="Effects of the training",
        columns=(
            _WAVE, _text("outcome", "Outcome"), _text("kind", "Effect"), *_ESTIMATE,
            *_numbers(("adjusted", "p, adjusted"), ("redrawn", "p by lots"), ("others_mean", "Others, mean")),
            _count("firms", "Firms"), ResultColumn("first_f", "First stage F", decimals=1),
        ),
        rows=tuple(
            (
                each.wave, each.outcome, each.kind, *_estimate(each.fit, each.coefficient), each.adjusted,
                each.redrawn.p_value if each.redrawn else None, each.others_mean, each.fit.rows_used,
                each.fit.measures.get("first_stage_f"),
            )
            for each in effects
        ),
        notes=tuple(dict.fromkeys(notes)),
        inference=_inferences(each.fit for each in effects),
    )  # fmt: skip


def bounds_table(bounds: Mapping[tuple[int, str], LeeBounds], level: float) -> ResultTable:
    """One row an outcome and wave: Lee's bounds on the effect of the invitation."""
    return ResultTable(
        code="trial_bounds",
        title="Bounds on the effect of the invitation for what attrition may hide",
        columns=(
            _WAVE, _text("outcome", "Outcome"),
            *_numbers(("lower", "Lower bound"), ("upper", "Upper bound"), ("low", "Low"), ("high", "High")),
            _text("trimmed", "Arm trimmed"), ResultColumn("share", "Share trimmed", "share"),
            ResultColumn("invited", "Invited, share known", "share"),
            ResultColumn("others", "Others, share known", "share"), _count("firms", "Firms"),
        ),
        rows=tuple(
            (
                wave, outcome, each.lower, each.upper, each.low, each.high, each.trimmed or "none", each.share,
                each.invited_known, each.others_known, each.rows_used,
            )
            for (wave, outcome), each in bounds.items()
        ),
        notes=(
            "Lee (2009): differences of means without anything held fixed, the arm that is known more often trimmed. "
            "They hold if the invitation moves being found in one direction only.",
            f"Low and high: interval of Imbens and Manski at {100 * level:g}%, from a bootstrap of units within strata "
            "and arms.",
        ),
    )  # fmt: skip


def spillover_table(found: Mapping[tuple[int, str], Spillover]) -> ResultTable:
    """Two rows an outcome and wave: over all linked firms, and over those that were not invited."""
    rows: list[tuple[Cell, ...]] = []
    for (wave, outcome), each in found.items():
        rows.append(
            (wave, outcome, "All firms, own invitation held fixed", *_estimate(each.everyone, EXPOSURE),
             each.test.p_value, each.mean_exposure, each.everyone.rows_used)
        )  # fmt: skip
        if each.others is not None:
            told = _estimate(each.others, EXPOSURE)
            rows.append((wave, outcome, "Firms not invited", *told, None, None, each.others.rows_used))
    dropped = {f"Left out: {left.count} {left.reason}." for each in found.values() for left in each.dropped}
    return ResultTable(
        code="trial_spillover",
        title="Spillover: effect of the share of neighbours that were invited",
        columns=(
            _WAVE, _text("outcome", "Outcome"), _text("over", "Over"), *_ESTIMATE,
            *_numbers(("redrawn", "p by lots")), ResultColumn("exposure", "Mean exposure", "share"),
            _count("firms", "Firms"),
        ),
        rows=tuple(rows),
        notes=(
            "Exposure is the share of linked firms that were invited, less the share the lots would give on average.",
            "Firms that share neighbours are not independent, which the standard errors do not know: prefer p by lots.",
            *sorted(dropped),
        ),
        inference=_inferences(fit for each in found.values() for fit in (each.everyone, each.others)),
    )  # fmt: skip


def effects_figure(effects: Sequence[Effect]) -> Figure | None:
    """Effects with their intervals in standard deviations of firms not invited; None where there is none to draw."""
    shown = [each for each in effects if each.others_deviation]
    kinds = list(dict.fromkeys(each.kind for each in shown))
    if not shown:
        return None
    return Figure(
        code="trial_effects",
        title="Effects of the training, in standard deviations of firms not invited",
        shape="interval",
        series=tuple(_effect_series(kind, [each for each in shown if each.kind == kind]) for kind in kinds),
        y_title="Standard deviations",
        reading=" ".join(_in_deviations(each) for each in shown),
        horizontal_line=0.0,
    )


def _in_deviations(effect: Effect) -> str:
    found, scale = effect.fit.coefficient(effect.coefficient), effect.others_deviation or 1.0
    return (
        f"{effect.outcome}, wave {effect.wave}, {effect.kind}: {found.estimate / scale:.2f} standard deviations "
        f"({found.low / scale:.2f} to {found.high / scale:.2f})."
    )


def _effect_series(kind: str, shown: Sequence[Effect]) -> Series:
    found = [(each.fit.coefficient(each.coefficient), each.others_deviation or 1.0) for each in shown]
    return Series(
        name=kind,
        x=tuple(f"{each.outcome}, wave {each.wave}" for each in shown),
        y=tuple(each.estimate / scale for each, scale in found),
        low=tuple(each.low / scale for each, scale in found),
        high=tuple(each.high / scale for each, scale in found),
    )


COEFFICIENTS = {ITT: INVITED, LATE: ATTENDED, DOUBLE_DIFFERENCE: INVITED}
"""The coefficient that holds each kind of effect."""
