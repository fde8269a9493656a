"""Variables by hand, equations against published figures and a truth that was put in."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.proximity.cells import cells_from_batches
from analysis.proximity.choices import Choices
from analysis.proximity.equations import AS_PAPER, entry_capital, firm_effects, firm_numbers, pooled_share
from analysis.proximity.measured import measured
from analysis.proximity.products import Proximities
from analysis.proximity.regional import regional_proximity
from analysis.proximity.variables import (
    firm_panel,
    firm_variables,
    larger_of_regions,
    missing_columns,
    proximity_without_firm,
    region_variables,
)
from analysis.specifications import SpecificationError

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
PHI = Proximities(("autos", "rubber", "steel"), np.array([[1.0, 0.6, 0.6], [0.6, 1.0, 0.1], [0.6, 0.1, 1.0]]))


def table() -> pd.DataFrame:
    rows = [
        ("a", "east", "coast", "steel", 1995, 2.0, 5.0, 1980),
        ("b", "east", "coast", "autos", 1995, 4.0, 1.0, 1990),
        ("c", "west", "inland", "steel", 1995, 3.0, 8.0, 1994),
        ("a", "east", "coast", "steel", 2004, 6.0, 7.0, 1980),
        ("b", "east", "coast", "autos", 2004, 0.0, 3.0, 1990),
        ("d", "east", "coast", "rubber", 2004, 1.0, 2.0, 2010),
        ("e", "west", "inland", "none", 2004, 1.0, 9.0, 2000),
    ]
    columns = ["firm", "region", "province", "industry", "year", "output", "assets", "founded"]
    return pd.DataFrame(rows, columns=columns).assign(sales=lambda each: each["output"])


def found() -> "object":
    return measured(Choices(), table(), PHI)


def test_variables_of_firms_worked_by_hand() -> None:
    made = firm_variables(table().assign(total_debt=2.0, payables=1.0, export_value=[0, 1, 0, 3, 0, 1, 1]))
    assert made["age"].tolist()[:5] == [15, 5, 1, 24, 14] and np.isnan(made["age"][5])
    assert made["ln_sales"][0] == pytest.approx(np.log(2)) and np.isnan(made["ln_sales"][4])
    assert made["payables_ratio"].tolist() == [0.5] * 7
    assert made["debt_ratio"][0] == pytest.approx(0.4)
    assert made["exporter"].tolist() == [0, 1, 0, 1, 0, 1, 1]
    assert made["export_share"][3] == 0.5 and np.isnan(made["export_share"][4])
    assert "ln_employment" not in made and missing_columns(table(), ("ln_employment", "age")) == ("employment",)


def test_variables_of_regions_worked_by_hand() -> None:
    regions = region_variables(found(), table(), (1995, 2004), small=2.0, larger="province").set_index("region")
    assert regions.loc["east", ["minimum_first", "minimum_last", "firms_first", "firms_last"]].tolist() == [1, 2, 2, 3]
    # Three firms with 2, 3 and 7: the tenth percentile lies a fifth of the way from the first to the second.
    assert regions.loc["east", "percentile_10_last"] == pytest.approx(2.2)
    assert regions.loc["east", "small_firms_last"] == 2 and regions.loc["west", "small_firms_last"] == 1
    assert regions["province"].to_dict() == {"east": "coast", "west": "inland"}
    assert regions.loc["east", "proximity_output_first"] == pytest.approx(0.6)
    assert np.isnan(regions.loc["west", "proximity_output_first"])


def test_a_region_in_two_provinces_is_refused() -> None:
    wrong = table().assign(province=["coast", "inland"] + ["inland"] * 5)
    with pytest.raises(SpecificationError, match="Region east and 0 more lie in several groups of “province”"):
        larger_of_regions(wrong, "province")
    with pytest.raises(SpecificationError, match="no column “county”"):
        larger_of_regions(table(), "county")


def test_the_panel_keeps_firms_of_both_years_and_refuses_twins() -> None:
    panel = firm_panel(found(), table(), (1995, 2004))
    assert sorted(panel["firm"]) == ["a", "a", "b", "b"]
    assert panel.set_index(["firm", "year"])["later"].to_dict() == {
        ("a", 1995): 0.0,
        ("b", 1995): 0.0,
        ("a", 2004): 1.0,
        ("b", 2004): 1.0,
    }
    with pytest.raises(SpecificationError, match="Firm a and 0 others have two rows"):
        firm_panel(found(), pd.concat([table(), table().iloc[:1]]), (1995, 2004))


@pytest.mark.parametrize("industry", [False, True])
def test_proximity_without_a_firm_is_that_of_the_table_without_it(industry: bool) -> None:
    generator = np.random.default_rng(4)
    rows = {
        "firm": np.tile(np.arange(60), 2).astype(str),
        "region": np.tile(generator.choice(["x", "y"], 60), 2),
        "industry": np.tile(generator.choice(["autos", "rubber", "steel", "none"], 60), 2),
        "year": np.repeat([1995, 2004], 60),
        "output": generator.lognormal(0, 1, 120),
    }
    firms = pd.DataFrame(rows)
    whole = measured(Choices(), firms, PHI)
    panel = firm_panel(whole, firms, (1995, 2004))
    ours = proximity_without_firm(whole, panel, "output", industry=industry)
    for at in range(0, 120, 7):
        one = panel.iloc[at]
        here = (firms["region"] == one["region"]) & (firms["year"] == one["year"])
        gone = here & (firms["industry" if industry else "firm"] == one["industry" if industry else "firm"])
        left = cells_from_batches([firms[here & ~gone & (firms["industry"] != "none")]])
        places = [PHI.codes.index(each) for each in left.industries]
        slow = regional_proximity(left.of("output", int(one["year"])), PHI.values[np.ix_(places, places)])[0]
        assert ours[at] == pytest.approx(slow, abs=1e-12)


def simulated(effect: float, regions: int = 60, each: int = 20) -> pd.DataFrame:
    """Firms of two years whose credit follows the proximity of their region, and shocks their region shares."""
    generator = np.random.default_rng(11)
    firm = np.tile(np.arange(regions * each), 2)
    region = firm // each
    later = np.repeat([0.0, 1.0], regions * each)
    cell = region + regions * later.astype(int)
    near = generator.normal(0.2, 0.03, 2 * regions)[cell]
    age = generator.integers(1, 40, len(firm)).astype(float)
    shared = generator.normal(0, 0.01, 2 * regions)[cell]
    credit = 0.3 * generator.random(regions * each)[firm] + effect * near + 0.001 * age + 0.02 * later + shared
    credit += generator.normal(0, 0.01, len(firm))
    return pd.DataFrame(
        {
            "firm": firm,
            "region": region,
            "year": 1995 + 9 * later,
            "later": later,
            "proximity_output": near,
            "age": age,
            "payables_ratio": credit,
        }
    )


def test_an_effect_that_was_put_in_is_found_and_clustered_errors_are_the_larger() -> None:
    fitted = firm_effects(simulated(0.3), 7, "payables_ratio", "output", ("age",), 0.95).fitted
    assert [each.variant for each in fitted] == [AS_PAPER]
    robust, clustered = (fit.coefficient("proximity_output") for fit in (fitted[0].robust, fitted[0].clustered))
    assert robust.estimate == clustered.estimate
    # Three clustered standard errors about the truth.
    assert abs(clustered.estimate - 0.3) < 3 * clustered.standard_error
    # A shock shared by 20 firms as large as their own: the variance is about 1 + 19·0.5 times that of the robust one.
    assert clustered.standard_error / robust.standard_error > 2
    assert fitted[0].clustered.clusters == {"region": 60}
    assert fitted[0].robust.coefficient("age").estimate == pytest.approx(0.001, abs=0.0002)


def test_effects_of_firms_equal_first_differences_written_out() -> None:
    panel = simulated(0.3)
    fit = firm_effects(panel, 7, "payables_ratio", "output", ("age",), 0.95).fitted[0].robust
    first, last = (panel[panel["later"] == each].sort_values("firm").reset_index() for each in (0, 1))
    columns = ["proximity_output", "age", "payables_ratio"]
    change = last[columns] - first[columns]
    matrix = np.column_stack([change["proximity_output"], change["age"], np.ones(len(change))])
    slow = np.linalg.lstsq(matrix, change["payables_ratio"], rcond=None)[0]
    ours = [fit.coefficient(name).estimate for name in ("proximity_output", "age", "later")]
    assert ours == pytest.approx(slow, abs=1e-9)


def test_columns_of_regions_are_fitted_or_refused_with_the_reason() -> None:
    generator = np.random.default_rng(2)
    near = generator.normal(0.2, 0.03, 200)
    earlier = generator.lognormal(0, 1, 200)
    regions = pd.DataFrame(
        {
            "proximity_output_first": near,
            "firms_first": generator.poisson(50, 200) + 1,
            "firms_last": generator.poisson(np.exp(3 + 4 * near)),
            "province": np.arange(200) % 20,
            **{f"{name}_first": earlier for name in ("minimum", "percentile_5", "percentile_10")},
            **{f"{name}_last": earlier * np.exp(-3 * near) for name in ("minimum", "percentile_5", "percentile_10")},
        }
    )
    numbers = firm_numbers(regions, ("output",), "province", 0.95)
    poisson = next(each for each in numbers.fitted if each.variant == "Poisson")
    slope = poisson.robust.coefficient("proximity_output_first")
    assert abs(slope.estimate - 4) < 3 * slope.standard_error
    assert [each.part for each in numbers.refused] == ["Table 8, small_firms"]
    capital = entry_capital(regions, ("output",), "province", 0.95)
    assert len(capital.fitted) == 3 * 4 and not capital.refused
    logs = next(each for each in capital.fitted if each.variant == "logarithms")
    # The logarithm of the later minimum is that of the earlier less three times proximity, without any noise.
    assert logs.robust.coefficient("proximity_output_first").estimate == pytest.approx(-3, abs=1e-6)
    assert logs.robust.coefficient("ln_minimum_first").estimate == pytest.approx(1, abs=1e-6)


def test_a_share_beyond_one_is_refused_by_the_logit() -> None:
    panel = simulated(0.3).assign(export_share=lambda each: each["payables_ratio"] + 1)
    told = pooled_share(panel, 9, "export_share", "output", ("age",), 0.95)
    assert not told.fitted and "no share" in told.refused[0].reason


def test_the_production_function_of_chilean_plants() -> None:
    """Within estimates by plant, computed with linearmodels and pyfixest and kept beside the data (497 plants)."""
    path = SHARED / "04_panel_chile_firms_tfp" / "chilean.csv.gz"
    if not path.is_file():
        pytest.skip("the Chilean plants do not lie beside this checkout")
    plants = pd.read_csv(path)
    inputs = ("ln_skilled_labour", "ln_unskilled_labour", "ln_capital")
    years = pd.get_dummies(plants["year"], prefix="y", dtype=float).iloc[:, 1:]
    panel = pd.concat([plants, years], axis=1).assign(region=plants["firm"], later=years.iloc[:, 0])
    others = tuple(years.columns[1:])
    fit = firm_effects(panel, 10, "ln_value_added", "", (*inputs, *others), 0.95).fitted[0]
    told = {"ln_skilled_labour": 0.08342309948, "ln_unskilled_labour": 0.07919859036, "ln_capital": 0.05698726232}
    assert {name: fit.robust.coefficient(name).estimate for name in told} == {
        name: pytest.approx(value, rel=1e-6) for name, value in told.items()
    }
    # The errors kept there count the effects of plants or not; by the convention of docs/estimators.md within 0.5 %.
    errors = {"ln_skilled_labour": 0.02186305623, "ln_unskilled_labour": 0.01838012685, "ln_capital": 0.02072530809}
    assert {name: fit.clustered.coefficient(name).standard_error for name in errors} == {
        name: pytest.approx(value, rel=0.005) for name, value in errors.items()
    }
    assert fit.clustered.clusters == {"region": 497 - lonely(plants)}


def lonely(plants: pd.DataFrame) -> int:
    return int((plants["firm"].value_counts() == 1).sum())
