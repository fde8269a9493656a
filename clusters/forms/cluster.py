"""The description of a cluster."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import Cluster, SectorVariant


def length(name: str) -> int | None:
    return Cluster._meta.get_field(name).max_length  # type: ignore[union-attr]


class ClusterForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=length("name"), help_text=_("As the tables print it."))
    country = forms.CharField(label=_("Country"), max_length=length("country"))
    location = forms.CharField(label=_("Location"), max_length=length("location"), required=False)
    product = forms.CharField(label=_("Product"), max_length=length("product"))
    sector_variant = forms.ChoiceField(
        label=_("Sector card"),
        choices=SectorVariant.choices,
        initial=SectorVariant.GENERIC,
        help_text=_("Which examples explain the questions to the consultant."),
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Currency"),
        initial="USD",
        help_text=_("The three letters of the currency in which firms give amounts."),
        error_messages={"invalid": _("A currency has three letters, such as USD or ARS.")},
    )
    started_year = forms.IntegerField(label=_("Year of origin"), required=False, min_value=1000, max_value=2100)
    origin = forms.CharField(
        label=_("Origin"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How the cluster began, in one sentence."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def helper(self) -> Any:
        place = Fieldset(_("What and where"), "name", "product", "country", "location")
        interviews = Fieldset(_("For the interviews"), "sector_variant", "currency")
        return sheet_helper(Layout(place, interviews, Fieldset(_("History"), *self.history)))

    history: tuple[str, ...] = ("origin", "started_year", "note")

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class ChangeClusterForm(ClusterForm):
    history = (*ClusterForm.history, "position")

    position = forms.IntegerField(
        label=_("Place in the tables"), min_value=0, max_value=999, help_text=_("Lower numbers are printed first.")
    )
