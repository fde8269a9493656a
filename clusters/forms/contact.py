"""A person of a firm, and why their data are erased."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import Contact, Erasure


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=Contact.name.field.max_length)
    function = forms.CharField(
        label=_("Function in the firm"), max_length=Contact.function.field.max_length, required=False
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=Contact.phone.field.max_length,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail"), max_length=Contact.email.field.max_length, required=False)
    language = forms.ChoiceField(
        label=_("Preferred language"), choices=[("", _("Not known")), *settings.LANGUAGES], required=False
    )
    consent_on = forms.DateField(
        label=_("Agreed to be noted down here on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ask before you write somebody down, and note the day."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as when to call. Nothing that the person should not read."),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()


class ErasureForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=Erasure.reason.field.max_length,
        help_text=_("The reason stays. Do not name the person in it."),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()
