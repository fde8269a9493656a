"""What a run found, as frozen records: the one shape that pages, pictures and workbooks read.

Percentages are per cent (0 to 100), growth rates per cent a year; None means not defined, and a field beside it says
why.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from reports.domain_results import DomainResult, domain_from_json
from reports.population_figures import MEASURES, FigureEstimate
from reports.sampling import PopulationShares

DIMENSIONS = ("hr", "process", "product")
PILLARS = ("basic", "hightech", "network", "integration")
GROWTH_RULES = ("cagr", "loglinear", "arith", "dlog")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it rests on: `n` firms or years used, `left_out` not used, `reason` when undefined.

    A `protected` figure rests on too few firms, or on a total that one firm rules: no public file shows it.
    """

    value: float | None
    n: int = 0
    left_out: int = 0
    reason: str = ""
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Ownership:
    """Foreign share over firms of known ownership (method, A.5)."""

    foreign: int
    known: int
    unknown: int
    share_pct: float | None
    weighted_pct: float | None = None


@dataclass(frozen=True, slots=True)
class DimensionTable:
    """One column of Table 5. `cumulative`, `percent` and `tallies` have six entries (levels or rungs 1 to 6);
    `exact` has seven (levels 0 to 6); `weighted_percent` is empty when the run is unweighted, `expected` (firms at each
    level or above, undetermined ones in shares) unless the run spreads them over the levels between their bounds.
    `population` holds what the sample says of its population, or why it says nothing. Of the firms `assessed` have a
    level that a person gave; `cumulative_other` then counts by the choice not made: by computed levels where assessed
    ones count, by assessed ones where they do not."""

    n: int
    cumulative: tuple[int, ...]
    percent: tuple[int, ...]
    exact: tuple[int, ...]
    tallies: tuple[int, ...]
    undetermined: int
    excluded: int
    cumulative_high: tuple[int, ...]
    weighted_total: float | None = None
    weighted_percent: tuple[float, ...] = ()
    expected: tuple[float, ...] = ()
    population: PopulationShares | None = None
    assessed: int = 0
    cumulative_other: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PillarResult:
    """One cell of Table 4: the agreed phase and, for the enhanced table, what the votes said."""

    phase: int | None
    low: int | None = None
    high: int | None = None
    status: str = ""
    votes: tuple[int, ...] = ()
    cannot_judge: int = 0
    median: float | None = None
    iqr: float | None = None
    percent_at_mode: float | None = None
    dissent: str = ""
    reason: str = ""
    validated: str = ""


@dataclass(frozen=True, slots=True)
class ClusterResult:
    """Everything the tables say of one cluster.

    `growth_all` maps a measure (exports, employment, real_wages, exports_national, exports_location) to its growth by
    every definition (cagr, loglinear, arith, dlog); `group_totals` maps "all" to firms and weighted_firms, and each
    attribute with few values to the weighted number of firms by value; `notes` are sentences to print with the tables,
    `public_notes` those of them that may stand in a public file; `estimates` maps measures (reports.figure_estimates)
    to what the sample says of the population; `domains` are its parts by observed size and owners, none in runs made
    before they were estimated.
    """

    slug: str
    name: str
    country: str
    location: str
    product: str
    origin: str
    sector_variant: str
    firms: int
    ownership: Ownership
    exports_growth_national: Figure
    exports_growth_location: Figure
    exports_growth: Figure
    employment_growth: Figure
    real_wage_growth: Figure
    skill_narrow: Figure
    skill_wide: Figure
    dimensions: dict[str, DimensionTable]
    pillars: dict[str, PillarResult]
    growth_all: dict[str, dict[str, Figure]] = field(default_factory=dict)
    group_totals: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    public_notes: tuple[str, ...] = ()
    estimates: dict[str, FigureEstimate] = field(default_factory=dict)
    domains: tuple[DomainResult, ...] = ()


@dataclass(frozen=True, slots=True)
class RunTables:
    """The finished tables of a run, clusters in the order of the study."""

    clusters: tuple[ClusterResult, ...]
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "RunTables":
        return cls(
            clusters=tuple(cluster_from_json(entry) for entry in data["clusters"]),
            warnings=tuple(data.get("warnings", ())),
        )


def _figure(data: dict[str, Any]) -> Figure:
    return Figure(**data)


def _dimension(data: dict[str, Any]) -> DimensionTable:
    read: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    if given := data.get("population"):
        read["population"] = PopulationShares.from_json(given)
    return DimensionTable(**read)


def _pillar(data: dict[str, Any]) -> PillarResult:
    return PillarResult(**{**data, "votes": tuple(data["votes"])})


def _ordered(data: dict[str, Any], order: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The entries in this order, those it does not name behind, by name."""
    return sorted(
        data.items(), key=lambda entry: (order.index(entry[0]) if entry[0] in order else len(order), entry[0])
    )


def cluster_from_json(data: dict[str, Any]) -> ClusterResult:
    """Rebuild the record that `dataclasses.asdict` wrote.

    Some databases give the keys of stored JSON back in an order of their own: the tables have theirs all the same.
    """
    figures = {name: _figure(value) for name, value in data.items() if name.endswith("growth") or "_growth_" in name}
    return ClusterResult(
        **{
            **data,
            **figures,
            "ownership": Ownership(**data["ownership"]),
            "skill_narrow": _figure(data["skill_narrow"]),
            "skill_wide": _figure(data["skill_wide"]),
            "dimensions": {name: _dimension(value) for name, value in _ordered(data["dimensions"], DIMENSIONS)},
            "pillars": {name: _pillar(value) for name, value in _ordered(data["pillars"], PILLARS)},
            "growth_all": {
                name: {rule: _figure(value) for rule, value in _ordered(rules, GROWTH_RULES)}
                for name, rules in _ordered(data["growth_all"], ())
            },
            "group_totals": {
                group: dict(sorted(totals.items())) for group, totals in _ordered(data["group_totals"], ("all",))
            },
            "notes": tuple(data["notes"]),
            "public_notes": tuple(data.get("public_notes", ())),
            "estimates": {
                name: FigureEstimate.from_json(value) for name, value in _ordered(data.get("estimates", {}), MEASURES)
            },
            "domains": tuple(domain_from_json(each, DIMENSIONS) for each in data.get("domains", ())),
        }
    )
