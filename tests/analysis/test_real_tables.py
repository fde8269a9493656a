"""Real files through the checks: what others counted in them is found again."""

import gzip
import io
from pathlib import Path

import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.errors import TableRefused
from analysis.layouts import Layout, LayoutColumn
from analysis.table_files import check_file, frame_of_file
from tests.analysis.test_checking import written

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

TRADE = Layout(
    code="trade",
    title="Trade",
    meaning="Exports.",
    columns=(
        LayoutColumn("country", "text", "Country."),
        LayoutColumn("product", "text", "Product, four digits."),
        LayoutColumn("value", "number", "Exports.", low=0),
    ),
    key=("country", "product"),
)
TRADE_COLUMNS = {"iso3": "country", "sitc2_4d": "product", "export_usd2000": "value"}
GRUNFELD = Layout(
    code="firms",
    title="Firms",
    meaning="Investment of firms.",
    columns=(
        LayoutColumn("firm", "text", "Firm."),
        LayoutColumn("year", "year", "Year."),
        LayoutColumn("invest", "number", "Gross investment.", low=0),
        LayoutColumn("capital", "number", "Stock of plant and equipment.", low=0),
    ),
    key=("firm", "year"),
)


def trade() -> bytes:
    path = DATA / "01_world_trade_sitc4_1998_2000" / "trade.csv.gz"
    if not path.is_file():
        pytest.skip("The trade of 1998–2000 is not among the real data beside this checkout.")
    return path.read_bytes()


def test_world_trade_has_the_countries_and_products_that_others_count() -> None:
    """124,336 rows of 226 countries and 785 products, 119,740,265,100 dollars in all: expected.json beside the file, on
    which numpy, py-ecomplexity and an R package agree; the sum is told there with ten digits. Codes keep zeros."""
    found = frame_of_file(io.BytesIO(trade()), "trade.csv.gz", TRADE, TRADE_COLUMNS)
    assert (len(found), found["country"].nunique(), found["product"].nunique()) == (124_336, 226, 785)
    assert found["value"].sum() == pytest.approx(119_740_265_100, rel=0.5e-9)
    assert found["product"].str.len().eq(4).all() and found["product"].iloc[0] == "0011"
    # the library's own reader as a second witness
    other = pd.read_csv(io.BytesIO(gzip.decompress(trade())), dtype={"sitc2_4d": str}, keep_default_na=False)
    assert found["value"].tolist() == other["export_usd2000"].tolist()
    assert found["country"].tolist() == other["iso3"].tolist()


def test_one_cell_broken_in_the_middle_of_world_trade_is_found() -> None:
    lines = gzip.decompress(trade()).decode().splitlines()
    place = len(lines) // 2
    country, product, _value = lines[place].split(",")
    lines[place] = f"{country},{product},12O5"
    with pytest.raises(TableRefused) as refusal:
        check_file(io.BytesIO("\n".join(lines).encode()), "trade.csv", TRADE, TRADE_COLUMNS)
    (problem,) = refusal.value.problems
    assert (problem.row, problem.column, problem.value) == (place + 1, "export_usd2000", "12O5")


@pytest.mark.parametrize("kind", ["csv", "parquet", "dta", "xlsx"])
def test_grunfelds_firms_come_back_from_every_kind_of_file(kind: str) -> None:
    """The data of statsmodels: 11 firms over 20 years, 1935 to 1954."""
    told = sm.datasets.grunfeld.load_pandas().data
    checked = check_file(io.BytesIO(written(told, kind)), f"grunfeld.{kind}", GRUNFELD, {})
    found = frame_of_file(io.BytesIO(written(told, kind)), f"grunfeld.{kind}", GRUNFELD, {})
    assert (checked.rows, found["firm"].nunique()) == (220, 11)
    year = next(column for column in checked.columns if column.name == "year")
    assert (year.low, year.high) == (1935, 1954)
    # Sums differ by the order of additions only.
    assert found["invest"].sum() == pytest.approx(told["invest"].sum(), rel=1e-12)
    assert found["capital"].tolist() == pytest.approx(told["capital"].tolist(), rel=1e-12)
