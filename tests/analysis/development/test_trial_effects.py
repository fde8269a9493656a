"""Effects of a trial: those put into a made-up trial come out, and small ones are what can be worked by hand."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.development.balance import balance, joint_test, standardised_difference
from analysis.development.lots import lots_of, rates
from analysis.development.specification import Specification
from analysis.development.spillover import EXPOSURE, neighbours, spillover
from analysis.development.trial_data import ATTENDED, INVITED, SCORE, at_baseline, read_trial
from analysis.development.trial_effects import (
    double_difference,
    effect_on_compliers,
    intention_to_treat,
    randomisation_test,
    take_up,
)
from analysis.estimators.records import EstimationRefused
from analysis.specifications import SpecificationError
from tests.analysis.development.simulated_trial import EFFECT, SPILLOVER, simulated_trial

CHOICES = Specification(
    outcomes=("sales",), baseline=("age",), practices=tuple(f"item{number}" for number in range(5)), practices_known=0.5
)


def small(outcomes: list[float], invited: list[int], attended: list[int] | None = None) -> pd.DataFrame:
    firms = [f"f{place}" for place in range(len(outcomes))]
    told = pd.DataFrame({"firm": firms, "invited": [bool(each) for each in invited]})
    if attended is not None:
        told["attended"] = [bool(each) for each in attended]
    return pd.concat([told.assign(wave=0), told.assign(wave=1, sales=outcomes)], ignore_index=True)


SMALL = Specification(outcomes=("sales",))


def test_the_effect_put_into_a_trial_comes_out() -> None:
    table, _links = simulated_trial(lost=0.1)
    trial = read_trial(table, CHOICES)
    late = effect_on_compliers(trial, 1, "sales").coefficient(ATTENDED)
    itt = intention_to_treat(trial, 1, "sales").coefficient(INVITED)
    came = take_up(trial).coefficient(INVITED)
    # Three standard errors: a right estimator fails this once in 400 seeds, and the seed is fixed.
    assert abs(late.estimate - EFFECT) < 3 * late.standard_error < 0.7
    assert abs(came.estimate - 0.65) < 3 * came.standard_error
    assert abs(itt.estimate - 0.65 * EFFECT) < 3 * itt.standard_error
    assert itt.low > 0.8


def test_holding_the_baseline_fixed_makes_the_estimate_sharper() -> None:
    trial = read_trial(simulated_trial()[0], CHOICES)
    sharp = intention_to_treat(trial, 1, "sales").coefficient(INVITED)
    blunt = intention_to_treat(trial, 1, "sales", lagged=False).coefficient(INVITED)
    assert sharp.standard_error < 0.8 * blunt.standard_error


def test_without_anything_held_fixed_the_itt_is_the_difference_of_means_and_late_its_ratio_to_take_up() -> None:
    # By hand: means 6 and 3; take-up 3/4 and 0; so ITT 3 and LATE 3 / 0.75 = 4.
    trial = read_trial(small([8, 6, 7, 3, 2, 4, 1, 5], [1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0]), SMALL)
    itt = intention_to_treat(trial, 1, "sales", robust="plain").coefficient(INVITED)
    late = effect_on_compliers(trial, 1, "sales")
    assert itt.estimate == pytest.approx(3)
    assert late.coefficient(ATTENDED).estimate == pytest.approx(4)
    assert any("on the firms that attended" in note for note in late.notes)
    # By hand: squares about the means 14 and 10, so the pooled variance is 24/6 and the error √(4·(1/4 + 1/4)).
    assert itt.standard_error == pytest.approx(np.sqrt(2))


def test_the_test_by_lots_agrees_with_every_way_the_lots_could_have_fallen() -> None:
    outcomes, invited = [8.0, 6, 7, 3, 2, 4, 1, 5], [1, 1, 1, 1, 0, 0, 0, 0]
    trial = read_trial(small(outcomes, invited), SMALL)
    test = randomisation_test(trial, 1, "sales", lagged=False, repetitions=2000, seed=3)
    seen = abs(np.mean(outcomes[:4]) - np.mean(outcomes[4:]))
    ways = [set(each) for each in combinations(range(8), 4)]
    gaps = [
        abs(np.mean([outcomes[place] for place in way]) - np.mean([outcomes[place] for place in set(range(8)) - way]))
        for way in ways
    ]
    exact = np.mean([gap >= seen - 1e-9 for gap in gaps])
    assert test.observed == pytest.approx(3)
    assert test.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 2000))  # four standard errors


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 3))
def test_lots_drawn_again_keep_units_whole_and_send_as_many_invitations(seed: int, strata: int, size: int) -> None:
    random = np.random.default_rng(seed)
    units = np.repeat(np.arange(12), size)
    lot = random.random(12) < 0.5
    frame = pd.DataFrame({"unit": units, "stratum": units % strata, "invited": lot[units].astype(float)})
    drawn = lots_of(frame)(frame, random)
    assert drawn.groupby("unit")["invited"].nunique().max() == 1
    before, after = (each.groupby("stratum")["invited"].sum() for each in (frame, drawn))
    assert before.equals(after)
    assert rates(frame).equals(rates(drawn))


def test_the_arms_of_a_drawn_trial_are_alike_and_those_of_a_chosen_one_are_not() -> None:
    table, _links = simulated_trial()
    trial = read_trial(table, CHOICES)
    assert joint_test(trial, repetitions=299, seed=1).p_value > 0.05
    chosen = trial.roster.assign(**{at_baseline("age"): trial.roster[at_baseline("age")] + 3 * trial.roster[INVITED]})
    assert joint_test(replace(trial, roster=chosen), repetitions=299, seed=1).p_value == pytest.approx(1 / 300)
    row = balance(chosen, trial.covariates, (), "HC1")[0]
    assert row.standardised is not None and row.standardised > 0.4 and row.invited_count + row.others_count == 600


def test_a_standardised_difference_is_worked_by_hand() -> None:
    # Means 3 and 1, variances 4 and 2: 2 / √3.
    found = standardised_difference(np.array([1.0, 3, 5]), np.array([0.0, 2.0]))
    assert found == pytest.approx(2 / np.sqrt(3))
    assert standardised_difference(np.array([1.0, 1.0]), np.array([1.0, 1.0])) is None
    assert standardised_difference(np.array([1.0]), np.array([1.0, 2.0])) is None


def test_a_double_difference_is_the_change_of_one_arm_less_that_of_the_other() -> None:
    table = small([8, 6, 4, 5], [1, 1, 0, 0])
    table.loc[table["wave"] == 0, "sales"] = [5, 4, 3, 5]
    trial = read_trial(table, SMALL)
    found = double_difference(trial, 1, "sales", pairs=None, robust="plain").coefficient(INVITED)
    assert found.estimate == pytest.approx((3 + 2) / 2 - (1 + 0) / 2)


def test_over_pairs_the_error_is_that_of_the_mean_of_the_differences_of_pairs() -> None:
    table = small([8, 6, 9, 4, 5, 3], [1, 1, 1, 0, 0, 0])
    table.loc[table["wave"] == 0, "sales"] = [5, 4, 4, 3, 5, 3]
    pairs = pd.DataFrame({"firm": [f"f{place}" for place in range(6)], "pair": [0, 1, 2, 0, 1, 2]})
    found = double_difference(read_trial(table, SMALL), 1, "sales", pairs=pairs)
    differences = np.array([3.0 - 1, 2 - 0, 5 - 0])
    one = found.coefficient(INVITED)
    assert one.estimate == pytest.approx(differences.mean())
    # CRV1 with 3 pairs, 6 rows, 2 coefficients: the spread about the mean over 3, times 3/2 · 5/4.
    by_hand = np.sqrt(((differences - differences.mean()) ** 2).sum() / 9 * 3 / 2 * 5 / 4)
    assert one.standard_error == pytest.approx(by_hand)
    assert found.clusters == {"pair": 3}


def test_a_pair_that_lost_a_firm_is_left_out_whole() -> None:
    table = small([8, 6, 9, 4, 5, np.nan], [1, 1, 1, 0, 0, 0])
    table.loc[table["wave"] == 0, "sales"] = [5, 4, 4, 3, 5, 3]
    pairs = pd.DataFrame({"firm": [f"f{place}" for place in range(6)], "pair": [0, 1, 2, 0, 1, 2]})
    found = double_difference(read_trial(table, SMALL), 1, "sales", pairs=pairs)
    assert found.rows_used == 4
    assert found.coefficient(INVITED).estimate == pytest.approx(2)


def test_spillovers_put_into_a_trial_come_out() -> None:
    table, links = simulated_trial(firms=900)
    trial = read_trial(table, CHOICES)
    found = spillover(trial, links, 1, "sales", lagged=True, level=0.95, robust="HC1", repetitions=199, seed=2)
    everyone = found.everyone.coefficient(EXPOSURE)
    # The direct effect is not separated from attendance, but exposure is drawn independently of it: three errors.
    assert abs(everyone.estimate - SPILLOVER) < 3 * everyone.standard_error < 2
    assert found.test.p_value < 0.05
    # Pinv against QR: the statistic of the test is the coefficient of the equation.
    assert found.test.observed == pytest.approx(everyone.estimate, rel=1e-6)


def test_without_spillovers_none_is_found() -> None:
    table, links = simulated_trial(firms=300)
    random = np.random.default_rng(8)
    table["sales"] = random.normal(size=len(table))
    trial = read_trial(table, CHOICES)
    found = spillover(trial, links, 1, "sales", lagged=True, level=0.95, robust="HC1", repetitions=199, seed=2)
    assert found.test.p_value > 0.05


def test_links_count_both_ways_and_once_and_only_inside_the_trial() -> None:
    trial = read_trial(small([1, 2, 3, 4], [1, 0, 1, 0]), SMALL)
    links = pd.DataFrame(
        [("f0", "f1"), ("f1", "f0"), ("f0", "f2"), ("f2", "f2"), ("f3", "elsewhere")], columns=["firm", "other"]
    )
    weights, dropped = neighbours(trial, links)
    assert weights.toarray().tolist() == [[0, 0.5, 0.5, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    assert [each.count for each in dropped] == [1, 1, 1]


def test_what_the_design_does_not_allow_is_refused_aloud() -> None:
    unknown = read_trial(small([1, 2, 3, 4], [1, 1, 0, 0]), SMALL)
    with pytest.raises(EstimationRefused, match="does not tell who attended"):
        effect_on_compliers(unknown, 1, "sales")
    nobody = read_trial(small([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], [1, 0, 0, 1, 0, 0]), SMALL)
    with pytest.raises(EstimationRefused, match="did not attend more often"):
        effect_on_compliers(nobody, 1, "sales")
    with pytest.raises(EstimationRefused, match="not measured at the baseline"):
        double_difference(unknown, 1, "sales", pairs=None)
    with pytest.raises(EstimationRefused, match="no balance to test"):
        joint_test(unknown, repetitions=99, seed=1)
    with pytest.raises(EstimationRefused, match="Fewer than three firms"):
        spillover(
            unknown, pd.DataFrame({"firm": ["f0"], "other": ["f1"]}), 1, "sales", lagged=False, level=0.95,
            robust="HC1", repetitions=99, seed=1,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"outcomes": ("profit",)}, "no column “profit”"),
        ({"outcomes": ()}, "Name at least one"),
        ({"baseline_wave": 5}, "No firm was seen in wave 5"),
        ({"baseline_wave": 1}, "no wave after the baseline"),
        ({"outcomes": ("name",)}, "no numbers"),
    ],
)
def test_choices_that_do_not_fit_the_table_are_told(change: dict[str, object], problem: str) -> None:
    table = small([1, 2, 3, 4], [1, 1, 0, 0]).assign(name="x")
    with pytest.raises(SpecificationError, match=problem):
        read_trial(table, replace(SMALL, **change))


def test_a_firm_whose_invitation_changes_is_told_by_name() -> None:
    table = small([1, 2, 3, 4], [1, 1, 0, 0])
    table.loc[0, "invited"] = False
    with pytest.raises(SpecificationError, match="changes between waves for f0"):
        read_trial(table, SMALL)


def test_a_trial_with_one_arm_has_nothing_to_compare() -> None:
    with pytest.raises(SpecificationError, match="same arm"):
        read_trial(small([1, 2], [1, 1]), SMALL)


def test_firms_first_seen_later_are_left_out_and_counted() -> None:
    table = pd.concat(
        [small([1, 2, 3, 4], [1, 1, 0, 0]), pd.DataFrame({"firm": ["new"], "invited": [True], "wave": [1]})]
    )
    trial = read_trial(table, SMALL)
    assert (len(trial.roster), trial.left_out[0].count) == (4, 1)


def test_the_practice_score_is_an_outcome_like_others() -> None:
    trial = read_trial(simulated_trial()[0], CHOICES)
    assert trial.outcomes == ("sales", SCORE)
    found = intention_to_treat(trial, 1, SCORE).coefficient(INVITED)
    assert abs(found.estimate - 0.65 * 0.3) < 3 * found.standard_error


def test_errors_are_clustered_by_the_unit_of_the_draw() -> None:
    random = np.random.default_rng(5)
    units = np.repeat(np.arange(40), 5)
    table = small(list(random.normal(size=200)), [int(unit < 20) for unit in units]).assign(
        unit=lambda told: [str(units[int(firm[1:])]) for firm in told["firm"]]
    )
    trial = read_trial(table, SMALL)
    assert trial.cluster == ("unit",)
    assert intention_to_treat(trial, 1, "sales").clusters == {"unit": 40}
