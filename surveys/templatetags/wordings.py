"""The words of a questionnaire in a template."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from surveys.catalogue import CardEntry, DescriptorEntry, ItemEntry, SectionEntry
from surveys.firm_sheet import FirmSheetFigure, firm_sheet_figure
from surveys.forms.answers import AnswerForm
from surveys.models import Interview, Questionnaire
from surveys.section_pages import Place
from surveys.translations import AskedLanguage, languages_of, names_of
from surveys.wording import Wording, languages_to_try

register = template.Library()


@register.filter
def said(text: str, wording: Wording) -> str:
    """The text with the years and the money of the cluster filled in."""
    return wording.of(text)


@register.filter
def lang_mark(entry: SectionEntry | ItemEntry | CardEntry | DescriptorEntry) -> str:
    """The attribute `lang` for words that are not in the language of the page, with the space before it."""
    if entry.language in languages_to_try(get_language() or ""):
        return ""
    return format_html(' lang="{}"', entry.language)


@register.filter
def asked_languages(questionnaire: Questionnaire) -> list[AskedLanguage]:
    """The languages in which a version can be asked."""
    return languages_of(questionnaire)


@register.filter
def language_names(languages: list[AskedLanguage]) -> str:
    """Their names, in the language of the page."""
    return names_of(languages)


@register.filter
def card_of(place: Place, item: ItemEntry) -> CardEntry | None:
    """What the rung of the item looks like in the cluster's sector."""
    return place.cards.get(item.rung) if item.rung else None


@register.filter
def said_on_firm_sheet(form: AnswerForm, interview: Interview) -> FirmSheetFigure | None:
    """The same figure on the firm sheet, for a question that has no answer yet."""
    return None if form.is_touched else firm_sheet_figure(interview, form.item)
