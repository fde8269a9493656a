"""The two-by-two comparisons and the regression on sizes, and what independent errors do to both."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimators.least_squares import fit_ols
from analysis.estimators.records import EstimationRefused
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.comparisons import CLUSTERED, ONCE, REPEATED, compare, comparison_table, two_by_two
from analysis.resilience.layouts import FACTORS
from analysis.resilience.misprints import moulton_factor
from analysis.resilience.panel import compared, two_years
from analysis.resilience.published import TABLE_3, TABLE_4
from analysis.resilience.sizes import BY_REGION, INDEPENDENT, inflation_factors, moulton_table, size_fits, size_table
from analysis.resilience.system import SYSTEM
from analysis.systems import unwatched

STORES = Path(__file__).resolve().parents[4] / "shared" / "data" / "03_did_card_krueger_1994" / "card_krueger_long.csv"

FOUR = pd.DataFrame(
    {
        "region": ["A", "A", "B", "B", "C", "C", "D", "D"],
        "year": [2018, 2020] * 4,
        "gdp": [1.0, 3.0, 3.0, 5.0, 2.0, 9.0, 4.0, 11.0],
        "treated": [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0],
    }
)
LEVELS = ResilienceChoices(comparison="level")


def test_the_interaction_is_the_difference_of_the_differences() -> None:
    """By hand: means 2, 4 of the others and 3, 10 of the treated; (10 − 3) − (4 − 2) = 5."""
    fit = two_by_two(two_years(FOUR, "gdp", (2018, 2020), LEVELS), cluster=None, level=0.95)
    found = {each.name: each.estimate for each in fit.coefficients}
    assert found == {
        "const": pytest.approx(2),
        "period": pytest.approx(2),
        "treated": pytest.approx(1),
        "interaction": pytest.approx(5),
    }


uneven = st.lists(st.floats(min_value=-100, max_value=100), min_size=12, max_size=12).filter(
    lambda values: max(values) - min(values) > 1e-6
)


@given(uneven)
def test_the_comparison_is_that_of_four_means_whatever_the_figures(values: list[float]) -> None:
    """Sums of twelve terms in another order: 1e-8 on figures up to 100 is rounding."""
    rows = pd.DataFrame({"compared": values, "region": list("aabbccddeeff"), "period": [0.0, 1.0] * 6})
    rows["treated"] = [0.0] * 6 + [1.0] * 6
    rows["interaction"] = rows["period"] * rows["treated"]
    mean = rows.groupby(["treated", "period"])["compared"].mean()
    fit = two_by_two(rows, cluster=None, level=0.95)
    obvious = (mean[1.0, 1.0] - mean[1.0, 0.0]) - (mean[0.0, 1.0] - mean[0.0, 0.0])
    assert fit.coefficient("interaction").estimate == pytest.approx(obvious, abs=1e-8)


def test_growth_is_taken_on_the_year_before_and_nowhere_else() -> None:
    frame = pd.DataFrame({"region": ["A"] * 4, "year": [2017, 2018, 2020, 2021], "gdp": [100.0, 110.0, 99.0, 0.0]})
    assert compared(frame, "gdp", ResilienceChoices()).tolist() == [
        pytest.approx(np.nan, nan_ok=True),
        pytest.approx(0.10),
        pytest.approx(np.nan, nan_ok=True),
        pytest.approx(-1.0),
    ]
    two = compared(frame, "gdp", ResilienceChoices(growth_years=2))
    assert two.iloc[2] == pytest.approx(99 / 110 - 1)


def test_a_region_without_one_of_the_years_is_left_out() -> None:
    rows = two_years(FOUR.drop(index=7), "gdp", (2018, 2020), LEVELS)
    assert sorted(set(rows["region"])) == ["A", "B", "C"]


def test_a_comparison_without_one_of_the_four_cells_is_refused() -> None:
    rows = two_years(FOUR[FOUR["treated"] == 1], "gdp", (2018, 2020), LEVELS)
    with pytest.raises(EstimationRefused, match="four cells"):
        two_by_two(rows, cluster=None, level=0.95)


def seven_clusters(years: tuple[int, ...] = (2018, 2020)) -> pd.DataFrame:
    keys = [(region, f"c{each}", year) for region in "ABCD" for each in range(7) for year in years]
    return pd.DataFrame(keys, columns=["region", "cluster", "year"]).assign(employment=1.0)


def noisy(seed: int = 5) -> pd.DataFrame:
    frame = FOUR.copy()
    frame["gdp"] += np.random.default_rng(seed).normal(0, 1, len(frame))
    return frame


def test_rows_repeated_over_clusters_keep_the_estimate_and_shrink_its_error() -> None:
    """Seven copies of 8 rows: the estimate stays; the error shrinks by √((8 − 4)/(56 − 4)), exactly."""
    found = compare(noisy(), seven_clusters(), ("gdp",), (2018, 2020), LEVELS).fits["gdp"]
    once, repeated = (found[way].coefficient("interaction") for way in (ONCE, REPEATED))
    assert repeated.estimate == pytest.approx(once.estimate)
    assert repeated.standard_error == pytest.approx(once.standard_error * (4 / 52) ** 0.5)
    assert found[CLUSTERED].clusters == {"region": 4}


def test_clusters_of_another_year_are_taken_only_when_asked_to() -> None:
    old = seven_clusters((2016,))
    plain = compare(noisy(), old, ("gdp",), (2018, 2020), LEVELS)
    assert REPEATED not in plain.fits["gdp"]
    assert [each.part for each in plain.refused] == ["2018 and 2020, rows repeated over clusters: GDP"]
    carried = ResilienceChoices(comparison="level", carry_clusters=True)
    assert REPEATED in compare(noisy(), old, ("gdp",), (2018, 2020), carried).fits["gdp"]


def test_the_printed_rows_stand_beside_ours_with_their_misprints() -> None:
    found = compare(noisy(), None, ("gdp",), (2018, 2020), LEVELS)
    table = comparison_table(found, "did-shock", "Shock", TABLE_3)
    assert [row[:7] for row in table.printed][3] == ("GDP", "Interaction", "as printed", -0.022, 0.003, -8.868, 0.0)
    assert all(len(row) == len(table.columns) for row in (*table.rows, *table.printed))
    assert table.sic == {}


def stores() -> pd.DataFrame:
    if not STORES.is_file():
        pytest.skip("the stores of Card and Krueger are not beside this checkout")
    frame = pd.read_csv(STORES)
    # The survey gave one number to two stores.
    twin = frame.groupby(["id", "d"]).cumcount().astype(str)
    return pd.DataFrame(
        {
            "region": frame["id"].astype(str) + "-" + twin,
            "year": 1992 + frame["d"],
            "employment": frame["fte"],
            "treated": frame["nj"] == 1,
        }
    )


def test_card_and_krueger_through_the_system() -> None:
    """Stores seen in both waves: 2.75 (Card and Krueger 1994, Table 3); independent error 1.731460 (statsmodels)."""
    choices = ResilienceChoices(
        treatment="column", comparison="level", year_before=1992, base_year=1992, year_shock=1993, year_after=1994,
        treatment_years=(), pre_years=1, wild_repetitions=0, synthetic=False,
    )  # fmt: skip
    found = SYSTEM.compute(choices, {"regions": stores()}, unwatched)
    line = next(row for row in found.table("did-shock").rows if row[1] == "Interaction" and row[2] == ONCE)
    assert line[3] == pytest.approx(2.75, abs=5e-7)
    assert line[4] == pytest.approx(1.731460, abs=5e-7)
    assert found.table("did-shock").inference[0].rows_used == 768


def test_all_stores_give_the_published_difference() -> None:
    """Means 23.33, 21.17, 20.44, 21.03 and the difference 2.76 (Table 3; 2.754 unrounded); independent error 1.6884."""
    frame = stores()
    rows = pd.DataFrame(
        {"compared": frame["employment"], "treated": frame["treated"].astype(float), "period": frame["year"] - 1992.0}
    )
    rows["interaction"] = rows["treated"] * rows["period"]
    found = two_by_two(rows, cluster=None, level=0.95).coefficient("interaction")
    assert found.estimate == pytest.approx(2.753606, abs=5e-7)
    assert found.standard_error == pytest.approx(1.688409, abs=5e-7)


def size_panel(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twenty regions in two years and thirty clusters each; payroll by quarter is a quarter of the year's, nearly."""
    draw = np.random.default_rng(seed)
    regions = pd.DataFrame(
        [(f"R{each:02d}", year) for each in range(20) for year in (2018, 2020)], columns=["region", "year"]
    )
    regions["gdp"] = np.repeat(draw.lognormal(5, 1, 20), 2) * draw.lognormal(0, 0.01, 40)
    rows = [
        (region, f"C{each:02d}", year)
        for region, year in zip(regions["region"], regions["year"], strict=True)
        for each in range(30)
    ]
    clusters = pd.DataFrame(rows, columns=["region", "cluster", "year"])
    size = clusters.merge(regions, on=["region", "year"])["gdp"].to_numpy() * draw.lognormal(0, 1, len(clusters))
    clusters["employment"] = size
    clusters["annual_payroll"] = 40 * size
    clusters["first_quarter_payroll"] = 0.25 * clusters["annual_payroll"] * draw.normal(1, 0.02, len(clusters))
    clusters["establishments"] = size * draw.lognormal(-2, 0.5, len(clusters))
    clusters["wage"] = draw.normal(40, 5, len(clusters))
    clusters["lq"] = draw.lognormal(0, 0.5, len(clusters))
    return regions, clusters


def test_the_regression_on_sizes_equals_least_squares_by_hand() -> None:
    regions, clusters = size_panel(1)
    found = size_fits(regions, clusters, ("gdp",), (2018, 2020), ResilienceChoices()).fits["gdp"]
    rows = clusters.merge(regions, on=["region", "year"])
    matrix = np.column_stack([np.ones(len(rows)), rows[list(FACTORS)]])
    expected = np.linalg.lstsq(matrix, rows["gdp"].to_numpy(), rcond=None)[0]
    for way in (INDEPENDENT, BY_REGION):
        assert [each.estimate for each in found[way].coefficients] == pytest.approx(
            expected.tolist(), rel=1e-6, abs=1e-9
        )
    assert found[BY_REGION].clusters == {"region": 20}


def test_first_quarter_payroll_repeats_annual_payroll() -> None:
    """Beside annual payroll nearly nothing is left of it: √VIF ≈ 1/0.02 of its own spread; establishments less so."""
    _regions, clusters = size_panel(1)
    factors = inflation_factors(clusters)
    assert factors["first_quarter_payroll"] > 100
    assert factors["wage"] < 1.1
    others = [name for name in FACTORS if name != "wage"]
    r2 = fit_ols(clusters, outcome="wage", regressors=others, robust="plain").measures["r2"]
    assert factors["wage"] == pytest.approx(1 / (1 - r2), rel=1e-6)


def test_a_table_without_a_regressor_or_a_year_is_refused() -> None:
    regions, clusters = size_panel(1)
    with pytest.raises(EstimationRefused, match="lq"):
        size_fits(regions, clusters.drop(columns="lq"), ("gdp",), (2018, 2020), ResilienceChoices())
    half = size_fits(regions, clusters[clusters["year"] == 2018], ("gdp",), (2018, 2020), ResilienceChoices())
    assert half.fits == {}
    assert "both 2018 and 2020" in half.refused[0].reason


def test_what_the_paper_prints_as_discontinuity_is_called_what_it_is() -> None:
    regions, clusters = size_panel(1)
    found = size_fits(regions, clusters, ("gdp",), (2018, 2020), ResilienceChoices())
    table = size_table(found, "sizes-shock", "Levels on sizes", TABLE_4)
    assert "no running variable" in table.notes[0]
    assert "discontinuity" not in table.title.lower() and "rdd" not in table.title.lower()
    assert table.printed[1][1] == "First-quarter payroll (printed: QP)"
    ways = found.fits["gdp"]
    for row, plain, grouped in zip(
        moulton_table(found, "errors", "Errors").rows,
        ways[INDEPENDENT].coefficients,
        ways[BY_REGION].coefficients,
        strict=True,
    ):
        assert row[4] == pytest.approx(grouped.standard_error / plain.standard_error)


def simulated(draw: np.random.Generator, states: int = 32, rows: int = 300, spread: float = 0.338) -> pd.DataFrame:
    """32 states of 300 rows: y = state + noise, x a trait of the state; x has no effect on y."""
    state = np.repeat(np.arange(states), rows)
    x = np.repeat(draw.normal(0, 1, states), rows)
    y = np.repeat(draw.normal(0, spread, states), rows) + draw.normal(0, 1, states * rows)
    return pd.DataFrame({"state": state.astype(str), "x": x, "y": y})


def test_independent_errors_find_effects_where_there_are_none() -> None:
    """The paper's design: 32 states, hundreds of rows each, intraclass correlation 0.338²/(1 + 0.338²) = 0.1025.

    Moulton's factor is √(1 + 299 × 0.1025) = 5.63, so that a t of 1.96 is one of 0.35, passed in 73 of 100 samples.
    Over 60 samples the share has a standard error of 6 points: 0.55–0.90 is three of them. Clustered errors of 32
    groups vary by 1/√62 = 13 per cent each and lie a little low: the mean of 60 ratios is within a tenth.
    """
    draw = np.random.default_rng(20)
    ratios, false, clustered_false = [], 0, 0
    for _each in range(60):
        frame = simulated(draw)
        naive = fit_ols(frame, outcome="y", regressors=["x"], robust="plain").coefficient("x")
        grouped = fit_ols(frame, outcome="y", regressors=["x"], cluster=("state",)).coefficient("x")
        ratios.append(grouped.standard_error / naive.standard_error)
        false += naive.p_value < 0.05
        clustered_false += grouped.p_value < 0.05
    factor = moulton_factor(300, 0.338**2 / (1 + 0.338**2))
    assert factor == pytest.approx(5.63, abs=0.01)
    assert np.mean(ratios) == pytest.approx(factor, rel=0.10)
    assert 0.55 < false / 60 < 0.90
    assert clustered_false / 60 < 0.20
