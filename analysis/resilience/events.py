"""The event study: what the years did to treated regions beside the others, with the base year as zero.

ln y = region + year (or division × year) + Σ over years of effect × dose + residual. The dose is fixed before the
shock: group (0 or 1) or intensity (share of employment in strong clusters). Years before the base
year test whether the two moved alike before; exposure of the industry mix, if wanted, has an own slope in each year.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.panel import fit_panel
from analysis.estimators.records import Coefficient, EstimationRefused, Fit
from analysis.resilience.choices import ResilienceChoices

EFFECT, CONTROL, PHASES = "dose_in_", "exposure_in_", ("shock", "recovery")


@dataclass(frozen=True, slots=True)
class EventStudy:
    """Effects by year (0 in the base year), their average in shock and recovery, and tests of the years before.

    `joint_pre_p` is the Bonferroni p of all years before the base year: the least p times their number, at most 1; None
    where there are none. `pre_slope` is the yearly drift of the treated before the shock, None with fewer than three
    years. `rows` are those the phases were fitted on.
    """

    outcome: str
    years: tuple[int, ...]
    by_year: Fit
    phases: Fit
    phase_rows: pd.DataFrame
    phase_regressors: tuple[str, ...]
    joint_pre_p: float | None
    pre_slope: Coefficient | None

    def effect(self, year: int) -> Coefficient:
        """The effect in a year; KeyError in the base year, whose effect is 0 by construction."""
        return self.by_year.coefficient(f"{EFFECT}{year}")


def event_rows(frame: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> pd.DataFrame:
    """Rows with `value` (ln of the outcome), `dose`, `moment` (year, or division and year); positive figures only.

    EstimationRefused where a column that the choices ask for is missing, or the base year has no rows.
    """
    rows = frame[frame[outcome].astype(float) > 0].copy()
    rows["value"] = np.log(rows[outcome].astype(float))
    rows["dose"] = rows["treated" if choices.dose == "group" else "intensity"].astype(float)
    if choices.base_year not in set(rows["year"]):
        raise EstimationRefused(f"No region has a positive figure in the base year {choices.base_year}.")
    if not (rows["year"] > choices.base_year).any():
        raise EstimationRefused(f"There is no year after the base year {choices.base_year}.")
    rows["moment"] = rows["year"]
    if choices.division_by_year:
        if "division" not in rows:
            raise EstimationRefused("Effects of division and year need a column “division” in the table of regions.")
        codes = pd.Categorical(rows["division"]).codes.astype(int)
        rows["moment"] = rows["year"] + 10_000 * (codes + 1)
    return rows


def _with_years(rows: pd.DataFrame, years: tuple[int, ...], column: str, prefix: str) -> tuple[pd.DataFrame, list[str]]:
    names = [f"{prefix}{year}" for year in years]
    added = {name: rows[column] * (rows["year"] == year) for name, year in zip(names, years, strict=True)}
    return rows.assign(**added), names


def _fit(rows: pd.DataFrame, regressors: list[str], choices: ResilienceChoices) -> Fit:
    return fit_panel(
        rows,
        outcome="value",
        regressors=regressors,
        entity="region",
        time="moment",
        entity_effects=True,
        time_effects=True,
        cluster=(choices.cluster_by,),
        level=choices.level,
    )


def _phases(rows: pd.DataFrame, choices: ResilienceChoices) -> tuple[pd.DataFrame, list[str]]:
    late = rows["year"] >= choices.year_after
    early = (rows["year"] > choices.base_year) & ~late
    frame = rows.assign(shock=rows["dose"] * early, recovery=rows["dose"] * late)
    return frame, [name for name in PHASES if (frame[name] != 0).any()]


def _pre_slope(rows: pd.DataFrame, choices: ResilienceChoices) -> Coefficient | None:
    before = rows[rows["year"] <= choices.base_year]
    if before["year"].nunique() < 3:
        return None
    drift = before.assign(drift=before["dose"] * (before["year"] - choices.base_year))
    return _fit(drift, ["drift"], choices).coefficient("drift")


def event_study_of(frame: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> EventStudy:
    """The event study of one outcome on rows with region, year, treated, intensity (and exposure, where wanted).

    EstimationRefused where the rows do not allow it.
    """
    rows = event_rows(frame, outcome, choices)
    years = tuple(sorted(int(year) for year in set(rows["year"]) - {choices.base_year}))
    controls: list[str] = []
    if choices.exposure:
        if "exposure" not in rows:
            raise EstimationRefused("Exposure of the industry mix was asked for, but there is no table of industries.")
        rows, controls = _with_years(rows, years, "exposure", CONTROL)
    phased, phases = _phases(rows, choices)
    with_effects, effects = _with_years(rows, years, "dose", EFFECT)
    by_year = _fit(with_effects, [*effects, *controls], choices)
    before = [by_year.coefficient(f"{EFFECT}{year}").p_value for year in years if year < choices.base_year]
    return EventStudy(
        outcome=outcome,
        years=years,
        by_year=by_year,
        phases=_fit(phased, [*phases, *controls], choices),
        phase_rows=phased,
        phase_regressors=(*phases, *controls),
        joint_pre_p=min(1.0, len(before) * min(before)) if before else None,
        pre_slope=_pre_slope(rows, choices),
    )
