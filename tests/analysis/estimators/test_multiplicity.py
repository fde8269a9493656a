"""Corrections for many tests: by hand, and what must hold of any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.estimators.multiplicity import adjusted_p_values, romano_wolf
from analysis.estimators.records import EstimationRefused

shares = st.floats(0, 1)


def test_three_p_values_are_adjusted_as_by_hand() -> None:
    given_values = {"patents": 0.01, "certificates": 0.04, "staff": 0.03}
    # Holm: 3·0.01, 2·0.03, and not below the one before. Benjamini–Hochberg: 3/1·0.01, min(3/2·0.03, 0.04), 0.04.
    assert adjusted_p_values(given_values) == pytest.approx({"patents": 0.03, "certificates": 0.06, "staff": 0.06})
    assert adjusted_p_values(given_values, "bh") == pytest.approx(
        {"patents": 0.03, "certificates": 0.04, "staff": 0.04}
    )


@given(st.lists(shares, min_size=1, max_size=8))
def test_adjusted_p_values_keep_order_and_never_fall_below_the_given(drawn: list[float]) -> None:
    p_values = {f"outcome {place}": value for place, value in enumerate(drawn)}
    for method in ("holm", "bh"):
        adjusted = adjusted_p_values(p_values, method)
        assert list(adjusted) == list(p_values)
        for name, value in p_values.items():
            assert value - 1e-12 <= adjusted[name] <= 1
            assert all(adjusted[name] <= adjusted[other] + 1e-12 for other in p_values if value < p_values[other])
    holm, discoveries = adjusted_p_values(p_values), adjusted_p_values(p_values, "bh")
    assert all(discoveries[name] <= holm[name] + 1e-12 for name in p_values)


def test_holm_is_that_of_statsmodels() -> None:
    drawn = np.random.default_rng(4).random(12) ** 3
    ours = adjusted_p_values({str(place): float(each) for place, each in enumerate(drawn)})
    assert list(ours.values()) == pytest.approx(list(multipletests(drawn, method="holm")[1]), rel=1e-12)


def test_a_missing_p_value_stays_missing_and_is_not_counted() -> None:
    adjusted = adjusted_p_values({"a": 0.02, "b": float("nan")})
    assert adjusted["a"] == 0.02
    assert np.isnan(adjusted["b"])
    with pytest.raises(EstimationRefused, match="between 0 and 1"):
        adjusted_p_values({"a": 1.2})
    with pytest.raises(EstimationRefused, match="no correction"):
        adjusted_p_values({"a": 0.2}, "bonferroni")  # type: ignore[arg-type]


def test_the_step_down_of_four_draws_is_as_by_hand() -> None:
    draws = np.array([[0.5, -2.0, 1.0], [3.5, 0.1, 0.2], [-1.0, 0.3, 2.5], [0.2, -0.4, 0.6]])
    # Largest first. b = 3: the maxima 2, 3.5, 2.5, 0.6 reach it once, (1+1)/5. Then a = 2 among the maxima of a and c
    # 1, 3.5, 2.5, 0.6: twice, 3/5. Then c = 0.5 among 1, 0.2, 2.5, 0.6: three times, 4/5.
    assert romano_wolf({"a": 2.0, "b": -3.0, "c": 0.5}, draws) == pytest.approx({"a": 0.6, "b": 0.4, "c": 0.8})


@given(st.integers(0, 1000), st.integers(1, 5))
def test_step_down_p_values_grow_as_statistics_shrink_and_lie_above_the_single_ones(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    observed = {str(place): float(each) for place, each in enumerate(random.normal(size=count) * 2)}
    draws = random.normal(size=(50, count))
    found = romano_wolf(observed, draws)
    ordered = sorted(observed, key=lambda name: -abs(observed[name]))
    assert [found[name] for name in ordered] == sorted(found.values())
    for place, name in enumerate(observed):
        alone = (1 + np.sum(np.abs(draws[:, place]) >= abs(observed[name]))) / 51
        assert found[name] >= alone - 1e-12


def test_draws_of_another_shape_or_with_gaps_are_refused() -> None:
    with pytest.raises(EstimationRefused, match="a column for each of the 2"):
        romano_wolf({"a": 1.0, "b": 2.0}, np.ones((5, 3)))
    with pytest.raises(EstimationRefused, match="missing"):
        romano_wolf({"a": 1.0}, np.array([[np.nan]]))
