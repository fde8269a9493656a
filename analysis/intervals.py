"""Columns of intervals say at which level they are."""

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
