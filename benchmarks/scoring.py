"""Scoring and Table 5 of 100,000 firms against one hand-written vectorised computation of the same levels."""

import json
from pathlib import Path

import numpy as np

from benchmarks.clocks import line, paired_ratio
from scoring.columns import FloatArray, Int8Array, ItemColumn
from scoring.levels import LevelRule, PointPolicy
from scoring.ruleset import parse_ruleset
from scoring.rungs import Dimension
from scoring.table5 import level_table
from scoring.vectorised import levels_of, rung_matrix

FIRMS = 100_000
RULES = parse_ruleset(
    json.loads((Path(__file__).parents[1] / "surveys/default/rulesets/default.json").read_text(encoding="utf-8"))
)
SHARES = {"HR3_TRAINED_SH", "PT2_ADVMACH", "PD4_ADAPT_SH"}
COUNTS = {"HR4_ENG_ADAPT", "HR5_ENG_DEV", "HR6_RSE_FULL", "PD6_IPR"}
MONEY = {"HR3_TRAINEXP", "HR3_PAYROLL"}


def columns(firms: int) -> dict[str, ItemColumn]:
    """Answers with one in ten unknown, and who did it where that is asked."""
    random = np.random.default_rng(2006)
    made = {}
    for code in sorted(RULES.items()):
        if code in SHARES:
            values = random.integers(0, 101, firms).astype(float)
        elif code in COUNTS:
            values = random.integers(0, 3, firms).astype(float)
        elif code in MONEY:
            values = random.integers(1, 1000, firms).astype(float) * (1 if code == "HR3_TRAINEXP" else 50)
        else:
            values = random.integers(0, 2, firms).astype(float)
        state = np.where(random.random(firms) < 0.1, 1, 0).astype(np.int8)
        values[state != 0] = np.nan
        done_by = random.integers(-1, 2, firms).astype(np.int8)
        chosen = {"components": values == 1} if code == "PD1_ACT" else None
        made[code] = ItemColumn(values=values, state=state, done_by=done_by, chosen=chosen)
    return made


def ours(given: dict[str, ItemColumn]) -> dict[str, tuple[Int8Array, Int8Array]]:
    """The path every run takes: rungs, levels with both bounds, Table 5."""
    matrices = rung_matrix(RULES, given, FIRMS, None)
    found = {}
    for dimension in Dimension:
        levels = levels_of(matrices[dimension], LevelRule.STRICT, True, PointPolicy.LOW)
        level_table(levels, rungs=matrices[dimension], floor_level_1=True)
        found[str(dimension)] = (levels.low, levels.high)
    return found


def by_hand(given: dict[str, ItemColumn]) -> dict[str, tuple[Int8Array, Int8Array]]:
    """The same levels written out for this rule set and this level rule, and counted."""

    def least(code: str, bound: float) -> tuple[np.ndarray, np.ndarray]:
        column = given[code]
        known = column.state == 0
        held = column.values >= bound
        if code in RULES.asks_who:
            positive = held & known
            sure = positive & (column.done_by == 1)
            return sure, sure | (positive & (column.done_by == -1)) | ~known
        return held & known, held | ~known

    def yes(code: str) -> tuple[np.ndarray, np.ndarray]:
        return least(code, 0.5)

    def every(*parts: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        return np.logical_and.reduce([p[0] for p in parts]), np.logical_and.reduce([p[1] for p in parts])

    def some(k: int, *parts: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        return (
            np.sum([p[0] for p in parts], axis=0, dtype=np.int8) >= k,
            np.sum([p[1] for p in parts], axis=0, dtype=np.int8) >= k,
        )

    above, below = given["HR3_TRAINEXP"], given["HR3_PAYROLL"]
    known = (above.state == 0) & (below.state == 0)
    enough = above.values / below.values >= 0.01
    spending = (enough & known, enough | ~known)
    hr = [
        some(1, yes("HR1_OJT"), yes("HR1_INH")),
        every(yes("HR2_INHPROG"), yes("HR2_REWARD")),
        every(yes("HR3_STAFF"), yes("HR3_RETRAIN"), some(1, least("HR3_TRAINED_SH", 50), spending)),
        every(least("HR4_ENG_ADAPT", 1), yes("HR4_DEPT")),
        every(least("HR5_ENG_DEV", 1), yes("HR5_SPECTRAIN")),
        least("HR6_RSE_FULL", 1),
    ]
    stock = some(1, yes("PT3_INV_JIT"), yes("PT3_INV_KANBAN"), yes("PT3_INV_MRP2"), yes("PT3_INV_ERP"))
    process = [
        every(yes("PT1_INV"), yes("PT1_MACH")),
        every(least("PT2_ADVMACH", 50), some(1, yes("PT2_LAYOUT"), yes("PT2_PROBSOLV"))),
        every(stock, some(2, yes("PT3_SPC"), yes("PT3_TQM"), yes("PT3_TPM"))),
        some(2, yes("PT4_AD_LAYOUT"), yes("PT4_AD_EQUIP"), yes("PT4_AD_TECH")),
        some(2, yes("PT5_DV_LAYOUT"), yes("PT5_DV_MACH"), yes("PT5_DV_MAT"), yes("PT5_DV_PROC")),
        every(yes("PT6_RDUNIT"), yes("PT6_PROTO")),
    ]
    product = [
        yes("PD1_ACT"),
        every(yes("PD2_MINOR"), yes("PD2_PREC")),
        every(yes("PD3_OEM"), some(1, yes("PD3_QCC"), yes("PD3_TQC"))),
        least("PD4_ADAPT_SH", 20),
        yes("PD5_DEV"),
        every(yes("PD6_NOVEL"), some(1, yes("PD6_LEAD"), least("PD6_IPR", 0.5))),
    ]
    found = {}
    for name, rungs in (("hr", hr), ("process", process), ("product", product)):
        bounds = []
        for bound in (0, 1):
            held = np.array([rung[bound] for rung in rungs])
            held[0] = True
            level = np.logical_and.accumulate(held, axis=0).sum(axis=0, dtype=np.int8)
            counts = np.bincount(level, minlength=7)
            np.cumsum(counts[::-1])
            bounds.append(level)
        found[name] = (bounds[0], bounds[1])
    return found


def same(left: dict[str, tuple[FloatArray, FloatArray]], right: dict[str, tuple[FloatArray, FloatArray]]) -> bool:
    return all(np.array_equal(left[name][i], right[name][i]) for name in left for i in (0, 1))


def main() -> None:
    given = columns(FIRMS)
    assert same(ours(given), by_hand(given)), "the two computations must give the same levels to be compared"
    print(line(f"Scoring and Table 5 of {FIRMS:,} firms", paired_ratio(lambda: ours(given), lambda: by_hand(given)), 3))


if __name__ == "__main__":
    main()
