"""Weighted transitions: a vector worked by hand, the same sums firm by firm, and the textbook's ratio of two totals.

Two ways of the same sums are held to CLOSE.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.designs import sample_design
from scoring.estimates import NoError, Stratum, estimate_mean, estimate_ratio
from scoring.intervals import proportion_interval
from scoring.transitions import LEVELS, transitions
from scoring.weighted_transitions import weighted_transitions

CLOSE = 1e-9
# Stratum a: 12 firms, 4 drawn, each stands for 3; stratum b: 40 firms, 5 drawn, each for 8.
LABELS = ["a"] * 4 + ["b"] * 5
WEIGHTS = np.array([3.0] * 4 + [8.0] * 5)
SIZES = {"a": 12, "b": 40}
FIRST = [2, 2, 3, 3, 2, 2, 2, 3, None]
SECOND = [2, 3, 3, None, 3, 1, 2, 3, 4]

levels = st.one_of(st.none(), st.integers(0, 6))
rounds = st.lists(st.tuples(st.sampled_from("ab"), levels, levels, st.floats(1, 20)), min_size=1, max_size=25)


def design(weights=WEIGHTS):
    return sample_design(LABELS, weights, SIZES)


def test_the_vector_that_is_worked_by_hand():
    found = weighted_transitions(design(), FIRST, SECOND)
    # At level 2 before: 3 + 3 of stratum a, 8 + 8 + 8 of stratum b; of these 30, 3 + 8 came to level 3.
    two = found.rows[2]
    assert (two.n, two.shares[3].share) == (5, pytest.approx(11 / 30, abs=CLOSE))
    assert [each.share for each in two.shares] == pytest.approx([0, 8 / 30, 11 / 30, 11 / 30, 0, 0, 0], abs=CLOSE)
    # All seven that are seen twice stand for 3 * 3 + 4 * 8 = 41 firms: 11 rose, 22 stayed, 8 fell.
    assert [each.share for each in found.moves.shares] == pytest.approx([11 / 41, 22 / 41, 8 / 41], abs=CLOSE)
    assert (found.moves.n, found.moves.df, found.moves.no_error) == (7, 7, None)
    # z of rising times 41 squared: a -33, 90, -33, 0 with squares about their mean 10278 - 144 = 10134; b 240, three
    # times -88, 0 with 80832 - 115.2 = 80716.8. The variance is (8/12 * 4/3 * 10134 + 35/40 * 5/4 * 80716.8) / 41^4.
    assert found.moves.shares[0].se == pytest.approx(math.sqrt((9008 + 88284) / 41**4), abs=CLOSE)


@given(rounds)
def test_shares_are_sums_of_weights_firm_by_firm(told):
    labels, first, second, weights = ([each[place] for each in told] for place in range(4))
    sizes = {label: 20.0 * labels.count(label) for label in labels}
    found = weighted_transitions(sample_design(labels, np.array(weights), sizes), first, second)
    counted = transitions(first, second)
    firms = [(one, other, w) for _label, one, other, w in told if one is not None and other is not None]
    for level in LEVELS:
        whole = sum(w for one, _other, w in firms if one == level)
        assert found.rows[level].n == sum(counted.counts[level])
        for later in LEVELS:
            share = found.rows[level].shares[later].share
            there = sum(w for one, other, w in firms if (one, other) == (level, later))
            assert share == (None if not whole else pytest.approx(there / whole, abs=CLOSE))
    whole = sum(w for _one, _other, w in firms)
    if whole:
        rose = sum(w for one, other, w in firms if other > one)
        assert found.moves.shares[0].share == pytest.approx(rose / whole, abs=CLOSE)
        assert sum(each.share for each in found.moves.shares) == pytest.approx(1, abs=CLOSE)


def test_errors_are_those_of_the_textbook_ratio_of_two_totals():
    found = weighted_transitions(design(), FIRST, SECOND)
    inside = [float(one == 2 and other is not None) for one, other in zip(FIRST, SECOND, strict=True)]
    for later in LEVELS:
        there = [float(other == later) * domain for other, domain in zip(SECOND, inside, strict=True)]
        book = estimate_ratio([Stratum(12, there[:4], inside[:4]), Stratum(40, there[4:], inside[4:])])
        share = found.rows[2].shares[later]
        assert (share.share, share.se) == pytest.approx((book.value, book.se), abs=CLOSE)


def test_everybody_seen_twice_has_the_share_of_the_stratified_sample_and_its_interval():
    first, second = [1] * 9, [2, 1, 1, 2, 1, 2, 1, 1, 1]
    found = weighted_transitions(design(), first, second).moves
    risen = [float(level == 2) for level in second]
    book = estimate_mean([Stratum(12, risen[:4]), Stratum(40, risen[4:])])
    bounds = proportion_interval(book)
    rose = found.shares[0]
    assert (rose.share, rose.se) == pytest.approx((book.value, book.se), abs=CLOSE)
    assert (rose.low, rose.high) == pytest.approx((bounds.low, bounds.high), abs=1e-7)


def test_with_equal_weights_the_shares_are_those_counted():
    found = weighted_transitions(design(np.full(9, 4.0)), FIRST, SECOND)
    counted = transitions(FIRST, SECOND)
    for level in (2, 3):
        shares = [100 * each.share for each in found.rows[level].shares]
        assert shares == pytest.approx(counted.row_pct(level), abs=CLOSE)


def test_over_many_samples_the_weighted_share_is_that_of_the_population_and_the_counted_one_is_not():
    random = np.random.default_rng(2031)
    # Half of a small stratum rises and a tenth of a large one; 20 of either are drawn, and a third is not met again.
    sizes = {"a": 40, "b": 200}
    rises = {"a": np.arange(40) % 2 == 0, "b": np.arange(200) % 10 == 0}
    met = {"a": np.arange(40) % 3 > 0, "b": np.arange(200) % 3 > 0}
    inside = [rises[code][met[code]] for code in sizes]
    true, draws = sum(each.sum() for each in inside) / sum(each.size for each in inside), 400
    design = sample_design(["a"] * 20 + ["b"] * 20, np.array([2.0] * 20 + [10.0] * 20), sizes)
    weighted, counted, held = [], [], 0
    for _draw in range(draws):
        units = {code: random.choice(size, 20, replace=False) for code, size in sizes.items()}
        again, risen = (np.concatenate([told[code][units[code]] for code in sizes]) for told in (met, rises))
        later = [(2 if up else 1) if seen else None for seen, up in zip(again, risen, strict=True)]
        rose = weighted_transitions(design, [1] * 40, later).moves.shares[0]
        weighted.append(rose.share)
        counted.append(risen[again].mean())
        held += rose.low <= true <= rose.high
    error = np.std(weighted) / math.sqrt(draws)
    assert abs(np.mean(weighted) - true) < 3 * error
    assert np.mean(counted) - true > 20 * error
    assert held >= 0.95 * draws


def test_a_census_has_shares_without_bounds_and_so_has_a_lonely_firm():
    whole = weighted_transitions(sample_design(["a"] * 3, np.ones(3), {"a": 3}), [1, 1, 2], [2, 1, 2])
    assert (whole.moves.no_error, whole.moves.shares[0].share) == (NoError.CENSUS, pytest.approx(1 / 3, abs=CLOSE))
    assert (whole.moves.shares[0].se, whole.moves.shares[0].low) == (None, None)
    lonely = weighted_transitions(sample_design(["a", "b", "b"], np.full(3, 2.0), {"a": 2, "b": 4}), [1] * 3, [2, 1, 1])
    assert (lonely.moves.no_error, lonely.moves.shares[0].low) == (NoError.SINGLETON, None)
    assert lonely.moves.shares[0].share == pytest.approx(1 / 3, abs=CLOSE)


def test_levels_of_other_units_than_the_design_has_are_refused():
    with pytest.raises(ValueError, match="2 levels for 9 units"):
        weighted_transitions(design(), [1, 1], [2, 2])
    with pytest.raises(ValueError, match="levels run from 0 to 6"):
        weighted_transitions(design(), [7] * 9, [1] * 9)
