"""A training trial from its table to tables: what the design allows is computed, what it does not is refused aloud."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, ParamSpec, TypedDict, TypeVar, cast

import pandas as pd

from analysis.development import trial_tables as tables
from analysis.development.attrition import Attrition, LeeBounds, attrition, bounds_of
from analysis.development.balance import balance, joint_test
from analysis.development.matching import Matches, match
from analysis.development.practices import cronbach_alpha
from analysis.development.specification import Specification
from analysis.development.spillover import Spillover, spillover
from analysis.development.trial_data import ATTENDED, INVITED, SCORE, Trial, read_trial
from analysis.development.trial_effects import (
    double_difference,
    effect_on_compliers,
    intention_to_treat,
    randomisation_test,
    take_up,
)
from analysis.development.trial_tables import DOUBLE_DIFFERENCE, ITT, LATE, Effect
from analysis.estimators.multiplicity import adjusted_p_values
from analysis.estimators.records import EstimationRefused, Fit
from analysis.results import Figure, Refused, ResultColumn, ResultTable
from analysis.systems import Progress

Found = TypeVar("Found")
Arguments = ParamSpec("Arguments")


@dataclass
class TrialParts:
    """What a trial gives to the result."""

    tables: list[ResultTable] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def tried(
        self, part: str, compute: Callable[Arguments, Found], *told: Arguments.args, **named: Arguments.kwargs
    ) -> Found | None:
        """What `compute` gives of its arguments, or None with the refusal of this part noted."""
        try:
            return compute(*told, **named)
        except EstimationRefused as problem:
            self.refused.append(Refused(part, str(problem)))
            return None


def run_trial(
    specification: Specification, table: pd.DataFrame, links: pd.DataFrame | None, progress: Progress
) -> TrialParts:
    """Every table of the trial; raises SpecificationError where table and choices do not fit together."""
    trial = read_trial(table, specification)
    parts = TrialParts()
    progress("Compare the arms before the training", 0.3)
    _add_baseline(parts, trial, specification)
    _add_practices(parts, table, specification)
    progress("Estimate the effects", 0.4)
    if specification.trial_design == "randomised":
        effects = _randomised(parts, trial, specification)
    else:
        effects = _compared(parts, trial, specification)
    if effects:
        parts.tables.append(tables.effects_table(effects, specification.adjustment))
        drawn = tables.effects_figure(effects)
        parts.figures += [drawn] if drawn else []
        parts.findings += [_finding(each) for each in effects]
    progress("Look for bounds and spillovers", 0.7)
    _add_bounds(parts, trial, specification)
    _add_spillover(parts, trial, links, specification)
    _add_cautions(parts, trial, specification)
    return parts


class _Draws(TypedDict):
    repetitions: int
    seed: int


class _Told(TypedDict):
    lagged: bool
    level: float
    robust: str


def _draws(specification: Specification) -> _Draws:
    return {"repetitions": specification.repetitions, "seed": specification.seed}


def _add_baseline(parts: TrialParts, trial: Trial, specification: Specification) -> None:
    by_lot = specification.trial_design == "randomised"
    if trial.covariates:
        found = balance(trial.roster, trial.covariates, trial.cluster, specification.errors, specification.level)
        test = parts.tried("Joint test of balance", joint_test, trial, **_draws(specification)) if by_lot else None
        parts.tables.append(tables.balance_table(found, test, "trial_balance", "The arms before the training"))
    else:
        parts.refused.append(Refused("Balance", "No measures at the baseline are named in “baseline”."))
    lost = [attrition(trial, wave, specification.errors, specification.level) for wave in trial.waves]
    parts.cautions += _uneven(lost)
    parts.tables.append(tables.attrition_table(lost, trial.left_out))


UNEVEN = 0.05
"""The p-value below which arms count as found unevenly; without one the arm tells wholly who was found."""


def _p_words(p_value: float | None) -> str:
    if p_value is None or math.isnan(p_value):
        return "p not defined"
    return f"p {p_value:.2g}"


def _uneven(lost: list[Attrition]) -> list[str]:
    fits = [(each.wave, each.fit.coefficient(INVITED)) for each in lost if each.fit is not None]
    return [
        f"In wave {wave} one arm was found more often than the other (difference {found.estimate:+.1%}, "
        f"{_p_words(found.p_value)}): read the effects beside their bounds."
        for wave, found in fits
        if not found.p_value >= UNEVEN
    ]


def _add_practices(parts: TrialParts, table: pd.DataFrame, specification: Specification) -> None:
    if not specification.practices:
        return
    rows = []
    for wave, seen in table.groupby("wave"):
        items = seen[list(specification.practices)].apply(pd.to_numeric).astype(float)
        if items.isna().all(axis=None):
            continue
        alpha = parts.tried(f"Cronbach's alpha in wave {wave}", cronbach_alpha, items)
        told = (alpha.value, alpha.rows) if alpha else (None, None)
        for place, name in enumerate(specification.practices):
            shares = [items.loc[seen[INVITED].astype(bool) == arm, name].mean() for arm in (True, False)]
            shown = told if place == 0 else (None, None)
            rows.append((int(str(wave)), name, *(float(each) for each in shares), *shown))
    parts.tables.append(
        ResultTable(
            code="trial_practices",
            title=f"Practices kept, and whether the items of the {SCORE} go together",
            columns=(
                ResultColumn("wave", "Wave", "count", decimals=0),
                ResultColumn("item", "Practice", "text"),
                ResultColumn("invited", "Invited, share that keeps it", "share"),
                ResultColumn("others", "Others, share that keeps it", "share"),
                ResultColumn("alpha", "Cronbach’s alpha of the wave"),
                ResultColumn("rows", "Firms with all items known", "count", decimals=0),
            ),
            rows=tuple(rows),
            notes=(
                "The score is the share of practices kept of those known; it is missing where fewer than "
                f"{specification.practices_known:.0%} of the items are known.",
            ),
        )
    )


def _effect(trial: Trial, wave: int, outcome: str, kind: str, fit: Fit) -> Effect:
    frame = trial.waves[wave]
    others = frame.loc[frame[INVITED] == 0, outcome].dropna()
    spread = float(others.std(ddof=1)) if len(others) > 1 else None
    mean = float(others.mean()) if len(others) else None
    return Effect(wave, outcome, kind, fit, tables.COEFFICIENTS[kind], mean, spread)


def _randomised(parts: TrialParts, trial: Trial, specification: Specification) -> list[Effect]:
    chosen = specification
    attended = parts.tried("Take-up", take_up, trial, chosen.level, chosen.errors)
    if attended is not None:
        came = trial.roster.groupby(INVITED)[ATTENDED].mean()
        shares = {"invited": float(came.loc[1.0]), "others": float(came.loc[0.0])}
        parts.tables.append(tables.take_up_table(attended, shares))
    effects: list[Effect] = []
    for wave in trial.waves:
        for outcome in trial.outcomes:
            effects += _of_lot(parts, trial, wave, outcome, chosen, attended is not None)
    return _adjusted(effects, chosen.adjustment)


def _of_lot(
    parts: TrialParts, trial: Trial, wave: int, outcome: str, chosen: Specification, attendance: bool
) -> list[Effect]:
    where = f"{outcome} in wave {wave}"
    told: _Told = {"lagged": chosen.lagged_outcome, "level": chosen.level, "robust": chosen.errors}
    found = []
    itt = parts.tried(
        f"ITT on {where}",
        intention_to_treat,
        trial,
        wave,
        outcome,
        **told,
    )
    if itt is not None:
        test = parts.tried(
            f"Randomisation test of {where}",
            randomisation_test,
            trial,
            wave,
            outcome,
            lagged=chosen.lagged_outcome,
            **_draws(chosen),
        )
        found.append(replace(_effect(trial, wave, outcome, ITT, itt), redrawn=test))
    if attendance:
        late = parts.tried(
            f"LATE on {where}",
            effect_on_compliers,
            trial,
            wave,
            outcome,
            **told,
        )
        found += [_effect(trial, wave, outcome, LATE, late)] if late is not None else []
    return found


def _compared(parts: TrialParts, trial: Trial, specification: Specification) -> list[Effect]:
    why = "Nobody drew lots, so there is no invitation by chance to compare by; a double difference is told instead."
    parts.refused.append(Refused("ITT, LATE and randomisation tests", why))
    matches = None
    if specification.trial_design == "matched":
        matches = parts.tried("Matching", match, trial, specification.caliper)
        if matches is None:
            return []
        parts.tables.append(_matched_balance(trial, matches, specification))
    pairs = matches.pairs if matches else None
    effects = []
    for wave in trial.waves:
        for outcome in trial.outcomes:
            fit = parts.tried(
                f"Double difference of {outcome} in wave {wave}",
                double_difference,
                trial,
                wave,
                outcome,
                pairs=pairs,
                level=specification.level,
                robust=specification.errors,
            )
            effects += [_effect(trial, wave, outcome, DOUBLE_DIFFERENCE, fit)] if fit is not None else []
    return _adjusted(effects, specification.adjustment)


def _matched_balance(trial: Trial, matches: Matches, specification: Specification) -> ResultTable:
    paired = trial.roster[trial.roster["firm"].isin(matches.pairs["firm"])]
    found = balance(paired, trial.covariates, trial.cluster, specification.errors, specification.level)
    distances = sorted(matches.distances)
    notes = [
        f"{len(distances)} pairs; Mahalanobis distance in the middle pair {distances[len(distances) // 2]:.3f}, "
        f"at most {distances[-1]:.3f}.",
        *(f"Left out: {each.count} {each.reason}." for each in matches.dropped),
    ]
    return tables.balance_table(found, None, "trial_balance_matched", "Matched firms before the training", notes)


def _adjusted(effects: list[Effect], method: str) -> list[Effect]:
    found: dict[tuple[str, str], float] = {}
    for kind in dict.fromkeys(each.kind for each in effects):
        family = {
            f"{each.wave} {each.outcome}": each.fit.coefficient(each.coefficient).p_value
            for each in effects
            if each.kind == kind
        }
        told = adjusted_p_values(family, cast(Literal["holm", "bh"], method))
        found |= {(kind, name): value for name, value in told.items()}
    return [replace(each, adjusted=found[each.kind, f"{each.wave} {each.outcome}"]) for each in effects]


def _add_bounds(parts: TrialParts, trial: Trial, specification: Specification) -> None:
    if specification.trial_design != "randomised":
        parts.refused.append(Refused("Bounds for attrition", "Lee’s bounds need an invitation by lot."))
        return
    bounds: dict[tuple[int, str], LeeBounds] = {}
    for wave in trial.waves:
        for outcome in trial.outcomes:
            found = parts.tried(
                f"Bounds on {outcome} in wave {wave}",
                bounds_of,
                trial,
                wave,
                outcome,
                level=specification.level,
                **_draws(specification),
            )
            bounds |= {(wave, outcome): found} if found is not None else {}
    parts.tables += [tables.bounds_table(bounds, specification.level)] if bounds else []


def _add_spillover(parts: TrialParts, trial: Trial, links: pd.DataFrame | None, specification: Specification) -> None:
    reason = ""
    if links is None:
        reason = "No table of links was given, so nobody's neighbours are known."
    elif specification.trial_design != "randomised":
        reason = "Without lots, firms with trained neighbours may differ from others in ways no table tells."
    if reason or links is None:
        parts.refused.append(Refused("Spillover", reason))
        return
    found: dict[tuple[int, str], Spillover] = {}
    for wave in trial.waves:
        for outcome in trial.outcomes:
            one = parts.tried(
                f"Spillover on {outcome} in wave {wave}",
                spillover,
                trial,
                links,
                wave,
                outcome,
                lagged=specification.lagged_outcome,
                level=specification.level,
                robust=specification.errors,
                **_draws(specification),
            )
            found |= {(wave, outcome): one} if one is not None else {}
    parts.tables += [tables.spillover_table(found)] if found else []


def _finding(each: Effect) -> str:
    found = each.fit.coefficient(each.coefficient)
    return (
        f"{each.kind} on {each.outcome}, wave {each.wave}: {found.estimate:.3g} ({100 * each.fit.level:g}% interval "
        f"{found.low:.3g} to {found.high:.3g}, adjusted {_p_words(each.adjusted)}, {each.fit.rows_used} firms)."
    )


def _add_cautions(parts: TrialParts, trial: Trial, specification: Specification) -> None:
    if specification.trial_design != "randomised":
        parts.cautions.append(
            "Nobody drew lots: the double difference is the effect only if trained firms and those they are compared "
            "with would have gone the same way without training."
        )
    smaller = int(min(trial.roster[INVITED].sum(), (1 - trial.roster[INVITED]).sum()))
    if smaller < 30:
        parts.cautions.append(
            f"The smaller arm has {smaller} firms: intervals rest on large samples, so prefer the test by lots."
            if specification.trial_design == "randomised"
            else f"The smaller arm has {smaller} firms, and intervals rest on large samples."
        )
    parts.cautions.append(
        "Effects are those of this training in this cluster; effects on firms outside the trial are not in them."
    )
