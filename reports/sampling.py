"""What the levels of a sample say of its population: shares with intervals, or why there are none. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from reports.population_figures import FigureEstimate, joined_from_json
from scoring.collapsing import JoinedStrata
from scoring.columns import BoolArray, FloatArray, Int8Array
from scoring.designs import Estimates, Lonely, SampleDesign, null_effect, sample_design
from scoring.estimates import NoError
from scoring.interval_columns import Bounds, IntervalMethod, share_bounds
from scoring.level_shares import level_shares
from scoring.vectorised import NO_POINT

STRATUM = "stratum"


class NoSample(StrEnum):
    """Why the shares of a population carry no interval."""

    CENSUS = "census"
    NO_FIRMS = "no_firms"
    NOT_BY_CHANCE = "not_by_chance"
    POPULATION_UNKNOWN = "population_unknown"
    SINGLETON = "singleton_stratum"
    FEW = "few_in_domain"


@dataclass(frozen=True, slots=True)
class PopulationShares:
    """Estimated shares of a population at each of the levels 1 to 6 or above, in per cent.

    `low` and `high` bound them with 95 per cent confidence by `method` (scoring.interval_columns); both are empty for
    the `reason`, and `share` is empty too unless the population was taken whole. `population` counts its firms, `n`
    those observed; `se` are standard errors in points with `df` degrees of freedom, `effect` the design effect of
    weights and finite population alone (scoring.designs.null_effect). `joined` are the strata that count as one for the
    error (scoring.collapsing).
    """

    population: int | None = None
    share: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    reason: str = ""
    se: tuple[float, ...] = ()
    df: int = 0
    n: int = 0
    method: str = ""
    effect: float = 0.0
    joined: tuple[JoinedStrata, ...] = ()

    def at(self, level: int) -> FigureEstimate:
        """The share of one level or above by itself, without value where there is none."""
        if not self.share:
            return FigureEstimate(n=self.n, reason=self.reason)
        value, se, low, high = (
            given[level - 1] if given else None for given in (self.share, self.se, self.low, self.high)
        )
        return FigureEstimate(value, se, low, high, self.df, self.n, self.method, self.reason, self.joined)

    def estimates(self) -> Estimates:
        """The shares as the scoring takes them, between 0 and 1."""
        cells = len(self.share)
        se = np.array(self.se) / 100 if self.se else np.full(cells, np.nan)
        whole = np.full(cells, self.df), np.full(cells, self.n)
        no_error = NoError.CENSUS if self.reason == NoSample.CENSUS else None
        return Estimates(np.array(self.share) / 100, se, *whole, self.population or 0, no_error, self.joined)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PopulationShares":
        """Rebuild the record that `dataclasses.asdict` wrote; older runs joined no strata."""
        read: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        return cls(**{**read, "joined": joined_from_json(data.get("joined", ()))})


def population_shares(
    points: Int8Array,
    attributes: Sequence[Mapping[str, Any]],
    frame: Mapping[str, Any] | None,
    weights: FloatArray | None = None,
    used: Mapping[str, Any] | None = None,
) -> PopulationShares:
    """Return the shares of the population that one dimension's levels give, by the strata of the frame.

    `points` int8[n] single levels, NO_POINT for none. The other arguments are those of `design_of`. Source: method.md
    A.6, points 6 to 8.
    """
    known = points != NO_POINT
    design = design_of(known, attributes, frame, weights, used)
    if isinstance(design, NoSample):
        return PopulationShares(reason=design)
    found = level_shares(design, points[known])
    if found.no_error is NoError.SINGLETON:
        return PopulationShares(population_of(design, used), reason=NoSample.SINGLETON, n=design.n)
    return _told(found, share_bounds(found, design), design, used)


def observed_strata(
    points: Int8Array, attributes: Sequence[Mapping[str, Any]], frame: Mapping[str, Any] | None
) -> dict[str, tuple[int, Any]] | NoSample:
    """Return by stratum its N and the single levels observed in it, or why the sample says nothing of its population.

    Arguments as of `population_shares`.
    """
    firms = defaultdict(list)
    for point, given in zip(points.tolist(), attributes, strict=True):
        if point != NO_POINT:
            firms[given.get(STRATUM)].append(point)
    if not firms:
        return NoSample.NO_FIRMS
    if frame is None or not frame["is_probability_sample"]:
        return NoSample.NOT_BY_CHANCE
    sizes = {code: size for code, size in frame["strata"].items() if size != 0}
    # A stratum of which nobody is known, or more than there are, says nothing of the population.
    if set(sizes) != set(firms) or any(size is None or size < len(firms[code]) for code, size in sizes.items()):
        return NoSample.POPULATION_UNKNOWN
    return {code: (int(size), np.array(firms[code])) for code, size in sizes.items()}


def design_of(
    known: BoolArray,
    attributes: Sequence[Mapping[str, Any]],
    frame: Mapping[str, Any] | None,
    weights: FloatArray | None,
    used: Mapping[str, Any] | None,
) -> SampleDesign | NoSample:
    """Return the design of the firms that are `known` bool[n], or why nothing can be said of their population.

    `attributes` of the n firms name their stratum; `frame` is the frozen frame with N of each stratum, and `used` the
    frozen weights in use (reports.cluster_inputs), None where base weights count: then firms of a stratum stand for
    its N alike. `weights` float64[n] are those of the firms. Strata of one firm are joined for the error. Source:
    method.md A.6, points 5 to 8.
    """
    labels = [given.get(STRATUM, "") for given, counts in zip(attributes, known.tolist(), strict=True) if counts]
    if not labels:
        return NoSample.NO_FIRMS
    if frame is None or not frame["is_probability_sample"]:
        return NoSample.NOT_BY_CHANCE
    held = Counter(labels)
    told = frame["strata"] if used is None or weights is None else used["eligible"]
    sizes = {code: size for code, size in told.items() if size != 0}
    # A stratum of which nobody is known, or more than there are, says nothing of the population; weights in use carry
    # the firms of a stratum in which nobody answered over to others.
    is_met = set(sizes) >= set(held) if used is not None else set(sizes) == set(held)
    if not is_met or any(size is None or size < held[code] - _ROUNDING for code, size in sizes.items()):
        return NoSample.POPULATION_UNKNOWN
    if used is None or weights is None:
        base = np.array([sizes[code] / held[code] for code in labels])
        return sample_design(labels, base, sizes, lonely=Lonely.COLLAPSE)
    return sample_design(labels, weights[known], sizes, lonely=Lonely.COLLAPSE)


_ROUNDING = 0.5
"""Eligible firms of a stratum are an estimate: half a firm less than were observed is none too few."""


def population_of(design: SampleDesign, used: Mapping[str, Any] | None) -> int:
    """The firms of the population."""
    return round(sum(used["eligible"].values())) if used else design.population or 0


def _told(found: Estimates, bounds: Bounds, design: SampleDesign, used: Mapping[str, Any] | None) -> PopulationShares:
    """The shares with what is known of them."""
    share = tuple((100 * found.value).tolist())
    sizes: dict[str, Any] = {"df": int(found.df[0]), "n": int(found.n[0]), "method": bounds.method.value}
    population = population_of(design, used)
    if bounds.method is IntervalMethod.CENSUS:
        return PopulationShares(population, share, reason=NoSample.CENSUS, **sizes)
    low, high = (tuple((100 * each).tolist()) for each in (bounds.low, bounds.high))
    se = tuple((100 * found.se).tolist())
    effect = null_effect(design)
    return PopulationShares(population, share, low, high, se=se, effect=effect, joined=found.joined, **sizes)
