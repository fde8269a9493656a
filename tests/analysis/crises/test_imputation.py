"""The four rules fill what they say, flag it, and never touch what was observed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.crises.choices import CrisisChoices
from analysis.crises.imputation import impute

ALL = CrisisChoices(
    gross_output_years=(1992,), gdp_industry_years=(1990, 1991, 1992), soe_next_year=(1990,), soe_zero_from=1999
)
RULED = ("gross_output_industry", "gdp_industry", "soe_share")


def county(**columns: list[float]) -> pd.DataFrame:
    years = [1990, 1991, 1992, 1993, 1999]
    told = {
        "gdp": [100.0] * 5,
        "gross_output": [200.0] * 5,
        "gross_output_industry": [80.0, 90.0, np.nan, 110.0, 120.0],
        "gdp_industry": [np.nan, np.nan, np.nan, 50.0, np.nan],
        "n_enterprises": [10.0] * 5,
        "n_soe": [np.nan, 4.0, 3.0, 2.0, np.nan],
    }
    return pd.DataFrame({"county": "a", "year": years, **told, **columns})


def test_the_four_rules_on_a_county_worked_by_hand() -> None:
    found = impute(county(), ALL)
    # 1992: (90 + 110) / 2 = 100; industrial GDP 100 * 80/200 = 40, 45, 100 * 100/200 = 50; not in 1999.
    assert found.frame["gross_output_industry"].tolist() == [80, 90, 100, 110, 120]
    assert found.frame["gdp_industry"].tolist()[:4] == [40, 45, 50, 50]
    assert np.isnan(found.frame["gdp_industry"].iloc[4])
    assert found.frame["soe_share"].tolist() == pytest.approx([0.4, 0.4, 0.3, 0.2, 0.0])
    assert [(rule.variable, rule.cells) for rule in found.rules] == [
        ("gross_output_industry", 1), ("gdp_industry", 3), ("soe_share", 1), ("soe_share", 1)
    ]  # fmt: skip
    assert found.flags()["soe_share"].tolist() == [True, False, False, False, True]
    assert found.flags()["gdp_industry"].tolist() == [True, True, True, False, False]


def test_without_a_choice_nothing_is_filled() -> None:
    found = impute(county(), CrisisChoices())
    assert found.rules == ()
    assert found.frame["gdp_industry"].isna().sum() == 4
    assert len(found.flags().columns) == 0


def test_each_rule_is_switched_by_itself() -> None:
    only = impute(county(), CrisisChoices(gdp_industry_years=(1990, 1991, 1992)))
    # Without gross output of 1992 industrial GDP of that year stays unknown.
    assert [rule.code for rule in only.rules] == ["gdp_industry_from_output"]
    assert only.frame["gdp_industry"].tolist()[:2] == [40, 45]
    assert np.isnan(only.frame["gdp_industry"].iloc[2])


def test_a_rule_without_its_columns_fills_nothing() -> None:
    bare = county()[["county", "year", "gdp_industry"]]
    found = impute(bare, ALL)
    assert [rule.cells for rule in found.rules] == [0, 0, 0, 0]


def test_a_mean_needs_both_neighbours_of_the_same_county() -> None:
    table = pd.concat([county().iloc[1:3], county().iloc[3:4].assign(county="b")], ignore_index=True)
    assert np.isnan(impute(table, ALL).frame["gross_output_industry"].iloc[1])


cells = st.one_of(st.none(), st.floats(1.0, 100.0))


@settings(max_examples=60)
@given(st.lists(st.tuples(cells, cells, cells), min_size=6, max_size=6))
def test_no_rule_changes_an_observed_figure_and_flags_tell_exactly_what_changed(rows: list[tuple[float, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=["gross_output_industry", "gdp_industry", "n_soe"], dtype=float)
    frame = frame.assign(county="a", year=[1990, 1991, 1992, 1993, 1999, 2000], gdp=50.0, gross_output=200.0)
    before = frame.assign(n_enterprises=100.0, soe_share=frame["n_soe"] / 100.0)
    found = impute(before.drop(columns="soe_share"), ALL)
    for variable in RULED:
        seen = before[variable].notna()
        assert (found.frame.loc[seen, variable] == before.loc[seen, variable]).all()
        changed = before[variable].isna() & found.frame[variable].notna()
        assert (found.flags()[variable] == changed).all()
