"""One cluster in two rounds: the same firms from level to level, and all firms by the shares they make.

Both runs are frozen, so that a comparison is a pure function of the two (docs/comparisons.md).
"""

from dataclasses import dataclass
from enum import StrEnum

from reports.results import DIMENSIONS
from reports.rounds_overlap import Overlap, overlap_of
from reports.run_levels import ClusterLevels, FirmLevels, RestsOn, Share, by_code, shares_of
from reports.sampling import NoSample
from scoring.differences import Difference, difference_of_shares
from scoring.estimates import Estimate
from scoring.rungs import RUNGS
from scoring.transitions import LevelChange, Transitions, Turnover, level_changes, transitions, turnover
from scoring.weighted_transitions import WeightedTransitions, weighted_transitions


class Basis(StrEnum):
    """On what the interval of a difference between two rounds rests, or why there is none."""

    OVERLAP = "overlap"
    INDEPENDENT = "independent"
    CONSERVATIVE = "conservative"
    ONE_CENSUS = "one_census"
    CENSUS = "census"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SharesCompared:
    """One level: the share of all firms in both rounds, and their difference. `common` firms make the covariance."""

    level: int
    first: Share
    second: Share
    difference: float | None
    found: Difference | None
    basis: Basis
    common: int

    @property
    def reasons(self) -> tuple[NoSample, ...]:
        """Why there is no interval, each reason once."""
        return tuple(dict.fromkeys(each.reason for each in (self.first, self.second) if each.reason is not None))


@dataclass(frozen=True, slots=True)
class DimensionInRounds:
    """One dimension: the matched firms' transitions with what they say, and the shares of all firms.

    `weighted` are the transitions with the weights of the earlier round, None where `shares` of that round say why.
    """

    code: str
    moved: Transitions
    weighted: WeightedTransitions | None
    turnover: Turnover
    changes: tuple[LevelChange, ...]
    shares: tuple[SharesCompared, ...]


@dataclass(frozen=True, slots=True)
class FirmInRounds:
    """One firm by its code: in which rounds it is ("both", "first", "second"), and by dimension its settled levels."""

    code: str
    where: str
    levels: tuple[tuple[int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Rounds:
    """Firms matched by their code: `both` are in both rounds, the others in one; the dimensions in their order.

    `renamed` are matched firms that bear another name in the later round; `weighted_by` are the weights of the earlier
    round, by which transitions are weighted.
    """

    both: tuple[str, ...]
    renamed: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    firms: tuple[FirmInRounds, ...]
    dimensions: tuple[DimensionInRounds, ...]
    weighted_by: RestsOn


def compare_rounds(first: ClusterLevels, second: ClusterLevels) -> Rounds:
    """Compare the earlier round of a cluster with the later one."""
    one, other = by_code(first.firms), by_code(second.firms)
    both = tuple(sorted(set(one) & set(other)))
    return Rounds(
        both=both,
        renamed=tuple(code for code in both if _key(one[code].name) != _key(other[code].name)),
        only_first=tuple(sorted(set(one) - set(other))),
        only_second=tuple(sorted(set(other) - set(one))),
        firms=tuple(_firm(code, one.get(code), other.get(code)) for code in sorted({*one, *other})),
        dimensions=tuple(
            _dimension(name, first, second, [(one[code], other[code]) for code in both]) for name in DIMENSIONS
        ),
        weighted_by=first.rests_on,
    )


def _firm(code: str, first: FirmLevels | None, second: FirmLevels | None) -> FirmInRounds:
    where = "both" if first and second else "first" if first else "second"
    levels = ((first.settled[name] if first else None, second.settled[name] if second else None) for name in DIMENSIONS)
    return FirmInRounds(code, where, tuple(levels))


def _key(name: str) -> str:
    """What of a name does not change with how it is typed."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _dimension(
    name: str, first: ClusterLevels, second: ClusterLevels, pairs: list[tuple[FirmLevels, FirmLevels]]
) -> DimensionInRounds:
    moved = transitions([one.settled[name] for one, _ in pairs], [other.settled[name] for _, other in pairs])
    shares = zip(RUNGS, shares_of(first, name), shares_of(second, name), strict=True)
    overlap = overlap_of(name, first, second, pairs)
    return DimensionInRounds(
        code=name,
        moved=moved,
        weighted=_weighted(name, first, [pair for pair in pairs if pair[0].points[name] is not None]),
        turnover=turnover(moved.up, moved.down),
        changes=level_changes(moved),
        shares=tuple(_compare(level, one, other, overlap, is_common=bool(pairs)) for level, one, other in shares),
    )


def _weighted(
    name: str, first: ClusterLevels, pairs: list[tuple[FirmLevels, FirmLevels]]
) -> WeightedTransitions | None:
    """The transitions by the design of the earlier round: of its firms with a level, those that were met again."""
    design = first.design(name)
    if isinstance(design, NoSample):
        return None
    later = {one.code: other.settled[name] for one, other in pairs}
    firms = [firm for firm in first.firms if firm.points[name] is not None]
    return weighted_transitions(
        design, [firm.settled[name] for firm in firms], [later.get(firm.code) for firm in firms]
    )


def _compare(level: int, first: Share, second: Share, overlap: Overlap | None, *, is_common: bool) -> SharesCompared:
    difference = None if first.percent is None or second.percent is None else second.percent - first.percent
    if first.estimate is None or second.estimate is None or overlap is None:
        return SharesCompared(level, first, second, difference, None, Basis.NONE, 0)
    rho = overlap.correlation(level, first.estimate, second.estimate)
    bounds = (first.bounds, second.bounds)
    found = difference_of_shares(first.estimate, second.estimate, correlation=rho, bounds=bounds)
    basis = _basis(first.estimate, second.estimate, is_common, overlap.firms)
    return SharesCompared(level, first, second, difference, found, basis, overlap.firms)


def _basis(first: Estimate, second: Estimate, is_common: bool, common: int) -> Basis:
    if first.census or second.census:
        return Basis.CENSUS if first.census and second.census else Basis.ONE_CENSUS
    if common:
        return Basis.OVERLAP
    return Basis.CONSERVATIVE if is_common else Basis.INDEPENDENT
