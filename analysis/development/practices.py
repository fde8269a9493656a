"""How many of the standard practices a firm keeps, and whether the items of such a score go together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.records import EstimationRefused
from analysis.specifications import SpecificationError


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha over `rows` firms with all of `items` known; at most 1, below 0 where items work against it."""

    value: float
    items: int
    rows: int


def practice_scores(items: pd.DataFrame, least_known: float = 1.0) -> pd.Series:
    """The share of practices met (0–1), of those known; NaN where fewer than `least_known` (share of items) are known.

    `items`: rows × items, each 0 (not kept) to 1 (kept), NaN unknown. An unknown item is never counted as not kept.
    Raises SpecificationError for a value outside 0–1.
    """
    beyond = [str(name) for name in items if ((items[name] < 0) | (items[name] > 1)).any()]
    if beyond:
        raise SpecificationError([f"Practice item “{beyond[0]}” has values outside 0 to 1."])
    known = items.notna().mean(axis=1)
    return items.mean(axis=1).where(known >= least_known)


def cronbach_alpha(items: pd.DataFrame) -> Alpha:
    """k/(k−1) · (1 − Σ variances of items / variance of their sum), on the rows with every item known (Cronbach 1951).

    Raises EstimationRefused with fewer than two items or three complete rows, and where the sum does not vary.
    """
    complete = items.dropna().to_numpy(dtype=float)
    rows, count = complete.shape
    if count < 2:
        raise EstimationRefused("Whether items go together can be asked of two or more of them.")
    if rows < 3:
        raise EstimationRefused(f"Only {rows} firms have every practice item known; three or more are needed.")
    total = float(np.var(complete.sum(axis=1), ddof=1))
    if total == 0:
        raise EstimationRefused("All firms keep the same number of practices, so alpha is not defined.")
    value = count / (count - 1) * (1 - float(np.var(complete, axis=0, ddof=1).sum()) / total)
    return Alpha(value, count, rows)
