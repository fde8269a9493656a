"""What a file for everybody does not show: enough, nothing else, with its reason, and nothing of a replica."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.results import ClusterResult, Figure, Ownership, RunTables
from reports.specification import Specification
from reports.weight_classes import WeightClasses, weight_classes
from reports.workbook.building import SHEETS, TABLES, write
from reports.workbook.declaration import Audience, Column, Guard, Sheet
from reports.workbook.hidden import count_hidden, hidden_figures
from reports.workbook.hiding import PROTECTORS, public_material
from reports.workbook.material import Material
from reports.workbook.names import HIDDEN
from reports.workbook.withheld import Withheld
from scoring.disclosure import DisclosureRules, Dominance, Why
from scoring.suppression import Sum
from tests.factories.materials import printed_material, real_material, specification
from tests.factories.tables import cluster_result, dimension_table, pillar_result
from tests.scoring.attackers import bounds, determined

WEIGHTED: dict[str, Any] = {"specification": specification(is_reconstruction=False, weighted=True)}
PUBLIC = [sheet for sheet in SHEETS if sheet.audience is Audience.PUBLIC]


def of_one(material: dict[str, Any] | None = None, **changes: Any) -> Material:
    return real_material(tables=RunTables((cluster_result("qiaotou", **changes),)), **(material or {}))


def cells(sheet: Sheet, material: Material) -> Iterator[tuple[Any, Column, Any]]:
    for row in (sheet.figure_rows or sheet.rows)(material):
        for column in sheet.columns_in(material):
            yield row, column, column.value(row)


def every_column(sheet: Sheet) -> Iterator[Column]:
    """Those of plain, weighted and printed files."""
    for material in (public_material(real_material(**WEIGHTED)), public_material(printed_material())):
        yield from sheet.columns_in(material)


@pytest.mark.parametrize("sheet", PUBLIC, ids=lambda sheet: sheet.key)
def test_every_column_of_every_public_sheet_says_what_protects_it(sheet: Sheet) -> None:
    silent = sorted({column.key for column in every_column(sheet) if sheet.guard_of(column) is None})
    assert not silent, (
        f"The sheet {sheet.name} is public, and these columns say nothing of what protects single firms: {silent}. "
        "Give each a guard (docs/disclosure-control.md, “A new public sheet”), or make the sheet one for the team."
    )


def test_a_public_sheet_that_says_nothing_is_found() -> None:
    plain = Column("n", "Firms")
    silent = replace(PUBLIC[1], columns=(plain,), more_columns=lambda material: (), guard=None)
    assert [column for column in every_column(silent) if silent.guard_of(column) is None]


def test_every_guard_that_hides_has_a_verb_or_goes_with_another() -> None:
    assert {guard for guard in Guard if guard.hides} == {*PROTECTORS, Guard.SHARES}


def tiny() -> Material:
    """A cluster every figure of which rests on two firms or votes, in a weighted run."""
    small = Figure(5.0, 2)
    table = dimension_table((2, 2, 1, 1, 0, 0), 2, weighted_total=4.0, weighted_percent=(100, 100, 50, 50, 0, 0))
    return of_one(
        {**WEIGHTED, "weight_classes": {"qiaotou": WeightClasses({"hr": ((2, 2, 2, 1, 1, 0, 0),)}, ((1, 1),))}},
        firms=2,
        ownership=Ownership(1, 2, 0, 50.0, 50.0),
        exports_growth_location=small,
        exports_growth=small,
        employment_growth=small,
        real_wage_growth=small,
        skill_narrow=small,
        skill_wide=small,
        dimensions=dict.fromkeys(("hr", "process", "product"), table),
        pillars={"basic": pillar_result(3, votes=(0, 1, 1, 0, 0))},
        growth_all={"exports": {"cagr": small}},
    )


@pytest.mark.parametrize("sheet", PUBLIC, ids=lambda sheet: sheet.key)
def test_where_everything_rests_on_two_every_guarded_cell_is_hidden(sheet: Sheet) -> None:
    for _row, column, value in cells(sheet, public_material(tiny())):
        guard = sheet.guard_of(column)
        assert value is None or isinstance(value, Withheld) == (guard is not None and guard.hides), column.key


@pytest.mark.parametrize("material", [real_material(), tiny(), of_one(WEIGHTED)], ids=["plain", "tiny", "weighted"])
def test_what_a_public_file_shows_is_what_the_team_has(material: Material) -> None:
    public = public_material(material)
    for sheet in PUBLIC:
        ours = {(sheet.key, number): value for number, value in enumerate(shown_to_team(sheet, material, public))}
        for number, (_row, column, value) in enumerate(cells(sheet, public)):
            if not isinstance(value, Withheld) and column.key not in ("remarks", "in_firms"):
                assert value == ours[sheet.key, number], (sheet.key, column.key)


def shown_to_team(sheet: Sheet, material: Material, public: Material) -> Iterator[Any]:
    """The same cells in the team's file, which has further columns and may have further rows."""
    keys = [column.key for column in sheet.columns_in(public)]
    lines = {line_of(row): row for row in (sheet.figure_rows or sheet.rows)(material)}
    columns = {column.key: column for column in sheet.columns_in(material)}
    for row in (sheet.figure_rows or sheet.rows)(public):
        for key in keys:
            yield columns[key].value(lines[line_of(row)])


def line_of(row: Any) -> tuple[Any, ...]:
    """What a row is, whatever it holds."""
    names = ("level", "pillar", "measure", "definition", "code")
    cluster = row if isinstance(row, ClusterResult) else getattr(row, "cluster", None)
    return (cluster and cluster.slug, *(getattr(row, name, None) for name in names))


@pytest.mark.parametrize("material", [real_material(), tiny(), of_one(WEIGHTED)], ids=["plain", "tiny", "weighted"])
def test_the_report_names_every_cell_that_shows_the_sign_and_the_file_tells_how_many(
    material: Material, tmp_path: Path
) -> None:
    path = tmp_path / "public.xlsx"
    public = public_material(material)
    write(public, path)
    book = openpyxl.load_workbook(path)
    written = Counter({s.title: sum(c == HIDDEN for r in s.iter_rows(values_only=True) for c in r) for s in book})
    figures = hidden_figures(material, TABLES)
    told = Counter[str]()
    for figure in figures:
        told[figure.table] += figure.cells
    # The count of firms with a level stands once below each column and belongs to no level.
    below = sum(isinstance(t.n, Withheld) for c in public.tables.clusters for t in c.dimensions.values())
    assert written - Counter({"Table 5": below}) == told
    assert count_hidden(public, TABLES) == len(figures) > 0
    about = [str(c) for r in book["About"].iter_rows(values_only=True) for c in r]
    assert any(f"{len(figures)} figures of this file are hidden by rule" in text for text in about)


def test_the_report_says_what_is_small_what_protects_and_what_one_firm_rules() -> None:
    ruled = Figure(5.0, 100, protected=True)
    table = dimension_table((100, 99, 50, 20, 2, 0), 100)
    material = of_one(
        {"series": {"qiaotou": {"location_exports": {}}}},
        exports_growth=ruled,
        dimensions={"hr": table},
        pillars={"basic": pillar_result(3)},
        growth_all={},
    )
    assert [(each.table, each.row, each.figure, each.value, each.why) for each in hidden_figures(material, TABLES)] == [
        ("Table 4", "Basic infrastructure", "Low–high, median, IQR and % at mode", "2–3, 3.0, 0.00, 87.5", PROTECTS),
        ("Table 4", "Basic infrastructure", "Votes for the phases 1 to 5, and cannot judge", "0, 1, 7, 0, 0, 0", FEW),
        ("Table 5", "1 Simple activities", "Exactly at the level: HR", "1", FEW),
        ("Table 5", "2 Minor improvements", "Firms at the level or above: HR", "99 (99)", PROTECTS),
        ("Table 5", "2 Minor improvements", "Exactly at the level: HR", "49", PROTECTS),
        ("Table 5", "4 Engineering", "Exactly at the level: HR", "18", PROTECTS),
        ("Table 5", "5 Early R&D", "Firms at the level or above: HR", "2 (2)", FEW),
        ("Table 5", "5 Early R&D", "Exactly at the level: HR", "2", FEW),
        ("Figure 1", "", "Exports", "5.0", "one firm rules the total of money behind it"),
    ]


FEW, PROTECTS = "rests on fewer than 3 firms or votes", "would give away another figure"


def test_a_public_file_says_of_itself_only_that_nothing_is_hidden_in_it() -> None:
    assert hidden_figures(public_material(tiny()), TABLES) == []


@pytest.mark.parametrize("counts", [(49, 40, 20, 10, 5, 1), (50, 48, 48, 7, 2, 0), (50, 50, 50, 3, 3, 2)])
def test_no_attacker_recovers_a_hidden_count_of_table_5_from_all_that_the_sheet_prints(counts: Any) -> None:
    public = public_material(of_one(firms=50, dimensions={"hr": dimension_table(counts, 50)}))
    shown, real = public.tables.clusters[0].dimensions["hr"], dimension_table(counts, 50)
    values: dict[Any, float] = {"n": 50, **{("at", level): real.exact[level] for level in range(7)}}
    values |= {("from", level): real.cumulative[level - 1] for level in range(1, 7)}
    sums = [
        Sum("n", (("at", 0), ("from", 1))),
        *(Sum(("from", level), (("at", level), ("from", level + 1))) for level in range(1, 6)),
        Sum(("from", 6), (("at", 6),)),
    ]
    hidden = {("at", level) for level in range(7) if isinstance(shown.exact[level], Withheld)}
    hidden |= {("from", level) for level in range(1, 7) if isinstance(shown.cumulative[level - 1], Withheld)}
    assert hidden
    assert not determined(values, sums, hidden)
    for cell in hidden:
        low, high = bounds(values, sums, hidden, cell)
        assert high - low >= 2, "at least three counts are possible"


def test_a_study_that_asks_for_more_firms_hides_more() -> None:
    five = specification(is_reconstruction=False, disclosure=DisclosureRules(fewest=5))
    figure = Figure(5.0, 4)
    material = of_one({"specification": five}, skill_wide=figure, ownership=Ownership(4, 100, 0, 4.0))
    public = public_material(material).tables.clusters[0]
    assert isinstance(public.skill_wide.reason, Withheld) and isinstance(public.ownership.foreign, Withheld)
    usual = public_material(replace(material, specification=specification(is_reconstruction=False))).tables.clusters[0]
    assert (usual.skill_wide, usual.ownership.foreign) == (figure, 4)


def test_weighted_shares_are_shown_where_no_class_of_weight_is_singled_out() -> None:
    counts, percent = (100, 100, 75, 39, 3, 0), (100.0, 100.0, 70.5, 30.0, 2.5, 0.0)
    dimensions = {"hr": dimension_table(counts, 100, weighted_total=900.0, weighted_percent=percent)}
    rows = ((60, 60, 60, 40, 20, 3, 0), (40, 40, 40, 35, 19, 0, 0))
    assert shares({"levels": {"hr": rows}}, dimensions) == percent
    rows = ((60, 60, 60, 40, 37, 3, 0), (40, 40, 40, 35, 2, 0, 0))
    assert shares({"levels": {"hr": rows}}, dimensions) == (100.0, 100.0, 70.5, HIDDEN, 2.5, 0.0)
    assert shares({"levels": {}}, dimensions) == (HIDDEN,) * 6, "of firms that are not at hand nothing is known"


def shares(classes: dict[str, Any], dimensions: dict[str, Any]) -> Any:
    given = {**WEIGHTED, "weight_classes": {"qiaotou": WeightClasses(**classes)}}
    return public_material(of_one(given, dimensions=dimensions)).tables.clusters[0].dimensions["hr"].weighted_percent


def test_a_weighted_foreign_share_is_hidden_where_a_class_of_weight_has_one_foreign_firm() -> None:
    owners = Ownership(40, 100, 0, 40.0, 33.0)
    for rows, shown in ((((20, 30), (20, 30)), 33.0), (((39, 30), (1, 30)), HIDDEN), ((), HIDDEN)):
        given = {**WEIGHTED, "weight_classes": {"qiaotou": WeightClasses(owners=rows)}}
        found = public_material(of_one(given, ownership=owners)).tables.clusters[0].ownership
        assert (found.foreign, found.weighted_pct) == (40, shown)


def test_firms_are_counted_by_weight_level_and_owner() -> None:
    firms = [
        (2.0, {"hr": {"point": 2}, "process": {"point": None}, "ownership": "foreign"}),
        (2.0, {"hr": {"point": 0}, "ownership": "national"}),
        (3.5, {"hr": {"point": 6}, "ownership": "unknown"}),
        (3.5, {}),
    ]
    found = weight_classes(firms)
    assert found.levels["hr"] == ((2, 1, 1, 0, 0, 0, 0), (1, 1, 1, 1, 1, 1, 1))
    assert found.levels["process"] == found.levels["product"] == ()
    assert found.owners == ((1, 1),)


def test_votes_are_shown_with_all_that_is_made_of_them_or_not_at_all() -> None:
    united, split = pillar_result(3, votes=(0, 0, 8, 0, 0), low=3), pillar_result(3)
    public = public_material(of_one(pillars={"basic": united, "hightech": split})).tables.clusters[0]
    assert public.pillars["basic"] == united
    hidden = public.pillars["hightech"]
    made = (*hidden.votes, hidden.cannot_judge, hidden.low, hidden.high, hidden.median, hidden.iqr)
    assert {*made, hidden.percent_at_mode} == {HIDDEN}
    assert (hidden.phase, hidden.status, hidden.validated) == (3, "consensus", "confirmed")


def test_the_replica_of_published_tables_is_exempt_and_says_so(tmp_path: Path) -> None:
    material = printed_material()
    write(public_material(material), tmp_path / "public.xlsx")
    book = openpyxl.load_workbook(tmp_path / "public.xlsx")
    rows = [list(row) for row in book["Table 5"].iter_rows(values_only=True)]
    place = next(number for number, row in enumerate(rows) if str(row[0]).startswith("Penang"))
    assert rows[place + 6][2] == "1 (1)", "one firm, and the paper names it"
    texts = " ".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row)
    assert "Replica of published tables" in texts and "c: the figure" not in texts
    assert "83.7 sic (4)" in texts
    assert not any(c == HIDDEN for s in book for row in s.iter_rows(values_only=True) for c in row)
    assert not {"Firms", "Groups", "Overrides", "Hidden"} & set(book.sheetnames)
    assert hidden_figures(material, TABLES) == []


@pytest.mark.parametrize("changes", [{"published": None}, {"specification": specification(is_reconstruction=False)}])
def test_what_is_no_replica_is_not_exempt(changes: dict[str, Any]) -> None:
    material = printed_material(**changes)
    assert not material.is_replica
    penang = next(each for each in public_material(material).tables.clusters if each.slug == "penang")
    assert isinstance(penang.dimensions["hr"].cumulative[5], Withheld)


def test_the_rules_stand_in_the_record_of_a_run_only_where_they_are_others_than_usual() -> None:
    usual = specification().to_json()
    assert "disclosure" not in usual, "runs made before keep their hash"
    assert Specification.from_json(usual) == specification()
    other = specification(disclosure=DisclosureRules(fewest=4, dominance=Dominance.N_K, k1_pct=70.0))
    assert other.to_json()["disclosure"]["fewest"] == 4
    assert Specification.from_json(other.to_json()) == other


def test_the_sign_knows_why() -> None:
    sign = public_material(tiny()).tables.clusters[0].skill_wide.reason
    assert isinstance(sign, Withheld) and sign == HIDDEN and sign.why is Why.FEW
