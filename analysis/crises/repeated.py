"""Repeated crises as doses: effects of all crises since the first, with and without counties that met several.

de Chaisemartin and D'Haultfœuille (2024). Leaving counties with several crises out is what the library does unless told
otherwise; both ways stand side by side, because the choice decides the estimate.
"""

from collections.abc import Callable

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel, Outcome
from analysis.crises.dynamics import path_inference
from analysis.crises.paper import Parts
from analysis.crises.robustness import linear_note
from analysis.estimators.records import EffectPath, EstimationRefused
from analysis.estimators.staggered import multi_dose
from analysis.intervals import p_words
from analysis.results import Cell, Figure, Refused, ResultColumn, ResultTable, Series

WAYS = ((True, "counties with several crises kept"), (False, "counties with several crises left out"))
MOST_DRAWS = 199
"""Draws of counties for the errors; each refits the whole path, so that more would take minutes."""


def add_repeated(parts: Parts, choices: CrisisChoices, panel: CountyPanel, watched: Callable[[float], None]) -> None:
    """A table and a picture an outcome with both ways; what cannot be computed is refused with its reason."""
    pairs = [(outcome, keep, words) for outcome in panel.outcomes for keep, words in WAYS]
    found: list[tuple[Outcome, str, EffectPath]] = []
    for place, (outcome, keep, words) in enumerate(pairs):
        watched(place / len(pairs))
        try:
            if choices.weights:
                raise EstimationRefused("The estimator of repeated crises is not offered with weights.")
            found.append((outcome, words, repeated_path(panel, outcome, choices, keep)))
        except EstimationRefused as refusal:
            parts.refused.append(Refused(f"Repeated crises, {outcome.title}, {words}", str(refusal)))
    for outcome in panel.outcomes:
        paths = [(words, path) for each, words, path in found if each.code == outcome.code]
        if paths:
            parts.tables.append(_table(outcome, paths, choices.level, linear_note(panel)))
            parts.figures.append(_figure(outcome, paths))


def repeated_path(panel: CountyPanel, outcome: Outcome, choices: CrisisChoices, keep: bool) -> EffectPath:
    """Effects by years since the first crisis inside the years of the outcome, of all crises met since."""
    return multi_dose(
        panel.sample(outcome),
        outcome=outcome.column,
        unit="county",
        time="year",
        dose="crisis",
        keep_switchers=keep,
        leads=choices.leads,
        lags=choices.lags,
        level=choices.level,
        repetitions=min(choices.repetitions, MOST_DRAWS),
        seed=choices.seed,
    )


def _table(outcome: Outcome, paths: list[tuple[str, EffectPath]], level: float, linear: tuple[str, ...]) -> ResultTable:
    rows: list[tuple[Cell, ...]] = []
    for words, path in paths:
        told = [(str(period), each) for period, each in zip(path.periods, path.effects, strict=True)]
        told += [("per crisis", path.overall)] if path.overall else []
        rows += [
            (words, period, each.estimate, each.standard_error, each.p_value, each.low, each.high)
            for period, each in told
        ]
    tests = [
        f"{words}: joint test of the effects before, {p_words(path.joint_pre_p)}."
        for words, path in paths
        if path.joint_pre_p is not None
    ]
    notes = [f"{words}: {note}" for words, path in paths for note in path.notes]
    left = [f"{words}: {each.count} rows left out, {each.reason}." for words, path in paths for each in path.dropped]
    return ResultTable(
        f"repeated_{outcome.code}",
        f"Effects of all crises since the first on {outcome.title}",
        (
            ResultColumn("way", "Counties with several crises", "text"),
            ResultColumn("period", "Years since the first crisis", "text"),
            ResultColumn("effect", "Effect"),
            ResultColumn("error", "Standard error"),
            ResultColumn("p", "p"),
            ResultColumn("low", f"{100 * level:g} % from"),
            ResultColumn("high", "to"),
        ),
        tuple(rows),
        notes=(
            "An effect is that of all crises met since the first, not per crisis; the row “per crisis” "
            "is the total of effects by the total of crises. Leaving counties out selects those met once.",
            outcome.note,
            *linear,
            *left,
            *tests,
            *notes,
        ),
        inference=tuple(path_inference(path) for _words, path in paths),
    )


def _figure(outcome: Outcome, paths: list[tuple[str, EffectPath]]) -> Figure:
    series = tuple(
        Series(
            words[:1].upper() + words[1:],
            tuple(path.periods),
            tuple(each.estimate for each in path.effects),
            tuple(each.low for each in path.effects),
            tuple(each.high for each in path.effects),
        )
        for words, path in paths
    )
    last = [f"{words}, {path.effects[-1].estimate:.3f} after {path.periods[-1]} years" for words, path in paths]
    return Figure(
        f"repeated_{outcome.code}",
        f"{outcome.title}: all crises since the first",
        "interval",
        series,
        "Years since the first crisis",
        "Effect",
        f"Effects of all crises since the first: {'; '.join(last)}.",
        vertical_line=-0.5,
        horizontal_line=0.0,
    )
