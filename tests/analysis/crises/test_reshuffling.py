"""Swapped crises: the fast t-statistic is that of the whole equation, and chance gives chance."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel, build_panel
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.reshuffling import partial_out, reshuffle
from analysis.estimators.permutation import whole_paths
from analysis.estimators.records import EstimationRefused
from tests.analysis.crises.simulated import simulated_tables

CHOICES = CrisisChoices(outcomes=("patents", "staff"), controls=("ln_gdp_pc", "density"))
TYPES = ["crisis_quality", "crisis_export_barrier"]


@pytest.fixture(scope="module")
def panel() -> CountyPanel:
    tables = simulated_tables()
    return build_panel(CHOICES, tables["panel"], tables["crises"])


@pytest.mark.parametrize("weights", ["", "population"])
@pytest.mark.parametrize("place", [0, 1])
def test_the_fast_t_statistic_is_that_of_r4_up_to_its_small_sample_factor(
    panel: CountyPanel, place: int, weights: str
) -> None:
    outcome = panel.outcomes[place]
    choices = replace(CHOICES, weights=weights)
    whole = fit_specification(panel, outcome, BEST, choices, stocks=TYPES)
    fast = partial_out(panel, outcome, weights).t_statistics(panel.frame[TYPES].to_numpy(float))
    slow = np.array([whole.coefficient(name).statistic for name in TYPES])
    # The factor G/(G-1) x (N-1)/(N-K) is common to all statistics of one equation.
    assert fast / fast[0] == pytest.approx(slow / slow[0], rel=1e-6)
    counties, rows = 73, whole.rows_used
    parameters = int(whole.errors.split("K = ")[1].split(",")[0])
    factor = np.sqrt(counties / (counties - 1) * (rows - 1) / (rows - parameters))
    assert fast == pytest.approx(slow * factor, rel=1e-6)


def test_the_p_value_equals_refitting_the_whole_equation_for_every_swap(panel: CountyPanel) -> None:
    outcome = panel.outcomes[1]
    found = reshuffle(panel, [(outcome, [["crisis"]])], weights="", repetitions=30, seed=4)
    swap, generator = whole_paths(["crisis"], entity="county", time="year"), np.random.default_rng(4)
    observed = abs(fit_specification(panel, outcome, BEST, CHOICES).coefficient("crisis").statistic)
    thin = panel.frame[["county", "year", "crisis"]]
    as_great = 0
    for _ in range(30):
        swapped = replace(panel, frame=panel.frame.assign(crisis=swap(thin, generator)["crisis"]))
        as_great += abs(fit_specification(swapped, outcome, BEST, CHOICES).coefficient("crisis").statistic) >= observed
    assert found.alone == {("staff", "crisis"): (1 + as_great) / 31}
    assert found.stepdown == {}


def test_the_same_seed_gives_the_same_p_values_and_the_stepdown_is_never_below_its_own(panel: CountyPanel) -> None:
    families = [(outcome, [["crisis"], TYPES]) for outcome in panel.outcomes]
    first = reshuffle(panel, families, weights="", repetitions=30, seed=1)
    again = reshuffle(panel, families, weights="", repetitions=30, seed=1)
    assert first == again
    assert set(first.stepdown) == {(code, kind) for code in ("patents", "staff") for kind in TYPES}
    for key, p_value in first.stepdown.items():
        assert 1 / 31 <= first.alone[key] <= p_value <= 1


def test_without_any_effect_few_p_values_are_small(panel: CountyPanel) -> None:
    """Under the null a p-value of 1 of 20 or less has a chance of 1/20; 4 or more of 12 would have one of 0.0022."""
    small = 0
    few = panel.frame[panel.frame["county"] <= "county 25"].reset_index(drop=True)
    for seed in range(12):
        noise = np.random.default_rng(seed).normal(size=len(few))
        null = replace(panel, frame=few.assign(y_patents=noise), controls=())
        found = reshuffle(null, [(null.outcomes[0], [["crisis"]])], weights="", repetitions=19, seed=seed)
        small += found.alone[("patents", "crisis")] <= 1 / 20
    assert small < 4


def test_a_stock_that_the_effects_explain_is_refused(panel: CountyPanel) -> None:
    flat = replace(panel, frame=panel.frame.assign(crisis=1.0))
    with pytest.raises(EstimationRefused, match="does not vary"):
        reshuffle(flat, [(flat.outcomes[0], [["crisis"]])], weights="", repetitions=19, seed=1)


def test_an_outcome_without_complete_rows_is_refused(panel: CountyPanel) -> None:
    empty = replace(panel, frame=panel.frame.assign(y_patents=pd.Series(np.nan, index=panel.frame.index)))
    with pytest.raises(EstimationRefused, match="No row"):
        partial_out(empty, empty.outcomes[0], "")
