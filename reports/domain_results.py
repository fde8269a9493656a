"""The record of what a sample says of a part of its population: firms of a size, or of one kind of owners. Pure."""

from dataclasses import dataclass, field
from typing import Any

from reports.population_figures import FigureEstimate
from reports.sampling import PopulationShares

SIZE, OWNERSHIP = "size", "ownership"
DOMAIN_VARIABLES = (SIZE, OWNERSHIP)
NOT_KNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DomainResult:
    """The firms of one class as their interviews tell it, whatever the list they were drawn from said.

    `code` is a class of `variable`; `bounds` are the head counts from which a firm is small, medium and large, empty
    for the usual ones. `n` firms of the run are in it. `share` is their part of all firms of the population in per
    cent; `dimensions` holds the cells of Table 5 over the firms of the class, none where it is the class of firms that
    do not tell.
    """

    variable: str
    code: str
    n: int
    share: FigureEstimate
    dimensions: dict[str, PopulationShares] = field(default_factory=dict)
    bounds: tuple[int, ...] = ()


def domain_from_json(data: dict[str, Any], dimensions: tuple[str, ...]) -> DomainResult:
    """Rebuild the record that `dataclasses.asdict` wrote, its dimensions in this order."""
    return DomainResult(
        variable=data["variable"],
        code=data["code"],
        n=data["n"],
        share=FigureEstimate.from_json(data["share"]),
        dimensions={
            name: PopulationShares.from_json(data["dimensions"][name])
            for name in dimensions
            if name in data["dimensions"]
        },
        bounds=tuple(data["bounds"]),
    )
