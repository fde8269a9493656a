"""The coefficients of proximity in the paper's Tables 6 to 10, as printed.

Source: Long and Zhang, Tables 6–10; standard errors as printed, called robust there. Columns of one table differ only
in the size with which proximity is weighed, and in the outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """One column of one table: what is explained, the weight of proximity ("" in a column without it), and figures."""

    table: int
    column: str
    outcome: str
    weight: str
    estimate: float | None
    error: float | None
    rows: int
    r2: float


def _minimum(outcome: str, column: str, figures: tuple[tuple[float, float, float], ...], last: float) -> list[Printed]:
    weights = (("1", "assets", 2761), ("2", "employment", 2752), ("3", "output", 2760))
    found = [
        Printed(6, f"{column}{number}", outcome, weight, estimate, error, rows, r2)
        for (number, weight, rows), (estimate, error, r2) in zip(weights, figures, strict=True)
    ]
    return [*found, Printed(6, f"{column}4", outcome, "", None, None, 2782, last)]


def _by_weight(
    table: int,
    first: int,
    outcome: str,
    figures: tuple[tuple[float, float], ...],
    rows: tuple[int, int, int],
    r2: float,
    weights: tuple[str, str, str] = ("assets", "employment", "output"),
) -> list[Printed]:
    return [
        Printed(table, str(first + at), outcome, weights[at], *figures[at], rows[at], r2) for at in range(len(weights))
    ]


_EXPORT_ROWS = (152_126, 152_122, 152_126)
_BACKWARDS = ("output", "employment", "assets")

PRINTED: tuple[Printed, ...] = (
    *_minimum("minimum", "a", ((-1.569, 0.785, 0.05), (-3.061, 0.622, 0.05), (-0.787, 0.801, 0.04)), 0.03),
    *_minimum("percentile_5", "b", ((-1.875, 0.770, 0.08), (-3.393, 0.609, 0.09), (-1.262, 0.787, 0.08)), 0.06),
    *_minimum("percentile_10", "c", ((-2.044, 0.781, 0.07), (-3.581, 0.619, 0.08), (-1.471, 0.799, 0.07)), 0.05),
    *_by_weight(
        7, 1, "payables_ratio", ((0.165, 0.066), (0.297, 0.060), (0.192, 0.064)), (112_324, 112_321, 112_324), 0.80
    ),
    *_by_weight(
        7, 4, "receivables_ratio", ((0.221, 0.081), (0.256, 0.072), (0.163, 0.080)), (93_601, 93_600, 93_601), 0.87
    ),
    *_by_weight(8, 1, "firms", ((2.846, 0.463), (2.097, 0.370), (2.079, 0.455)), (2760, 2752, 2761), 0.72, _BACKWARDS),
    *_by_weight(
        8, 4, "small_firms", ((5.944, 1.298), (4.721, 0.965), (5.854, 1.175)), (2708, 2701, 2709), 0.07, _BACKWARDS
    ),
    *_by_weight(9, 1, "export_share", ((0.215, 0.032), (0.292, 0.029), (0.207, 0.032)), _EXPORT_ROWS, 0.75),
    *_by_weight(9, 4, "exporter", ((0.140, 0.049), (0.099, 0.044), (0.095, 0.048)), _EXPORT_ROWS, 0.78),
    *_by_weight(
        10, 1, "ln_value_added", ((0.618, 0.250), (0.536, 0.229), (0.564, 0.250)), (104_437, 104_437, 104_437), 0.95
    ),
    *_by_weight(
        10, 4, "ln_value_added_2", ((0.553, 0.268), (0.384, 0.245), (0.598, 0.268)), (103_128, 103_128, 103_128), 0.94
    ),
)

SIC: Mapping[tuple[int, str], str] = {
    (
        6,
        "a4",
    ): "Only 21 to 30 counties more than the other columns, yet the coefficient of 1995 falls from 0.45 to 0.26.",
    (8, "4"): "The standard error is printed as (1,298).",
    (10, "1"): "104,437 rows; Table 5 describes 104,324.",
    (9, "1"): "152,126 rows; Table 5 describes 152,122.",
    (7, "4"): "93,601 rows; Table 5 describes 93,792.",
}


def printed_of(table: int, outcome: str, weight: str) -> Printed | None:
    """The printed column with this outcome and weight; None where the paper has none."""
    found = [each for each in PRINTED if (each.table, each.outcome, each.weight) == (table, outcome, weight)]
    return found[0] if found else None
