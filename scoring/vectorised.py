"""The rules and levels of this room over columns of many firms at once.

The same rule trees as ``scoring.rules``, the same levels as ``scoring.levels``; a property test
holds the two together. Truth values are int8 codes of ``scoring.truth.Truth``, so ``all`` is a
minimum of bytes and ``any`` a maximum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce

import numpy as np
from numpy.typing import NDArray

from scoring.columns import CREDITED, WHO_UNKNOWN, BoolArray, FloatArray, Int8Array, ItemColumn
from scoring.levels import HIGHEST, FirmLevel, LevelRule, PointPolicy
from scoring.rule_tree import COMPARE, AllRule, AnyRule, ConstRule, ItemRule, KOfRule, Op, RatioRule, Rule
from scoring.ruleset import RuleSet
from scoring.rungs import RUNGS, Dimension
from scoring.truth import Truth

NO_POINT = -1
"""The code of "no single level" in ``LevelColumns.point``."""

_FALSE, _UNKNOWN, _TRUE, _NA = (np.int8(truth) for truth in (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE, Truth.NA))
_NOT_APPLICABLE = 3
_TIE = 64
LADDERS = 4 ** len(RUNGS)
"""How many ladders six rungs of four states make."""


@dataclass(frozen=True, slots=True)
class LevelColumns:
    """The levels of n firms in one dimension: low, high and point int8[n] (point -1 for none), tie bool[n]."""

    low: Int8Array
    high: Int8Array
    point: Int8Array
    tie: BoolArray


def rung_matrix(
    ruleset: RuleSet, columns: Mapping[str, ItemColumn], n: int, variant: str | None
) -> dict[Dimension, Int8Array]:
    """Return for each dimension the rungs of n firms of one sector variant.

    ``columns`` maps item codes to columns of length n; an absent item is missing for every firm.
    Returns int8[n, 6] of Truth codes, column 0 for rung 1, stored column by column. Raises
    ValueError when a column has another length. Source: method.md A.3.1.
    """
    for code, column in columns.items():
        if column.values.shape != (n,) or column.state.shape != (n,):
            raise ValueError(f"Column {code}: has {column.values.shape[0]} rows; give one for each of {n} firms.")
    scorer = _Scorer(columns, n, ruleset.asks_who, ruleset.not_applicable(variant))
    matrices = {}
    for dimension, rules in ruleset.rules_for(variant).items():
        matrix = np.empty((len(RUNGS), n), dtype=np.int8)
        for rung in RUNGS:
            matrix[rung - 1] = scorer.truth(rules[rung])
        matrices[dimension] = matrix.T
    return matrices


def levels_of(
    matrix: Int8Array,
    rule: LevelRule,
    floor: bool,
    policy: PointPolicy,
    assessor: FloatArray | None = None,
) -> LevelColumns:
    """Return the levels that rungs give.

    ``matrix`` int8[n, 6] of Truth codes; ``assessor`` float64[n], whole numbers 0 to 6 and NaN where
    there is none, is what ``LevelRule.ASSESSOR`` takes. Each of the 4,096 possible ladders is
    worked out once and looked up. Raises ValueError as ``scoring.levels.level`` does.
    Source: method.md A.3.2.
    """
    if matrix.ndim != 2 or matrix.shape[1] != len(RUNGS):
        raise ValueError(f"Rungs: the matrix has the shape {matrix.shape}; give n rows of six rungs.")
    if rule is LevelRule.ASSESSOR:
        low, high = _assessed(assessor, matrix.shape[0], floor)
        tie = np.zeros(matrix.shape[0], dtype=np.bool_)
    else:
        # Low, high and tie of a ladder share one byte of the table, so that it is looked up once.
        packed = _every_ladder(rule, floor)[ladder_codes(matrix)]
        low, high = packed & np.int8(7), (packed >> np.int8(3)) & np.int8(7)
        tie = packed >= np.int8(_TIE)
    point = low if policy is PointPolicy.LOW else np.where(low == high, low, np.int8(NO_POINT))
    return LevelColumns(low, high, point, tie)


def level_columns(levels: Sequence[FirmLevel]) -> LevelColumns:
    """Return levels worked out firm by firm as columns, in the firms' order."""
    return LevelColumns(
        low=np.array([each.low for each in levels], dtype=np.int8),
        high=np.array([each.high for each in levels], dtype=np.int8),
        point=np.array([NO_POINT if each.point is None else each.point for each in levels], dtype=np.int8),
        tie=np.array([each.tie for each in levels], dtype=np.bool_),
    )


class _Scorer:
    """Evaluates rules over one set of columns."""

    def __init__(
        self,
        columns: Mapping[str, ItemColumn],
        n: int,
        asks_who: frozenset[str],
        not_applicable: frozenset[str],
    ) -> None:
        self.columns = columns
        self.n = n
        self.asks_who = asks_who
        self.not_applicable = not_applicable

    def truth(self, rule: Rule) -> Int8Array:
        """Return the truth of a rule, int8[n]."""
        match rule:
            case AllRule(parts=parts):
                return reduce(np.minimum, [self.truth(part) for part in parts])
            case AnyRule(parts=parts):
                return _any_of([self.truth(part) for part in parts])
            case KOfRule(k=k, parts=parts):
                return _k_of(k, [self.truth(part) for part in parts])
            case ConstRule(value=value):
                return self.same(_TRUE if value else _FALSE)
            case ItemRule(item=item):
                return self.credit((item,), self.item(rule))
            case RatioRule():
                return self.ratio(rule)

    def same(self, truth: np.int8) -> Int8Array:
        return np.full(self.n, truth, dtype=np.int8)

    def item(self, rule: ItemRule) -> Int8Array:
        """Return an item's truth before the question who did it."""
        if rule.item in self.not_applicable:
            return self.same(_NA)
        column = self.columns.get(rule.item)
        if column is None:
            return self.same(_UNKNOWN)
        if rule.op is None or rule.value is None:
            return _said(column.values > 0, _holds_value(column), column.state)
        if isinstance(rule.value, str):
            return self.choice(column, rule.op, rule.value)
        if column.chosen is not None:
            return _unsaid(column.state)
        return _said(COMPARE[rule.op](column.values, float(rule.value)), _holds_value(column), column.state)

    def choice(self, column: ItemColumn, op: Op, code: str) -> Int8Array:
        """Return whether a code was chosen, or was not; unknown where the item is no choice."""
        if column.chosen is None:
            return _unsaid(column.state)
        chosen = column.chosen.get(code, np.zeros(self.n, dtype=np.bool_))
        return _said(chosen == (op is Op.EQ), column.state == 0, column.state)

    def ratio(self, rule: RatioRule) -> Int8Array:
        """Return a ratio's truth; unknown without a positive denominator."""
        pair = (rule.numerator, rule.denominator)
        if not self.not_applicable.isdisjoint(pair):
            return self.same(_NA)
        above, below = self.columns.get(pair[0]), self.columns.get(pair[1])
        if above is None or below is None:
            return self.half_ratio(above or below)
        known = _holds_number(above) & _holds_number(below) & (below.values > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            holds = COMPARE[rule.op](above.values / below.values, rule.value)
        either = np.where(above.state == _NOT_APPLICABLE, above.state, below.state)
        return self.credit(pair, _said(holds, known, either))

    def half_ratio(self, column: ItemColumn | None) -> Int8Array:
        """Return the truth of a ratio one half of which nobody was asked."""
        return self.same(_UNKNOWN) if column is None else _unsaid(column.state)

    def credit(self, items: tuple[str, ...], truth: Int8Array) -> Int8Array:
        """Return the truth after asking who did it, where that is asked."""
        asked = [self.columns.get(item) for item in items if item in self.asks_who]
        if not asked:
            return truth
        counted: Int8Array = reduce(np.minimum, [_credit(column, self.n) for column in asked])
        return _replaced(truth, truth == _TRUE, counted)


def _holds_value(column: ItemColumn) -> BoolArray:
    """Return where a value was answered (one that is no number is none)."""
    said: BoolArray = (column.state == 0) & (column.values == column.values)
    return said


def _holds_number(column: ItemColumn) -> BoolArray:
    """Return where a number was answered; a choice holds none."""
    return np.zeros(column.state.shape, dtype=np.bool_) if column.chosen is not None else _holds_value(column)


def _unsaid(state: Int8Array) -> Int8Array:
    """Return the truth of a leaf without a value to compare."""
    truth: Int8Array = (state == _NOT_APPLICABLE).view(np.int8) * np.int8(2) | _UNKNOWN
    return truth


def _said(holds: BoolArray, known: BoolArray, state: Int8Array) -> Int8Array:
    """Return the truth of a leaf: ``holds`` where ``known``, else unknown or not applicable."""
    # Bytes are or-ed: 0 or 2 where known, else 1, and 1 | 2 = 3 where the item does not apply.
    truth: Int8Array = ((holds & known) | (state == _NOT_APPLICABLE)).view(np.int8) * np.int8(2) | (~known).view(
        np.int8
    )
    return truth


def _credit(column: ItemColumn | None, n: int) -> Int8Array:
    """Return what the doers make of true leaves: true, false, or unknown."""
    done_by = None if column is None else column.done_by
    if done_by is None:
        return np.full(n, _UNKNOWN, dtype=np.int8)
    truth: Int8Array = (done_by == CREDITED).view(np.int8) * _TRUE | (done_by == WHO_UNKNOWN).view(np.int8)
    return truth


def _replaced(truth: Int8Array, where: BoolArray, by: Int8Array) -> Int8Array:
    """Return ``truth`` with ``by`` in its place where asked, by bit masks: np.where is ten times slower."""
    replaced: Int8Array = truth ^ ((truth ^ by) & -where.view(np.int8))
    return replaced


def _any_of(parts: list[Int8Array]) -> Int8Array:
    """Return ``any`` of the parts: a maximum, for which not applicable goes below false and back."""
    lifted = [(part + np.int8(1)) & np.int8(3) for part in parts]
    truth: Int8Array = (reduce(np.maximum, lifted) - np.int8(1)) & np.int8(3)
    return truth


def _k_of(k: int, parts: list[Int8Array]) -> Int8Array:
    """Return whether at least k applicable parts are true."""
    true = _count([part == _TRUE for part in parts])
    unknown = _count([part == _UNKNOWN for part in parts])
    applicable = _count([part != _NA for part in parts])
    needed = np.minimum(np.int8(k), applicable)
    surely, perhaps = true >= needed, true + unknown >= needed
    truth: Int8Array = surely.view(np.int8) + perhaps.view(np.int8)
    truth |= (applicable == 0).view(np.int8) * _NA
    return truth


def _count(tests: list[BoolArray]) -> Int8Array:
    """Return how many tests hold; a rule has at most 100 parts, so a byte is enough."""
    total: Int8Array = reduce(np.add, [test.view(np.int8) for test in tests])
    return total


def _assessed(assessor: FloatArray | None, n: int, floor: bool) -> tuple[Int8Array, Int8Array]:
    """Return low and high from the assessor's levels."""
    given = np.full(n, np.nan) if assessor is None else assessor
    known = given == given
    said = np.where(known, given, 0.0)
    strange = said[(said < 0) | (said > HIGHEST) | (said != np.floor(said))]
    if strange.size:
        raise ValueError(f"Assessor's level: found {strange[0]}; give a whole number from 0 to {HIGHEST}.")
    least = np.int8(1 if floor else 0)
    low = np.maximum(said.astype(np.int8), least)
    return low, np.where(known, low, np.int8(HIGHEST))


def ladder_codes(matrix: Int8Array) -> NDArray[np.intp]:
    """Return the code of each ladder of int8[n, 6], 0 to 4,095, two bits a rung, rung 1 lowest."""
    lower, upper = (
        matrix[:, rung] | matrix[:, rung + 1] << np.int8(2) | matrix[:, rung + 2] << np.int8(4) for rung in (0, 3)
    )
    codes: NDArray[np.intp] = lower | upper.astype(np.intp) << 6
    return codes


def bounds_of_every_ladder(rule: LevelRule, floor: bool) -> tuple[Int8Array, Int8Array]:
    """Return the low and the high level of all ladders by their codes, int8[4096] each; R1 to R3."""
    packed = _every_ladder(rule, floor)
    return packed & np.int8(7), (packed >> np.int8(3)) & np.int8(7)


@cache
def _every_ladder(rule: LevelRule, floor: bool) -> Int8Array:
    """Return low + 8 high, and 64 more for a tie, of all 4,096 ladders by their codes."""
    codes = np.arange(LADDERS)
    rungs = np.stack([codes >> (2 * rung) & 3 for rung in range(len(RUNGS))], axis=1)
    if floor:
        rungs[:, 0] = Truth.TRUE
    low, tie_low = _levels_if(rungs == Truth.TRUE, rungs != Truth.NA, rule)
    high, tie_high = _levels_if((rungs == Truth.TRUE) | (rungs == Truth.UNKNOWN), rungs != Truth.NA, rule)
    packed: Int8Array = low + np.int8(8) * high + np.int8(_TIE) * (tie_low | tie_high)
    return packed


def _levels_if(met: BoolArray, applicable: BoolArray, rule: LevelRule) -> tuple[Int8Array, BoolArray]:
    """Return levels and ties of ladders whose rungs, bool[m, 6], are met or not."""
    met = met & applicable
    rungs = np.array(RUNGS)
    if rule is LevelRule.MINIMUM_ERROR:
        cuts = np.arange(HIGHEST + 1)
        ideal = rungs[None, None, :] <= cuts[None, :, None]
        errors = ((met[:, None, :] != ideal) & applicable[:, None, :]).sum(axis=2)
        errors[:, 1:][~applicable] = HIGHEST + 1
        ties = (errors == errors.min(axis=1, keepdims=True)).sum(axis=1) > 1
        return errors.argmin(axis=1).astype(np.int8), ties
    if rule is LevelRule.STRICT:
        met = met & np.logical_and.accumulate(met | ~applicable, axis=1)
    return (met * rungs).max(axis=1).astype(np.int8), np.zeros(len(met), dtype=np.bool_)
