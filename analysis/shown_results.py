"""A result as pages show it: cells as text, the paper's own figures beside ours, and the data behind a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.results import Cell, Figure, Inference, Result, ResultColumn, ResultTable, Series

ABSENT = "–"
MOST_POINTS = 300
MOST_ROWS = 400
MOST_SHARE_DECIMALS = 1
LONG_TEXT = 40


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One figure as text; `printed` is the paper's own where it has one, `sic` what is wrong with that."""

    text: str
    is_figure: bool
    printed: str = ""
    sic: str = ""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table of a result. `only_printed` are rows of the paper that none of ours answers to."""

    table: ResultTable
    rows: tuple[tuple[ShownCell, ...], ...]
    only_printed: tuple[tuple[ShownCell, ...], ...]
    hidden_rows: int
    has_printed: bool
    has_long_texts: bool
    inference: tuple[str, ...]
    sics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One picture with the data it was drawn from."""

    figure: Figure
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hidden_rows: int


def shown_tables(result: Result) -> list[ShownTable]:
    """The tables of the result, ready to be printed on a page."""
    return [shown_table(table) for table in result.tables]


def shown_table(table: ResultTable) -> ShownTable:
    """A table with the paper's figures under ours, where the first cells of rows name the same."""
    places = _printed_places(table)
    rows = table.rows[:MOST_ROWS]
    shown = tuple(
        tuple(_cell(table, row[at], column, at, places.get(str(row[0]))) for at, column in enumerate(table.columns))
        for row in rows
    )
    answered = {places[str(row[0])] for row in table.rows if str(row[0]) in places}
    left = [place for place in range(len(table.printed)) if place not in answered]
    return ShownTable(
        table=table,
        rows=shown,
        only_printed=tuple(_printed_row(table, place) for place in left),
        hidden_rows=len(table.rows) - len(rows),
        has_printed=bool(answered),
        has_long_texts=any(len(cell.text) > LONG_TEXT for row in shown for cell in row),
        inference=tuple(inference_words(each) for each in table.inference),
        sics=tuple(dict.fromkeys(table.sic.values())),
    )


def shown_figures(result: Result) -> list[ShownFigure]:
    """The pictures of the result with their data."""
    return [shown_figure(figure) for figure in result.figures]


def shown_figure(figure: Figure) -> ShownFigure:
    """The points of a picture as rows: series, x, y, and what else any of its series has."""
    extra = [name for name in ("low", "high", "size", "labels") if any(getattr(each, name) for each in figure.series)]
    words = {"low": _("low"), "high": _("high"), "size": _("size"), "labels": _("name")}
    rows: list[tuple[str, ...]]
    if not extra and len({series.x for series in figure.series}) == 1:
        heads = (figure.x_title or "x", *(series.name for series in figure.series))
        places = range(len(figure.series[0].x))
        rows = [(_figure(figure.series[0].x[at]), *(_figure(each.y[at]) for each in figure.series)) for at in places]
    else:
        heads = (_("Series"), figure.x_title or "x", figure.y_title or "y", *(words[name] for name in extra))
        rows = [row for series in figure.series for row in _points(series, extra)]
    return ShownFigure(figure, heads, tuple(rows[:MOST_POINTS]), max(0, len(rows) - MOST_POINTS))


def cell_text(value: Cell, column: ResultColumn) -> str:
    """A cell as it is read: a share in per cent, a year without a mark of thousands, a dash where there is none."""
    if value is None:
        return ABSENT
    if isinstance(value, str | bool):
        return str(value)
    if column.kind == "year":
        return str(round(value))
    if column.kind == "count":
        return number_format(round(value), force_grouping=True)
    decimals = column.decimals
    if column.kind == "share":
        return f"{_rounded(100 * value, min(decimals, MOST_SHARE_DECIMALS))} %"
    if column.kind == "text":
        return number_format(value)
    if value and abs(value) < 0.5 * 10**-decimals:
        return f"{value:.2g}"
    return _rounded(value, decimals)


def _rounded(value: float, decimals: int) -> str:
    # Given a float, Django cuts decimals off instead of rounding them.
    return number_format(f"{value:.{decimals}f}", force_grouping=True)


def inference_words(told: Inference) -> str:
    """What the uncertainty of a table rests on, in a few sentences."""
    parts = [_("Standard errors: %(errors)s.") % {"errors": told.errors}] if told.errors else []
    rows = ngettext("%(count)s row used.", "%(count)s rows used.", told.rows_used)
    parts.append(rows % {"count": number_format(told.rows_used, force_grouping=True)})
    if told.clusters:
        groups = ", ".join(f"{name} {number_format(count)}" for name, count in told.clusters.items())
        parts.append(_("Clusters: %(groups)s.") % {"groups": groups})
    for left in told.dropped:
        count = number_format(left.count, force_grouping=True)
        parts.append(
            _("Left out: %(count)s, because %(reason)s.") % {"count": count, "reason": left.reason.rstrip(".")}
        )
    if told.estimator:
        parts.append(f"{told.estimator}{f' ({told.library})' if told.library else ''}.")
    return " ".join(parts)


def _printed_places(table: ResultTable) -> dict[str, int]:
    """The places of the paper's rows by their first cells, where these name one row only on both sides."""
    printed = [str(row[0]) for row in table.printed]
    ours = [str(row[0]) for row in table.rows]
    return {name: place for place, name in enumerate(printed) if printed.count(name) == 1 and ours.count(name) == 1}


def _cell(table: ResultTable, value: Cell, column: ResultColumn, at: int, place: int | None) -> ShownCell:
    text = cell_text(value, column)
    is_figure = column.kind != "text"
    if place is None or at == 0:
        return ShownCell(text, is_figure)
    printed, sic = cell_text(table.printed[place][at], column), _sic(table, place, column)
    # Words that are printed as ours are need not be read twice; a figure that agrees is a finding.
    return ShownCell(text, is_figure, printed if is_figure or printed != text or sic else "", sic)


def _printed_row(table: ResultTable, place: int) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(cell_text(table.printed[place][at], column), column.kind != "text", sic=_sic(table, place, column))
        for at, column in enumerate(table.columns)
    )


def _sic(table: ResultTable, place: int, column: ResultColumn) -> str:
    return table.sic.get(f"{place}:{column.key}", "")


def _points(series: Series, extra: Sequence[str]) -> list[tuple[str, ...]]:
    return [
        (series.name, _figure(series.x[at]), _figure(series.y[at]), *(_figure(_at(series, name, at)) for name in extra))
        for at in range(len(series.x))
    ]


def _at(series: Series, name: str, at: int) -> Cell:
    values = getattr(series, name)
    return values[at] if at < len(values) else None


def _figure(value: Cell) -> str:
    if value is None:
        return ABSENT
    return f"{value:.6g}" if isinstance(value, float) else str(value)
