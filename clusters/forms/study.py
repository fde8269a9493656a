"""The description of a study."""

from typing import Any

from crispy_forms.layout import Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import Study


def year_field(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1900, max_value=2100)


class StudyForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=Study.title.field.max_length)
    base_year = year_field(_("Base year"), _("Growth is measured from this year on."))
    reference_year = year_field(_("Reference year"), _("Growth is measured up to this year."))
    price_base_year = year_field(_("Year of the price base"), _("Real wages are told in prices of this year."))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def helper(self) -> Any:
        years = Row("base_year", "reference_year", "price_base_year")
        return sheet_helper(Layout("title", years, "note"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        base, reference = cleaned.get("base_year"), cleaned.get("reference_year")
        if base and reference and base >= reference:
            self.add_error("reference_year", _("The reference year must lie after the base year."))
        return cleaned
