"""What the paper prints adds up, or is listed among its contradictions."""

import math
from collections.abc import Iterator
from itertools import pairwise

import pytest
from scipy import stats

from analysis.crises.inconsistencies import INCONSISTENCIES
from analysis.crises.published import (
    PRINTED_CLUSTERS,
    PRINTED_CRISES,
    PRINTED_CRISIS_SUMS,
    PRINTED_GROWTH,
    PRINTED_OUTPUT,
    PRINTED_SECTORS,
)
from analysis.crises.published_equations import PRINTED_EQUATIONS, Cell
from analysis.crises.published_types import PRINTED_BY_TYPE

COUNTIES = 73
FOUND = {each.code: each for each in INCONSISTENCIES}


def test_the_28_sectors_of_table_1_sum_to_the_clusters_and_output_of_the_text() -> None:
    assert len(PRINTED_SECTORS) == 28
    assert sum(clusters for _sector, clusters, _output, _share in PRINTED_SECTORS) == PRINTED_CLUSTERS == 839
    # Outputs have one decimal; 28 of them sum exactly but for floating point.
    assert sum(output for _s, _c, output, _share in PRINTED_SECTORS) == pytest.approx(PRINTED_OUTPUT, abs=1e-6)


@pytest.mark.parametrize("sector", PRINTED_SECTORS, ids=lambda each: each[0])
def test_each_share_of_table_1_is_its_output_over_the_sum(sector: tuple[str, int, float, float]) -> None:
    _name, _clusters, output, share = sector
    assert abs(100 * output / PRINTED_OUTPUT - share) <= 0.05 + 1e-9


def test_each_growth_of_table_2_follows_from_the_figures_beside_it() -> None:
    checked = 0
    for before, now in pairwise(PRINTED_GROWTH):
        for figure, growth in ((1, 2), (3, 4)):
            if before[figure] and now[figure] is not None:
                # Printed with two decimals, so off by half a unit of the last at most.
                assert 100 * (now[figure] / before[figure] - 1) == pytest.approx(now[growth], abs=0.005 + 1e-9)
                checked += 1
            else:
                assert now[growth] is None
    assert checked == 18 + 9


def test_table_3_sums_by_row_and_column_to_53_crises() -> None:
    assert all(sum(row[1:6]) == row[6] for row in PRINTED_CRISES)
    assert tuple(sum(row[place] for row in PRINTED_CRISES) for place in range(1, 7)) == PRINTED_CRISIS_SUMS
    assert PRINTED_CRISIS_SUMS == (16, 10, 11, 11, 5, 53)


def test_36_of_the_53_crises_fall_in_2004_to_2008_and_all_export_barriers_after_2004() -> None:
    assert sum(row[6] for row in PRINTED_CRISES if 2004 <= row[0] <= 2008) == 36
    assert all(row[2] == 0 for row in PRINTED_CRISES if row[0] <= 2004)


def test_export_barriers_do_not_rank_second() -> None:
    ranks = sorted(PRINTED_CRISIS_SUMS[:5], reverse=True)
    assert ranks.index(PRINTED_CRISIS_SUMS[1]) + 1 == 4
    assert "fourth of five" in FOUND["export-rank"].found


def test_the_numbers_of_observations_are_counties_times_years_but_for_one_row_of_table_6() -> None:
    patents, certified, staff = (PRINTED_EQUATIONS[code] for code in ("patents", "certified", "staff"))
    assert set(patents.rows[:4]) == {COUNTIES * 19} == {1387}
    assert set(patents.rows[4:]) == {COUNTIES * 18} == {1314}
    assert set(certified.rows) == {COUNTIES * 10} == {730}
    assert set(staff.rows) == {COUNTIES * 14 - 1} == {1021}
    assert "1022" in FOUND["staff-rows"].found


def cells() -> Iterator[tuple[str, Cell]]:
    for code, table in PRINTED_EQUATIONS.items():
        for variable, row in table.cells.items():
            yield from ((f"{code} {variable} R{place}", cell) for place, cell in enumerate(row, start=1) if cell)
    for code, types in PRINTED_BY_TYPE.items():
        for kind, row in types.items():
            yield from ((f"{code} {kind} {place}", cell) for place, cell in enumerate(row, start=1))


def test_each_printed_star_and_sign_follows_from_the_t_statistic_with_73_clusters() -> None:
    checked = 0
    for where, cell in cells():
        assert cell is not None
        estimate, stars, t_statistic = cell
        p_value = 2 * stats.t.sf(abs(t_statistic), COUNTIES - 1)
        assert stars == "*" * sum(p_value < limit for limit in (0.1, 0.05, 0.01)), where
        assert estimate * t_statistic >= 0, where
        checked += 1
    assert checked == 3 * (8 * 6 + 2) + 60


def test_the_insignificant_cells_of_table_7_are_those_that_we_list() -> None:
    bare = {
        code: [(kind, place) for kind, row in types.items() for place, cell in enumerate(row) if cell and not cell[1]]
        for code, types in PRINTED_BY_TYPE.items()
    }
    assert bare["patents"] == [("quality", 0), ("other", 3)]
    assert bare["certified"] == [("quality", 1), ("quality", 2), ("quality", 3), ("other", 0)]
    assert [place for kind, place in bare["staff"] if kind == "quality"] == [0, 1, 2, 3]
    assert len(bare["staff"]) == 7
    assert "2 are not" in FOUND["table7-cells-patents"].found
    assert FOUND["table7-cells-certificates"].found.startswith("4 of 20")
    assert "7 of 20" in FOUND["table7-staff"].found


def aic_step(table: str, base: int, step: int, *, count_counties: bool) -> tuple[float, float]:
    """The least and greatest AIC of R(base+step) less that of R(base) that the printed adjusted R² allow.

    Of the same rows, AIC' - AIC = N ln(RSS'/RSS) + 2(k' - k), and RSS = (1 - adjusted R²)(N - k) TSS/(N - 1) with every
    dummy in k. An adjusted R² printed with three decimals is known to half a unit of the last.
    """
    paper = PRINTED_EQUATIONS[table]
    rows, years = paper.rows[base], paper.years - (1 if table == "patents" and base else 0)
    slopes = 7
    extra = {1: 0, 2: 1, 3: years - 1}[step]
    dummies = COUNTIES - 1
    bounds = []
    for down in (-0.0005, 0.0005):
        after = (1 - paper.adjusted_r2[base + step] + down) * (rows - slopes - extra - dummies)
        before = (1 - paper.adjusted_r2[base] - down) * (rows - slopes)
        bounds.append(rows * math.log(after / before) + 2 * (extra + (dummies if count_counties else 0)))
    return bounds[0], bounds[1]


@pytest.mark.parametrize("table", ["patents", "certified", "staff"])
@pytest.mark.parametrize("base", [0, 4])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_the_printed_aic_leaves_the_county_effects_out_of_its_count(table: str, base: int, step: int) -> None:
    """The 72 county effects would add 144. Beyond rounding, one unit is left for how k enters adjusted R²."""
    printed = PRINTED_EQUATIONS[table].aic[base + step] - PRINTED_EQUATIONS[table].aic[base]
    low, high = aic_step(table, base, step, count_counties=False)
    assert low - 1 <= printed <= high + 1
    low, high = aic_step(table, base, step, count_counties=True)
    assert printed < low - 100
