"""Two-way fixed effects of a million rows, clustered by firm, against calling linearmodels for the same equation."""

import math
import warnings

import numpy as np
import pandas as pd
from linearmodels.iv.absorbing import AbsorbingLS
from linearmodels.panel.model import PanelOLS

from analysis.estimators.panel import fit_absorbed, fit_panel
from analysis.estimators.records import Fit
from benchmarks.clocks import line, paired_ratio

FIRMS, YEARS = 50_000, 20
REGRESSORS = ["capital", "labour"]
ROUNDS = 5


def panel() -> pd.DataFrame:
    """A balanced panel whose first regressor moves with the effects of firm and year."""
    random = np.random.default_rng(2006)
    firm, year = np.repeat(np.arange(FIRMS), YEARS), np.tile(np.arange(YEARS), FIRMS)
    effect = random.standard_normal(FIRMS)[firm] + random.standard_normal(YEARS)[year]
    capital, labour = random.standard_normal(FIRMS * YEARS) + effect, random.standard_normal(FIRMS * YEARS)
    output = capital + 2 * labour + effect + random.standard_normal(FIRMS * YEARS)
    return pd.DataFrame({"firm": firm, "year": year, "output": output, "capital": capital, "labour": labour})


def ours(table: pd.DataFrame) -> Fit:
    """What a system calls for effects of any columns."""
    return fit_absorbed(table, outcome="output", regressors=REGRESSORS, absorb=("firm", "year"), cluster=("firm",))


def ours_as_panel(table: pd.DataFrame) -> Fit:
    """What a system calls for a panel, which looks for two rows of one firm and year besides."""
    return fit_panel(
        table, outcome="output", regressors=REGRESSORS, entity="firm", time="year",
        entity_effects=True, time_effects=True, cluster=("firm",),
    )  # fmt: skip


def absorbing(table: pd.DataFrame) -> pd.Series:
    """The library's estimator for many effects, called by hand."""
    effects = table[["firm", "year"]].astype("category")
    model = AbsorbingLS(table.output, table[REGRESSORS], absorb=effects)
    return model.fit(cov_type="clustered", clusters=table.firm, debiased=True, use_cache=False).params


def panel_ols(table: pd.DataFrame) -> pd.Series:
    """The library's estimator for panels, called by hand."""
    indexed = table.set_index(["firm", "year"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = PanelOLS(indexed.output, indexed[REGRESSORS], entity_effects=True, time_effects=True)
        return model.fit(cov_type="clustered", cluster_entity=True).params


def main() -> None:
    table = panel()
    found = {each.name: each.estimate for each in ours(table).coefficients}
    for theirs in (absorbing(table), panel_ols(table)):
        same = all(math.isclose(found[name], theirs[name], rel_tol=1e-7) for name in REGRESSORS)
        assert same, "the three must estimate the same equation to be compared"
    told = f"Two-way fixed effects of {len(table):,} rows"
    ratios = paired_ratio(lambda: ours(table), lambda: absorbing(table), ROUNDS)
    print(line(f"{told}, fit_absorbed against AbsorbingLS", ratios, 1.2))
    ratios = paired_ratio(lambda: ours_as_panel(table), lambda: panel_ols(table), ROUNDS)
    print(line(f"{told}, fit_panel against PanelOLS", ratios, 1.2))


if __name__ == "__main__":
    main()
