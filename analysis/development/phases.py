"""The phase of a cluster in each year: the rule's, with how sure it is, and the expert's where one set another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis.development.names import PHASE_TITLES, PHASES, UNDETERMINED, Phase
from analysis.development.signals import RULES, Signal, signals
from analysis.development.specification import Thresholds
from analysis.development.trends import YearTrends, trends
from analysis.specifications import SpecificationError


@dataclass(frozen=True, slots=True)
class Assessment:
    """The phase of one cluster in one year.

    `rule` is a phase or "undetermined"; `expert` is empty or the phase that was set in its place, for `expert_reason`.
    `known`: share (0–1) of the signals looked at that the series tell; `agreeing`: share of those known that speak for
    the phase of the rule, None where it is undetermined. `speaking_for`, `against`, `missing`: what was seen, in words.
    """

    cluster: str
    year: int
    rule: str
    known: float
    agreeing: float | None
    speaking_for: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]
    reason: str
    expert: str = ""
    expert_reason: str = ""

    @property
    def phase(self) -> str:
        """The phase that counts: the expert's where there is one."""
        return self.expert or self.rule


def assess(series: pd.DataFrame, thresholds: Thresholds) -> tuple[Assessment, ...]:
    """The phase of each cluster in each year of `series` (layout `cluster_series`), by cluster and year."""
    found: list[Assessment] = []
    for cluster, rows in series.groupby("cluster", sort=True):
        judged = tuple(judge(str(cluster), seen, thresholds) for seen in trends(rows, thresholds))
        found += _lasting(judged, thresholds.survival_years)
    return tuple(found)


def _lasting(judged: tuple[Assessment, ...], least: int) -> list[Assessment]:
    """Survival is where a cluster stays; fewer years of it than `least` in a row may be the turn to something else."""
    brief = [each for each in spells(judged) if each.phase == "survival" and each.last - each.first + 1 < least]
    return [_turning(each, brief, least) for each in judged]


def _turning(each: Assessment, brief: "list[Spell]", least: int) -> Assessment:
    here = next((spell for spell in brief if spell.first <= each.year <= spell.last), None)
    if here is None:
        return each
    years = here.last - here.first + 1
    reason = f"It looks like survival, but for {years} of the {least} years that tell it from a turning point."
    return replace(each, rule=UNDETERMINED, agreeing=None, reason=reason)


def judge(cluster: str, seen: YearTrends, thresholds: Thresholds) -> Assessment:
    """The phase in one year: the one all of whose needed signals hold, or undetermined with the reason."""
    read = signals(seen, thresholds)
    held = [phase for phase in PHASES if all(read[code].holds is True for code in RULES[phase].needed)]
    if len(held) == 1:
        return _determined(cluster, seen.year, held[0], read)
    return _undetermined(cluster, seen.year, read)


def _determined(cluster: str, year: int, phase: Phase, read: Mapping[str, Signal]) -> Assessment:
    rule = RULES[phase]
    looked_at = [read[code] for code in (*rule.needed, *rule.supporting)]
    known = [each for each in looked_at if each.holds is not None]
    agreeing = [each for each in known if each.holds]
    return Assessment(
        cluster=cluster,
        year=year,
        rule=phase,
        known=len(known) / len(looked_at),
        agreeing=len(agreeing) / len(known),
        speaking_for=_told(agreeing),
        against=_told(each for each in known if not each.holds),
        missing=_told(each for each in looked_at if each.holds is None),
        reason=f"All that {PHASE_TITLES[phase].lower()} needs was seen.",
    )


def _undetermined(cluster: str, year: int, read: Mapping[str, Signal]) -> Assessment:
    possible = [phase for phase in PHASES if not any(read[code].holds is False for code in RULES[phase].needed)]
    needed = list(dict.fromkeys(code for phase in possible or PHASES for code in RULES[phase].needed))
    looked_at = [read[code] for code in needed]
    missing = _told(each for each in looked_at if each.holds is None)
    if possible:
        names = " or ".join(PHASE_TITLES[phase].lower() for phase in possible)
        reason = f"It may be {names}: {'; '.join(missing)}."
    else:
        reason = "What was seen fits no phase."
    return Assessment(
        cluster=cluster,
        year=year,
        rule=UNDETERMINED,
        known=sum(each.holds is not None for each in looked_at) / len(looked_at),
        agreeing=None,
        speaking_for=(),
        against=() if possible else _told(each for each in looked_at if each.holds is False),
        missing=missing,
        reason=reason,
    )


def _told(found: Iterable[Signal]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.told for each in found))


def override(assessments: tuple[Assessment, ...], overrides: pd.DataFrame) -> tuple[Assessment, ...]:
    """The assessments with the experts' phases; the rule's stay beside them.

    Raises SpecificationError where an override names a cluster and year without a row, or gives no reason.
    """
    rows = overrides[["cluster", "year", "phase", "reason"]].astype(object).to_numpy().tolist()
    told = {(str(cluster), int(year)): (str(phase), reason) for cluster, year, phase, reason in rows}
    present = {(each.cluster, each.year) for each in assessments}
    problems = [
        f"An expert set a phase for {cluster} in {year}; the series have no such row. Add it, or take the phase out."
        for cluster, year in told
        if (cluster, year) not in present
    ]
    problems += [
        f"The phase an expert set for {cluster} in {year} has no reason. Write one, or take the phase out."
        for (cluster, year), (_phase, reason) in told.items()
        if pd.isna(reason) or not str(reason).strip()
    ]
    problems += [
        f"The phase an expert set for {cluster} in {year} is {phase!r}; it may be one of: {', '.join(PHASES)}."
        for (cluster, year), (phase, _reason) in told.items()
        if phase not in PHASES
    ]
    if problems:
        raise SpecificationError(problems)
    return tuple(_overridden(each, told) for each in assessments)


def _overridden(each: Assessment, told: Mapping[tuple[str, int], tuple[str, object]]) -> Assessment:
    if (each.cluster, each.year) not in told:
        return each
    phase, reason = told[each.cluster, each.year]
    return replace(each, expert=phase, expert_reason=str(reason).strip())


@dataclass(frozen=True, slots=True)
class Spell:
    """Years in a row in which a cluster was in one phase; `first` and `last` are included."""

    cluster: str
    phase: str
    first: int
    last: int


def spells(assessments: tuple[Assessment, ...]) -> tuple[Spell, ...]:
    """The history of each cluster: years in a row with the same phase; a gap in the years ends a spell."""
    found: list[Spell] = []
    for each in assessments:
        last = found[-1] if found else None
        if last and (last.cluster, last.phase, last.last + 1) == (each.cluster, each.phase, each.year):
            found[-1] = replace(last, last=each.year)
        else:
            found.append(Spell(each.cluster, each.phase, each.year, each.year))
    return tuple(found)


def latest(assessments: tuple[Assessment, ...]) -> dict[str, Assessment]:
    """For each cluster its last year with a determined phase; its last year where there is none."""
    found: dict[str, Assessment] = {}
    for each in assessments:
        before = found.get(each.cluster)
        if before is None or each.phase != UNDETERMINED or before.phase == UNDETERMINED:
            found[each.cluster] = each
    return found
