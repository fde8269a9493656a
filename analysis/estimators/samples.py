"""From a table to the rows an equation is fitted on: what lacks a value is dropped and counted, the rest refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimators.records import EstimationRefused
from analysis.results import Dropped

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

COLLINEAR_BELOW = 1e-9
"""A regressor is a combination of the others if less than this share of its length is left beside them."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows that are used: `numbers` by column (rows each), `groups` by column (rows each, 0 … levels-1)."""

    numbers: dict[str, Floats]
    groups: dict[str, Codes]
    dropped: tuple[Dropped, ...]
    rows: int

    def matrix(self, names: Sequence[str]) -> Floats:
        """Columns side by side, rows × names."""
        if not names:
            return np.empty((self.rows, 0))
        return np.column_stack([self.numbers[name] for name in names])

    def kept(self, keep: npt.NDArray[np.bool_], reason: str) -> "Sample":
        """The sample without the rows that are not kept, with the reason told."""
        if bool(keep.all()):
            return self
        return Sample(
            {name: values[keep] for name, values in self.numbers.items()},
            {name: compact(codes[keep]) for name, codes in self.groups.items()},
            (*self.dropped, Dropped(int((~keep).sum()), reason)),
            int(keep.sum()),
        )


def complete_rows(
    frame: pd.DataFrame, *, numbers: Iterable[str], groups: Iterable[str] = (), weights: str | None = None
) -> Sample:
    """The rows that have a value in every named column.

    A row without several values is counted once, under the first column that lacks one. Refuses columns that are
    absent or hold no numbers, values that are infinite, and weights below zero; rows of weight zero are dropped.
    """
    named = list(dict.fromkeys([*numbers, *([weights] if weights else [])]))
    grouped = list(dict.fromkeys(groups))
    _refuse_absent(frame, [*named, *grouped])
    values = {name: _as_numbers(frame[name], name) for name in named}
    codes = {name: _as_codes(frame[name]) for name in grouped}
    left = np.ones(len(frame), dtype=bool)
    dropped: list[Dropped] = []
    missing = {name: np.isnan(column) for name, column in values.items()}
    missing |= {name: column < 0 for name, column in codes.items()}
    for name, gone in missing.items():
        dropped += _told(left & gone, f"no value of “{name}”")
        left &= ~gone
    if weights:
        if bool((values[weights][left] < 0).any()):
            raise EstimationRefused(f"“{weights}” has weights below zero. A weight must be zero or more.")
        gone = values[weights] == 0
        dropped += _told(left & gone, f"a weight of zero in “{weights}”")
        left &= ~gone
    if not left.any():
        raise EstimationRefused(f"No row has a value in each of: {', '.join([*named, *grouped])}.")
    if not left.all():
        values = {name: column[left] for name, column in values.items()}
        codes = {name: compact(column[left]) for name, column in codes.items()}
    return Sample(values, codes, tuple(dropped), int(left.sum()))


def check_equation(outcome: str, regressors: Sequence[str], *, none_allowed: bool = False) -> None:
    """Refuse an equation without regressors, with one twice, or with the outcome on both sides."""
    if isinstance(regressors, str):
        raise EstimationRefused(f"The regressors are the text {regressors!r}; give a list of column names.")
    if not regressors and not none_allowed:
        raise EstimationRefused(f"The equation of “{outcome}” has no regressors. Name at least one.")
    twice = sorted({name for name in regressors if list(regressors).count(name) > 1})
    if twice:
        raise EstimationRefused(f"Regressors are named twice: {', '.join(twice)}. Name each once.")
    if outcome in regressors:
        raise EstimationRefused(f"“{outcome}” is the outcome and a regressor too. Leave it out of the regressors.")


def refuse_collinear(matrix: Floats, names: Sequence[str], beside: str = "") -> None:
    """Refuse columns that are combinations of the ones before them; `matrix` is rows × names."""
    kept = np.empty((matrix.shape[0], 0))
    redundant = []
    for place, name in enumerate(names):
        column = matrix[:, place]
        length = float(np.linalg.norm(column))
        rest = column - kept @ (kept.T @ column)
        rest = rest - kept @ (kept.T @ rest)
        remainder = float(np.linalg.norm(rest))
        if length == 0 or remainder <= COLLINEAR_BELOW * length:
            redundant.append(name)
        else:
            kept = np.column_stack([kept, rest / remainder])
    if redundant:
        told = ", ".join(f"“{name}”" for name in redundant)
        raise EstimationRefused(
            f"{told} cannot be told apart from the other regressors{beside}: it does not vary, or it is a combination "
            "of them. Leave it out."
        )


def refuse_flat(values: Floats, outcome: str) -> None:
    """Refuse an outcome that is the same in every row."""
    if float(np.ptp(values)) == 0:
        raise EstimationRefused(f"“{outcome}” is the same in all {len(values)} rows; there is nothing to explain.")


def refuse_too_few(rows: int, parameters: int) -> None:
    """Refuse an equation that has as many parameters as rows."""
    if rows <= parameters:
        raise EstimationRefused(f"{rows} rows cannot tell {parameters} parameters. Use fewer regressors or more rows.")


def compact(codes: Codes) -> Codes:
    """Codes renumbered 0 … levels-1 without gaps."""
    levels = np.bincount(codes)
    if levels.all():
        return codes
    return (np.cumsum(levels > 0) - 1)[codes]


def levels_of(codes: Codes) -> int:
    """How many groups compact codes have."""
    return int(codes.max()) + 1 if codes.size else 0


def joined(first: Codes, second: Codes) -> Codes:
    """Compact codes of the pairs of two groupings."""
    pairs = first * levels_of(second) + second
    found: Codes = pd.factorize(pairs)[0].astype(np.int64)
    return found


def _told(gone: npt.NDArray[np.bool_], reason: str) -> list[Dropped]:
    count = int(gone.sum())
    return [Dropped(count, reason)] if count else []


def _refuse_absent(frame: pd.DataFrame, names: Sequence[str]) -> None:
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise EstimationRefused(f"The table has no column {', '.join(f'“{name}”' for name in absent)}.")
    twice = [name for name in dict.fromkeys(names) if list(frame.columns).count(name) > 1]
    if twice:
        raise EstimationRefused(f"The table has more than one column “{twice[0]}”. Rename them.")


def _as_numbers(column: "pd.Series[Any]", name: str) -> Floats:
    if not (pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype)):
        raise EstimationRefused(f"“{name}” holds no numbers. Give a column of numbers, or make it one.")
    values: Floats = np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    if bool(np.isinf(values).any()):
        raise EstimationRefused(
            f"“{name}” has infinite values, as from the log of zero. Say how they are to be treated."
        )
    return values


def _as_codes(column: "pd.Series[Any]") -> Codes:
    codes: Codes = pd.factorize(column)[0].astype(np.int64)
    return codes
