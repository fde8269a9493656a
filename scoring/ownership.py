"""Foreign ownership: who is foreign, and what share of a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MAJORITY_PCT = 50.0


class Ownership(StrEnum):
    """Whose a firm is."""

    FOREIGN = "foreign"
    NATIONAL = "national"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ForeignShare:
    """The foreign share of a sample, over the firms whose ownership is known.

    ``share_pct`` is unweighted, ``weighted_pct`` weighted (None without weights); both are None
    when no ownership is known. ``unknown`` firms are counted beside and are in no denominator.
    """

    foreign: int
    known: int
    unknown: int
    share_pct: float | None
    weighted_pct: float | None


def ownership_of(foreign_equity_pct: float | None, threshold_pct: float = MAJORITY_PCT) -> Ownership:
    """Return whose a firm is by its foreign equity in per cent; exactly the threshold is foreign.

    Unknown for a missing figure and for one outside 0 to 100, which says nothing about the owner.
    Source: method.md A.5 (the survey paper's note to Table 1).
    """
    if foreign_equity_pct is None or not 0 <= foreign_equity_pct <= 100:
        return Ownership.UNKNOWN
    return Ownership.FOREIGN if foreign_equity_pct >= threshold_pct else Ownership.NATIONAL


def foreign_share(
    foreign_equity_pct: Sequence[float | None],
    *,
    threshold_pct: float = MAJORITY_PCT,
    weights: Sequence[float] | None = None,
) -> ForeignShare:
    """Return the foreign share of firms, given each one's foreign equity in per cent.

    ``weights``, when given, stand in the firms' order and are not negative. Raises ValueError when
    their number differs. Source: method.md A.5.
    """
    if weights is not None and len(weights) != len(foreign_equity_pct):
        raise ValueError(
            f"Foreign share: {len(weights)} weights for {len(foreign_equity_pct)} firms; give one for each."
        )
    owners = [ownership_of(equity, threshold_pct) for equity in foreign_equity_pct]
    foreign, national = owners.count(Ownership.FOREIGN), owners.count(Ownership.NATIONAL)
    known = foreign + national
    weighted = None
    if weights is not None:
        pairs = list(zip(owners, weights, strict=True))
        whole = sum(weight for owner, weight in pairs if owner is not Ownership.UNKNOWN)
        part = sum(weight for owner, weight in pairs if owner is Ownership.FOREIGN)
        weighted = 100 * part / whole if whole > 0 else None
    return ForeignShare(
        foreign, known, owners.count(Ownership.UNKNOWN), 100 * foreign / known if known else None, weighted
    )
