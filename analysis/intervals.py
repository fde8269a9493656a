"""Columns of intervals say at which level they are, and p-values in sentences are never zero."""

from dataclasses import replace

from analysis.results import ResultTable

ENDS = ("low", "high", "wild_low", "wild_high")
"""Keys of the columns that hold the ends of an interval."""


def with_level(table: ResultTable, level: float) -> ResultTable:
    """The table whose ends of intervals have the level (0–1) as their unit; what says its unit already is left."""
    columns = tuple(
        replace(column, unit=f"{100 * level:g} %") if column.key in ENDS and not column.unit else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def p_words(p_value: float) -> str:
    """A p-value in a sentence: “p = 0.012”, “p < 0.001” where three decimals show zero, or that there is none."""
    if p_value != p_value:
        return "p not defined"
    return "p < 0.001" if p_value < 0.0005 else f"p = {p_value:.3f}"
