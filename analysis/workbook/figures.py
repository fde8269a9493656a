"""One sheet a figure: the picture, what it shows in a sentence, and every point of it as data."""

from analysis.pictures.drawing import png_of
from analysis.results import Cell, Figure, Series
from analysis.telling import number_of
from analysis.workbook.pages import Leaf
from reports.cell_styles import Rule, Style
from reports.cell_text import columns_wide, lines_needed

PICTURE_PX = 1400
FIRST = 3


def write_figure(leaf: Leaf, figure: Figure) -> None:
    """Write the sheet of one figure."""
    heads = heads_of(figure)
    rows = [row for series in figure.series for row in rows_of(series, heads)]
    widths = [_width(head, [row[place] for row in rows]) for place, head in enumerate(heads)]
    widths += [12.0] * (7 - len(widths))
    links = [link for series in figure.series for link in links_of(series)]
    widths = [
        max(width, _width("", [link[place] for link in links])) if place < 3 else width
        for place, width in enumerate(widths)
    ]
    leaf.set_up(widths)
    leaf.put(0, 0, figure.title, Style.TITLE)
    if figure.paper:
        leaf.put(1, 0, f"In the paper: {figure.paper}", Style.SUBTITLE)
    row = leaf.picture(FIRST, png_of(figure, PICTURE_PX), figure.reading or figure.title)
    for text in filter(None, (figure.reading, *figure.notes)):
        leaf.paragraph(row, text)
        row += 1
    row = _put_rows(leaf, row + 1, list(heads.values()), rows, widths)
    if links:
        _put_rows(leaf, row + 1, ["Series", "From", "To"], links, widths)


def heads_of(figure: Figure) -> dict[str, str]:
    """The columns of the data, by the part of a series they show: only those that some series has."""
    heads = {"name": "Series", "x": figure.x_title or "x", "y": figure.y_title or "y"}
    for part, head in (("low", "Low end"), ("high", "High end"), ("size", "Size"), ("labels", "Name")):
        if any(getattr(series, part) for series in figure.series):
            heads[part] = head
    return heads


def rows_of(series: Series, heads: dict[str, str]) -> list[list[Cell]]:
    """One row a point."""
    rows: list[list[Cell]] = []
    for number in range(len(series.x)):
        cells: list[Cell] = [series.name]
        for part in list(heads)[1:]:
            values = getattr(series, part)
            cells.append(values[number] if number < len(values) else None)
        rows.append(cells)
    return rows


def links_of(series: Series) -> list[list[Cell]]:
    """One row a link, points told by their names, or by their numbers counted from 1."""

    def told(number: int) -> Cell:
        return (series.labels[number] if number < len(series.labels) else "") or number + 1

    return [[series.name, told(start), told(end)] for start, end in series.links]


def _put_rows(leaf: Leaf, row: int, heads: list[str], rows: list[list[Cell]], widths: list[float]) -> int:
    forms = [_form([line[place] for line in rows]) for place in range(len(heads))]
    leaf.height(row, max(lines_needed(head, width * 0.9) for head, width in zip(heads, widths, strict=False)))
    for place, (head, form) in enumerate(zip(heads, forms, strict=True)):
        leaf.put(
            row, place, head, Style.HEAD if form else Style.HEAD_LEFT, Rule.AROUND_HEAD, apart=place > 0 and not form
        )
    for number, line in enumerate(rows, 1):
        rule = Rule.END if number == len(rows) else Rule.NONE
        for place, (value, form) in enumerate(zip(line, forms, strict=True)):
            is_text = isinstance(value, str) or not form
            style = Style.TEXT if is_text else Style.NUMBER
            leaf.put(row + number, place, value, style, rule, form=form, apart=place > 0 and is_text)
    return row + len(rows) + 1


def _form(values: list[Cell]) -> str:
    """The number format of a column of data: none for texts, no decimals for whole figures, no grouping for years."""
    figures = [figure for value in values if (figure := number_of(value)) is not None]
    if not figures:
        return ""
    if any(figure != round(figure) for figure in figures):
        return "#,##0.0000"
    return "0" if all(1800 <= figure <= 2100 for figure in figures) else "#,##0"


def _width(head: str, values: list[Cell]) -> float:
    longest = max((columns_wide(value) for value in values if isinstance(value, str)), default=0)
    word = max((columns_wide(word) for word in head.split()), default=0)
    return min(40.0, max(12.0, longest + 2.0, word + 2.0))
