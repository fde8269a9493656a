"""Finished tables made by hand, and firms that give them: firm i of n has level #{l : i <= C_l} (method, A.3.3)."""

import itertools
from collections.abc import Iterator
from typing import Any

from reports.results import ClusterResult, DimensionTable, Figure, Ownership, PillarResult, RunTables

COUNTS: dict[str, dict[str, tuple[int, ...]]] = {
    "buenos-aires": {
        "hr": (50, 50, 50, 7, 2, 0),
        "process": (50, 50, 50, 7, 2, 0),
        "product": (50, 50, 50, 7, 1, 0),
    },
    "los-lagos": {
        "hr": (50, 50, 50, 12, 2, 0),
        "process": (50, 50, 50, 12, 3, 0),
        "product": (50, 50, 50, 5, 0, 0),
    },
    "penang": {
        "hr": (103, 103, 85, 69, 35, 1),
        "process": (103, 103, 85, 69, 35, 1),
        "product": (103, 73, 66, 57, 11, 1),
    },
    "qiaotou": {
        "hr": (100, 100, 75, 39, 3, 0),
        "process": (100, 100, 75, 37, 3, 0),
        "product": (100, 100, 72, 33, 2, 0),
    },
}
TEXTS = {
    "buenos-aires": ("Buenos Aires", "Argentina", "Automotive", "Started as a special zone of the car industry"),
    "los-lagos": ("Los Lagos", "Chile", "Salmon", "Started as a region set apart for salmon farms in the early 1980s"),
    "penang": ("Penang", "Malaysia", "Electronics", "Started with free trade zones from 1972"),
    "qiaotou": ("Qiaotou", "China", "Buttons", "Started by traders who put money into button making in the 1980s"),
}
RATES = {
    "buenos-aires": (11.7, 15.3, 6.5, 0.5, 64.3, 41.2),
    "los-lagos": (11.1, 18.6, 11.9, 27.1, 63.0, 30.5),
    "penang": (4.6, 6.7, 4.0, 1.1, 87.7, 52.0),
    "qiaotou": (12.0, 12.4, 5.6, 13.1, 31.1, 18.4),
}
OWNERSHIP = {
    "buenos-aires": Ownership(35, 50, 0, 70.0),
    "los-lagos": Ownership(18, 48, 2, 37.5),
    "penang": Ownership(82, 98, 5, 100 * 82 / 98),
    "qiaotou": Ownership(0, 100, 0, 0.0),
}
PHASES = {
    "buenos-aires": (4, 3, 3, 3),
    "los-lagos": (4, 3, 3, 4),
    "penang": (4, 3, 3, 3),
    "qiaotou": (4, 4, 4, 4),
}
VARIANTS = {"buenos-aires": "automotive", "los-lagos": "salmon", "penang": "electronics", "qiaotou": "buttons"}


def dimension_table(counts: tuple[int, ...], n: int, **changes: Any) -> DimensionTable:
    """A column of Table 5 whose firms all have a certain level and no gaps in their rungs."""
    ladder = (n, *counts, 0)
    given: dict[str, Any] = {
        "n": n,
        "cumulative": counts,
        "percent": tuple((200 * count + n) // (2 * n) for count in counts),
        "exact": tuple(here - above for here, above in itertools.pairwise(ladder)),
        "tallies": counts,
        "undetermined": 0,
        "excluded": 0,
        "cumulative_high": counts,
    }
    return DimensionTable(**{**given, **changes})


def pillar_result(phase: int | None, **changes: Any) -> PillarResult:
    """An agreed phase on which seven of eight panelists voted alike."""
    if phase is None:
        return PillarResult(None, **changes)
    votes = tuple(7 if step == phase else int(step == phase - 1) for step in range(1, 6))
    given: dict[str, Any] = {
        "low": phase - 1,
        "high": phase,
        "status": "consensus",
        "votes": votes,
        "median": float(phase),
        "iqr": 0.0,
        "percent_at_mode": 87.5,
        "validated": "confirmed",
    }
    return PillarResult(phase, **{**given, **changes})


def cluster_result(slug: str, **changes: Any) -> ClusterResult:
    """One of the four published clusters, as its tables were printed (misprints put right)."""
    name, country, product, origin = TEXTS[slug]
    national, exports, employment, wage, wide, narrow = RATES[slug]
    n = COUNTS[slug]["hr"][0]
    measures = {"exports": exports, "employment": employment, "real_wages": wage}
    given: dict[str, Any] = {
        "slug": slug,
        "name": name,
        "country": country,
        "location": name,
        "product": product,
        "origin": origin,
        "sector_variant": VARIANTS[slug],
        "firms": n,
        "ownership": OWNERSHIP[slug],
        "exports_growth_national": Figure(national, 2),
        "exports_growth_location": Figure(exports, 2),
        "exports_growth": Figure(exports, n),
        "employment_growth": Figure(employment, n - 2, 2),
        "real_wage_growth": Figure(wage, n - 2, 2),
        "skill_narrow": Figure(narrow, n),
        "skill_wide": Figure(wide, n),
        "dimensions": {dimension: dimension_table(counts, n) for dimension, counts in COUNTS[slug].items()},
        "pillars": {
            pillar: pillar_result(phase)
            for pillar, phase in zip(("basic", "hightech", "network", "integration"), PHASES[slug], strict=True)
        },
        "growth_all": {
            measure: {
                "cagr": Figure(rate, n),
                "arith": Figure(rate + 1.5, n),
                "dlog": Figure(None, reason="Firms were asked for two years only."),
                "loglinear": Figure(None, reason="Firms were asked for two years only."),
            }
            for measure, rate in measures.items()
        },
        "group_totals": {
            "all": {"firms": float(n), "weighted_firms": 3.0 * n},
            "size": {"large": 36.0, "medium": 3.0 * n - 60.0, "small": 24.0},
        },
    }
    return ClusterResult(**{**given, **changes})


def demo_tables() -> RunTables:
    """The tables of the paper, as a run that reproduces them would hold them."""
    return RunTables(clusters=tuple(cluster_result(slug) for slug in COUNTS))


def firm_levels(slug: str) -> Iterator[dict[str, int]]:
    """The levels of each firm of a published cluster, dimension by dimension."""
    for position in range(1, COUNTS[slug]["hr"][0] + 1):
        yield {dimension: sum(position <= count for count in counts) for dimension, counts in COUNTS[slug].items()}
