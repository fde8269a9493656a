"""The first sheet: whose workbook it is, how it is filled, what the colours mean, and how it comes back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clusters.models import Cluster
from surveys.catalogue import Catalogue
from surveys.fill_in.sections import lines_of
from surveys.fill_in.spreadsheet import Box, Line, Look, SheetPlan

WIDTHS = {1: 26.0, 2: 66.0}
TEXT_WIDTH = WIDTHS[1] + WIDTHS[2]
LINE = 15.0


@dataclass(frozen=True, slots=True)
class Handout:
    """What is told of a workbook: whose it is, on what, when it was made and by whom."""

    cluster: Cluster
    catalogue: Catalogue
    is_reconstruction: bool
    firms: tuple[str, ...]
    is_compact: bool
    language: str
    made_at: datetime
    made_by: str

    @property
    def title(self) -> str:
        return self.firms[0] if not self.is_compact else str(self.cluster)


def readme_sheet(handout: Handout) -> SheetPlan:
    """The first sheet, on one page of A4."""
    facts = _facts(handout)
    lines = [Line({1: Box(_("Interview workbook: %(title)s") % {"title": handout.title}, Look.TITLE)}, height=28)]
    lines += [_fact(name, told) for name, told in facts]
    lines += [_space(), _heading(_("How to fill it in"))]
    lines += [_sentence(f"{number}. {text}") for number, text in enumerate(_steps(handout), start=1)]
    lines += [_space(), _heading(_("What the colours mean"))]
    lines += [
        Line({1: Box(word, look), 2: Box(meaning)}, height=max(22, 5 + LINE * lines_of(meaning, WIDTHS[2])))
        for word, look, meaning in _colours()
    ]
    lines += [_space(), _heading(_("When it is filled"))]
    lines += [_sentence(text) for text in _afterwards(handout)]
    return SheetPlan(_("Read me"), lines, WIDTHS, is_landscape=False, footer=handout.title)


def _facts(handout: Handout) -> list[tuple[str, str]]:
    cluster, catalogue = handout.cluster, handout.catalogue
    made = timezone.localtime(handout.made_at)
    when = date_format(made, "DATETIME_FORMAT")
    by = _("%(when)s, by %(whom)s") % {"when": when, "whom": handout.made_by} if handout.made_by else when
    language = get_language_info(handout.language)["name_local"]
    facts = [(_("Firm"), handout.title)] if not handout.is_compact else [(_("Firms"), str(len(handout.firms)))]
    questionnaire = f"{catalogue.title}, {catalogue.version}"
    if handout.is_reconstruction:
        questionnaire += f" ({_('our reconstruction; the papers print no question')})"
    return [
        *facts,
        (_("Cluster"), str(cluster)),
        (_("Study"), str(cluster.study)),
        (_("Questionnaire"), questionnaire),
        (_("Hash of its content"), catalogue.content_hash),
        (_("Language"), str(language)),
        (_("Made"), by),
    ]


def _steps(handout: Handout) -> list[str]:
    steps = [
        _("Each part of the interview has a sheet of its own. Write into the coloured cells; all others are locked."),
        _("Many cells offer a list: choose from it with the arrow beside the cell, or with Alt and the down key."),
        _("Write numbers in figures, in the unit beside them. Per cent: 35 for thirty-five in a hundred."),
        _("Where several answers may apply, each stands on a row of its own: choose yes where it does."),
    ]
    if handout.is_compact:
        steps.append(_("Where there is no answer, write why into its cell: don’t know, refused, or not applicable."))
        steps.append(
            _("Evidence and note stand on folded rows: unfold them with the plus sign at the left edge of the sheet.")
        )
    else:
        steps.append(_("Where there is no answer, leave it empty and choose why in “In place of an answer”."))
    return [
        *steps,
        _("Where something does not apply to the firm, say in the note why."),
        _("What was answered before stands in its cell already. An answer that is emptied is taken away."),
    ]


def _colours() -> list[tuple[str, Look, str]]:
    return [
        (_("Answer"), Look.ANSWER, _("The answer itself.")),
        (_("Beside it"), Look.SIDE, _("Why there is no answer, who did it, how it was verified, and the note.")),
        (_("Section"), Look.SECTION, _("A section of the questionnaire, with what is said before its questions.")),
        (_("Sector card"), Look.CARD, _("What a rung looks like in this sector: what counts and what does not.")),
        ("", Look.CLOSED, _("Nothing is asked here.")),
    ]


def _afterwards(handout: Handout) -> list[str]:
    return [
        _("Save it as an Excel workbook (.xlsx) and send it on the page “Workbooks” of the cluster."),
        _("A preview shows every change before it is stored. What others answered meanwhile is never overwritten."),
        _("Do not rename, move or delete anything, and make no copy for another firm: download a workbook for it."),
        _("The workbook holds what firms said in confidence. Keep it as you would keep the interview."),
    ]


def _fact(name: str, told: str) -> Line:
    height = 6 + LINE * max(1, lines_of(told, WIDTHS[2]))
    return Line({1: Box(name, Look.UNIT), 2: Box(told)}, height=height)


def _heading(text: str) -> Line:
    return Line({1: Box(text, Look.SECTION), 2: Box(None, Look.SECTION)}, height=22, merge=(1, 2))


def _sentence(text: str) -> Line:
    return Line({1: Box(text)}, height=6 + LINE * lines_of(text, TEXT_WIDTH), merge=(1, 2))


def _space() -> Line:
    return Line({}, height=10)
