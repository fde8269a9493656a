"""The nineteen cases are the paper's: sums, counts and groups the text names, and what does not fit is said."""

from statistics import median

import pytest

from analysis.development.case_tables import INCONSISTENCIES, arithmetic, table_1, table_2
from analysis.development.cases import case, cases


def test_there_are_nineteen_cases_in_three_groups_and_twenty_one_observations() -> None:
    assert [each.number for each in cases()] == list(range(1, 20))
    assert [sum(each.group == group for each in cases()) for group in (1, 2, 3)] == [10, 7, 2]
    assert sum(len(each.observations) for each in cases()) == 21
    assert {each.number for each in cases() if len(each.observations) == 2} == {1, 2}


def test_the_columns_of_table_2_add_up_to_what_is_printed() -> None:
    # Sums by hand over the 21 rows of Table 2, in the order printed.
    rows = table_2().rows
    assert sum(row[3] for row in rows) == sum(
        (200, 100, 150, 3, 100, 5000, 200, 133, 1200, 700, 640, 500, 60, 50, 200, 160, 1000, 130, 150, 4100, 700)
    )
    assert sum(row[3] for row in rows) == 15_476
    workers = [row[4] for row in rows if row[4] is not None]
    assert (len(workers), round(sum(workers), 1)) == (17, 3781.0)
    schooling = [row[5] for row in rows if row[5] is not None]
    assert (len(schooling), round(sum(schooling), 1)) == (19, 206.2)


def test_the_text_s_groups_are_those_of_the_table() -> None:
    named = {
        "China": {4, 5, 12, 13},
        "Japan": {1, 2},
        "Taiwan, China": {3, 11},
    }
    for country, numbers in named.items():
        assert {each.number for each in cases() if each.country == country} == numbers
    assert {each.number for each in cases() if each.region == "Sub-Saharan Africa"} == {8, 9, 10, 15, 16, 17, 19}
    assert {each.number for each in cases() if each.training_pilot} == {6, 8, 10, *range(14, 20)}
    assert {each.number for each in cases() if each.training_visits} == {6, 14, 16, 19}
    assert {each.number for each in cases() if each.path == "quality_improvement"} == {1, 2, 3, 4, 5, 11, 12, 13, 14}


def test_bangladesh_employs_more_than_the_four_million_of_the_text() -> None:
    # Section II: more than 4,000 firms and more than four million workers; Table 2: 4100 firms with 1231 workers.
    row = next(row for row in table_2().rows if row[0] == 18)
    assert row[7] == 4100 * 1231 == 5_047_100


def test_firms_of_africa_are_many_by_the_median_and_few_by_the_mean() -> None:
    rows = {row[0]: row for row in arithmetic().rows}
    africa, asia = rows["Sub-Saharan Africa"], rows["Asia"]
    assert (africa[1], asia[1]) == (7, 12)
    assert africa[2] == median((700, 640, 500, 1000, 130, 150, 700)) == 640
    assert asia[2] == (133 + 160) / 2
    assert africa[3] == pytest.approx(3820 / 7) and asia[3] == pytest.approx(11_306 / 12)
    assert africa[2] > asia[2] and africa[3] < asia[3]


def test_the_african_exception_to_small_firms_is_larger_than_half_of_the_asian_ones() -> None:
    workers = [each.latest.workers for each in cases() if each.region == "Asia" and each.latest.workers is not None]
    assert sum(case(16).latest.workers > each for each in workers) == len(workers) / 2 == 5


def test_misprints_are_kept_and_marked() -> None:
    first = table_1()
    assert [row[3] for row in first.printed][7:9] == ["Taylors", "Taylors"]
    assert [row[3] for row in first.rows][7:9] == ["Tailors", "Tailors"]
    assert set(first.sic) == {"7:origin", "8:origin", "15:source", "18:source"}
    named = [row[5] for row in first.printed]
    assert named[18] == "" and "2010" in named[15] and first.rows[18][5] == "Sonobe et al. (2010)"
    second = table_2()
    assert second.printed[2][2] == "1950s" and second.rows[2][2] is None and set(second.sic) == {"2:year"}
    assert len(INCONSISTENCIES) == 9 and any("cooperative" in each for each in INCONSISTENCIES)


def test_printed_rows_and_ours_stand_in_the_same_columns() -> None:
    for table in (table_1(), table_2()):
        assert len(table.rows) == len(table.printed)
        assert {len(row) for row in (*table.rows, *table.printed)} == {len(table.columns)}
    assert {row[3]: row[1] for row in table_2().rows}[5000] == "Baby clothes, China"
