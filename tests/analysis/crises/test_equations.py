"""Equation (1) equals dummies by plain least squares, figures printed elsewhere, and a library of its own."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.panel import PanelOLS
from statsmodels.datasets import grunfeld

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel, build_panel
from analysis.crises.equations import (
    BEST,
    CURRENT,
    SPECIFICATIONS,
    Specification,
    aic_without_county_effects,
    fit_all,
    fit_by_type,
    fit_specification,
    thin_types,
)
from analysis.estimators.records import EstimationRefused, Fit
from tests.analysis.crises.simulated import simulated_tables

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
BARE = CrisisChoices(outcomes=("patents",), controls=("ln_gdp_pc",))


@pytest.fixture(scope="module")
def panel() -> CountyPanel:
    tables = simulated_tables()
    return build_panel(BARE, tables["panel"], tables["crises"])


def real(folder: str, name: str) -> pd.DataFrame:
    path = REAL / folder / name
    if not path.is_file():
        pytest.skip(f"{name} is not among the real data beside this checkout")
    return pd.read_csv(path)


def fitted(frame: pd.DataFrame, crises: pd.DataFrame, specification: Specification, **choices: object) -> Fit:
    told = CrisisChoices(outcomes=(), controls=(), other_outcomes=("y",), **choices)  # type: ignore[arg-type]
    found = build_panel(told, frame, crises)
    return fit_specification(found, found.outcomes[0], specification, told)


def by_dummies(panel: CountyPanel, each: Specification) -> sm.regression.linear_model.RegressionResults:
    rows = panel.frame.dropna(subset=["y_patents", "ln_gdp_pc", each.stock])
    matrix = rows[[each.stock, "ln_gdp_pc", *(["trend"] if each.trend else [])]]
    for wanted, name in ((each.county_effects, "county"), (each.year_effects, "year")):
        if wanted:
            matrix = matrix.join(pd.get_dummies(rows[name], prefix=name, drop_first=True, dtype=float))
    codes = pd.factorize(rows["county"])[0]
    return sm.OLS(rows["y_patents"], sm.add_constant(matrix)).fit(cov_type="cluster", cov_kwds={"groups": codes})


@pytest.mark.parametrize("each", SPECIFICATIONS, ids=lambda each: each.code)
def test_each_of_the_eight_equations_equals_dummies_by_plain_least_squares(
    panel: CountyPanel, each: Specification
) -> None:
    ours = fit_specification(panel, panel.outcomes[0], each, BARE)
    slow = by_dummies(panel, each)
    # Two numerical routes to one solution: eight digits.
    for name in (each.stock, "ln_gdp_pc", *(["trend"] if each.trend else [])):
        assert ours.coefficient(name).estimate == pytest.approx(slow.params[name], rel=1e-8, abs=1e-9)
    assert ours.measures["adjusted_r2"] == pytest.approx(slow.rsquared_adj, rel=1e-8)
    assert ours.measures["aic"] == pytest.approx(slow.aic, rel=1e-8)
    assert ours.rows_used == slow.nobs
    # The library counts every dummy in N - K; ours leaves those out that are nested in the clusters.
    nested = 72 if each.county_effects else 0
    parameters = len(slow.params)
    factor = np.sqrt((slow.nobs - parameters) / (slow.nobs - parameters + nested))
    assert ours.coefficient(each.stock).standard_error == pytest.approx(slow.bse[each.stock] * factor, rel=1e-6)


def test_the_second_aic_counts_no_county_effect(panel: CountyPanel) -> None:
    for each in CURRENT:
        found = fit_specification(panel, panel.outcomes[0], each, BARE)
        counted = 3 + (1 if each.trend else 0) + (18 if each.year_effects else 0)
        direct = -2 * found.measures["log_likelihood"] + 2 * counted
        assert aic_without_county_effects(found, each) == pytest.approx(direct, rel=1e-9)


def test_lagging_loses_the_first_year_as_in_the_paper(panel: CountyPanel) -> None:
    """1387 and 1314 rows, as Table 4 of the paper prints for 73 counties in 19 years."""
    rows = [each.fit.rows_used if each.fit else 0 for each in fit_all(panel, panel.outcomes[0], BARE)]
    assert rows == [1387] * 4 + [1314] * 4


def test_counties_of_north_carolina_are_fitted_as_the_reference_has_them() -> None:
    """crime4 (Cornwell and Trumbull 1994): county and year effects by two other libraries, eight digits."""
    frame = real("04_panel_crime4", "crime4.csv.gz")
    names = ("lprbarr", "lprbconv", "lprbpris", "lavgsen", "lpolpc")
    table = frame.assign(county=frame["county"].astype(str), year=frame["year"] + 1900, y=frame["lcrmrte"])
    crises = pd.DataFrame({"cluster": ["x"], "county": [table["county"].iloc[0]], "year": [1985], "type": ["other"]})
    told = CrisisChoices(outcomes=(), controls=(), other_outcomes=("y",), other_controls=names)
    found = build_panel(told, table, crises)

    def published(each: Specification) -> Fit:
        return fit_specification(found, found.outcomes[0], each, told, stocks=names[:1], controls=names[1:])

    expected = {
        "R1": {"lprbarr": (-0.7215113444, 0.1095025135), "lpolpc": (0.3625234078, 0.1197053412)},
        "R2": {"lprbarr": (-0.3835368728, 0.05990912056), "lpolpc": (0.413771037, 0.08593014538)},
        "R3": {"lprbarr": (-0.3969549625, 0.05756813914), "trend": (-0.01228368411, 0.003980148269)},
        "R4": {"lprbarr": (-0.3597944045, 0.05946779968), "lavgsen": (-0.004487919933, 0.03334993801)},
    }
    for each in CURRENT:
        fit = published(each)
        assert fit.rows_used == 630
        for name, (estimate, error) in expected[each.code].items():
            assert fit.coefficient(name).estimate == pytest.approx(estimate, rel=1e-7)
            assert fit.coefficient(name).standard_error == pytest.approx(error, rel=1e-6)


def castle() -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = real("03_did_castle_cheng_hoekstra", "castle.csv.gz")
    table = pd.DataFrame(
        {"county": frame["sid"].astype(str), "year": frame["year"], "y": np.log(frame["homicide"]),
         "cdl": frame["cdl"], "popwt": frame["popwt"].astype(float), "post": frame["post"]}
    )  # fmt: skip
    first = table[table["post"] == 1].groupby("county")["year"].min()
    crises = pd.DataFrame({"cluster": first.index, "county": first.index, "year": first.to_numpy(), "type": "other"})
    return table, crises


def test_states_with_castle_laws_give_the_reference_when_the_register_holds_their_first_year() -> None:
    """Cheng and Hoekstra's data: two-way effects of the 0/1 law, 0.0818 (0.0589), and weighted 0.0594 (0.0276)."""
    table, crises = castle()
    plain = fitted(table, crises, BEST).coefficient("crisis")
    assert (plain.estimate, plain.standard_error) == pytest.approx((0.08181162214, 0.05887421932), rel=1e-6)
    weighted = fitted(table, crises, BEST, weights="popwt").coefficient("crisis")
    assert (weighted.estimate, weighted.standard_error) == pytest.approx((0.05944415982, 0.02756955908), rel=1e-6)


def test_the_printed_figure_of_castle_laws_needs_the_share_of_the_year_in_force() -> None:
    """Cheng and Hoekstra (2013), Table 5, panel A, column 1: 0.0801 (0.0342), weighted by population."""
    table, crises = castle()
    told = CrisisChoices(outcomes=(), controls=(), other_outcomes=("y",), other_controls=("cdl",), weights="popwt")
    found = build_panel(told, table, crises)
    fit = fit_specification(found, found.outcomes[0], BEST, told, stocks=("cdl",), controls=())
    law = fit.coefficient("cdl")
    assert (round(law.estimate, 4), round(law.standard_error, 4)) == (0.0801, 0.0342)


def test_firms_of_grunfeld_as_counties_equal_the_library_called_directly() -> None:
    """Data that come with statsmodels; a “crisis” of three firms stands for the register."""
    data = grunfeld.load_pandas().data
    table = pd.DataFrame({"county": data["firm"].astype(str), "year": data["year"].astype(int), "y": data["invest"],
                          "value": data["value"]})  # fmt: skip
    crises = pd.DataFrame({"cluster": ["a", "b", "c", "c"], "county": ["General Motors", "IBM", "Goodyear", "Goodyear"],
                           "year": [1940, 1945, 1938, 1950], "type": "quality"})  # fmt: skip
    ours = fitted(table, crises, BEST, other_controls=("value",))
    stock = [sum((crises["county"] == row.county) & (crises["year"] <= row.year)) for row in table.itertuples()]
    indexed = table.assign(crisis=np.array(stock, dtype=float)).set_index(["county", "year"])
    direct = PanelOLS(indexed["y"], indexed[["crisis", "value"]], entity_effects=True, time_effects=True).fit()
    assert ours.coefficient("crisis").estimate == pytest.approx(direct.params["crisis"], rel=1e-8)
    assert ours.coefficient("value").estimate == pytest.approx(direct.params["value"], rel=1e-8)
    assert (ours.rows_used, ours.clusters) == (220, {"county": 11})


def test_types_enter_together_or_one_by_one_and_the_two_differ(panel: CountyPanel) -> None:
    outcome = panel.outcomes[0]
    kinds, met = thin_types(panel, outcome, 3)
    assert set(kinds) <= set(met)
    together = fit_by_type(panel, outcome, BARE, kinds)
    alone = fit_by_type(
        panel, outcome, CrisisChoices(outcomes=("patents",), controls=("ln_gdp_pc",), types_enter="one_by_one"), kinds
    )
    assert (len(together), len(alone)) == (1, len(kinds))
    first, second = together[0][3].fit, alone[0][3].fit
    assert first is not None and second is not None
    assert first.coefficient("crisis_quality").estimate != pytest.approx(
        second.coefficient("crisis_quality").estimate, rel=1e-3
    )


def test_a_type_met_by_too_few_counties_is_left_out(panel: CountyPanel) -> None:
    kinds, met = thin_types(panel, panel.outcomes[0], 6)
    assert met["other"] == 5
    assert "other" not in kinds and "quality" in kinds


def test_poisson_with_weights_is_refused() -> None:
    tables = simulated_tables()
    told = CrisisChoices(outcomes=("certified",), controls=(), zeros="ppml", weights="population")
    found = build_panel(told, tables["panel"], tables["crises"])
    with pytest.raises(EstimationRefused, match="weights"):
        fit_specification(found, found.outcomes[0], BEST, told)


def test_poisson_of_a_count_per_head_equals_a_generalised_linear_model_with_dummies_and_offset() -> None:
    tables = simulated_tables()
    told = CrisisChoices(outcomes=("certified",), controls=("ln_gdp_pc",), zeros="ppml")
    found = build_panel(told, tables["panel"], tables["crises"])
    ours = fit_specification(found, found.outcomes[0], BEST, told)
    rows = found.frame.dropna(subset=["certified", "ln_gdp_pc"])
    rows = rows[rows.groupby("county")["certified"].transform("sum") > 0]
    dummies = [pd.get_dummies(rows[name], prefix=name, drop_first=True, dtype=float) for name in ("county", "year")]
    matrix = sm.add_constant(rows[["crisis", "ln_gdp_pc"]].join(dummies))
    slow = sm.GLM(rows["certified"], matrix, family=sm.families.Poisson(), offset=np.log(rows["population"])).fit()
    # Iterations stop at their own tolerances: six digits.
    assert ours.coefficient("crisis").estimate == pytest.approx(slow.params["crisis"], rel=1e-6)
    assert ours.rows_used == len(rows)
