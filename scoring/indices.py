"""Continuous indices of technological capability beside the levels, after those Rasiah publishes.

An index is the mean of its parts, each brought to 0 to 1 between two fixed anchors. The usual smallest and largest
firm of the sample would let one firm move all others and make no two studies comparable. Source: method.md A.2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray, ItemColumn
from scoring.rungs import Dimension

LEAST_KNOWN = 0.5
"""The share of its parts that must be known for an index to be defined."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an index: what it is read from, and the values that become 0 and 1."""

    key: str
    items: tuple[str, ...]
    read: Callable[[Mapping[str, ItemColumn], int], FloatArray]
    low: float
    high: float


def ratio_of(above: str, below: str) -> Callable[[Mapping[str, ItemColumn], int], FloatArray]:
    """Return what reads one number over another; unknown without both, or without a positive denominator."""

    def read(columns: Mapping[str, ItemColumn], n: int) -> FloatArray:
        over, under = _number(columns, above, n), _number(columns, below, n)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where((under > 0) & (over >= 0), over / under, np.nan)

    return read


def count_of(*items: str) -> Callable[[Mapping[str, ItemColumn], int], FloatArray]:
    """Return what counts yes among several; unknown where one of them is."""

    def read(columns: Mapping[str, ItemColumn], n: int) -> FloatArray:
        held = [np.where(np.isnan(each), np.nan, each > 0) for each in _numbers(columns, items, n)]
        return np.asarray(np.sum(held, axis=0), dtype=np.float64)

    return read


def highest_of(*items: str) -> Callable[[Mapping[str, ItemColumn], int], FloatArray]:
    """Return what reads the place, counted from 1, of the last of several that is a yes; 0 for none."""

    def read(columns: Mapping[str, ItemColumn], n: int) -> FloatArray:
        held = [np.where(np.isnan(each), np.nan, (each > 0) * place) for place, each in _places(columns, items, n)]
        return np.asarray(np.max(held, axis=0), dtype=np.float64)

    return read


def class_of(item: str, codes: tuple[str, ...]) -> Callable[[Mapping[str, ItemColumn], int], FloatArray]:
    """Return what reads the place of the chosen code in an ordered list, the first being 0."""

    def read(columns: Mapping[str, ItemColumn], n: int) -> FloatArray:
        found, column = np.full(n, np.nan), columns.get(item)
        for place, code in enumerate(codes):
            if column is not None and column.chosen is not None and code in column.chosen:
                found[column.chosen[code] & (column.state == 0)] = place
        return found

    return read


AGES = ("gt20", "y11_20", "y6_10", "y2_5", "lt2")
PARTS: Mapping[Dimension, tuple[Part, ...]] = {
    Dimension.HR: (
        Part(
            "training_mode",
            ("HR1_OJT", "HR2_INHPROG", "HR3_STAFF", "HR4_DEPT"),
            highest_of("HR1_OJT", "HR2_INHPROG", "HR3_STAFF", "HR4_DEPT"),
            0,
            4,
        ),
        Part(
            "training_spending",
            ("HR3_TRAINEXP", "HR3_PAYROLL"),
            ratio_of("HR3_TRAINEXP", "HR3_PAYROLL"),
            0,
            0.05,
        ),
        Part(
            "practices",
            ("HR3_CHR_TEAM", "HR3_CHR_SGA", "HR3_CHR_MULTI", "HR3_CHR_SUGG", "HR3_CHR_LLL"),
            count_of("HR3_CHR_TEAM", "HR3_CHR_SGA", "HR3_CHR_MULTI", "HR3_CHR_SUGG", "HR3_CHR_LLL"),
            0,
            5,
        ),
    ),
    Dimension.PROCESS: (
        Part("machinery", ("PT1_AGE",), class_of("PT1_AGE", AGES), 0, 4),
        Part("process_spending", ("PT5_EXP", "SALES_REF"), ratio_of("PT5_EXP", "SALES_REF"), 0, 0.10),
        Part(
            "inventory",
            ("PT3_INV_JIT", "PT3_INV_KANBAN", "PT3_INV_MRP2", "PT3_INV_ERP"),
            count_of("PT3_INV_JIT", "PT3_INV_KANBAN", "PT3_INV_MRP2", "PT3_INV_ERP"),
            0,
            4,
        ),
        Part("quality", ("PT3_SPC", "PT3_TQM", "PT3_TPM"), count_of("PT3_SPC", "PT3_TQM", "PT3_TPM"), 0, 3),
    ),
    Dimension.PRODUCT: (
        Part("research_spending", ("PD6_RDEXP", "PD6_SALES"), ratio_of("PD6_RDEXP", "PD6_SALES"), 0, 0.05),
        Part("research_staff", ("PD6_RDSTAFF", "EMP_TOTAL_REF"), ratio_of("PD6_RDSTAFF", "EMP_TOTAL_REF"), 0, 0.10),
    ),
}
"""The parts of each index with their anchors (docs/cross-checks.md says why these)."""

ITEMS = frozenset(item for parts in PARTS.values() for part in parts for item in part.items)


def index_of(dimension: Dimension, columns: Mapping[str, ItemColumn], n: int) -> FloatArray:
    """Return the index of n firms in one dimension, float64[n] from 0 to 1; NaN where less than half of it is known.

    A part beyond its anchors counts as its anchor; an unknown part is left out of the mean. ``columns``
    maps item codes to columns of length n; an absent item is missing for every firm.
    """
    parts = np.array([_scaled(part.read(columns, n), part) for part in PARTS[dimension]])
    known = ~np.isnan(parts)
    number = known.sum(axis=0)
    mean = np.where(known, parts, 0.0).sum(axis=0) / np.maximum(number, 1)
    return np.asarray(np.where(number >= LEAST_KNOWN * len(parts), mean, np.nan), dtype=np.float64)


def _scaled(values: FloatArray, part: Part) -> FloatArray:
    return np.asarray(np.clip((values - part.low) / (part.high - part.low), 0.0, 1.0), dtype=np.float64)


def _number(columns: Mapping[str, ItemColumn], item: str, n: int) -> FloatArray:
    column = columns.get(item)
    if column is None or column.chosen is not None:
        return np.full(n, np.nan)
    return np.where(column.state == 0, column.values, np.nan)


def _numbers(columns: Mapping[str, ItemColumn], items: tuple[str, ...], n: int) -> list[FloatArray]:
    return [_number(columns, item, n) for item in items]


def _places(columns: Mapping[str, ItemColumn], items: tuple[str, ...], n: int) -> list[tuple[int, FloatArray]]:
    return list(enumerate(_numbers(columns, items, n), start=1))
