"""Published figures of real trials and policies come out of the same functions that serve a cluster's trial."""

from pathlib import Path

import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.datasets import jobtraining

from analysis.development.matching import match
from analysis.development.specification import Specification
from analysis.development.trial_data import INVITED, at_baseline, read_trial
from analysis.development.trial_effects import double_difference, intention_to_treat, randomisation_test
from analysis.estimators.panel import fit_panel

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"


def real(folder: str, name: str) -> pd.DataFrame:
    path = REAL / folder / name
    if not path.is_file():
        pytest.skip(f"{folder}/{name} is not among the real data beside this checkout")
    return pd.read_csv(path)


def grants(table: pd.DataFrame) -> pd.DataFrame:
    """Michigan firms in 1987 and 1988; firms that got a grant in 1988 were trained."""
    table = table[table["year"].isin([1987, 1988])]
    trained = table[table["year"] == 1988].set_index("fcode")["grant"]
    return pd.DataFrame(
        {
            "firm": table["fcode"].astype(str),
            "wave": table["year"],
            "invited": table["fcode"].map(trained) == 1,
            "lscrap": table["lscrap"],
            "lemploy": table["lemploy"],
            "union": table["union"],
        }
    )


CHANGE = Specification(trial_design="unmatched", baseline_wave=1987, outcomes=("lscrap",))


@pytest.mark.parametrize("source", ["the library's", "the folder's"])
def test_grants_for_training_lowered_scrap_as_wooldridge_prints(source: str) -> None:
    # Wooldridge, Introductory Econometrics, equations 13.29–13.30: −0.317 (0.164), n = 54; ten digits as computed by
    # statsmodels on the folder's file. The library keeps the logarithms in single precision (seven digits).
    exact = 1e-6 if source == "the library's" else 1e-8
    table = jobtraining.load() if source == "the library's" else real("04_panel_jtrain", "jtrain.csv")
    trial = read_trial(grants(table), CHANGE)
    found = double_difference(trial, 1988, "lscrap", pairs=None, robust="plain")
    one = found.coefficient(INVITED)
    assert (round(one.estimate, 3), round(one.standard_error, 3), found.rows_used) == (-0.317, 0.164, 54)
    assert one.estimate == pytest.approx(-0.3170579249, rel=exact)
    assert one.standard_error == pytest.approx(0.1638751397, rel=exact)
    assert found.coefficient("const").estimate == pytest.approx(-0.05743571254, rel=exact)


def test_grants_over_three_years_give_example_14_1() -> None:
    # Wooldridge, Example 14.1: d88 −0.080 (0.109), d89 −0.247 (0.133), grant −0.252 (0.151), grant_1 −0.422 (0.210);
    # n = 162, 54 firms.
    table = jobtraining.load().dropna(subset=["lscrap"])
    found = fit_panel(
        table,
        outcome="lscrap",
        regressors=["d88", "d89", "grant", "grant_1"],
        entity="fcode",
        time="year",
        entity_effects=True,
        robust="plain",
    )
    told = {each.name: (round(each.estimate, 3), round(each.standard_error, 3)) for each in found.coefficients}
    assert found.rows_used == 162
    assert {name: told[name] for name in ("d88", "d89", "grant", "grant_1")} == {
        "d88": (-0.080, 0.109),
        "d89": (-0.247, 0.133),
        "grant": (-0.252, 0.151),
        "grant_1": (-0.422, 0.210),
    }


def test_grants_over_matched_firms_lower_scrap_as_well() -> None:
    chosen = Specification(
        trial_design="matched", baseline_wave=1987, outcomes=("lscrap",), baseline=("lscrap", "union")
    )
    trial = read_trial(grants(jobtraining.load()), chosen)
    matches = match(trial)
    measured = trial.roster.dropna(subset=[at_baseline("lscrap")])
    assert len(matches.distances) == int(measured[INVITED].sum()) == 19
    found = double_difference(trial, 1988, "lscrap", pairs=matches.pairs)
    changes = trial.waves[1988].assign(change=lambda told: told["lscrap"] - told[at_baseline("lscrap")])
    slow = matches.pairs.merge(changes, on="firm").pivot(index="pair", columns="invited", values="change")
    assert found.coefficient(INVITED).estimate == pytest.approx((slow[1.0] - slow[0.0]).mean())
    assert found.coefficient(INVITED).estimate < 0


def test_the_minimum_wage_of_new_jersey_gives_the_published_double_difference() -> None:
    # Card and Krueger (1994), Table 3: 2.75 (1.34) over stores seen twice; 384 stores. Their error allows each state
    # its own variance, as HC1 does up to 384/382.
    table = real("03_did_card_krueger_1994", "card_krueger_long.csv")
    table = pd.DataFrame(
        {"firm": table["id"].astype(str), "wave": table["d"], "invited": table["nj"] == 1, "fte": table["fte"]}
    )
    twice = table.groupby("firm")["wave"].transform("size")
    trial = read_trial(table[twice == 2], Specification(trial_design="unmatched", outcomes=("fte",)))
    found = double_difference(trial, 1, "fte", pairs=None)
    one = found.coefficient(INVITED)
    assert (round(one.estimate, 2), round(one.standard_error, 2), found.rows_used) == (2.75, 1.34, 384)
    plain = double_difference(trial, 1, "fte", pairs=None, robust="plain").coefficient(INVITED)
    assert plain.standard_error == pytest.approx(1.154355378, rel=1e-8)


def test_a_teaching_method_raised_grades_as_the_textbook_prints() -> None:
    # Spector and Mazzeo (1980), shipped with statsmodels; least squares as in Greene, Econometric Analysis, and in the
    # documentation of statsmodels: PSI 0.3786 (0.139), GPA 0.4639 (0.162), TUCE 0.0105 (0.019), 32 students.
    data = sm.datasets.spector.load_pandas().data
    told = pd.DataFrame({"firm": [f"s{place}" for place in range(len(data))], "invited": data["PSI"] == 1})
    before = told.assign(wave=0, GPA=data["GPA"], TUCE=data["TUCE"])
    table = pd.concat([before, told.assign(wave=1, GRADE=data["GRADE"])], ignore_index=True)
    trial = read_trial(table, Specification(outcomes=("GRADE",), baseline=("GPA", "TUCE")))
    found = intention_to_treat(trial, 1, "GRADE", robust="plain")
    told_now = {each.name: (round(each.estimate, 4), round(each.standard_error, 3)) for each in found.coefficients}
    assert told_now[INVITED] == (0.3786, 0.139)
    assert told_now[at_baseline("GPA")] == (0.4639, 0.162)
    assert told_now[at_baseline("TUCE")] == (0.0105, 0.019)
    assert found.rows_used == 32
    test = randomisation_test(trial, 1, "GRADE", lagged=True, repetitions=999, seed=1)
    # Least squares gives 0.011; the test by lots may differ by its own error, 4 √(0.011 · 0.989 / 999), and the sample
    # of 32.
    assert test.p_value == pytest.approx(found.coefficient(INVITED).p_value, abs=0.015)
