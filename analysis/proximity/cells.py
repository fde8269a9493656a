"""Region × industry × year cells: sums over the firms of a table that may be read in batches.

Source: Long and Zhang, section 3, step 1. What is kept grows with the number of cells and never with the number of
firms, so that a census of any length passes through.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.proximity.products import FloatArray
from analysis.results import Dropped
from analysis.specifications import SpecificationError

MEASURES = ("output", "employment", "assets")
"""The sizes with which the paper weighs industries."""
MOST_CELLS = 60_000_000
"""Cells of all years together; each takes eight bytes a measure."""
MOST_SPARE = 1_000
"""Rooms are doubled when they fill up, by at most this many codes more than are needed."""


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


class _Positions:
    """Codes in the order in which they were first seen."""

    def __init__(self) -> None:
        self.of: dict[Hashable, int] = {}

    def read(self, column: "pd.Series[Any]") -> npt.NDArray[np.intp]:
        """The position of each value, new ones at the end."""
        codes, names = pd.factorize(column)
        places = [self.of.setdefault(name, len(self.of)) for name in names.tolist()]
        return np.asarray(places, dtype=np.intp)[codes]

    def in_order(self) -> tuple[list[Any], npt.NDArray[np.intp]]:
        """The sorted codes and where they stand."""
        names = sorted(self.of)  # type: ignore[type-var]
        return names, np.array([self.of[name] for name in names], dtype=np.intp)


class _Sums:
    """Adds up batches; holds one figure a cell and measure, however many firms pass by."""

    def __init__(self, region: str) -> None:
        self.keys = ("year", region, "industry")
        self.positions = tuple(_Positions() for _key in self.keys)
        self.measures: tuple[str, ...] = ()
        self.arrays: dict[str, FloatArray] = {}
        self.rows = 0
        self.placeless = 0
        self.unsized: dict[str, int] = {}

    def add(self, batch: pd.DataFrame) -> None:
        """Adds the firms of one frame; SpecificationError where it cannot be read."""
        self._check(batch)
        placed = batch[list(self.keys)].notna().all(axis=1)
        self.rows += len(batch)
        self.placeless += int((~placed).sum())
        here = batch if placed.all() else batch[placed]
        where = tuple(each.read(here[key]) for key, each in zip(self.keys, self.positions, strict=True))
        self._make_room()
        np.add.at(self.arrays["firms"], where, 1.0)
        for measure in self.measures:
            size = here[measure].to_numpy(dtype=np.float64, na_value=np.nan)
            _refuse_wrong(measure, size)
            known = np.isfinite(size)
            self.unsized[measure] += int((~known).sum())
            counted = np.where(known, size, 0.0)
            np.add.at(self.arrays[measure], where, counted)
            np.add.at(self.arrays[f"{measure}²"], (where[0], where[2]), counted**2)

    def _check(self, batch: pd.DataFrame) -> None:
        if missing := [key for key in self.keys if key not in batch.columns]:
            raise SpecificationError([f"The table of firms has no column “{name}”." for name in missing])
        measures = tuple(measure for measure in MEASURES if measure in batch.columns)
        if not measures:
            raise SpecificationError([f"The table of firms needs at least one of the columns {', '.join(MEASURES)}."])
        if self.measures not in ((), measures):
            raise SpecificationError(["The batches of the table of firms have different columns of size."])
        self.measures = measures
        self.unsized = {measure: self.unsized.get(measure, 0) for measure in measures}

    def _make_room(self) -> None:
        years, regions, industries = (len(each.of) for each in self.positions)
        if years * regions * industries > MOST_CELLS:
            raise SpecificationError(
                [
                    f"{years} years × {regions} regions × {industries} industries are more than {MOST_CELLS:,} cells. "
                    "Take larger regions, fewer digits of the industry, or fewer years."
                ]
            )
        for name in ("firms", *self.measures):
            self._grow(name, (years, regions, industries))
        for measure in self.measures:
            self._grow(f"{measure}²", (years, industries))

    def _grow(self, name: str, needed: tuple[int, ...]) -> None:
        """Doubles what is too short, so that a file sorted by region is not copied at every batch."""
        old = self.arrays.get(name)
        if old is None:
            self.arrays[name] = np.zeros(needed)
        elif any(least > have for least, have in zip(needed, old.shape, strict=True)):
            room = [
                have if least <= have else max(least, min(2 * have, least + MOST_SPARE))
                for least, have in zip(needed, old.shape, strict=True)
            ]
            self.arrays[name] = np.zeros(room)
            self.arrays[name][tuple(slice(have) for have in old.shape)] = old


def _refuse_wrong(measure: str, size: FloatArray) -> None:
    if np.any(size < 0) or np.any(np.isinf(size)):
        raise SpecificationError(
            [f"The column “{measure}” of the firms has values below zero or without end; sizes are zero or more."]
        )


def cells_from_batches(batches: Iterable[pd.DataFrame], *, region: str = "region") -> Cells:
    """Cells from frames with the columns year, industry, `region` and one or more of output, employment and assets.

    Rows without year, region or industry are left out and counted. Raises SpecificationError where a column is
    missing, a size is negative or infinite, nothing is left, or there would be more than 60 million cells.
    """
    sums = _Sums(region)
    for batch in batches:
        sums.add(batch)
    if sums.rows == sums.placeless:
        raise SpecificationError(["The table of firms has no row with year, region and industry."])
    return _cells(sums)


def _cells(sums: _Sums) -> Cells:
    (years, year_at), (regions, region_at), (industries, industry_at) = (each.in_order() for each in sums.positions)
    dropped = (Dropped(sums.placeless, "no year, region or industry"),) if sums.placeless else ()

    def taken(name: str) -> FloatArray:
        """Takes the array out of the sums as it goes, so that two copies of one measure are the most there are."""
        array = sums.arrays.pop(name)
        where = (year_at, region_at, industry_at) if array.ndim == 3 else (year_at, industry_at)
        return np.asarray(array[np.ix_(*where)], dtype=np.float64)

    return Cells(
        tuple(int(each) for each in years),
        tuple(str(each) for each in regions),
        tuple(str(each) for each in industries),
        {measure: taken(measure) for measure in sums.measures},
        taken("firms"),
        {measure: taken(f"{measure}²") for measure in sums.measures},
        dict(sums.unsized),
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
    near = set(codes)
    known = np.array([industry in near for industry in cells.industries])
    if not known.any():
        raise SpecificationError(
            [
                f"No industry of the firms ({', '.join(cells.industries[:3])}, …) has a proximity "
                f"({', '.join(codes[:3])}, …). The codes of the two tables must be of one classification."
            ]
        )
    if known.all():
        return Matched(cells, (), dict.fromkeys(cells.sizes, 0.0), 0)
    totals = {measure: float(size.sum()) for measure, size in cells.sizes.items()}
    kept = {measure: size[:, :, known] for measure, size in cells.sizes.items()}
    return Matched(
        replace(
            cells,
            industries=tuple(each for each, stays in zip(cells.industries, known, strict=True) if stays),
            sizes=kept,
            firms=cells.firms[:, :, known],
            squares={measure: square[:, known] for measure, square in cells.squares.items()},
        ),
        tuple(each for each, stays in zip(cells.industries, known, strict=True) if not stays),
        {name: 1 - float(kept[name].sum()) / total if total else 0.0 for name, total in totals.items()},
        int(cells.firms[:, :, ~known].sum()),
    )
