"""Every figure of the workbook says what it rests on, and a public file gives nothing away beside the figure."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.results import ClusterResult, Figure, Ownership, RunTables
from reports.sampling import NoSample, PopulationShares
from reports.weight_classes import WeightClasses
from reports.workbook import figures, groups, growth, intervals, table1, table4, table5
from reports.workbook.building import write
from reports.workbook.hiding import public_material
from reports.workbook.material import Material
from reports.workbook.names import HIDDEN
from tests.factories.materials import printed_material, specification
from tests.factories.tables import cluster_result, dimension_table

OFFICIAL = {"location_exports": {"version": 1, "source": "Customs", "unit": "million", "points": []}}


def of_one(material: dict[str, Any] | None = None, **changes: Any) -> Material:
    cluster = cluster_result("qiaotou", **changes)
    return printed_material(tables=RunTables((cluster,)), published=None, **(material or {}))


def public_sheets(material: Material, folder: Path) -> Any:
    path = folder / "public.xlsx"
    write(public_material(material), path)
    return openpyxl.load_workbook(path)


def row_of(sheet: Any, *start: Any) -> list[Any]:
    return next(list(row) for row in sheet.iter_rows(values_only=True) if list(row[: len(start)]) == list(start))


def test_table_1_says_whether_the_location_is_a_series_or_its_firms() -> None:
    by_series = " ".join(table1.notes(of_one({"series": {"qiaotou": OFFICIAL}})))
    assert "official series of the location's exports" in by_series
    assert "firms with figures for both years" not in by_series
    by_firms = " ".join(table1.notes(of_one()))
    assert "Growth from firms: firms with figures for both years; every firm counts once." in by_firms
    assert "official series" not in by_firms


def test_table_1_names_the_clusters_whose_location_is_their_firms() -> None:
    material = printed_material(series={"qiaotou": OFFICIAL, "penang": OFFICIAL})
    assert "Location of Buenos Aires, Los Lagos: growth from firms." in table1.notes(material)


@pytest.mark.parametrize("notes", [table1.notes, figures.growth_notes, growth.notes])
def test_growth_from_firms_carries_the_word_on_survivors_and_weights(notes: Any) -> None:
    told = " ".join(notes(of_one({"specification": specification(weighted=True)})))
    assert "have closed since 2000 is missing from the base year" in told
    assert "weighted by the firms' weights" in told
    official = " ".join(notes(of_one({"specification": specification(growth_basis="official")})))
    assert "alive" not in official


@pytest.mark.parametrize(("definition", "unit"), [("cagr", "% a year"), ("dlog", "log points a year")])
def test_growth_is_told_in_the_unit_of_its_definition(definition: str, unit: str, tmp_path: Path) -> None:
    book = public_sheets(of_one({"specification": specification(growth=definition)}), tmp_path)
    assert [cell.value for cell in book["Table 1"][6]][3:5] == [unit, unit]
    assert [cell.value for cell in book["Figure 1"][6]][1:4] == [unit] * 3
    (chart,) = book["Figure 1"]._charts
    assert unit in "".join(run.t for part in chart.y_axis.title.tx.rich.p for run in part.r)


def test_skill_intensity_says_whether_it_is_weighted() -> None:
    assert "every firm counts once" in " ".join(figures.skill_notes(of_one()))
    weighted = of_one({"specification": specification(weighted=True)})
    assert "weighted by the firms' weights" in " ".join(figures.skill_notes(weighted))


def test_table_4_says_that_reconstructed_votes_are_no_print() -> None:
    assert any("their votes and everything computed from them are reconstructed" in n for n in table4.notes(of_one()))
    real = of_one({"specification": specification(is_reconstruction=False)})
    assert not any("their votes" in note for note in table4.notes(real))


def test_table_5_says_under_the_table_whether_figures_carry_an_interval() -> None:
    shares = PopulationShares(reason=NoSample.NOT_BY_CHANCE)
    material = printed_material()
    clusters = [with_population(cluster, shares) for cluster in material.tables.clusters[:2]]
    clusters.append(with_population(material.tables.clusters[2], PopulationShares(reason=NoSample.CENSUS)))
    notes = table5.notes(replace(material, tables=RunTables(tuple(clusters))))
    assert any(note.startswith("Buenos Aires, Los Lagos: The firms were not drawn by chance") for note in notes)
    assert any(note.startswith("Penang: Census") for note in notes)


def with_population(cluster: ClusterResult, shares: PopulationShares) -> ClusterResult:
    tables = {name: replace(table, population=shares) for name, table in cluster.dimensions.items()}
    return replace(cluster, dimensions=tables)


def test_table_5_has_no_percentage_of_no_firms(tmp_path: Path) -> None:
    nobody = replace(dimension_table((0,) * 6, 1), n=0, percent=(0,) * 6, exact=(0,) * 7, excluded=3)
    material = of_one({"firms": lambda: iter(()), "firm_count": 0}, dimensions=dict.fromkeys(("hr",), nobody))
    write(material, tmp_path / "out.xlsx")
    row = row_of(openpyxl.load_workbook(tmp_path / "out.xlsx")["Table 5"], 3, "Major improvements")
    assert (row[2], row[5], row[8]) == ("–", 0, None)


def test_shares_of_a_population_stand_with_their_interval_or_the_word_census(tmp_path: Path) -> None:
    sampled = PopulationShares(
        120,
        (100, 90, 70.25, 40, 5, 0),
        (96, 80, 60.5, 30, 1, 0),
        (100, 95, 78, 50, 12, 3),
        se=(0, 3, 4.5, 5, 2, 0),
        df=98,
        n=100,
        method="korn_graubard",
    )
    whole = PopulationShares(100, (100, 90, 70, 40, 5, 0), reason=NoSample.CENSUS)
    cluster = cluster_result("qiaotou")
    dimensions = {
        name: replace(table, population=whole if name == "hr" else sampled)
        for name, table in cluster.dimensions.items()
    }
    no_floor = {"specification": specification(floor_level_1=False)}
    rows = list(intervals.rows(of_one(no_floor, dimensions=dimensions)))
    assert len(rows) == 18
    values = [[column.value(row) for column in intervals.SHEET.columns] for row in rows]
    assert values[2][4:] == [70, "census", "census", None, None, 100, 100, None]
    assert values[8][4:] == [70.25, 60.5, 78, 4.5, 98, 100, 120, "Korn and Graubard"]
    assert not intervals.has_shares(of_one())
    assert "Intervals" not in public_sheets(of_one(dimensions=dimensions), tmp_path).sheetnames


def test_a_level_that_is_granted_is_not_estimated() -> None:
    shares = PopulationShares(120, (100, 90, 70, 40, 5, 0), (97, 80, 60, 30, 1, 0), (100, 95, 78, 50, 12, 3))
    material = of_one(dimensions=with_population(cluster_result("qiaotou"), shares).dimensions)
    assert {row.level for row in intervals.rows(material)} == {2, 3, 4, 5, 6}
    assert any("Level 1 is granted" in note for note in intervals.notes(material))


def test_a_trend_through_two_points_is_told_as_one() -> None:
    assert any("runs through two points" in note for note in growth.notes(of_one()))
    official = of_one({"specification": specification(growth_basis="official")})
    assert not any("two points" in note for note in growth.notes(official))


def test_groups_share_out_all_firms_and_name_those_not_known() -> None:
    totals = {"all": {"firms": 8.0, "weighted_firms": 10.0}, "branch": {"food": 2.0, "wood": 3.0}}
    rows = [row for row in groups.rows(of_one(group_totals=totals)) if row.attribute == "branch"]
    assert [(groups.group_name(row), row.firms, row.share) for row in rows] == [
        ("food", 2.0, 20.0),
        ("wood", 3.0, 30.0),
        ("Not known", 5.0, 50.0),
    ]


def test_weights_that_sum_up_but_for_a_rounding_leave_nobody_unknown() -> None:
    totals = {"all": {"firms": 3.0, "weighted_firms": 0.3}, "branch": {"food": 0.1, "wood": 0.2 - 2e-17}}
    assert len([row for row in groups.rows(of_one(group_totals=totals)) if row.attribute == "branch"]) == 2


def test_a_hidden_rate_hides_on_how_many_firms_it_rests(tmp_path: Path) -> None:
    small = Figure(5.0, 2, 98)
    growth_all = {"exports": {"cagr": small}}
    book = public_sheets(of_one(exports_growth=small, skill_wide=small, growth_all=growth_all), tmp_path)
    row = row_of(book["Figure 1"], "Qiaotou")
    assert (row[1], row[4], row[7]) == (HIDDEN, HIDDEN, HIDDEN)
    row = row_of(book["Figure 2"], "Qiaotou")
    assert (row[1], row[3], row[5]) == (HIDDEN, HIDDEN, HIDDEN)
    assert row_of(book["Growth"], "Qiaotou")[3:7] == [HIDDEN, "yes", HIDDEN, HIDDEN]


def test_a_rate_that_one_firm_rules_is_hidden_however_many_firms_there_are(tmp_path: Path) -> None:
    ruled = Figure(5.0, 100, protected=True)
    book = public_sheets(of_one(exports_growth=ruled, exports_growth_location=ruled), tmp_path)
    assert row_of(book["Figure 1"], "Qiaotou")[1] == HIDDEN
    assert row_of(book["Table 1"], "China")[4] == HIDDEN


def test_a_weighted_share_of_hidden_owners_is_called_hidden_and_not_undefined(tmp_path: Path) -> None:
    owners = Ownership(1, 100, 0, 1.0, 2.0)
    book = public_sheets(of_one({"specification": specification(weighted=True)}, ownership=owners), tmp_path)
    row = row_of(book["Table 1"], "China")
    assert (row[6], row[7], row[11]) == (HIDDEN, HIDDEN, HIDDEN)


def test_a_public_table_5_says_hidden_for_weighted_shares_and_has_no_empty_columns(tmp_path: Path) -> None:
    counts, shares = (100, 100, 75, 39, 2, 0), (100.0, 100.0, 70.5, 30.0, 2.5, 0.0)
    table = dimension_table(counts, 100, weighted_total=900.0, weighted_percent=shares, expected=shares)
    choices: dict[str, Any] = {"specification": specification(weighted=True, point_policy="multiple_imputation")}
    dimensions = dict.fromkeys(("hr", "process", "product"), table)
    # Every firm has the same weight, so that a share is as safe as its count.
    choices["weight_classes"] = {"qiaotou": WeightClasses(dict.fromkeys(dimensions, ((100, *counts),)))}
    sheet = public_sheets(of_one(choices, dimensions=dimensions), tmp_path)["Table 5"]
    assert row_of(sheet, 4)[14:] == [30.0] * 3
    assert row_of(sheet, 5)[14:] == [HIDDEN] * 3


def test_what_is_not_known_is_told_and_not_hidden_beside_figures_that_give_it_away(tmp_path: Path) -> None:
    table = dimension_table((98, 98, 70, 30, 3, 0), 98, undetermined=2, excluded=2)
    book = public_sheets(of_one(dimensions=dict.fromkeys(("hr", "process", "product"), table)), tmp_path)
    assert row_of(book["Table 1"], "China")[5] == 100
    assert row_of(book["Table 5"], "Firms with a level")[5] == 98
    assert row_of(book["Table 5"], "Left out")[5] == 2
    assert row_of(book["Table 5"], "Undetermined")[5] == 2


def test_a_public_file_keeps_the_notes_that_quote_nothing_hidden(tmp_path: Path) -> None:
    book = public_sheets(of_one(notes=("One.", "Two."), public_notes=("Two.",)), tmp_path)
    told = [cell for row in book["About"].iter_rows(values_only=True) for cell in row]
    assert "Qiaotou: Two." in told
    assert "Qiaotou: One." not in told
