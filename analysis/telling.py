"""What is told of a run beside its result, and figures as they are written in running text."""

import math
from collections.abc import Mapping

from analysis.results import Cell, Inference, ResultColumn

RUN = "run"
GROUPS = {"choices": "Choices", "tables": "Tables that went in"}
"""Keys of what is told, such as `choices.level` or `tables.trade`, that stand in a list of their own."""


def grouped(about: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """What is told of a run, as labels and values in the order given: first the run itself, then each group."""
    found: dict[str, list[tuple[str, str]]] = {RUN: [], **{group: [] for group in GROUPS}}
    for key, value in about.items():
        group, dot, name = key.partition(".")
        if dot and group in GROUPS:
            found[group].append((name, value))
        else:
            found[RUN].append((label_of(key), value))
    return {group: facts for group, facts in found.items() if facts}


def label_of(key: str) -> str:
    """A key as a label: words instead of underscores, a capital at its beginning."""
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def number_of(value: Cell) -> float | None:
    """The figure in a cell; None for a text and for what is no number."""
    if value is None or isinstance(value, str):
        return None
    figure = float(value)
    return figure if math.isfinite(figure) else None


def written(value: Cell, column: ResultColumn) -> str:
    """A cell as text: decimals of its column, a share in per cent, a true minus sign, an en dash for nothing."""
    if isinstance(value, str):
        return value
    figure = number_of(value)
    if figure is None:
        return "–"
    if column.kind == "text":
        return f"{figure:g}".replace("-", "−")
    if column.kind == "year":
        return f"{figure:.0f}"
    if column.kind == "number" and figure and abs(figure) < 0.5 * 10**-column.decimals:
        return f"{figure:.2g}".replace("-", "−")
    text = f"{figure * 100:.{column.decimals}f} %" if column.kind == "share" else f"{figure:,.{decimals_of(column)}f}"
    if text.startswith("-") and not text.strip("-0.,% "):
        text = text[1:]
    return text.replace("-", "−")


def decimals_of(column: ResultColumn) -> int:
    """How many decimals are shown: none of a count or a year."""
    return 0 if column.kind in ("count", "year") else column.decimals


def uncertainty(told: Inference) -> str:
    """What a table's uncertainty rests on, in one paragraph."""
    parts = [f"Standard errors: {told.errors.rstrip('.')}." if told.errors else "No standard errors."]
    if told.clusters:
        parts.append("Clusters: " + "; ".join(f"{count:,} ({name})" for name, count in told.clusters.items()) + ".")
    parts.append(f"Rows used: {told.rows_used:,}.")
    if told.dropped:
        parts.append(
            "Left out: " + "; ".join(f"{each.count:,} ({each.reason.rstrip('.')})" for each in told.dropped) + "."
        )
    else:
        parts.append("No row was left out.")
    if told.estimator:
        parts.append(f"Estimator: {told.estimator}{f', {told.library}' if told.library else ''}.")
    return " ".join(parts)
