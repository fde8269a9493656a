"""Series made from firms count who is there, who came and who went."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.development.firm_series import series_of_firms
from analysis.development.phases import assess
from analysis.development.specification import Thresholds

CHILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "04_panel_chile_firms_tfp" / "chilean.csv.gz"


def test_entry_and_exit_are_worked_by_hand() -> None:
    firms = pd.DataFrame(
        [
            ("A", "x", 2000, 5.0, 1.0),
            ("A", "y", 2000, 7.0, 3.0),
            ("A", "y", 2001, 8.0, 4.0),
            ("A", "z", 2001, 1.0, np.nan),
        ],
        columns=["cluster", "firm", "year", "output", "profit"],
    )
    told = series_of_firms(firms)
    assert told["n_firms"].tolist() == [2, 2]
    assert told["entry"].isna().tolist() == [True, False] and told["entry"][1] == told["exit"][1] == 1
    assert told["output"].tolist() == [12, 9]
    assert told["profit_per_firm"][0] == 2 and np.isnan(told["profit_per_firm"][1])


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(2000, 2006)), min_size=1))
def test_the_number_of_firms_grows_by_entry_less_exit(present: set[tuple[int, int]]) -> None:
    firms = pd.DataFrame(sorted(present), columns=["firm", "year"]).assign(cluster="A")
    told = series_of_firms(firms).set_index("year")
    assert told["n_firms"].sum() == len(present)
    for year in told.index:
        if year - 1 in told.index:
            row, before = told.loc[year], told.loc[year - 1]
            assert row["n_firms"] == before["n_firms"] + row["entry"] - row["exit"]
        else:
            assert np.isnan(told.loc[year, "entry"])


def test_grunfeld_s_firms_stay() -> None:
    panel = sm.datasets.grunfeld.load_pandas().data
    told = series_of_firms(panel.rename(columns={"value": "output"}).assign(cluster="Grunfeld"))
    assert (len(told), set(told["n_firms"]), told["entry"].sum(), told["exit"].sum()) == (20, {11}, 0, 0)
    assert told["output"].sum() == pytest.approx(panel["value"].sum())


def test_chilean_food_plants_give_a_series_of_eleven_years() -> None:
    # The folder's own record of the file: 2544 rows, 497 plants, 1996–2006.
    if not CHILE.is_file():
        pytest.skip("the Chilean plants are not among the real data beside this checkout")
    plants = pd.read_csv(CHILE).assign(cluster="Chile, food", output=lambda told: np.exp(told["ln_value_added"]))
    told = series_of_firms(plants)
    assert (told["n_firms"].sum(), len(told), plants["firm"].nunique()) == (2544, 11, 497)
    came = told["n_firms"][0] + told["entry"].sum()
    assert came >= 497  # every plant came in once at least; those that skipped a year came again
    assert {each.phase for each in assess(told, Thresholds())} == {"undetermined"}
