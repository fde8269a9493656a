"""Rules that fill empty cells of the county panel: each can be switched off, and every filled cell is flagged.

The four rules are those of section 5 of the paper. None ever overwrites a figure that was observed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.crises.choices import CrisisChoices


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words, the variable it fills, and the row positions it filled (True where it did)."""

    code: str
    variable: str
    words: str
    filled: tuple[bool, ...]

    @property
    def cells(self) -> int:
        """The number of cells this rule filled."""
        return sum(self.filled)


@dataclass(frozen=True, slots=True)
class Imputed:
    """The panel after the rules, with the column soe_share (0–1) added, and the rules as applied."""

    frame: pd.DataFrame
    rules: tuple[Rule, ...]

    def flags(self) -> pd.DataFrame:
        """One boolean column a variable that a rule may fill: whether this cell was filled. Index of the panel."""
        told: dict[str, np.ndarray] = {}
        for rule in self.rules:
            filled = np.array(rule.filled, dtype=bool)
            told[rule.variable] = told.get(rule.variable, np.zeros(len(self.frame), dtype=bool)) | filled
        return pd.DataFrame(told, index=self.frame.index)


def impute(panel: pd.DataFrame, choices: CrisisChoices) -> Imputed:
    """Apply the rules that are switched on. `panel` has county, year and whichever other columns there are.

    The order matters and is: gross output from the years beside it, industrial GDP from gross output, the share of
    state-owned enterprises from the next year, and that share as zero. A rule whose columns are absent fills nothing.
    """
    frame = panel.copy()
    if {"n_soe", "n_enterprises"} <= set(frame.columns):
        enterprises = frame["n_enterprises"].where(frame["n_enterprises"] > 0)
        frame["soe_share"] = frame["n_soe"] / enterprises
    rules: list[Rule] = []
    if choices.gross_output_years:
        rules.append(_gross_output(frame, choices.gross_output_years))
    if choices.gdp_industry_years:
        rules.append(_gdp_industry(frame, choices.gdp_industry_years))
    if choices.soe_next_year:
        rules.append(_soe_next_year(frame, choices.soe_next_year))
    if choices.soe_zero_from is not None:
        rules.append(_soe_zero(frame, choices.soe_zero_from))
    return Imputed(frame, tuple(rules))


def _fill(
    frame: pd.DataFrame, variable: str, years: "pd.Series[bool]", value: pd.Series, words: str, code: str
) -> Rule:
    if variable not in frame.columns:
        return Rule(code, variable, words, (False,) * len(frame))
    filled = years & frame[variable].isna() & value.notna()
    frame.loc[filled, variable] = value[filled]
    return Rule(code, variable, words, tuple(bool(each) for each in filled))


def _at(frame: pd.DataFrame, variable: str, years_away: int) -> pd.Series:
    """The value of the same county so many years later; NaN where the panel has no such row."""
    if variable not in frame.columns:
        return pd.Series(np.nan, index=frame.index)
    known = frame.set_index(["county", "year"])[variable]
    wanted = pd.MultiIndex.from_arrays([frame["county"], frame["year"] + years_away])
    return pd.Series(known.reindex(wanted).to_numpy(float), index=frame.index)


def _among(frame: pd.DataFrame, years: tuple[int, ...]) -> "pd.Series[bool]":
    return frame["year"].isin(years)


def _gross_output(frame: pd.DataFrame, years: tuple[int, ...]) -> Rule:
    mean = (_at(frame, "gross_output_industry", -1) + _at(frame, "gross_output_industry", 1)) / 2
    words = "Missing industrial gross output is the mean of the year before and the year after."
    return _fill(frame, "gross_output_industry", _among(frame, years), mean, words, "gross_output_between")


def _gdp_industry(frame: pd.DataFrame, years: tuple[int, ...]) -> Rule:
    needed = {"gdp", "gross_output", "gross_output_industry"}
    words = "Missing industrial GDP is GDP times the share of industry in gross output."
    nothing = pd.Series(np.nan, index=frame.index)
    value = nothing
    if needed <= set(frame.columns):
        value = frame["gdp"] * frame["gross_output_industry"] / frame["gross_output"].where(frame["gross_output"] > 0)
    return _fill(frame, "gdp_industry", _among(frame, years), value, words, "gdp_industry_from_output")


def _soe_next_year(frame: pd.DataFrame, years: tuple[int, ...]) -> Rule:
    words = "A missing share of state-owned enterprises is that of the next year."
    return _fill(frame, "soe_share", _among(frame, years), _at(frame, "soe_share", 1), words, "soe_from_next_year")


def _soe_zero(frame: pd.DataFrame, since: int) -> Rule:
    zero = pd.Series(0.0, index=frame.index)
    words = f"A missing share of state-owned enterprises is zero from {since} on."
    return _fill(frame, "soe_share", frame["year"] >= since, zero, words, "soe_zero")
