"""The order of policies: each intervention now, too early or late in the phase a cluster is in, with the reason.

The rules are the table `sequencing.toml`, one line for each intervention and phase, with the section of the paper that
says so or out of which we read it (Otsuka and Sonobe 2011, sections II–VI).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import pandas as pd

from analysis.development.names import INTERVENTIONS, PHASES, UNDETERMINED, Verdict
from analysis.development.phases import Assessment


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `trained`: holds only once management training has begun; until then it is too early."""

    intervention: str
    phase: str
    verdict: Verdict
    basis: Literal["paper", "reading"]
    section: str
    reason: str
    trained: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about one intervention in one cluster. `year`: of the phase; `begun`: first year it is on record."""

    cluster: str
    year: int
    phase: str
    intervention: str
    verdict: Verdict
    reason: str
    basis: str
    begun: int | None = None


@cache
def rules() -> Mapping[tuple[str, str], Rule]:
    """Every rule, by intervention and phase: ten interventions in four phases."""
    text = files("analysis.development").joinpath("sequencing.toml").read_text(encoding="utf-8")
    return {
        (intervention, phase): Rule(intervention, phase, **cast(Any, told))
        for intervention, phases in tomllib.loads(text).items()
        for phase, told in phases.items()
    }


def verdict(
    intervention: str, phase: str, trained: bool | None, needs_training: bool = True
) -> tuple[Verdict, str, str]:
    """Verdict, reason and basis for one intervention in one phase ("undetermined" included).

    `trained`: whether management training has begun, None where no record of interventions was given.
    """
    if phase == UNDETERMINED:
        return _whatever_the_phase(intervention)
    rule = rules()[intervention, phase]
    basis = _basis(rule)
    if not (rule.trained and needs_training) or trained:
        return rule.verdict, rule.reason, basis
    if trained is None:
        told = "Its time has come if management training has begun, and no record of interventions was given to tell."
        return "undetermined", told, basis
    return "too early", "Management training comes first, and none is on record.", basis


def _basis(rule: Rule) -> str:
    whose = "The paper" if rule.basis == "paper" else "Our reading of the paper"
    sections = rule.section.replace(", ", " and ")
    return f"{whose}, section{'s' if ',' in rule.section else ''} {sections}"


def _whatever_the_phase(intervention: str) -> tuple[Verdict, str, str]:
    verdicts = {rules()[intervention, phase].verdict for phase in PHASES}
    if verdicts == {"now"}:
        return "now", "It is in order in every phase.", "The paper, sections II–VI"
    return "undetermined", "It depends on the phase, which is undetermined.", ""


def advise(
    assessment: Assessment, interventions: pd.DataFrame | None, needs_training: bool = True
) -> tuple[Advice, ...]:
    """Advice on each intervention in the phase of `assessment`; `interventions` is the layout's table or None."""
    begun = first_years(interventions, assessment.cluster)
    trained = None if interventions is None else begun.get("management_training", 9999) <= assessment.year
    found = []
    for intervention in INTERVENTIONS:
        told, reason, basis = verdict(intervention, assessment.phase, trained, needs_training)
        found.append(
            Advice(
                assessment.cluster, assessment.year, assessment.phase, intervention, told, reason, basis,
                begun.get(intervention),
            )
        )  # fmt: skip
    return tuple(found)


def first_years(interventions: pd.DataFrame | None, cluster: str) -> dict[str, int]:
    """The first year in which each intervention is on record for the cluster."""
    if interventions is None:
        return {}
    own = interventions[interventions["cluster"] == cluster]
    return {str(kind): int(year) for kind, year in own.groupby("type")["start"].min().items()}


@dataclass(frozen=True, slots=True)
class Review:
    """One intervention on record against the phase of the cluster in the year it began."""

    cluster: str
    intervention: str
    start: int
    phase: str
    verdict: Verdict
    reason: str


def review(
    interventions: pd.DataFrame, assessments: tuple[Assessment, ...], needs_training: bool = True
) -> tuple[Review, ...]:
    """Whether each intervention on record began in its time; undetermined where the phase of that year is not known."""
    phases = {(each.cluster, each.year): each.phase for each in assessments}
    found = []
    rows = interventions[["cluster", "type", "start"]].drop_duplicates().astype(object).to_numpy().tolist()
    for cluster, start, kind in sorted((str(row[0]), int(row[2]), str(row[1])) for row in rows):
        phase = phases.get((cluster, start), UNDETERMINED)
        began = first_years(interventions, cluster).get("management_training")
        told, reason, _basis = verdict(kind, phase, began is not None and began <= start, needs_training)
        found.append(Review(cluster, kind, start, phase, told, reason))
    return tuple(found)
