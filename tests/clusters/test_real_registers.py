"""Real registers are read with the counts their makers print; the files stay where they are."""

from pathlib import Path

import pytest

from clusters.frame_choices import Choices
from clusters.frame_list import FrameList, open_list, read_list
from clusters.frame_memory import Memory

REGISTERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "07_firm_registers_messy"


def register(name: str, choices: Choices | None = None) -> FrameList:
    path = REGISTERS / name
    if not path.is_file():
        pytest.skip(f"{name} is not among the real registers beside this checkout")
    book = open_list(path.read_bytes(), name, choices or Choices())
    return read_list(book, choices or Choices(), Memory())


def fields(found: FrameList) -> dict[str, str]:
    return {guess.column.key: guess.field for guess in found.guesses if guess.field}


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("china_listed_companies_2016_zh.csv", "utf-8"), ("china_listed_companies_2016_zh_gbk.csv", "gb18030")],
)
def test_listed_companies_of_china(name: str, encoding: str) -> None:
    found = register(name)
    assert (found.book.encoding, found.table.heading_number, len(found.table.columns)) == (encoding, 1, 16)
    assert fields(found) == {"code": "code", "name": "name", "industry": "sector"}
    assert (len(found.lines), len({line.sector for line in found.lines})) == (2929, 110)
    assert (found.lines[0].code, found.lines[0].name, found.lines[1].code) == ("603843", "正平股份", "002457")
    assert not found.all_problems
    assert [len(each.lines) for each in found.twins] == [2, 2]


def test_counts_of_saudi_establishments_are_no_list_of_firms() -> None:
    found = register("saudi_establishments_by_region_activity_ar.csv")
    assert (found.book.encoding, len(found.table.rows)) == ("utf-8-sig", 1041)
    assert [column.title for column in found.table.columns][:4] == ["السنة", "الربع", "المنطقة", "النشاط الاقتصادي"]
    assert (found.missing, fields(found)) == (("code", "name"), {"النشاط الاقتصادي": "sector"})
    total = sum(int(row.text(8)) for row in found.table.rows)
    assert total == 1_199_780


def test_administrative_units_of_china_keep_their_codes() -> None:
    found = register("china_admin_codes.csv")
    assert fields(found) == {"adcode": "code", "name": "name"}
    assert (len(found.lines), found.lines[0].code) == (3511, "500233000000")
    assert not found.is_settled


def test_the_foreign_companies_of_cuba() -> None:
    found = register("cuba_foreign_companies_register.xlsx")
    assert (found.table.sheet.name, len(found.table.rows)) == ("empresas", 2692)
    assert fields(found) == {"ORDEN": "code", "Nombre de la empresa extranjera": "name"}
    home = Choices(
        sheet="empresas",
        columns={"ORDEN": "code", "Nombre limpio definitivo": "name", "País casa matriz": "ownership"},
        words={"ownership": {"*": "foreign"}},
    )
    assert {line.ownership for line in register("cuba_foreign_companies_register.xlsx", home).lines} == {
        "foreign",
        "unknown",
    }


@pytest.mark.parametrize("which", ["1", "2"])
def test_the_organic_operators_of_argentina(which: str) -> None:
    files = sorted(REGISTERS.glob("argentina_organic_operators_*.csv"))
    if len(files) < 2:
        pytest.skip("the organic operators are not among the real registers beside this checkout")
    found = register(files[int(which) - 1].name, Choices(makes_codes=True))
    assert len(found.table.rows) == 1395
    assert {"name", "sector"} <= set(fields(found).values())
    # 916 as they are spelt there, of which 16 differ by a stray space alone.
    assert len({line.name for line in found.lines}) == 900


def test_the_new_companies_of_ecuador() -> None:
    found = register("ecuador_new_companies.xlsx")
    assert len(found.table.rows) == 62
    assert fields(found)["RUC"] == "code"
    assert fields(found)["NOMBRE"] == "name"


def test_a_catalogue_of_industries_is_no_list_of_firms() -> None:
    found = register("ecuador_ciiu_catalogue.xls")
    assert (found.table.heading_number, found.missing) == (3, ("code", "name"))


def test_establishments_of_buenos_aires_name_no_firms() -> None:
    found = register("argentina_amba_establishments.csv.gz")
    assert len(found.table.rows) == 47093
    assert found.missing == ("name",)
    assert fields(found)["empleo"] == "employees"
