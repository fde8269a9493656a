"""A draw of firms that anybody can repeat from its seed. Source: method.md A.6, point 3."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


def frame_hash(codes: Iterable[str]) -> str:
    """Return the SHA-256 of the frame: its codes in order, one to a line."""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(set(codes))).encode()).hexdigest()


def drawn(codes: Iterable[str], share_pct: float, seed: str) -> tuple[str, ...]:
    """Return the codes drawn from a frame, in the order of the draw.

    Each code is given the SHA-256 of ``seed``, a colon and the code; the lowest come first. Of N codes
    the first N * ``share_pct`` / 100, halves up, are drawn, at least one of a share above zero. The order
    of the frame does not matter, any language can repeat the draw, and a larger share under the same
    seed adds firms and drops none. Raises ValueError for a share outside 0 to 100 or an empty seed.
    """
    if not 0 <= share_pct <= 100:
        raise ValueError(f"Draw: found a share of {share_pct} per cent; give one from 0 to 100.")
    order = draw_order(codes, seed)
    wanted = math.floor(len(order) * share_pct / 100 + 0.5)
    return order[: max(wanted, 1) if share_pct and order else 0]


def draw_key(seed: str, code: str) -> str:
    """Return what a code is put in order by: the SHA-256 of the seed, a colon and the code."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def draw_order(codes: Iterable[str], seed: str) -> tuple[str, ...]:
    """Return all codes, each once, in the order in which a draw takes them; ValueError for an empty seed."""
    if not seed:
        raise ValueError("Draw: the seed is empty; give a word or a number.")
    return tuple(sorted(set(codes), key=lambda code: (draw_key(seed, code), code)))


@dataclass(frozen=True, slots=True)
class StratumDraw:
    """What was drawn of one stratum, in order: the sample, and behind it the reserve for replacements.

    ``listed`` counts the units of the stratum on the list, sample and reserve among them.
    """

    stratum: str
    listed: int
    sample: tuple[str, ...]
    reserve: tuple[str, ...] = ()

    @property
    def inclusion(self) -> float:
        """Return the probability, 0 to 1, with which each listed unit of the stratum came into the sample."""
        return len(self.sample) / self.listed if self.listed else 0.0


def strata_hash(frame: Mapping[str, Iterable[str]]) -> str:
    """Return the SHA-256 of a stratified frame: stratum, tab, code, one unit to a line, the lines in order."""
    lines = sorted({f"{stratum}\t{code}\n" for stratum, codes in frame.items() for code in codes})
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def draw_strata(
    frame: Mapping[str, Iterable[str]],
    sizes: Mapping[str, int],
    seed: str,
    reserve: Mapping[str, int] | None = None,
) -> tuple[StratumDraw, ...]:
    """Return a simple random sample without replacement of each stratum, in the order of the frame's strata.

    Of each stratum's order (`draw_order`) the first ``sizes`` units are the sample and the next ``reserve`` ones the
    reserve, as far as there are any. Larger sizes under the same seed add units and drop none. Raises ValueError for
    an empty seed, a size below 0 or above what is listed, and a stratum that is not on the frame. Source: method.md
    A.6, point 3.
    """
    reserve = reserve or {}
    unknown = (set(sizes) | set(reserve)) - set(frame)
    if unknown:
        raise ValueError(f"Draw: the frame has no stratum {min(unknown)}; give sizes for its own strata.")
    found = []
    for stratum, codes in frame.items():
        order = draw_order(codes, seed)
        size, behind = sizes.get(stratum, 0), reserve.get(stratum, 0)
        if not 0 <= size <= len(order) or behind < 0:
            raise ValueError(f"Draw: {size} of the {len(order)} units of {stratum}; give a number from 0 to that.")
        found.append(StratumDraw(stratum, len(order), order[:size], order[size : size + behind]))
    return tuple(found)


class DrawFault(StrEnum):
    """Why a record of a draw does not reproduce: another frame, another number listed, another order."""

    FRAME = "frame"
    LISTED = "listed"
    ORDER = "order"


def replay(
    frame: Mapping[str, Iterable[str]], seed: str, frame_hash: str, record: Sequence[StratumDraw]
) -> tuple[tuple[str, DrawFault], ...]:
    """Return what does not come out again when a recorded draw is repeated from its frame and seed.

    Each fault names its stratum, or nothing where the frame as a whole is another; empty when all comes out.
    """
    listed = {stratum: tuple(codes) for stratum, codes in frame.items()}
    faults = [] if strata_hash(listed) == frame_hash else [("", DrawFault.FRAME)]
    for each in record:
        order = draw_order(listed.get(each.stratum, ()), seed)
        taken = (*each.sample, *each.reserve)
        if each.listed != len(order):
            faults.append((each.stratum, DrawFault.LISTED))
        if taken != order[: len(taken)]:
            faults.append((each.stratum, DrawFault.ORDER))
    return tuple(faults)
