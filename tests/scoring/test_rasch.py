"""The one-parameter model against published figures, an integral taken slowly, and firms drawn from it.

The published figures have four decimals: PRINTED is half a unit of the last. The slow witness integrates adaptively to
1e-10 and climbs without derivatives: it is held to WITNESS.
"""

import math

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rasch import FLATTEST, NoFit, Rising, fit_rasch, minus_log_likelihood
from tests.scoring.test_ladder import TWENTY, matrix_of

PRINTED = 5e-5
WITNESS = 1e-5

# Section 6 of the Law School Admission Test (Bock and Lieberman 1970): how many of 1000 solved each of five tasks, and
# how many solved 0 to 5. Rizopoulos (2006), Journal of Statistical Software 17(5), fits it with the R package ltm:
# difficulties in units of the standard deviation, the discrimination (that deviation in logits), the log likelihood.
SOLVED, SCORES = (924, 709, 553, 763, 870), (3, 20, 85, 237, 357, 298)
LTM_DIFFICULTIES = (-3.6153, -1.3224, -0.3176, -1.7301, -2.7802)
LTM_ERRORS = (0.3266, 0.1422, 0.0977, 0.1691, 0.2510)


def matrix_with(margins, scores):
    """Some matrix with these margins and these numbers of firms by score: all that the model looks at."""
    left, rows = list(margins), []
    for score, firms in reversed(list(enumerate(scores))):
        for _ in range(firms):
            fullest = sorted(range(len(left)), key=lambda rung: -left[rung])[:score]
            rows.append([rung in fullest for rung in range(len(left))])
            left = [count - (rung in fullest) for rung, count in enumerate(left)]
    assert not any(left), "these margins and scores do not go together"
    return np.array(rows)


def test_the_fit_is_the_published_one():
    found = fit_rasch(matrix_with(SOLVED, SCORES))
    assert found.spread == pytest.approx(0.7551, abs=PRINTED)
    assert found.spread_error == pytest.approx(0.0694, abs=PRINTED)
    assert [each / found.spread for each in found.difficulties] == pytest.approx(LTM_DIFFICULTIES, abs=PRINTED)
    # Its log likelihood is that of the answers one by one, as ours: the margins and scores tell it.
    assert found.log_likelihood == pytest.approx(-2466.938, abs=5e-4)


def test_standard_errors_are_the_published_ones():
    """Those of ltm are of difficulty over deviation: by the delta method from ours."""
    found = fit_rasch(matrix_with(SOLVED, SCORES))
    parameters = np.array([*found.difficulties, found.spread])
    covariance = np.linalg.inv(minus_log_likelihood(parameters, np.array(SOLVED, float), np.array(SCORES, float))[2])
    for rung, error in enumerate(LTM_ERRORS):
        slope = np.zeros(6)
        slope[rung], slope[5] = 1 / found.spread, -found.difficulties[rung] / found.spread**2
        assert math.sqrt(slope @ covariance @ slope) == pytest.approx(error, abs=PRINTED)
        assert found.standard_errors[rung] == pytest.approx(math.sqrt(covariance[rung, rung]), rel=1e-9)


def slow_log_likelihood(held, difficulties, spread):
    """The likelihood of every firm, its technology integrated out adaptively."""
    total = 0.0
    for row in held.tolist():

        def chance(t, row=row):
            parts = [
                1 / (1 + math.exp(d - spread * t)) if has else 1 / (1 + math.exp(spread * t - d))
                for has, d in zip(row, difficulties, strict=True)
            ]
            return math.prod(parts) * math.exp(-t * t / 2) / math.sqrt(2 * math.pi)

        total += math.log(scipy.integrate.quad(chance, -9, 9, epsabs=1e-12, epsrel=1e-10, limit=200)[0])
    return total


def test_the_likelihood_is_the_integral_taken_slowly_and_the_fit_its_highest_point():
    found = fit_rasch(TWENTY)
    assert found.log_likelihood == pytest.approx(
        slow_log_likelihood(TWENTY, found.difficulties, found.spread), abs=WITNESS
    )
    for place in range(7):
        for step in (-0.05, 0.05):
            moved = [*found.difficulties, found.spread]
            moved[place] += step
            assert slow_log_likelihood(TWENTY, moved[:-1], moved[-1]) < found.log_likelihood


@pytest.mark.parametrize("spread", [0.3, 2.0, 8.0, 14.0])
def test_derivatives_are_differences_however_steep_the_ladder(spread):
    margins, scores = TWENTY.sum(axis=0).astype(float), np.bincount(TWENTY.sum(axis=1), minlength=7).astype(float)
    at = np.array([-4.0, -2.0, -1.0, 0.1, 1.5, 4.0, spread])
    step = 1e-5
    _, gradient, second = minus_log_likelihood(at, margins, scores)
    for place in range(7):
        move = step * np.eye(7)[place]
        above, below = (minus_log_likelihood(each, margins, scores) for each in (at + move, at - move))
        assert gradient[place] == pytest.approx((above[0] - below[0]) / (2 * step), abs=1e-4)
        assert second[place] == pytest.approx((above[1] - below[1]) / (2 * step), abs=1e-4)


def drawn(difficulties, spread, firms, seed):
    draw = np.random.default_rng(seed)
    technology = spread * draw.standard_normal(firms)[:, None]
    return draw.random((firms, len(difficulties))) < 1 / (1 + np.exp(np.array(difficulties) - technology))


def test_firms_drawn_from_the_model_give_its_difficulties_back():
    """Of 40 samples with seven parameters each, 95 per cent of 280 fall within 1.96 errors: at least 250 have to."""
    truth = [-3.0, -1.5, -0.5, 0.5, 1.5, 3.0]
    inside, far = 0, []
    for seed in range(40):
        found = fit_rasch(drawn(truth, 2.0, 300, seed))
        told = [*found.difficulties, found.spread]
        errors = [*found.standard_errors, found.spread_error]
        inside += sum(abs(t - w) < 1.96 * e for t, w, e in zip(told, [*truth, 2.0], errors, strict=True))
        far.append([t - w for t, w in zip(told, [*truth, 2.0], strict=True)])
    assert 250 <= inside < 280
    # The mean of 40 samples lies within three of its own errors, the largest being 0.3 / √40.
    assert np.mean(far, axis=0) == pytest.approx(np.zeros(7), abs=0.15)


def test_difficulties_that_rise_are_told_to_rise_and_a_misplaced_rung_to_fall():
    assert fit_rasch(drawn([-3, -2, -1, 1, 2, 3], 2.0, 2000, 1)).rising is Rising.RISES
    misplaced = fit_rasch(drawn([-3, -2, 1, -1, 2, 3], 2.0, 2000, 1))
    assert misplaced.rising is Rising.FALLS
    assert [(step.lower, step.upper) for step in misplaced.steps if step.high < 0] == [(3, 4)]


def test_twenty_firms_are_too_few_to_be_sure():
    found = fit_rasch(TWENTY)
    assert found.rising is Rising.NOT_SURE
    assert all(step.rise > 0 for step in found.steps)
    assert [step.low < 0 for step in found.steps] == [True, True, True, True, True]


def test_rungs_that_all_or_none_hold_are_left_out_and_told():
    found = fit_rasch(np.hstack([np.ones((20, 1), dtype=bool), TWENTY[:, 1:5], np.zeros((20, 1), dtype=bool)]))
    assert (found.rungs, found.excluded) == ((2, 3, 4, 5), (1, 6))
    alone = fit_rasch(TWENTY[:, 1:5])
    assert found.difficulties == alone.difficulties
    assert [(step.lower, step.upper) for step in found.steps] == [(2, 3), (3, 4), (4, 5)]


@pytest.mark.parametrize(
    ("patterns", "reason"),
    [
        (["111000"] * 5 + ["111100"] * 5 + ["111110"] * 5, NoFit.FEW_RUNGS),
        (["100000", "110000", "111000", "111100"] * 5, NoFit.PERFECT),
        # A perfect ladder in another order than the theory's is perfect too, and has no finite model either.
        (["000001", "000011", "000111", "001111"] * 5, NoFit.PERFECT),
        (["100000", "110000", "111000", "111100", "111110"] * 4000 + ["101000"], NoFit.STEEP),
    ],
)
def test_without_a_finite_model_the_reason_is_told(patterns, reason):
    found = fit_rasch(matrix_of(patterns))
    assert (found.no_fit, found.rising, found.rungs, found.difficulties) == (reason, Rising.REFUSED, (), ())


def test_rungs_that_do_not_hang_together_have_the_logits_of_their_shares():
    """Where holding one rung speaks against the others the deviation is nothing, and rungs are independent."""
    held = matrix_of(["100", "010", "001", "100", "010", "100"])
    found = fit_rasch(held)
    share = held.mean(axis=0)
    assert found.spread == 0 < FLATTEST
    assert found.spread_error is None
    assert found.difficulties == pytest.approx(np.log((1 - share) / share), abs=1e-9)
    assert found.standard_errors == pytest.approx(1 / np.sqrt(6 * share * (1 - share)), abs=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_difficulties_lie_in_the_order_of_popularity(seed):
    held = drawn([-1.0, -0.5, 0.0, 0.5, 1.0], 1.0, 40, seed)
    found = fit_rasch(held)
    share = held.mean(axis=0)
    if not found.no_fit:
        easier = np.argsort(-share[[rung - 1 for rung in found.rungs]], kind="stable")
        assert np.all(np.diff(np.array(found.difficulties)[easier]) > -1e-6)


def test_the_order_of_firms_changes_nothing():
    assert fit_rasch(TWENTY) == fit_rasch(TWENTY[::-1])


@pytest.mark.parametrize("shape", [(0, 6), (3, 1)])
def test_a_matrix_without_firms_or_with_one_rung_is_refused(shape):
    with pytest.raises(ValueError, match="at least one firm and two rungs"):
        fit_rasch(np.zeros(shape, dtype=bool))
