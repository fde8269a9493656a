"""Forms of the live workshop, and what a phone sends for a vote; they hand over finished values and never save."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.ballots import Ballot
from surveys.forms.workshops import SHORT_TEXT, body_of
from surveys.live_votes import Cast
from surveys.models import PanelistKind, Pillar

LONGEST_REASON = 2000
LARGEST_TURN = 1_000_000


class CodeForm(forms.Form):
    """The code of a session, as it is read off the wall."""

    code = forms.CharField(
        label=gettext_lazy("Code of the workshop"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "code-field",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
        help_text=gettext_lazy("Six letters and figures; they stand on the screen in the room."),
    )
    helper = body_of("code")


class KeyForm(forms.Form):
    """Coming back to a seat with its key."""

    seat = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(
        label=gettext_lazy("Key of your seat"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code-field"}),
        help_text=gettext_lazy("The six figures your phone showed when you took the seat."),
    )


class NewSeatForm(forms.Form):
    """A panelist who has no seat yet."""

    label = forms.CharField(
        label=gettext_lazy("Name or function"),
        max_length=120,
        help_text=gettext_lazy("As it shall stand in the protocol."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Comes from"), choices=PanelistKind.choices)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), required=False, max_length=160)
    conflict_of_interest = forms.CharField(
        label=gettext_lazy("Conflict of interest"),
        required=False,
        widget=forms.Textarea(attrs=SHORT_TEXT),
        help_text=gettext_lazy("What you have to gain or lose by the phases found, if anything."),
    )
    helper = body_of("label", "kind", "organisation", "conflict_of_interest")


class NoteForm(forms.Form):
    """A note of the discussion."""

    pillar = forms.ChoiceField(choices=[("", ""), *Pillar.choices], required=False)
    text = forms.CharField(label=gettext_lazy("Note"), max_length=5000)


class ShownForm(forms.Form):
    """What stands on the big screen."""

    pillar = forms.ChoiceField(choices=[("", ""), *Pillar.choices], required=False)


def read_cast(body: bytes) -> Cast:
    """The vote in what a phone sent; raises ValueError, with the place, for what cannot be read as one."""
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError(_("A vote is one object."))
    pillar = told.get("pillar")
    if pillar not in Pillar.values:
        raise ValueError(_("There is no pillar “%(pillar)s”.") % {"pillar": pillar})
    reason = told.get("reason", "")
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise ValueError(_("A reason has at most %(most)d characters.") % {"most": LONGEST_REASON})
    lower = told.get("in_place", {})
    if not isinstance(lower, dict) or not all(isinstance(said, bool) for said in lower.values()):
        raise ValueError(_("Of lower phases only yes or no can be said."))
    sources = told.get("evidence", [])
    if not isinstance(sources, list):
        raise ValueError(_("Sources are a list."))
    return Cast(
        id=UUID(str(told.get("cast"))),
        turn=_whole(told, "turn", 1, LARGEST_TURN),
        round=_whole(told, "round", 1, 3),
        pillar=pillar,
        ballot=Ballot(
            phase=_whole_or_none(told, "phase"),
            confidence=_whole_or_none(told, "confidence"),
            reason=_storable(reason),
            in_place={int(phase): said for phase, said in lower.items()},
            evidence=frozenset(_whole({"source": source}, "source", 1, 2**62) for source in sources),
        ),
    )


def _storable(text: str) -> str:
    """Without NUL and halves of characters, which no database stores; a phone cuts a picture letter in two."""
    return text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\x00", "")


def _whole(told: dict[str, Any], name: str, least: int, most: int) -> int:
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(
            _("%(name)s: found %(value)s; a whole number from %(least)d to %(most)d is needed.")
            % {"name": name, "value": value, "least": least, "most": most}
        )
    return value


def _whole_or_none(told: dict[str, Any], name: str) -> int | None:
    """The scales themselves are checked where the vote is recorded."""
    return None if told.get(name) is None else _whole(told, name, -9, 99)
