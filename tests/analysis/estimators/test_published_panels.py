"""Published panel equations are found again in the real tables beside the checkout."""

import math

import numpy as np
import pandas as pd
import pytest
from linearmodels.panel import PanelOLS

from analysis.estimators.panel import fit_absorbed, fit_first_differences, fit_panel, fit_random_effects
from tests.analysis.estimators.real_tables import real_table, told

COMPUTED = 2e-9
"""Reference figures that other libraries computed are kept with ten digits."""

CRIME = ["lprbarr", "lprbconv", "lprbpris", "lavgsen", "lpolpc"]
EQUATIONS = {
    "grunfeld": ("inv", ["value", "capital"], "firm", "year"),
    "crime": ("lcrmrte", CRIME, "county", "year"),
    "munnell": ("lgsp", ["lpcap", "lpc", "lemp", "unemp"], "state", "year"),
}
SPECIFICATIONS: dict[str, dict] = {
    "R1": {},
    "R2": {"entity_effects": True},
    "R3": {"entity_effects": True, "linear_trends": "common"},
    "R4": {"entity_effects": True, "time_effects": True},
}


def panel(name: str) -> pd.DataFrame:
    if name == "grunfeld":
        return real_table("04_panel_grunfeld", "grunfeld.csv")
    if name == "crime":
        return real_table("04_panel_crime4", "crime4.csv.gz")
    table = real_table("04_panel_munnell_states", "produc.csv")
    logs = {f"l{column}": np.log(table[column]) for column in ("gsp", "pcap", "pc", "emp")}
    return table.assign(**logs)


def fitted(name: str, **choices):
    outcome, regressors, entity, time = EQUATIONS[name]
    return fit_panel(panel(name), outcome=outcome, regressors=regressors, entity=entity, time=time, **choices)


@pytest.mark.parametrize(
    ("name", "specification", "expected"),
    [
        # Baltagi, Econometric Analysis of Panel Data, and the vignette of the R package plm (10 firms, 20 years).
        ("grunfeld", "R1", {"const": (-42.714, 9.512), "value": (0.11556, 0.00584), "capital": (0.23068, 0.02548)}),
        ("grunfeld", "R2", {"value": (0.11012, 0.01186), "capital": (0.31007, 0.01735)}),
        ("grunfeld", "R4", {"value": (0.11772, 0.01375), "capital": (0.35792, 0.02272)}),
        # Baltagi and Pinnoi (1995), Baltagi Table 3.1, within.
        (
            "munnell",
            "R2",
            {"lpcap": (-0.026, 0.029), "lpc": (0.292, 0.025), "lemp": (0.768, 0.030), "unemp": (-0.005, 0.001)},
        ),
    ],
)
def test_published_panels_are_found_to_the_printed_digits(name: str, specification: str, expected: dict) -> None:
    found = told(fitted(name, robust="plain", **SPECIFICATIONS[specification]))
    for coefficient, printed in expected.items():
        digits = [len(str(each).partition(".")[2]) for each in printed]
        # A printed figure may have lost trailing zeros; the fewest digits asked for are those of its partner less one.
        rounded = tuple(round(each, max(digits)) for each in found[coefficient])
        assert rounded == pytest.approx(printed, abs=0.51 * 10 ** -min(digits)), coefficient


@pytest.mark.parametrize(
    ("name", "specification", "adjusted_r2", "aic"),
    [
        # Dummies written out in statsmodels: all of them counted in k (expected.json of each folder).
        ("grunfeld", "R1", 0.8105035254, 2389.604721),
        ("grunfeld", "R2", 0.9408001595, 2165.562053),
        ("grunfeld", "R3", 0.9434955346, 2157.175548),
        ("grunfeld", "R4", 0.9431182635, 2174.264497),
        ("crime", "R1", 0.5623617283, 571.1467814),
        ("crime", "R2", 0.9343037511, -542.5009516),
        ("crime", "R3", 0.9362642465, -560.7661954),
        ("crime", "R4", 0.9413576538, -609.1646912),
        ("munnell", "R2", 0.9986051397, -2965.063408),
        ("munnell", "R3", 0.9987508911, -3054.189112),
        ("munnell", "R4", 0.9988724366, -3123.925900),
    ],
)
def test_adjusted_r2_and_aic_count_every_effect(name: str, specification: str, adjusted_r2: float, aic: float) -> None:
    measures = fitted(name, **SPECIFICATIONS[specification]).measures
    assert measures["adjusted_r2"] == pytest.approx(adjusted_r2, rel=COMPUTED)
    assert measures["aic"] == pytest.approx(aic, rel=COMPUTED)


@pytest.mark.parametrize(
    ("name", "specification", "coefficient", "estimate", "error"),
    [
        # One-way cluster errors by entity of pyfixest 0.60 with nested effects left out (expected.json).
        ("grunfeld", "R1", "value", 0.1155621564, 0.01589433669),
        ("grunfeld", "R2", "value", 0.1101238041, 0.01519449394),
        ("grunfeld", "R3", "trend", -2.664217901, 1.915454697),
        ("grunfeld", "R4", "value", 0.1177158551, 0.01082442948),
        ("crime", "R2", "lprbarr", -0.3835368728, 0.05990912056),
        ("crime", "R3", "trend", -0.01228368411, 0.003980148269),
        ("crime", "R4", "lpolpc", 0.424114229, 0.08490515848),
        ("munnell", "R2", "lpcap", -0.02614965359, 0.0611147667),
        ("munnell", "R3", "trend", 0.007049912006, 0.001488147804),
        ("munnell", "R4", "unemp", -0.004221092604, 0.003195383809),
    ],
)
def test_errors_clustered_by_entity_are_those_of_the_reference(
    name: str, specification: str, coefficient: str, estimate: float, error: float
) -> None:
    fit = fitted(name, cluster=(EQUATIONS[name][2],), **SPECIFICATIONS[specification])
    assert told(fit)[coefficient] == pytest.approx((estimate, error), rel=COMPUTED)


def test_two_way_cluster_errors_take_each_term_by_its_own_number_of_groups() -> None:
    """The convention of Petersen (2009), not that of the smallest number of groups, which gives 0.01126578886."""
    table = panel("grunfeld").set_index(["firm", "year"])
    fit = fitted("grunfeld", cluster=("firm", "year"), **SPECIFICATIONS["R4"])
    library = PanelOLS(table.inv, table[["value", "capital"]], entity_effects=True, time_effects=True)
    choices = {"cluster_entity": True, "cluster_time": True, "group_debias": True, "auto_df": False}
    theirs = library.fit(cov_type="clustered", count_effects=False, **choices).std_errors["value"]
    # Both effects are nested in a cluster: K is two regressors and the constant; the library's K has no constant.
    assert fit.coefficient("value").standard_error == pytest.approx(theirs * math.sqrt(198 / 197), rel=1e-8)
    assert abs(fit.coefficient("value").standard_error - 0.01126578886) > 1e-4
    assert "9 degrees of freedom" in fit.errors


def test_random_effects_of_grunfeld_are_as_published() -> None:
    # Swamy and Arora in Baltagi and in the vignette of plm: −57.834, 0.10978, 0.30811.
    fit = fit_random_effects(
        panel("grunfeld"), outcome="inv", regressors=["value", "capital"], entity="firm", time="year"
    )
    estimates = {name: each[0] for name, each in told(fit).items()}
    assert round(estimates["const"], 3) == -57.834
    assert round(estimates["value"], 5) == 0.10978
    assert round(estimates["capital"], 5) == 0.30811
    assert told(fit)["value"][1] == pytest.approx(0.01049266355, rel=COMPUTED)


def test_wooldridge_13_9_crime_in_first_differences() -> None:
    # Wooldridge, Introductory Econometrics, Example 13.9: 540 changes, R² 0.433.
    fit = fit_first_differences(
        panel("crime"), outcome="lcrmrte", regressors=CRIME, entity="county", time="year",
        time_effects=True, robust="plain",
    )  # fmt: skip
    printed = {
        "lprbarr": (-0.327, 0.030),
        "lprbconv": (-0.238, 0.018),
        "lprbpris": (-0.165, 0.026),
        "lavgsen": (-0.022, 0.022),
        "lpolpc": (0.398, 0.027),
    }
    assert {name: tuple(round(each, 3) for each in told(fit)[name]) for name in CRIME} == printed
    assert told(fit)["time[83]"] == pytest.approx((-0.09986581423, 0.02389525795), rel=COMPUTED)
    assert (fit.rows_used, round(fit.measures["r2"], 3)) == (540, 0.433)
    by_county = fit_first_differences(
        panel("crime"), outcome="lcrmrte", regressors=CRIME, entity="county", time="year",
        time_effects=True, cluster=("county",),
    )  # fmt: skip
    assert told(by_county)["lpolpc"] == pytest.approx((0.3984263696, 0.1029342152), rel=COMPUTED)


def test_wooldridge_14_1_training_grants_and_scrap() -> None:
    # Wooldridge, Introductory Econometrics, Example 14.1: 162 rows of 54 firms, R² 0.201.
    table = real_table("04_panel_jtrain", "jtrain.csv")
    asked = {"outcome": "lscrap", "regressors": ["d88", "d89", "grant", "grant_1"], "entity": "fcode", "time": "year"}
    fit = fit_panel(table, entity_effects=True, robust="plain", **asked)
    printed = {"d88": (-0.080, 0.109), "d89": (-0.247, 0.133), "grant": (-0.252, 0.151), "grant_1": (-0.422, 0.210)}
    assert {name: tuple(round(each, 3) for each in told(fit)[name]) for name in printed} == printed
    assert (fit.rows_used, round(fit.measures["r2_within"], 3)) == (162, 0.201)
    assert fit.dropped[0].reason == "no value of “lscrap”"
    assert sum(each.count for each in fit.dropped) == 471 - 162
    by_firm = fit_panel(table, entity_effects=True, cluster=("fcode",), **asked)
    assert told(by_firm)["grant"] == pytest.approx((-0.2523148738, 0.1434398542), rel=COMPUTED)


def test_wooldridge_13_4_scrap_from_1987_to_1988() -> None:
    # Wooldridge, equations 13.29 and 13.30: −0.057 (0.097) and −0.317 (0.164), 54 firms.
    table = real_table("04_panel_jtrain", "jtrain.csv")
    fit = fit_first_differences(
        table[table.year < 1989], outcome="lscrap", regressors=["grant"], entity="fcode", time="year", robust="plain"
    )
    assert {name: tuple(round(each, 3) for each in pair) for name, pair in told(fit).items()} == {
        "const": (-0.057, 0.097),
        "grant": (-0.317, 0.164),
    }
    assert fit.rows_used == 54


def test_an_unbalanced_firm_panel_drops_firms_seen_once_and_agrees_with_the_reference() -> None:
    # Hours of training in jtrain (Wooldridge, computer exercise of chapter 14), pyfixest 0.60: 386 rows.
    table = real_table("04_panel_jtrain", "jtrain.csv")
    regressors = ["d88", "d89", "grant", "grant_1", "lemploy"]
    fit = fit_panel(
        table, outcome="hrsemp", regressors=regressors, entity="fcode", time="year", entity_effects=True, robust="plain"
    )
    assert told(fit)["grant"] == pytest.approx((34.22817863, 2.858438466), rel=COMPUTED)
    assert fit.rows_used == 386
    assert fit.dropped[-1].reason == "alone in its group of “fcode”"


@pytest.mark.parametrize(
    ("weights", "absorb", "expected"),
    [
        # Cheng and Hoekstra (2013, JHR), Table 5 panel A, log homicide: 0.0801 (0.0342) and 0.0946 (0.0279), weighted
        # by population, clustered by state; unweighted from pyfixest 0.60.
        ("popwt", ("state", "year"), (0.08006352302, 0.03422468957)),
        ("popwt", ("state", "region_year"), (0.0945877509, 0.02786512862)),
        (None, ("state", "year"), (0.08770139204, 0.0637798854)),
    ],
)
def test_castle_doctrine_laws_raise_homicides_as_published(
    weights: str | None, absorb: tuple[str, ...], expected: tuple[float, float]
) -> None:
    fit = fit_absorbed(
        castle(), outcome="log_homicide", regressors=["cdl"], absorb=absorb, weights=weights, cluster=("state",)
    )
    assert told(fit)["cdl"] == pytest.approx(expected, rel=COMPUTED)
    assert fit.clusters == {"state": 50}


def test_castle_doctrine_laws_with_all_controls_are_as_published() -> None:
    # The third column of the same table: 0.0937 (0.0290).
    controls = [
        *("l_police", "unemployrt", "poverty", "l_income", "l_prisoner", "l_lagprisoner"),
        *("blackm_15_24", "whitem_15_24", "blackm_25_44", "whitem_25_44", "l_exp_subsidy", "l_exp_pubwelfare"),
    ]
    fit = fit_absorbed(
        castle(), outcome="log_homicide", regressors=["cdl", *controls], absorb=("state", "region_year"),
        weights="popwt", cluster=("state",),
    )  # fmt: skip
    assert tuple(round(each, 4) for each in told(fit)["cdl"]) == (0.0937, 0.0290)
    assert told(fit)["cdl"] == pytest.approx((0.09367518961, 0.02898593286), rel=COMPUTED)


def castle() -> pd.DataFrame:
    table = real_table("03_did_castle_cheng_hoekstra", "castle.csv.gz")
    region = table[["northeast", "midwest", "south", "west"]].idxmax(axis=1)
    return table.assign(log_homicide=np.log(table.homicide), region_year=region + table.year.astype(str))
