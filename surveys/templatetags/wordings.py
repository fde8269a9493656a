"""The words of a questionnaire in a template."""

from django import template

from surveys.catalogue import CardEntry, ItemEntry
from surveys.firm_sheet import FirmSheetFigure, firm_sheet_figure
from surveys.forms.answers import AnswerForm
from surveys.models import Interview
from surveys.section_pages import Place
from surveys.wording import Wording

register = template.Library()


@register.filter
def said(text: str, wording: Wording) -> str:
    """The text with the years and the money of the cluster filled in."""
    return wording.of(text)


@register.filter
def card_of(place: Place, item: ItemEntry) -> CardEntry | None:
    """What the rung of the item looks like in the cluster's sector."""
    return place.cards.get(item.rung) if item.rung else None


@register.filter
def said_on_firm_sheet(form: AnswerForm, interview: Interview) -> FirmSheetFigure | None:
    """The same figure on the firm sheet, for a question that has no answer yet."""
    return None if form.is_touched else firm_sheet_figure(interview, form.item)
