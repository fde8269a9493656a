"""Weights step by step: a case by hand, a slow version in fractions, and what must hold of any weights.

Sums of a few hundred doubles of size one to a thousand round below 1e-12 of themselves: CLOSE is far above.
"""

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from scoring.cell_merging import merge_small_cells
from scoring.raking import Margin, post_stratify, rake
from scoring.trimming import trim
from scoring.weighting import COUNTED, Drawn, Eligibility, Outcome, Settings, Step, weight
from scoring.weighting_errors import WeightingError, WeightingFault

CLOSE = 1e-9


def units_of(stratum, **counts):
    """Units of a stratum by outcome; those complete responded."""
    return [
        Drawn(stratum, Outcome(outcome), outcome == "complete")
        for outcome, count in counts.items()
        for _ in range(count)
    ]


# Foreign: 20 firms, 10 drawn. National: 90 firms, 15 drawn, of which one was never tried.
HAND = units_of("foreign", complete=6, refusal=1, non_contact=1, ineligible=2) + units_of(
    "national", complete=7, partial=1, refusal=2, unknown_eligibility=1, non_contact=2, ineligible=1, pending=1
)
POPULATION = {"foreign": 20, "national": 90}


@pytest.mark.parametrize(
    ("assumption", "foreign", "national"),
    # Foreign 6, 7, 8 of 10 tried, twice each; national 8, 11, 13 of 14 tried, of 90.
    [("strict", 12, 90 * 8 / 14), ("median", 14, 90 * 11 / 14), ("weak", 16, 90 * 13 / 14)],
)
def test_the_eligible_population_under_each_assumption_by_hand(assumption, foreign, national):
    found = weight(HAND, POPULATION, Settings(eligibility=Eligibility(assumption)))
    base, eligible, answered = found.steps
    assert (base.step, base.total, base.units) == (Step.BASE, pytest.approx(110, abs=CLOSE), 25)
    assert set(base.weights.tolist()) == {2.0, 6.0}
    assert eligible.total == pytest.approx(foreign + national, abs=CLOSE)
    assert answered.total == pytest.approx(foreign + national, abs=CLOSE)
    assert answered.weights[0] == pytest.approx(foreign / 6, abs=CLOSE)
    assert answered.weights[10] == pytest.approx(national / 7, abs=CLOSE)
    assert answered.units == 13
    assert np.count_nonzero(found.final) == 13


def test_the_figures_of_a_step_by_hand():
    # Weights 2 six times and 6 nine times would be the base of respondents alone; here 12/6 and 90*8/14/7.
    found = weight(HAND, POPULATION, Settings(eligibility=Eligibility.STRICT)).steps[-1]
    low, high = 2.0, 90 * 8 / 14 / 7
    mean = (6 * low + 7 * high) / 13
    variance = (6 * (low - mean) ** 2 + 7 * (high - mean) ** 2) / 13
    assert (found.least, found.most) == pytest.approx((low, high), abs=CLOSE)
    assert found.cv == pytest.approx(variance**0.5 / mean, abs=CLOSE)
    assert found.deff == pytest.approx(1 + variance / mean**2, abs=CLOSE)


def test_each_assumption_counts_all_that_the_stricter_one_counts():
    assert COUNTED[Eligibility.STRICT] < COUNTED[Eligibility.MEDIAN] < COUNTED[Eligibility.WEAK]
    left = set(Outcome) - COUNTED[Eligibility.WEAK]
    assert left == {Outcome.INELIGIBLE, Outcome.PENDING}


def test_a_stratum_nobody_was_tried_in_takes_the_share_of_the_others():
    units = units_of("a", complete=6, ineligible=4) + units_of("b", pending=5)
    found = weight(units, {"a": 100, "b": 50}, Settings(eligibility=Eligibility.STRICT))
    assert found.steps[1].total == pytest.approx(60 + 30, abs=CLOSE)
    assert [(merge.cell, merge.into) for merge in found.merges] == [("b", "a")]
    assert found.final.sum() == pytest.approx(90, abs=CLOSE)


outcomes = st.sampled_from(list(Outcome))


@st.composite
def surveys(draw):
    """Strata foreign or national by size, each with a complete interview, and populations at least as large."""
    names = draw(
        st.lists(
            st.sampled_from(["foreign-small", "foreign-large", "national-small", "national-medium", "national-large"]),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    units, population = [], {}
    for name in names:
        drawn = [Outcome.COMPLETE, *draw(st.lists(outcomes, max_size=12))]
        sizes = draw(st.lists(st.sampled_from(["s", "m"]), min_size=len(drawn), max_size=len(drawn)))
        units += [
            Drawn(name, outcome, outcome is Outcome.COMPLETE, {"observed": size})
            for outcome, size in zip(drawn, sizes, strict=True)
        ]
        population[name] = len(drawn) + draw(st.integers(0, 200))
    return units, population


def slowly(units, population, assumption, cells):
    """The first three steps in fractions, one unit at a time."""
    counted = COUNTED[assumption]
    base = [Fraction(population[unit.stratum], sum(other.stratum == unit.stratum for other in units)) for unit in units]

    def eligible(place):
        unit = units[place]
        if unit.responded or unit.outcome in counted:
            return base[place]
        if unit.outcome is not Outcome.PENDING:
            return Fraction(0)
        tried = [each for each in units if each.stratum == unit.stratum and each.outcome is not Outcome.PENDING]
        kept = [each for each in tried if each.responded or each.outcome in counted]
        return base[place] * Fraction(len(kept), len(tried))

    second = [eligible(place) for place in range(len(units))]
    whole, part = defaultdict(Fraction), defaultdict(Fraction)
    for unit, cell, held in zip(units, cells, second, strict=True):
        whole[cell] += held
        part[cell] += held if unit.responded else 0
    return [
        held * whole[cell] / part[cell] if unit.responded else Fraction(0)
        for unit, cell, held in zip(units, cells, second, strict=True)
    ]


@given(surveys(), st.sampled_from(list(Eligibility)))
def test_weights_are_those_of_the_slow_version_and_sum_to_the_eligible_population(survey, assumption):
    units, population = survey
    found = weight(units, population, Settings(eligibility=assumption))
    responded = np.array([unit.responded for unit in units])
    cells, merges = merge_small_cells([tuple(unit.stratum.split("-")) for unit in units], responded)
    assert merges == found.merges
    expected = slowly(units, population, assumption, cells)
    assert found.final == pytest.approx([float(each) for each in expected], rel=1e-12, abs=CLOSE)
    base, eligible, answered = found.steps
    assert base.total == pytest.approx(sum(population.values()), rel=1e-12)
    assert answered.total == pytest.approx(eligible.total, rel=1e-12)
    assert eligible.total <= base.total * (1 + 1e-12)


@given(surveys())
def test_the_stricter_the_assumption_the_smaller_the_population(survey):
    units, population = survey
    totals = [weight(units, population, Settings(eligibility=each)).final.sum() for each in Eligibility]
    assert totals[0] <= totals[1] * (1 + 1e-12)
    assert totals[1] <= totals[2] * (1 + 1e-12)


@given(surveys(), st.integers(1, 8))
def test_no_cell_is_left_with_too_few_respondents_unless_it_is_the_only_one(survey, fewest):
    units, _population = survey
    responded = np.array([unit.responded for unit in units])
    cells, merges = merge_small_cells([tuple(unit.stratum.split("-")) for unit in units], responded, fewest=fewest)
    held = defaultdict(int)
    for cell, answered in zip(cells, responded, strict=True):
        held[cell] += int(answered)
    assert len(held) == 1 or min(held.values()) >= fewest
    assert len({unit.stratum for unit in units}) == len(held) + len(merges)
    assert all(merge.respondents < fewest for merge in merges)
    assert sorted(" + ".join(set(cells)).split(" + ")) == sorted({unit.stratum for unit in units})


def test_a_small_cell_is_merged_with_its_neighbour_of_the_same_owners():
    cells = [("foreign", "large")] * 2 + [("foreign", "small")] * 6 + [("national", "large")] * 9
    found, merges = merge_small_cells(cells, np.ones(17, dtype=bool))
    assert (merges[0].cell, merges[0].into) == ("foreign-large", "foreign-small")
    assert (merges[0].respondents, merges[0].into_respondents) == (2, 6)
    assert set(found) == {"foreign-small + foreign-large", "national-large"}


def test_of_two_neighbours_the_nearer_and_then_the_smaller_takes_the_cell():
    cells = [("national", "micro")] * 5 + [("national", "small")] * 9 + [("national", "medium")] * 4
    cells += [("national", "large")] * 7
    _found, merges = merge_small_cells(cells, np.ones(len(cells), dtype=bool))
    assert [(merge.cell, merge.into) for merge in merges] == [("national-medium", "national-large")]


tables = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.tuples(
            st.lists(st.lists(st.floats(0.5, 50), min_size=columns, max_size=columns), min_size=rows, max_size=rows),
            st.lists(st.floats(1, 100), min_size=rows, max_size=rows),
            st.lists(st.floats(1, 100), min_size=columns, max_size=columns),
        )
    )
)


def raked_table(table):
    """A full table as units, with margins that sum alike; all are positive, so that raking must converge."""
    cells, rows, columns = table
    weights = np.array([value for row in cells for value in row])
    of_row = [f"r{i}" for i, row in enumerate(cells) for _ in row]
    of_column = [f"c{j}" for row in cells for j in range(len(row))]
    scale = sum(rows) / sum(columns)
    margins = [
        Margin("rows", {f"r{i}": total for i, total in enumerate(rows)}),
        Margin("columns", {f"c{j}": total * scale for j, total in enumerate(columns)}),
    ]
    return weights, [of_row, of_column], margins


@given(tables)
def test_raked_weights_meet_every_margin_and_keep_the_odds(table):
    weights, labels, margins = raked_table(table)
    found = rake(weights, labels, margins)
    for given_labels, margin in zip(labels, margins, strict=True):
        for name, total in margin.totals.items():
            assert found.weights[np.array(given_labels) == name].sum() == pytest.approx(total, rel=1e-8)
    shape = (len(table[1]), len(table[2]))
    before, after = np.log(weights.reshape(shape)), np.log(found.weights.reshape(shape))
    moved = after - before
    # Raking multiplies by row and column factors, so that the changes of the logs have no interaction.
    assert moved - moved[:1] - moved[:, :1] + moved[0, 0] == pytest.approx(np.zeros(shape), abs=1e-8)


def test_raking_is_the_table_nearest_to_the_first_by_minimum_discrimination():
    weights, labels, margins = raked_table(([[3.0, 9, 2], [8, 1, 4]], [20.0, 30.0], [10.0, 25.0, 15.0]))
    found = rake(weights, labels, margins).weights
    design = np.array(
        [
            [label == name for label in given_labels]
            for given_labels, margin in zip(labels, margins, strict=True)
            for name in margin.totals
        ],
        dtype=float,
    )
    totals = np.array([total for margin in margins for total in margin.totals.values()])

    def dual(multipliers):
        return (weights * np.exp(multipliers @ design)).sum() - multipliers @ totals

    solved = optimize.minimize(dual, np.zeros(len(totals)), tol=1e-14)
    # The minimiser stops where its gradient is about 1e-7.
    assert found == pytest.approx(weights * np.exp(solved.x @ design), rel=1e-5)


def test_margins_that_cannot_be_met_are_told_in_a_sentence():
    # Row a has firms in column x only, which must hold 10 of them and 5 in all.
    weights = np.ones(3)
    labels = [["a", "b", "b"], ["x", "x", "y"]]
    margins = [Margin("owners", {"a": 10, "b": 5}), Margin("sizes", {"x": 5, "y": 10})]
    with pytest.raises(WeightingError, match=r"after 50 rounds the class .* away from its total") as refusal:
        rake(weights, labels, margins, most_rounds=50)
    assert refusal.value.fault is WeightingFault.NOT_CONVERGED


def test_one_margin_is_post_stratification():
    weights = np.array([1.0, 2.0, 3.0, 0.0])
    labels = ["a", "a", "b", "c"]
    margin = Margin("owners", {"a": 30, "b": 7})
    assert post_stratify(weights, labels, margin) == pytest.approx([10, 20, 7, 0], abs=CLOSE)
    assert rake(weights, [labels], [margin]).weights == pytest.approx([10, 20, 7, 0], abs=CLOSE)


@given(st.lists(st.floats(0.1, 1000), min_size=1, max_size=30), st.floats(1.0, 6.0))
def test_trimming_keeps_the_total_and_the_order_and_goes_over_no_bound(given_weights, times):
    weights = np.array([0.0, *given_weights])
    bound = times * float(np.median(given_weights))
    if bound * len(given_weights) < weights.sum():
        with pytest.raises(WeightingError, match="cannot hold the total"):
            trim(weights, times)
        return
    found = trim(weights, times)
    assert found.weights.sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert found.weights[0] == 0
    assert found.weights.max() <= bound * (1 + 1e-9)
    assert np.all(np.diff(found.weights[np.argsort(weights)]) >= -1e-9 * bound)
    if max(given_weights) <= bound:
        assert found.trimmed == 0
        assert found.weights == pytest.approx(weights, abs=0)


def test_trimming_by_hand():
    # Median 2, bound 6: 11 is cut by 5, which the others, 7 in all, take in proportion.
    found = trim(np.array([1.0, 2.0, 2.0, 2.0, 11.0]), 3)
    assert found.weights == pytest.approx([12 / 7, 24 / 7, 24 / 7, 24 / 7, 6], abs=CLOSE)
    assert (found.bound, found.trimmed) == (6, 1)


def test_all_steps_together_and_what_trimming_undoes():
    units = [
        Drawn("all", Outcome.COMPLETE, True, {"owner": "foreign" if place < 2 else "national"}) for place in range(12)
    ]
    margin = Margin("owner", {"foreign": 40, "national": 60})
    raked = weight(units, {"all": 100}, Settings(margins=(margin,)))
    assert [step.step for step in raked.steps][-1] is Step.RAKING
    assert raked.margin_gap == pytest.approx(0, abs=CLOSE)
    trimmed = weight(units, {"all": 100}, Settings(post_strata=margin, margins=(margin,), trim_at=2))
    assert [step.step for step in trimmed.steps] == list(Step)
    # Weights 20 and 6, bound 12: the foreign margin of 40 is left with 24.
    assert (trimmed.trimmed, trimmed.steps[-1].most) == (2, pytest.approx(12, abs=CLOSE))
    assert trimmed.margin_gap == pytest.approx(0.4, abs=CLOSE)
    assert trimmed.final.sum() == pytest.approx(100, abs=CLOSE)


def test_a_weight_that_a_file_brought_is_the_base():
    units = [Drawn("a", Outcome.COMPLETE, True, base=3.5), Drawn("a", Outcome.COMPLETE, True, base=6.5)]
    assert weight(units, {"a": 10}, Settings()).steps[0].weights.tolist() == [3.5, 6.5]


@pytest.mark.parametrize(
    ("units", "population", "settings", "fault"),
    [
        (units_of("a", complete=2), {}, Settings(), WeightingFault.NO_POPULATION),
        (units_of("a", complete=2), {"a": 1}, Settings(), WeightingFault.SMALL_POPULATION),
        (units_of("a", complete=2), {"a": 5, "b": 3}, Settings(), WeightingFault.NOBODY_DRAWN),
        (units_of("a", refusal=2), {"a": 5}, Settings(), WeightingFault.NOBODY_RESPONDED),
        (
            units_of("a", complete=2),
            {"a": 5},
            Settings(margins=(Margin("owner", {"x": 5}),)),
            WeightingFault.NO_LABEL,
        ),
        (
            [Drawn("a", Outcome.COMPLETE, True, {"owner": "x"})],
            {"a": 5},
            Settings(post_strata=Margin("owner", {"y": 5})),
            WeightingFault.CLASS_WITHOUT_TOTAL,
        ),
        (
            [Drawn("a", Outcome.COMPLETE, True, {"owner": "x"})],
            {"a": 5},
            Settings(post_strata=Margin("owner", {"x": 5, "y": 5})),
            WeightingFault.TOTAL_WITHOUT_UNIT,
        ),
        (
            [Drawn("a", Outcome.COMPLETE, True, {"owner": "x", "size": "s"})],
            {"a": 5},
            Settings(margins=(Margin("owner", {"x": 5}), Margin("size", {"s": 6}))),
            WeightingFault.MARGINS_DISAGREE,
        ),
        (units_of("a", complete=2), {"a": 5}, Settings(trim_at=0.5), WeightingFault.LOW_BOUND),
    ],
)
def test_what_stands_in_the_way_of_weights_is_told(units, population, settings, fault):
    with pytest.raises(WeightingError) as refusal:
        weight(units, population, settings)
    assert refusal.value.fault is fault
    assert str(refusal.value).endswith(".")
