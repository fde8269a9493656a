"""The paper's tables against themselves: sums that hold, sums that do not, and what its text says of them."""

import numpy as np
import pytest

from analysis.proximity.comparison import weighted_mean
from analysis.proximity.printed import (
    TABLE_1,
    TABLE_1_TOTAL,
    TABLE_2,
    TABLE_2_TOTAL,
    TABLE_3,
    TABLE_4,
    TABLE_4_AVERAGE,
    TABLE_4_DIFFERENCE,
    TABLE_4_SIC,
    TABLE_5,
    TABLE_5_SIC,
)
from analysis.proximity.printed_equations import PRINTED, SIC, printed_of

ONE = {row[0]: row for row in TABLE_5}


@pytest.mark.parametrize(
    ("table", "total", "rows"), [(TABLE_1, TABLE_1_TOTAL, 39), (TABLE_2, TABLE_2_TOTAL, 31)], ids=["1", "2"]
)
def test_numbers_of_firms_add_up_and_means_are_means(table: tuple, total: tuple, rows: int) -> None:
    assert len(table) == rows
    for mean, number in ((1, 3), (4, 6)):
        assert sum(row[number] for row in table) == total[number]
        average = sum(row[mean] * row[number] for row in table) / total[number]
        # Means are printed in whole thousands: the average of the rows is off by half of one, and so is the total.
        assert average == pytest.approx(total[mean], abs=1)


def test_both_tables_have_the_same_firms_in_2004_and_not_in_1995() -> None:
    assert TABLE_1_TOTAL[6] == TABLE_2_TOTAL[6] == 1_363_284
    assert (TABLE_1_TOTAL[3], TABLE_2_TOTAL[3]) == (506_409, 500_833)


def test_means_and_numbers_do_not_give_the_output_of_table_3() -> None:
    totals = [sum(row[at] * row[at + 2] for row in TABLE_1) / 1e9 for at in (1, 4)]
    assert totals == pytest.approx([5.450, 22.082], abs=0.001)
    assert [row[1] for row in TABLE_3] == [5.495, 20.174]


def test_the_ratios_of_table_3() -> None:
    assert [100 * row[1] / row[2] for row in TABLE_3] == pytest.approx([row[3] for row in TABLE_3], abs=0.02)


def test_provinces_of_table_4_stand_in_the_order_of_table_2() -> None:
    assert len(TABLE_4) == 31
    assert [row[0][:2] for row in TABLE_4] == [row[0][:2].replace("Go", "Gu") for row in TABLE_2]


def averages(by_output: bool) -> list[float]:
    found = []
    for at, (mean, number) in ((1, (1, 3)), (2, (4, 6))):
        weights = np.array([row[number] * (row[mean] if by_output else 1.0) for row in TABLE_2])
        found.append(weighted_mean(np.array([row[at] for row in TABLE_4]), weights))
    return found


def test_the_printed_averages_are_weighted_by_output_within_rounding_and_not_by_firms() -> None:
    """The note below our Table 4. Provinces are rounded by up to 0.0005, and so are the averages: 0.001 in all."""
    assert averages(by_output=True) == pytest.approx([0.2054, 0.2110], abs=5e-5)
    assert averages(by_output=False) == pytest.approx([0.2039, 0.2108], abs=5e-5)
    assert averages(by_output=True) == pytest.approx(TABLE_4_AVERAGE, abs=0.001)
    assert abs(averages(by_output=False)[0] - TABLE_4_AVERAGE[0]) > 0.001
    assert TABLE_4_AVERAGE[1] - TABLE_4_AVERAGE[0] == pytest.approx(TABLE_4_DIFFERENCE[0])


def test_proximity_did_not_increase_in_each_region() -> None:
    assert {name for name, first, last in TABLE_4 if last <= first} == set(TABLE_4_SIC)


def test_employment_weighted_proximity_fell() -> None:
    assert ONE["Proximity 2004 (w=employment)"][1] < ONE["Proximity 1995 (w=employment)"][1]
    assert set(TABLE_5_SIC) <= set(ONE)
    assert len(TABLE_5) == 22 and all(row[3] <= row[1] <= row[4] for row in TABLE_5)


def test_effects_are_not_the_shares_the_text_calls_them() -> None:
    fall = 0.03 * 1.569
    assert fall == pytest.approx(0.047, abs=0.0005)
    assert fall / ONE["Minimum asset 2004 (in millions)"][1] == pytest.approx(0.26, abs=0.005)
    assert fall / ONE["Minimum asset 1995 (in millions)"][1] == pytest.approx(0.47, abs=0.005)
    exporters = [0.03 * printed_of(9, "exporter", each).estimate / 0.118 for each in ("employment", "assets")]
    assert exporters == pytest.approx([0.025, 0.036], abs=0.0005)
    assert 0.0065 / ONE["Export/sales"][1] == pytest.approx(0.108, abs=0.0005)


def test_rows_of_the_equations_are_not_those_described() -> None:
    assert {printed_of(10, name, "assets").rows for name in ("ln_value_added", "ln_value_added_2")} == {
        104_437,
        103_128,
    }
    assert {ONE[name][5] for name in ("Log(value added)", "Log(value added1)")} == {104_324, 103_016}
    assert printed_of(9, "exporter", "assets").rows != ONE["Exporter"][5]
    assert printed_of(7, "receivables_ratio", "assets").rows != ONE["Accounts receivable/revenue"][5]


def test_every_column_of_the_equations_is_there_once() -> None:
    numbers = [(each.table, each.column) for each in PRINTED]
    assert len(numbers) == len(set(numbers)) == 12 + 6 + 6 + 6 + 6
    assert set(SIC) <= set(numbers)
    assert printed_of(6, "minimum", "") is not None and printed_of(6, "firms", "output") is None


@pytest.mark.parametrize("each", [each for each in PRINTED if each.estimate], ids=lambda e: f"{e.table}-{e.column}")
def test_stars_of_the_paper_follow_from_estimate_and_error(each) -> None:
    """Which columns the paper stars at five per cent, read off the printed tables, against |b/se| above 1.96."""
    without = {(6, "a3"), (6, "b3"), (6, "c3"), (10, "5")}
    assert (abs(each.estimate / each.error) > 1.96) is ((each.table, each.column) not in without)
