"""Tables and the picture of a regression discontinuity."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.discontinuity import DensityTest, Discontinuity
from analysis.estimators.records import Fit
from analysis.resilience.tables import ESTIMATES, P_VALUE, count_column, number_column, text_column, told
from analysis.results import Cell, Figure, Inference, ResultTable, Series

NAMES = {
    "const": "Constant",
    "x": "Score",
    "z": "At or above the cut-off",
    "x_z": "Score × above",
    "x_squared": "Score squared",
    "x_squared_z": "Score squared × above",
}


def quadratic_table(fit: Fit) -> ResultTable:
    """The paper's equation 2 with its six coefficients."""
    return ResultTable(
        code="quadratic",
        title="Quadratic through all scores (the paper's equation 2)",
        columns=(text_column("term", "Term"), *ESTIMATES),
        rows=tuple((NAMES[each.name], *told(each)) for each in fit.coefficients),
        notes=("Scores far from the cut-off weigh on it here; read the local estimate.",),
        inference=(fit.inference(),),
    )


def local_table(found: Sequence[tuple[str, str, Discontinuity]]) -> ResultTable:
    """The local estimates: the main one, others like it, and those where there should be no jump."""
    rows: list[tuple[Cell, ...]] = []
    for name, expected, each in found:
        robust = each.robust
        rows.append(
            (
                name, expected, each.cutoff, each.conventional.estimate, each.conventional.standard_error,
                robust.p_value, robust.low, robust.high, each.bandwidth_h, each.bandwidth_b, each.n_left, each.n_right,
            )
        )  # fmt: skip
    main = found[0][2]
    return ResultTable(
        code="discontinuity",
        title="Regression discontinuity: local straight lines at the cut-off",
        columns=(
            text_column("name", "Estimate"), text_column("expected", "To be expected"),
            number_column("cutoff", "Cut-off"), number_column("estimate", "Jump"),
            number_column("standard_error", "Standard error"), number_column("p_value", "p, robust"),
            number_column("low", "Low end, robust"), number_column("high", "High end, robust"),
            number_column("h", "Bandwidth"), number_column("b", "Bandwidth of the bias"),
            count_column("n_left", "Below, within"), count_column("n_right", "Above, within"),
        ),
        rows=tuple(rows),
        notes=(
            f"{main.kernel.capitalize()} kernel; jump and its standard error are conventional, p and interval "
            "corrected for bias (Calonico, Cattaneo and Titiunik 2014).",
            *dict.fromkeys(note for _name, _expected, each in found for note in each.notes),
        ),
        inference=tuple(
            Inference(each.errors, each.rows_left + each.rows_right, {}, each.dropped, name, each.library)
            for name, _expected, each in found
        ),
    )  # fmt: skip


def density_table(found: DensityTest) -> ResultTable:
    """Whether scores crowd on one side of the cut-off."""
    return ResultTable(
        code="density",
        title="Density of the score at the cut-off",
        columns=(
            number_column("left", "Density below", 5), number_column("right", "Density above", 5),
            number_column("statistic", "t"), P_VALUE, count_column("n_left", "Below, within"),
            count_column("n_right", "Above, within"),
        ),
        rows=((found.density_left, found.density_right, found.statistic, found.p_value, found.n_left, found.n_right),),
        notes=("A jump tells that units chose their side (Cattaneo, Jansson and Ma 2020).", *found.notes),
        inference=(
            Inference("jackknife variance, rows independent", found.n_left + found.n_right, {}, found.dropped,
                      "local polynomial density", found.library),
        ),
    )  # fmt: skip


def binned(programme: pd.DataFrame, cutoff: float, bins: int = 20) -> pd.DataFrame:
    """Mean score and outcome of up to `bins` groups of equal numbers of rows a side; columns score, outcome, above."""
    rows = programme.dropna(subset=["score", "outcome"])
    parts = []
    for above, side in rows.groupby(rows["score"] >= cutoff):
        ordered = side.sort_values("score", kind="stable")
        group = np.arange(len(ordered)) * min(bins, len(ordered)) // len(ordered)
        means = ordered[["score", "outcome"]].groupby(group).mean()
        parts.append(means.assign(above=bool(above)))
    return pd.concat(parts, ignore_index=True)


def bins_figure(programme: pd.DataFrame, cutoff: float, main: Discontinuity) -> Figure:
    """Mean outcomes by score on both sides of the cut-off."""
    means = binned(programme, cutoff)
    sides = {False: "Below the cut-off", True: "At or above the cut-off"}
    return Figure(
        code="discontinuity",
        title="Outcome by score",
        shape="scatter",
        series=tuple(
            Series(name, tuple(side["score"].tolist()), tuple(side["outcome"].tolist()))
            for above, name in sides.items()
            for side in [means[means["above"] == above]]
        ),
        x_title="Score",
        y_title="Outcome (mean of a bin)",
        reading=(
            f"At the cut-off the outcome jumps by {main.conventional.estimate:.3f} (robust interval "
            f"{main.robust.low:.3f} to {main.robust.high:.3f})."
        ),
        vertical_line=cutoff,
    )
