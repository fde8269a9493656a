"""Proximity of products: a table worked by hand, the slow obvious loops, and a package's own matrix."""

from fractions import Fraction
from itertools import product as combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.proximity.products import (
    has_advantage,
    product_proximity,
    proximity_from_trade,
    revealed_advantage,
)

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"

# Three countries and four products. Country totals 10, 10, 20; products 16, 8, 8, 8; the world 40.
EXPORTS = np.array([[6.0, 4.0, 0.0, 0.0], [2.0, 4.0, 4.0, 0.0], [8.0, 0.0, 4.0, 8.0]])


def trade_of(exports: np.ndarray, year: int = 1998) -> pd.DataFrame:
    rows = [
        {"country": f"c{c}", "product": f"p{p}", "year": year, "value": exports[c, p]}
        for c, p in combinations(range(exports.shape[0]), range(exports.shape[1]))
    ]
    return pd.DataFrame(rows)


def test_the_index_of_a_table_worked_by_hand() -> None:
    # First country, first product: (6/10) / (16/40) = 1.5; last country: (8/20) / (16/40) = 1, not above one.
    by_hand = [[1.5, 2.0, 0.0, 0.0], [0.5, 2.0, 2.0, 0.0], [1.0, 0.0, 1.0, 2.0]]
    assert np.allclose(revealed_advantage(EXPORTS), by_hand, rtol=0, atol=1e-15)


def test_the_proximity_of_a_table_worked_by_hand() -> None:
    advantage = has_advantage(revealed_advantage(EXPORTS))
    # Who has an advantage: p0 c0; p1 c0, c1; p2 c1; p3 c2. So φ(p0,p1) = 1/max(1,2), φ(p1,p2) = 1/2, all others 0.
    by_hand = [[1, 0.5, 0, 0], [0.5, 1, 0.5, 0], [0, 0.5, 1, 0], [0, 0, 0, 1]]
    assert np.array_equal(product_proximity(advantage), by_hand)


def test_an_index_of_exactly_one_counts_only_where_the_rule_lets_it() -> None:
    index = revealed_advantage(EXPORTS)
    assert not has_advantage(index)[2, 0]
    assert has_advantage(index, rule="at_least")[2, 0]
    # Then p0 has c0 and c2, p2 has c1 and c2: φ(p0,p2) = 1/2 instead of 0.
    assert product_proximity(has_advantage(index, rule="at_least"))[0, 2] == 0.5


def slow_proximity(exports: np.ndarray) -> np.ndarray:
    """The definition, one number after the other, in fractions: an index of one is one."""
    countries, products = exports.shape
    told = [[Fraction(int(exports[c, p])) for p in range(products)] for c in range(countries)]
    world = sum(sum(row) for row in told)
    held = [[False] * products for _ in range(countries)]
    for c in range(countries):
        for p in range(products):
            mine, of_product = sum(told[c]), sum(told[k][p] for k in range(countries))
            held[c][p] = bool(mine and of_product and told[c][p] / mine / (of_product / world) > 1)
    found = np.full((products, products), np.nan)
    for i in range(products):
        for j in range(products):
            both = sum(held[c][i] and held[c][j] for c in range(countries))
            with_i, with_j = (sum(held[c][k] for c in range(countries)) for k in (i, j))
            if with_i and with_j:
                found[i, j] = min(both / with_i, both / with_j)
    return found


TRADE = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.integers(0, 9).map(float)
)


@given(TRADE)
@settings(max_examples=60, deadline=None)
def test_fast_and_slow_give_one_matrix(exports: np.ndarray) -> None:
    ours = product_proximity(has_advantage(revealed_advantage(exports)))
    assert np.allclose(ours, slow_proximity(exports), rtol=0, atol=1e-15, equal_nan=True)


@given(TRADE, st.integers(2, 1000))
@settings(max_examples=40, deadline=None)
def test_proximity_is_symmetric_between_zero_and_one_and_free_of_units(exports: np.ndarray, unit: int) -> None:
    phi = product_proximity(has_advantage(revealed_advantage(exports)))
    known = ~np.isnan(phi)
    assert np.array_equal(phi, phi.T, equal_nan=True)
    assert np.all((phi[known] >= 0) & (phi[known] <= 1))
    scaled = product_proximity(has_advantage(revealed_advantage(exports * unit / 7)))
    assert np.array_equal(phi, scaled, equal_nan=True)


def test_years_are_averaged_where_both_products_are_known() -> None:
    later = np.array([[6.0, 4.0, 0.0, 0.0], [2.0, 4.0, 4.0, 0.0], [8.0, 0.0, 4.0, 0.0]])
    trade = pd.concat([trade_of(EXPORTS, 1998), trade_of(later, 1999)])
    found = proximity_from_trade(trade)
    one, other = slow_proximity(EXPORTS), slow_proximity(later)
    assert found.codes == ("p0", "p1", "p2", "p3")
    assert found.pair("p0", "p1") == pytest.approx((one[0, 1] + other[0, 1]) / 2)
    assert np.isnan(other[3, 0]) and found.pair("p0", "p3") == one[0, 3]
    assert proximity_from_trade(trade, years=(1999,)).left_out == ("p3",)


def test_a_year_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="no year 2001; it has 1998"):
        proximity_from_trade(trade_of(EXPORTS), years=(2001,))


def test_negative_exports_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        revealed_advantage(-EXPORTS)


def real_trade() -> pd.DataFrame:
    path = SHARED / "01_world_trade_sitc4_1998_2000" / "trade.csv.gz"
    if not path.is_file():
        pytest.skip("the world trade of 1998–2000 does not lie beside this checkout")
    trade = pd.read_csv(path, dtype={"iso3": str, "sitc2_4d": str}, keep_default_na=False)
    return trade.rename(columns={"iso3": "country", "sitc2_4d": "product", "export_usd2000": "value"}).assign(year=1999)


def test_world_trade_gives_the_matrix_of_the_r_package_pair_by_pair() -> None:
    """The stored output of the R package economiccomplexity 2.0.0 (C++), written with ten digits."""
    found = proximity_from_trade(real_trade())
    path = SHARED / "01_proximity_reference_R" / "proximity_product_upper.csv.gz"
    theirs = pd.read_csv(path, dtype={"sitc2_i": str, "sitc2_j": str})
    index = pd.Index(found.codes)
    rows, columns = index.get_indexer(theirs["sitc2_i"]), index.get_indexer(theirs["sitc2_j"])
    assert len(theirs) == 307_720 == len(found.pairs())
    assert np.min(rows) >= 0 and np.min(columns) >= 0
    # Ten digits: half a unit of the last is 5e-11.
    assert np.max(np.abs(found.values[rows, columns] - theirs["phi"].to_numpy())) < 5.1e-11


def test_the_advantages_are_those_of_the_r_package() -> None:
    trade = real_trade()
    wide = trade.pivot_table(index="country", columns="product", values="value", fill_value=0.0)
    advantage = has_advantage(revealed_advantage(wide.to_numpy(dtype=float)), rule="at_least")
    ones = {(wide.index[c], wide.columns[p]) for c, p in np.argwhere(advantage)}
    path = SHARED / "01_proximity_reference_R" / "rca_ones.csv.gz"
    theirs = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert len(ones) == 31_951
    assert ones == set(zip(theirs["iso3"], theirs["sitc2_4d"], strict=True))
    assert np.array_equal(advantage, has_advantage(revealed_advantage(wide.to_numpy(dtype=float))))


def test_figures_of_world_trade_that_three_programs_agree_on() -> None:
    """Computed with numpy, py-ecomplexity 0.5.3 and the R package, and kept beside the data with ten digits."""
    found = proximity_from_trade(real_trade())
    pairs = found.pairs()
    assert len(found.codes) == 785 and found.left_out == ()
    figures = {"mean": 0.205705612, "sd": 0.09894140584, "max": 0.8450704225, "median": 0.2}
    ours = {"mean": pairs.mean(), "sd": pairs.std(), "max": pairs.max(), "median": np.median(pairs)}
    # The spread is told without saying whether n or n − 1 divides; over 307,720 pairs that is 2e-7.
    assert ours == {name: pytest.approx(value, abs=3e-7) for name, value in figures.items()}
    assert np.mean(pairs == 0) == pytest.approx(0.009875861172, abs=1e-10)
    assert np.mean(pairs < 0.1) == pytest.approx(0.1446542311, abs=1e-10)
    assert found.pair("8423", "8439") == pytest.approx(0.8450704225, abs=1e-10)
    assert found.pair("7810", "7821") == pytest.approx(0.6538461538, abs=1e-10)


def test_indices_of_single_countries_in_world_trade() -> None:
    trade = real_trade()
    wide = trade.pivot_table(index="country", columns="product", values="value", fill_value=0.0)
    index = pd.DataFrame(revealed_advantage(wide.to_numpy(dtype=float)), wide.index, wide.columns)
    told = {("chn", "8510"): 8.798128176, ("chl", "6821"): 39.40000939, ("arg", "7810"): 1.285573912}
    assert {cell: index.loc[cell] for cell in told} == {cell: pytest.approx(v, rel=1e-8) for cell, v in told.items()}
    assert {name: int((index.loc[name] > 1).sum()) for name in ("chn", "usa", "arg")} == {
        "chn": 294,
        "usa": 350,
        "arg": 213,
    }
