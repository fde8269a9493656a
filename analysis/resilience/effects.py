"""The sound version of the comparison: event studies, tests of the years before, wild bootstrap, Holm's correction."""

from collections.abc import Mapping

import pandas as pd

from analysis.estimators.multiplicity import adjusted_p_values
from analysis.estimators.records import EffectPath
from analysis.estimators.sensitivity import honest_bounds, pre_trend_power
from analysis.estimators.wild_bootstrap import BootstrapTest, wild_cluster_test
from analysis.intervals import p_words
from analysis.resilience.bounds import bounds_table, group_path, power_table
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.event_tables import (
    effects_table,
    event_figure,
    phases_table,
    pre_trend_table,
)
from analysis.resilience.events import PHASES, EventStudy, event_study_of
from analysis.resilience.exposure import shift_share
from analysis.resilience.parts import Parts
from analysis.resilience.tables import TITLES, WITHIN
from analysis.results import Refused

FEW_CLUSTERS = 42
"""Below this many clusters, errors by cluster alone mislead (Angrist and Pischke 2009, section 8.2.3)."""


def with_exposure(frame: pd.DataFrame, industries: pd.DataFrame | None, choices: ResilienceChoices) -> pd.DataFrame:
    """The rows with the exposure of each region, where it is wanted and there is a table of industries."""
    if not choices.exposure or industries is None:
        return frame
    return frame.join(shift_share(industries, choices.base_year, choices.year_shock), on="region")


def wild_tests(study: EventStudy, choices: ResilienceChoices, parts: Parts) -> dict[tuple[str, str], BootstrapTest]:
    """The wild cluster bootstrap of each phase of a study; what is refused is noted."""
    found: dict[tuple[str, str], BootstrapTest] = {}
    for phase in PHASES if choices.wild_repetitions else ():
        if phase not in study.phase_regressors:
            continue
        test = parts.attempt(
            f"Wild bootstrap of {WITHIN[study.outcome]}, {phase}",
            lambda phase=phase: wild_cluster_test(  # type: ignore[misc]
                study.phase_rows,
                outcome="value",
                regressors=study.phase_regressors,
                effects=("region", "moment"),
                cluster=choices.cluster_by,
                parameter=phase,
                weights=choices.wild_weights,
                repetitions=choices.wild_repetitions,
                seed=choices.seed,
                level=choices.level,
            ),
        )
        if test is not None:
            found[study.outcome, phase] = test
    return found


def holm_of(studies: tuple[EventStudy, ...], wild: dict[tuple[str, str], BootstrapTest]) -> dict[str, float]:
    """Holm's p over all outcomes and phases, from the wild p where there is one (at least its least)."""
    p_values = {}
    for study in studies:
        for phase in PHASES:
            if phase not in study.phase_regressors:
                continue
            test = wild.get((study.outcome, phase))
            own = study.phases.coefficient(phase).p_value
            p_values[f"{study.outcome} {phase}"] = own if test is None else max(test.p_value, test.least)
    return adjusted_p_values(p_values)


def _say(
    parts: Parts,
    studies: tuple[EventStudy, ...],
    wald: Mapping[str, float | None],
    holm: dict[str, float],
    level: float,
) -> None:
    for study in studies:
        for phase in PHASES:
            if phase not in study.phase_regressors:
                continue
            found = study.phases.coefficient(phase)
            parts.findings.append(
                f"{TITLES[study.outcome]}, {phase}: effect {found.estimate:+.3f} log points, {100 * level:g} per cent "
                f"interval {found.low:+.3f} to {found.high:+.3f}, over all outcomes (Holm) "
                f"{p_words(holm[f'{study.outcome} {phase}'])}."
            )
        tests = [p for p in (wald.get(study.outcome), study.joint_pre_p) if p is not None]
        if tests and min(tests) < 0.05:
            parts.cautions.append(
                f"{TITLES[study.outcome]}: treated and other regions moved apart before the shock already "
                f"({p_words(min(tests))}); what followed cannot be put down to it."
            )
        count = min(study.by_year.clusters.values(), default=0)
        if 0 < count < FEW_CLUSTERS:
            parts.cautions.append(
                f"{TITLES[study.outcome]}: {count} clusters are few; read the wild bootstrap, not the clustered p."
            )


def _paths(
    parts: Parts, frame: pd.DataFrame, studies: tuple[EventStudy, ...], choices: ResilienceChoices
) -> dict[str, EffectPath]:
    if choices.dose != "group" or choices.exposure or choices.division_by_year:
        reason = "They are offered for groups without exposure and without effects of division and year."
        parts.refused.append(Refused("Wald test before the shock, bounds and power", reason))
        return {}
    found = {}
    for study in studies:
        path = parts.attempt(
            f"Path of the groups, {TITLES[study.outcome]}",
            lambda study=study: group_path(frame, study.outcome, choices),  # type: ignore[misc]
        )
        if path is not None:
            found[study.outcome] = path
    return found


def _add_bounds(parts: Parts, paths: dict[str, EffectPath], choices: ResilienceChoices) -> None:
    bounds, powers = {}, {}
    for outcome, path in paths.items():
        found = parts.attempt(
            f"Bounds for trends apart, {TITLES[outcome]}",
            lambda path=path: honest_bounds(path, sizes=(0.0, *choices.honest_m), level=choices.level),  # type: ignore[misc]
        )
        if found is not None:
            bounds[outcome] = found
        if not choices.power:
            continue
        power = parts.attempt(
            f"Power before the shock, {TITLES[outcome]}",
            lambda path=path: pre_trend_power(path, level=choices.level),  # type: ignore[misc]
        )
        if power is not None:
            powers[outcome] = power
    parts.tables += [bounds_table(bounds, paths)] if bounds else []
    parts.tables += [power_table(powers, paths)] if powers else []


def add_effects(parts: Parts, frame: pd.DataFrame, outcomes: tuple[str, ...], choices: ResilienceChoices) -> None:
    """Add the event studies of all outcomes, their tests and their pictures to the parts."""
    found = [
        parts.attempt(f"Event study of {WITHIN[name]}", lambda name=name: event_study_of(frame, name, choices))  # type: ignore[misc]
        for name in outcomes
    ]
    studies = tuple(each for each in found if each is not None)
    if not studies:
        return
    wild = {key: test for study in studies for key, test in wild_tests(study, choices, parts).items()}
    paths = _paths(parts, frame, studies, choices)
    wald = {outcome: path.joint_pre_p for outcome, path in paths.items()}
    holm = holm_of(studies, wild)
    parts.tables += [
        phases_table(studies, wild, holm, choices),
        effects_table(studies, choices),
        pre_trend_table(studies, wald),
    ]
    parts.draw(event_figure(study, choices) for study in studies)
    _add_bounds(parts, paths, choices)
    _say(parts, studies, wald, holm, choices.level)
