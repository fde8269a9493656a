"""Every table with an interval says at which level it is, in all three systems that print one a coefficient."""

from dataclasses import replace

import pandas as pd
import pytest
from statsmodels.datasets import grunfeld

from analysis.development.specification import Specification
from analysis.development.system import SYSTEM as DEVELOPMENT
from analysis.intervals import ENDS, with_level
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
