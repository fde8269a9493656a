"""Skills, ownership, admission and size: the figures of Table 1 and Figure 2.

Printed figures have one decimal; PRINTED is half a unit of it. Sums of a few doubles are held to
CLOSE.
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.admission import admission
from scoring.ownership import Ownership, foreign_share, ownership_of
from scoring.rounding import round_half_up
from scoring.size import SIZE_CLASSES, SizeScheme, size_class
from scoring.skills import (
    SkillAggregate,
    SkillDefinition,
    Workforce,
    category_gap,
    skill_intensity,
    skilled_staff,
)

PRINTED = 0.05
CLOSE = 1e-9
NARROW, WIDE = SkillDefinition

FIRM = Workforce(
    total=100, managers=5, professionals=10, technical=8, supervisory=4, clerical=3, skilled=30, unskilled=40
)
SMALL = Workforce(
    total=10, managers=1, professionals=0, technical=0, supervisory=0, clerical=1, skilled=0, unskilled=8, weight=2
)


def test_the_two_definitions_by_hand():
    assert skilled_staff(FIRM, NARROW) == 30
    assert skilled_staff(FIRM, WIDE) == 60
    assert skilled_staff(FIRM, WIDE, technical_in_wide=False) == 52
    assert skilled_staff(FIRM, NARROW, technical_in_wide=False) == 30


def test_a_cluster_is_the_ratio_of_totals_or_the_mean_of_ratios():
    firms = [FIRM, SMALL]
    assert skill_intensity(firms, WIDE).share_pct == pytest.approx(100 * 64 / 120, abs=CLOSE)
    by_firm = skill_intensity(firms, WIDE, aggregate=SkillAggregate.MEAN_OF_RATIOS)
    assert by_firm.share_pct == pytest.approx((60 + 2 * 20) / 3, abs=CLOSE)


def test_the_figure_of_a_published_cluster_comes_out():
    # 643 of 1,000 is Buenos Aires as the running text gives it for Figure 2.
    cluster = Workforce(
        total=1000, managers=40, professionals=60, technical=90, supervisory=50, clerical=80, skilled=323, unskilled=357
    )
    assert skill_intensity([cluster], WIDE).share_pct == pytest.approx(64.3, abs=PRINTED)


def test_firms_that_do_not_tell_are_left_out_and_counted():
    silent = Workforce(total=50, managers=2)
    empty = Workforce(total=0, managers=0, professionals=0, technical=0, supervisory=0, clerical=0, skilled=0)
    found = skill_intensity([FIRM, silent, empty], WIDE)
    assert (found.share_pct, found.firms_used, found.firms_left_out) == (60.0, 1, 2)
    assert skill_intensity([silent], NARROW).share_pct is None


def test_categories_are_checked_against_the_total():
    assert category_gap(FIRM) == 0
    assert (
        category_gap(
            Workforce(
                total=90, managers=5, professionals=10, technical=8, supervisory=4, clerical=3, skilled=30, unskilled=40
            )
        )
        == 10
    )
    assert category_gap(Workforce(total=90)) is None


@given(st.lists(st.integers(0, 50), min_size=7, max_size=7).filter(any))
def test_the_wide_definition_never_counts_fewer_than_the_narrow_one(numbers):
    firm = Workforce(float(sum(numbers)), *map(float, numbers))
    narrow, wide = skill_intensity([firm], NARROW).share_pct, skill_intensity([firm], WIDE).share_pct
    assert 0 <= narrow <= wide <= 100 + CLOSE


@pytest.mark.parametrize(
    ("equity", "owner"),
    [(49.99, "national"), (50.0, "foreign"), (50.01, "foreign"), (None, "unknown"), (0.0, "national"),
     (100.0, "foreign"), (120.0, "unknown"), (-1.0, "unknown")],
)  # fmt: skip
def test_exactly_half_is_foreign_and_missing_is_unknown(equity, owner):
    assert ownership_of(equity) is Ownership(owner)


def test_the_threshold_can_be_that_of_direct_investment():
    assert ownership_of(10.0, threshold_pct=10.0) is Ownership.FOREIGN


@pytest.mark.parametrize(
    ("foreign", "national", "unknown", "printed"),
    [(35, 15, 0, "70.0"), (18, 30, 2, "37.5"), (82, 16, 5, "83.7"), (0, 100, 0, "0.0")],
)
def test_the_printed_shares_of_table_1_come_out_over_known_owners(foreign, national, unknown, printed):
    found = foreign_share([100.0] * foreign + [0.0] * national + [None] * unknown)
    assert (found.known, found.unknown) == (foreign + national, unknown)
    assert str(round_half_up(found.share_pct, 1)) == printed


def test_weights_change_the_share_but_not_the_counts():
    found = foreign_share([100.0, 0.0, None], weights=[1.0, 3.0, 9.0])
    assert (found.share_pct, found.weighted_pct, found.unknown) == (50.0, 25.0, 1)


def test_without_a_known_owner_there_is_no_share():
    assert foreign_share([None, None]).share_pct is None
    assert foreign_share([], weights=[]).weighted_pct is None
    with pytest.raises(ValueError, match="one for each"):
        foreign_share([50.0], weights=[1.0, 2.0])


@pytest.mark.parametrize(
    ("location", "national", "margin"), [(15.3, 11.7, 3.6), (18.6, 11.1, 7.5), (12.4, 12.0, 0.4), (6.7, 4.6, 2.1)]
)
def test_the_four_published_clusters_are_admitted(location, national, margin):
    found = admission(20, location, national)
    assert found.admitted is True
    assert found.growth_margin == pytest.approx(margin, abs=PRINTED)


@pytest.mark.parametrize(
    ("years", "location", "national", "admitted"),
    [
        (19.9, 5.0, 1.0, False),
        (20, 5.0, 5.0, False),
        (None, 5.0, 1.0, None),
        (30, None, 1.0, None),
        (None, 1.0, 5.0, False),
    ],
)
def test_admission_needs_both_conditions_and_stays_open_while_one_is_unknown(years, location, national, admitted):
    assert admission(years, location, national).admitted is admitted


@pytest.mark.parametrize(
    ("employees", "wbes", "eu"),
    [(0, None, None), (1, None, "micro"), (4, None, "micro"), (5, "small", "micro"), (10, "small", "small"),
     (19, "small", "small"), (19.5, "small", "small"), (20, "medium", "small"), (50, "medium", "medium"),
     (99, "medium", "medium"), (100, "large", "medium"), (249, "large", "medium"), (250, "large", "large"),
     (None, None, None)],
)  # fmt: skip
def test_size_classes_at_their_bounds(employees, wbes, eu):
    found = [size_class(employees, scheme) for scheme in (SizeScheme.WBES, SizeScheme.EU)]
    assert [each and each.code for each in found] == [wbes, eu]


def test_size_classes_leave_no_gap():
    for classes in SIZE_CLASSES.values():
        for lower, upper in pairwise(classes):
            assert lower.most + 1 == upper.least
        assert classes[-1].most is None
    assert [each.label for each in SIZE_CLASSES[SizeScheme.WBES]] == ["5–19", "20–99", "100+"]
