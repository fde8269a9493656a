"""Parts of clusters ready to be read: firms of an observed size, or of observed owners, with their cells of Table 5."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models.frame import OwnershipClass, SizeClass, size_words
from reports.domain_results import NOT_KNOWN, OWNERSHIP, SIZE, DomainResult
from reports.estimates_page import METHODS, REASONS, EstimateLine, bounds_of, lowest_level, share_line
from reports.results import DIMENSIONS, ClusterResult, RunTables
from reports.run_words import DIMENSION_HEADS
from reports.sampling import NoSample, PopulationShares
from reports.specification import Specification
from scoring.estimates import NoError
from scoring.interval_columns import IntervalMethod
from scoring.rungs import RUNGS

VARIABLES = {SIZE: gettext_lazy("Size"), OWNERSHIP: gettext_lazy("Owners")}
CENSUS = gettext_lazy("Census: every firm of the strata in which this part was met was observed.")


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a cluster: how many firms of the run are in it, and its share of all firms."""

    label: str
    line: EstimateLine


@dataclass(frozen=True, slots=True)
class PartCells:
    """Table 5 of one dimension over one part: lines, or the reason why there are none."""

    label: str
    n: int
    df: int
    lines: tuple[EstimateLine, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PartsOfDimension:
    head: str
    parts: tuple[PartCells, ...]


@dataclass(frozen=True, slots=True)
class ClusterParts:
    """All parts of one cluster by one variable; `reason` where its sample says nothing of its population."""

    cluster: ClusterResult
    lines: tuple[PartLine, ...]
    dimensions: tuple[PartsOfDimension, ...]
    reason: str


def domains_context(
    tables: RunTables, specification: Specification, method: IntervalMethod, variable: str
) -> dict[str, Any]:
    """What the page shows of parts by one variable."""
    lowest = lowest_level(specification)
    return {
        "variable": variable,
        "variables": list(VARIABLES.items()),
        "has_domains": any(each.domains for each in tables.clusters),
        "clusters_by_part": [cluster_parts(each, lowest, method, variable) for each in tables.clusters],
    }


def cluster_parts(cluster: ClusterResult, lowest: int, method: IntervalMethod, variable: str) -> ClusterParts:
    """The parts of one cluster by one variable, shares by one method of the interval."""
    domains = [each for each in cluster.domains if each.variable == variable]
    unknown = [each for each in domains if each.share.value is None]
    # Parts that all lack a figure are told once, not in a table of dashes.
    reasons = dict.fromkeys(each.share.reason for each in unknown if each.n or len(unknown) == len(domains))
    told = [each for each in domains if each.n and each.share.value is not None]
    found = []
    for name in DIMENSIONS:
        cells = [_cells(each, each.dimensions[name], lowest, method) for each in told if name in each.dimensions]
        if cells:
            found.append(PartsOfDimension(str(DIMENSION_HEADS[name]), tuple(cells)))
    return ClusterParts(
        cluster=cluster,
        lines=() if reasons else tuple(PartLine(domain_name(each), _part_line(each)) for each in domains),
        dimensions=tuple(found),
        reason=" ".join(str(REASONS.get(each, each)) for each in reasons),
    )


def domain_name(domain: DomainResult) -> str:
    """A part as people call it: a size with its head counts, or whose the firms are."""
    if domain.code == NOT_KNOWN:
        return _("Not known")
    if domain.variable == SIZE:
        return size_words(SizeClass(domain.code), domain.bounds)
    return str(OwnershipClass(domain.code).label)


def _part_line(domain: DomainResult) -> EstimateLine:
    share = domain.share
    is_census = share.reason == NoError.CENSUS
    word = METHODS[IntervalMethod.CENSUS] if is_census else REASONS.get(share.reason, share.reason)
    return EstimateLine(
        domain_name(domain), share.value, share.se, share.low, share.high, share.df, domain.n, str(word)
    )


def _cells(domain: DomainResult, shares: PopulationShares, lowest: int, method: IntervalMethod) -> PartCells:
    if not shares.share:
        reason = str(REASONS.get(shares.reason, shares.reason))
        return PartCells(domain_name(domain), shares.n, shares.df, (), reason)
    low, high, _used = bounds_of(shares, method)
    lines = tuple(share_line(shares, low, high, level) for level in RUNGS if level >= lowest)
    reason = str(CENSUS) if shares.reason == NoSample.CENSUS else ""
    return PartCells(domain_name(domain), shares.n, shares.df, lines, reason)
