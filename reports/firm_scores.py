"""Rungs and levels of many interviews at once, and the shape in which they are stored. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from reports.score_inputs import ASSESSED, FIGURES, StoredAnswers, columns_of, figures_of
from scoring.assessed import stand_in
from scoring.columns import FloatArray, Int8Array, ItemColumn
from scoring.indices import ITEMS, index_of
from scoring.levels import LevelRule, PointPolicy
from scoring.outliers import KEY_FIGURES, key_figure_columns
from scoring.ruleset import RuleSet
from scoring.rungs import STATE_OF, Dimension
from scoring.sensitivity import KChoice, with_k
from scoring.truth import Truth
from scoring.vectorised import NO_POINT, LevelColumns, levels_of, rung_matrix

CHECKED = ITEMS | {item for pair in KEY_FIGURES.values() for item in pair}
_STATE_NAMES = {int(truth): str(STATE_OF[truth]) for truth in Truth}


@dataclass(frozen=True, slots=True)
class Scored:
    """The rungs int8[n, 6], levels and firm figures float64[n] of n firms.

    `levels` are those that count; `computed` are what the answers give, `assessed` int8[n] what a person gave, -1 for
    nothing. `rungs_by_k` (scoring.sensitivity), `indices` and `key_figures` float64[n] are there where the
    checks of a run were asked for.
    """

    rungs: dict[Dimension, Int8Array]
    levels: dict[Dimension, LevelColumns]
    computed: dict[Dimension, LevelColumns]
    assessed: dict[Dimension, Int8Array]
    figures: dict[str, FloatArray]
    rungs_by_k: dict[KChoice, dict[Dimension, Int8Array]] = field(default_factory=dict)
    indices: dict[Dimension, FloatArray] = field(default_factory=dict)
    key_figures: dict[str, FloatArray] = field(default_factory=dict)


class LevelChoices(Protocol):
    """How rungs make levels: what a study's setup and a run's specification both say."""

    @property
    def level_rule(self) -> str: ...

    @property
    def floor_level_1(self) -> bool: ...

    @property
    def point_policy(self) -> str: ...

    @property
    def use_assessed(self) -> bool: ...


def score_answers(
    answers: Sequence[StoredAnswers],
    not_asked: Sequence[frozenset[str]],
    rule_set: RuleSet,
    choices: LevelChoices,
    variant: str,
    overrides: Sequence[Mapping[str, Any]] | None = None,
    *,
    with_checks: bool = False,
) -> Scored:
    """Score interviews of one sector variant; `not_asked` holds for each the items its variant leaves out.

    `overrides` holds for each the levels a person assessed, by dimension (reports.assessed_levels). `with_checks` asks
    for what the checks of a run need beside.
    """
    codes = rule_set.items(variant) | frozenset(ASSESSED.values()) | (CHECKED if with_checks else frozenset())
    credited = frozenset(str(each) for each in rule_set.credited)
    columns = columns_of(answers, codes, credited=credited, not_asked=not_asked)
    rungs = rung_matrix(rule_set, columns, len(answers), variant)
    computed = {
        each: levels_of(
            rungs[each],
            LevelRule(choices.level_rule),
            choices.floor_level_1,
            PointPolicy(choices.point_policy),
            columns[ASSESSED[each]].values,
        )
        for each in Dimension
    }
    assessed = {each: _assessed(overrides, each, len(answers)) for each in Dimension}
    levels = {
        each: stand_in(computed[each], assessed[each], floor_level_1=choices.floor_level_1)
        if choices.use_assessed
        else computed[each]
        for each in Dimension
    }
    scored = Scored(rungs, levels, computed, assessed, figures_of(answers))
    return _with_checks(scored, rule_set, columns, variant) if with_checks else scored


def _with_checks(scored: Scored, rule_set: RuleSet, columns: Mapping[str, ItemColumn], variant: str) -> Scored:
    """The same with what the checks of a run need."""
    firms = scored.rungs[Dimension.HR].shape[0]
    others = (KChoice.MINIMUM, KChoice.ALL)
    return replace(
        scored,
        rungs_by_k={
            KChoice.DEFAULT: scored.rungs,
            **{k: rung_matrix(with_k(rule_set, k), columns, firms, variant) for k in others},
        },
        indices={each: index_of(each, columns, firms) for each in Dimension},
        key_figures=key_figure_columns(columns, firms),
    )


def dimension_scores(scored: Scored, row: int) -> dict[str, Any]:
    """Rungs and levels of one firm by dimension, as they are stored.

    Where a person assessed the level, `assessed` is what they gave; where it counts, `computed` keeps what the answers
    give.
    """
    found: dict[str, Any] = {}
    for each in Dimension:
        found[str(each)] = {
            "rungs": [_STATE_NAMES[code] for code in scored.rungs[each][row].tolist()],
            **_bounds(scored.levels[each], row),
            "tie": bool(scored.levels[each].tie[row]),
        }
        assessed = int(scored.assessed[each][row])
        if assessed != NO_POINT:
            found[str(each)]["assessed"] = assessed
            if scored.levels[each] is not scored.computed[each]:
                found[str(each)]["computed"] = _bounds(scored.computed[each], row)
    return found


def _bounds(levels: LevelColumns, row: int) -> dict[str, int | None]:
    point = int(levels.point[row])
    return {
        "low": int(levels.low[row]),
        "high": int(levels.high[row]),
        "point": None if point == NO_POINT else point,
    }


def _assessed(overrides: Sequence[Mapping[str, Any]] | None, dimension: Dimension, firms: int) -> Int8Array:
    given = overrides if overrides is not None else [{}] * firms
    return np.array([each.get(str(dimension), {}).get("level", NO_POINT) for each in given], dtype=np.int8)


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
        computed={each: LevelColumns(none, none, none, np.zeros(0, dtype=np.bool_)) for each in Dimension},
        assessed=dict.fromkeys(Dimension, none),
        figures={code: np.zeros(0) for code in FIGURES},
    )
