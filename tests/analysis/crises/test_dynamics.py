"""The first crisis as a staggered treatment: real laws, known effects, and what is refused."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.crises.bounds import add_bounds
from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel, build_panel
from analysis.crises.dynamics import (
    add_decomposition,
    add_event_studies,
    add_weights,
    complete_counties,
    first_crisis_path,
    treated_counties,
)
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.paper import Parts
from analysis.estimators.records import EstimationRefused
from tests.analysis.crises.simulated import simulated_tables

pytest.importorskip("diff_diff", reason="the optional libraries for staggered treatments are not installed")
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "03_did_castle_cheng_hoekstra" / "castle.csv.gz"
CHOICES = CrisisChoices(outcomes=("patents",), controls=())


@pytest.fixture(scope="module")
def panel() -> CountyPanel:
    tables = simulated_tables(3)
    return build_panel(CHOICES, tables["panel"], tables["crises"])


def once_only(seed: int) -> CountyPanel:
    """Each county's crises after its first are struck out; the first alone has an effect, of 0.4."""
    tables = simulated_tables(seed, effects={"patents": 0.0, "certified": 0.0, "staff": 0.0})
    first = tables["crises"].sort_values("year").drop_duplicates("county")
    found = build_panel(CHOICES, tables["panel"], first)
    return CountyPanel(
        found.frame.assign(y_patents=found.frame["y_patents"] + 0.4 * found.frame["crisis"]),
        found.outcomes, found.controls, found.imputed, found.first, found.last,
    )  # fmt: skip


@pytest.mark.parametrize("estimator", ["callaway_santanna", "imputation", "sun_abraham", "two_way"])
def test_each_estimator_finds_the_known_effect_of_a_first_crisis(estimator: str) -> None:
    """0.4 over two panels; noise of 0.25 a row leaves a single average an error of about 0.05, two of them 0.035."""
    panels = [once_only(seed) for seed in range(2)]
    found = [first_crisis_path(each, each.outcomes[0], CHOICES, estimator) for each in panels]
    averages = [each.overall.estimate for each in found if each.overall]
    assert np.mean(averages) == pytest.approx(0.4, abs=0.11)
    for each in found:
        before = [one.estimate for period, one in zip(each.periods, each.effects, strict=True) if period < -1]
        assert np.mean(before) == pytest.approx(0.0, abs=0.2)


def castle() -> CountyPanel:
    if not REAL.is_file():
        pytest.skip("castle.csv.gz is not among the real data beside this checkout")
    frame = pd.read_csv(REAL)
    table = pd.DataFrame(
        {
            "county": frame["sid"].astype(str),
            "year": frame["year"],
            "y": np.log(frame["homicide"]),
            "post": frame["post"],
        }
    )
    first = table[table["post"] == 1].groupby("county")["year"].min()
    crises = pd.DataFrame({"cluster": first.index, "county": first.index, "year": first.to_numpy(), "type": "other"})
    told = CrisisChoices(outcomes=(), controls=(), other_outcomes=("y",))
    return build_panel(told, table, crises)


def test_the_decomposition_of_castle_laws_sums_to_their_two_way_coefficient() -> None:
    """0.0818, the reference of the folder for the 0/1 law without weights, by another road."""
    parts = Parts()
    add_decomposition(parts, castle())
    (table,) = parts.tables
    whole = next(row for row in table.rows if str(row[1]).startswith("all"))
    assert whole[4] == pytest.approx(0.08181162214, rel=1e-6)
    assert whole[3] == pytest.approx(1.0, abs=1e-9)
    kinds = [row for row in table.rows if not str(row[1]).startswith("all")]
    assert sum(row[3] * row[4] for row in kinds) == pytest.approx(whole[4], rel=1e-9)  # type: ignore[operator]


def test_the_weights_of_castle_laws_are_told_and_sum_as_the_paper_on_weights_says() -> None:
    parts = Parts()
    negative = add_weights(parts, castle())
    (table,) = parts.tables
    stock, ever = table.rows
    assert stock[2:] == ever[2:], "no state has two laws, so that stock and first law are one"
    assert negative == {"y": stock[4]}
    assert stock[3] / stock[2] == pytest.approx(stock[4])  # type: ignore[operator]
    assert stock[5] <= 0  # type: ignore[operator]


def test_the_decomposition_on_a_simulated_panel_equals_r4_of_having_met_a_crisis() -> None:
    panel = once_only(1)
    kept = panel.frame[~(panel.frame["first_crisis"] <= panel.first)]
    thin = CountyPanel(kept, panel.outcomes, (), panel.imputed, panel.first, panel.last)
    parts = Parts()
    add_decomposition(parts, thin)
    direct = fit_specification(thin, thin.outcomes[0], BEST, CHOICES).coefficient("crisis").estimate
    assert parts.tables[0].rows[-1][4] == pytest.approx(direct, rel=1e-8)


def test_tables_pictures_and_averages_stand_for_every_estimator(panel: CountyPanel) -> None:
    parts = Parts()
    told: list[float] = []
    paths = add_event_studies(parts, CHOICES, panel, told.append)
    assert [each.estimator for each in paths] == list(CHOICES.estimators)
    assert [table.code for table in parts.tables] == ["event_study_patents", "first_crisis"]
    (figure,) = parts.figures
    assert figure.shape == "interval"
    for series, each in zip(figure.series, paths, strict=True):
        assert series.x == tuple(each.path.periods)
        assert len(series.low) == len(series.high) == len(series.y) == len(series.x)
    assert told == sorted(told)
    assert all(each.clusters["county"] > 60 for each in parts.tables[1].inference)


def test_too_few_treated_counties_are_refused_with_their_number() -> None:
    tables = simulated_tables(3)
    few = tables["crises"].drop_duplicates("county").iloc[-4:]
    small = build_panel(CHOICES, tables["panel"], few)
    assert treated_counties(small.frame, small.outcomes[0]) == 4
    with pytest.raises(EstimationRefused, match="4 counties had their first crisis"):
        first_crisis_path(small, small.outcomes[0], CHOICES, "callaway_santanna")


def test_without_counties_never_in_crisis_a_comparison_with_them_is_refused_and_told() -> None:
    tables = simulated_tables(3)
    met = tables["crises"].drop_duplicates("county")
    inside = tables["panel"][tables["panel"]["county"].isin(set(met["county"]))]
    told = CrisisChoices(outcomes=("patents",), controls=(), comparison="never", estimators=("callaway_santanna",))
    parts = Parts()
    assert add_event_studies(parts, told, build_panel(told, inside, met), lambda _share: None) == ()
    assert parts.tables == []
    (refused,) = parts.refused
    assert "not_yet" in refused.reason


def test_event_studies_with_weights_are_refused(panel: CountyPanel) -> None:
    told = CrisisChoices(outcomes=("patents",), controls=(), weights="population")
    with pytest.raises(EstimationRefused, match="not offered with weights"):
        first_crisis_path(panel, panel.outcomes[0], told, "imputation")


def test_counties_that_lack_a_year_are_left_out_of_the_decomposition_and_counted() -> None:
    rows = pd.DataFrame({"county": list("aabbc"), "year": [1, 2, 1, 2, 1], "y": [1.0, 2.0, 1.0, np.nan, 1.0]})
    kept, left_out = complete_counties(rows, "y")
    assert (set(kept["county"]), left_out) == ({"a"}, 2)


def test_bounds_without_violation_are_the_mean_effect_and_widen_with_it(panel: CountyPanel) -> None:
    parts = Parts()
    paths = add_event_studies(Parts(), CHOICES, panel, lambda _share: None)
    add_bounds(parts, CHOICES, paths)
    assert [table.code for table in parts.tables] == ["honest_bounds", "pre_trend_power"]
    first = paths[0].path
    after = [each.estimate for period, each in zip(first.periods, first.effects, strict=True) if period >= 0]
    rows = parts.tables[0].rows
    assert [row[3] for row in rows] == list(CHOICES.violations)
    assert rows[0][4] == pytest.approx(np.mean(after), rel=1e-6)
    assert rows[0][5] == pytest.approx(np.mean(after), rel=1e-6)
    for narrow, wide in pairwise(rows):
        assert wide[6] < narrow[6] <= narrow[7] < wide[7]  # type: ignore[operator]
    # Under relative magnitudes a bound moves in proportion to the size of the violation.
    steps = [float(row[5]) - float(rows[0][5]) for row in rows]  # type: ignore[arg-type]
    assert steps == pytest.approx([float(row[3]) * steps[2] for row in rows], abs=1e-6)  # type: ignore[arg-type]


def test_event_studies_without_a_covariance_have_no_bounds(panel: CountyPanel) -> None:
    told = CrisisChoices(outcomes=("patents",), controls=(), estimators=("imputation",))
    parts = Parts()
    add_bounds(parts, told, add_event_studies(Parts(), told, panel, lambda _share: None))
    assert parts.tables == [] and parts.figures == []
    (refused,) = parts.refused
    assert "imputation" in refused.reason
