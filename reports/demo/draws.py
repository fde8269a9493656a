"""Numbers that look drawn and are always the same: what varies between reconstructed firms."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draws:
    """Gives each key one number, the same on every machine and in every year."""

    seed: str

    def unit(self, key: str) -> float:
        """Return a number in [0, 1)."""
        digest = hashlib.sha256(f"{self.seed}:{key}".encode()).digest()
        return int.from_bytes(digest[:7], "big") / 2**56

    def between(self, key: str, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return low + (high - low) * self.unit(key)

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.unit(key) * (high - low + 1))

    def chance(self, key: str, probability: float) -> bool:
        return self.unit(key) < probability

    def one_of(self, key: str, choices: Sequence[T]) -> T:
        return choices[self.whole(key, 0, len(choices) - 1)]

    def shuffled(self, key: str, choices: Sequence[T]) -> list[T]:
        order = sorted(range(len(choices)), key=lambda place: self.unit(f"{key}:{place}"))
        return [choices[place] for place in order]
