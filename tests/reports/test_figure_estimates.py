"""What a sample says of owners, skills, wages and growth: against the textbook's formula, and a slope by nudging.

Two ways of the same sums are held to EIGHT; a derivative by differences of 1e-6 is good to NUDGED of itself.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from reports.cluster_columns import ClusterColumns
from reports.figure_estimates import double_ratio, figure_estimates
from reports.population_figures import FigureEstimate
from reports.score_inputs import EMPLOYEES, EXPORTS, FIGURES, FOREIGN_EQUITY, WAGE_BILL, WORKFORCE_REF
from scoring.collapsing import JoinedBy, JoinedStrata
from scoring.designs import sample_design, variances
from scoring.estimates import Estimate, Stratum, estimate_mean, estimate_ratio, yearly_growth
from scoring.intervals import mean_interval, proportion_interval
from tests.factories.materials import specification

EIGHT = 1e-8
NUDGED = 1e-5
LABELS = ["a"] * 8 + ["b"] * 12
FRAME = {"is_probability_sample": True, "strata": {"a": 20, "b": 80}}
PRICES = {"price_index": {"points": [[2000, 100.0], [2006, 150.0]]}}


def columns(**changed: Any) -> ClusterColumns:
    """Twenty firms that tell everything, with a stratum each."""
    random = np.random.default_rng(2006)
    figures = {code: random.uniform(5, 50, 20) for code in FIGURES}
    figures[WORKFORCE_REF["total"]] = random.uniform(400, 900, 20)
    figures[FOREIGN_EQUITY] = np.where(np.arange(20) % 3 == 0, 80.0, 10.0)
    return ClusterColumns(
        weights=np.full(20, 1.0),
        rungs={},
        levels={},
        figures=figures | changed,
        attributes=[{"stratum": label} for label in LABELS],
    )


def inputs(**changed: Any) -> dict[str, Any]:
    return {"frame": FRAME, "series": PRICES, **changed}


def textbook(above: np.ndarray, below: np.ndarray) -> Estimate:
    """The ratio of the stratified sample, as the method prints it."""
    return estimate_ratio([Stratum(20, above[:8], below[:8]), Stratum(80, above[8:], below[8:])])


def same(found: FigureEstimate, other: Estimate, times: float) -> None:
    bounds = mean_interval(other)
    expected = [times * each for each in (other.value, other.se, bounds.low, bounds.high) if each is not None]
    assert [found.value, found.se, found.low, found.high] == pytest.approx(expected, rel=EIGHT)
    assert (found.df, found.n, found.method, found.reason) == (18, 20, "student", "")


def test_ratios_and_growth_are_those_of_the_textbook() -> None:
    told = columns()
    found = figure_estimates(inputs(), specification(growth_basis="matched", weighted=True), told)
    figure = told.figures
    skilled = sum(figure[WORKFORCE_REF[name]] for name in ("managers", "professionals", "technical"))
    narrow = skilled + figure[WORKFORCE_REF["supervisory"]] + figure[WORKFORCE_REF["clerical"]]
    total = figure[WORKFORCE_REF["total"]]
    same(found["skill_narrow"], textbook(narrow, total), 100)
    same(found["skill_wide"], textbook(narrow + figure[WORKFORCE_REF["skilled"]], total), 100)
    same(found["wage"], textbook(figure[WAGE_BILL[1]], figure[EMPLOYEES[1]]), 1)
    same(found["exports"], yearly_growth(textbook(figure[EXPORTS[1]], figure[EXPORTS[0]]), 6), 100)
    same(found["employment"], yearly_growth(textbook(figure[EMPLOYEES[1]], figure[EMPLOYEES[0]]), 6), 100)


def test_the_share_of_foreign_firms_has_the_interval_of_a_share() -> None:
    told = columns()
    foreign = (told.figures[FOREIGN_EQUITY] >= 50).astype(float)
    other = estimate_mean([Stratum(20, foreign[:8]), Stratum(80, foreign[8:])])
    bounds = proportion_interval(other)
    found = figure_estimates(inputs(), specification(), told)["foreign"]
    expected = [100 * each for each in (other.value, other.se, bounds.low, bounds.high) if each is not None]
    assert [found.value, found.se, found.low, found.high] == pytest.approx(expected, rel=1e-7)
    assert found.method == "korn_graubard"


def test_growth_of_real_wages_is_that_of_wages_over_prices() -> None:
    told = columns()
    figure, weights = told.figures, np.array([2.5] * 8 + [80 / 12] * 12)
    found = figure_estimates(inputs(), specification(growth_basis="matched"), told)["real_wages"]
    then, now = (weights @ figure[WAGE_BILL[year]] / (weights @ figure[EMPLOYEES[year]]) for year in (0, 1))
    assert found.value == pytest.approx(100 * ((now / then / 1.5) ** (1 / 6) - 1), rel=EIGHT)
    without = figure_estimates(inputs(series={}), specification(growth_basis="matched"), told)["real_wages"]
    assert (without.value, without.reason) == (None, "no_value")


def test_the_error_of_a_ratio_of_ratios_is_that_of_nudged_weights() -> None:
    # The linearised variable of a firm is its weight times the slope of the estimate in that weight.
    random = np.random.default_rng(7)
    parts = [random.uniform(1, 9, 20) for _part in range(4)]
    weights = random.uniform(1, 5, 20)
    design = sample_design(LABELS, weights, {"a": 20, "b": 80})

    def ratio(given: np.ndarray) -> float:
        a, b, c, d = (given @ part for part in parts)
        return a / b / (c / d)

    slopes = []
    for firm in range(20):
        nudge = np.zeros(20)
        nudge[firm] = 1e-6
        slopes.append(weights[firm] * (ratio(weights + nudge) - ratio(weights - nudge)) / 2e-6)
    found = double_ratio(design, *parts)
    assert found.value[0] == pytest.approx(ratio(weights), rel=EIGHT)
    assert found.se[0] == pytest.approx(float(np.sqrt(variances(design, np.array(slopes)[:, None])[0])), rel=NUDGED)


def test_firms_that_do_not_tell_are_not_observed() -> None:
    wages = columns().figures[WAGE_BILL[1]].copy()
    wages[:2] = np.nan
    found = figure_estimates(inputs(), specification(), columns(**{WAGE_BILL[1]: wages}))["wage"]
    staff = columns().figures[EMPLOYEES[1]]
    other = estimate_ratio([Stratum(20, wages[2:8], staff[2:8]), Stratum(80, wages[8:], staff[8:])])
    assert found.n == 18
    assert (found.value, found.se) == pytest.approx((other.value, other.se), rel=EIGHT)


def test_a_stratum_of_one_firm_is_joined_for_the_error_and_named() -> None:
    labels = ["foreign-large"] + ["foreign-medium"] * 7 + ["national-small"] * 12
    sizes = {"foreign-large": 5, "foreign-medium": 20, "national-small": 80}
    told = replace(columns(), attributes=[{"stratum": label} for label in labels])
    given = inputs(frame={"is_probability_sample": True, "strata": sizes})
    found = figure_estimates(given, specification(growth_basis="matched", weighted=True), told)
    assert {each.joined for each in found.values()} == {
        (JoinedStrata(("foreign-large",), ("foreign-medium",), JoinedBy.OWNERS),)
    }
    assert all(each.low is not None and each.reason == "" and each.df == 18 for each in found.values())
    # The wage firm by firm: z = w (bill - R staff)/X; the large firm about the medium ones.
    bill, staff = told.figures[WAGE_BILL[1]], told.figures[EMPLOYEES[1]]
    weights = np.array([5.0] + [20 / 7] * 7 + [80 / 12] * 12)
    ratio, whole = (weights @ bill) / (weights @ staff), weights @ staff
    e = (bill - ratio * staff) / whole
    medium, small = e[1:8], e[8:]
    variance = 7 * (20 / 7) ** 2 * (1 - 7 / 20) * medium.var(ddof=1)
    variance += 12 * (80 / 12) ** 2 * (1 - 12 / 80) * small.var(ddof=1)
    variance += 5**2 * max((e[0] - medium.mean()) ** 2, medium.var(ddof=1))
    assert found["wage"].value == pytest.approx(ratio, rel=EIGHT)
    assert found["wage"].se == pytest.approx(float(np.sqrt(variance)), rel=EIGHT)


def test_weights_in_use_count_and_so_do_the_eligible_firms_they_rest_on() -> None:
    told = columns()
    weighted = ClusterColumns(np.linspace(1, 6, 20), told.rungs, told.levels, told.figures, told.attributes)
    used = {"eligible": {"a": 16.0, "b": 60.0}}
    found = figure_estimates(inputs(weights=used), specification(), weighted)["wage"]
    bill, staff = told.figures[WAGE_BILL[1]], told.figures[EMPLOYEES[1]]
    assert found.value == pytest.approx((weighted.weights @ bill) / (weighted.weights @ staff), rel=EIGHT)
    plain = figure_estimates(inputs(), specification(), weighted)["wage"]
    assert plain.value == pytest.approx(textbook(bill, staff).value, rel=EIGHT)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (None, "not_by_chance"),
        ({**FRAME, "is_probability_sample": False}, "not_by_chance"),
        ({**FRAME, "strata": {"a": 20, "b": None}}, "population_unknown"),
    ],
)
def test_without_a_design_there_is_no_estimate(frame: dict[str, Any] | None, reason: str) -> None:
    found = figure_estimates(inputs(frame=frame), specification(growth_basis="matched"), columns())
    assert {(each.value, each.low, each.reason) for each in found.values()} == {(None, None, reason)}


def test_a_census_has_values_and_no_interval() -> None:
    whole = {"is_probability_sample": True, "strata": {"a": 8, "b": 12}}
    found = figure_estimates(inputs(frame=whole), specification(growth_basis="matched"), columns())
    assert {(each.se, each.low, each.reason, each.method) for each in found.values()} == {
        (None, None, "census", "census")
    }
    assert all(each.value is not None for each in found.values())
