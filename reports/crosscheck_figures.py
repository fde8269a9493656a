"""The cross-checks of one cluster of a run, gathered chunk by chunk: do its levels fit together?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from reports.firm_scores import Scored
from reports.models import RunFirm
from scoring.columns import FloatArray, Int8Array
from scoring.crosschecks import LEVELS, PAIRS, interviewer_effect, level_table_of, rank_correlation
from scoring.outliers import KEY_FIGURES, farthest
from scoring.rungs import Dimension
from scoring.vectorised import NO_POINT
from surveys.models import Interview

NOBODY = 0
"""In place of an interviewer who is not known; keys of rows begin at 1."""


class CrossChecks:
    """A few numbers of each firm, and counts by stratum and interviewer."""

    def __init__(self) -> None:
        self.points: dict[Dimension, list[Int8Array]] = {each: [] for each in Dimension}
        self.indices: dict[Dimension, list[FloatArray]] = {each: [] for each in Dimension}
        self.figures: dict[str, list[FloatArray]] = {name: [] for name in KEY_FIGURES}
        self.positions: list[int] = []
        self.by_interviewer: dict[Dimension, dict[tuple[str, int], list[int]]] = {
            each: defaultdict(lambda: [0] * LEVELS) for each in Dimension
        }

    def add(self, firms: Sequence[RunFirm], scored: Scored) -> None:
        """Take in a chunk of firms, scored with what the checks need."""
        self.positions += [firm.position for firm in firms]
        for each in Dimension:
            self.points[each].append(scored.levels[each].point)
            self.indices[each].append(scored.indices[each])
        for name, values in self.figures.items():
            values.append(scored.key_figures[name])
        self._count(firms, scored)

    def _count(self, firms: Sequence[RunFirm], scored: Scored) -> None:
        rows = Interview.objects.filter(pk__in=[firm.interview_id for firm in firms])
        authors = dict(rows.values_list("pk", "author"))
        for row, firm in enumerate(firms):
            who = authors.get(firm.interview_id) or NOBODY
            stratum = str(firm.attributes.get("stratum", ""))
            for each in Dimension:
                point = int(scored.levels[each].point[row])
                if who != NOBODY and point != NO_POINT:
                    self.by_interviewer[each][stratum, who][point] += 1

    def finished(self) -> dict[str, Any]:
        """What a run keeps; see `stored` of reports.crosscheck_page for how it is read."""
        points = {each: joined(self.points[each], np.int8) for each in Dimension}
        return {
            "tables": {f"{one}-{other}": level_table_of(points[one], points[other]).tolist() for one, other in PAIRS},
            "indices": {str(each): self._borne_out(each, points[each]) for each in Dimension},
            "interviewers": {str(each): self._interviewers(each) for each in Dimension},
            "outliers": self._outliers(),
        }

    def _borne_out(self, dimension: Dimension, points: Int8Array) -> dict[str, Any]:
        levels = np.where(points == NO_POINT, np.nan, points.astype(np.float64))
        return asdict(rank_correlation(joined(self.indices[dimension], np.float64), levels))

    def _interviewers(self, dimension: Dimension) -> dict[str, Any]:
        found = interviewer_effect(self.by_interviewer[dimension])
        means = [[who, firms, mean] for who, (firms, mean) in found.means.items()]
        told = ("firms", "interviewers", "left_out", "share", "expected", "p")
        return {**{name: getattr(found, name) for name in told}, "means": means}

    def _outliers(self) -> dict[str, Any]:
        found, everywhere = farthest({name: joined(each, np.float64) for name, each in self.figures.items()})
        return {
            "count": everywhere,
            "farthest": [{**asdict(each), "position": self.positions[each.row]} for each in found],
        }


def joined(chunks: list[Any], kind: Any) -> Any:
    return np.concatenate(chunks) if chunks else np.zeros(0, dtype=kind)
