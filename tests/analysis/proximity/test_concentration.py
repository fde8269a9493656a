"""Location quotients, Ginis, Herfindahl and Ellison–Glaeser: worked by hand, by loops, and against a platform."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from statsmodels.datasets import grunfeld

from analysis.proximity.concentration import (
    concentration,
    ellison_glaeser,
    location_quotients,
    locational_gini,
    specialisation,
)

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
SIZES = np.array([[8.0, 2.0], [2.0, 8.0]])


def test_figures_worked_by_hand() -> None:
    assert location_quotients(SIZES).tolist() == [[1.6, 0.4], [0.4, 1.6]]
    assert specialisation(SIZES) == pytest.approx([0.68, 0.68])
    assert concentration(SIZES) == pytest.approx([0.68, 0.68])
    # Half of everything holds 0.2 of the industry, then all: the area below is 0.5·0.1 + 0.5·0.6 = 0.35.
    assert locational_gini(SIZES) == pytest.approx([0.3, 0.3])
    # Ten firms of size one each: H = 0.1, G = 2·0.3² = 0.18, 1 − Σx² = 0.5, so (0.18 − 0.05)/(0.5·0.9).
    assert ellison_glaeser(SIZES, np.array([10.0, 10.0])) == pytest.approx([0.13 / 0.45] * 2)


def test_an_industry_spread_like_everything_is_not_concentrated() -> None:
    even = np.outer([1.0, 2.0, 5.0], [3.0, 1.0])
    assert locational_gini(even) == pytest.approx([0, 0], abs=1e-15)
    assert location_quotients(even) == pytest.approx(np.ones((3, 2)))


TABLES = arrays.arrays(np.float64, st.tuples(st.integers(2, 5), st.integers(1, 4)),
                       elements=st.integers(0, 20).map(float)).filter(lambda each: each.sum() > 0)  # fmt: skip


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_the_gini_is_the_mean_difference_of_quotients(sizes: np.ndarray) -> None:
    """Half the weighted mean absolute difference between the quotients of any two places: the definition as a loop."""
    base = sizes.sum(axis=1) / sizes.sum()
    ours = locational_gini(sizes)
    for industry in range(sizes.shape[1]):
        if sizes[:, industry].sum() == 0:
            assert np.isnan(ours[industry])
            continue
        share = sizes[:, industry] / sizes[:, industry].sum()
        slow = 0.0
        for one in range(len(base)):
            for other in range(len(base)):
                slow += abs(share[one] * base[other] - share[other] * base[one]) / 2
        assert ours[industry] == pytest.approx(slow, abs=1e-12)


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_quotients_and_herfindahl_by_loops(sizes: np.ndarray) -> None:
    ours, of_region = location_quotients(sizes), specialisation(sizes)
    for region, industry in np.argwhere(sizes > 0):
        inside = sizes[region, industry] / sum(sizes[region])
        assert ours[region, industry] == pytest.approx(inside / (sum(sizes[:, industry]) / sizes.sum()))
    for region in np.flatnonzero(sizes.sum(axis=1)):
        assert of_region[region] == pytest.approx(sum((each / sum(sizes[region])) ** 2 for each in sizes[region]))


def test_firms_that_choose_by_chance_give_a_gamma_of_about_zero() -> None:
    """What the index was made for: under random location its mean is zero, however few and unequal the firms."""
    generator = np.random.default_rng(3)
    share = np.array([0.4, 0.3, 0.2, 0.1])
    found = []
    for _turn in range(400):
        firm = generator.lognormal(0, 1, 12)
        place = generator.choice(4, size=12, p=share)
        industry = np.bincount(place, weights=firm, minlength=4)
        rest = share * 1e9  # the whole, against which one industry weighs nothing
        sizes = np.column_stack([industry, rest])
        found.append(ellison_glaeser(sizes, np.array([(firm**2).sum(), 1e9]))[0])
    # Their standard deviation is about 0.1, so the mean of 400 lies within three times 0.005.
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(400)


def test_gamma_is_not_told_for_one_firm_and_refused_for_impossible_squares() -> None:
    assert np.isnan(ellison_glaeser(SIZES, np.array([100.0, 10.0]))[0])
    with pytest.raises(ValueError, match="greater than the square of their sum"):
        ellison_glaeser(SIZES, np.array([101.0, 10.0]))


def test_investment_of_grunfelds_firms_over_the_years() -> None:
    """Data that come with statsmodels: the Herfindahl of General Motors' twenty years, summed in plain Python."""
    data = grunfeld.load_pandas().data
    wide = data.pivot_table(index="firm", columns="year", values="invest")
    ours = pd.Series(specialisation(wide.to_numpy()), wide.index)["General Motors"]
    years = [float(each) for each in data.loc[data["firm"] == "General Motors", "invest"]]
    assert len(years) == 20
    assert ours == pytest.approx(sum((each / sum(years)) ** 2 for each in years), rel=1e-12)


def test_quotients_of_the_us_cluster_mapping_are_those_of_the_platform() -> None:
    """lq_tf is taken within traded clusters; the whole (45,242,109.03 jobs) is implied by the platform's own shares."""
    path = SHARED / "02_us_cluster_mapping_2016" / "state_clusters_2016.csv"
    if not path.is_file():
        pytest.skip("the US Cluster Mapping of 2016 does not lie beside this checkout")
    states = pd.read_csv(path, dtype={"region_code_t": str})
    traded = states[states["traded_b"].astype(str).isin(["True", "1"])]
    wide = traded.pivot_table(index="region_code_t", columns="cluster_code_t", values="emp_tl", fill_value=0.0)
    theirs = traded.pivot_table(index="region_code_t", columns="cluster_code_t", values="lq_tf")
    # The region's share in the cluster gives the cluster's national total: the rows leave the capital's district out.
    totals = (traded["emp_tl"] / traded["cluster_emp_per_tf"]).groupby(traded["cluster_code_t"]).median()
    ours = location_quotients(
        wide.to_numpy(dtype=float), industry_totals=totals.loc[wide.columns].to_numpy(), total=45_242_109.03
    )
    told = theirs.to_numpy()
    here = ~np.isnan(told) & (wide.to_numpy() > 0)
    # The platform writes eight digits; the implied totals carry the rounding of a share: 2e-7 in all.
    assert here.sum() > 2000
    assert np.max(np.abs(ours[here] / told[here] - 1)) < 2e-6
