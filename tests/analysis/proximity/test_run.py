"""A whole run, from tables to result: what it says, what it refuses, and what must not change it."""

import json
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.proximity.cells import cells_from_batches
from analysis.proximity.choices import Choices
from analysis.proximity.comparison import table_4
from analysis.proximity.compute import compute
from analysis.proximity.measured import industry_proximities, measured, measured_cells
from analysis.proximity.system import SYSTEM
from analysis.results import Result
from analysis.specifications import SpecificationError, specification_from
from tests.analysis.proximity import census

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
QUICK = Choices(benchmark_draws=9, bootstrap_draws=9, tables=(), sensitivity=False)


@cache
def whole() -> Result:
    choices = Choices(
        weights=("output", "employment"),
        larger_region="province",
        small_output=15.0,
        benchmark_draws=49,
        bootstrap_draws=49,
        sensitivity=True,
    )
    return compute(choices, census.tables())


def test_every_table_and_figure_of_the_paper_is_told() -> None:
    papers = {table.paper for table in whole().tables if table.paper}
    assert papers == {f"Table {number}" for number in range(4, 11)}
    assert {figure.code for figure in whole().figures} == {"distribution", "product_space"}
    assert [each.part for each in whole().refused] == ["Map of Figures 1 and 2"]


def test_every_row_has_a_cell_for_each_column_and_every_sic_a_place() -> None:
    for table in whole().tables:
        keys = [column.key for column in table.columns]
        assert len(keys) == len(set(keys))
        assert all(len(row) == len(keys) for row in (*table.rows, *table.printed)), table.code
        for place in table.sic:
            row, key = place.split(":")
            assert int(row) < len(table.printed) and key in keys


def test_a_result_survives_being_kept_as_json() -> None:
    again = Result.from_json(json.loads(json.dumps(whole().to_json())))
    assert again.to_json() == whole().to_json()
    assert again.table("table_4").rows == whole().table("table_4").rows


def test_tables_name_their_errors_clusters_and_rows() -> None:
    for number, cluster in (
        (4, "region"),
        (6, "province"),
        (7, "region"),
        (8, "province"),
        (9, "region"),
        (10, "region"),
    ):
        told = whole().table(f"table_{number}").inference
        assert any(cluster in each.clusters and each.errors and each.rows_used for each in told), number
    lost = [each.reason for one in whole().table("table_10").inference for each in one.dropped]
    assert any("ln_value_added_2" in reason for reason in lost)


def test_the_paper_s_own_column_stands_beside_those_without_the_firm() -> None:
    variants = {row[2] for row in whole().table("table_7").rows}
    assert variants == {"as the paper", "without the firm itself", "without its industry"}
    printed = whole().table("table_7").printed
    assert printed[0][:6] == (
        "Accounts payable/total debt", "assets", "as printed, column 1", "Proximity", 0.165, 0.066
    )  # fmt: skip


def test_table_4_is_told_by_province_and_adds_up_from_its_firms() -> None:
    table = whole().table("table_4")
    assert [row[0] for row in table.rows[:8]] == [f"p{each}" for each in range(8)]
    firms = census.firms()
    choices = Choices(larger_region="province")
    near = industry_proximities(choices, census.tables()).proximities
    cells = measured(choices, firms[firms["province"] == "p3"], near).cells
    sizes = cells.of("output", 2004).sum(axis=0)
    places = [near.codes.index(each) for each in cells.industries]
    phi, total = near.values[np.ix_(places, places)], sizes.sum()
    slow = sum(
        sizes[i] * sum(sizes[j] * phi[i, j] for j in range(len(sizes)) if j != i) / (total - sizes[i])
        for i in range(len(sizes))
    )
    assert table.rows[3][2] == pytest.approx(slow / total, abs=1e-12)


def test_batches_from_a_file_give_the_same_table_4() -> None:
    firms = census.firms()
    choices = Choices()
    near = industry_proximities(choices, census.tables()).proximities
    in_parts = cells_from_batches(firms.iloc[at : at + 97] for at in range(0, len(firms), 97))
    streamed, _told, _refused = table_4(measured_cells(choices, in_parts, near), "output", (1995, 2004), "size", 0.95)
    at_once = compute(replace(QUICK, weights=("output",)), census.tables()).table("table_4")
    for ours, theirs in zip(streamed.rows, at_once.rows, strict=True):
        # Sums of batches add in another order: the last digits of sixteen.
        known = [(a, b) for a, b in zip(ours, theirs, strict=True) if isinstance(b, float)]
        assert [a for a, _b in known] == pytest.approx([b for _a, b in known], rel=1e-9, abs=1e-12)
        assert ours[0] == theirs[0] and len(known) >= 1


def test_the_order_of_rows_and_the_unit_of_money_change_nothing() -> None:
    firms = census.firms()
    money = ["output", "assets"]
    other = firms.sample(frac=1, random_state=3).assign(**{name: firms[name] * 8 for name in money})
    one, again = (compute(replace(QUICK, bootstrap_draws=0), census.tables(firms=each)) for each in (firms, other))
    for code in ("table_4", "regions", "industries"):
        for ours, theirs in zip(one.table(code).rows, again.table(code).rows, strict=True):
            assert ours[0] == theirs[0]
            told = [(a, b) for a, b in zip(ours[1:], theirs[1:], strict=True) if a is not None]
            assert [a for a, _b in told] == pytest.approx([b for _a, b in told], rel=1e-9)


def test_the_same_choices_give_the_same_result_and_another_seed_other_draws() -> None:
    one, same, other = (compute(replace(QUICK, seed=seed), census.tables()) for seed in (1, 1, 2))
    assert one.to_json() == same.to_json()
    assert one.table("table_4").rows == other.table("table_4").rows
    assert one.table("regions").rows != other.table("regions").rows


def test_a_map_is_drawn_where_places_are_given() -> None:
    places = pd.DataFrame(
        {"region": ["r00", "r01", "nowhere"], "longitude": [120.0, 121.0, 0.0], "latitude": [30.0, 31.0, 0.0]}
    )
    figure = compute(QUICK, census.tables(places=places)).figure("map")
    assert (figure.series[0].x, figure.series[0].y) == ((120.0, 121.0), (30.0, 31.0))
    assert figure.notes == ("38 regions with a proximity have no place.",)


def test_the_map_tells_regions_in_thirds_by_proximity() -> None:
    names = [f"r{each:02d}" for each in range(9)]
    places = pd.DataFrame({"region": names, "longitude": range(9), "latitude": range(9)}).astype(
        {"longitude": float, "latitude": float}
    )
    classes = compute(QUICK, census.tables(places=places)).figure("map").series
    told = [[float(label.rpartition(" ")[2]) for label in each.labels] for each in classes]
    assert [len(each) for each in told] == [3, 3, 3] and not any(each.size for each in classes)
    # The name of a class is its range, and no class reaches into the next.
    assert [each.name for each in classes] == [f"{min(each):.3f} to {max(each):.3f}" for each in told]
    assert max(told[0]) <= min(told[1]) and max(told[1]) <= min(told[2])


def test_what_the_paper_says_against_itself_is_told_beside_its_equations_alone() -> None:
    without = compute(QUICK, census.tables())
    assert not any("sic" in each for each in without.cautions)
    assert any("sic" in each for each in whole().cautions)


def test_the_product_space_shows_the_region_that_was_asked_for() -> None:
    figure = compute(replace(QUICK, picture_region="r05", picture_links=10), census.tables()).figure("product_space")
    everything, own = figure.series
    assert "r05" in figure.title and len(everything.labels) == census.INDUSTRIES
    assert all(0 <= one < other < census.INDUSTRIES for one, other in everything.links)
    assert sum(own.size) == pytest.approx(1.0)
    at = everything.labels.index(own.labels[0])
    assert (own.x[0], own.y[0]) == (everything.x[at], everything.y[at])


def test_shares_of_the_distribution_sum_to_one_a_year() -> None:
    for series in whole().figure("distribution").series:
        assert sum(series.y) == pytest.approx(1.0)


def test_the_sensitivity_begins_with_the_chosen_and_tells_single_years() -> None:
    rows = whole().table("sensitivity").rows
    assert rows[0][0] == "as chosen" and rows[0][4] == 1.0
    assert {row[0] for row in rows} >= {f"trade of {year} alone" for year in (1998, 1999, 2000)}
    stricter = next(row for row in rows if row[0] == "threshold 2")
    assert stricter[2] < rows[0][2]


def test_progress_never_turns_back_and_may_stop_the_run() -> None:
    shares: list[float] = []
    compute(QUICK, census.tables(), lambda _doing, share: shares.append(share))
    assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] == 1.0

    class Stopped(Exception):
        pass

    def stop(doing: str, _share: float) -> None:
        if doing == "Intervals":
            raise Stopped

    with pytest.raises(Stopped):
        compute(QUICK, census.tables(), stop)


def test_one_year_of_firms_has_no_difference_and_no_equations() -> None:
    firms = census.firms()
    told = compute(replace(QUICK, tables=("6", "7")), census.tables(firms=firms[firms["year"] == 2004]))
    assert [column.key for column in told.table("table_4").columns] == ["region", "proximity"]
    parts = {each.part for each in told.refused}
    assert parts >= {"Table 4, difference", "Table 6", "Table 7"}


def test_missing_controls_and_codes_of_firms_are_refused_by_table() -> None:
    wanted = replace(QUICK, tables=("7", "9", "10"), weights=("output",))
    firms = census.firms().drop(columns=["fixed_assets", "share_hmt"])
    told = compute(wanted, census.tables(firms=firms))
    reasons = {each.part: each.reason for each in told.refused if each.part.startswith("Table 7")}
    assert all("no column “fixed_assets”, “share_hmt”" in reason for reason in reasons.values()) and len(reasons) == 2
    again = compute(replace(wanted, leave_out=("fixed_ratio", "share_hmt")), census.tables(firms=firms))
    assert again.table("table_7") and again.table("table_10")
    nameless = compute(wanted, census.tables(firms=firms.drop(columns="firm")))
    assert {each.part for each in nameless.refused} >= {"Table 7", "Table 9", "Table 10"}


def test_ages_that_rise_alike_are_refused_beside_effects_of_firms_with_the_remedy() -> None:
    firms = census.firms().assign(founded=pd.array([1980] * len(census.firms()), dtype="Int64"))
    wanted = replace(QUICK, tables=("7",), weights=("output",))
    told = compute(wanted, census.tables(firms=firms))
    assert {each.part for each in told.refused if "leave_out" in each.reason} == {
        "Table 7, Accounts payable/total debt",
        "Table 7, Accounts receivable/revenue",
    }
    again = compute(replace(wanted, leave_out=("age",)), census.tables(firms=firms)).table("table_7")
    assert "Firm age (years)" not in {row[3] for row in again.rows}


@pytest.mark.parametrize(
    ("changes", "tables", "said"),
    [
        ({}, {"trade": None}, "are both missing"),
        ({}, {"firms": None}, "table of firms is missing"),
        ({"weights": ("assets",)}, {"firms": census.firms().drop(columns="assets")}, "no column “assets”"),
        ({"larger_region": "county"}, {}, "no column “county”"),
        ({"first_year": 1990}, {}, "no year 1990; it has 1995, 2004"),
        ({"first_year": 2004, "last_year": 1995}, {}, "lies after"),
        ({"picture_region": "nowhere"}, {}, "no firm names"),
        ({"trade_years": (2007,)}, {}, "no year 2007"),
        ({"advantage_threshold": 1e9}, {}, "No country has an advantage"),
        ({}, {"concordance": None}, "one classification"),
    ],
)
def test_choices_and_tables_that_do_not_fit_are_refused(changes: dict, tables: dict, said: str) -> None:
    given = {name: table for name, table in census.tables(**tables).items() if table is not None}
    with pytest.raises(SpecificationError, match=said):
        compute(replace(QUICK, **changes), given)


def test_the_example_of_choices_is_read_and_says_something_of_each() -> None:
    told = tomllib.loads(SYSTEM.example)
    assert specification_from(SYSTEM.specification, told) == specification_from(Choices, told)
    assert set(told) == set(Choices.__dataclass_fields__) - {"missing_pairs"}


def test_a_single_industry_is_zero_only_by_choice() -> None:
    lone = census.firms().assign(
        region=lambda each: np.where(each["industry"] == "i03", "lone", each["region"]),
        province="all",
    )
    for single, least in (("missing", None), ("zero", 0.0)):
        told = compute(replace(QUICK, single_industry=single), census.tables(firms=lone))
        found = [row for row in told.table("table_4").rows if row[0] == "lone"]
        assert (found[0][1] if found else None) == least


def us_clusters() -> dict[str, pd.DataFrame]:
    folder = SHARED / "02_us_cluster_mapping_2016"
    if not (folder / "msa_clusters_2016.csv.gz").is_file():
        pytest.skip("the US Cluster Mapping of 2016 does not lie beside this checkout")
    cells = pd.read_csv(folder / "msa_clusters_2016.csv.gz", dtype={"region_code_t": str, "cluster_code_t": str})
    traded = cells[cells["traded_b"].astype(str).isin(["True", "1"]) & (cells["emp_tl"] > 0)]
    names = {"region_code_t": "region", "cluster_code_t": "industry", "year_t": "year", "emp_tl": "employment"}
    firms = traded.rename(columns=names)[["region", "industry", "year", "employment"]]
    pairs = pd.read_csv(folder / "cluster_relatedness_pairs.csv.gz", dtype={"cluster_code": str, "cluster_code_2": str})
    return {"firms": firms, "pairs": pairs.rename(columns={"cluster_code": "industry", "cluster_code_2": "other"})}


def test_us_metropolitan_areas_run_in_form_with_relatedness_given_ready() -> None:
    """Employment of traded clusters in 2016; how alike their occupations are stands in the place of world trade."""
    given = us_clusters()
    pairs = given["pairs"].assign(phi=lambda each: each["cr_occ"].clip(lower=0))[["industry", "other", "phi"]]
    choices = replace(QUICK, rows_are="sums", benchmark_draws=49)
    told = compute(choices, {"firms": given["firms"], "proximity": pairs})
    regions = told.table("regions")
    assert len(regions.rows) > 800 and len(told.table("industries").rows) == 51
    assert {each.part for each in told.refused} >= {"Intervals of proximity", "Index of Ellison and Glaeser"}
    # One area by the words of the paper, its jobs and pairs taken from the files anew.
    own = given["firms"][given["firms"]["region"] == "38420"].set_index("industry")["employment"]
    near = pairs.set_index(["industry", "other"])["phi"]
    slow = 0.0
    for industry, size in own.items():
        others = own.drop(industry)
        slow += size * sum(other * near[industry, code] for code, other in others.items()) / others.sum()
    ours = {row[0]: row[1] for row in regions.rows}
    # The file's two directions of a pair differ in the seventh digit, of which the run takes the mean.
    assert ours["38420"] == pytest.approx(slow / own.sum(), abs=1e-7)


def test_ranks_of_relatedness_are_no_proximity() -> None:
    """The platform also ranks partners; a rank is not the same in both directions, and is refused."""
    given = us_clusters()
    ranks = given["pairs"].assign(phi=lambda each: each["r_cr_all"] / 51)[["industry", "other", "phi"]]
    with pytest.raises(SpecificationError, match="told in two ways"):
        compute(replace(QUICK, rows_are="sums"), {"firms": given["firms"], "proximity": ranks})
