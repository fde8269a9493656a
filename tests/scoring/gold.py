"""Figures as the survey paper prints them, and ladders that reproduce its Table 5."""

import numpy as np

from scoring.truth import Truth

FIRMS = {"BA": 50, "LL": 50, "PG": 103, "QT": 100}

TABLE5_COUNTS = {
    ("BA", "HR"): [50, 50, 50, 7, 2, 0],
    ("BA", "PT"): [50, 50, 50, 7, 2, 0],
    ("BA", "RD"): [50, 50, 50, 7, 1, 0],
    ("LL", "HR"): [50, 50, 50, 12, 2, 0],
    ("LL", "PT"): [50, 50, 50, 12, 3, 0],
    ("LL", "RD"): [50, 50, 50, 5, 0, 0],
    ("PG", "HR"): [103, 103, 85, 69, 35, 1],
    ("PG", "PT"): [103, 103, 85, 69, 35, 1],
    ("PG", "RD"): [103, 73, 66, 57, 11, 1],
    ("QT", "HR"): [100, 100, 75, 39, 3, 0],
    ("QT", "PT"): [100, 100, 75, 37, 3, 0],
    ("QT", "RD"): [100, 100, 72, 33, 2, 0],
}

TABLE5_PERCENTS = {
    ("BA", "HR"): [100, 100, 100, 14, 4, 0],
    ("BA", "PT"): [100, 100, 100, 14, 4, 0],
    ("BA", "RD"): [100, 100, 100, 14, 1, 0],
    ("LL", "HR"): [100, 100, 100, 24, 4, 0],
    ("LL", "PT"): [100, 100, 100, 24, 6, 0],
    ("LL", "RD"): [100, 100, 100, 10, 0, 0],
    ("PG", "HR"): [100, 100, 83, 67, 34, 1],
    ("PG", "PT"): [100, 100, 83, 67, 34, 1],
    ("PG", "RD"): [100, 71, 64, 55, 11, 1],
    ("QT", "HR"): [100, 100, 75, 29, 3, 0],
    ("QT", "PT"): [100, 100, 75, 37, 3, 0],
    ("QT", "RD"): [100, 100, 72, 33, 2, 0],
}

EXACT_LEVELS = {
    ("BA", "HR"): ([0, 0, 43, 5, 2, 0], 3),
    ("BA", "PT"): ([0, 0, 43, 5, 2, 0], 3),
    ("BA", "RD"): ([0, 0, 43, 6, 1, 0], 3),
    ("LL", "HR"): ([0, 0, 38, 10, 2, 0], 3),
    ("LL", "PT"): ([0, 0, 38, 9, 3, 0], 3),
    ("LL", "RD"): ([0, 0, 45, 5, 0, 0], 3),
    ("PG", "HR"): ([0, 18, 16, 34, 34, 1], 4),
    ("PG", "PT"): ([0, 18, 16, 34, 34, 1], 4),
    ("PG", "RD"): ([30, 7, 9, 46, 10, 1], 4),
    ("QT", "HR"): ([0, 25, 36, 36, 3, 0], 3),
    ("QT", "PT"): ([0, 25, 38, 34, 3, 0], 3),
    ("QT", "RD"): ([0, 28, 39, 31, 2, 0], 3),
}

MISPRINTED = {("QT", "HR", 4): (29, 39), ("BA", "RD", 5): (1, 2)}
"""Cluster, column, level: per cent as printed, and per cent of the printed count."""


def ladders(counts, n):
    """Return int8[n, 6] rungs of perfect ladders: firm i (from 1) holds rung l when i <= C_l."""
    firms = np.arange(1, n + 1)[:, None]
    return np.where(firms <= np.array(counts)[None, :], Truth.TRUE, Truth.FALSE).astype(np.int8)
