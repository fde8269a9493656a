"""How often 95 per cent intervals hold the truth, in populations and designs like those of the survey's Table 1.

The paper prints samples of 50, 50, 103 and 100 firms, and neither populations nor strata. Each population here holds
the printed shares of one column of Table 5; owners by size are four strata, and foreign and large firms tend to stand
higher. Drawn without replacement, in proportion, with at least two firms a stratum. `python -m benchmarks coverage`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import Int8Array
from scoring.designs import Lonely, sample_design
from scoring.interval_columns import IntervalMethod, share_bounds
from scoring.level_shares import level_shares
from scoring.response import allocate

STRATA = {"foreign-large": 0.15, "foreign-small": 0.15, "national-large": 0.25, "national-small": 0.45}
METHODS = (IntervalMethod.KORN_GRAUBARD, IntervalMethod.WILSON)
ROUNDING = 1e-12
LIFT = {"foreign-large": 1.0, "foreign-small": 0.5, "national-large": 0.3, "national-small": 0.0}


@dataclass(frozen=True, slots=True)
class Place:
    """A cluster: firms drawn, firms there are, and firms exactly at levels 0 to 6 in the printed sample."""

    name: str
    drawn: int
    population: int
    exact: tuple[int, ...]


PLACES = (
    Place("Buenos Aires", 50, 120, (0, 0, 0, 43, 5, 2, 0)),
    Place("Los Lagos", 50, 110, (0, 0, 0, 38, 10, 2, 0)),
    Place("Penang", 103, 260, (0, 0, 18, 16, 34, 34, 1)),
    Place("Qiaotou", 100, 260, (0, 0, 25, 36, 36, 3, 0)),
)


@dataclass(frozen=True, slots=True)
class WithLonely:
    """A made-up cluster of which strata were sampled with one firm: by stratum firms, firms drawn, and their share."""

    name: str
    strata: Mapping[str, tuple[int, int, float]]


LONELY = (
    WithLonely(
        "one lonely firm of 6",
        {
            "foreign-large": (6, 1, 0.5),
            "foreign-medium": (14, 6, 0.4),
            "national-medium": (30, 13, 0.15),
            "national-small": (70, 30, 0.05),
        },
    ),
    WithLonely(
        "the same, and far from its neighbour",
        {
            "foreign-large": (6, 1, 0.8),
            "foreign-medium": (14, 6, 0.3),
            "national-medium": (30, 13, 0.15),
            "national-small": (70, 30, 0.05),
        },
    ),
    WithLonely(
        "two, of 6 and of 8",
        {
            "foreign-large": (6, 1, 0.5),
            "foreign-medium": (8, 1, 0.4),
            "national-medium": (30, 13, 0.15),
            "national-small": (70, 30, 0.05),
        },
    ),
    WithLonely(
        "two, of 30 each, half of all firms",
        {
            "foreign-large": (30, 1, 0.5),
            "foreign-medium": (30, 1, 0.4),
            "national-medium": (30, 13, 0.15),
            "national-small": (30, 13, 0.05),
        },
    ),
    WithLonely(
        "one firm from each of eight strata of 20",
        {
            f"{one}-{size}": (20, 1, 0.4)
            for one in ("foreign", "national")
            for size in ("micro", "small", "medium", "large")
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One cell: the truth, how often two intervals held it, and how wide they are, in per cent and points."""

    place: str
    level: int
    truth: float
    korn_graubard: float
    wilson: float
    width: float
    wilson_width: float


def population_of(place: Place, random: np.random.Generator) -> tuple[list[str], Int8Array]:
    """The stratum and the level of every firm there is; levels are drawn once, with the printed shares."""
    n = place.population
    levels = np.sort(np.repeat(np.arange(7), _shared(place.exact, n)))
    labels = np.repeat(list(STRATA), _shared(tuple(STRATA.values()), n))
    standing = np.array([LIFT[label] for label in labels]) + random.normal(0, 0.6, n)
    found = np.empty(n, dtype=np.int8)
    found[np.argsort(standing, kind="stable")] = levels
    return labels.tolist(), found


def coverage_of(place: Place, draws: int, seed: int) -> Iterator[Coverage]:
    """The cells whose share is neither nothing nor everything."""
    random = np.random.default_rng(seed)
    labels, levels = population_of(place, random)
    sizes = {name: labels.count(name) for name in STRATA}
    wanted = allocate(place.drawn, sizes)
    truth = np.array([(levels >= level).mean() for level in range(1, 7)])
    members = {name: np.array([at for at, label in enumerate(labels) if label == name]) for name in STRATA}
    held, widths = {each: np.zeros(6) for each in METHODS}, {each: np.zeros(6) for each in METHODS}
    drawn_labels = [name for name in STRATA for _ in range(wanted[name])]
    weights = np.array([sizes[name] / wanted[name] for name in drawn_labels])
    design = sample_design(drawn_labels, weights, sizes)
    for _draw in range(draws):
        chosen = np.concatenate([random.permutation(members[name])[: wanted[name]] for name in STRATA])
        shares = level_shares(design, levels[chosen])
        for method in METHODS:
            bounds = share_bounds(shares, design, method)
            held[method] += (bounds.low <= truth + ROUNDING) & (truth - ROUNDING <= bounds.high)
            widths[method] += bounds.high - bounds.low
    for cell in range(6):
        if 0 < truth[cell] < 1:
            shown = [100 * float(each[method][cell]) / draws for each in (held, widths) for method in METHODS]
            yield Coverage(place.name, cell + 1, 100 * float(truth[cell]), *shown)


def lonely_coverage(given: WithLonely, draws: int, seed: int) -> Coverage:
    """The share of firms at level 4 or above where strata of one firm are joined for the error."""
    random = np.random.default_rng(seed)
    sizes = {name: firms for name, (firms, _drawn, _share) in given.strata.items()}
    levels = {
        name: np.repeat(np.array([4, 1], dtype=np.int8), _shared((share, 1 - share), firms))
        for name, (firms, _drawn, share) in given.strata.items()
    }
    labels = [name for name, (_firms, drawn, _share) in given.strata.items() for _firm in range(drawn)]
    weights = np.array([sizes[name] / labels.count(name) for name in labels])
    design = sample_design(labels, weights, sizes, lonely=Lonely.COLLAPSE)
    truth = float((np.concatenate(list(levels.values())) >= 4).mean())
    held, widths = dict.fromkeys(METHODS, 0), dict.fromkeys(METHODS, 0.0)
    for _draw in range(draws):
        chosen = [random.permutation(levels[name])[: labels.count(name)] for name in sizes]
        shares = level_shares(design, np.concatenate(chosen))
        for method in METHODS:
            bounds = share_bounds(shares, design, method)
            held[method] += bool(bounds.low[3] <= truth + ROUNDING and truth - ROUNDING <= bounds.high[3])
            widths[method] += float(bounds.high[3] - bounds.low[3])
    shown = [100 * float(each[method]) / draws for each in (held, widths) for method in METHODS]
    return Coverage(given.name, 4, 100 * truth, *shown)


def main() -> None:
    told = [cell for number, place in enumerate(PLACES) for cell in coverage_of(place, 20_000, 2006 + number)]
    told += [lonely_coverage(each, 20_000, 2006 + number) for number, each in enumerate(LONELY)]
    for found in told:
        print(
            f"{found.place}, level {found.level}: truth {found.truth:.1f} %; Korn and Graubard hold it in "
            f"{found.korn_graubard:.1f} % ({found.width:.1f} points wide), Wilson in {found.wilson:.1f} % "
            f"({found.wilson_width:.1f} points)"
        )


def _shared(claims: tuple[float, ...], total: int) -> list[int]:
    """Whole numbers in proportion to the claims that sum to the total, by largest remainders."""
    exact = np.array(claims, dtype=float) * total / sum(claims)
    whole = np.floor(exact).astype(int)
    for place in np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]:
        whole[place] += 1
    return [int(each) for each in whole]
