"""What a sample says of parts of its population: Table 5 over firms of an observed size, or of observed owners. Pure.

The stratum stays what the list said when firms were drawn, for it gives the weight; the part is what the interview
found. Source: method.md A.6, points 1 and 6.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from reports.cluster_columns import ClusterColumns
from reports.domain_results import NOT_KNOWN, OWNERSHIP, SIZE, DomainResult
from reports.population_figures import FigureEstimate
from reports.sampling import NoSample, PopulationShares, design_of
from reports.score_inputs import EMPLOYEES, FOREIGN_EQUITY
from reports.specification import Specification
from scoring.columns import BoolArray, Int8Array
from scoring.designs import Estimates, SampleDesign, estimate_means, null_effect
from scoring.estimates import NoError
from scoring.interval_columns import IntervalMethod, share_bounds
from scoring.ownership import Ownership
from scoring.rungs import RUNGS, Dimension
from scoring.size import USUAL_BOUNDS, classes_by_bounds
from scoring.vectorised import NO_POINT

FEWEST_IN_A_DOMAIN = 2
"""Of one firm every share is 0 or 100 per cent, and says nothing of how sure that is."""

Designs = Mapping[str, SampleDesign | NoSample]


def domain_results(
    inputs: Mapping[str, Any], specification: Specification, columns: ClusterColumns
) -> tuple[DomainResult, ...]:
    """Return every class of size and of owners of one cluster, each with its cells of Table 5.

    `inputs` are the frozen inputs of the cluster (reports.cluster_inputs). Micro firms, which few lists have, and firms
    that do not tell are there only where some were met.
    """
    everyone = np.ones(columns.firms, dtype=np.bool_)
    known = {str(each): columns.levels[each].point != NO_POINT for each in Dimension if each in columns.levels}
    design = _design(everyone, inputs, columns)
    by_dimension = {name: _design(each, inputs, columns) for name, each in known.items()}
    found = []
    for variable, code, inside, bounds in _classes(inputs, specification, columns):
        cells = {
            name: domain_shares(columns.levels[Dimension(name)].point[each], inside[each], by_dimension[name])
            for name, each in known.items()
            if code != NOT_KNOWN
        }
        found.append(DomainResult(variable, code, int(inside.sum()), _share(inside, design), cells, bounds))
    return tuple(found)


def domain_shares(points: Int8Array, inside: BoolArray, design: SampleDesign | NoSample) -> PopulationShares:
    """Return the shares of the firms of a domain at each of the levels 1 to 6 or above, over those that have a level.

    `points` int8[n] levels and `inside` bool[n] of the design's units, or of no design's. The whole sample stays in the
    sum of the variance, so that the chance of how many belong to the domain is counted.
    """
    n = int(inside.sum())
    if n == 0:
        return PopulationShares(reason=NoSample.NO_FIRMS)
    if isinstance(design, NoSample):
        return PopulationShares(reason=design, n=n)
    reached = (points[:, None] >= np.array(RUNGS)).astype(np.float64)
    found = _told(estimate_means(design, reached, inside), inside, design)
    share, se = (tuple((100 * each).tolist()) for each in (found.value, found.se))
    sizes: dict[str, Any] = {"df": int(found.df[0]), "n": n}
    if found.no_error is NoError.CENSUS:
        return PopulationShares(share=share, reason=NoSample.CENSUS, method=IntervalMethod.CENSUS.value, **sizes)
    if n < FEWEST_IN_A_DOMAIN:
        return PopulationShares(reason=NoSample.FEW, n=n)
    if found.no_error is NoError.SINGLETON:
        return PopulationShares(reason=NoSample.SINGLETON, n=n)
    bounds = share_bounds(found, design)
    low, high = (tuple((100 * each).tolist()) for each in (bounds.low, bounds.high))
    effect = null_effect(design, inside)
    sizes |= {"method": bounds.method.value, "effect": effect, "joined": found.joined}
    return PopulationShares(None, share, low, high, se=se, **sizes)


def _told(found: Estimates, inside: BoolArray, design: SampleDesign) -> Estimates:
    """The estimates, called a census where every firm of the strata in which the domain was met was observed."""
    met = np.bincount(design.stratum[inside], minlength=design.units.size) > 0
    return found if np.any(design.left[met] > 0) else replace(found, no_error=NoError.CENSUS)


def _share(inside: BoolArray, design: SampleDesign | NoSample) -> FigureEstimate:
    """The part of all firms of the population that the class has, in per cent."""
    n = int(inside.sum())
    if isinstance(design, NoSample):
        return FigureEstimate(n=n, reason=design)
    found = estimate_means(design, inside.astype(np.float64))
    told = FigureEstimate(100 * float(found.value[0]), df=int(found.df[0]), n=n)
    if found.no_error is not None:
        method = IntervalMethod.CENSUS if found.no_error is NoError.CENSUS else IntervalMethod.NONE
        return replace(told, method=method.value, reason=found.no_error.value)
    bounds = share_bounds(found, design)
    low, high = 100 * float(bounds.low[0]), 100 * float(bounds.high[0])
    told = replace(told, se=100 * float(found.se[0]), low=low, high=high, method=bounds.method.value)
    return replace(told, joined=found.joined)


def _classes(
    inputs: Mapping[str, Any], specification: Specification, columns: ClusterColumns
) -> Iterator[tuple[str, str, BoolArray, tuple[int, ...]]]:
    """Each class of each variable with its firms bool[n], and the bounds of sizes that are not the usual ones."""
    given = tuple(inputs.get("size_bounds") or ())
    sizes = classes_by_bounds(columns.figures[EMPLOYEES[1]], given or USUAL_BOUNDS)
    for code, inside in sizes.items():
        if inside.any() or code not in ("micro", NOT_KNOWN):
            yield SIZE, code, inside, given
    equity = columns.figures[FOREIGN_EQUITY]
    told = (equity >= 0) & (equity <= 100)
    is_foreign = told & (equity >= specification.foreign_threshold)
    owners = {Ownership.FOREIGN: is_foreign, Ownership.NATIONAL: told & ~is_foreign, Ownership.UNKNOWN: ~told}
    for owner, inside in owners.items():
        if inside.any() or owner != NOT_KNOWN:
            yield OWNERSHIP, owner.value, inside, ()


def _design(known: BoolArray, inputs: Mapping[str, Any], columns: ClusterColumns) -> SampleDesign | NoSample:
    return design_of(known, columns.attributes, inputs["frame"], columns.weights, inputs.get("weights"))
