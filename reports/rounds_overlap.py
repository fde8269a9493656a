"""How the shares of two rounds go together: by the firms that stood in the same stratum both times. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.run_levels import ClusterLevels, FirmLevels
from reports.sampling import NoSample
from scoring.designs import SampleDesign, mean_deviates
from scoring.estimates import Estimate
from scoring.overlap import OverlapStratum, linearised_correlation, overlap_correlation

Pair = tuple[FirmLevels, FirmLevels]
Part = tuple[float, int]
"""One stratum of one round: its population, and how many of its firms have a level."""


@dataclass(frozen=True, slots=True)
class Side:
    """One round in one dimension: its strata, its firms with a level, and their design where a round is weighted."""

    parts: Mapping[str, Part]
    points: Mapping[str, int]
    design: SampleDesign | None = None

    def values(self, level: int) -> dict[str, float]:
        """By firm 1 for reaching the level and 0 otherwise, or the linearised variable of that."""
        reached = np.array([point >= level for point in self.points.values()], dtype=np.float64)
        told = reached if self.design is None else mean_deviates(self.design, reached)
        return dict(zip(self.points, told.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Overlap:
    """What binds the shares of two rounds together in one dimension: the firms of both, by stratum."""

    first: Side
    second: Side
    common: Mapping[str, Sequence[str]]

    @property
    def firms(self) -> int:
        """How many firms make the covariance: one alone in its stratum goes together with nothing."""
        return sum(len(codes) for codes in self.common.values() if len(codes) > 1)

    def correlation(self, level: int, first: Estimate, second: Estimate) -> float:
        """How both shares at a level or above go together, -1 to 1."""
        one, other = self.first.values(level), self.second.values(level)
        strata = []
        for code in sorted(set(self.first.parts) & set(self.second.parts)):
            (size, n), (later_size, later_n) = self.first.parts[code], self.second.parts[code]
            pairs = [(one[firm], other[firm]) for firm in self.common.get(code, ())]
            values = np.array(pairs, dtype=np.float64).reshape(-1, 2)
            strata.append(OverlapStratum(size, later_size, n, later_n, values[:, 0], values[:, 1]))
        found = overlap_correlation if self.first.design is None else linearised_correlation
        return found(first, second, strata)


def overlap_of(name: str, first: ClusterLevels, second: ClusterLevels, pairs: Sequence[Pair]) -> Overlap | None:
    """The overlap of two rounds in one dimension by the firms of both, None where a sample says nothing.

    Where either round rests on named weights, both go by their linearised variables.
    """
    by_weights = first.used is not None or second.used is not None
    sides = [_by_weights(name, each) if by_weights else _by_strata(name, each) for each in (first, second)]
    one, other = sides
    return Overlap(one, other, _common(name, pairs)) if one and other else None


def _by_strata(name: str, levels: ClusterLevels) -> Side | None:
    strata = levels.strata(name)
    if isinstance(strata, NoSample):
        return None
    return Side({code: (size, len(points)) for code, (size, points) in strata.items()}, _points(name, levels))


def _by_weights(name: str, levels: ClusterLevels) -> Side | None:
    design = levels.design(name)
    if isinstance(design, NoSample):
        return None
    seen = 1 - design.left
    sizes = np.divide(design.units, seen, out=np.full(seen.shape, np.inf), where=seen > 0)
    parts = zip(design.strata, sizes.tolist(), design.units.tolist(), strict=True)
    return Side({code: (size, units) for code, size, units in parts}, _points(name, levels), design)


def _points(name: str, levels: ClusterLevels) -> dict[str, int]:
    """By code the level of every firm that has one, in the order of the run."""
    told = ((firm.code, firm.points[name]) for firm in levels.firms)
    return {code: point for code, point in told if point is not None}


def _common(name: str, pairs: Sequence[Pair]) -> dict[str, list[str]]:
    """By stratum the firms that stood in it, and had a level, both times."""
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        stratum = one.stratum
        is_known = one.points[name] is not None and other.points[name] is not None
        if stratum is not None and stratum == other.stratum and is_known:
            found[stratum].append(one.code)
    return found
