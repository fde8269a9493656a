"""What a region's proximity would be if chance had put industries there, and how firmly it rests on its firms.

The paper has no such yardstick. A region's proximity moves with the number and the sizes of its industries alone; the
benchmark keeps both and draws which industries they are, so that the z-score tells relatedness from mere variety.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.proximity.products import FloatArray
from analysis.proximity.regional import regional_proximity


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Observed proximity by region against its draws: mean, standard deviation, z-score and the share of draws at
    least as high, (1 + number) / (1 + repetitions), which is a one-sided p-value. NaN where a region has no pair."""

    observed: FloatArray
    mean: FloatArray
    deviation: FloatArray
    z: FloatArray
    p_value: FloatArray
    repetitions: int


def reshuffled(
    sizes: FloatArray,
    phi: FloatArray,
    *,
    by: str = "prevalence",
    repetitions: int,
    seed: int,
    watch: Callable[[float], None] = lambda _share: None,
) -> Benchmark:
    """Draws industries for every region, keeping how many it has and how large they are.

    By "prevalence", an industry is drawn with the probability of the number of regions that have it, so that
    industries which are everywhere stay everywhere; "uniform" draws any industry alike. The region's sizes fall on the
    drawn industries in random order. Same seed, same draws. `watch` is told the share done.
    """
    if by not in {"prevalence", "uniform"}:
        raise ValueError(f"Industries are drawn by “prevalence” or “uniform”, not {by!r}.")
    if repetitions < 1:
        raise ValueError("At least one repetition is needed.")
    generator = np.random.default_rng(seed)
    observed = regional_proximity(sizes, phi)
    drawing = _Drawing(sizes, by)
    total, squares, above = (np.zeros(len(sizes)) for _ in range(3))
    centre = np.nan_to_num(observed)
    for turn in range(repetitions):
        drawn = regional_proximity(drawing.draw(generator), phi)
        total += drawn - centre
        squares += (drawn - centre) ** 2
        above += drawn >= observed - 1e-12
        watch((turn + 1) / repetitions)
    mean = total / repetitions
    variance = np.maximum(squares / repetitions - mean**2, 0) * repetitions / max(repetitions - 1, 1)
    deviation = np.sqrt(variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(deviation > 1e-12, (observed - centre - mean) / deviation, np.nan)
    p_value = np.where(np.isnan(observed), np.nan, (1 + above) / (1 + repetitions))
    return Benchmark(observed, centre + mean, deviation, z, p_value, repetitions)


class _Drawing:
    """Draws without replacement by weight: the first to arrive of exponential times with the weights as rates."""

    def __init__(self, sizes: FloatArray, by: str) -> None:
        present = sizes > 0
        prevalence = present.sum(axis=0).astype(np.float64)
        with np.errstate(divide="ignore"):
            self.waits = 1.0 / (prevalence if by == "prevalence" else np.ones(sizes.shape[1]))
        self.counts = present.sum(axis=1)
        self.regions = np.nonzero(present)[0].astype(np.float64)
        self.values = sizes[present]
        self.shape = sizes.shape

    def draw(self, generator: np.random.Generator) -> FloatArray:
        times = generator.standard_exponential(self.shape) * self.waits
        last = np.take_along_axis(np.sort(times, axis=1), np.maximum(self.counts - 1, 0)[:, None], axis=1)
        chosen = (times <= last) & (self.counts > 0)[:, None]
        order = np.argsort(self.regions + generator.random(len(self.values)))
        drawn = np.zeros(self.shape)
        drawn[chosen] = self.values[order]
        return drawn


@dataclass(frozen=True, slots=True)
class Interval:
    """Percentile intervals by region, and how many draws they rest on (draws that left one industry are not used)."""

    low: FloatArray
    high: FloatArray
    draws: npt.NDArray[np.intp]


def bootstrapped(
    regions: npt.NDArray[np.intp],
    industries: npt.NDArray[np.intp],
    firm_sizes: FloatArray,
    phi: FloatArray,
    *,
    count: int,
    repetitions: int,
    seed: int,
    level: float = 0.95,
    watch: Callable[[float], None] = lambda _share: None,
) -> Interval:
    """Resamples the firms of each region with replacement and computes its proximity anew.

    `regions` (0 to `count` − 1), `industries` (columns of `phi`) and `firm_sizes` have one entry for each firm. The
    interval tells how much rests on single firms; of a census it is no sampling error. NaN without two usable draws.
    """
    order = np.argsort(regions, kind="stable")
    regions, industries, firm_sizes = regions[order], industries[order], firm_sizes[order]
    number = np.bincount(regions, minlength=count)
    first = np.concatenate([[0], np.cumsum(number)[:-1]])
    generator = np.random.default_rng(seed)
    width = phi.shape[0]
    draws = np.empty((repetitions, count))
    for turn in range(repetitions):
        picked = first[regions] + (generator.random(len(regions)) * number[regions]).astype(np.intp)
        cells = regions * width + industries[picked]
        sizes = np.bincount(cells, weights=firm_sizes[picked], minlength=count * width)
        draws[turn] = regional_proximity(np.asarray(sizes.reshape(count, width), dtype=np.float64), phi)
        watch((turn + 1) / repetitions)
    usable = (~np.isnan(draws)).sum(axis=0)
    low, high = np.full(count, np.nan), np.full(count, np.nan)
    told = usable >= 2
    tails = [(1 - level) / 2, (1 + level) / 2]
    if told.any():
        low[told], high[told] = np.nanquantile(draws[:, told], tails, axis=0)
    return Interval(low, high, usable)
