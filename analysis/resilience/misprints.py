"""The arithmetic of the printed tables of paper 003, checked within what rounding allows, and what contradicts it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scipy import stats

from analysis.resilience.published import OUTCOMES, REGRESSIONS, TABLE_2, TABLE_3, TABLE_5, PrintedLine, PrintedTable

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Misprint:
    """A printed figure that contradicts others: where it stands, and what is wrong with it."""

    table: str
    outcome: str
    term: str
    key: str
    what: str


def within(text: str) -> Interval:
    """The least and greatest true figure that rounds to this text.

    Zeros at the end of a whole number hold places only: the paper prints 2.571e+05 as 257100.
    """
    whole, _point, decimals = text.partition(".")
    places = -len(decimals) if decimals else len(whole) - len(whole.rstrip("0"))
    half = 0.5 * 10.0**places if text != "0" else 0.5
    return float(text) - half, float(text) + half


def implied_t(line: PrintedLine) -> Interval:
    """The least and greatest estimate/standard error that the printed, rounded figures allow."""
    least, greatest = within(line.standard_error)
    errors = (max(least, 1e-12), greatest)
    quotients = [estimate / error for estimate in within(line.estimate) for error in errors]
    return min(quotients), max(quotients)


def implied_residual_df(r2: str, f_statistic: str, slopes: int) -> float:
    """Residual degrees of freedom from F = (R²/k) / ((1 − R²)/df): df = k · F · (1 − R²)/R²."""
    share = float(r2)
    return slopes * float(f_statistic) * (1 - share) / share


def _error_of(line: PrintedLine) -> float:
    return abs(float(line.estimate) / float(line.statistic))


def t_misprints(table: PrintedTable) -> list[Misprint]:
    """Lines whose printed t cannot be the printed estimate over the printed standard error, or p not that of t."""
    found = []
    for line in table.lines:
        if line.standard_error == "0":
            what = f"a standard error of 0 gives no t; with t = {line.statistic} it would be {_error_of(line):.4f}"
            found.append(Misprint(table.name, line.outcome, line.term, "standard_error", what))
        low, high = implied_t(line)
        least, greatest = within(line.statistic)
        if greatest < low or least > high:
            what = (
                f"t is printed as {line.statistic}, but {line.estimate}/{line.standard_error} lies between {low:.2f} "
                f"and {high:.2f}, whatever the rounding"
            )
            found.append(Misprint(table.name, line.outcome, line.term, "standard_error", what))
        p = 2 * stats.norm.sf(abs(float(line.statistic)))
        low, high = within(line.p_value)
        if not low - 1e-3 <= p <= high + 1e-3:
            what = f"p is printed as {line.p_value}, but t = {line.statistic} has p = {p:.3f}"
            found.append(Misprint(table.name, line.outcome, line.term, "p_value", what))
    return found


def df_misprints(table: PrintedTable) -> list[Misprint]:
    """Summaries whose R² and F imply residual degrees of freedom more than a fifth off those of the other outcomes."""
    implied = {each.outcome: implied_residual_df(each.r2, each.f_statistic, table.slopes) for each in table.summaries}
    middle = sorted(implied.values())[len(implied) // 2]
    return [
        Misprint(
            table.name,
            outcome,
            "",
            "f_statistic",
            f"R² and F imply {df:,.0f} residual degrees of freedom, the other outcomes about {middle:,.0f}",
        )
        for outcome, df in implied.items()
        if not 0.8 < df / middle < 1.25
    ]


def duplicates() -> list[Misprint]:
    """Lines of the regressions on levels that are printed in two places with all four figures alike."""
    seen: dict[tuple[str, str, str], str] = {}
    found = []
    for table in sorted(REGRESSIONS, key=lambda each: each.name, reverse=True):
        for line in table.lines:
            figures = (line.estimate, line.standard_error, line.statistic)
            if figures in seen:
                what = f"the same figures stand in {seen[figures]}"
                found.append(Misprint(table.name, line.outcome, line.term, "estimate", what))
            seen[figures] = f"{table.name}, {line.outcome}, {line.term}"
    return found


def implied_growth(outcome: str) -> dict[str, dict[int, float]]:
    """Mean growth of untreated and treated rows in 2018, 2020 and 2022 that Tables 3 and 5 imply (shares)."""
    first = {term: float(TABLE_3.line(outcome, term).estimate) for term in ("Intercept", "Period", "Treatment")}
    change = float(TABLE_3.line(outcome, "Interaction").estimate)
    second = {term: float(TABLE_5.line(outcome, term).estimate) for term in ("Intercept", "Period", "Treatment")}
    later = float(TABLE_5.line(outcome, "Interaction").estimate)
    control = {2018: first["Intercept"], 2020: first["Intercept"] + first["Period"]}
    control[2022] = second["Intercept"] + second["Period"]
    treated = {2018: control[2018] + first["Treatment"], 2020: control[2020] + first["Treatment"] + change}
    treated[2022] = control[2022] + second["Treatment"] + later
    return {"untreated": control, "treated": treated}


def chain_gaps() -> dict[str, tuple[float, float]]:
    """How far Table 5's start is from Table 3's end, for intercept and treatment: at most 0.0015 where only rounded."""
    gaps = {}
    for outcome in OUTCOMES:
        before = {line.term: float(line.estimate) for line in TABLE_3.lines if line.outcome == outcome}
        after = {line.term: float(line.estimate) for line in TABLE_5.lines if line.outcome == outcome}
        gaps[outcome] = (
            after["Intercept"] - before["Intercept"] - before["Period"],
            after["Treatment"] - before["Treatment"] - before["Interaction"],
        )
    return gaps


def impossible_growth() -> list[Misprint]:
    """Outcomes whose implied growth in 2022 says that three quarters vanished or that they more than trebled."""
    found = []
    for outcome in OUTCOMES:
        growth = implied_growth(outcome)["untreated"][2022]
        if growth < -0.75 or growth > 2:
            what = (
                f"with the intercept it implies growth of {100 * growth:,.1f} per cent in 2022, so the figures of 2022 "
                "stand in another unit or cover another span than those of 2020"
            )
            found.append(Misprint("Table 5", outcome, "Period", "estimate", what))
    return found


def range_gaps() -> dict[str, float]:
    """Printed range less (greatest − least) of each variable of Table 2."""
    return {name: float(row[4]) - (float(row[6]) - float(row[5])) for name, row in TABLE_2.items()}


def misprints() -> tuple[Misprint, ...]:
    """Every contradiction found in the printed regressions."""
    found = [each for table in REGRESSIONS for each in (*t_misprints(table), *df_misprints(table))]
    return tuple(sorted([*found, *duplicates(), *impossible_growth()], key=lambda each: (each.table, each.outcome)))


def sic_of(table: str, places: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """The misprints of a table as "row:key", for lines at these places (outcome, term) → row."""
    found: dict[str, str] = {}
    for each in misprints():
        row = places.get((each.outcome, each.term))
        if each.table == table and row is not None:
            key = f"{row}:{each.key}"
            found[key] = "; ".join(filter(None, (found.get(key), each.what)))
    return found


def moulton_factor(rows_per_group: float, correlation: float) -> float:
    """How many times too small independent errors are: √(1 + (m − 1)ρ), for a regressor constant in equal groups of m.

    Source: Moulton (1986), Random group effects and the precision of regression estimates, J. Econometrics 32.
    """
    return math.sqrt(1 + (rows_per_group - 1) * correlation)
