"""Lines of the register: a crisis, or an action of local policy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import CrisisEvent, CrisisKind, PolicyKind, Timing
from clusters.models.history import FIRST_YEAR, LAST_YEAR

COLUMN = {"data-layout": "column"}
INFORMANT = CrisisEvent._meta.get_field("informant").max_length
SOURCE = CrisisEvent._meta.get_field("source").max_length


def year_field(**options: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})
    return forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=widget, **options)


class LineForm(forms.Form):
    """What both kinds of line ask."""

    description = forms.CharField(label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    informant = forms.CharField(
        label=_("Who told it"),
        required=False,
        max_length=INFORMANT,
        help_text=_("The role, such as secretary of the association; no name of a person."),
    )
    source = forms.CharField(
        label=_("Document that confirms it"),
        required=False,
        max_length=SOURCE,
        help_text=_("Such as a newspaper with its date, a yearbook, a court file."),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()


class CrisisForm(LineForm):
    year = year_field(label=_("Year in which it began"))
    kind = forms.ChoiceField(
        label=_("Type of crisis"), choices=CrisisKind.choices, widget=forms.RadioSelect(attrs=COLUMN)
    )
    field_order = ["year", "kind", "description", "informant", "source"]


class PolicyForm(LineForm):
    kind = forms.TypedChoiceField(label=_("What was done"), choices=PolicyKind.choices, coerce=int)
    timing = forms.ChoiceField(
        label=_("When, seen from the crisis"), choices=Timing.choices, widget=forms.RadioSelect(attrs=COLUMN)
    )
    year = year_field(label=_("Year"), required=False, help_text=_("Leave it empty where nobody can date it."))
    field_order = ["kind", "timing", "year", "description", "informant", "source"]
