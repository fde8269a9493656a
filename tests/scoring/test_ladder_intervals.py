"""One bootstrap for every figure of a ladder.

A sum of products stands beside figures computed sample by sample: CLOSE is their rounding. A percentile of 4000 draws
is itself drawn: two seeds of a smooth figure differ by less than DRAWN.
"""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ladder import diagnose
from scoring.ladder_intervals import Interval, bootstrap, figures_of
from tests.scoring.test_ladder import TWENTY, matrices, matrix_of

CLOSE = 1e-9
DRAWN = 0.03


def slow_bootstrap(held, strata, replicates, seed):
    """Draw firms one by one within their strata and diagnose each sample anew."""
    draw = np.random.default_rng(seed)
    groups = [np.flatnonzero([label == each for label in strata]) for each in dict.fromkeys(strata)]
    return [
        diagnose(held[np.concatenate([draw.choice(group, size=len(group)) for group in groups])])
        for _ in range(replicates)
    ]


def bounds(interval):
    return (interval.low, interval.high)


@given(st.lists(matrices, min_size=1, max_size=3))
def test_the_figures_of_many_samples_at_once_are_those_of_each_alone(samples):
    patterns, kinds = np.unique(np.vstack(samples), axis=0, return_inverse=True)
    ends = np.cumsum([len(sample) for sample in samples])[:-1]
    counts = np.array([np.bincount(each, minlength=len(patterns)) for each in np.split(kinds.ravel(), ends)], float)
    found = figures_of(patterns, counts)
    for row, sample in enumerate(samples):
        alone = diagnose(sample)
        told = [found.cr[row], found.mmr[row], found.cs[row], found.h[row], *found.h_rungs[row]]
        wanted = [alone.cr_ge, alone.mmr, alone.cs, alone.theory.h, *alone.theory.h_rungs]
        assert told == pytest.approx([np.nan if each is None else each for each in wanted], abs=CLOSE, nan_ok=True)
        pairs = [[np.nan if each is None else each for each in line] for line in alone.theory.h_pairs]
        assert found.h_pairs[row] == pytest.approx(np.array(pairs), abs=CLOSE, nan_ok=True)


def test_intervals_are_those_of_firms_drawn_one_by_one():
    strata = ["small"] * 8 + ["large"] * 12
    found = bootstrap(TWENTY, strata=strata, replicates=4000)
    slow = slow_bootstrap(TWENTY, strata, 4000, seed=5)
    for ours, theirs in (
        (found.cr, [each.cr_ge for each in slow]),
        (found.cs, [each.cs for each in slow]),
        (found.h, [each.theory.h for each in slow]),
        (found.h_rungs[3], [each.theory.h_rungs[3] for each in slow]),
        (found.h_pairs[2][4], [each.theory.h_pairs[2][4] for each in slow]),
    ):
        known = [each for each in theirs if each is not None]
        assert bounds(ours) == pytest.approx(tuple(np.quantile(known, [0.025, 0.975])), abs=DRAWN)


def test_the_same_seed_gives_the_same_intervals_whatever_the_order_of_firms_and_strata():
    strata = ["small"] * 10 + ["large"] * 10
    back = np.arange(20)[::-1]
    once = bootstrap(TWENTY, strata=strata, replicates=300)
    assert once == bootstrap(TWENTY[back], strata=[strata[row] for row in back], replicates=300)
    assert once != bootstrap(TWENTY, strata=strata, replicates=300, seed=2)


def test_an_interval_holds_its_figure():
    found, told = bootstrap(TWENTY), diagnose(TWENTY)
    assert found.cr.low < told.cr_ge < found.cr.high
    assert found.h.low < told.theory.h < found.h.high
    assert found.h_pairs[0][1] == found.h_pairs[1][0]
    assert found.h_pairs[0][0] is None


def test_firms_alone_in_their_strata_can_only_be_drawn_as_they_are():
    found = bootstrap(TWENTY, strata=list(range(20)), replicates=50)
    h = diagnose(TWENTY).theory.h
    assert bounds(found.h) == pytest.approx((h, h), abs=CLOSE)


def test_a_figure_that_samples_seldom_have_gets_no_interval():
    # Rung 3 is held by one firm of twenty: it is missing from every third sample, and H_3 with it.
    found = bootstrap(matrix_of(["111"] + ["110"] * 9 + ["100"] * 6 + ["000"] * 4), replicates=500)
    assert found.h_rungs[2] is None
    assert found.h == Interval(1.0, 1.0, found.h.replicates)


def test_rungs_that_do_not_vary_give_no_interval_but_of_reproducibility():
    found = bootstrap(matrix_of(["110"] * 4), replicates=50)
    assert (found.cs, found.h, found.h_rungs) == (None, None, (None, None, None))
    assert bounds(found.cr) == (1, 1)


def test_two_thousand_samples_of_ten_thousand_firms_take_no_longer_than_a_breath():
    held = np.random.default_rng(3).random((10_000, 6)) < np.linspace(0.9, 0.1, 6)
    began = time.process_time()
    bootstrap(held, strata=(np.arange(10_000) % 12).tolist())
    # Measured 0.15 s; drawn firm by firm it took minutes.
    assert time.process_time() - began < 3


def test_strata_of_another_number_than_firms_are_refused():
    with pytest.raises(ValueError, match="3 strata for 20 firms"):
        bootstrap(TWENTY, strata=["a", "b", "c"])


@pytest.mark.parametrize("shape", [(0, 6), (3, 1)])
def test_a_matrix_without_firms_or_with_one_rung_is_refused(shape):
    with pytest.raises(ValueError, match="at least one firm and two rungs"):
        bootstrap(np.zeros(shape, dtype=bool))
