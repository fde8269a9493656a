"""Outcomes, controls and what is refused before anything is estimated."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.crises.choices import CONTROLS, CrisisChoices
from analysis.crises.county_panel import build_panel, treat_zeros
from analysis.specifications import SpecificationError

NO_CRISIS = pd.DataFrame({"cluster": [], "county": [], "year": [], "type": []}).astype({"county": str, "type": str})


def table(**columns: object) -> pd.DataFrame:
    told = {
        "county": ["a", "a", "b", "b"],
        "year": pd.array([2000, 2001, 2000, 2001], dtype="Int64"),
        "population": [20_000.0, 20_000.0, 50_000.0, 50_000.0],
        "area": [100.0, 100.0, 250.0, 250.0],
        "gdp": [1000.0, 1100.0, 3000.0, np.nan],
        "gdp_industry": [400.0, 550.0, 900.0, 1000.0],
        "fdi": [0.0, 20_000.0, 50_000.0, 100_000.0],
        "n_enterprises": [10.0, 20.0, 0.0, 40.0],
        "n_soe": [1.0, 1.0, 0.0, 10.0],
        "patents": [0.0, 4.0, 5.0, 10.0],
        "staff": [100.0, 200.0, 300.0, 400.0],
    }
    return pd.DataFrame(told | columns)


def choices(**told: object) -> CrisisChoices:
    return CrisisChoices(**({"outcomes": ("patents",)} | told))  # type: ignore[arg-type]


def test_the_controls_and_rates_of_four_rows_worked_by_hand() -> None:
    frame = build_panel(choices(), table(), NO_CRISIS).frame
    assert frame["ln_gdp_pc"].tolist()[:2] == pytest.approx([np.log(0.05), np.log(0.055)])
    assert np.isnan(frame["ln_gdp_pc"].iloc[3])
    assert frame["density"].tolist() == pytest.approx([0.2] * 4)
    assert frame["ln_fdi_pc"].tolist() == pytest.approx(np.log([1.0, 2.0, 2.0, 3.0]))
    assert frame["industry_share"].tolist()[:3] == pytest.approx([0.4, 0.5, 0.3])
    assert frame["soe_share"].tolist()[:2] == [0.1, 0.05]
    assert np.isnan(frame["soe_share"].iloc[2]), "a share of no enterprises is unknown, not zero"
    assert frame["level_patents"].tolist() == pytest.approx([0.0, 2.0, 1.0, 2.0])
    assert frame["y_patents"].tolist() == pytest.approx(np.log([1.0, 3.0, 2.0, 3.0]))
    assert frame["trend"].tolist() == [0.0, 1.0, 0.0, 1.0]


def test_an_outcome_without_zeros_is_plain_logs_and_says_so() -> None:
    found = build_panel(choices(outcomes=("staff",)), table(), NO_CRISIS)
    assert found.outcomes[0].treatment == "ln"
    assert "no zero among 4 cells" in found.outcomes[0].note
    assert found.frame["y_staff"].tolist() == pytest.approx(np.log([50.0, 100.0, 60.0, 80.0]))


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [
        ("ln_plus_one", [0.0, np.log(3.0)]),
        ("ln_plus_constant", [np.log(0.5), np.log(2.5)]),
        ("asinh", [0.0, np.log(2 + np.sqrt(5.0))]),
        ("drop_zeros", [np.nan, np.log(2.0)]),
    ],
)
def test_each_treatment_of_zeros_on_zero_and_two(treatment: str, expected: list[float]) -> None:
    found = treat_zeros(pd.Series([0.0, 2.0]), treatment, 0.5)
    assert found.tolist() == pytest.approx(expected, nan_ok=True)


@given(
    st.floats(0.01, 1e6), st.floats(1.001, 10.0), st.sampled_from(["ln", "ln_plus_one", "ln_plus_constant", "asinh"])
)
def test_every_treatment_keeps_the_order(value: float, factor: float, treatment: str) -> None:
    low, high = treat_zeros(pd.Series([value, value * factor]), treatment, 0.5)
    assert low < high


@pytest.mark.parametrize("treatment", ["ln_plus_one", "asinh"])
def test_the_treatments_of_zeros_approach_logs_for_great_numbers(treatment: str) -> None:
    shift = np.log(2.0) if treatment == "asinh" else 0.0
    found = treat_zeros(pd.Series([1e8]), treatment, 1.0).iloc[0]
    # The difference is of the order of 1/x.
    assert found == pytest.approx(np.log(1e8) + shift, abs=2e-8)


def test_certificates_may_be_a_number_and_then_need_no_population() -> None:
    only = table(certified=[0.0, 1.0, 2.0, 3.0])[["county", "year", "certified"]]
    found = build_panel(choices(outcomes=("certified",), controls=(), certified_as="number"), only, NO_CRISIS)
    assert found.frame["level_certified"].tolist() == [0, 1, 2, 3]
    assert "their number" in found.outcomes[0].title


def test_the_years_of_an_outcome_limit_its_rows() -> None:
    found = build_panel(choices(patents_years=(2001, 2001)), table(), NO_CRISIS)
    assert found.sample(found.outcomes[0])["year"].tolist() == [2001, 2001]


def problems(told: CrisisChoices, panel: pd.DataFrame, crises: pd.DataFrame = NO_CRISIS) -> str:
    with pytest.raises(SpecificationError) as refused:
        build_panel(told, panel, crises)
    return "\n".join(refused.value.problems)


def test_every_absent_column_is_told_at_once_with_its_remedy() -> None:
    said = problems(choices(), table()[["county", "year", "patents"]])
    assert said.count("\n") == len(CONTROLS), "one sentence a control and one for the outcome"
    assert "“density” needs the column population, area" in said
    assert "take “patents” out of outcomes" in said


def test_counties_of_the_register_that_the_panel_lacks_are_refused_by_name() -> None:
    crises = pd.DataFrame({"cluster": ["x"], "county": ["Atlantis"], "year": [2000], "type": ["quality"]})
    assert "Counties of the register of crises that the county panel lacks (1): Atlantis" in problems(
        choices(), table(), crises
    )


def test_a_column_of_texts_or_nothing_is_no_outcome() -> None:
    said = problems(
        choices(outcomes=(), controls=(), other_outcomes=("word", "empty", "gone")),
        table(word=list("abcd"), empty=[np.nan] * 4),
    )
    assert "“word” of the county panel holds no numbers" in said
    assert "“empty” of the county panel is empty" in said
    assert "no column “gone”" in said


@pytest.mark.parametrize("years", [(2001,), (2001, 2000), (2000, 2001, 2002)])
def test_years_of_an_outcome_must_be_two_in_order(years: tuple[int, ...]) -> None:
    assert "must be two years" in problems(choices(patents_years=years), table())


def test_an_analysis_without_outcome_is_refused() -> None:
    assert "There is no outcome" in problems(choices(outcomes=()), table())


def test_an_outcome_named_twice_is_refused() -> None:
    assert "named in outcomes and in other_outcomes" in problems(choices(other_outcomes=("patents",)), table())
