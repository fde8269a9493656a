"""What a one-page policy brief needs to say of one cluster: phase, advice, and the sources of both."""

from dataclasses import dataclass

import pandas as pd

from analysis.development.names import INTERVENTION_TITLES, PHASE_TITLES, UNDETERMINED
from analysis.development.phases import Assessment, assess, latest, override
from analysis.development.sequencing import Advice, advise
from analysis.development.specification import Specification
from analysis.specifications import SpecificationError

PAPER = (
    "Otsuka, K. and T. Sonobe (2011), A Cluster-Based Industrial Development Policy for Low-Income Countries, "
    "World Bank Policy Research Working Paper 5703."
)


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One intervention in the brief."""

    intervention: str
    verdict: str
    reason: str
    source: str
    begun: int | None


@dataclass(frozen=True, slots=True)
class BriefParts:
    """The brief of one cluster. `sure` says how sure the phase is; `sources` are quoted at its foot."""

    cluster: str
    year: int
    phase: str
    phase_code: str
    sure: str
    speaking_for: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]
    now: tuple[BriefLine, ...]
    too_early: tuple[BriefLine, ...]
    late: tuple[BriefLine, ...]
    undetermined: tuple[BriefLine, ...]
    sources: tuple[str, ...]
    cautions: tuple[str, ...]


def brief_parts(
    cluster: str,
    specification: Specification,
    series: pd.DataFrame,
    overrides: pd.DataFrame | None = None,
    interventions: pd.DataFrame | None = None,
) -> BriefParts:
    """The parts of the brief of `cluster` from the tables of the analysis.

    Raises SpecificationError where the series hold no such cluster or the tables do not fit together.
    """
    own = series[series["cluster"] == cluster]
    if own.empty:
        raise SpecificationError([f"The series hold no cluster {cluster!r}; a brief needs its yearly figures."])
    assessments = assess(own, specification)
    if overrides is not None:
        assessments = override(assessments, overrides[overrides["cluster"] == cluster])
    here = latest(assessments)[cluster]
    advice = advise(here, interventions, specification.credit_needs_training)
    return from_advice(here, advice, _told_by(interventions, cluster))


def from_advice(here: Assessment, advice: tuple[Advice, ...], told_by: tuple[str, ...] = ()) -> BriefParts:
    """The parts of the brief from a phase and its advice; `told_by` are further sources."""
    lines = {
        verdict: tuple(_line(each) for each in advice if each.verdict == verdict)
        for verdict in ("now", "too early", "late", "undetermined")
    }
    return BriefParts(
        cluster=here.cluster,
        year=here.year,
        phase=PHASE_TITLES[here.phase],
        phase_code=here.phase,
        sure=_sure(here),
        speaking_for=here.speaking_for,
        against=here.against,
        missing=here.missing,
        now=lines["now"],
        too_early=lines["too early"],
        late=lines["late"],
        undetermined=lines["undetermined"],
        sources=(PAPER, *told_by),
        cautions=(
            "The thresholds of the phase rule are Sextant’s; the paper describes the phases in words.",
            "The order of policies is the paper’s argument from nineteen clusters that were there to be studied.",
        ),
    )


def _line(each: Advice) -> BriefLine:
    return BriefLine(INTERVENTION_TITLES[each.intervention], each.verdict, each.reason, each.basis, each.begun)


def _sure(here: Assessment) -> str:
    if here.expert:
        return f"Set by an expert: {here.expert_reason} The rule says {PHASE_TITLES[here.rule].lower()}."
    if here.phase == UNDETERMINED or here.agreeing is None:
        return here.reason
    return f"{here.known:.0%} of the signals are known; {here.agreeing:.0%} of these speak for it."


def _told_by(interventions: pd.DataFrame | None, cluster: str) -> tuple[str, ...]:
    if interventions is None or "source" not in interventions:
        return ()
    told = interventions.loc[interventions["cluster"] == cluster, "source"].dropna()
    return tuple(dict.fromkeys(str(each) for each in told if str(each).strip()))
