"""What stands on each sheet: figures where the published tables have them, heads, print set-up, live formulas."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.worksheet.worksheet import Worksheet

from reports.cell_text import clean_text, lines_needed
from reports.results import Figure, RunTables
from reports.workbook.building import write
from reports.workbook.hiding import public_material
from reports.workbook.material import Material
from reports.workbook.names import HIDDEN
from tests.factories.materials import printed_material, real_material, specification
from tests.factories.tables import cluster_result, dimension_table, pillar_result


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(printed_material(), tmp_path_factory.mktemp("book"))


def written(material: Material, folder: Path) -> Any:
    path = folder / "out.xlsx"
    write(material, path)
    return openpyxl.load_workbook(path)


def one_cluster(tmp_path: Path, *, material: dict[str, Any] | None = None, **changes: Any) -> Any:
    cluster = cluster_result("qiaotou", **changes)
    given = printed_material()
    firms = [firm for firm in given.firms() if firm.cluster.slug == "qiaotou"]
    changed = {"published": None, "firms": lambda: iter(firms), "firm_count": len(firms), **(material or {})}
    return written(printed_material(tables=RunTables((cluster,)), **changed), tmp_path)


def rows(sheet: Worksheet) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def row_of(sheet: Worksheet, *start: Any) -> list[Any]:
    return next(row for row in rows(sheet) if row[: len(start)] == list(start))


def texts(sheet: Worksheet) -> str:
    return "\n".join(str(value) for row in rows(sheet) for value in row if value is not None)


def test_table_1_has_the_seven_printed_columns_and_who_owns_how_many(book: Any) -> None:
    row = row_of(book["Table 1"], "Chile", "Los Lagos")
    assert row[:10] == ["Chile", "Los Lagos", "Salmon", 11.1, 18.6, 50, 37.5, 18, 48, 2]
    assert row[11] == "37.5 sic (3)"
    assert "(4) No number of firms out of 103 is 83.7 per cent." in texts(book["Table 1"])
    shown = {cell.number_format for cell in book["Table 1"]["G"] if isinstance(cell.value, float)}
    assert shown == {"0.0"}


def test_table_4_lists_clusters_at_their_phases_and_leaves_out_empty_ones(book: Any) -> None:
    sheet = book["Table 4"]
    assert row_of(sheet, "Catch up phase (3)")[2] == "Buenos Aires\nLos Lagos\nPenang"
    assert row_of(sheet, "Advanced phase (4)")[1] == "Buenos Aires\nLos Lagos\nPenang\nQiaotou"
    assert "Learning phase" not in texts(sheet)
    panel = row_of(sheet, "Buenos Aires", "Basic infrastructure")
    assert panel[2:14] == [4, "3–4", "Consensus", 0, 0, 1, 7, 0, 0, 4, 0, 87.5]


def test_table_4_names_the_pillars_without_an_agreed_phase_and_keeps_half_medians(tmp_path: Path) -> None:
    pillars = {"basic": pillar_result(3, median=3.5, status="adjudicated", dissent="Two saw phase 4.")}
    sheet = one_cluster(tmp_path, pillars=pillars)["Table 4"]
    row = row_of(sheet, "Qiaotou", "Basic infrastructure")
    assert (row[4], row[11], row[15]) == ("Adjudicated", 3.5, "Two saw phase 4.")
    assert "No phase agreed on: Qiaotou (High tech organizations, Network cohesion," in texts(sheet)


def test_table_5_prints_counts_with_half_up_percentages_and_the_figures_apart(book: Any) -> None:
    sheet = book["Table 5"]
    found = rows(sheet)
    place = next(number for number, row in enumerate(found) if row[0] == "Qiaotou: Button cluster")
    row = found[place + 4]
    assert row[:11] == [4, "Engineering", "39 (39)", "37 (37)", "33 (33)", 39, 37, 33, 39, 37, 33]
    assert row[11:14] == [36, 34, 31]
    assert row[20] == "HR 39 (29) sic (1)"
    assert found[place + 7][:6] == ["Firms with a level", None, None, None, None, 100]
    assert "a) Latin America" in texts(sheet)
    assert "PT is process and RD is product" in texts(sheet)


def test_table_5_tells_what_is_undetermined_and_shows_level_0_only_when_a_firm_stands_there(tmp_path: Path) -> None:
    table = dimension_table((90, 80, 70, 60, 3, 0), 100, undetermined=12, excluded=5, tallies=(90, 85, 70, 60, 9, 0))
    broken = {"hr": table, "process": table, "product": table}
    material = printed_material(tables=RunTables((cluster_result("qiaotou", dimensions=broken),)), published=None)
    (tmp_path / "plain").mkdir()
    with pytest.raises(Exception, match="differ"):
        write(material, tmp_path / "plain" / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "plain" / "out.xlsx")["Table 5"]
    assert row_of(sheet, 0)[:12] == [0, "Below level 1", *[None] * 9, 10]
    assert row_of(sheet, 2)[17] == 85
    assert row_of(sheet, "Undetermined")[5:8] == [12, 12, 12]
    assert row_of(sheet, "Left out")[5:8] == [5, 5, 5]


def test_a_weighted_run_shows_weighted_shares_beside_the_counts(tmp_path: Path) -> None:
    table = dimension_table(
        (100, 100, 75, 39, 3, 0), 100, weighted_total=900.0, weighted_percent=(100, 100, 70.5, 30, 2, 0)
    )
    dimensions = {**cluster_result("qiaotou").dimensions, "hr": table}
    book = one_cluster(tmp_path, dimensions=dimensions, material={"specification": specification(weighted=True)})
    assert row_of(book["Table 5"], 3)[20] == 70.5
    assert "Weighted per cent" in texts(book["Table 5"])
    assert "Foreign share, weighted" in texts(book["Table 1"])


def test_the_figures_hold_their_data_and_one_native_chart_each(book: Any) -> None:
    assert row_of(book["Figure 1"], "Los Lagos")[:4] == ["Los Lagos", 18.6, 11.9, 27.1]
    assert row_of(book["Figure 2"], "Penang")[:3] == ["Penang", 87.7, 52]
    for name, series in (("Figure 1", 3), ("Figure 2", 2)):
        (chart,) = book[name]._charts
        assert len(chart.series) == series
        fills = {str(each.spPr.pattFill or each.spPr.solidFill.srgbClr) for each in chart.series}
        assert len(fills) == series, "each series must be told apart on a black and white printer"


def test_charts_carry_their_figures_for_previewers(book: Any) -> None:
    (chart,) = book["Figure 1"]._charts
    cached = [float(point.v) for point in chart.series[0].val.numRef.numCache.pt]
    assert cached == [15.3, 18.6, 6.7, 12.4]


def test_growth_names_every_definition_and_says_why_one_is_missing(book: Any) -> None:
    found = [row for row in rows(book["Growth"]) if row[:2] == ["Penang", "Employment"]]
    assert [row[2] for row in found] == [
        "Compound annual growth between the two end years",
        "Log-linear trend over all years",
        "Mean of the yearly growth rates",
        "Mean of the yearly log differences",
    ]
    assert found[0][3:6] == [4, "yes", 103]
    assert (found[1][3], found[1][7]) == ("–", "Firms were asked for two years only.")


def test_groups_give_weighted_totals_and_shares(book: Any) -> None:
    assert row_of(book["Groups"], "Penang", "All firms", "Firms they stand for")[3:5] == [309, None]
    row = row_of(book["Groups"], "Penang", "size", "large")
    assert row[3] == 36
    assert row[4] == pytest.approx(100 * 36 / 309)


def test_firms_has_a_row_for_each_firm_with_codes_labels_levels_and_rungs(book: Any) -> None:
    found = rows(book["Firms"])
    assert len(found) == 1 + 303
    firm = dict(zip(found[0], found[1], strict=True))
    assert firm["cluster_code"] == "buenos-aires"
    assert (firm["hr_level"], firm["hr_low"], firm["hr_high"], firm["hr_rungs"]) == (5, 5, 5, "111110")
    assert [firm[f"product_rung_{number}"] for number in range(1, 7)] == [1, 1, 1, 1, 1, 0]
    assert (firm["ownership"], firm["ownership_label"]) == ("foreign", "Foreign")
    assert (firm["CHAIN_POSITION"], firm["CHAIN_POSITION_label"]) == ("tier1", "First tier")
    assert firm["attribute_size"] == "large"
    assert "GRANTS" not in firm, "free text stays out of the microdata"


def test_a_figure_that_was_refused_is_blank_and_the_reason_is_told(book: Any) -> None:
    found = rows(book["Firms"])
    first, second = (dict(zip(found[0], row, strict=True)) for row in found[1:3])
    assert (first["EXPORTS_REF"], first["unanswered"]) == (None, "EXPORTS_REF=refused")
    assert (second["EXPORTS_REF"], second["unanswered"]) == (1001, None)


def test_the_codebook_explains_every_column_of_firms_and_every_item(book: Any) -> None:
    heads = [cell.value for cell in book["Firms"][1]]
    explained = [row[0] for row in rows(book["Codebook"]) if row[0] and row[1]]
    assert [head for head in heads if head not in explained] == []
    assert "GRANTS" in explained
    assert row_of(book["Codebook"], "CHAIN_POSITION")[4] == "tier1 = First tier; other = =Other"


def test_check_holds_formulas_that_parse_and_show_their_values(book: Any, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write(printed_material(), path)
    formulas, values = book["Check"], openpyxl.load_workbook(path, data_only=True)["Check"]
    live = [cell for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(live) == 1 + 7 * 4 * 3 * 6
    for cell in live:
        kinds = {token.subtype for token in Tokenizer(cell.value).items if token.type == "OPERAND"}
        assert "ERROR" not in kinds
        assert values[cell.coordinate].value is not None, "a previewer that does not compute shows the stored value"
    first = {cell.column_letter: cell.value for cell in formulas[7]}
    assert first["F"] == "=COUNTIFS('Firms'!$A$2:$A$304,$A$7,'Firms'!$I$2:$I$304,\">=\"&$D$7)"
    assert first["G"] == "='Table 5'!$F$8"
    assert first["I"] == "=IF($E$7=0,0,INT(100*$F$7/$E$7+0.5))"
    assert formulas["H3"].value == "=SUMPRODUCT(ABS($H$7:$H$78))+SUMPRODUCT(ABS($K$7:$K$78))"
    assert values["H3"].value == 0


def test_check_points_at_the_very_figures_of_table_5(book: Any) -> None:
    for row in book["Check"].iter_rows(min_row=7, max_row=78):
        slug, _cluster, dimension, level = (cell.value for cell in row[:4])
        target = book["Table 5"][row[6].value.split("!")[1].replace("$", "")]
        assert book["Table 5"].cell(target.row, 1).value == level
        block = next(
            book["Table 5"].cell(number, 1).value
            for number in range(target.row, 0, -1)
            if ":" in str(book["Table 5"].cell(number, 1).value)
        )
        assert block.lower().replace(" ", "-").startswith(slug)
        assert book["Table 5"].cell(5, target.column).value == dimension


def test_sic_lists_the_noted_figures_with_ours(book: Any) -> None:
    sheet = book["Sic"]
    assert row_of(sheet, "Qiaotou, Table 5, HR, level 4, per cent")[1:4] == [29, 39, "misprint"]
    assert "190 of 192 printed figures equal ours" in texts(sheet)
    assert "DIFFERS" not in texts(sheet)


def test_a_study_without_printed_figures_has_no_sic(tmp_path: Path) -> None:
    book = one_cluster(tmp_path)
    assert "Sic" not in book.sheetnames
    assert "sic" not in texts(book["Table 5"])
    assert "Qiaotou: Buttons (China)" in texts(book["Table 5"])


def test_about_names_the_run_every_choice_and_what_went_in_and_out(book: Any) -> None:
    sheet = book["About"]
    told = texts(sheet)
    for text in (
        "0123456789ab",
        "c" * 64,
        "Default rules: default 1",
        "a" * 64,
        "R1 strict: every rung up to the level is held",
        "Low bound",
        "Compound annual growth between the two end years",
        "Technology ladder of firms: technology-ladder 1",
        "Sextant 0.1.0",
        "reconstruction",
    ):
        assert text in told
    assert row_of(sheet, "Penang")[:7] == ["Penang", 106, 103, 2 - 0 - 0, 0, 0, 0]
    for name in book.sheetnames[1:]:
        assert row_of(sheet, name)


@pytest.mark.parametrize(
    ("name", "first", "landscape", "repeated"),
    [
        ("Table 1", "B7", True, "$4:$6"),
        ("Table 5", "C6", True, "$4:$5"),
        ("Growth", "B6", True, "$4:$5"),
        ("Groups", "B6", False, "$4:$5"),
        ("Firms", "F2", True, "$1:$1"),
        ("Codebook", "B5", True, "$4:$4"),
        ("Check", "A7", False, "$5:$6"),
    ],
)
def test_heads_stay_in_view_and_on_paper(book: Any, name: str, first: str, landscape: bool, repeated: str) -> None:
    sheet = book[name]
    assert sheet.freeze_panes == first
    assert sheet.print_title_rows == repeated
    assert sheet.page_setup.orientation == ("landscape" if landscape else "portrait")


def test_every_sheet_is_set_up_for_a4_with_run_and_page_numbers(book: Any) -> None:
    for sheet in book:
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_view.showGridLines is False
        assert "Run 0123456789ab" in sheet.oddFooter.left.text
        assert "&P / &N" in sheet.oddFooter.right.text.replace("&[Page]", "&P").replace("&[Pages]", "&N")
        assert sheet.page_setup.fitToHeight in (0, 1, None) or sheet.title == "Table 5"


def test_the_public_file_shows_no_firm_and_no_figure_that_rests_on_one_or_two(tmp_path: Path) -> None:
    book = written(public_material(real_material()), tmp_path)
    assert not {"Firms", "Check", "Groups", "Sic", "Hidden"} & set(book.sheetnames)
    found = rows(book["Table 5"])
    place = next(number for number, row in enumerate(found) if str(row[0]).startswith("Penang"))
    shown = [row[2] for row in found[place + 1 : place + 7]]
    assert shown == ["103 (100)", "103 (100)", "85 (83)", "69 (67)", "35 (34)", HIDDEN]
    assert [row[5] for row in found[place + 5 : place + 7]] == [35, HIDDEN]
    assert [row[11] for row in found[place + 4 : place + 7]] == [34, HIDDEN, HIDDEN], "neighbours hide what is exact"
    assert "c: the figure rests on fewer than 3 firms or votes" in texts(book["Table 5"])
    assert "High bound" not in found[3]


def test_the_public_file_hides_owners_and_rates_of_one_or_two_firms(tmp_path: Path) -> None:
    material = real_material()
    clusters = tuple(
        replace(
            cluster,
            ownership=replace(cluster.ownership, foreign=cluster.ownership.known - 1, share_pct=99.0),
            skill_wide=Figure(50.0, 2, 48),
        )
        for cluster in material.tables.clusters[:1]
    )
    book = written(public_material(replace(material, tables=RunTables(clusters))), tmp_path)
    assert row_of(book["Table 1"], "Argentina")[6:8] == [HIDDEN, HIDDEN]
    assert row_of(book["Figure 2"], "Buenos Aires")[1] == HIDDEN


def test_text_is_cleaned_of_what_a_cell_cannot_hold() -> None:
    assert clean_text("a\x00b\r\nc\x1f\ufffe") == "ab\nc"
    assert clean_text("<r>x</r>") == "<r>x</r> "
    assert clean_text("x" * 40_000).endswith("[…]")


@pytest.mark.parametrize(
    ("text", "width", "lines"), [("", 10, 1), ("a b", 10, 1), ("aaaa bbbb cccc", 5, 3), ("纽扣纽扣", 4, 2)]
)
def test_lines_are_counted_by_the_width_of_their_characters(text: str, width: float, lines: int) -> None:
    assert lines_needed(text, width) == lines
