"""Synthetic difference in differences: the treated beside other regions weighted to have run as they did before.

Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021).
"""

import pandas as pd

from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.synthetic import synthetic_did
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.events import event_rows
from analysis.resilience.parts import Parts
from analysis.resilience.tables import ESTIMATES, TITLES, count_column, number_column, text_column, told
from analysis.results import ResultTable

UNDER = "under_shock"


def synthetic_fit(frame: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> Fit:
    """The mean effect on treated regions over the years after the base year, in log points, named `under_shock`.

    EstimationRefused for the dose of intensity, for which the method has no form, and as the estimator does.
    """
    if choices.dose != "group":
        raise EstimationRefused("It compares groups and has no form for an intensity. Use dose = group.")
    rows = event_rows(frame, outcome, choices)
    rows[UNDER] = (rows["treated"] * (rows["year"] > choices.base_year)).astype(float)
    return synthetic_did(
        rows,
        outcome="value",
        unit="region",
        time="year",
        treated=UNDER,
        variance=choices.synthetic_variance,
        repetitions=choices.synthetic_repetitions,
        seed=choices.seed,
        level=choices.level,
    )


def synthetic_table(fits: dict[str, Fit]) -> ResultTable:
    """The synthetic estimate of each outcome, and how well the weighted regions ran beside the treated before."""
    return ResultTable(
        code="synthetic",
        title="Synthetic difference in differences, in log points",
        columns=(
            text_column("outcome", "Outcome"), *ESTIMATES, count_column("before", "Years before"),
            count_column("treated", "Treated"), count_column("control", "Others"),
            number_column("effective", "Effective others", 1), number_column("fit", "Distance before", 4),
        ),
        rows=tuple(
            (
                TITLES[outcome], *told(fit.coefficient(UNDER)), fit.measures["periods_before"],
                fit.measures["n_treated"], fit.measures["n_control"], fit.measures["effective_controls"],
                fit.measures["fit_before"],
            )
            for outcome, fit in fits.items()
        ),
        notes=tuple(f"{TITLES[outcome]}: {note}" for outcome, fit in fits.items() for note in fit.notes),
        inference=tuple(fit.inference() for fit in fits.values()),
    )  # fmt: skip


def add_synthetic(parts: Parts, frame: pd.DataFrame, outcomes: tuple[str, ...], choices: ResilienceChoices) -> None:
    """Add the synthetic comparison of all outcomes, where it is wanted and can be computed."""
    if not choices.synthetic:
        return
    fits: dict[str, Fit] = {}
    for outcome in outcomes:
        fit = parts.attempt(
            f"Synthetic difference in differences, {TITLES[outcome]}",
            lambda outcome=outcome: synthetic_fit(frame, outcome, choices),  # type: ignore[misc]
        )
        if fit is not None:
            fits[outcome] = fit
    if fits:
        parts.tables.append(synthetic_table(fits))
