"""Panels made from a seed, in which units take up a treatment at different times."""

import numpy as np
import pandas as pd

PANEL = {"outcome": "y", "unit": "region", "time": "year", "first_treated": "first"}


def staggered(seed: int = 7, units: int = 24, years: int = 8, never: bool = True, start: int = 2001) -> pd.DataFrame:
    """Units first treated in the 4th, 6th or 7th year, a quarter never; the effect is 1 and grows by 0.3 a year."""
    draw = np.random.default_rng(seed)
    firsts = [np.nan if never else start + 4, start + 3, start + 5, start + 6]
    rows = []
    for number in range(units):
        first = firsts[number % 4]
        level = draw.normal()
        for year in range(start, start + years):
            since = year - first
            effect = 1 + 0.3 * since if since >= 0 else 0.0
            noise = draw.normal() * 0.4
            rows.append((f"r{number}", number // 2, year, first, level + 0.1 * year + effect + noise))
    frame = pd.DataFrame(rows, columns=["region", "state", "year", "first", "y"])
    return frame.assign(treated=(frame["year"] >= frame["first"]).astype(float))


def dummies(labels: pd.Series) -> np.ndarray:
    """One column a label, rows each."""
    return np.asarray(labels.to_numpy()[:, None] == np.unique(labels.to_numpy())[None, :], dtype=float)
