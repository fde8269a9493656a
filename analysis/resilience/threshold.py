"""A real regression discontinuity, where a programme treated those who scored at a cut-off or above, and only there.

Sources: Calonico, Cattaneo and Titiunik (2014) for the local estimate; Cattaneo, Jansson and Ma (2020) for the density.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.estimators.discontinuity import (
    DensityTest,
    Discontinuity,
    density_test,
    fit_discontinuity,
    placebo_cutoffs,
)
from analysis.estimators.least_squares import fit_ols
from analysis.estimators.records import EstimationRefused, Fit
from analysis.intervals import p_words
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.parts import Parts
from analysis.resilience.threshold_tables import (
    bins_figure,
    density_table,
    local_table,
    quadratic_table,
)
from analysis.results import Refused

QUADRATIC = ("x", "z", "x_z", "x_squared", "x_squared_z")
OWN = ("unit", "score", "outcome", "group")

NO_RUNNING_VARIABLE = (
    "There is no table “programme” with a score and a cut-off. The paper's “RDD” has neither; a regression "
    "discontinuity needs a rule that treats those at or above a cut-off, such as the scores of a programme."
)


@dataclass(frozen=True, slots=True)
class Jump:
    """One estimate at a cut-off: what it is, of which column, and what came of it."""

    name: str
    found: Discontinuity
    expected: str


def quadratic_fit(programme: pd.DataFrame, cutoff: float, level: float) -> Fit:
    """The paper's equation 2 on a programme: y on X, Z, XZ, X², X²Z with X the score less the cut-off, Z at or above.

    A polynomial through all scores gives far points much weight (Gelman and Imbens 2019): it stands beside the local
    estimate for comparison only. Errors are clustered by the column “group” where there is one, robust (HC1) otherwise.
    EstimationRefused where a side is empty.
    """
    rows = programme.dropna(subset=["score", "outcome"]).copy()
    rows["x"] = rows["score"] - cutoff
    rows["z"] = (rows["x"] >= 0).astype(float)
    if rows["z"].nunique() < 2:
        raise EstimationRefused(f"All scores are on one side of the cut-off {cutoff:g}.")
    rows["x_z"] = rows["x"] * rows["z"]
    rows["x_squared"] = rows["x"] ** 2
    rows["x_squared_z"] = rows["x_squared"] * rows["z"]
    cluster = ("group",) if "group" in rows else ()
    return fit_ols(rows, outcome="outcome", regressors=QUADRATIC, cluster=cluster, level=level, robust="HC1")


def traits_of(programme: pd.DataFrame) -> tuple[str, ...]:
    """The further numeric columns: traits from before the programme."""
    return tuple(
        str(name) for name in programme.columns if name not in OWN and pd.api.types.is_numeric_dtype(programme[name])
    )


def _jump(programme: pd.DataFrame, choices: ResilienceChoices, **more: object) -> Discontinuity:
    asked: dict[str, object] = {
        "outcome": "outcome",
        "running": "score",
        "cutoff": choices.cutoff,
        "bandwidth": choices.bandwidth,
        "kernel": choices.kernel,
        "level": choices.level,
    }
    return fit_discontinuity(programme, **{**asked, **more})  # type: ignore[arg-type]


def jumps(programme: pd.DataFrame, choices: ResilienceChoices, parts: Parts) -> tuple[Jump, ...]:
    """The jump of the outcome and of everything that should leave it alone; what is refused is noted.

    The main estimate comes first; nothing else is tried where it is refused.
    """
    main = parts.attempt("Regression discontinuity", lambda: _jump(programme, choices))
    if main is None:
        return ()
    found = [Jump("jump at the cut-off", main, "the effect")]

    def add(name: str, expected: str, work: Callable[[], Discontinuity]) -> None:
        one = parts.attempt(f"Discontinuity: {name}", work)
        if one is not None:
            found.append(Jump(name, one, expected))

    for factor, word in ((0.5, "half"), (2.0, "twice")):
        width = factor * main.bandwidth_h
        add(f"{word} the bandwidth", "as the main", lambda width=width: _jump(programme, choices, bandwidth=width))  # type: ignore[misc]
    if choices.donut > 0:
        donut = choices.donut
        add(f"without scores within {donut:g}", "as the main", lambda: _jump(programme, choices, donut=donut))
    for place in choices.placebo_cutoffs:
        add(f"placebo at {place:g}", "none", lambda place=place: _placebo(programme, place, choices))  # type: ignore[misc]
    for trait in traits_of(programme):
        add(f"trait from before: {trait}", "none", lambda trait=trait: _jump(programme, choices, outcome=trait))  # type: ignore[misc]
    return tuple(found)


def _placebo(programme: pd.DataFrame, place: float, choices: ResilienceChoices) -> Discontinuity:
    return placebo_cutoffs(
        programme,
        outcome="outcome",
        running="score",
        cutoffs=(place,),
        cutoff=choices.cutoff,
        kernel=choices.kernel,
        level=choices.level,
    )[0]


def _say(parts: Parts, found: tuple[Jump, ...], density: DensityTest | None) -> None:
    main = found[0].found
    robust = main.robust
    parts.findings.append(
        f"At the cut-off of {main.cutoff:g} the outcome jumps by {main.conventional.estimate:.3f}; robust interval "
        f"{robust.low:.3f} to {robust.high:.3f}; {main.n_left} and {main.n_right} rows within a bandwidth of "
        f"{main.bandwidth_h:.3f}."
    )
    if density is not None and density.p_value < 0.05:
        parts.cautions.append(
            f"The density of the score jumps at the cut-off ({p_words(density.p_value)}): units may have chosen "
            "their side."
        )
    for jump in found[1:]:
        if jump.expected == "none" and jump.found.robust.p_value < 0.05:
            parts.cautions.append(
                f"{jump.name[0].upper()}{jump.name[1:]}: a jump where there should be none "
                f"({p_words(jump.found.robust.p_value)})."
            )


def add_threshold(parts: Parts, programme: pd.DataFrame | None, choices: ResilienceChoices) -> None:
    """Add the discontinuity of the programme with its tests, or why there is none."""
    if programme is None:
        parts.refused.append(Refused("Regression discontinuity", NO_RUNNING_VARIABLE))
        return
    found = jumps(programme, choices, parts)
    if found:
        density = parts.attempt(
            "Density of the score", lambda: density_test(programme, running="score", cutoff=choices.cutoff)
        )
        parts.tables.append(local_table([(each.name, each.expected, each.found) for each in found]))
        if density is not None:
            parts.tables.append(density_table(density))
        _say(parts, found, density)
        parts.draw([bins_figure(programme, choices.cutoff, found[0].found)])
    if "group" in programme:
        parts.refused.append(
            Refused(
                "Discontinuity with errors by group",
                "The local estimator takes applicants as independent. The quadratic has errors by group; or give one "
                "row a group.",
            )
        )
    quadratic = parts.attempt(
        "Quadratic through all scores", lambda: quadratic_fit(programme, choices.cutoff, choices.level)
    )
    if quadratic is not None:
        parts.tables.append(quadratic_table(quadratic))
