"""Building the workbook of a run: the list of its sheets, and the file."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from reports.models import Run
from reports.spreadsheet import Book
from reports.workbook import (
    about,
    agreement,
    check,
    codebook,
    comparisons,
    crosschecks,
    domains,
    figures,
    firms,
    groups,
    growth,
    hidden,
    intervals,
    ladder,
    overrides,
    sensitivity,
    sic,
    table1,
    table4,
    table5,
)
from reports.workbook.declaration import Audience, Sheet
from reports.workbook.hiding import public_material
from reports.workbook.material import Material, WorkbookRefusedError, gather, refuse_unready

LANGUAGE = "en"
# Check reads what Firms has counted while it was written: it stands behind it.
TABLES: tuple[Sheet, ...] = (
    table1.SHEET,
    table4.SHEET,
    table5.SHEET,
    sensitivity.SHEET,
    sensitivity.HEADLINES,
    crosschecks.SHEET,
    intervals.SHEET,
    domains.SHEET,
    comparisons.SHEET,
    ladder.SHEET,
    figures.FIGURE_1,
    figures.FIGURE_2,
    growth.SHEET,
    groups.SHEET,
    firms.SHEET,
    overrides.SHEET,
    agreement.SHEET,
    codebook.SHEET,
    check.SHEET,
    sic.SHEET,
)
WITH_HIDDEN: tuple[Sheet, ...] = (*TABLES, hidden.hidden_sheet(TABLES))
SHEETS: tuple[Sheet, ...] = (about.about_sheet(WITH_HIDDEN), *WITH_HIDDEN)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the names of the sheets, the firms, and the sum of differences on the Check sheet.

    `difference` is None in a public file, which has no Check.
    """

    sheets: tuple[str, ...]
    firms: int
    difference: int | None


def build_workbook(run: Run, path: Path, *, public: bool = False, language: str = LANGUAGE) -> Written:
    """Write the workbook of a finished run to a file, whole or not at all. The same run gives the same bytes.

    `public` leaves out what rests on too few firms and every sheet that is for the team. Raises
    WorkbookRefusedError for a run that is not ready, and when the firms do not give the tables.
    """
    part = path.with_name(path.name + ".part")
    refuse_unready(run)
    with translation.override(language):
        material = gather(run)
        try:
            written = write(public_material(material) if public else material, part)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    return written


def sheets_of(material: Material) -> list[Sheet]:
    """The sheets this workbook has."""
    return [
        sheet
        for sheet in SHEETS
        if sheet.applies(material) and not (material.public and sheet.audience is Audience.TEAM)
    ]


def write(material: Material, path: Path) -> Written:
    """Write every sheet to a file; raises WorkbookRefusedError when Check would show a difference."""
    sheets = sheets_of(material)
    title = material.specification.study_title
    footer = _("Run %(run)s") % {"run": material.run_id}
    with Book(path, title=title, subject=footer, footer=footer) as book:
        for sheet in sheets:
            sheet.compose(book.page(str(sheet.name)), sheet, material)
    difference = None if material.public else check.difference(material)
    if difference:
        raise WorkbookRefusedError(
            _(
                "The firms of run %(run)s do not give its Table 5: counted anew, figures differ by %(difference)d in "
                "all. Firms or tables were changed since the run; make a new run."
            )
            % {"run": material.run_id, "difference": difference}
        )
    return Written(tuple(str(sheet.name) for sheet in sheets), material.firm_count, difference)
