"""The lots of a trial, drawn again: who else might have been invited under the same design."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator

from analysis.development.trial_data import INVITED, STRATUM, UNIT
from analysis.estimators.permutation import Permute
from analysis.estimators.samples import Floats


def lots_of(frame: pd.DataFrame) -> Permute:
    """A function that draws the lots of this frame again: invitations reshuffled over units inside each stratum.

    `frame` has columns invited, stratum and unit; all firms of a unit are invited or none, and as many units of each
    stratum are invited again. The function is to be given this frame, or another with the same rows.
    """
    units = frame.drop_duplicates(UNIT)
    sent = units[INVITED].to_numpy(dtype=float)
    strata = pd.factorize(units[STRATUM])[0]
    places = [np.flatnonzero(strata == code) for code in range(strata.max() + 1)]
    row_units = pd.Index(units[UNIT]).get_indexer(pd.Index(frame[UNIT]))

    def redraw(table: pd.DataFrame, random: Generator) -> pd.DataFrame:
        drawn = sent.copy()
        for place in places:
            drawn[place] = random.permutation(sent[place])
        return table.assign(**{INVITED: drawn[row_units]})

    return redraw


def rates(frame: pd.DataFrame) -> pd.Series:
    """For each row the share of the units of its stratum that were invited: the chance it had."""
    units = frame.drop_duplicates(UNIT)
    return frame[STRATUM].map(units.groupby(STRATUM)[INVITED].mean()).astype(float)


def stratum_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """A column of 0 and 1 for each stratum but the first; none where there is one stratum."""
    made = pd.get_dummies(frame[STRATUM], prefix=STRATUM, prefix_sep=" ", drop_first=True, dtype=float)
    return made.set_axis([str(name) for name in made.columns], axis=1)


def left_over(held: Floats) -> Callable[[Floats], Floats]:
    """A function that takes out of a column what the columns of `held` (rows × k, a constant among them) explain."""
    basis, triangle = np.linalg.qr(held)
    scale = np.abs(np.diag(triangle)).max()
    basis = basis[:, np.abs(np.diag(triangle)) > 1e-10 * scale]

    def residual(column: Floats) -> Floats:
        return np.asarray(column - basis @ (basis.T @ column), dtype=np.float64)

    return residual


def held_matrix(frame: pd.DataFrame, names: Sequence[str]) -> Floats:
    """A constant, the strata and these columns side by side, rows × k."""
    parts = [np.ones((len(frame), 1)), stratum_columns(frame).to_numpy(dtype=float)]
    return np.column_stack([*parts, frame[list(names)].to_numpy(dtype=float)])
