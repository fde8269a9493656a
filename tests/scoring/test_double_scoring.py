"""Agreement of two scorers: each formula against a worked example and a slow, obvious version or another library's."""

import re
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from scoring.double_scoring import (
    FEWEST_PAIRS,
    LEVELS,
    Scale,
    Verdict,
    category_agreement,
    cross_table,
    kappa_of,
    kappa_standard_error,
    level_agreement,
    number_agreement,
    ordinal_alpha_of,
    quadratic_weights,
    verdict_on,
)
from scoring.rater_agreement import krippendorff_alpha, weighted_kappa

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "agreement.md").read_text(encoding="utf-8")
# Sums of some hundred doubles in another order.
CLOSE = 1e-9
PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=25)
# Small whole numbers: their squares are exact.
NUMBERS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=20)
FEW = 50


def apart(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def worked_firms() -> tuple[list[int], list[int]]:
    """The worked table of docs/agreement.md: first and second level of each firm."""
    section = DOCUMENT.split("## Worked table", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| F\d+ \| (\d) \| (\d) \|$", section, re.M)
    return apart([(int(one), int(other)) for one, other in rows])


def documented(name: str) -> float:
    found = re.search(rf"^\| {re.escape(name)} \| ([-\d.]+) \|$", DOCUMENT, re.M)
    assert found, name
    return float(found.group(1))


def test_the_worked_table_of_the_document_gives_its_figures() -> None:
    first, second = worked_firms()
    found = level_agreement([*first, None], [*second, 3])
    assert (found.pairs, found.left_out) == (documented("firms compared"), documented("left out"))
    assert (found.same, found.within_one) == (documented("same level"), documented("at most one level apart"))
    for coefficient, name in ((found.kappa, "kappa"), (found.alpha, "alpha")):
        assert coefficient.value is not None and coefficient.low is not None and coefficient.high is not None
        assert coefficient.value == pytest.approx(documented(name), abs=5e-5)
        assert coefficient.low == pytest.approx(documented(f"{name}, from"), abs=5e-4)
        assert coefficient.high == pytest.approx(documented(f"{name}, to"), abs=5e-4)
    assert found.kappa_se == pytest.approx(documented("standard error of kappa"), abs=5e-5)


def test_kappa_of_two_by_two_by_hand() -> None:
    # 20 firms: both yes 10, yes/no 2, no/yes 3, both no 5. Seen 15/20; by chance .6*.65 + .4*.35 = .53.
    table = np.array([[10.0, 2.0], [3.0, 5.0]])
    assert float(kappa_of(table, np.eye(2))) == pytest.approx((0.75 - 0.53) / (1 - 0.53), abs=CLOSE)


@given(PAIRS)
def test_kappa_and_alpha_equal_the_slow_versions(pairs: list[tuple[int, int]]) -> None:
    first, second = apart(pairs)
    table = cross_table(first, second, LEVELS)
    for found, slow in (
        (float(kappa_of(table, quadratic_weights(7))), weighted_kappa(first, second, categories=LEVELS)),
        (float(ordinal_alpha_of(table)), krippendorff_alpha([first, second])),
    ):
        assert found == pytest.approx(slow, abs=CLOSE) if slow is not None else np.isnan(found)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@given(PAIRS)
def test_kappa_and_its_error_equal_those_of_another_library(pairs: list[tuple[int, int]]) -> None:
    table = cross_table(*apart(pairs), LEVELS)
    kappa = float(kappa_of(table, quadratic_weights(7)))
    if np.isnan(kappa):
        assert kappa_standard_error(table, quadratic_weights(7)) is None
        return
    other = cohens_kappa(table, weights=np.arange(7), wt="quadratic")
    assert kappa == pytest.approx(other.kappa, abs=CLOSE)
    found = kappa_standard_error(table, quadratic_weights(7))
    # Variances, not errors: the root of what is nothing but rounding would be large.
    assert found is not None and found**2 == pytest.approx(max(float(other.var_kappa), 0.0), abs=CLOSE)


@given(PAIRS, st.randoms())
def test_neither_the_order_of_firms_nor_of_scorers_matters(pairs: list[tuple[int, int]], random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = apart(pairs)
    found = level_agreement(first, second, replicates=FEW)
    assert level_agreement(*apart(shuffled), replicates=FEW) == found, "the interval too"
    turned = level_agreement(second, first, replicates=FEW)
    for one, other in ((found.kappa.value, turned.kappa.value), (found.alpha.value, turned.alpha.value)):
        assert one == other if one is None else one == pytest.approx(other, abs=CLOSE)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=20).filter(lambda levels: len(set(levels)) > 1))
def test_perfect_agreement_is_one(levels: list[int]) -> None:
    found = level_agreement(levels, levels, replicates=FEW)
    assert found.kappa.value == pytest.approx(1) and found.alpha.value == pytest.approx(1)
    assert found.same == found.within_one == found.pairs and found.kappa_se == pytest.approx(0, abs=1e-6)


@given(PAIRS)
def test_levels_read_from_the_other_end_agree_as_much(pairs: list[tuple[int, int]]) -> None:
    turned = [(6 - one, 6 - other) for one, other in pairs]
    one, other = (level_agreement(*apart(each), replicates=FEW) for each in (pairs, turned))
    for here, there in ((one.kappa.value, other.kappa.value), (one.alpha.value, other.alpha.value)):
        assert here == there if here is None else here == pytest.approx(there, abs=CLOSE)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=20))
def test_names_of_nominal_categories_do_not_matter(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    values = set()
    for names in permutations("xyz"):
        new = dict(zip("abc", names, strict=True))
        found = category_agreement([new[each] for each in first], [new[each] for each in second], replicates=FEW)
        values.add(None if found.coefficient.value is None else round(found.coefficient.value, 9))
    assert len(values) == 1


@given(NUMBERS)
def test_interval_alpha_equals_its_definition(pairs: list[tuple[int, int]]) -> None:
    first, second = apart(pairs)
    everything = [*first, *second]
    expected = np.mean([(one - other) ** 2 for one, other in product(everything, repeat=2)])
    expected *= len(everything) / (len(everything) - 1)
    value = number_agreement(first, second, replicates=FEW).coefficient.value
    if expected == 0:
        assert value is None
    else:
        assert value == pytest.approx(1 - np.mean([(one - other) ** 2 for one, other in pairs]) / expected, abs=1e-6)


@given(NUMBERS, st.integers(1, 1000), st.integers(-(10**6), 10**6))
def test_the_unit_of_numbers_does_not_matter(pairs: list[tuple[int, int]], times: int, plus: int) -> None:
    first, second = apart(pairs)
    one = number_agreement(first, second, replicates=FEW).coefficient.value
    other = number_agreement(
        [times * each + plus for each in first], [times * each + plus for each in second], replicates=FEW
    ).coefficient.value
    assert one == other if one is None else one == pytest.approx(other, abs=1e-6)


def test_too_few_firms_give_a_figure_and_neither_interval_nor_verdict() -> None:
    levels = [1, 2, 3] * 3
    few = level_agreement(levels, levels[::-1])
    assert len(levels) == FEWEST_PAIRS - 1
    assert few.kappa.value is not None and few.kappa.low is None and few.verdict is Verdict.TOO_FEW
    many = level_agreement([*levels, 4], [*levels[::-1], 4])
    assert many.kappa.low is not None and many.verdict is not Verdict.TOO_FEW


def test_an_interval_holds_its_coefficient_and_is_the_same_each_time() -> None:
    first, second = worked_firms()
    found = level_agreement(first, second)
    for coefficient in (found.kappa, found.alpha):
        assert coefficient.low is not None and coefficient.value is not None and coefficient.high is not None
        assert coefficient.low < coefficient.value < coefficient.high
    assert level_agreement(first, second) == found
    assert level_agreement(first, second, seed=1) != found


def test_bootstrap_and_analytic_error_tell_the_same_story() -> None:
    random = np.random.default_rng(7)
    first = random.integers(0, 7, 300)
    second = np.clip(first + random.integers(-1, 2, 300), 0, 6)
    found = level_agreement(first.tolist(), second.tolist())
    assert found.kappa.low is not None and found.kappa.high is not None and found.kappa_se is not None
    by_bootstrap = (found.kappa.high - found.kappa.low) / (2 * 1.96)
    assert by_bootstrap == pytest.approx(found.kappa_se, rel=0.15)


def test_levels_of_one_firm_are_drawn_together() -> None:
    first, second = worked_firms()
    thrice = level_agreement(first * 3, second * 3, firms=list(range(12)) * 3)
    alone = level_agreement(first, second)
    apart_from_firms = level_agreement(first * 3, second * 3)
    assert thrice.kappa.value == pytest.approx(alone.kappa.value) and thrice.kappa_se is None
    assert thrice.kappa.low is not None and alone.kappa.low is not None and apart_from_firms.kappa.low is not None
    # Telling each firm three times adds nothing: the interval stays as wide, where levels alone would narrow it.
    assert thrice.kappa.low == pytest.approx(alone.kappa.low, abs=0.1)
    assert apart_from_firms.kappa.low > thrice.kappa.low
    assert level_agreement(first[:9] * 3, second[:9] * 3, firms=list(range(9)) * 3).verdict is Verdict.TOO_FEW


def test_one_level_for_all_firms_says_nothing_about_agreement() -> None:
    found = level_agreement([3] * 12, [3] * 12)
    assert (found.kappa.value, found.alpha.value, found.verdict) == (None, None, Verdict.UNDEFINED)
    assert found.same_pct == 100


@pytest.mark.parametrize(
    ("alpha", "pairs", "verdict"),
    [
        (0.8, 10, Verdict.GOOD),
        (0.79, 10, Verdict.TENTATIVE),
        (0.667, 10, Verdict.TENTATIVE),
        (0.66, 10, Verdict.WEAK),
        (1.0, 9, Verdict.TOO_FEW),
        (None, 10, Verdict.UNDEFINED),
    ],
)
def test_the_bounds_of_the_verdict(alpha: float | None, pairs: int, verdict: Verdict) -> None:
    assert verdict_on(alpha, pairs) is verdict


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="as many"):
        level_agreement([1], [])
    with pytest.raises(ValueError, match="none of"):
        level_agreement([7], [1])
    with pytest.raises(ValueError, match="scale"):
        category_agreement(["a"], ["a"], scale=Scale.ORDINAL)
    with pytest.raises(ValueError, match="finite"):
        number_agreement([float("nan")], [1.0])
    with pytest.raises(ValueError, match="as many"):
        number_agreement([1.0], [])


def test_no_firms_at_all_are_no_error() -> None:
    assert level_agreement([], []).kappa.value is None
    assert category_agreement([], []).same_pct is None
    assert number_agreement([], []).coefficient.value is None
