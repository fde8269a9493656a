"""Corrections for testing many hypotheses at once.

Sources: Holm (1979); Benjamini and Hochberg (1995), by statsmodels; Romano and Wolf (2005, 2016) for the step-down
over joint draws, whose p-values count the observed statistic among the draws.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from statsmodels.stats.multitest import fdrcorrection

from analysis.estimators.records import EstimationRefused
from analysis.estimators.samples import Floats

TIE = 1e-12
"""Relative difference below which a draw is taken as equal to the observed statistic."""


def adjusted_p_values(p_values: Mapping[str, float], method: Literal["holm", "bh"] = "holm") -> dict[str, float]:
    """Adjusted p-values by name: "holm" holds the family-wise error, "bh" the share of false discoveries.

    A hypothesis without a p-value (NaN) stays NaN and is not counted in the family.
    """
    if method not in ("holm", "bh"):
        raise EstimationRefused(f"“{method}” is no correction offered here; use holm or bh.")
    given = {name: value for name, value in p_values.items() if not np.isnan(value)}
    beyond = [name for name, value in given.items() if not 0 <= value <= 1]
    if beyond:
        raise EstimationRefused(f"The p-value of “{beyond[0]}” is {given[beyond[0]]}; it must lie between 0 and 1.")
    if not given:
        return {name: float("nan") for name in p_values}
    values = np.array(list(given.values()), dtype=float)
    adjusted = _holm(values) if method == "holm" else fdrcorrection(values)[1]
    found = dict(zip(given, (float(each) for each in adjusted), strict=True))
    return {name: found.get(name, float("nan")) for name in p_values}


def romano_wolf(observed: Mapping[str, float], draws: Floats) -> dict[str, float]:
    """Step-down p-values by name, two-sided.

    `observed` maps each hypothesis to its statistic; `draws` (repetitions × hypotheses, in the same order) are the
    statistics under the null, all of one row from the same resampled table. Statistics should be studentised (t, not
    coefficients), or the widest decides for all. Raises EstimationRefused for draws of another shape or with NaN.
    """
    names = list(observed)
    sizes = np.abs(np.array([observed[name] for name in names], dtype=float))
    drawn = np.abs(np.asarray(draws, dtype=float))
    if drawn.ndim != 2 or drawn.shape[1] != len(names) or not drawn.shape[0]:
        raise EstimationRefused(f"The draws must have a column for each of the {len(names)} hypotheses.")
    if not (np.isfinite(sizes).all() and np.isfinite(drawn).all()):
        raise EstimationRefused("A statistic is missing, observed or drawn; leave that hypothesis out of the family.")
    order = np.argsort(-sizes, kind="stable")
    found: dict[str, float] = {}
    least = 0.0
    for step, place in enumerate(order):
        highest = drawn[:, order[step:]].max(axis=1)
        least = max(least, share_at_least(highest, float(sizes[place])))
        found[names[place]] = least
    return {name: found[name] for name in names}


def share_at_least(draws: Floats, observed: float) -> float:
    """(1 + draws as great as the observed) / (1 + draws), a p-value that is never zero."""
    as_great = int((draws >= observed - TIE * max(1.0, abs(observed))).sum())
    return (1 + as_great) / (1 + len(draws))


def _holm(values: Floats) -> Floats:
    # statsmodels has this too, but sweeps the whole process for garbage at each call, which takes up to 0.1 s.
    order = np.argsort(values, kind="stable")
    adjusted = np.empty_like(values)
    steps = np.arange(len(values), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps * values[order]), 1.0)
    return adjusted
