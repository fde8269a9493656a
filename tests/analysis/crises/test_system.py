"""The whole analysis, from the choices of the paper and simulated tables to a result that JSON can hold."""

import json
import tomllib
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from analysis.crises.choices import CrisisChoices
from analysis.crises.compute import compute
from analysis.crises.county_panel import build_panel
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.examples import ACTIONS, CRISES, example_tables
from analysis.crises.layouts import LAYOUTS, POLICIES, TYPES
from analysis.crises.system import SYSTEM
from analysis.results import Result
from analysis.specifications import SpecificationError, specification_from
from tests.analysis.crises.simulated import EFFECTS, simulated_tables

PAPER = tomllib.loads(SYSTEM.example)
QUICK = PAPER | {"beyond": False}


def run(told: dict[str, object], tables: dict[str, pd.DataFrame] | None = None) -> Result:
    return compute(specification_from(CrisisChoices, told), simulated_tables() if tables is None else tables)


@pytest.fixture(scope="module")
def result() -> Result:
    return run(QUICK)


def test_the_example_is_a_specification_that_takes_the_years_of_the_paper() -> None:
    choices = specification_from(CrisisChoices, PAPER)
    assert choices.patents_years == (1990, 2008)
    assert choices.soe_zero_from == 1999
    assert set(PAPER) <= {each.name for each in fields(CrisisChoices)}
    assert all(each.metadata["help"].endswith(".") for each in fields(CrisisChoices))


def test_every_table_of_the_paper_is_there_with_the_printed_one_beside_it(result: Result) -> None:
    papers = {table.paper for table in result.tables if table.paper}
    assert papers == {"Table 1", "Table 2", "Table 3", "Table 4", "Table 5", "Table 6", "Table 7", "Figure 2"}
    for table in result.tables:
        keys = [column.key for column in table.columns]
        assert len(keys) == len(set(keys)), table.code
        assert all(len(row) == len(keys) for row in table.rows + table.printed), table.code
        for place, key in (each.split(":") for each in table.sic):
            assert int(place) < len(table.printed)
            assert key in keys
    codes = [table.code for table in result.tables]
    assert len(codes) == len(set(codes))
    assert {each.code for each in result.figures} == {"crises_by_year", "figure_1", "figure_2", "imputed_cells"}
    for code in ("equations_patents", "fit_staff", "table_7", "table_2", "table_1"):
        assert result.table(code).printed


def test_the_printed_cells_stand_under_the_columns_they_belong_to(result: Result) -> None:
    table = result.table("equations_patents")
    keys = [column.key for column in table.columns]
    current, lagged = table.printed[0], table.printed[1]
    assert (current[keys.index("r4")], current[keys.index("r4_t")]) == (0.409, 3.690)
    assert (lagged[keys.index("r8")], lagged[keys.index("r5")], lagged[keys.index("r1")]) == (0.384, 0.361, None)
    by_type = result.table("table_7")
    keys = [column.key for column in by_type.columns]
    export = by_type.printed[1]
    assert (export[keys.index("certified_r4")], export[keys.index("certified_r4_t")]) == (0.748, 4.496)
    assert result.table("fit_staff").sic["0:rows"].startswith("73 counties in 14 years are 1022")


def test_the_rows_of_each_equation_are_those_the_paper_counts(result: Result) -> None:
    rows = {code: [row[8] for row in result.table(f"fit_{code}").rows] for code in ("patents", "certified", "staff")}
    assert rows == {"patents": [1387] * 4 + [1314] * 4, "certified": [730] * 8, "staff": [1022] * 8}
    assert [each.clusters for each in result.table("equations_patents").inference] == [{"county": 73}] * 8


def test_table_3_of_the_simulated_register_is_that_of_the_paper(result: Result) -> None:
    table = result.table("table_3")
    assert table.rows == table.printed


def test_the_known_effects_are_recovered_over_eight_panels() -> None:
    """Over forty panels R4 varied by 0.024 (patents) and 0.022 (staff): four errors of a mean of eight."""
    told = specification_from(CrisisChoices, QUICK | {"outcomes": ["patents", "staff"], "controls": []})
    found: dict[str, list[float]] = {"patents": [], "staff": []}
    for seed in range(100, 108):
        tables = simulated_tables(seed)
        panel = build_panel(told, tables["panel"], tables["crises"])
        for outcome in panel.outcomes:
            found[outcome.code].append(fit_specification(panel, outcome, BEST, told).coefficient("crisis").estimate)
    assert np.mean(found["patents"]) == pytest.approx(EFFECTS["patents"], abs=4 * 0.024 / np.sqrt(8))
    assert np.mean(found["staff"]) == pytest.approx(EFFECTS["staff"], abs=4 * 0.022 / np.sqrt(8))


def test_the_cautions_compute_what_the_method_doubts(result: Result) -> None:
    said = "\n".join(result.cautions)
    assert "36 of 53 crises (68 %) fall in 2004–2008" in said
    assert "16 of 53 crises are quality crises" in said
    assert "set to zero in 730 cells, 100 % of the rows since 1999" in said
    assert "Table 7 tests 60 cells" in said
    assert "accidents and others (5)" in said


def test_findings_name_the_estimate_of_r4_that_the_table_has(result: Result) -> None:
    table = result.table("equations_patents")
    keys = [column.key for column in table.columns]
    estimate = table.rows[0][keys.index("r4")]
    assert f"{estimate:+.3f}" in result.findings[0]
    assert "correlation" in result.findings[0]


def test_a_result_is_the_same_after_json_and_after_a_second_run(result: Result) -> None:
    told = json.loads(json.dumps(result.to_json()))
    assert Result.from_json(told).to_json() == told
    assert run(QUICK).to_json() == told


def test_the_whole_of_it_runs_through_with_progress_that_never_falls() -> None:
    """Small: 30 counties, one outcome of the user's own, 99 draws, so that all parts beyond the paper are run."""
    pytest.importorskip("diff_diff", reason="the optional libraries for staggered treatments are not installed")
    shares: list[float] = []
    tables = simulated_tables()
    kept = set(tables["panel"]["county"].unique()[25:55])
    tables |= {code: tables[code][tables[code]["county"].isin(kept)] for code in ("panel", "crises")}
    tables["panel"] = tables["panel"].assign(own=np.log(tables["panel"]["patents"]))
    told = PAPER | {"outcomes": [], "other_outcomes": ["own"], "controls": ["ln_gdp_pc"], "repetitions": 99, "lags": 3}
    choices = specification_from(CrisisChoices, told)
    found = compute(choices, tables, lambda _doing, share: shares.append(share))
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1 and len(shares) > 15
    codes = {table.code for table in found.tables}
    assert {"equations_own", "event_study_own", "first_crisis", "repeated_own", "wild_bootstrap", "many_tests",
            "goodman_bacon", "leave_one_out"} <= codes  # fmt: skip
    assert found.versions["linearmodels"] != "not installed"
    for table in found.tables:
        assert all(len(row) == len(table.columns) for row in table.rows), table.code


def test_a_run_is_cancelled_by_the_progress_that_raises() -> None:
    class Cancelled(Exception):
        pass

    def stop(doing: str, _share: float) -> None:
        if doing.startswith("Estimating"):
            raise Cancelled

    with pytest.raises(Cancelled):
        compute(specification_from(CrisisChoices, QUICK), simulated_tables(), stop)


def test_absent_tables_are_told_and_the_needed_ones_asked_for() -> None:
    tables = simulated_tables()
    del tables["policies"], tables["clusters"]
    told = QUICK | {"outcomes": ["staff"], "controls": []}
    found = run(told, tables)
    assert {each.part for each in found.refused if "given" in each.reason} == {"Table 1", "Figure 2"}
    with pytest.raises(SpecificationError, match="“panel” is missing"):
        run(told, {"crises": tables["crises"]})


def test_an_empty_register_is_told_and_nothing_is_estimated() -> None:
    tables = simulated_tables()
    tables["crises"] = tables["crises"].iloc[:0]
    found = run(QUICK | {"outcomes": ["staff"], "controls": []}, tables)
    assert "The register of crises is empty" in "\n".join(found.findings)
    assert any("There is no effect to estimate" in each.reason for each in found.refused)
    assert {table.code for table in found.tables}.isdisjoint({"equations_staff", "table_7"})


def test_types_met_by_too_few_counties_are_refused_by_name() -> None:
    found = run(QUICK | {"outcomes": ["staff"], "controls": [], "least_treated": 8})
    parts = [each.part for each in found.refused]
    assert any("Accidents and others" in part for part in parts)
    table = found.table("table_7")
    others = table.rows[TYPES.index("other")]
    assert others[2:] == (None,) * 8


@pytest.mark.parametrize("zeros", ["asinh", "ln_plus_constant", "drop_zeros"])
def test_the_treatment_of_zeros_is_named_under_the_table(zeros: str) -> None:
    found = run(QUICK | {"outcomes": ["certified"], "zeros": zeros, "zero_constant": 0.1, "controls": []})
    words = {"asinh": "hyperbolic", "ln_plus_constant": "ln(x+0.1)", "drop_zeros": "left out"}[zeros]
    assert words in found.table("equations_certified").notes[0]


def test_poisson_has_no_adjusted_r2_and_says_so() -> None:
    found = run(QUICK | {"outcomes": ["certified"], "zeros": "ppml", "controls": [], "compare_with_paper": False})
    table = found.table("fit_certified")
    assert all(row[5:8] == (None, None, None) for row in table.rows)
    assert "not defined" in table.notes[0]
    assert table.printed == ()


def test_the_layouts_have_the_columns_the_choices_ask_for() -> None:
    assert [layout.code for layout in LAYOUTS] == ["panel", "crises", "policies", "clusters"]
    assert [layout.may_be_absent for layout in LAYOUTS] == [False, False, True, True]
    required = [column.name for column in LAYOUTS[0].columns if column.required]
    assert required == ["county", "year"]
    assert LAYOUTS[1].column("type").choices == TYPES
    assert len(POLICIES) == 11


def test_the_three_cases_of_the_paper_fit_the_register() -> None:
    tables = example_tables()
    for layout in LAYOUTS[1:3]:
        table = tables[layout.code]
        assert {column.name for column in layout.columns if column.required} <= set(table.columns)
        for column in layout.columns:
            if column.choices:
                assert set(table[column.name]) <= set(column.choices)
    assert [(each.cluster, each.year, each.type) for each in CRISES] == [
        ("Wenzhou footwear", 1987, "quality"), ("Puyuan sweaters", 1995, "quality"),
        ("Shengzhou neckties", 2005, "factor_price"),
    ]  # fmt: skip
    assert {each.cluster for each in ACTIONS} == {each.cluster for each in CRISES}
    first = {each.cluster: each.year for each in CRISES}
    assert all(
        each.year is None or (each.year >= first[each.cluster]) == (each.relative == "after") for each in ACTIONS
    )
    assert all(each.source.startswith("Ruan and Zhang") for each in (*CRISES, *ACTIONS))


def test_an_outcome_of_one_s_own_has_nothing_printed_beside_it_and_no_map_of_cells_that_nobody_filled() -> None:
    tables = simulated_tables()
    panel = tables["panel"].assign(share=tables["panel"]["population"] / tables["panel"]["population"].max())
    crises = tables["crises"][tables["crises"]["type"].isin(["macro_policy", "factor_price"])]
    choices = CrisisChoices(outcomes=(), other_outcomes=("share",), controls=(), beyond=False)
    found = compute(choices, {"panel": panel, "crises": crises})
    assert found.table("table_7").printed == ()
    assert "imputed_cells" not in {each.code for each in found.figures}
    drawn = {each.name for each in found.figure("crises_by_year").series}
    assert drawn == {"Macro policy", "Factor price"}
    one = compute(choices, {"panel": panel, "crises": crises[crises["type"] == "macro_policy"]})
    assert one.figure("crises_by_year").title == "Crises by year: macro policy"
    assert not any("quality crises" in each or "(0)" in each for each in found.cautions)
