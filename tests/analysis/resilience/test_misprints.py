"""The printed tables of paper 003: what follows from their figures, and what contradicts them."""

import pytest

from analysis.resilience.misprints import (
    chain_gaps,
    implied_growth,
    implied_residual_df,
    implied_t,
    misprints,
    moulton_factor,
    range_gaps,
    sic_of,
    within,
)
from analysis.resilience.published import COUNTS, REGRESSIONS, TABLE_2, TABLE_3, PrintedLine


def test_a_printed_text_stands_for_an_interval() -> None:
    assert within("0.04") == pytest.approx((0.035, 0.045))
    assert within("257100") == pytest.approx((257050, 257150))
    assert within("0") == (-0.5, 0.5)


def test_t_of_rounded_figures_lies_in_an_interval() -> None:
    """−0.0945/0.035 = −2.7 and −0.0935/0.045 = −2.0778."""
    line = PrintedLine("GDP", "QP", "-0.094", "0.04", "-2.337", "0.02")
    assert implied_t(line) == pytest.approx((-2.7, -0.0935 / 0.045))


def test_residual_degrees_follow_from_r2_and_f() -> None:
    """R² = 0.5 and F = 10 on 2 slopes: 10 = (0.5/2)/(0.5/df), so df = 20."""
    assert implied_residual_df("0.5", "10", 2) == pytest.approx(20)


def test_every_regression_is_there_whole() -> None:
    assert [len(table.lines) for table in REGRESSIONS] == [20, 30, 20, 30]
    assert all(len(table.summaries) == 5 for table in REGRESSIONS)


def test_the_misprints_are_these_and_no_others() -> None:
    found = {(each.table, each.outcome, each.term, each.key) for each in misprints()}
    assert found == {
        ("Table 3", "Employment", "", "f_statistic"),
        ("Table 3", "Export", "", "f_statistic"),
        ("Table 4", "Employment", "QP", "standard_error"),
        ("Table 4", "Employment", "AP", "standard_error"),
        ("Table 4", "GDP_Manu", "LQ", "estimate"),
        ("Table 5", "Export", "Period", "estimate"),
        ("Table 5", "Import", "Period", "estimate"),
    }


def test_employment_of_table_3_rests_on_eighty_rows_where_the_others_rest_on_twenty_thousand() -> None:
    degrees = {each.outcome: implied_residual_df(each.r2, each.f_statistic, 3) for each in TABLE_3.summaries}
    assert degrees["Employment"] == pytest.approx(80, abs=1)
    assert degrees["Export"] == pytest.approx(1995, abs=5)
    assert degrees["GDP"] == pytest.approx(20_000, rel=0.01)


def test_regressions_rest_on_fewer_rows_than_the_panel_has() -> None:
    """The paper counts 60,000 rows; its comparisons have about 20,000 residual degrees, its size regressions 16,650."""
    for table in REGRESSIONS:
        middle = sorted(implied_residual_df(each.r2, each.f_statistic, table.slopes) for each in table.summaries)[2]
        assert middle == pytest.approx(20_000 if table.slopes == 3 else 16_650, rel=0.01)


def test_table_5_begins_where_table_3_ends() -> None:
    """2020 is “after” in one model and “before” in the other: the printed means agree to the last decimal."""
    for gaps in chain_gaps().values():
        assert gaps == pytest.approx((0.0, 0.0), abs=1e-9)


def test_implied_means_of_gdp() -> None:
    """By hand: 0.070, less 0.033, plus 0.101; treated 0.034 less in 2018, 0.056 less in 2020, then 0.016 nearer."""
    assert implied_growth("GDP") == {
        "untreated": {2018: pytest.approx(0.070), 2020: pytest.approx(0.037), 2022: pytest.approx(0.138)},
        "treated": {2018: pytest.approx(0.036), 2020: pytest.approx(-0.019), 2022: pytest.approx(0.098)},
    }


def test_ranges_of_table_2_are_greatest_less_least() -> None:
    """GDP is 0.6 off because its greatest and range are printed without decimals."""
    gaps = range_gaps()
    assert gaps.pop("GDP") == pytest.approx(-0.6, abs=1e-6)
    assert all(gap == pytest.approx(0, abs=1e-6) for gap in gaps.values())


def test_first_quarter_payroll_is_a_quarter_of_annual_payroll_in_table_2() -> None:
    qp, ap = TABLE_2["QP"], TABLE_2["AP"]
    shares = [float(qp[place]) / float(ap[place]) for place in (1, 2, 3, 6)]
    assert shares == pytest.approx([0.2495, 0.2360, 0.2626, 0.2740], abs=5e-5)


def test_counts_of_table_2_are_no_full_grid() -> None:
    assert COUNTS["traded"] + COUNTS["local"] == COUNTS["rows"]
    assert COUNTS["traded"] / 51 != COUNTS["local"] / 16
    assert COUNTS["rows"] % (COUNTS["states"] * COUNTS["clusters"]) != 0


def test_sic_names_row_and_column_of_the_printed_lines() -> None:
    places = {("Employment", "QP"): 7, ("Employment", "AP"): 9}
    assert set(sic_of("Table 4", places)) == {"7:standard_error", "9:standard_error"}


def test_moulton_factor_of_the_papers_design() -> None:
    """Rows that share all of their outcome hold one row's worth: √300; independent rows need no correction."""
    assert moulton_factor(300, 1.0) == pytest.approx(300**0.5)
    assert moulton_factor(300, 0.0) == 1
