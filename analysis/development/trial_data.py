"""A training trial as it was run: who was drawn, who came, and what was measured before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.development.practices import practice_scores
from analysis.development.specification import Specification
from analysis.results import Dropped
from analysis.specifications import SpecificationError

INVITED = "invited"
ATTENDED = "attended"
SCORE = "practice score"
STRATUM = "stratum"
UNIT = "unit"
SEEN = "seen"


def at_baseline(column: str) -> str:
    """The name under which the value of a column at the baseline stands in the frames of a trial."""
    return f"{column} at the baseline"


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial, ready to be estimated.

    `roster` has one row a firm seen at the baseline: firm, invited (0 or 1), stratum, unit, attended (0, 1 or NaN; the
    column is absent where nobody noted it) and the baseline's values as "… at the baseline". `waves` has, for each wave
    after the baseline, the roster with the outcomes of that wave (NaN where the firm was not found) and `seen` (0 or
    1). `left_out` are firms that cannot be used. `clustered`: whether lots were drawn over units larger than a firm.
    """

    roster: pd.DataFrame
    waves: dict[int, pd.DataFrame]
    outcomes: tuple[str, ...]
    covariates: tuple[str, ...]
    strata: int
    clustered: bool
    left_out: tuple[Dropped, ...]

    @property
    def cluster(self) -> tuple[str, ...]:
        """What standard errors are clustered by: the unit of the draw where it is larger than a firm."""
        return (UNIT,) if self.clustered else ()


def read_trial(table: pd.DataFrame, specification: Specification) -> Trial:
    """The trial of the layout `trial`, with the columns the specification names.

    Raises SpecificationError with every problem: columns that are absent or no numbers, firms whose invitation, stratum
    or unit changes, a baseline nobody was seen in, no later wave, one arm only.
    """
    named = list(dict.fromkeys((*specification.outcomes, *specification.practices, *specification.baseline)))
    _refuse(_problems_of_columns(table, named, specification))
    table = table.copy()
    for name in named:
        table[name] = pd.to_numeric(table[name], errors="coerce").astype(float)
    table["firm"] = table["firm"].astype(str)
    _refuse(_problems_of_firms(table, specification))
    table[INVITED] = table[INVITED].astype(float)
    outcomes = specification.outcomes
    if specification.practices:
        table[SCORE] = practice_scores(table[list(specification.practices)], specification.practices_known)
        outcomes = (*outcomes, SCORE)
    roster = _roster(table, specification, list(dict.fromkeys((*specification.baseline, *outcomes))))
    later = sorted(int(wave) for wave in set(table["wave"]) if int(wave) > specification.baseline_wave)
    late = set(table["firm"]) - set(roster["firm"])
    left_out = (Dropped(len(late), "firms not seen at the baseline"),) if late else ()
    return Trial(
        roster=roster,
        waves={wave: _wave(table, roster, wave, outcomes) for wave in later},
        outcomes=outcomes,
        covariates=tuple(at_baseline(name) for name in specification.baseline),
        strata=int(roster[STRATUM].nunique()),
        clustered=bool(roster[UNIT].duplicated().any()),
        left_out=left_out,
    )


OF_THE_TRIAL = ("firm", "wave", INVITED, STRATUM, UNIT, ATTENDED, SCORE, SEEN)
"""Columns that tell how the trial was made, or that are made from it."""


def _problems_of_columns(table: pd.DataFrame, named: Sequence[str], specification: Specification) -> list[str]:
    problems = [f"The trial has no column “{name}”, which the choices name." for name in named if name not in table]
    if not (specification.outcomes or specification.practices):
        problems.append("Name at least one of “outcomes” and “practices” to judge a trial by.")
    for name in named:
        if name in OF_THE_TRIAL:
            problems.append(
                f"“{name}” is a column of the trial itself; it can be no outcome, practice item or measure at the "
                "baseline. Name another, or copy it under a name of its own."
            )
        elif name in table and pd.to_numeric(table[name], errors="coerce").notna().sum() < table[name].notna().sum():
            problems.append(f"“{name}” holds values that are no numbers; outcomes, items and measures are numbers.")
    return problems


def _problems_of_firms(table: pd.DataFrame, specification: Specification) -> list[str]:
    problems = []
    for name in (INVITED, STRATUM, UNIT):
        if name in table:
            values = table.groupby("firm")[name].nunique(dropna=False)
            changed = sorted(values.index[values > 1])
            if changed:
                problems.append(f"“{name}” changes between waves for {', '.join(changed[:5])}; it must stay the same.")
    if table[INVITED].isna().any():
        problems.append("“invited” is empty in some rows; every firm was invited or was not.")
    if UNIT in table and not problems:
        mixed = table.groupby(UNIT)[INVITED].nunique()
        if (mixed > 1).any():
            problems.append(f"Unit {mixed.index[mixed > 1][0]} was both invited and not; lots were drawn over units.")
    baseline = table[table["wave"] == specification.baseline_wave]
    if baseline.empty:
        problems.append(f"No firm was seen in wave {specification.baseline_wave}, the baseline. Choose another wave.")
    elif baseline[INVITED].nunique() < 2:
        problems.append("All firms of the baseline are in the same arm, so there is nothing to compare.")
    if not (table["wave"] > specification.baseline_wave).any():
        problems.append("There is no wave after the baseline, so there is nothing to judge the training by.")
    return problems


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise SpecificationError(problems)


def _roster(table: pd.DataFrame, specification: Specification, measured: list[str]) -> pd.DataFrame:
    rows = table[table["wave"] == specification.baseline_wave].sort_values("firm").reset_index(drop=True)
    roster = pd.DataFrame({"firm": rows["firm"], INVITED: rows[INVITED]})
    roster[STRATUM] = rows[STRATUM].astype(str) if STRATUM in rows else "all firms"
    roster[UNIT] = rows[UNIT].astype(str) if UNIT in rows else rows["firm"]
    if ATTENDED in table:
        came = table.assign(came=table[ATTENDED].astype("Float64").astype(float)).groupby("firm")["came"].max()
        roster[ATTENDED] = roster["firm"].map(came)
    for name in measured:
        roster[at_baseline(name)] = rows[name]
    return roster


def _wave(table: pd.DataFrame, roster: pd.DataFrame, wave: int, outcomes: Sequence[str]) -> pd.DataFrame:
    found = table.loc[table["wave"] == wave, ["firm", *outcomes]]
    frame = roster.merge(found, on="firm", how="left", validate="one_to_one")
    return frame.assign(**{SEEN: np.where(frame["firm"].isin(set(found["firm"])), 1.0, 0.0)})
