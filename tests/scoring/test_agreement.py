"""Panels: the printed vector, slow versions, and published figures of other implementations.

The method's vectors print three to five significant digits: each is held to half a unit of its last
digit. Two ways of the same computation are held to CLOSE, far above the rounding of a few hundred
doubles.
"""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.agreement import (
    ConsensusRule,
    consensus,
    kendall_w,
    krippendorff_alpha,
    stability,
    summarise_votes,
    tastle_wierman,
    van_der_eijk,
    weighted_kappa,
)

CLOSE = 1e-9

PANEL = [[4, 3, 3, 3], [4, 3, 3, 4], [4, 3, 2, 3], [4, 2, 3, 3], [4, 3, 3, 4], [5, 3, 3, 3], [4, 3, 3, 3]]
PILLARS = [list(votes) for votes in zip(*PANEL, strict=True)]

phases = st.integers(1, 5)
panels = st.integers(2, 8).flatmap(lambda m: st.lists(st.lists(phases, min_size=4, max_size=4), min_size=m, max_size=m))


@pytest.mark.parametrize(
    ("pillar", "median", "iqr", "at_mode", "tastle"),
    [(0, 4, 0, 0.857, 0.905), (1, 3, 0, 0.857, 0.905), (2, 3, 0, 0.857, 0.905), (3, 3, 0.5, 0.714, 0.843)],
)
def test_the_printed_panel_by_pillar(pillar, median, iqr, at_mode, tastle):
    found = summarise_votes(PILLARS[pillar])
    assert (found.median, found.half_median, found.iqr) == (median, False, iqr)
    assert found.at_mode == pytest.approx(at_mode, abs=5e-4)
    assert found.tastle_wierman == pytest.approx(tastle, abs=5e-4)
    assert consensus(PILLARS[pillar]).reached


def test_the_printed_concordance_of_the_panel():
    found = kendall_w(PANEL)
    assert found.w == pytest.approx(0.77198, abs=5e-6)
    assert found.w_uncorrected == pytest.approx(0.57347, abs=5e-6)
    assert found.chi2 == pytest.approx(16.2115, abs=5e-5)
    assert found.p == pytest.approx(0.00103, abs=5e-6)
    assert (found.panelists, found.left_out, found.df) == (7, 0, 3)
    assert krippendorff_alpha(PANEL) == pytest.approx(0.677, abs=5e-4)


def test_near_unanimity_gives_a_low_concordance_and_unanimity_none():
    assert kendall_w([[4, 4, 4, 4]] * 4 + [[4, 4, 4, 3]]).w == pytest.approx(0.2, abs=CLOSE)
    unanimous = kendall_w([[4, 4, 4, 4]] * 5)
    assert (unanimous.w, unanimous.chi2, unanimous.p) == (None, None, None)
    assert krippendorff_alpha([[4, 4, 4, 4]] * 5) is None


@given(panels)
def test_the_chi_square_of_the_concordance_is_friedmans(votes):
    found = kendall_w(votes)
    if found.w is None:
        assert all(len(set(row)) == 1 for row in votes)
    elif len(votes) >= 3:
        friedman = stats.friedmanchisquare(*np.array(votes).T)
        assert found.chi2 == pytest.approx(friedman.statistic, rel=1e-7, abs=1e-7)
        assert -CLOSE <= found.w <= 1 + CLOSE


def test_a_panelist_who_cannot_judge_every_pillar_is_left_out_of_the_concordance():
    found = kendall_w([*PANEL, [4, None, 3, 3]])
    assert (found.panelists, found.left_out) == (7, 1)
    assert found.w == kendall_w(PANEL).w
    assert kendall_w([[1, 2], [None, 1]]).w is None
    assert kendall_w([]).w is None


@pytest.mark.parametrize("votes", [[[1, 2], [1]], [[1], [2]]])
def test_a_concordance_needs_the_same_pillars_of_everybody(votes):
    with pytest.raises(ValueError, match="same pillars"):
        kendall_w(votes)


def slow_alpha(votes):
    """Krippendorff's definition pair by pair: observed over expected ordinal distance."""
    units = [[vote for vote in column if vote is not None] for column in zip(*votes, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    every = [vote for unit in units for vote in unit]

    def distance(a, b):
        low, high = min(a, b), max(a, b)
        between = sum(low <= vote <= high for vote in every)
        return (between - (every.count(low) + every.count(high)) / 2) ** 2

    if len(set(every)) < 2:
        return None
    observed = sum(
        distance(a, b) / (len(unit) - 1)
        for unit in units
        for (i, a), (j, b) in product(enumerate(unit), repeat=2)
        if i != j
    ) / len(every)
    expected = sum(distance(a, b) for (i, a), (j, b) in product(enumerate(every), repeat=2) if i != j) / (
        len(every) * (len(every) - 1)
    )
    return 1 - observed / expected


@given(st.lists(st.lists(st.one_of(st.none(), phases), min_size=4, max_size=4), min_size=2, max_size=6))
def test_alpha_is_observed_over_expected_distance_pair_by_pair(votes):
    assert krippendorff_alpha(votes) == pytest.approx(slow_alpha(votes), abs=CLOSE)


def test_even_panels_may_have_a_half_median_that_nobody_rounds():
    found = summarise_votes([3, 3, 4, 4, None])
    assert (found.median, found.half_median, found.shown_phase) == (3.5, True, 3)
    assert (found.modes, found.cannot_judge, found.n) == ((3, 4), 1, 4)
    assert consensus([3, 3, 4, 4]).share == 1


def test_a_summary_by_hand():
    found = summarise_votes([1, 2, 2, 5])
    assert (found.counts, found.median, found.modes) == ((1, 2, 0, 0, 1), 2, (2,))
    assert (found.lowest, found.highest, found.at_mode, found.near_median) == (1, 5, 0.5, 0.75)
    assert found.iqr == pytest.approx(2.75 - 1.75, abs=CLOSE)
    assert found.sd == pytest.approx(3**0.5, abs=CLOSE)
    assert found.r_wg == pytest.approx(1 - 3 / 2, abs=CLOSE)


def test_a_pillar_nobody_could_judge_has_no_figures_and_no_consensus():
    found = summarise_votes([None, None])
    assert (found.n, found.cannot_judge, found.median, found.modes, found.van_der_eijk) == (0, 2, None, (), None)
    assert consensus([None]).reached is False
    assert summarise_votes([3]).sd is None


@pytest.mark.parametrize("vote", [0, 6])
def test_a_vote_that_is_no_phase_is_refused(vote):
    with pytest.raises(ValueError, match="phase"):
        summarise_votes([3, vote])


@given(st.lists(phases, min_size=1, max_size=12))
def test_measures_stay_in_their_ranges(votes):
    found = summarise_votes(votes)
    assert found.lowest <= found.median <= found.highest
    assert found.median == np.median(votes)
    assert 0 < found.at_mode <= 1
    assert -1 - CLOSE <= found.van_der_eijk <= 1 + CLOSE
    assert -CLOSE <= found.tastle_wierman <= 1 + CLOSE
    assert found.half_median is (found.median != found.shown_phase)


@pytest.mark.parametrize(
    ("counts", "agreement"),
    [
        # The worked example in the manual of the R package agrmt, version 1.31: 0.6113333.
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333),
        ([50, 0, 0, 0, 0, 0, 50], -1.0),
        ([10, 10, 10, 10, 10], 0.0),
        ([0, 0, 9, 0, 0], 1.0),
        # Two neighbours, by hand: one layer, U = 1, 1 - 1/4.
        ([0, 5, 5, 0, 0], 0.75),
        # Seven votes 0 0 6 1 0: a layer of 2 (0.75) and one of 5 (1): (2*0.75 + 5)/7.
        ([0, 0, 6, 1, 0], 6.5 / 7),
    ],
)
def test_van_der_eijks_agreement(counts, agreement):
    assert van_der_eijk(counts) == pytest.approx(agreement, abs=5e-8)


def test_tastle_wierman_at_its_ends():
    assert tastle_wierman([0, 0, 7, 0, 0]) == 1
    assert tastle_wierman([4, 0, 0, 0, 4]) == pytest.approx(0, abs=CLOSE)
    assert tastle_wierman([0] * 5) is van_der_eijk([0] * 5) is None


@pytest.mark.parametrize(
    ("votes", "default", "strict"),
    [
        ([3, 3, 3, 3], True, True),
        ([3, 3, 3, 4], True, True),
        ([3, 3, 4, 4], True, False),
        ([2, 3, 3, 4], True, False),
        # Quartiles 2.75 and 4: three of four in two phases, but the middle half is wider than one.
        ([2, 3, 4, 4], False, False),
        ([1, 3, 3, 5], False, False),
        ([2, 2, 4, 4], False, False),
        ([1, 1, 1, 5], True, True),
        ([1, 2, 3, 4], False, False),
    ],
)
def test_the_consensus_rules_by_hand(votes, default, strict):
    assert consensus(votes).reached is default
    assert consensus(votes, ConsensusRule.STRICT).reached is strict


def test_the_median_must_lie_in_the_two_phases():
    # Median 3, quartiles 2 and 4: five of seven are 2 or 3, but the spread is too wide.
    assert consensus([2, 2, 2, 3, 4, 4, 4]).reached is False
    # All votes in 3 and 4, the median 3.5 between them.
    assert consensus([3, 4]).share == 1


def test_stability_counts_only_those_who_voted_twice():
    earlier = {"a": 3, "b": 3, "c": 4, "d": None, "e": 2}
    later = {"a": 3, "b": 4, "c": 4, "d": 3, "f": 5}
    found = stability(earlier, later)
    assert (found.n, found.changed, found.stable) == (3, 1, False)
    assert found.share_changed == pytest.approx(1 / 3, abs=CLOSE)
    unmoved = stability(earlier, earlier)
    assert (unmoved.changed, unmoved.stable, unmoved.kappa, unmoved.wilcoxon_p) == (0, True, 1.0, None)
    assert stability({}, later).share_changed is None


def test_the_signed_rank_test_is_told_for_information():
    earlier = dict.fromkeys("abcdefgh", 2)
    assert stability(earlier, dict.fromkeys("abcdefgh", 4)).wilcoxon_p < 0.01


def slow_kappa(first, second, categories, power):
    """1 minus mean weight of the pairs over the mean weight of all combinations."""
    place = {category: n for n, category in enumerate(categories)}
    weight = [[abs(place[a] - place[b]) ** power for b in second] for a in first]
    by_chance = sum(map(sum, weight)) / len(first) ** 2
    return None if by_chance == 0 else 1 - sum(weight[i][i] for i in range(len(first))) / len(first) / by_chance


@given(st.lists(st.tuples(phases, phases), min_size=1, max_size=20), st.booleans())
def test_kappa_is_observed_over_chance_distance(pairs, quadratic):
    first, second = map(list, zip(*pairs, strict=True))
    found = weighted_kappa(first, second, categories=range(1, 6), quadratic=quadratic)
    assert found == pytest.approx(slow_kappa(first, second, range(1, 6), 2 if quadratic else 1), abs=CLOSE)


def test_kappa_at_its_ends_and_its_refusals():
    assert weighted_kappa([1, 5, 3], [1, 5, 3], categories=range(1, 6)) == 1
    assert weighted_kappa([1, 5], [5, 1], categories=range(1, 6)) == -1
    assert weighted_kappa([3, 3], [3, 3], categories=range(1, 6)) is None
    assert weighted_kappa([], [], categories=[1, 2]) is None
    with pytest.raises(ValueError, match="as many of both"):
        weighted_kappa([1], [], categories=[1])
    with pytest.raises(ValueError, match="is none of"):
        weighted_kappa([9], [1], categories=[1])


def test_agreement_falls_as_votes_move_apart():
    apart = [[0, 0, 8, 0, 0], [0, 0, 6, 2, 0], [0, 4, 0, 4, 0], [4, 0, 0, 0, 4]]
    for measure in (van_der_eijk, tastle_wierman):
        assert all(measure(nearer) > measure(farther) for nearer, farther in pairwise(apart))
