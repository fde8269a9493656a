"""Manufacturing by state with the product space of world trade: industry proximity on real files."""

import pandas as pd

from tests.real_tables.sources import Case, real

GDP = "Bureau of Economic Analysis, GDP by state and industry, release of 31 March 2023"
TRADE = "UN Comtrade through economiccomplexity, world exports, mean of 1998–2000, dollars of 2000"
CONCORDANCE = "Concordance of SITC revision 2 and NAICS, Pierce and Schott through the package concordance"
FIRST, LAST, OF_TRADE = 2000, 2020, 2000
CHOICES = f"""\
rows_are = "sums"
weights = ["output"]
first_year = {FIRST}
last_year = {LAST}
larger_region = "division"
tables = []
benchmark_draws = 49
bootstrap_draws = 0
picture_links = 25
sensitivity = false
"""
DIVISIONS = {
    "New England": "Connecticut, Maine, Massachusetts, New Hampshire, Rhode Island, Vermont",
    "Mideast": "Delaware, District of Columbia, Maryland, New Jersey, New York, Pennsylvania",
    "Great Lakes": "Illinois, Indiana, Michigan, Ohio, Wisconsin",
    "Plains": "Iowa, Kansas, Minnesota, Missouri, Nebraska, North Dakota, South Dakota",
    "Southeast": "Alabama, Arkansas, Florida, Georgia, Kentucky, Louisiana, Mississippi, North Carolina, "
    "South Carolina, Tennessee, Virginia, West Virginia",
    "Southwest": "Arizona, New Mexico, Oklahoma, Texas",
    "Rocky Mountain": "Colorado, Idaho, Montana, Utah, Wyoming",
    "Far West": "Alaska, California, Hawaii, Nevada, Oregon, Washington",
}
"""The regions of the Bureau of Economic Analysis."""

MIDDLES = """\
Alabama 33 -87, Alaska 64 -152, Arizona 34 -112, Arkansas 35 -92, California 37 -120, Colorado 39 -106,
Connecticut 42 -73, Delaware 39 -76, District of Columbia 39 -77, Florida 28 -82, Georgia 33 -83, Hawaii 20 -156,
Idaho 44 -115, Illinois 40 -89, Indiana 40 -86, Iowa 42 -93, Kansas 38 -98, Kentucky 38 -85, Louisiana 31 -92,
Maine 45 -69, Maryland 39 -77, Massachusetts 42 -72, Michigan 44 -85, Minnesota 46 -94, Mississippi 33 -90,
Missouri 38 -92, Montana 47 -110, Nebraska 41 -100, Nevada 39 -117, New Hampshire 44 -72, New Jersey 40 -75,
New Mexico 34 -106, New York 43 -75, North Carolina 36 -79, North Dakota 47 -100, Ohio 40 -83, Oklahoma 36 -97,
Oregon 44 -121, Pennsylvania 41 -78, Rhode Island 42 -72, South Carolina 34 -81, South Dakota 44 -100,
Tennessee 36 -86, Texas 31 -99, Utah 39 -112, Vermont 44 -73, Virginia 38 -79, Washington 47 -121,
West Virginia 39 -81, Wisconsin 45 -90, Wyoming 43 -108"""
"""Degrees north and east of the middle of each state, rounded to whole degrees."""


def manufacturing_case() -> Case:
    """Nineteen branches of manufacturing in fifty states and the District of Columbia; output is value added."""
    firms = output()
    tables = {"firms": firms, "trade": trade(), "concordance": concordance(set(firms["industry"])), "places": places()}
    return Case(
        "proximity", tables, {"firms": GDP, "trade": TRADE, "concordance": CONCORDANCE, "places": "Atlas"}, CHOICES
    )


def output() -> pd.DataFrame:
    """Value added of each branch and state in both years (million dollars); withheld cells have no row."""
    rows = pd.read_csv(real("02_bea_state_gdp_1997_2022", "sagdp2n_long.csv.gz"), dtype={"naics": str})
    division = {state: name for name, told in DIVISIONS.items() for state in told.split(", ")}
    branch = rows["line"].between(14, 33) & (rows["line"] != 25)
    rows = rows[branch & rows["year"].isin([FIRST, LAST]) & rows["state"].isin(division)]
    return pd.DataFrame(
        {
            "region": rows["state"],
            "industry": rows["naics"],
            "year": rows["year"],
            "output": rows["gdp_musd"],
            "division": rows["state"].map(division),
        }
    ).dropna()


def trade() -> pd.DataFrame:
    rows = pd.read_csv(real("01_world_trade_sitc4_1998_2000", "trade.csv.gz"), dtype={"sitc2_4d": str})
    names = {"iso3": "country", "sitc2_4d": "product", "export_usd2000": "value"}
    return rows.rename(columns=names).assign(year=OF_TRADE)


def concordance(branches: set[str]) -> pd.DataFrame:
    """Products of each branch; a branch of several codes, such as 311-312, has the products of them all."""
    rows = pd.read_csv(real("01_concordance_sitc_isic_naics", "sitc2_naics.csv"), dtype=str).dropna()
    pairs = {
        (branch, product)
        for branch in branches
        for low, high in [(branch.split("-")[0], branch.split("-")[-1])]
        for product, code in zip(rows["SITC2_4d"], rows["NAICS_6d"], strict=True)
        if low <= code[: len(low)] <= high
    }
    return pd.DataFrame(sorted(pairs), columns=["industry", "product"])


def places() -> pd.DataFrame:
    told = (each.strip().rsplit(" ", 2) for each in MIDDLES.replace("\n", " ").split(","))
    return pd.DataFrame([(name, float(east), float(north)) for name, north, east in told], columns=[
        "region", "longitude", "latitude",
    ])  # fmt: skip
