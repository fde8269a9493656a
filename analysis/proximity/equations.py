"""The equations of Tables 6 to 10, with the errors of the paper and with errors clustered where proximity varies.

Source: Long and Zhang, equations 1 to 4. Proximity is the same for all firms of a region, so errors that take firms as
independent are too small (Moulton 1990); both are told side by side.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.least_squares import fit_logit_share, fit_ols, fit_quantile
from analysis.estimators.panel import fit_panel
from analysis.estimators.poisson import fit_poisson
from analysis.estimators.records import EstimationRefused, Fit
from analysis.proximity.variables import proximity_name
from analysis.results import Refused

AS_PAPER = "as the paper"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its outcome, the weight of its proximity ("" without), how it departs from the paper, and
    the two fits. `clustered` is None where there is nothing to cluster by."""

    table: int
    outcome: str
    weight: str
    variant: str
    robust: Fit
    clustered: Fit | None


@dataclass(frozen=True, slots=True)
class Columns:
    """What was fitted and what was refused, with the reason."""

    fitted: tuple[Column, ...]
    refused: tuple[Refused, ...]


class Collected:
    """Fits column after column and keeps what an estimator refuses."""

    def __init__(self, table: int) -> None:
        self.table = table
        self.fitted: list[Column] = []
        self.refused: list[Refused] = []

    def add(
        self, outcome: str, weight: str, variant: str, fit: Callable[[tuple[str, ...]], Fit], cluster: tuple[str, ...]
    ) -> None:
        """Calls `fit` without clusters and, where there are any, with them."""
        part = f"Table {self.table}, {outcome}, {weight or 'without proximity'}, {variant}"
        try:
            robust = fit(())
        except EstimationRefused as problem:
            self.refused.append(Refused(part, str(problem)))
            return
        clustered = None
        if cluster:
            try:
                clustered = fit(cluster)
            except EstimationRefused as problem:
                self.refused.append(Refused(f"{part}, clustered errors", str(problem)))
        self.fitted.append(Column(self.table, outcome, weight, variant, robust, clustered))

    def columns(self) -> Columns:
        """What came together."""
        return Columns(tuple(self.fitted), tuple(self.refused))


def entry_capital(regions: pd.DataFrame, weights: tuple[str, ...], larger: str, level: float) -> Columns:
    """Table 6: smallest assets of the later year on those of the earlier and on the earlier proximity.

    Beside the paper's least squares in levels, which a handful of regions decide, the median regression and least
    squares of logarithms. `regions` as `variables.region_variables` makes them.
    """
    collected = Collected(6)
    cluster = (larger,) if larger else ()
    for outcome in ("minimum", "percentile_5", "percentile_10"):
        logs = _with_logs(regions, [f"{outcome}_first", f"{outcome}_last"])
        for weight in (*weights, ""):
            near = [f"{proximity_name(weight)}_first"] if weight else []
            collected.add(outcome, weight, AS_PAPER, _ols(regions, outcome, near, level), cluster)
            if weight:
                median = _median(regions, outcome, near, level)
                collected.add(outcome, weight, "median regression", median, ())
                collected.add(outcome, weight, "logarithms", _ols(logs, f"ln_{outcome}", near, level), cluster)
    return collected.columns()


def firm_numbers(regions: pd.DataFrame, weights: tuple[str, ...], larger: str, level: float) -> Columns:
    """Table 8: log number of firms of the later year on that of the earlier and on the earlier proximity.

    Beside it Poisson of the number itself, which keeps regions that have none. The paper's small firms are explained
    by the earlier number of firms, as its table says, and not of small firms.
    """
    collected = Collected(8)
    cluster = (larger,) if larger else ()
    table = _with_logs(regions, ["firms_first", "firms_last", "small_firms_last"])
    for outcome in ("firms", "small_firms"):
        if f"{outcome}_last" not in regions.columns:
            reason = "Small firms need the choice small_output and a column “output”."
            collected.refused.append(Refused(f"Table 8, {outcome}", reason))
            continue
        for weight in weights:
            regressors = ["ln_firms_first", f"{proximity_name(weight)}_first"]
            collected.add(outcome, weight, AS_PAPER, _plain(table, f"ln_{outcome}_last", regressors, level), cluster)
            collected.add(outcome, weight, "Poisson", _poisson(table, f"{outcome}_last", regressors, level), cluster)
    return collected.columns()


def firm_effects(
    panel: pd.DataFrame, table: int, outcome: str, weight: str, regressors: tuple[str, ...], level: float
) -> Columns:
    """Tables 7, 9 and 10: effects of firms, the later year, proximity of the region and the controls.

    With two years the effects are the same as first differences. `panel` as `variables.firm_panel` makes it; beside
    the paper's column stand those whose proximity leaves the firm, or its industry, out (where the panel has them).
    """
    collected = Collected(table)
    variants = {AS_PAPER: proximity_name(weight)} if weight else {AS_PAPER: ""}
    for variant, ending in (("without the firm itself", "_no_firm"), ("without its industry", "_no_industry")):
        if weight and proximity_name(weight) + ending in panel.columns:
            variants[variant] = proximity_name(weight) + ending
    for variant, near in variants.items():
        names = [*([near] if near else []), *regressors, "later"]

        def fit(cluster: tuple[str, ...], names: list[str] = names) -> Fit:
            return fit_panel(
                panel,
                outcome=outcome,
                regressors=names,
                entity="firm",
                time="year",
                entity_effects=True,
                cluster=cluster,
                level=level,
            )

        collected.add(outcome, weight, variant, fit, ("region",))
    return collected.columns()


def pooled_share(
    panel: pd.DataFrame, table: int, outcome: str, weight: str, regressors: tuple[str, ...], level: float
) -> Columns:
    """Fractional logit of a share over all firms of both years: it stays within 0–1, and has no effects of firms."""
    collected = Collected(table)
    names = [proximity_name(weight), *regressors, "later"]

    def fit(cluster: tuple[str, ...]) -> Fit:
        return fit_logit_share(panel, outcome=outcome, regressors=names, cluster=cluster, level=level)

    collected.add(outcome, weight, "fractional logit without effects of firms", fit, ("region",))
    return collected.columns()


def _with_logs(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    made = {}
    for name in (name for name in names if name in frame.columns):
        values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        made[f"ln_{name}"] = np.log(np.where(values > 0, values, np.nan))
    return frame.assign(**made)


def _ols(frame: pd.DataFrame, outcome: str, near: list[str], level: float) -> Callable[[tuple[str, ...]], Fit]:
    return _plain(frame, f"{outcome}_last", [f"{outcome}_first", *near], level)


def _plain(frame: pd.DataFrame, outcome: str, regressors: list[str], level: float) -> Callable[[tuple[str, ...]], Fit]:
    def fit(cluster: tuple[str, ...]) -> Fit:
        return fit_ols(frame, outcome=outcome, regressors=regressors, cluster=cluster, level=level)

    return fit


def _median(frame: pd.DataFrame, outcome: str, near: list[str], level: float) -> Callable[[tuple[str, ...]], Fit]:
    def fit(_cluster: tuple[str, ...]) -> Fit:
        return fit_quantile(frame, outcome=f"{outcome}_last", regressors=[f"{outcome}_first", *near], level=level)

    return fit


def _poisson(
    frame: pd.DataFrame, outcome: str, regressors: list[str], level: float
) -> Callable[[tuple[str, ...]], Fit]:
    counted = frame.assign(**{outcome: frame[outcome].astype("float64").fillna(0.0)})

    def fit(cluster: tuple[str, ...]) -> Fit:
        return fit_poisson(counted, outcome=outcome, regressors=regressors, cluster=cluster, level=level)

    return fit
