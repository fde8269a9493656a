"""The analysis of resilience from tables and choices to a result."""

from collections.abc import Mapping

import pandas as pd

from analysis.estimators.versions import library_versions
from analysis.intervals import with_level
from analysis.resilience.choices import TITLE, ResilienceChoices
from analysis.resilience.effects import add_effects, with_exposure
from analysis.resilience.panel import outcomes_of, treated_panel, without_whole
from analysis.resilience.parts import Parts
from analysis.resilience.steps import add_comparisons, add_descriptions, add_measures, add_sizes, add_treatment
from analysis.resilience.synthetic import add_synthetic
from analysis.resilience.threshold import add_threshold
from analysis.resilience.treatment import Treatment, assign
from analysis.results import Refused, Result
from analysis.specifications import SpecificationError
from analysis.systems import Progress


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The table in plain kinds: year as int, numbers as float, with missing figures as NaN; “treated” as it is."""
    told = frame.copy()
    for name in told.columns:
        if name == "year":
            told[name] = told[name].astype(int)
        elif name != "treated" and pd.api.types.is_numeric_dtype(told[name]):
            told[name] = told[name].astype(float)
    return told.reset_index(drop=True)


def check_clustering(regions: pd.DataFrame, choices: ResilienceChoices) -> None:
    """SpecificationError where the column that errors are clustered by is missing or changes within a region."""
    if choices.cluster_by == "region":
        return
    if choices.cluster_by not in regions:
        raise SpecificationError(
            [f"Errors are to be clustered by {choices.cluster_by}, but the table of regions has no such column."]
        )
    several = regions.groupby("region")[choices.cluster_by].nunique()
    wandering = sorted(several[several > 1].index)
    if wandering:
        raise SpecificationError([f"{', '.join(wandering)}: more than one {choices.cluster_by}. A region has one."])


def compute(specification: ResilienceChoices, tables: Mapping[str, pd.DataFrame], progress: Progress) -> Result:
    """Everything that the tables allow; what they do not is refused with its reason.

    SpecificationError where the choices and the tables do not fit together.
    """
    given = {code: plain(table) for code, table in tables.items()}
    outcomes = outcomes_of(given["regions"], specification)
    own = without_whole(given["regions"], specification.whole)
    check_clustering(own, specification)
    treatment = None if specification.treatment == "none" else assign(own, given.get("clusters"), specification)
    parts = Parts()
    progress("Describing the tables", 0.05)
    add_descriptions(parts, own, given.get("clusters"), specification)
    progress("Measuring resilience", 0.15)
    add_measures(parts, given["regions"], outcomes, treatment, specification)
    if treatment is None:
        parts.refused.append(Refused("Comparisons and event study", "No treatment was wanted (treatment = none)."))
    else:
        _compare(parts, given, own, outcomes, treatment, specification, progress)
    progress("Regressing on sizes", 0.85)
    add_sizes(parts, own, given.get("clusters"), outcomes, specification)
    progress("Looking for a cut-off", 0.95)
    add_threshold(parts, given.get("programme"), specification)
    return _result(parts, specification.level)


def _compare(
    parts: Parts, given: Mapping[str, pd.DataFrame], own: pd.DataFrame, outcomes: tuple[str, ...], treatment: Treatment,
    choices: ResilienceChoices, progress: Progress,
) -> None:  # fmt: skip
    frame, dropped = treated_panel(own, treatment)
    add_treatment(parts, treatment, dropped)
    progress("Comparing two years", 0.25)
    add_comparisons(parts, frame, given.get("clusters"), outcomes, choices)
    progress("Following the years", 0.4)
    add_effects(parts, with_exposure(frame, given.get("industries"), choices), outcomes, choices)
    progress("Weighing other regions", 0.75)
    add_synthetic(parts, frame, outcomes, choices)


def _result(parts: Parts, level: float) -> Result:
    return Result(
        system="resilience",
        title=TITLE,
        findings=tuple(parts.findings),
        tables=tuple(with_level(each, level) for each in parts.tables),
        figures=tuple(parts.figures),
        cautions=tuple(dict.fromkeys(parts.cautions)),
        refused=tuple(parts.refused),
        versions=library_versions("numpy", "pandas", "scipy", "statsmodels", "linearmodels", "diff-diff"),
    )
