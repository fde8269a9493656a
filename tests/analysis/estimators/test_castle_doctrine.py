"""The castle-doctrine laws of Cheng and Hoekstra (2013): staggered designs on real states and years."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.staggered import event_study, goodman_bacon, two_way_weights
from analysis.estimators.wild_bootstrap import wild_cluster_test

pytest.importorskip("diff_diff", reason="the optional libraries for staggered designs are not installed")

CASTLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "03_did_castle_cheng_hoekstra" / "castle.csv.gz"
LAWS = {"outcome": "homicide", "unit": "sid", "time": "year", "first_treated": "first"}


@pytest.fixture(name="laws")
def fixture_laws() -> pd.DataFrame:
    """50 states in 2000–2010, the log of homicides per 100,000, and the first year with `post` of 1."""
    if not CASTLE.is_file():
        pytest.skip("the castle-doctrine laws are not beside this checkout")
    read = pd.read_csv(CASTLE, usecols=["sid", "year", "post", "homicide"])
    first = read[read["post"] == 1].groupby("sid")["year"].min()
    return read.assign(homicide=np.log(read["homicide"]), post=read["post"].fillna(0), first=read["sid"].map(first))


def test_the_two_way_coefficient_and_its_parts(laws: pd.DataFrame) -> None:
    # pyfixest 0.60 on these rows, unweighted, clustered by state: 0.08181162214 (0.05887421932), t = 1.389600118.
    tested = wild_cluster_test(
        laws, outcome="homicide", regressors=["post"], effects=("sid", "year"), cluster="sid", parameter="post", seed=1
    )
    assert tested.estimate == pytest.approx(0.08181162214, rel=1e-8)
    assert tested.statistic == pytest.approx(1.389600118, rel=1e-7)
    # The two-sided p-value of t with 49 degrees of freedom there is 0.171; fifty clusters are not few.
    assert tested.p_value == pytest.approx(0.171, abs=0.06)
    parts = goodman_bacon(laws, **LAWS)
    assert sum(each.weight * each.estimate for each in parts) == pytest.approx(0.08181162214, rel=1e-8)
    # Recalled from the vignette of the R package bacondecomp: mean effects and weights of the three kinds.
    kinds = {
        "earlier against later treated": (-0.00554, 0.05976),
        "later against earlier treated": (0.07032, 0.03190),
        "treated against never treated": (0.08796, 0.90834),
    }
    for kind, (estimate, weight) in kinds.items():
        ours = [each for each in parts if each.kind == kind]
        total = sum(each.weight for each in ours)
        assert total == pytest.approx(weight, abs=5e-6)
        assert sum(each.weight * each.estimate for each in ours) / total == pytest.approx(estimate, abs=5e-6)


def test_no_state_weighs_negatively(laws: pd.DataFrame) -> None:
    found = two_way_weights(laws, unit="sid", time="year", treatment="post")
    assert (found.n_cells, found.n_negative) == (int(laws["post"].sum()), 0)


def test_the_effect_in_the_first_year_is_a_mean_of_differences_of_means(laws: pd.DataFrame) -> None:
    wide = laws.assign(first=laws["first"].fillna(0)).pivot(index=["sid", "first"], columns="year", values="homicide")
    first = wide.index.get_level_values("first").to_numpy()
    parts = []
    for year in sorted(laws["first"].dropna().unique()):
        change = (wide[year] - wide[year - 1]).to_numpy()
        controls = (first == 0) | (first > year)
        parts.append(((first == year).sum(), change[first == year].mean() - change[controls].mean()))
    slow = sum(size * each for size, each in parts) / sum(size for size, _each in parts)
    path = event_study(laws, **LAWS)
    assert path.effects[path.periods.index(0)].estimate == pytest.approx(slow, abs=1e-10)
    # Only Florida has had the law for five years by 2010.
    assert any(note.startswith("At 5 fewer than 5 treated clusters") for note in path.notes)


def test_no_estimator_sees_homicides_differ_before_the_laws(laws: pd.DataFrame) -> None:
    for estimator in ("callaway_santanna", "imputation", "sun_abraham", "two_way"):
        path = event_study(laws, **LAWS, estimator=estimator)
        assert path.joint_pre_p is not None and path.joint_pre_p > 0.05
