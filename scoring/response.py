"""How large a sample, whom it missed, and what its weights cost. Source: method.md A.6."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import scipy

LEAST_PER_STRATUM = 2
FEWEST_COMPLETE = 5
"""Below so many respondents a stratum is merged with another before weights are adjusted (method.md A.6, point 5)."""
LOWEST_RESPONSE = 0.5
"""Below this response rate those who answered say little of those who did not."""
FEWEST_SETTLED = 5
"""A rate of fewer units than this says nothing yet."""


@dataclass(frozen=True, slots=True)
class Dispositions:
    """How many sampled units ended how."""

    complete: int = 0
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown_eligibility: int = 0
    ineligible: int = 0

    @property
    def eligible(self) -> int:
        """Return the units known to belong to the population."""
        return self.complete + self.partial + self.refusal + self.non_contact + self.other

    @property
    def settled(self) -> int:
        """Return all units of which it is known how they ended."""
        return self.eligible + self.unknown_eligibility + self.ineligible


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """Rates from 0 to 1, None where there is nothing to divide by.

    ``rr1`` counts every unit of unknown eligibility as eligible, ``rr_estimated`` the share
    ``eligibility`` of them; ``cooperation`` is over complete, partial and refused.
    """

    rr1: float | None
    rr_estimated: float | None
    eligibility: float | None
    cooperation: float | None


def response_rates(units: Dispositions) -> ResponseRates:
    """Return the response rates of a sample or of one stratum. Source: method.md A.6, point 4."""
    eligibility = _share(units.eligible, units.eligible + units.ineligible)
    unknown = units.unknown_eligibility
    estimated = None
    if eligibility is not None:
        estimated = _share(units.complete, units.eligible + eligibility * unknown)
    return ResponseRates(
        rr1=_share(units.complete, units.eligible + unknown),
        rr_estimated=estimated,
        eligibility=eligibility,
        cooperation=_share(units.complete, units.complete + units.partial + units.refusal),
    )


class Thin(StrEnum):
    """Why a stratum is thin: too few complete interviews, or too low a response rate."""

    FEW_COMPLETE = "few_complete"
    LOW_RESPONSE = "low_response"


def thinness(units: Dispositions, sample: int) -> tuple[Thin, ...]:
    """Return why the response of a stratum of ``sample`` units is thin; empty when it is not, or nothing is settled.

    Fewer than FEWEST_COMPLETE complete interviews (or fewer than the whole of a smaller sample); an RR1 below
    LOWEST_RESPONSE of at least FEWEST_SETTLED settled units. Source: method.md A.6, points 4 and 5.
    """
    if not units.settled:
        return ()
    found = [Thin.FEW_COMPLETE] if units.complete < min(FEWEST_COMPLETE, sample) else []
    rate = response_rates(units).rr1
    if rate is not None and rate < LOWEST_RESPONSE and units.settled >= FEWEST_SETTLED:
        found.append(Thin.LOW_RESPONSE)
    return tuple(found)


def item_response(answered: int, asked: int) -> float | None:
    """Return the share of those asked an item who answered it; None when nobody was asked."""
    return _share(answered, asked)


def sample_size(
    margin: float, *, population: int | None = None, proportion: float = 0.5, confidence: float = 0.95
) -> int:
    """Return how many units estimate a proportion to within ``margin`` (0.05 for five points).

    n0 = z^2 p(1-p)/margin^2, and in a finite population n0/(1 + (n0 - 1)/N); rounded up. Raises
    ValueError for a margin, proportion or confidence that is not between 0 and 1, or a population
    below 1. Source: method.md A.6, point 2.
    """
    for name, value in (("margin", margin), ("proportion", proportion), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ValueError(f"Sample size: {name} {value}; give a share between 0 and 1.")
    if population is not None and population < 1:
        raise ValueError(f"Sample size: a population of {population}; give at least 1.")
    infinite = float(scipy.stats.norm.ppf((1 + confidence) / 2)) ** 2 * proportion * (1 - proportion) / margin**2
    size = infinite if population is None else infinite / (1 + (infinite - 1) / population)
    # Rounded to nine decimals first, so that an error in the last bit does not cost a unit.
    return math.ceil(round(size, 9))


def expected_margin(
    sample: Mapping[str, int],
    population: Mapping[str, int],
    *,
    proportion: float = 0.5,
    confidence: float = 0.95,
) -> float | None:
    """Return the margin, as a share, with which a stratified sample would estimate a proportion if all answered.

    z * sqrt(sum W_h^2 (1 - n_h/N_h) S_h^2 / n_h) with W_h = N_h/N and S_h^2 = p(1-p) N_h/(N_h - 1), p being
    ``proportion`` in every stratum; `sample_size` is its inverse for one stratum. None where a stratum of the
    population has no unit in the sample; a stratum of none counts for nothing. Source: method.md A.6, points 2 and 6.
    """
    whole = sum(population.values())
    variance = 0.0
    for stratum, size in population.items():
        if size == 0:
            continue
        drawn = min(sample.get(stratum, 0), size)
        if drawn < 1:
            return None
        # A stratum taken whole has no sampling error, not even where its variance (N of 1) is not defined.
        if drawn < size:
            spread = proportion * (1 - proportion) * size / (size - 1)
            variance += (size / whole) ** 2 * (1 - drawn / size) * spread / drawn
    return float(scipy.stats.norm.ppf((1 + confidence) / 2)) * math.sqrt(variance)


def units_to_draw(needed: int, response: float, population: int) -> int:
    """Return how many units to draw so that ``needed`` answer at a response rate above 0 up to 1; at most all."""
    if not 0 < response <= 1:
        raise ValueError(f"Units to draw: a response rate of {response}; give a share above 0, up to 1.")
    return min(math.ceil(round(needed / response, 9)), population)


class Allocation(StrEnum):
    """How a sample is shared among strata: by population, equally, or by population times spread."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    NEYMAN = "neyman"


def allocate(
    total: int,
    population: Mapping[str, int],
    method: Allocation = Allocation.PROPORTIONAL,
    *,
    spread: Mapping[str, float] | None = None,
    take_all: frozenset[str] = frozenset(),
    least: int = LEAST_PER_STRATUM,
    most: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Return how many units to draw in each stratum.

    ``population`` maps strata to N_h; strata in ``take_all`` are taken whole, and so is one smaller
    than ``least`` or than its share. ``most`` says how many units can be drawn where a list holds fewer than
    N_h; N_h without it. The sum is ``total`` unless the least numbers need more or the
    strata hold fewer. Units are
    given one by one to the stratum furthest below its share (Webster's divisors). Raises
    ValueError when Neyman's allocation has no ``spread``. Source: method.md A.6, point 2.
    """
    if method is Allocation.NEYMAN and (spread is None or set(population) - set(spread)):
        raise ValueError("Allocation: Neyman's needs a spread for every stratum; give one or choose another method.")
    share = {stratum: _claim(size, method, (spread or {}).get(stratum, 0.0)) for stratum, size in population.items()}
    room_in = {stratum: min(size, (most or population)[stratum]) for stratum, size in population.items()}
    drawn = {stratum: size if stratum in take_all else min(size, least) for stratum, size in room_in.items()}
    while sum(drawn.values()) < total:
        room = [stratum for stratum, size in room_in.items() if drawn[stratum] < size]
        if not room:
            break
        drawn[max(room, key=lambda stratum: share[stratum] / (2 * drawn[stratum] + 1))] += 1
    return drawn


def _claim(size: int, method: Allocation, spread: float) -> float:
    """Return what a stratum's share of the sample is in proportion to."""
    return {Allocation.EQUAL: 1.0, Allocation.PROPORTIONAL: float(size), Allocation.NEYMAN: size * spread}[method]


def kish_design_effect(weights: Sequence[float]) -> float | None:
    """Return 1 + cv^2 of the weights, what unequal weights cost in variance; None without weight."""
    total = math.fsum(weights)
    if total <= 0:
        return None
    return len(weights) * math.fsum(weight**2 for weight in weights) / total**2


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
