"""Tables and pictures of the event study."""

from collections.abc import Mapping

from analysis.estimators.records import Coefficient
from analysis.estimators.wild_bootstrap import BootstrapTest
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.events import PHASES, EventStudy
from analysis.resilience.tables import ESTIMATES, P_VALUE, TITLES, WITHIN, number_column, text_column, told
from analysis.results import Cell, Figure, ResultColumn, ResultTable, Series

ZERO = (0.0, None, None, None, None, None)
Wild = Mapping[tuple[str, str], BootstrapTest]
"""The wild cluster bootstrap by outcome and phase."""


def dose_in_words(choices: ResilienceChoices) -> str:
    """What one unit of the dose is."""
    if choices.dose == "group":
        return "treated against other regions, in log points"
    return "a region wholly in strong clusters against one without, in log points"


def effects_table(studies: tuple[EventStudy, ...], choices: ResilienceChoices) -> ResultTable:
    """The effect of each year by outcome, 0 in the base year."""
    rows: list[tuple[Cell, ...]] = []
    for study in studies:
        for year in sorted((*study.years, choices.base_year)):
            figures = ZERO if year == choices.base_year else told(study.effect(year))
            rows.append((TITLES[study.outcome], year, *figures))
    return ResultTable(
        code="event-study",
        title=f"Event study: {dose_in_words(choices)}",
        columns=(text_column("outcome", "Outcome"), ResultColumn("year", "Year", "year", decimals=0), *ESTIMATES),
        rows=tuple(rows),
        notes=(
            f"Effects of region and {'division and year' if choices.division_by_year else 'year'}; "
            f"{choices.base_year} is zero by construction.",
            *(("Exposure of the industry mix has an own slope in each year.",) if choices.exposure else ()),
        ),
        inference=tuple(study.by_year.inference() for study in studies),
    )


def _phase_name(phase: str, choices: ResilienceChoices) -> str:
    if phase == "shock":
        first, last = choices.base_year + 1, choices.year_after - 1
        return f"shock: {first}" if first == last else f"shock: {first}–{last}"
    return f"recovery: from {choices.year_after}"


def phases_table(
    studies: tuple[EventStudy, ...], wild: Wild, holm: Mapping[str, float], choices: ResilienceChoices
) -> ResultTable:
    """Average effects in shock and recovery, with the p of the wild bootstrap and Holm's over all rows."""
    rows: list[tuple[Cell, ...]] = []
    for study in studies:
        for phase in PHASES:
            if phase not in study.phase_regressors:
                continue
            cells = told(study.phases.coefficient(phase))
            key = f"{study.outcome} {phase}"
            drawn = wild.get((study.outcome, phase))
            drawn_cells = (None, None, None) if drawn is None else (drawn.told, drawn.low, drawn.high)
            rows.append((TITLES[study.outcome], _phase_name(phase, choices), *cells, *drawn_cells, holm[key]))
    return ResultTable(
        code="effects",
        title=f"Effects in shock and recovery: {dose_in_words(choices)}",
        columns=(
            text_column("outcome", "Outcome"), text_column("phase", "Phase"), *ESTIMATES,
            text_column("wild_p", "p, wild bootstrap"), number_column("wild_low", "Low end, wild"),
            number_column("wild_high", "High end, wild"), number_column("holm_p", "p, Holm"),
        ),
        rows=tuple(rows),
        notes=(
            f"Against all years to {choices.base_year}. Holm's p holds for all rows of this table together; it starts "
            "from the wild bootstrap's p where there is one.",
            f"Wild bootstrap: {choices.wild_repetitions} repetitions, {choices.wild_weights} weights, clusters: "
            f"{choices.cluster_by}, seed {choices.seed}."
            if choices.wild_repetitions
            else "No wild bootstrap was wanted.",
        ),
        inference=tuple(study.phases.inference() for study in studies),
    )  # fmt: skip


def _slope(slope: Coefficient | None) -> tuple[Cell, ...]:
    return (None, None, None) if slope is None else (slope.estimate, slope.standard_error, slope.p_value)


def pre_trend_table(studies: tuple[EventStudy, ...], wald: Mapping[str, float | None]) -> ResultTable:
    """Whether treated and others moved alike before the shock."""
    return ResultTable(
        code="before",
        title="Did the groups move alike before the shock?",
        columns=(
            text_column("outcome", "Outcome"),
            number_column("wald_p", "p, joint (Wald)"),
            number_column("bonferroni_p", "p, joint (Bonferroni)"),
            number_column("slope", "Drift a year before", 4),
            number_column("slope_error", "Standard error", 4),
            P_VALUE,
        ),
        rows=tuple(
            (TITLES[study.outcome], wald.get(study.outcome), study.joint_pre_p, *_slope(study.pre_slope))
            for study in studies
        ),
        notes=(
            "A large p does not prove that the groups would have moved alike; a small one says that they did not.",
            "The Wald test is told for groups without further controls.",
        ),
        inference=tuple(study.by_year.inference() for study in studies),
    )


def event_figure(study: EventStudy, choices: ResilienceChoices) -> Figure:
    """Effects by year with their intervals."""
    years = tuple(sorted((*study.years, choices.base_year)))
    found = {year: study.effect(year) for year in study.years}
    hit = found.get(choices.year_shock)
    reading = "The year of the shock is not in the table."
    if hit is not None:
        reading = (
            f"In {choices.year_shock} the effect was {hit.estimate:+.3f} "
            f"({100 * choices.level:g} per cent interval {hit.low:+.3f} to {hit.high:+.3f})."
        )
    return Figure(
        code=f"event-study-{study.outcome.replace('_', '-')}",
        title=f"Event study of {WITHIN[study.outcome]}",
        shape="interval",
        series=(
            Series(
                "Effect",
                years,
                tuple(found[year].estimate if year in found else 0.0 for year in years),
                low=tuple(found[year].low if year in found else 0.0 for year in years),
                high=tuple(found[year].high if year in found else 0.0 for year in years),
            ),
        ),
        x_title="Year",
        y_title="Effect (log points)",
        reading=reading,
        vertical_line=(choices.base_year + choices.year_shock) / 2,
        horizontal_line=0.0,
    )
