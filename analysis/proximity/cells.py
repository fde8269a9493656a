"""Region × industry × year cells: sums over the firms of a table that may be read in batches.

Source: Long and Zhang, section 3, step 1. What is kept grows with the number of cells and never with the number of
firms, so that a census of any length passes through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.proximity.products import FloatArray
from analysis.results import Dropped
from analysis.specifications import SpecificationError

MEASURES = ("output", "employment", "assets")
"""The sizes with which the paper weighs industries."""
PENDING_ROWS = 500_000
"""Sums of batches are added up whenever this many wait."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums of firms in `years` × `regions` × `industries`, each in sorted order.

    `sizes` maps each measure of the table to an array of that shape, in the table's unit; `firms` counts firms.
    `squares` maps each measure to Σ over firms of its square by year and industry: what plants alone concentrate.
    `unsized` counts, by measure, the firms without a figure, which weigh nothing in it. `rows` were read, of which
    `dropped` were left out.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    sizes: Mapping[str, FloatArray]
    firms: FloatArray
    squares: Mapping[str, FloatArray]
    unsized: Mapping[str, int]
    rows: int
    dropped: tuple[Dropped, ...] = ()

    def of(self, measure: str, year: int) -> FloatArray:
        """Sizes by region (row) and industry (column) in one year."""
        return np.asarray(self.sizes[measure][self.years.index(year)], dtype=np.float64)


class _Sums:
    """Adds up batches; holds one row a cell, and the sums of the last few batches."""

    def __init__(self, region: str) -> None:
        self.keys = ["year", region, "industry"]
        self.measures: tuple[str, ...] | None = None
        self.waiting: list[pd.DataFrame] = []
        self.rows = 0
        self.placeless = 0
        self.unsized: dict[str, int] = {}

    def add(self, batch: pd.DataFrame) -> None:
        self._check(batch)
        measures = self.measures or ()
        placed = batch[self.keys].notna().all(axis=1)
        self.rows += len(batch)
        self.placeless += int((~placed).sum())
        columns = {key: batch[key] for key in self.keys}
        for measure in measures:
            size = batch[measure].astype("float64")
            _refuse_wrong(measure, size)
            self.unsized[measure] = self.unsized.get(measure, 0) + int((size.isna() & placed).sum())
            columns |= {measure: size, f"{measure}²": size * size}
        summed = pd.DataFrame({**columns, "firms": 1.0})[placed].groupby(self.keys, sort=False, observed=True).sum()
        self.waiting.append(summed)
        if sum(map(len, self.waiting)) > PENDING_ROWS:
            self.waiting = [self.added()]

    def _check(self, batch: pd.DataFrame) -> None:
        if missing := [key for key in self.keys if key not in batch.columns]:
            raise SpecificationError([f"The table of firms has no column “{name}”." for name in missing])
        measures = tuple(measure for measure in MEASURES if measure in batch.columns)
        if not measures:
            raise SpecificationError([f"The table of firms needs at least one of the columns {', '.join(MEASURES)}."])
        if self.measures not in (None, measures):
            raise SpecificationError(["The batches of the table of firms have different columns of size."])
        self.measures = measures

    def added(self) -> pd.DataFrame:
        together = pd.concat(self.waiting)
        return together.groupby(level=[0, 1, 2], sort=False, observed=True).sum()


def _refuse_wrong(measure: str, size: "pd.Series[float]") -> None:
    if bool((size < 0).any()) or bool(np.isinf(size.to_numpy(na_value=np.nan)).any()):
        raise SpecificationError(
            [f"The column “{measure}” of the firms has values below zero or without end; sizes are zero or more."]
        )


def cells_from_batches(batches: Iterable[pd.DataFrame], *, region: str = "region") -> Cells:
    """Cells from frames with the columns year, industry, `region` and one or more of output, employment and assets.

    Rows without year, region or industry are left out and counted. Raises SpecificationError where a column is
    missing, a size is negative or infinite, or nothing is left.
    """
    sums = _Sums(region)
    for batch in batches:
        sums.add(batch)
    if not any(map(len, sums.waiting)):
        raise SpecificationError(["The table of firms has no row with year, region and industry."])
    return _cells(sums)


def _cells(sums: _Sums) -> Cells:
    table = sums.added().reset_index()
    year, region, industry = sums.keys
    positions = [pd.factorize(table[key], sort=True) for key in (year, region, industry)]
    where = tuple(codes for codes, _names in positions)
    shape = tuple(len(names) for _codes, names in positions)
    measures = sums.measures or ()

    def spread(column: str) -> FloatArray:
        filled = np.zeros(shape)
        filled[where] = table[column].to_numpy(dtype=np.float64)
        return filled

    dropped = (Dropped(sums.placeless, "no year, region or industry"),) if sums.placeless else ()
    return Cells(
        tuple(int(each) for each in positions[0][1]),
        tuple(str(each) for each in positions[1][1]),
        tuple(str(each) for each in positions[2][1]),
        {measure: spread(measure) for measure in measures},
        spread("firms"),
        {measure: spread(f"{measure}²").sum(axis=1) for measure in measures},
        sums.unsized,
        sums.rows,
        dropped,
    )


@dataclass(frozen=True, slots=True)
class Matched:
    """Cells whose industries are those of a proximity matrix, and what was left out to get there.

    `left_out` are industries of the firms without a proximity; `share_lost` is their share of each measure, 0–1, over
    all years together; `firms_lost` counts their firms.
    """

    cells: Cells
    left_out: tuple[str, ...]
    share_lost: Mapping[str, float]
    firms_lost: int


def matched(cells: Cells, codes: tuple[str, ...]) -> Matched:
    """The cells of the industries in `codes`; SpecificationError where no industry of the firms is among them."""
    known = np.array([industry in set(codes) for industry in cells.industries])
    if not known.any():
        raise SpecificationError(
            [
                f"No industry of the firms ({', '.join(cells.industries[:3])}, …) has a proximity "
                f"({', '.join(codes[:3])}, …). The codes of the two tables must be of one classification."
            ]
        )
    totals = {measure: float(size.sum()) for measure, size in cells.sizes.items()}
    kept = {measure: size[:, :, known] for measure, size in cells.sizes.items()}
    return Matched(
        Cells(
            cells.years,
            cells.regions,
            tuple(each for each, stays in zip(cells.industries, known, strict=True) if stays),
            kept,
            cells.firms[:, :, known],
            {measure: square[:, known] for measure, square in cells.squares.items()},
            cells.unsized,
            cells.rows,
            cells.dropped,
        ),
        tuple(each for each, stays in zip(cells.industries, known, strict=True) if not stays),
        {name: 1 - float(kept[name].sum()) / total if total else 0.0 for name, total in totals.items()},
        int(cells.firms[:, :, ~known].sum()),
    )
