"""Every table with an interval says at which level it is, in all three systems that print one a coefficient."""

from dataclasses import replace

import pandas as pd
import pytest
from statsmodels.datasets import grunfeld

from analysis.development.specification import Specification
from analysis.development.system import SYSTEM as DEVELOPMENT
from analysis.intervals import ENDS, p_words, with_level
from analysis.proximity.choices import Choices
from analysis.proximity.compute import compute as proximity
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.system import SYSTEM as RESILIENCE
from analysis.results import Result, ResultColumn, ResultTable
from analysis.systems import unwatched
from tests.analysis.development.simulated_trial import simulated_trial
from tests.analysis.proximity import census

LEVEL = 0.975
"""A level that is lost if it is rounded to whole per cents."""


def of_resilience() -> Result:
    frame = grunfeld.load_pandas().data
    regions = pd.DataFrame({"region": frame["firm"].astype(str), "year": frame["year"].astype(int)})
    regions["gdp"], regions["treated"] = frame["invest"], frame["firm"].isin(["General Motors", "US Steel", "Chrysler"])
    choices = ResilienceChoices(
        outcomes=("gdp",), year_before=1937, base_year=1937, year_shock=1938, year_after=1941, treatment="column",
        treatment_years=(), wild_repetitions=0, synthetic=False, level=LEVEL,
    )  # fmt: skip
    return RESILIENCE.compute(choices, {"regions": regions}, unwatched)


def of_development() -> Result:
    table, links = simulated_trial(firms=90, lost=0.1)
    choices = Specification(outcomes=("sales",), baseline=("age",), repetitions=99, show_cases=False, level=LEVEL)
    return DEVELOPMENT.compute(choices, {"trial": table, "links": links}, unwatched)


def of_proximity() -> Result:
    choices = Choices(
        weights=("output",), larger_region="province", benchmark_draws=0, bootstrap_draws=9, sensitivity=False,
        tables=("6", "7"), level=LEVEL,
    )  # fmt: skip
    return proximity(choices, census.tables(firms=census.firms(each=10)))


@pytest.mark.parametrize(("run", "least"), [(of_resilience, 3), (of_development, 5), (of_proximity, 3)])
def test_the_ends_of_every_interval_name_their_level_unrounded(run, least: int) -> None:  # type: ignore[no-untyped-def]
    result = run()
    told = [(table.code, column) for table in result.tables for column in table.columns if column.key in ENDS]
    assert len({code for code, _column in told}) >= least
    for code, column in told:
        assert "97.5" in column.title + column.unit, (code, column.title)
    assert not [each for each in result.findings if "98% interval" in each or "98 per cent" in each]


def test_a_column_that_has_a_unit_keeps_it_and_others_are_left_alone() -> None:
    columns = (ResultColumn("low", "From", unit="firms"), ResultColumn("high", "To"), ResultColumn("mean", "Mean"))
    table = ResultTable("one", "One", columns, ((1.0, 2.0, 1.5),))
    assert [each.unit for each in with_level(table, 0.9).columns] == ["firms", "90 %", ""]
    assert replace(with_level(table, 0.9), columns=columns) == table


def test_a_p_value_in_a_sentence_is_never_zero_and_never_no_number() -> None:
    assert [p_words(each) for each in (0.0123, 0.0005, 0.00049, 0.0, float("nan"))] == [
        "p = 0.012", "p = 0.001", "p < 0.001", "p < 0.001", "p not defined",
    ]  # fmt: skip


def test_findings_on_a_shock_name_the_level_and_no_p_of_zero() -> None:
    findings = [each for each in of_resilience().findings if "log points" in each]
    assert findings
    for each in findings:
        assert "97.5 per cent interval" in each
        assert "(Holm) p " in each and "0.000." not in each


def test_sums_of_nothing_are_not_drawn_as_paths() -> None:
    years = range(2014, 2023)
    rows = [(f"R{place}", year, 0.0, place < 3) for place in range(6) for year in years]
    regions = pd.DataFrame(rows, columns=["region", "year", "gdp", "treated"])
    choices = ResilienceChoices(outcomes=("gdp",), treatment="column", wild_repetitions=0, synthetic=False)
    result = RESILIENCE.compute(choices, {"regions": regions}, unwatched)
    assert "groups-gdp" not in {each.code for each in result.figures}
    assert not [each.reading for each in result.figures if "nan" in each.reading]


def test_regions_of_one_industry_have_no_average_and_the_finding_says_so() -> None:
    table = census.firms(each=10).assign(industry="i01")
    choices = Choices(weights=("output",), benchmark_draws=0, bootstrap_draws=0, sensitivity=False, tables=())
    result = proximity(choices, census.tables(firms=table))
    assert result.findings[0] == (
        "No region has two industries with output in 2004, so that there is no proximity to average."
    )
