"""How far the figures of one cluster of a run hold: gathered chunk by chunk beside its tables, stored with the run."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reports.crosscheck_figures import CrossChecks
from reports.firm_scores import Scored
from reports.models import RunFirm
from reports.specification import Specification
from scoring.columns import FloatArray
from scoring.rungs import Dimension
from scoring.sensitivity import KChoice, LadderCounts, count_ladders, nobody, shares_of


def is_whole(robustness: dict[str, Any] | None) -> bool:
    """Whether a run keeps every check of this version for a cluster."""
    return robustness is not None and {"sensitivity", "crosschecks"} <= robustness.keys()


class Robustness:
    """Counts and a few numbers of each firm, so that memory stays small however many firms there are."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.ladders: dict[Dimension, LadderCounts] = {each: nobody() for each in Dimension}
        self.crosschecks = CrossChecks()

    def add(self, firms: Sequence[RunFirm], scored: Scored) -> None:
        """Take in a chunk of firms, scored with what the checks need."""
        self.crosschecks.add(firms, scored)
        weights = np.array([firm.weight for firm in firms], dtype=np.float64)
        for each in Dimension:
            self.ladders[each] += count_ladders(
                {k: scored.rungs_by_k[k][each] for k in KChoice},
                weights,
                scored.assessed[each] if self.specification.use_assessed else None,
            )

    def finished(self) -> dict[str, Any]:
        """What a run keeps: by dimension the shares under every combination (None without a firm), and cross-checks."""
        return {
            "sensitivity": {str(each): self._shares(each) for each in Dimension},
            "crosschecks": self.crosschecks.finished(),
        }

    def _shares(self, dimension: Dimension) -> list[list[float]] | None:
        found = shares_of(self.ladders[dimension], floor_level_1=self.specification.floor_level_1)
        return None if found is None else found.tolist()


def stored_shares(robustness: dict[str, Any] | None, dimension: str) -> FloatArray | None:
    """The shares float64[36, 6] of a dimension as a run keeps them, or None where it has none."""
    kept = (robustness or {}).get("sensitivity", {}).get(dimension)
    return None if kept is None else np.array(kept, dtype=np.float64)
