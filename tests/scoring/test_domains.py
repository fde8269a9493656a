"""Estimates over parts of a population: the worked example, sums by hand, and what the parts of a whole add up to."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.designs import estimate_means, estimate_totals, null_effect, sample_design
from scoring.interval_columns import IntervalMethod, share_bounds
from scoring.size import CLASS_CODES, SizeScheme, classes_by_bounds, size_class
from tests.scoring.test_estimates_document import rows_below

EIGHT = 1e-8
BY_HAND = Fraction(14, 42)
"""Two times three firms of A and four times two of B at the level, of two times five and four times eight."""


def worked():
    """Strata, weights, who is in the part and who of them holds the level, as the table of the page counts them."""
    labels, weights, inside, holds, sizes = [], [], [], [], {}
    for name, size, drawn, part, level, *_sums in rows_below("stratum"):
        n, m, k = int(drawn), int(part), int(level)
        sizes[name] = int(size)
        labels += [name] * n
        weights += [int(size) / n] * n
        inside += [True] * m + [False] * (n - m)
        # Firms outside the part hold the level too: they must not count.
        holds += [1.0] * k + [0.0] * (m - k) + [1.0] * (n - m)
    return sample_design(labels, np.array(weights), sizes), np.array(holds), np.array(inside)


def test_the_sums_of_the_page_are_those_of_its_fractions():
    whole = Fraction(0)
    for _name, size, drawn, part, level, total, squares, term in rows_below("stratum"):
        population, n, m, k = int(size), int(drawn), int(part), int(level)
        weight = Fraction(population, n)
        z = [weight * (1 - BY_HAND) * 3] * k + [-weight * BY_HAND * 3] * (m - k) + [Fraction(0)] * (n - m)
        spread = sum((each - sum(z) / n) ** 2 for each in z)
        assert (sum(z), spread) == (Fraction(total), Fraction(squares))
        found = (1 - Fraction(n, population)) * Fraction(n, n - 1) * spread
        assert f"{float(found):.4f}" == term
        whole += found
    [printed] = rows_below("part")
    assert f"{math.sqrt(whole) / 126:.6f}".lstrip("0") == printed[2]


def test_the_part_of_the_page_has_its_printed_estimate_and_intervals():
    design, holds, inside = worked()
    found = estimate_means(design, holds, inside)
    first, second = (share_bounds(found, method=IntervalMethod(each)) for each in ("korn_graubard", "wilson"))
    [printed] = rows_below("part")
    told = [found.value, found.se, first.low, first.high, second.low, second.high]
    assert [f"{each[0]:.6f}".lstrip("0") for each in told] == [printed[place] for place in (1, 2, 5, 6, 7, 8)]
    assert [str(found.df[0]), str(found.n[0])] == printed[3:5]


@st.composite
def parted(draw):
    """Strata of two to six units, each with a weight, a value and one of three classes; and their populations."""
    rows, sizes = [], {}
    for name in "abc"[: draw(st.integers(1, 3))]:
        unit = st.tuples(st.floats(0.2, 40), st.sampled_from([0.0, 1.0]), st.sampled_from("xyz"))
        units = draw(st.lists(unit, min_size=2, max_size=6))
        rows += [(name, *each) for each in units]
        sizes[name] = len(units) + draw(st.integers(1, 30))
    labels, weights, values, classes = zip(*rows, strict=True)
    return sample_design(list(labels), np.array(weights), sizes), np.array(values), np.array(classes)


@given(parted())
def test_the_parts_of_a_whole_add_up_to_it(sample):
    design, values, classes = sample
    parts = [estimate_totals(design, values, classes == name) for name in "xyz"]
    assert sum(each.value[0] for each in parts) == pytest.approx(estimate_totals(design, values).value[0], rel=EIGHT)
    assert sum(int(each.n[0]) for each in parts) == design.n
    shares = [estimate_means(design, (classes == name).astype(float)).value[0] for name in "xyz"]
    assert sum(shares) == pytest.approx(1, rel=EIGHT)
    # The share of the whole is the mean of those of its parts, each by its part of all firms.
    met = [
        (estimate_means(design, values, classes == name).value[0], part)
        for name, part in zip("xyz", shares, strict=True)
    ]
    mixed = sum(share * part for share, part in met if part > 0)
    assert mixed == pytest.approx(estimate_means(design, values).value[0], abs=EIGHT)


@given(parted())
def test_the_effect_of_weights_in_a_part_is_its_sum_unit_by_unit(sample):
    design, _values, classes = sample
    inside = classes == classes[0]
    weights = [w for w, i in zip(design.weights, inside, strict=True) if i]
    left = [design.left[h] for h, i in zip(design.stratum, inside, strict=True) if i]
    whole = math.fsum(f * w * w for f, w in zip(left, weights, strict=True))
    assert null_effect(design, inside) == pytest.approx(len(weights) * whole / math.fsum(weights) ** 2, rel=EIGHT)


@given(st.lists(st.one_of(st.just(math.nan), st.integers(5, 400).map(float), st.floats(5, 400))))
def test_every_firm_is_in_one_size_class_and_that_of_its_head_count(employees):
    found = classes_by_bounds(np.array(employees, dtype=float))
    assert list(found) == [*CLASS_CODES, "unknown"]
    for place, count in enumerate(employees):
        [code] = [name for name, inside in found.items() if inside[place]]
        known = size_class(None if math.isnan(count) else count, SizeScheme.WBES)
        assert code == (known.code if known else "unknown")


def test_other_bounds_move_firms_and_those_that_do_not_rise_are_refused():
    found = classes_by_bounds(np.array([4.0, 9.0, 10.0, 49.0, 250.0, -1.0]), (10, 50, 250))
    assert {name: inside.tolist().count(True) for name, inside in found.items()} == {
        "micro": 2,
        "small": 2,
        "medium": 0,
        "large": 1,
        "unknown": 1,
    }
    for bounds in ((5, 5, 100), (5, 20), (20, 5, 100)):
        with pytest.raises(ValueError, match="three ascending"):
            classes_by_bounds(np.array([1.0]), bounds)
