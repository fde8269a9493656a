"""Columns and cells that several tables of this analysis share."""

from collections.abc import Sequence

from analysis.estimators.records import Coefficient
from analysis.results import Cell, ResultColumn

TITLES = {
    "gdp": "GDP",
    "gdp_manu": "GDP of manufacturing",
    "export": "Exports",
    "import_value": "Imports",
    "employment": "Employment",
}

WITHIN = {name: title if title.startswith("GDP") else title.lower() for name, title in TITLES.items()}
"""The outcomes as they stand within a sentence."""

PRINTED_NAMES = {
    "gdp": "GDP",
    "gdp_manu": "GDP_Manu",
    "export": "Export",
    "import_value": "Import",
    "employment": "Employment",
}
"""Our outcomes by their names in the printed tables."""

ESTIMATE = ResultColumn("estimate", "Estimate")
ERROR = ResultColumn("standard_error", "Standard error")
STATISTIC = ResultColumn("statistic", "t")
P_VALUE = ResultColumn("p_value", "p")
LOW = ResultColumn("low", "Low end")
HIGH = ResultColumn("high", "High end")

ESTIMATES = (ESTIMATE, ERROR, STATISTIC, P_VALUE, LOW, HIGH)


def told(coefficient: Coefficient) -> tuple[Cell, ...]:
    """The cells of `ESTIMATES` for one coefficient."""
    each = coefficient
    return (each.estimate, each.standard_error, each.statistic, each.p_value, each.low, each.high)


def text_column(key: str, title: str) -> ResultColumn:
    """A column of words."""
    return ResultColumn(key, title, "text")


def count_column(key: str, title: str) -> ResultColumn:
    """A column of whole numbers."""
    return ResultColumn(key, title, "count", decimals=0)


def share_column(key: str, title: str, decimals: int = 1) -> ResultColumn:
    """A column of shares in 0–1."""
    return ResultColumn(key, title, "share", "%", decimals)


def number_column(key: str, title: str, decimals: int = 3, unit: str = "") -> ResultColumn:
    """A column of figures."""
    return ResultColumn(key, title, "number", unit, decimals)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def some(names: Sequence[str], most: int = 10) -> str:
    """The first names, and how many more there are: names of places hold commas, so that semicolons part them."""
    more = f"; and {len(names) - most} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more
