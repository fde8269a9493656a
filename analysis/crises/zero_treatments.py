"""R4 under every treatment of zeros, side by side: the paper takes logs and does not tell what became of zeros."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.crises.choices import ZEROS, CrisisChoices
from analysis.crises.county_panel import CountyPanel, Outcome, treat_zeros
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.paper import Parts
from analysis.estimators.records import EstimationRefused
from analysis.results import Cell, Inference, Refused, ResultColumn, ResultTable

WORDS = {
    "ln_plus_one": "ln(x+1)",
    "ln_plus_constant": "ln(x+c)",
    "asinh": "inverse hyperbolic sine",
    "drop_zeros": "ln(x), zeros left out",
    "ppml": "Poisson, x itself",
}


def add_zero_treatments(parts: Parts, choices: CrisisChoices, panel: CountyPanel) -> None:
    """One row an outcome and treatment: the estimate of R4 with its uncertainty and rows."""
    rows: list[tuple[Cell, ...]] = []
    inferences: list[Inference] = []
    for outcome in (each for each in panel.outcomes if each.level):
        for treatment in ZEROS:
            try:
                row, inference = _one(choices, panel, outcome, treatment)
            except EstimationRefused as refusal:
                parts.refused.append(Refused(f"{outcome.title}, {WORDS[treatment]}", str(refusal)))
                continue
            rows.append(row)
            inferences.append(inference)
    if rows:
        parts.tables.append(_table(choices, rows, inferences))


def _one(
    choices: CrisisChoices, panel: CountyPanel, outcome: Outcome, treatment: str
) -> tuple[tuple[Cell, ...], Inference]:
    values = panel.frame[outcome.level]
    column = values if treatment == "ppml" else treat_zeros(values, treatment, choices.zero_constant)
    other = replace(panel, frame=panel.frame.assign(other=column))
    fit = fit_specification(other, replace(outcome, column="other", treatment=treatment), BEST, choices)
    found = fit.coefficient("crisis")
    used = treatment == outcome.treatment or (outcome.treatment == "ln" and treatment == "drop_zeros")
    words = WORDS[treatment].replace("+c", f"+{choices.zero_constant:g}")
    return (
        outcome.code,
        words + (" (used above)" if used else ""),
        outcome.zeros,
        found.estimate,
        found.standard_error,
        found.p_value,
        found.low,
        found.high,
        fit.rows_used,
    ), fit.inference()


def _table(choices: CrisisChoices, rows: Sequence[tuple[Cell, ...]], inferences: Sequence[Inference]) -> ResultTable:
    return ResultTable(
        "zeros",
        "Treatments of zeros",
        (
            ResultColumn("outcome", "Outcome", "text"),
            ResultColumn("treatment", "Treatment", "text"),
            ResultColumn("zeros", "Zero cells", "count"),
            ResultColumn("estimate", "Current crisis, R4"),
            ResultColumn("error", "Standard error"),
            ResultColumn("p", "p"),
            ResultColumn("low", f"{100 * choices.level:g} % from"),
            ResultColumn("high", "to"),
            ResultColumn("rows", "Rows", "count"),
        ),
        tuple(rows),
        notes=(
            "County and year effects with the controls. Only Poisson and plain logs are free of the unit of the "
            "outcome; plain logs leave the zeros out. Poisson of an outcome per head takes the count with the log of "
            "the population as offset.",
        ),
        inference=tuple(inferences),
    )
