"""What a page of entry hands to the script that keeps its answers."""

from typing import Any

from django import template
from django.forms.utils import flatatt
from django.utils.html import json_script
from django.utils.safestring import SafeString

from surveys.catalogue import ItemEntry
from surveys.models import Interview
from surveys.section_pages import Place

register = template.Library()


@register.simple_tag
def answers_now(interview: Interview, place: Place) -> SafeString:
    """The answers that hold now to the questions of the section, as data in #answers-now."""
    codes = [item.code for item in place.items]
    return json_script({code: interview.answers[code] for code in codes if code in interview.answers}, "answers-now")


@register.simple_tag
def where_answers_belong(interview: Interview) -> SafeString:
    """The attributes of a form by which its script knows to which interview answers belong, and what it holds."""
    told = {
        "interview": interview.pk,
        "firm": interview.firm_id,
        "firm-name": interview.firm,
        "cluster": interview.firm.cluster_id,
        "questionnaire": interview.questionnaire_id,
        "begun": interview.begun_at.isoformat(),
        "state": interview.state,
        "revisions": interview.revision_count,
    }
    return flatatt({f"data-{name}": str(value) for name, value in told.items()})


@register.filter
def bound(item: ItemEntry, which: str) -> str:
    """The least or the most an answer can be ("minimum", "maximum") in plain figures, or nothing."""
    value: Any = getattr(item, which)
    return "" if value is None else repr(float(value))
