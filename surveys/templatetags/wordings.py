"""The words of a questionnaire in a template."""

from django import template

from surveys.catalogue import CardEntry, ItemEntry
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
