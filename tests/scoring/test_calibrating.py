"""Weights raked to employees: a case by hand, equations solved by scipy, slow tilting class by class, and refusals.

Totals are met to a thousand-millionth of themselves; the other solvers stop at about 1e-9 of theirs.
"""

import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from scoring.calibrating import AmountMargin, rake_with_amounts
from scoring.raking import Margin, rake
from scoring.weighting import WHOLE, Drawn, Outcome, Settings, Step, weight
from scoring.weighting_errors import WeightingError, WeightingFault
from tests.scoring.test_weights_document import rows_below

MET = 1e-8
SOLVED = 1e-6


def of_all(employees, total):
    return AmountMargin(Margin("employment", {WHOLE: total}), np.array(employees, float), [WHOLE] * len(employees))


CASES = {case: list(rows) for case, rows in groupby(rows_below("case"), key=lambda row: row["case"])}


@pytest.mark.parametrize("case", CASES)
def test_the_worked_example(case):
    rows = CASES[case]
    firms, employees = (float(part.split()[0]) for part in case.split(", "))
    before = np.full(len(rows), firms / len(rows))
    assert [f"{each:.4f}" for each in before] == [row["weight before"] for row in rows]
    labels = [row["class"] for row in rows]
    margins = [] if labels[0] == "all" else [Margin("ownership", {each: float(each.split()[1]) for each in labels})]
    staff = [float(row["employees"]) for row in rows]
    found = rake_with_amounts(before, [labels] if margins else [], margins, of_all(staff, employees))
    assert [f"{each:.4f}" for each in found.weights] == [row["weight after"] for row in rows]


@st.composite
def lists(draw):
    """Firms with a weight, owners, a size and employees, and totals that some other weights of theirs give."""
    firm = st.tuples(st.floats(0.5, 20), st.sampled_from("fn"), st.sampled_from("sl"), st.integers(1, 300))
    firms = draw(st.lists(firm, min_size=4, max_size=14))
    wanted = np.array(draw(st.lists(st.floats(0.5, 20), min_size=len(firms), max_size=len(firms))))
    weights, owners, sizes, staff = (list(column) for column in zip(*firms, strict=True))
    return np.array(weights), owners, sizes, np.array(staff, dtype=float), wanted


def totals(labels, values):
    return {name: float(values[np.array(labels) == name].sum()) for name in sorted(set(labels))}


def posed(sample, by_size):
    """The margins of firms by owners, and of employees in all or by size."""
    _weights, owners, sizes, staff, wanted = sample
    labels = sizes if by_size else [WHOLE] * len(sizes)
    return [Margin("ownership", totals(owners, wanted))], AmountMargin(
        Margin("employment", totals(labels, wanted * staff)), staff, labels
    )


@given(lists(), st.booleans())
def test_every_total_is_met_and_the_logs_of_the_factors_are_linear_in_them(sample, by_size):
    weights, owners, _sizes, staff, _wanted = sample
    margins, amount = posed(sample, by_size)
    found = rake_with_amounts(weights, [owners], margins, amount).weights
    assert np.all(found > 0)
    assert totals(owners, found) == pytest.approx(margins[0].totals, rel=MET)
    assert totals(amount.labels, found * staff) == pytest.approx(amount.margin.totals, rel=MET)
    # Weights of the form d exp(a + b x) that meet the totals are the only ones of it: the problem is convex.
    columns = [np.array(owners) == name for name in margins[0].totals]
    columns += [np.where(np.array(amount.labels) == name, staff, 0.0) for name in amount.margin.totals]
    design = np.column_stack(columns).astype(float)
    moved = np.log(found / weights)
    fitted = design @ np.linalg.lstsq(design, moved, rcond=None)[0]
    assert moved == pytest.approx(fitted, abs=SOLVED)


@given(lists())
def test_without_employees_that_matter_it_is_raking(sample):
    weights, owners, sizes, _staff, wanted = sample
    margins = [Margin("ownership", totals(owners, wanted)), Margin("size", totals(sizes, wanted))]
    try:
        plain = rake(weights, [owners, sizes], margins, tolerance=1e-12).weights
    except WeightingError:
        return
    # One employee each: the total of employees is that of firms, and asks for nothing more.
    amount = of_all([1.0] * len(weights), wanted.sum())
    found = rake_with_amounts(weights, [owners, sizes], margins, amount).weights
    assert found == pytest.approx(plain, rel=SOLVED)


FIRMS = np.array([4.0, 6, 3, 8, 5, 7, 2])
OWNERS = ["f", "f", "f", "n", "n", "n", "n"]
SIZES = ["s", "l", "l", "s", "s", "l", "l"]
STAFF = np.array([8.0, 120, 300, 12, 18, 110, 260])
TOTALS = Margin("ownership", {"f": 15, "n": 20})


def test_the_multipliers_are_those_that_scipy_finds_for_the_equations():
    amount = AmountMargin(Margin("employment", {"s": 230.0, "l": 2900.0}), STAFF, SIZES)
    found = rake_with_amounts(FIRMS, [OWNERS], [TOTALS], amount).weights
    design = np.array(
        [[o == "f", o == "n", x * (s == "s"), x * (s == "l")] for o, s, x in zip(OWNERS, SIZES, STAFF, strict=True)]
    )
    wanted = np.array([15, 20, 230, 2900.0])
    solved = optimize.root(lambda b: design.T @ (FIRMS * np.exp(design @ b)) / wanted - 1, np.zeros(4), tol=1e-13)
    assert solved.success
    assert found == pytest.approx(FIRMS * np.exp(design @ solved.x), rel=SOLVED)


def test_slow_tilting_of_one_margin_after_the_other_comes_to_the_same_weights():
    found = rake_with_amounts(FIRMS, [OWNERS], [TOTALS], of_all(STAFF, 3000.0)).weights
    weights = FIRMS.copy()
    for _round in range(5000):
        for name, total in TOTALS.totals.items():
            inside = np.array(OWNERS) == name
            weights[inside] *= total / weights[inside].sum()
        tilt = optimize.brentq(lambda b, w=weights: math.log((w * np.exp(b * STAFF)) @ STAFF / 3000), -1, 1, xtol=1e-15)
        weights = weights * np.exp(tilt * STAFF)
    assert found == pytest.approx(weights, rel=SOLVED)


def test_without_other_totals_the_number_of_firms_is_held():
    found = rake_with_amounts(FIRMS, [], [], of_all(STAFF, 3000.0)).weights
    assert (found.sum(), found @ STAFF) == pytest.approx((35, 3000), rel=MET)
    silent = np.array([0.0, *FIRMS])
    with_silent = rake_with_amounts(silent, [], [], of_all([math.nan, *STAFF], 3000.0)).weights
    assert with_silent == pytest.approx([0.0, *found], rel=MET)


@pytest.mark.parametrize(
    ("amount", "margins", "fault"),
    [
        (of_all([*STAFF[:6], math.nan], 3000.0), [], WeightingFault.NO_AMOUNT),
        # 35 firms of 8 to 300 employees have 280 to 10,500.
        (of_all(STAFF, 280.0), [], WeightingFault.OUT_OF_REACH),
        (of_all(STAFF, 10500.0), [], WeightingFault.OUT_OF_REACH),
        (of_all([10.0] * 7, 351.0), [], WeightingFault.OUT_OF_REACH),
        (AmountMargin(Margin("employment", {"f": 120.0, "n": 900.0}), STAFF, OWNERS), [TOTALS], "out_of_reach"),
        (AmountMargin(Margin("employment", {"f": 900.0}), STAFF, OWNERS), [TOTALS], "class_without_total"),
        (
            AmountMargin(Margin("employment", {"f": 9.0, "n": 9.0, "x": 1.0}), STAFF, OWNERS),
            [TOTALS],
            "total_without_unit",
        ),
        (of_all(np.zeros(7), 100.0), [], WeightingFault.OUT_OF_REACH),
    ],
)
def test_what_stands_in_the_way_is_told(amount, margins, fault):
    with pytest.raises(WeightingError) as refusal:
        rake_with_amounts(FIRMS, [OWNERS] if margins else [], margins, amount)
    assert refusal.value.fault is WeightingFault(fault)
    assert str(refusal.value).endswith(".")


def test_totals_that_cannot_hold_together_are_told_by_the_class_that_is_farthest():
    # Large firms have 110 employees or more, so that 60 are less than one of them; 15 small foreign firms have 120.
    amount = AmountMargin(Margin("employment", {"s": 60.0, "l": 60.0}), STAFF, SIZES)
    with pytest.raises(WeightingError, match=r"is still .* away from its total") as refusal:
        rake_with_amounts(FIRMS, [OWNERS], [TOTALS], amount)
    assert refusal.value.fault is WeightingFault.NOT_CONVERGED


def drawn(employees):
    return [
        Drawn("all", Outcome.COMPLETE, True, {"owner": "f" if place < 2 else "n"}, employees=staff)
        for place, staff in enumerate(employees)
    ]


def test_weighting_rakes_to_employees_beside_firms_and_says_what_they_were_before():
    units = [*drawn([10.0, 20, 10, 20]), Drawn("all", Outcome.REFUSAL, False)]
    settings = Settings(margins=(Margin("owner", {"f": 9, "n": 18}),), employment=Margin(WHOLE, {WHOLE: 450}))
    found = weight(units, {"all": 27}, settings)
    assert found.final == pytest.approx([3, 6, 6, 12, 0], rel=MET)
    assert found.steps[-1].step is Step.RAKING and found.rounds > 0
    assert found.employees == pytest.approx(27 * 15)
    assert found.employees_at_last == pytest.approx(450)
    assert found.margin_gap == pytest.approx(0, abs=MET)


def test_trimming_tells_how_far_employees_are_from_their_total():
    settings = Settings(employment=Margin("owner", {"f": 200.0, "n": 100.0}), trim_at=1.2)
    found = weight(drawn([10.0, 20, 10, 20]), {"all": 20}, settings)
    trimmed = found.final
    gaps = [abs(trimmed[:2] @ [10, 20] - 200) / 200, abs(trimmed[2:] @ [10, 20] - 100) / 100]
    assert found.margin_gap == pytest.approx(max(gaps)) and found.margin_gap > 0.01
    assert found.employees_at_last == pytest.approx(float(trimmed @ [10, 20, 10, 20]))


def test_without_employment_weights_are_what_they_were():
    margin = Margin("owner", {"f": 9, "n": 18})
    found = weight(drawn([10.0, 20, 10, 20]), {"all": 27}, Settings(margins=(margin,)))
    assert found.final.tolist() == [4.5, 4.5, 9.0, 9.0]
    assert found.employees is None and found.employees_at_last is None
