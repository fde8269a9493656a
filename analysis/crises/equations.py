"""Equation (1) of the paper in its eight forms: R1 pooled, R2 county effects, R3 with a trend, R4 with year effects.

R5 to R8 are the same with the stock of the year before. Errors are clustered by county.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel, Outcome
from analysis.crises.layouts import TYPES
from analysis.estimators.panel import fit_panel
from analysis.estimators.poisson import fit_poisson
from analysis.estimators.records import EstimationRefused, Fit


@dataclass(frozen=True, slots=True)
class Specification:
    """One of R1 to R8: its effects, and the stock that enters."""

    code: str
    county_effects: bool
    trend: bool
    year_effects: bool
    stock: str


SPECIFICATIONS = tuple(
    Specification(f"R{start + place}", county, trend, year, stock)
    for start, stock in ((1, "crisis"), (5, "crisis_lag1"))
    for place, (county, trend, year) in enumerate(
        [(False, False, False), (True, False, False), (True, True, False), (True, False, True)]
    )
)
CURRENT = SPECIFICATIONS[:4]
BEST = SPECIFICATIONS[3]
"""R4, which the paper prefers: county and year effects with the current stock."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A specification with its fit, or with the reason why there is none."""

    specification: Specification
    fit: Fit | None
    refused: str = ""


def fit_specification(
    panel: CountyPanel,
    outcome: Outcome,
    specification: Specification,
    choices: CrisisChoices,
    *,
    stocks: Sequence[str] | None = None,
    controls: Sequence[str] | None = None,
    rows: pd.DataFrame | None = None,
) -> Fit:
    """One equation. `stocks` replaces the stock that enters, `controls` the controls, `rows` the rows of the outcome.

    Least squares of the outcome in logs; Poisson of the outcome itself with the log of the population as offset where
    that is how its zeros are treated. Raises EstimationRefused for what cannot be estimated.
    """
    used = panel.sample(outcome) if rows is None else rows
    entering = tuple(stocks or (specification.stock,))
    _refuse_still(used, outcome, entering)
    regressors = [*entering, *(panel.controls if controls is None else controls)]
    if outcome.treatment == "ppml":
        return _poisson(used, outcome, specification, regressors, choices)
    return fit_panel(
        used,
        outcome=outcome.column,
        regressors=regressors,
        entity="county",
        time="year",
        entity_effects=specification.county_effects,
        time_effects=specification.year_effects,
        linear_trends="common" if specification.trend else False,
        weights=choices.weights or None,
        cluster=("county",),
        level=choices.level,
    )


def fit_all(
    panel: CountyPanel, outcome: Outcome, choices: CrisisChoices, stocks: Sequence[str] | None = None
) -> tuple[Fitted, ...]:
    """R1 to R8 of one outcome, or R1 to R4 with these stocks; what cannot be estimated carries its reason."""
    return tuple(
        attempt(panel, outcome, each, choices, stocks=stocks)
        for each in (SPECIFICATIONS if stocks is None else CURRENT)
    )


def attempt(
    panel: CountyPanel,
    outcome: Outcome,
    specification: Specification,
    choices: CrisisChoices,
    *,
    stocks: Sequence[str] | None = None,
) -> Fitted:
    """As `fit_specification`, with a refusal kept as its sentence."""
    try:
        return Fitted(specification, fit_specification(panel, outcome, specification, choices, stocks=stocks))
    except EstimationRefused as refusal:
        return Fitted(specification, None, str(refusal))


def aic_without_county_effects(fit: Fit, specification: Specification) -> float:
    """The AIC with the county effects left out of the number of parameters, as the paper's own figures imply.

    The paper's adjusted R² and AIC agree with each other only under this definition (`inconsistencies`). NaN where the
    fit has no AIC.
    """
    aic = fit.measures.get("aic", float("nan"))
    return aic - 2.0 * (fit.clusters["county"] - 1) if specification.county_effects else aic


def thin_types(panel: CountyPanel, outcome: Outcome, least: int) -> tuple[tuple[str, ...], dict[str, int]]:
    """The types that enough counties met by the last year of this outcome, and the number that met each type.

    A type met by every county before the first year does not vary and is left to the estimator to refuse.
    """
    sample = panel.sample(outcome)
    used = sample[sample[outcome.column].notna()]
    met = {kind: int(used.loc[used[f"crisis_{kind}"] > 0, "county"].nunique()) for kind in TYPES}
    return tuple(kind for kind in TYPES if met[kind] >= least), met


def fit_by_type(
    panel: CountyPanel, outcome: Outcome, choices: CrisisChoices, kinds: Sequence[str]
) -> tuple[tuple[Fitted, ...], ...]:
    """R1 to R4 of Table 7: one row of fits with all types together, or one a type when they enter one by one."""
    columns = [f"crisis_{kind}" for kind in kinds]
    groups = [columns] if choices.types_enter == "jointly" else [[column] for column in columns]
    return tuple(fit_all(panel, outcome, choices, stocks=group) for group in groups if group)


def with_treatment(
    panel: CountyPanel, outcome: Outcome, treatment: str, values: pd.Series
) -> tuple[CountyPanel, Outcome]:
    """The panel and outcome with zeros treated another way; `values` is the outcome in that form, or its level."""
    column = f"other_{outcome.code}"
    frame = panel.frame.assign(**{column: values})
    return replace(panel, frame=frame), replace(outcome, column=column, treatment=treatment)


def _refuse_still(rows: pd.DataFrame, outcome: Outcome, stocks: Sequence[str]) -> None:
    known = rows[rows[outcome.column].notna()]
    still = [stock for stock in stocks if known[stock].nunique() < 2]
    if still:
        raise EstimationRefused(
            f"“{', '.join(still)}” is the same in every row of these years: no crisis, or the same for all counties. "
            "There is no effect to estimate."
        )


def _poisson(
    used: pd.DataFrame, outcome: Outcome, specification: Specification, regressors: list[str], choices: CrisisChoices
) -> Fit:
    if choices.weights:
        raise EstimationRefused("Poisson regression is not offered with weights here. Leave the weights out.")
    per_head = not outcome.as_number
    rows = used.assign(ln_population=np.log(used["population"].where(used["population"] > 0)) if per_head else 0.0)
    effects = [
        name
        for name, wanted in (("county", specification.county_effects), ("year", specification.year_effects))
        if wanted
    ]
    return fit_poisson(
        rows,
        outcome=outcome.code,
        regressors=[*regressors, *(["trend"] if specification.trend else [])],
        effects=effects,
        offset="ln_population" if per_head else None,
        cluster=("county",),
        level=choices.level,
    )
