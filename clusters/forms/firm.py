"""What is known of a firm before anybody has spoken with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import Disposition, Firm


class FirmForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=Firm.code.field.max_length,
        help_text=_("Names the firm in every table and file, such as F012."),
    )
    name = forms.CharField(label=_("Name"), max_length=Firm.name.field.max_length)
    address = forms.CharField(label=_("Address"), max_length=Firm.address.field.max_length, required=False)

    @property
    def helper(self) -> Any:
        return sheet_helper()


class ChangeFirmForm(FirmForm):
    disposition = forms.ChoiceField(
        label=_("What became of the interview"),
        choices=Disposition.choices,
        widget=forms.RadioSelect(attrs={"data-layout": "column"}),
    )
