"""A real regression discontinuity, where a programme treated those who scored at a cut-off or above, and only there."""

import pandas as pd

from analysis.estimators.least_squares import fit_ols
from analysis.estimators.records import Fit
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.parts import Parts
from analysis.resilience.tables import ESTIMATES, text_column, told
from analysis.results import Refused, ResultTable

QUADRATIC = ("x", "z", "x_z", "x_squared", "x_squared_z")


def quadratic_fit(programme: pd.DataFrame, cutoff: float, level: float) -> Fit:
    """The paper's equation 2 on a programme: y on X, Z, XZ, X², X²Z with X the score less the cut-off, Z at or above.

    A polynomial through all scores gives far points much weight (Gelman and Imbens 2019): it stands beside the local
    estimate for comparison only. Errors are robust (HC1). EstimationRefused where a side is empty.
    """
    rows = programme.dropna(subset=["score", "outcome"]).copy()
    rows["x"] = rows["score"] - cutoff
    rows["z"] = (rows["x"] >= 0).astype(float)
    rows["x_z"] = rows["x"] * rows["z"]
    rows["x_squared"] = rows["x"] ** 2
    rows["x_squared_z"] = rows["x_squared"] * rows["z"]
    return fit_ols(rows, outcome="outcome", regressors=QUADRATIC, level=level, robust="HC1")


NO_RUNNING_VARIABLE = (
    "There is no table “programme” with a score and a cut-off. The paper's “RDD” has neither; a regression "
    "discontinuity needs a rule that treats those at or above a cut-off, such as the scores of a programme."
)


def quadratic_table(fit: Fit) -> ResultTable:
    """The paper's equation 2 with its six coefficients."""
    names = {
        "const": "Constant", "x": "Score", "z": "At or above the cut-off", "x_z": "Score × above",
        "x_squared": "Score squared", "x_squared_z": "Score squared × above",
    }  # fmt: skip
    return ResultTable(
        code="quadratic",
        title="Quadratic through all scores (the paper's equation 2)",
        columns=(text_column("term", "Term"), *ESTIMATES),
        rows=tuple((names[each.name], *told(each)) for each in fit.coefficients),
        notes=("Scores far from the cut-off weigh on it here; read the local estimate.",),
        inference=(fit.inference(),),
    )


def add_threshold(parts: Parts, programme: pd.DataFrame | None, choices: ResilienceChoices) -> None:
    """Add the discontinuity of the programme, or why there is none."""
    if programme is None:
        parts.refused.append(Refused("Regression discontinuity", NO_RUNNING_VARIABLE))
        return
    quadratic = parts.attempt(
        "Quadratic through all scores", lambda: quadratic_fit(programme, choices.cutoff, choices.level)
    )
    if quadratic is not None:
        parts.tables.append(quadratic_table(quadratic))
