"""Development phase and policy sequence from tables and choices to a result."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.development.case_tables import arithmetic, table_1, table_2
from analysis.development.phase_tables import advice_table, history_table, phase_sentences, phase_table, review_table
from analysis.development.phases import Assessment, assess, latest, override, spells
from analysis.development.sequencing import advise, review
from analysis.development.specification import TITLE, Specification
from analysis.development.trajectories import courses, scheme, trajectory
from analysis.development.trends import trends
from analysis.development.trial_run import TrialParts, run_trial
from analysis.estimators.versions import library_versions
from analysis.intervals import with_level
from analysis.results import Result, ResultTable
from analysis.specifications import SpecificationError
from analysis.systems import Progress


def compute(specification: Specification, tables: Mapping[str, pd.DataFrame], progress: Progress) -> Result:
    """Phases, advice and trial from the tables that were given.

    Raises SpecificationError without a table of series or of a trial, for overrides or links without the table they
    belong to, and where choices and tables do not fit together.
    """
    _refuse_orphans(tables)
    progress("Read the cases", 0.0)
    parts = TrialParts()
    if "cluster_series" in tables:
        progress("Tell the phases", 0.1)
        _add_phases(parts, specification, tables)
    if "trial" in tables:
        told = run_trial(specification, tables["trial"], tables.get("links"), progress)
        _join(parts, told)
    if specification.show_cases:
        parts.tables += [table_1(), table_2(), arithmetic()]
        parts.figures.append(scheme())
    progress("Put the result together", 1.0)
    return Result(
        system="development",
        title=TITLE,
        findings=tuple(parts.findings),
        tables=tuple(with_level(_without_nan(each), specification.level) for each in parts.tables),
        figures=tuple(parts.figures),
        cautions=tuple(parts.cautions),
        refused=tuple(parts.refused),
        versions=library_versions("numpy", "pandas", "scipy", "statsmodels", "linearmodels"),
    )


def _without_nan(table: ResultTable) -> ResultTable:
    rows = tuple(tuple(None if cell != cell else cell for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def _refuse_orphans(tables: Mapping[str, pd.DataFrame]) -> None:
    problems = []
    if "cluster_series" not in tables and "trial" not in tables:
        problems.append("Give a table of cluster series, for phases and advice, or of a trial, or both.")
    for needy, needed in (("overrides", "cluster_series"), ("interventions", "cluster_series"), ("links", "trial")):
        if needy in tables and needed not in tables:
            problems.append(f"The table “{needy}” is of no use without the table “{needed}”. Give both or neither.")
    if problems:
        raise SpecificationError(problems)


def _add_phases(parts: TrialParts, specification: Specification, tables: Mapping[str, pd.DataFrame]) -> None:
    series, interventions = tables["cluster_series"], tables.get("interventions")
    assessments = assess(series, specification)
    if "overrides" in tables:
        assessments = override(assessments, tables["overrides"])
    now = latest(assessments)
    advice = {name: advise(each, interventions, specification.credit_needs_training) for name, each in now.items()}
    parts.findings += phase_sentences(now, advice)
    parts.tables += [
        advice_table(one for told in advice.values() for one in told),
        history_table(spells(assessments)),
        phase_table(assessments),
    ]
    if interventions is not None:
        reviews = review(interventions, assessments, specification.credit_needs_training)
        parts.tables.append(review_table(reviews))
        parts.cautions += _strangers(interventions, now)
    for place, (cluster, rows) in enumerate(series.groupby("cluster", sort=True), start=1):
        seen = trends(rows, specification)
        drawn = (trajectory(place, str(cluster), seen, assessments), courses(place, str(cluster), seen))
        parts.figures += [each for each in drawn if each is not None]
    parts.cautions += [
        "The thresholds of the phase rule are Sextant’s; the paper describes the phases in words and prints none.",
        "Profit is held against the cluster’s own past: one that begins late takes its first for the highest.",
    ]


def _strangers(interventions: pd.DataFrame, now: Mapping[str, Assessment]) -> list[str]:
    unknown = sorted(set(interventions["cluster"].astype(str)) - set(now))
    return [f"Interventions are on record for {each}, of which there is no series." for each in unknown]


def _join(parts: TrialParts, told: TrialParts) -> None:
    parts.tables += told.tables
    parts.figures += told.figures
    parts.findings += told.findings
    parts.cautions += told.cautions
    parts.refused += told.refused
