"""The figures of a run of the suite: printed in the end, kept as JSON, and told in docs/reliability.md."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.faults.verdict import Verdict


@dataclass
class Figures:
    """Faults survived by kind, writes acknowledged by kind, what became of them, and how long healing took."""

    faults: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    in_doubt: int = 0
    lost: int = 0
    doubled: int = 0
    halved: int = 0
    runs_compared: int = 0
    runs_differing: int = 0
    healing: dict[str, float] = field(default_factory=dict)

    def survived(self, fault: str, healing: float = 0.0) -> None:
        self.faults[fault] += 1
        self.healing[fault] = max(self.healing.get(fault, 0.0), healing)

    def take(self, verdict: Verdict, resent: int) -> None:
        """Add the verdict over a whole installation; call it once for each, in the end."""
        self.acknowledged += verdict.acknowledged
        self.in_doubt += resent
        self.lost += len(verdict.lost)
        self.doubled += len(verdict.doubled)
        self.halved += len(verdict.halved)

    def compare(self, runs: dict[str, list[bool]]) -> None:
        self.runs_compared += len(runs)
        self.runs_differing += sum(not all(same) for same in runs.values())

    def to_json(self, seed: str, rounds: int) -> dict[str, Any]:
        return {
            "seed": seed,
            "rounds": rounds,
            "faults": dict(self.faults),
            "faults_survived": self.faults.total(),
            "acknowledged": dict(self.acknowledged),
            "acknowledged_writes": self.acknowledged.total(),
            "in_doubt_settled": self.in_doubt,
            "lost": self.lost,
            "duplicated": self.doubled,
            "halved": self.halved,
            "runs_compared": self.runs_compared,
            "runs_differing": self.runs_differing,
            "longest_healing_seconds": {fault: round(took, 1) for fault, took in self.healing.items()},
        }


FIGURES = Figures()


def lines_of(figures: Figures) -> list[str]:
    """The figures as people read them."""
    told = [
        f"{fault}: survived {times}, healed within {figures.healing[fault]:.1f} s"
        for fault, times in figures.faults.items()
    ]
    writes = ", ".join(f"{number} {kind}s" for kind, number in sorted(figures.acknowledged.items()))
    return [
        *told,
        f"faults survived: {figures.faults.total()}; longest healing {max(figures.healing.values()):.1f} s",
        f"acknowledged writes: {figures.acknowledged.total()} ({writes}); lost: {figures.lost}; "
        f"duplicated: {figures.doubled}; halved: {figures.halved}; in doubt, settled by a resend: {figures.in_doubt}",
        f"runs compared with an undisturbed process: {figures.runs_compared}; differing: {figures.runs_differing}",
    ]
