"""All cells of Table 5 with errors and intervals, 100,000 firms in 400 strata, against bare weighted counts."""

import numpy as np

from benchmarks.clocks import line, paired_ratio
from scoring.columns import FloatArray, Int8Array
from scoring.designs import SampleDesign, sample_design
from scoring.interval_columns import share_bounds
from scoring.level_shares import level_shares

FIRMS, STRATA, DIMENSIONS = 100_000, 400, 3


def main() -> None:
    random = np.random.default_rng(1998)
    stratum = random.integers(0, STRATA, FIRMS)
    labels = [f"s{place:03d}" for place in stratum.tolist()]
    weights = random.uniform(1.0, 9.0, FIRMS)
    points = [random.integers(-1, 7, FIRMS).astype(np.int8) for _dimension in range(DIMENSIONS)]
    population = {f"s{place:03d}": 2000 for place in range(STRATA)}

    def cells_of(design: SampleDesign) -> list[FloatArray]:
        """Estimates, errors and bounds of the eighteen cells."""
        found = []
        for levels in points:
            shares = level_shares(design, levels)
            bounds = share_bounds(shares, design)
            found.append(np.array([shares.value, shares.se, bounds.low, bounds.high]))
        return found

    def bare() -> list[list[float]]:
        return [weighted_counts(levels, weights) for levels in points]

    read = sample_design(labels, weights, population)
    for cells, counts, levels in zip(cells_of(read), bare(), points, strict=True):
        assert np.allclose(cells[0], np.array(counts) / weights[levels >= 0].sum(), atol=1e-12)
    what = "Table 5 with errors and intervals over bare weighted counts"
    print(line(what, paired_ratio(lambda: cells_of(read), bare), 5))
    from_names = paired_ratio(lambda: cells_of(sample_design(labels, weights, population)), bare)
    print(line(f"{what}, strata read from their names as well", from_names, 5))


def weighted_counts(levels: Int8Array, weights: FloatArray) -> list[float]:
    """The weighted firms at each level or above, and nothing else: as Table 5 of a run counts them."""
    known = levels >= 0
    by_level = np.bincount(levels[known], weights=weights[known], minlength=7)
    return [float(count) for count in by_level[::-1].cumsum()[::-1][1:]]
