"""Putting the sheets of a result together into one file."""

from collections.abc import Mapping

from analysis.delivery import Target, deliver
from analysis.results import Result
from analysis.workbook.about import write_about
from analysis.workbook.figures import write_figure
from analysis.workbook.pages import Book
from analysis.workbook.tables import write_table


def write_workbook(result: Result, file: Target, *, about: Mapping[str, str]) -> None:
    """Write the workbook of a result (XLSX) to a path or to a file opened for bytes. The same result, the same bytes.

    `about` tells what the result does not know: `run` (its id, printed at the foot of every page) and whatever else
    there is to say, such as study, question, date or sources; keys `choices.NAME` and `tables.NAME` (the choices, and
    the hash of each table) are listed by themselves. Texts are written as they are; control characters are left out.
    Raises OSError where the file cannot be written.
    """
    run = about.get("run", "")
    book = Book(title=result.title, footer=f"Run {run}" if run else "Sextant")
    front = book.leaf("About")
    tables = [(book.leaf(_sheet_name(table.code)), table) for table in result.tables]
    figures = [(book.leaf(_sheet_name(figure.code)), figure) for figure in result.figures]
    listed = [(leaf.name, table.title) for leaf, table in tables]
    listed += [(leaf.name, figure.title) for leaf, figure in figures]
    write_about(front, result, about, listed)
    for leaf, table in tables:
        write_table(leaf, table)
    for leaf, figure in figures:
        write_figure(leaf, figure)
    deliver(book.finish(), file)


def _sheet_name(code: str) -> str:
    words = code.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
