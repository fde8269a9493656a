"""A panelist's own vote on the panelist's own phone, and the address that is typed there."""

import json
from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _

from surveys.forms.workshops import CONFIDENCES
from surveys.models import Vote
from surveys.workshop_results import Reason

register = template.Library()


@register.filter
def says_phase(vote: Vote | None, phase: str) -> bool:
    """Whether the vote is for this phase."""
    return vote is not None and str(vote.phase) == phase


@register.filter
def says_in_place(vote: Vote | None, phase: int) -> str:
    """Yes, no, or nothing on whether a lower phase is fully in place."""
    said = vote.in_place.get(str(phase)) if vote else None
    return "" if said is None else "yes" if said else "no"


@register.filter
def says_source(vote: Vote | None, source: int) -> bool:
    """Whether the vote rests on this source."""
    return vote is not None and source in {each.pk for each in vote.evidence.all()}


@register.simple_tag
def confidence_choices() -> list[tuple[str, str]]:
    """The four degrees of confidence with their words."""
    return [(value, str(label)) for value, label in CONFIDENCES]


@register.filter
def vote_words(vote: Vote) -> str:
    """The phase of a vote in words."""
    return _("cannot judge") if vote.phase is None else _("phase %(phase)d") % {"phase": vote.phase}


@register.filter
def vote_data(vote: Vote) -> str:
    """A vote as a script fills it into the ballot again."""
    return json.dumps(
        {
            "phase": vote.phase,
            "confidence": vote.confidence,
            "reason": vote.reason,
            "in_place": vote.in_place,
            "evidence": [source.pk for source in vote.evidence.all()],
        }
    )


@register.filter
def crowd(reasons: Sequence[Reason]) -> str:
    """How full the big screen is with these reasons: few, many or most, by what it takes to set them."""
    lines = sum(1 + len(reason.text) // 50 for reason in reasons)
    return "few" if lines <= 12 else "many" if lines <= 18 else "most"


@register.filter
def bare_address(address: str) -> str:
    """An address as people type it, without what every browser adds by itself."""
    return address.partition("://")[2]
