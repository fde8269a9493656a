"""Where one firm stands among firms that nobody may recognise. Source: method.md A.6, point 10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scoring.disclosure import FEWEST_SHOWN, protect_column, protect_shares
from scoring.rounding import percent_half_up
from scoring.rungs import RUNGS

FEWEST_PEERS = 5
"""Other firms below which a group is not compared with."""


class PeerGroup(StrEnum):
    """With whom a firm is compared: its stratum, its whole cluster, or nobody."""

    STRATUM = "stratum"
    CLUSTER = "cluster"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PeerShares:
    """Of ``n`` peers the per cent at each of the levels 1 to 6 or above, halves up; None where it is hidden."""

    n: int
    at_least: tuple[int | None, ...]


def peer_group(sizes: Mapping[str | None, int], own: str | None, *, fewest: int = FEWEST_PEERS) -> PeerGroup:
    """Return the group with which a firm of the stratum ``own`` is compared; None is a firm without a stratum.

    ``sizes`` counts the firms of the cluster by stratum, this one included. A stratum needs ``fewest`` firms besides
    this one, otherwise the cluster stands in for it. The firms whose strata are too small for that could be worked out
    by whoever holds a comparison with the cluster and others with strata, by subtraction: where there are some of them,
    but too few to hide among each other, everybody is compared with the cluster. Raises ValueError for a stratum of no
    size.
    """
    if sizes.get(own, 0) < 1:
        raise ValueError(f"Peers: no firm in stratum {own}; count this firm in.")
    if sum(sizes.values()) <= fewest:
        return PeerGroup.NONE
    fallen_back = sum(size for stratum, size in sizes.items() if stratum is None or size <= fewest)
    if own is None or sizes[own] <= fewest or 0 < fallen_back <= fewest:
        return PeerGroup.CLUSTER
    return PeerGroup.STRATUM


def peer_shares(
    levels: Sequence[int], *, rest: Sequence[int] = (), own: int | None = None, fewest: int = FEWEST_SHOWN
) -> PeerShares:
    """Return the shares of peers at each level or above, those hidden that would single out fewer than ``fewest``.

    ``levels`` 0 to 6 of the peers, without the firm itself, whose settled level is ``own``; ``rest`` those of
    the other firms of the cluster. The public table of the cluster tells how many of all of them are at a
    level: whoever takes itself and its peers off knows of the rest. So a share is shown only where that
    table shows its count, and neither the peers nor the rest are too few there, or too near to the last
    level that was shown. Raises ValueError when there is no peer.
    """
    n = len(levels)
    if not n:
        raise ValueError("Peers: there is none to compare with.")
    everybody = [*levels, *rest, *([] if own is None else [own])]
    public = protect_column(_column(everybody), len(everybody), fewest=fewest).counts
    rows = [(len(each), *_column(each)) for each in (levels, rest) if each]
    shown = protect_shares(rows, [count is not None for count in public], fewest=fewest)
    counts = zip(_column(levels), shown, strict=True)
    return PeerShares(n, tuple(percent_half_up(count, n) if is_shown else None for count, is_shown in counts))


def _column(levels: Sequence[int]) -> list[int]:
    """Return how many are at each of the levels 1 to 6 or above."""
    return [sum(level >= rung for level in levels) for rung in RUNGS]
