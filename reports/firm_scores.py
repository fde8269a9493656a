"""Rungs and levels of many interviews at once, and the shape in which they are stored. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from reports.score_inputs import ASSESSED, FIGURES, StoredAnswers, columns_of, figures_of
from scoring.columns import FloatArray, Int8Array
from scoring.levels import LevelRule, PointPolicy
from scoring.ruleset import RuleSet
from scoring.rungs import STATE_OF, Dimension
from scoring.truth import Truth
from scoring.vectorised import NO_POINT, LevelColumns, levels_of, rung_matrix

_STATE_NAMES = {int(truth): str(STATE_OF[truth]) for truth in Truth}


@dataclass(frozen=True, slots=True)
class Scored:
    """The rungs int8[n, 6], levels and firm figures float64[n] of n firms."""

    rungs: dict[Dimension, Int8Array]
    levels: dict[Dimension, LevelColumns]
    figures: dict[str, FloatArray]


class LevelChoices(Protocol):
    """How rungs make levels: what a study's setup and a run's specification both say."""

    @property
    def level_rule(self) -> str: ...

    @property
    def floor_level_1(self) -> bool: ...

    @property
    def point_policy(self) -> str: ...


def score_answers(
    answers: Sequence[StoredAnswers],
    not_asked: Sequence[frozenset[str]],
    rule_set: RuleSet,
    choices: LevelChoices,
    variant: str,
) -> Scored:
    """Score interviews of one sector variant; `not_asked` holds for each the items its variant leaves out."""
    codes = rule_set.items(variant) | frozenset(ASSESSED.values())
    credited = frozenset(str(each) for each in rule_set.credited)
    columns = columns_of(answers, codes, credited=credited, not_asked=not_asked)
    rungs = rung_matrix(rule_set, columns, len(answers), variant)
    levels = {
        each: levels_of(
            rungs[each],
            LevelRule(choices.level_rule),
            choices.floor_level_1,
            PointPolicy(choices.point_policy),
            columns[ASSESSED[each]].values,
        )
        for each in Dimension
    }
    return Scored(rungs, levels, figures_of(answers))


def dimension_scores(scored: Scored, row: int) -> dict[str, Any]:
    """Rungs and levels of one firm by dimension, as they are stored."""
    found = {}
    for each in Dimension:
        levels = scored.levels[each]
        point = int(levels.point[row])
        found[str(each)] = {
            "rungs": [_STATE_NAMES[code] for code in scored.rungs[each][row].tolist()],
            "low": int(levels.low[row]),
            "high": int(levels.high[row]),
            "point": None if point == NO_POINT else point,
            "tie": bool(levels.tie[row]),
        }
    return found


def joined_levels(levels: Sequence[LevelColumns]) -> LevelColumns:
    """Levels of several chunks of firms as those of one."""
    return LevelColumns(
        *(np.concatenate([getattr(each, name) for each in levels]) for name in ("low", "high", "point", "tie"))
    )


def no_firms() -> Scored:
    """The scores of a cluster without a firm."""
    none = np.zeros(0, dtype=np.int8)
    return Scored(
        rungs={each: np.zeros((0, 6), dtype=np.int8) for each in Dimension},
        levels={each: LevelColumns(none, none, none, np.zeros(0, dtype=np.bool_)) for each in Dimension},
        figures={code: np.zeros(0) for code in FIGURES},
    )
