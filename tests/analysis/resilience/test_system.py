"""The system as a whole, on firms that come with a library and on small tables."""

import tomllib

import numpy as np
import pandas as pd
import pytest
from statsmodels.datasets import grunfeld

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.compute import plain
from analysis.resilience.layouts import LAYOUTS
from analysis.resilience.paths import indexed
from analysis.resilience.system import SYSTEM
from analysis.results import Result
from analysis.specifications import SpecificationError, specification_from
from analysis.systems import unwatched

CRASH = ResilienceChoices(
    outcomes=("gdp",), year_before=1937, base_year=1937, year_shock=1938, year_after=1941, treatment="column",
    treatment_years=(), wild_repetitions=99, synthetic=False, whole="",
)  # fmt: skip
"""The recession of 1937–38 among Grunfeld's firms: investment stands for output."""


def firms() -> pd.DataFrame:
    frame = grunfeld.load_pandas().data
    heavy = frame["firm"].isin(["General Motors", "US Steel", "Chrysler", "Goodyear", "American Steel"])
    told = pd.DataFrame(
        {
            "region": frame["firm"].astype(str),
            "year": frame["year"].astype(int),
            "gdp": frame["invest"],
            "treated": heavy,
        }
    )
    return told[told["year"].between(1935, 1941)].reset_index(drop=True)


def crash() -> Result:
    return SYSTEM.compute(CRASH, {"regions": firms()}, unwatched)


def test_the_crash_of_1938_among_grunfelds_firms() -> None:
    """Investment of General Motors 410.6 (1937), 257.7, 330.8, 461.2, 512.0 (1941); all firms 1235.043 and 779.596.

    By hand: depth 1 − 257.7/410.6; area that and 1 − 330.8/410.6; back in 1940; ratio 512/410.6."""
    row = next(row for row in crash().table("measures").rows if row[0] == "General Motors")
    fall, whole = 257.7 / 410.6 - 1, 779.596 / 1235.043 - 1
    assert row[2:6] == ("treated", pytest.approx(-fall), 1938, 3)
    assert row[6] == pytest.approx((1 - 257.7 / 410.6) + (1 - 330.8 / 410.6))
    assert row[7] == pytest.approx(512.0 / 410.6)
    assert row[8] == pytest.approx((fall - whole) / -whole, rel=1e-6)


def test_the_event_study_of_grunfelds_firms_is_that_of_means() -> None:
    frame = firms().assign(log=lambda rows: np.log(rows["gdp"]))
    mean = frame.groupby(["treated", "year"])["log"].mean()
    rows = {row[1]: row for row in crash().table("event-study").rows}
    for year in (1935, 1938, 1941):
        obvious = (mean[True, year] - mean[True, 1937]) - (mean[False, year] - mean[False, 1937])
        assert rows[year][2] == pytest.approx(obvious, abs=1e-9)
    assert rows[1937][2] == 0


def test_the_result_survives_json_and_names_its_libraries() -> None:
    found = crash()
    assert Result.from_json(found.to_json()).to_json() == found.to_json()
    assert {"statsmodels", "linearmodels", "numpy"} <= set(found.versions)
    codes = [table.code for table in found.tables] + [figure.code for figure in found.figures]
    assert len(codes) == len(set(codes))


def test_every_table_has_a_cell_for_each_column_and_estimates_name_their_errors() -> None:
    for table in crash().tables:
        assert all(len(row) == len(table.columns) for row in (*table.rows, *table.printed)), table.code
        if any(column.key == "standard_error" for column in table.columns):
            assert table.inference and all(each.errors and each.rows_used for each in table.inference), table.code
        for place in table.sic:
            row, key = place.split(":")
            assert int(row) < len(table.printed) and key in {column.key for column in table.columns}


def test_every_figure_has_as_many_x_as_y_and_a_sentence() -> None:
    for figure in crash().figures:
        assert figure.reading.endswith(".")
        for series in figure.series:
            assert len(series.x) == len(series.y)


def test_paths_of_groups_are_sums_of_whole_regions_up_to_the_last_year_known() -> None:
    """A: 50 and 40; B: 100 and 150; C lacks a year and is left out. Nobody has 2021, which is no year then."""
    rows = [("A", 1.0, 50.0, 40.0), ("B", 0.0, 100.0, 150.0), ("C", 0.0, None, 150.0)]
    frame = pd.DataFrame(
        [
            (name, group, year, value)
            for name, group, *values in rows
            for year, value in zip((2019, 2020), values, strict=True)
        ]
        + [("A", 1.0, 2021, None)],
        columns=["region", "treated", "year", "gdp"],
    )
    found = indexed(frame, "gdp", ResilienceChoices())
    assert found[1.0].tolist() == [100.0, 80.0]
    assert found[0.0].tolist() == [100.0, 150.0]


def test_a_ranking_of_many_regions_shows_the_deepest_and_says_so() -> None:
    frame = pd.DataFrame(
        [(f"R{n:03d}", year) for n in range(70) for year in range(2017, 2023)], columns=["region", "year"]
    )
    frame["gdp"] = 100.0 - (frame["year"] == 2020) * frame["region"].str[1:].astype(int) * 0.5
    found = SYSTEM.compute(ResilienceChoices(treatment="none"), {"regions": frame}, unwatched)
    bars = found.figure("ranking-gdp")
    assert (len(bars.series[0].x), bars.series[0].x[0]) == (60, "R069")
    assert bars.notes == ("The 60 deepest of 70 regions.",)


def test_the_same_choices_and_tables_give_the_same_result() -> None:
    assert crash().to_json() == crash().to_json()


def test_without_a_treatment_resilience_is_measured_and_nothing_compared() -> None:
    found = SYSTEM.compute(
        ResilienceChoices(treatment="none", year_before=1937, base_year=1937, year_shock=1938, year_after=1941),
        {"regions": firms().drop(columns="treated")},
        unwatched,
    )
    assert {table.code for table in found.tables} == {"variables", "descriptives", "overview", "measures"}
    assert "Comparisons and event study" in {each.part for each in found.refused}


def test_a_whole_named_as_a_row_is_no_region() -> None:
    frame = firms()
    total = frame.groupby("year")["gdp"].sum().reset_index().assign(region="All", treated=False)
    choices = ResilienceChoices(
        treatment="none", whole="All", year_before=1937, base_year=1937, year_shock=1938, year_after=1941
    )
    named = SYSTEM.compute(choices, {"regions": pd.concat([frame, total])}, unwatched)
    assert named.table("overview").rows[0][1] == 11
    ours = {row[0]: row[8] for row in crash().table("measures").rows}
    theirs = {row[0]: row[8] for row in named.table("measures").rows}
    assert theirs["IBM"] == pytest.approx(ours["IBM"])


def test_progress_is_told_and_may_stop_the_work() -> None:
    told: list[float] = []

    def stopping(_doing: str, share: float) -> None:
        told.append(share)
        if share > 0.2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        SYSTEM.compute(CRASH, {"regions": firms()}, stopping)
    assert told == sorted(told) and told[0] > 0


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"outcomes": ("export",)}, "no figures of export"),
        ({"whole": "Atlantis"}, "No region is called “Atlantis”"),
        ({"cluster_by": "state"}, "clustered by state"),
    ],
)
def test_choices_that_the_tables_cannot_serve_are_refused(more: dict[str, object], reason: str) -> None:
    told = {"treatment": "column", "year_before": 1937, "base_year": 1937, "year_shock": 1938, "year_after": 1941}
    choices = ResilienceChoices(**{**told, **more})  # type: ignore[arg-type]
    with pytest.raises(SpecificationError, match=reason):
        SYSTEM.compute(choices, {"regions": firms()}, unwatched)


def test_a_table_without_any_outcome_is_refused() -> None:
    with pytest.raises(SpecificationError, match="none of the outcomes"):
        SYSTEM.compute(ResilienceChoices(treatment="none"), {"regions": firms()[["region", "year"]]}, unwatched)


def test_tables_with_missing_marks_of_their_own_are_read() -> None:
    frame = firms().astype({"year": "Int64", "gdp": "Float64", "treated": "boolean"})
    frame.loc[0, "gdp"] = pd.NA
    read = plain(frame)
    assert read["year"].dtype == int and read["gdp"].dtype == float
    assert np.isnan(read.loc[0, "gdp"])
    found = SYSTEM.compute(CRASH, {"regions": frame}, unwatched)
    assert "General Motors" in found.table("overview").inference[0].dropped[0].reason


def test_the_example_names_every_choice_and_is_the_default() -> None:
    read = tomllib.loads(SYSTEM.example)
    assert specification_from(ResilienceChoices, read) == ResilienceChoices()
    assert all(name in SYSTEM.example for name in ("treated_from", "bandwidth", "whole"))


def test_layouts_have_keys_among_their_columns() -> None:
    for layout in LAYOUTS:
        assert set(layout.key) <= {column.name for column in layout.columns}
    assert [layout.may_be_absent for layout in LAYOUTS] == [False, True, True, True]
