"""Three-valued logic with a fourth value for what does not apply.

The codes are ordered so that ``all`` is a minimum: false < unknown < true < not applicable.
The same codes fill the arrays of ``scoring.vectorised``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """The value of a rule. It refuses ``if truth:``, because an unknown is neither."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2
    NA = 3

    def __bool__(self) -> bool:
        """Raise TypeError: compare with ``is Truth.TRUE`` and say what an unknown shall be."""
        raise TypeError(f"Truth.{self.name} is not a yes or a no; compare it with 'is Truth.TRUE'.")


def all_of(parts: Iterable[Truth]) -> Truth:
    """Return whether every applicable part is true.

    False if any part is false, else unknown if any is unknown, else true; parts that do not
    apply are dropped, and when none applies the whole does not apply. Source: method.md A.3.1.
    """
    return Truth(min(parts, default=Truth.NA))


def any_of(parts: Iterable[Truth]) -> Truth:
    """Return whether some applicable part is true.

    True if any part is true, else unknown if any is unknown, else false; when no part applies
    the whole does not apply. Source: method.md A.3.1, and ``k_of`` on the empty case.
    """
    return Truth(max((part for part in parts if part is not Truth.NA), default=Truth.NA))


def k_of(k: int, parts: Iterable[Truth]) -> Truth:
    """Return whether at least ``k`` applicable parts are true.

    ``k`` is at least 1. Parts that do not apply are dropped and k becomes at most the number n'
    of those left. True if the true parts reach k, false if even the unknown ones could not make
    them reach it, else unknown. When no part applies the whole does not apply: read to the
    letter, n' = 0 would make ``k_of`` true out of nothing and ``any`` false, although ``any`` is
    ``k_of`` with k = 1 and ``all`` is ``k_of`` with k = n. Raises ValueError when k < 1.
    Source: method.md A.3.1.
    """
    if k < 1:
        raise ValueError(f"k_of: k is {k}; ask for at least 1.")
    applicable = [part for part in parts if part is not Truth.NA]
    if not applicable:
        return Truth.NA
    needed = min(k, len(applicable))
    true = applicable.count(Truth.TRUE)
    if true >= needed:
        return Truth.TRUE
    return Truth.FALSE if true + applicable.count(Truth.UNKNOWN) < needed else Truth.UNKNOWN
