"""Practices, attrition with its bounds, and pairs: each worked by hand and by a slower way."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from analysis.development.attrition import attrition, bounds_of, imbens_manski, lee_bounds
from analysis.development.matching import match
from analysis.development.practices import cronbach_alpha, practice_scores
from analysis.development.specification import Specification
from analysis.development.trial_data import Trial, read_trial
from analysis.development.trial_run import run_trial
from analysis.estimators.records import EstimationRefused
from analysis.specifications import SpecificationError
from analysis.systems import unwatched
from tests.analysis.development.simulated_trial import EFFECT, simulated_trial

GONE = float("nan")


def test_a_practice_score_is_the_share_kept_of_those_known() -> None:
    items = pd.DataFrame({"a": [1.0, 1, GONE], "b": [0.0, 1, GONE], "c": [GONE, 1, 1], "d": [1.0, 1, GONE]})
    assert practice_scores(items).isna().tolist() == [True, False, True]
    known = practice_scores(items, 0.75)
    assert known[0] == pytest.approx(2 / 3) and known[1] == 1 and np.isnan(known[2])
    with pytest.raises(SpecificationError, match="outside 0 to 1"):
        practice_scores(items.assign(a=2.0))


def test_alpha_is_worked_by_hand() -> None:
    # Items 0 0 1 1, 0 1 1 1, 0 0 0 1: variances 1/3, 1/4, 1/4; sums 0 1 2 3 with variance 5/3.
    items = pd.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1], "c": [0, 0, 0, 1]}, dtype=float)
    found = cronbach_alpha(items)
    assert found.value == pytest.approx(3 / 2 * (1 - (1 / 3 + 1 / 4 + 1 / 4) / (5 / 3)))
    assert (found.items, found.rows) == (3, 4)
    assert cronbach_alpha(pd.DataFrame({"a": [0.0, 1, 0], "b": [0.0, 1, 0]})).value == pytest.approx(1)


@given(arrays(float, (12, 4), elements=st.integers(0, 1).map(float)))
def test_alpha_is_the_mean_covariance_of_items_over_the_mean_of_the_whole_matrix(items: "np.ndarray") -> None:
    assume(np.var(items.sum(axis=1)) > 0)
    covariance = np.cov(items.T)
    between = (covariance.sum() - np.trace(covariance)) / 12
    slow = between / (covariance.sum() / 16)
    assert cronbach_alpha(pd.DataFrame(items)).value == pytest.approx(slow, abs=1e-9)  # rounding of sums of 12 terms


def test_alpha_is_refused_where_it_is_not_defined() -> None:
    with pytest.raises(EstimationRefused, match="two or more"):
        cronbach_alpha(pd.DataFrame({"a": [0.0, 1, 1]}))
    with pytest.raises(EstimationRefused, match="three or more"):
        cronbach_alpha(pd.DataFrame({"a": [0.0, 1], "b": [1.0, 1]}))
    with pytest.raises(EstimationRefused, match="same number"):
        cronbach_alpha(pd.DataFrame({"a": [1.0, 1, 1], "b": [1.0, 1, 1]}))


def columns(invited: list[float], others: list[float]) -> tuple["np.ndarray", "np.ndarray"]:
    return np.array([*invited, *others]), np.array([1.0] * len(invited) + [0.0] * len(others))


def test_bounds_are_worked_by_hand() -> None:
    # All ten invited are known, eight of ten others with mean 5: two of ten are trimmed; means 4.5 and 6.5 are left.
    found = lee_bounds(*columns([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [5] * 8 + [GONE] * 2))
    assert (found.trimmed, found.share) == ("invited", pytest.approx(0.2))
    assert (found.lower, found.upper) == (pytest.approx(-0.5), pytest.approx(1.5))


def test_the_firm_at_the_margin_counts_in_part() -> None:
    # Five known against three of four: a quarter of five is trimmed, 1.25 firms; (1 + 2 + 3 + 0.75 · 4) / 3.75 = 2.4.
    found = lee_bounds(*columns([1, 2, 3, 4, 5], [0, 0, 0, GONE]))
    assert (found.lower, found.upper) == (pytest.approx(2.4), pytest.approx(6 - 2.4))


def test_the_other_arm_is_trimmed_where_it_is_known_more_often() -> None:
    found = lee_bounds(*columns([5, 5, 5, GONE], [1, 2, 3, 4]))
    assert found.trimmed == "others"
    assert (found.lower, found.upper) == (pytest.approx(5 - 3), pytest.approx(5 - 2))


VALUES = st.lists(st.one_of(st.integers(-50, 50).map(float), st.just(GONE)), min_size=2, max_size=9)


@given(VALUES, VALUES)
def test_bounds_equal_those_of_a_table_in_which_each_firm_stands_many_times(
    invited: list[float], others: list[float]
) -> None:
    known = [sum(not np.isnan(each) for each in arm) for arm in (invited, others)]
    assume(min(known) > 0)
    found = lee_bounds(*columns(invited, others))
    shares = (known[0] / len(invited), known[1] / len(others))
    more, less = (invited, others) if shares[0] > shares[1] else (others, invited)
    # As often as makes the number trimmed whole: share = 1 − (k₋ n₊)/(n₋ k₊).
    times = len(less) * known[0] * known[1]
    full = sorted(each for each in more if not np.isnan(each) for _time in range(times))
    kept = round(len(full) * min(shares) / max(shares))
    rest = np.nanmean(less)
    ends = (np.mean(full[:kept]) - rest, np.mean(full[-kept:]) - rest)
    slow = ends if more is invited else (-ends[1], -ends[0])
    assert (found.lower, found.upper) == (pytest.approx(slow[0], abs=1e-9), pytest.approx(slow[1], abs=1e-9))
    naive = np.nanmean(invited) - np.nanmean(others)
    assert found.lower - 1e-9 <= naive <= found.upper + 1e-9


def test_bounds_of_an_arm_nobody_knows_are_refused() -> None:
    with pytest.raises(EstimationRefused, match="not invited has a known outcome"):
        lee_bounds(*columns([1, 2], [GONE, GONE]))


def test_the_interval_of_bounds_goes_from_two_sided_to_one_sided() -> None:
    # Imbens and Manski (2004): with no width 1.96 errors, with great width 1.645.
    low, high = imbens_manski((1.0, 1.0), (0.5, 0.5), 0.95)
    assert (low, high) == (pytest.approx(1 - norm.ppf(0.975) / 2), pytest.approx(1 + norm.ppf(0.975) / 2))
    low, high = imbens_manski((0.0, 100.0), (0.5, 0.5), 0.95)
    assert (low, high) == (pytest.approx(-norm.ppf(0.95) / 2), pytest.approx(100 + norm.ppf(0.95) / 2))
    assert imbens_manski((0.0, 1.0), (0.0, 0.0), 0.95) == (0.0, 1.0)


def drawn(lost: float) -> Trial:
    return read_trial(simulated_trial(lost=lost)[0], Specification(outcomes=("sales",)))


def test_attrition_counts_the_arms_and_bounds_hold_the_effect() -> None:
    trial = drawn(lost=0.2)
    seen = attrition(trial, 1)
    assert (seen.invited, seen.invited_seen, seen.others) == (280, 280, 320)
    assert seen.fit is not None and seen.others_seen < 280
    assert seen.fit.coefficient("invited").estimate == pytest.approx(0.2, abs=0.08)  # four errors of a share of 320
    bounds = bounds_of(trial, 1, "sales", level=0.95, repetitions=99, seed=1)
    assert bounds.low is not None and bounds.high is not None
    assert bounds.low < bounds.lower < bounds.upper < bounds.high
    assert bounds.low < 0.65 * EFFECT < bounds.high
    assert bounds.trimmed == "invited" and bounds.share == pytest.approx(0.2, abs=0.08)


def test_without_attrition_bounds_meet() -> None:
    bounds = bounds_of(drawn(lost=0.0), 1, "sales", level=0.95, repetitions=99, seed=1)
    assert bounds.lower == bounds.upper and bounds.trimmed == ""
    assert attrition(drawn(lost=0.0), 1).refusal.startswith("Every firm has the same fate")


def before(invited: list[int], strata: list[str] | None = None, **measures: list[float]) -> Trial:
    firms = [f"f{place:02}" for place in range(len(invited))]
    told = pd.DataFrame({"firm": firms, "invited": [bool(each) for each in invited], **measures})
    if strata is not None:
        told["stratum"] = strata
    both = pd.concat([told.assign(wave=0), told.assign(wave=1)]).assign(sales=1.0)
    return read_trial(both, Specification(outcomes=("sales",), baseline=tuple(measures)))


def pairs_of(trial: Trial, caliper: float | None = None) -> set[frozenset[str]]:
    return {frozenset(rows["firm"]) for _pair, rows in match(trial, caliper).pairs.groupby("pair")}


def test_the_nearest_firms_are_paired() -> None:
    trial = before([1, 1, 0, 0, 0], age=[10, 20, 21, 40, 11])
    assert pairs_of(trial) == {frozenset({"f00", "f04"}), frozenset({"f01", "f02"})}


@settings(max_examples=25)
@given(st.lists(st.integers(0, 1000).map(float), min_size=7, max_size=7, unique=True))
def test_no_other_way_of_pairing_is_nearer(ages: list[float]) -> None:
    trial = before([1, 1, 1, 0, 0, 0, 0], age=ages)
    found = match(trial)
    spread = np.sqrt((3 - 1) * np.var(ages[:3], ddof=1) + (4 - 1) * np.var(ages[3:], ddof=1)) / np.sqrt(5)
    slow = min(
        sum(abs(one - other) for one, other in zip(ages[:3], way, strict=False)) for way in permutations(ages[3:], 3)
    )
    assert sum(found.distances) == pytest.approx(slow / spread, rel=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(-3, 3))
def test_pairs_do_not_depend_on_units_of_measurement(seed: int, scale: float, mixed: float) -> None:
    random = np.random.default_rng(seed)
    age, size = random.normal(size=12), random.normal(size=12)
    arms = [1] * 5 + [0] * 7
    plain = match(before(arms, age=list(age), size=list(size)))
    turned = match(before(arms, age=list(scale * age + 7), size=list(size + mixed * age)))
    assert sum(plain.distances) == pytest.approx(sum(turned.distances), rel=1e-6)  # a condition of at most 10⁴


def test_pairs_stay_within_strata_and_within_the_caliper() -> None:
    trial = before([1, 0, 1, 0], strata=["a", "b", "b", "a"], age=[10, 10, 30, 31])
    assert pairs_of(trial) == {frozenset({"f00", "f03"}), frozenset({"f01", "f02"})}
    near = match(before([1, 1, 0, 0], age=[10, 20, 10.5, 90]), caliper=0.1)
    assert len(near.distances) == 1 and any("farther apart" in each.reason for each in near.dropped)
    with pytest.raises(EstimationRefused, match="near enough"):
        match(before([1, 1, 0, 0], age=[10, 20, 60, 90]), caliper=0.001)


def test_matching_is_refused_without_measures_that_differ() -> None:
    with pytest.raises(EstimationRefused, match="needs measures"):
        match(before([1, 0]))
    with pytest.raises(EstimationRefused, match="combinations of each other"):
        match(before([1, 1, 0, 0], age=[1, 2, 3, 4], months=[12, 24, 36, 48]))


@pytest.mark.parametrize("name", ["stratum", "invited", "attended", "wave", "firm"])
@pytest.mark.parametrize("role", ["outcomes", "baseline"])
def test_a_column_of_the_trial_itself_is_no_outcome_and_no_measure(name: str, role: str) -> None:
    chosen = {"outcomes": ("sales",)} | {role: (name,)}
    with pytest.raises(SpecificationError, match=f"“{name}” is a column of the trial itself"):
        read_trial(simulated_trial(firms=30)[0], Specification(**chosen))  # type: ignore[arg-type]


def test_an_arm_that_was_lost_wholly_is_cautioned_against_though_its_share_has_no_error() -> None:
    """Every invited firm was found again and nobody else: no p-value tells that, and nothing could be more uneven."""
    table = simulated_trial(firms=60)[0]
    table = table[(table["wave"] == 0) | table["invited"]]
    result = run_trial(Specification(outcomes=("sales",), repetitions=99), table, None, unwatched)
    told = [each for each in result.cautions if "found more often" in each]
    assert told == [
        "In wave 1 one arm was found more often than the other (difference +100.0%, p not defined): read the effects "
        "beside their bounds."
    ]
    row = next(each for each in result.tables if each.code == "trial_attrition").rows[0]
    assert row[7] == pytest.approx(1.0)
    assert all(cell is None or cell != cell for cell in row[8:12])
