"""Real regions: what paper 003's sources hold, and its computations on them."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.misprints import implied_growth
from analysis.resilience.panel import compared
from analysis.resilience.published import TABLE_2
from analysis.resilience.sizes import inflation_factors
from analysis.resilience.system import SYSTEM
from analysis.resilience.treatment import location_quotients
from analysis.results import Result
from analysis.systems import unwatched

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def file(folder: str, name: str) -> Path:
    path = DATA / folder / name
    if not path.is_file():
        pytest.skip(f"{name} is not among the real data beside this checkout")
    return path


def states() -> pd.DataFrame:
    """GDP and manufacturing GDP of states (million current dollars; Bureau of Economic Analysis, March 2023)."""
    frame = pd.read_csv(file("02_bea_state_gdp_1997_2022", "state_gdp_total_and_manufacturing.csv"))
    frame = frame.rename(columns={"state": "region", "gdp_musd": "gdp", "gdp_manufacturing_musd": "gdp_manu"})
    return frame[["region", "year", "gdp", "gdp_manu"]]


def employment() -> pd.DataFrame:
    """Nonfarm employment of states (thousands; Bureau of Labor Statistics)."""
    frame = pd.read_csv(file("02_bls_state_employment_1990_2020", "state_total_and_manufacturing_1990_2020.csv"))
    frame = frame[frame["industry"] == "Total Nonfarm"]
    return frame.rename(columns={"state": "region", "employees_thousand": "employment"})[
        ["region", "year", "employment"]
    ]


def clusters() -> pd.DataFrame:
    """Clusters of states in 2016 (U.S. Cluster Mapping; payroll in thousand dollars)."""
    frame = pd.read_csv(file("02_us_cluster_mapping_2016", "state_clusters_2016.csv"))
    return pd.DataFrame(
        {
            "region": frame["region_name_t"],
            "cluster": frame["cluster_name_t"],
            "year": frame["year_t"],
            "employment": frame["emp_tl"].astype(float),
            "establishments": frame["est_tl"].astype(float),
            "annual_payroll": frame["ap_tl"].astype(float),
            "first_quarter_payroll": frame["qp1_tl"].astype(float),
            "wage": frame["private_wage_tf"].astype(float),
            "lq": frame["lq_tf"].astype(float),
            "kind": np.where(frame["traded_b"], "traded", "local"),
        }
    )


@cache
def run() -> Result:
    regions = states().merge(employment(), how="left", on=["region", "year"])
    choices = ResilienceChoices(
        treatment_years=(2016,), carry_clusters=True, wild_repetitions=99, synthetic=False, year_before=2018
    )
    tables = {"regions": regions[regions["year"] >= 2012], "clusters": clusters()}
    return SYSTEM.compute(choices, tables, unwatched)


def test_extremes_and_medians_of_table_2_are_these_states_and_years() -> None:
    """Printed: greatest GDP 3598103 and manufacturing 423698.6; least 36330.4 and 1321.30; medians 222601.6, 25934."""
    cells = states().set_index(["region", "year"])
    gdp, manu = TABLE_2["GDP"], TABLE_2["GDP_Manu"]
    assert round(cells.loc[("California", 2022), "gdp"]) == float(gdp[6])
    assert cells.loc[("California", 2022), "gdp_manu"] == float(manu[6])
    assert cells.loc[("Wyoming", 2020), "gdp"] == float(gdp[5])
    assert cells.loc[("Alaska", 2020), "gdp_manu"] == float(manu[5])
    assert cells.loc[("Oregon", 2017), "gdp"] == float(gdp[2])
    assert cells.loc[("Colorado", 2020), "gdp_manu"] == float(manu[2])


def test_the_descriptives_of_all_states_hold_the_printed_greatest() -> None:
    rows = {row[0]: row for row in run().table("descriptives").rows}
    assert rows["gdp"][7] == pytest.approx(3598102.7, abs=0.05)
    assert rows["gdp_manu"][7] == pytest.approx(423698.6, abs=0.05)
    assert rows["gdp"][1] == 51 * 5


def test_the_paper_compares_growth_on_the_year_before() -> None:
    """Growth of one year, mean over states: 4.9, −1.5, 9.5 per cent in 2018, 2020, 2022. The means that Tables 3 and 5
    imply for treated rows are 3.6, −1.9, 9.8; growth over two years (8.9, 2.2, 21.1) is far from them."""
    frame = states()
    implied = implied_growth("GDP")["treated"]
    gaps = {}
    for years in (1, 2):
        mean = compared(frame, "gdp", ResilienceChoices(growth_years=years)).groupby(frame["year"]).mean()
        gaps[years] = max(abs(mean[year] - implied[year]) for year in (2018, 2020, 2022))
    assert gaps[1] < 0.015
    assert gaps[2] > 0.05


def test_growth_of_single_states() -> None:
    """Growth over two years, 2018–2020, same release: Louisiana −9.41, Michigan −0.03, New York +2.54 per cent."""
    frame = states()
    growth = compared(frame, "gdp", ResilienceChoices(growth_years=2))
    found = growth[frame["year"] == 2020].set_axis(frame.loc[frame["year"] == 2020, "region"])
    assert found["Louisiana"] == pytest.approx(-0.09408682792, abs=1e-9)
    assert found["Michigan"] == pytest.approx(-0.0002687194939, abs=1e-9)
    assert found["New York"] == pytest.approx(0.02541337159, abs=1e-9)
    assert found.mean() == pytest.approx(0.02155215642, abs=1e-9)


def test_the_ranking_says_how_many_states_did_not_fall() -> None:
    """Sixteen states and the District of Columbia had a GDP in 2020–2022 that was never below that of 2017–2019."""
    cells = states().pivot_table(index="region", columns="year", values="gdp")
    unhurt = (cells[[2020, 2021, 2022]].min(axis=1) >= cells[[2017, 2018, 2019]].max(axis=1)).sum()
    assert run().figure("ranking-gdp").reading == f"Hawaii fell deepest, by 10.2 per cent; {unhurt} did not fall."
    assert unhurt == 17


def test_hawaii_fell_deepest_among_the_states() -> None:
    """GDP 2019 → 2020 → 2022 by the release's own cells; depth by hand from them."""
    cells = states().set_index(["region", "year"])["gdp"]
    row = next(row for row in run().table("measures").rows if row[1] == "GDP")
    assert row[0] == "Hawaii"
    peak = max(cells["Hawaii", year] for year in (2017, 2018, 2019))
    assert row[3] == pytest.approx(1 - cells["Hawaii", 2020] / peak)
    assert row[7] == pytest.approx(cells["Hawaii", 2022] / cells["Hawaii", 2019])


def test_employment_fell_most_in_hawaii_and_nevada_lost_a_twelfth() -> None:
    """Nonfarm employment, thousands: Hawaii 658.3 (2018) to 557.1 (2020); mean over states −4.80 per cent."""
    frame = employment()
    growth = compared(frame, "employment", ResilienceChoices(growth_years=2))
    found = growth[frame["year"] == 2020].set_axis(frame.loc[frame["year"] == 2020, "region"])
    assert found["Hawaii"] == pytest.approx(557.1 / 658.3 - 1, abs=1e-9)
    assert found["Nevada"] == pytest.approx(1274.4 / 1383.8 - 1, abs=1e-9)
    assert found.mean() == pytest.approx(-0.04802697177, abs=1e-9)


def test_qp_is_first_quarter_payroll() -> None:
    """National ratio .2491; the means of the paper's Table 2 give .2495. 51 traded and 16 local clusters, 50 states."""
    frame = clusters()
    assert frame["first_quarter_payroll"].sum() / frame["annual_payroll"].sum() == pytest.approx(0.2491, abs=5e-5)
    kinds = frame.groupby("kind")["cluster"].nunique()
    assert (kinds["traded"], kinds["local"], len(frame)) == (51, 16, 3350)
    assert inflation_factors(frame)["first_quarter_payroll"] > 40


def test_the_greatest_location_quotient_of_table_2_is_fishing_in_alaska_in_2016() -> None:
    """Printed 121.56. The greatest number of establishments and payroll (78,639; 59,745,760) lie below California's of
    2016, although California's GDP of 2022 is the greatest printed: the panel does not hold all of its clusters."""
    frame = clusters()
    top = frame.loc[frame["lq"].idxmax()]
    assert (top["region"], top["cluster"]) == ("Alaska", "Fishing and Fishing Products")
    assert round(top["lq"], 2) == float(TABLE_2["LQ"][6])
    california = frame[frame["region"] == "California"]
    assert california["establishments"].max() > float(TABLE_2["EST"][6])
    assert california["annual_payroll"].max() > float(TABLE_2["AP"][6])


def test_location_quotients_are_those_of_the_platform_within_a_rounding_of_its_totals() -> None:
    """The platform divides by national totals (45,242,109 traded and 81,486,213 local jobs); the 50 states sum to
    45,294,429 and 81,178,674. Against those totals its quotients equal ours to 2e-7 relative."""
    frame = clusters()
    ours = location_quotients(frame.drop(columns="lq"))
    platform = pd.read_csv(file("02_us_cluster_mapping_2016", "state_clusters_2016.csv"))
    own = frame.groupby(["region", "kind"])["employment"].transform("sum")
    total = frame["kind"].map({"traded": 45242109.03, "local": 81486213.42})
    identity = platform["cluster_emp_per_tf"] / (own / total)
    there = frame["lq"] > 0
    assert (identity[there] / frame.loc[there, "lq"] - 1).abs().max() < 2e-7 + 1e-9
    assert (ours.loc[there, "lq"] / frame.loc[there, "lq"] - 1).abs().median() < 0.01


def test_repeating_states_over_clusters_makes_errors_eight_times_too_small() -> None:
    """67 clusters a state, 100 rows of states: √((6700 − 4)/(100 − 4)) = 8.35. The estimate does not move."""
    rows = [row for row in run().table("did-shock").rows if row[0] == "GDP" and row[1] == "Interaction"]
    repeated, once, _clustered = rows
    assert repeated[3] == pytest.approx(once[3], abs=1e-12)
    assert once[4] / repeated[4] == pytest.approx(((67 * 100 - 4) / (100 - 4)) ** 0.5, rel=1e-6)


def test_the_regression_on_sizes_has_the_printed_signs_and_larger_errors() -> None:
    """On 2016 clusters of all states: establishments and wage raise the level, LQ lowers it, as in Table 4; clustered
    errors are one and a half to four times the independent ones."""
    found = {row[1]: row for row in run().table("errors-shock").rows if row[0] == "GDP"}
    assert found["Establishments (printed: EST)"][2] > 0
    assert found["Wage (printed: WAGE)"][2] > 0
    assert found["Location quotient (printed: LQ)"][2] < 0
    assert all(1.3 < row[4] < 5 for row in found.values())


def test_what_real_states_do_not_allow_is_refused_with_its_reason() -> None:
    refused = {each.part: each.reason for each in run().refused}
    assert "score and a cut-off" in refused["Regression discontinuity"]
    assert "2017–2022" in refused["Resilience of employment"]
    assert any("stand in for those of 2022" in each for each in run().cautions)


def exports() -> pd.DataFrame:
    frame = pd.read_csv(file("02_us_msa_exports_2012_2021", "msa_exports.csv"))
    return frame.rename(columns={"msa": "region", "exports_usd": "export"})


def test_exports_of_metropolitan_areas_fell_and_came_back_as_their_totals_say() -> None:
    """Totals of the International Trade Administration's file, dollars: 1,645,174,493,000 in 2019, 1,431,405,838,000 in
    2020, 1,753,940,642,000 in 2021. The whole here are areas with every year: within a half per cent of them."""
    frame = exports()
    sums = frame.groupby("year")["export"].sum()
    assert sums.loc[2019:2021].tolist() == pytest.approx([1645174493000, 1431405838000, 1753940642000], rel=1e-8)
    choices = ResilienceChoices(treatment="none", year_after=2021, pre_years=1)
    found = SYSTEM.compute(choices, {"regions": frame}, unwatched)
    whole = found.table("measures").rows[-1]
    assert whole[0].startswith("Whole: the sum of")
    assert whole[3] == pytest.approx(1 - sums[2020] / sums[2019], abs=0.005)
    assert whole[7] == pytest.approx(sums[2021] / sums[2019], abs=0.01)
    assert found.table("overview").rows[0][1] + found.table("overview").inference[0].dropped[0].count == 402


def test_exports_of_areas_with_strong_clusters_through_the_whole_system() -> None:
    """Areas by the names of both files: 344 of 402 are in the clusters of 2016; who is not is told as dropped."""
    frame = pd.read_csv(file("02_us_cluster_mapping_2016", "msa_clusters_2016.csv.gz"))
    table = pd.DataFrame(
        {
            "region": frame["region_name_t"].str.strip(),
            "cluster": frame["cluster_name_t"],
            "year": frame["year_t"],
            "employment": frame["emp_tl"].astype(float),
            "kind": np.where(frame["traded_b"], "traded", "local"),
            "lq": frame["lq_tf"].astype(float),
        }
    )
    choices = ResilienceChoices(treatment_years=(2016,), year_after=2021, wild_repetitions=0, synthetic=False)
    found = SYSTEM.compute(choices, {"regions": exports(), "clusters": table}, unwatched)
    assert len(found.table("treatment").rows) == 344
    assert found.table("treatment").inference[0].dropped[0].count == 58 * 10
    line = next(row for row in found.table("did-shock").rows if row[1] == "Interaction")
    growth = compared(exports(), "export", ResilienceChoices())
    rows = exports().assign(growth=growth)
    group = {row[0]: row[1] for row in found.table("treatment").rows}
    rows = rows[rows["year"].isin((2018, 2020))].dropna(subset=["growth"])
    rows = rows[rows.groupby("region")["year"].transform("nunique") == 2]
    means = rows.assign(group=rows["region"].map(group)).groupby(["group", "year"])["growth"].mean()
    obvious = (means["treated", 2020] - means["treated", 2018]) - (means["other", 2020] - means["other", 2018])
    assert line[3] == pytest.approx(obvious, abs=1e-9)
