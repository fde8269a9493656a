"""The names of the looks a cell may have; how each is drawn stands in reports.spreadsheet."""

from enum import StrEnum


class Style(StrEnum):
    """How a cell looks. Pages name a style and never a font."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEAD = "head"
    HEAD_LEFT = "head left"
    HEAD_CENTRE = "head centre"
    SPANNER = "spanner"
    UNIT = "unit"
    UNIT_LEFT = "unit left"
    BLOCK = "block"
    LABEL = "label"
    STRONG = "strong"
    TEXT = "text"
    WRAP = "wrap"
    CENTRE = "centre"
    CENTRE_WRAP = "centre wrap"
    RIGHT = "right"
    NOTE = "note"
    SIC = "sic"
    INTEGER = "integer"
    LEVEL = "level"
    YEAR = "year"
    ONE_DECIMAL = "one decimal"
    ONE_DECIMAL_GROUPED = "one decimal grouped"
    TWO_DECIMALS = "two decimals"
    FOUR_DECIMALS = "four decimals"
    NUMBER = "number"
    TOTAL = "total"
    FACT = "fact"
    FACT_NUMBER = "fact number"


class Rule(StrEnum):
    """The horizontal rules of a printed table: above its head, below its head, below its body."""

    NONE = ""
    ABOVE = "above"
    BELOW_HEAD = "below head"
    AROUND_HEAD = "around head"
    SPANNER = "spanner"
    END = "end"
    HAIR = "hair"
    THIN = "thin"
