"""How far R4 can be trusted: wild bootstrap, randomisation, many tests at once, and each county left out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel, Outcome
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.layouts import TYPE_TITLES
from analysis.crises.paper import Equations, Parts
from analysis.crises.reshuffling import Reshuffled, reshuffle
from analysis.estimators.multiplicity import adjusted_p_values
from analysis.estimators.records import Coefficient, EstimationRefused, Fit
from analysis.estimators.wild_bootstrap import wild_cluster_test
from analysis.results import Cell, Figure, Inference, Refused, ResultColumn, ResultTable, Series

POISSON_NOTE = "Poisson has no such test here: of an outcome treated by Poisson, ln(x+1) was tested instead."
Watched = Callable[[float], None]

LEFT_OUT = "Current crisis in R4 with one county left out"
LEFT_OUT_COLUMNS = (
    ResultColumn("outcome", "Outcome", "text"),
    ResultColumn("whole", "All counties"),
    ResultColumn("low", "Lowest"),
    ResultColumn("low_county", "without", "text"),
    ResultColumn("high", "Highest"),
    ResultColumn("high_county", "without", "text"),
    ResultColumn("crossings", "Counties without which p is 0.05 or more", "count"),
    ResultColumn("fits", "Counties left out in turn", "count"),
)


def linear_note(panel: CountyPanel) -> tuple[str, ...]:
    """What is said where an outcome is treated by Poisson, which has no test of this kind."""
    return (POISSON_NOTE,) if any(each.treatment == "ppml" for each in panel.outcomes) else ()


def add_wild_bootstrap(parts: Parts, choices: CrisisChoices, panel: CountyPanel, watched: Watched) -> None:
    """The p-value of the current stock in R4 by the wild cluster bootstrap, an outcome a row."""
    rows: list[tuple[Cell, ...]] = []
    inferences: list[Inference] = []
    for place, outcome in enumerate(panel.outcomes):
        watched(place / len(panel.outcomes))
        try:
            if choices.weights:
                raise EstimationRefused("The wild cluster bootstrap is not offered with weights.")
            found = wild_cluster_test(
                panel.sample(outcome),
                outcome=outcome.column,
                regressors=["crisis", *panel.controls],
                effects=("county", "year"),
                cluster="county",
                parameter="crisis",
                weights="webb",
                repetitions=choices.repetitions,
                seed=choices.seed,
                level=choices.level,
            )
        except EstimationRefused as refusal:
            parts.refused.append(Refused(f"Wild cluster bootstrap of {outcome.title}", str(refusal)))
            continue
        rows.append(
            (outcome.code, found.estimate, found.statistic, found.told, found.low, found.high, found.clusters,
             found.repetitions)
        )  # fmt: skip
        errors = "wild cluster bootstrap, null imposed, Webb weights, counties drawn"
        inferences.append(
            Inference(errors, found.rows_used, {"county": found.clusters}, found.dropped, "R4", found.library)
        )
    if rows:
        parts.tables.append(_wild_table(rows, inferences, choices.level, linear_note(panel)))


def _wild_table(
    rows: list[tuple[Cell, ...]], inferences: list[Inference], level: float, notes: tuple[str, ...]
) -> ResultTable:
    return ResultTable(
        "wild_bootstrap",
        "Current crisis in R4 by the wild cluster bootstrap",
        (
            ResultColumn("outcome", "Outcome", "text"),
            ResultColumn("estimate", "Estimate"),
            ResultColumn("t", "t"),
            ResultColumn("p", "p", "text"),
            ResultColumn("low", f"{100 * level:g} % from"),
            ResultColumn("high", "to"),
            ResultColumn("counties", "Counties", "count"),
            ResultColumn("repetitions", "Draws", "count"),
        ),
        tuple(rows),
        notes=("A p-value of zero draws is told as less than one over the number of draws.", *notes),
        inference=tuple(inferences),
    )


def add_randomisation(
    parts: Parts, choices: CrisisChoices, panel: CountyPanel, equations: Equations, watched: Watched
) -> None:
    """One row an outcome and type: p-values of R4 clustered, by swaps, and adjusted for the number of tests."""
    families: list[tuple[Outcome, list[list[str]]]] = []
    for outcome in panel.outcomes:
        kinds = [f"crisis_{kind}" for kind in equations.kinds[outcome.code]]
        groups = [kinds] if choices.types_enter == "jointly" else [[kind] for kind in kinds]
        families.append((outcome, [["crisis"], *(group for group in groups if group)]))
    try:
        shuffled = reshuffle(
            panel, families, weights=choices.weights, repetitions=choices.repetitions, seed=choices.seed,
            watched=watched,
        )  # fmt: skip
    except EstimationRefused as refusal:
        parts.refused.append(Refused("Randomisation inference over crises", str(refusal)))
        shuffled = Reshuffled({}, {}, 0)
    found = _best_coefficients(equations)
    family = {f"{code}|{stock}": each.p_value for (code, stock), each in found.items() if stock != "crisis"}
    holm, bh = adjusted_p_values(family, "holm"), adjusted_p_values(family, "bh")
    rows: list[tuple[Cell, ...]] = []
    for (code, stock), each in found.items():
        name, key = f"{code}|{stock}", (code, stock)
        met = None if stock == "crisis" else equations.met[code][stock.removeprefix("crisis_")]
        title = "All types" if stock == "crisis" else TYPE_TITLES[stock.removeprefix("crisis_")]
        rows.append(
            (code, title, met, each.estimate, each.p_value, shuffled.alone.get(key), holm.get(name), bh.get(name),
             shuffled.stepdown.get(key))
        )  # fmt: skip
    if rows:
        told = _many_tests(rows, len(family), shuffled.repetitions, linear_note(panel))
        parts.tables.append(replace(told, inference=_best_inferences(equations)))


def _best_coefficients(equations: Equations) -> Mapping[tuple[str, str], Coefficient]:
    found: dict[tuple[str, str], Coefficient] = {}
    for code, main in equations.main.items():
        for each in (*main, *(one for group in equations.by_type[code] for one in group)):
            if each.fit and each.specification == BEST:
                found |= {(code, one.name): one for one in each.fit.coefficients if _is_stock(one.name)}
    return found


def _best_inferences(equations: Equations) -> tuple[Inference, ...]:
    fits = [each for groups in equations.by_type.values() for group in groups for each in group]
    return tuple(each.fit.inference() for each in fits if each.fit and each.specification == BEST)


def _is_stock(name: str) -> bool:
    return name == "crisis" or name.removeprefix("crisis_") in TYPE_TITLES


def _many_tests(rows: list[tuple[Cell, ...]], size: int, repetitions: int, notes: tuple[str, ...]) -> ResultTable:
    return ResultTable(
        "many_tests",
        "Outcomes by types in R4, with p-values for many tests at once",
        (
            ResultColumn("outcome", "Outcome", "text"),
            ResultColumn("type", "Type of crisis", "text"),
            ResultColumn("counties", "Counties that met it", "count"),
            ResultColumn("estimate", "Estimate"),
            ResultColumn("p", "p, clustered by county"),
            ResultColumn("p_random", "p, crises swapped between counties"),
            ResultColumn("p_holm", "p, Holm"),
            ResultColumn("p_bh", "p, Benjamini–Hochberg"),
            ResultColumn("p_stepdown", "p, Romano–Wolf"),
        ),
        tuple(rows),
        "Table 7",
        (
            f"The family is the {size} cells of types and outcomes; all types together stand outside it.",
            f"{repetitions} swaps of whole paths of crises between counties seen in the same years, all types of a "
            "county together; the statistic is t clustered by county. The p-values count the observed table as a swap.",
            "Romano–Wolf steps down over the same swaps. A swap presumes that each county might have met any other's "
            "crises; large counties with many clusters meet more.",
            *notes,
        ),
    )


def add_leave_one_out(parts: Parts, choices: CrisisChoices, panel: CountyPanel, watched: Watched) -> None:
    """R4 with each county left out in turn: the range of estimates and the county at either end."""
    rows: list[tuple[Cell, ...]] = []
    inferences: list[Inference] = []
    for place, outcome in enumerate(panel.outcomes):
        try:
            whole = fit_specification(panel, outcome, BEST, choices)
            without = _without_each(choices, panel, outcome, lambda done: watched((place + done) / len(panel.outcomes)))  # noqa: B023
        except EstimationRefused as refusal:
            parts.refused.append(Refused(f"Leaving one county out, {outcome.title}", str(refusal)))
            continue
        rows.append(_range_row(outcome, whole, without))
        inferences.append(whole.inference())
        parts.figures.append(_range_figure(outcome, whole, without))
    if rows:
        parts.tables.append(
            ResultTable("leave_one_out", LEFT_OUT, LEFT_OUT_COLUMNS, tuple(rows), inference=tuple(inferences))
        )


def _without_each(
    choices: CrisisChoices, panel: CountyPanel, outcome: Outcome, watched: Watched
) -> dict[str, Coefficient]:
    used = panel.sample(outcome)
    counties = sorted(set(used["county"]))
    found: dict[str, Coefficient] = {}
    for place, county in enumerate(counties):
        if place % 10 == 0:
            watched(place / len(counties))
        rows = used[used["county"] != county]
        found[county] = fit_specification(panel, outcome, BEST, choices, rows=rows).coefficient("crisis")
    return found


def _range_row(outcome: Outcome, whole: Fit, without: Mapping[str, Coefficient]) -> tuple[Cell, ...]:
    low = min(without, key=lambda county: without[county].estimate)
    high = max(without, key=lambda county: without[county].estimate)
    crossings = sum(each.p_value >= 0.05 for each in without.values())
    return (
        outcome.code,
        whole.coefficient("crisis").estimate,
        without[low].estimate,
        low,
        without[high].estimate,
        high,
        crossings,
        len(without),
    )


def _range_figure(outcome: Outcome, whole: Fit, without: Mapping[str, Coefficient]) -> Figure:
    ordered = sorted(without.items(), key=lambda each: each[1].estimate)
    centre = whole.coefficient("crisis").estimate
    spread = np.ptp([each.estimate for each in without.values()])
    return Figure(
        f"leave_one_out_{outcome.code}",
        f"{outcome.title}: R4 with one county left out",
        "interval",
        (
            Series(
                "Without this county",
                tuple(county for county, _each in ordered),
                tuple(each.estimate for _county, each in ordered),
                tuple(each.low for _county, each in ordered),
                tuple(each.high for _county, each in ordered),
            ),
        ),
        "County left out",
        "Current crisis",
        f"Estimates differ by {spread:.3f} between counties left out, around {centre:.3f} with all {whole.rows_used} "
        "rows.",
        horizontal_line=centre,
    )
