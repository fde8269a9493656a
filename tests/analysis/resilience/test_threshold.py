"""The regression discontinuity: published figures, and refusals where there is no such design."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.parts import Parts
from analysis.resilience.system import SYSTEM
from analysis.resilience.threshold import add_threshold, quadratic_fit, traits_of
from analysis.resilience.threshold_tables import binned
from analysis.systems import unwatched

SENATE = Path(__file__).resolve().parents[4] / "shared" / "data" / "03_rdd_us_senate_cct" / "rdrobust_senate.csv"


def senate() -> pd.DataFrame:
    """Elections to the U.S. Senate: Democratic margin, and Democratic share six years later."""
    if not SENATE.is_file():
        pytest.skip("the elections of Cattaneo, Frandsen and Titiunik are not beside this checkout")
    frame = pd.read_csv(SENATE)
    return pd.DataFrame(
        {
            "unit": frame["state"].astype(str) + "-" + frame["year"].astype(str) + "-" + frame.index.astype(str),
            "score": frame["margin"],
            "outcome": frame["vote"],
            "population": frame["population"].astype(float),
        }
    )


def drawn(jump: float = 4.0, seed: int = 8) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    score = draw.uniform(-1, 1, 1500)
    outcome = 10 + 3 * score + jump * (score >= 0) + draw.normal(0, 1, 1500)
    return pd.DataFrame({"unit": [f"U{n}" for n in range(1500)], "score": score, "outcome": outcome})


def added(programme: pd.DataFrame | None, **more: object) -> Parts:
    parts = Parts()
    add_threshold(parts, programme, ResilienceChoices(**more))  # type: ignore[arg-type]
    return parts


def test_incumbency_in_the_senate_through_the_system() -> None:
    """Calonico, Cattaneo, Farrell and Titiunik (2017): 7.414 (1.459), robust 4.094 to 10.919, h 17.754, b 28.028, 360
    and 323 elections within the bandwidth."""
    pytest.importorskip("diff_diff", reason="the discontinuity comes with the optional libraries")
    regions = pd.DataFrame({"region": ["A"] * 6, "year": range(2017, 2023), "gdp": [1.0, 2.0, 3.0, 2.0, 3.0, 4.0]})
    choices = ResilienceChoices(treatment="none", donut=0.5, placebo_cutoffs=(-20.0, 20.0))
    found = SYSTEM.compute(choices, {"regions": regions, "programme": senate()}, unwatched)
    rows = {row[0]: row for row in found.table("discontinuity").rows}
    main = rows["jump at the cut-off"]
    assert main[3:5] == (pytest.approx(7.414, abs=5e-4), pytest.approx(1.459, abs=5e-4))
    assert main[6:8] == (pytest.approx(4.094, abs=5e-4), pytest.approx(10.919, abs=5e-4))
    assert main[8:10] == (pytest.approx(17.754, abs=5e-4), pytest.approx(28.028, abs=5e-4))
    assert main[10:] == (360, 323)
    assert {"placebo at -20", "placebo at 20", "without scores within 0.5", "trait from before: population"} <= set(
        rows
    )
    assert found.table("density").rows[0][3] > 0.05
    assert any("jumps by 7.414" in each for each in found.findings)


def test_the_quadratic_of_equation_2_on_the_senate() -> None:
    """Least squares of the six terms (statsmodels, HC1): at the cut-off 4.934817 (1.128685), 1,297 elections."""
    fit = quadratic_fit(senate(), 0.0, 0.95)
    assert fit.rows_used == 1297
    assert fit.coefficient("z").estimate == pytest.approx(4.934816651, rel=1e-7)
    assert fit.coefficient("z").standard_error == pytest.approx(1.128684587, rel=1e-6)
    assert fit.coefficient("x_squared_z").estimate == pytest.approx(-0.002402682103, rel=1e-6)


def test_a_known_jump_is_found_with_and_without_a_donut() -> None:
    """Built in: 4, noise 1, 1,500 rows: a robust error near 0.25; four of them."""
    pytest.importorskip("diff_diff", reason="the discontinuity comes with the optional libraries")
    parts = added(drawn(), donut=0.05)
    rows = {row[0]: row for row in parts.tables[0].rows}
    assert rows["jump at the cut-off"][3] == pytest.approx(4, abs=1.0)
    assert rows["without scores within 0.05"][3] == pytest.approx(4, abs=1.3)
    assert rows["half the bandwidth"][8] == pytest.approx(rows["jump at the cut-off"][8] / 2)


def test_units_that_chose_their_side_are_told() -> None:
    """Scores moved from just below to just above: half of those within 0.1 below stand above."""
    pytest.importorskip("diff_diff", reason="the density test comes with the optional libraries")
    frame = drawn()
    movable = frame["score"].between(-0.1, 0) & (frame.index % 4 != 0)
    frame.loc[movable, "score"] *= -1
    assert any("chosen their side" in each for each in added(frame).cautions)
    assert not any("chosen their side" in each for each in added(drawn()).cautions)


def test_a_trait_that_jumps_is_told() -> None:
    pytest.importorskip("diff_diff", reason="the discontinuity comes with the optional libraries")
    frame = drawn()
    frame["size_before"] = frame["outcome"] + 1
    assert traits_of(frame) == ("size_before",)
    assert any("size_before" in each and "should be none" in each for each in added(frame).cautions)


def test_without_a_programme_the_design_is_refused() -> None:
    parts = added(None)
    assert parts.tables == []
    assert "score and a cut-off" in parts.refused[0].reason


def test_scores_on_one_side_only_are_refused() -> None:
    frame = drawn()
    parts = added(frame[frame["score"] > 0])
    assert parts.tables == []
    assert {"Regression discontinuity", "Quadratic through all scores"} == {each.part for each in parts.refused}


def test_errors_by_group_are_given_where_they_can_be_and_refused_where_not() -> None:
    frame = drawn().assign(group=[f"G{n % 30}" for n in range(1500)])
    parts = added(frame)
    quadratic = next(table for table in parts.tables if table.code == "quadratic")
    assert quadratic.inference[0].clusters == {"group": 30}
    assert "Discontinuity with errors by group" in {each.part for each in parts.refused}


def test_bins_hold_the_same_number_of_rows_and_their_means() -> None:
    """Four rows a side in two bins: means of neighbours."""
    frame = pd.DataFrame({"score": [-4.0, -3, -2, -1, 0, 1, 2, 3], "outcome": [1.0, 3, 5, 7, 9, 11, 13, 15]})
    found = binned(frame, 0.0, bins=2)
    assert found["score"].tolist() == [-3.5, -1.5, 0.5, 2.5]
    assert found["outcome"].tolist() == [2, 6, 10, 14]
    assert found["above"].tolist() == [False, False, True, True]
