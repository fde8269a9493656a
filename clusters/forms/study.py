"""The description of a study."""

from typing import Any

from crispy_forms.layout import HTML, Layout, Row
from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import Study
from clusters.size_bounds import LARGEST_BOUND, USUAL, SizeBounds, are_bounds

BOUNDS = ("small_from", "medium_from", "large_from")


def bound_field(label: Any, usual: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2, max_value=LARGEST_BOUND, required=False, initial=usual)


def bounds_as_fields(bounds: SizeBounds) -> dict[str, int]:
    """What the form begins with."""
    return dict(zip(BOUNDS, bounds.told(), strict=True))


def year_field(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1900, max_value=2100)


class StudyForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=Study.title.field.max_length)
    base_year = year_field(_("Base year"), _("Growth is measured from this year on."))
    reference_year = year_field(_("Reference year"), _("Growth is measured up to this year."))
    price_base_year = year_field(_("Year of the price base"), _("Real wages are told in prices of this year."))
    small_from = bound_field(_("Small from"), USUAL.small)
    medium_from = bound_field(_("Medium from"), USUAL.medium)
    large_from = bound_field(_("Large from"), USUAL.large)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def helper(self) -> Any:
        years = Row("base_year", "reference_year", "price_base_year")
        sizes = Row("small_from", "medium_from", "large_from")
        told = _(
            "From how many employees on a firm is small, medium and large: 5, 20, 100 as in the World Bank Enterprise "
            "Surveys, or 10, 50, 250 as in the EU. It holds for lists that are brought in from now on."
        )
        return sheet_helper(Layout("title", years, HTML(f"<p class='help'>{escape(told)}</p>"), sizes, "note"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        base, reference = cleaned.get("base_year"), cleaned.get("reference_year")
        if base and reference and base >= reference:
            self.add_error("reference_year", _("The reference year must lie after the base year."))
        given = [cleaned.pop(name, None) for name in BOUNDS]
        # A form of before the bounds, such as one that was open meanwhile, leaves them as they are.
        sizes = [given[place] or USUAL.told()[place] for place in range(len(BOUNDS))]
        if not are_bounds(sizes):
            self.add_error("large_from", _("The numbers must rise: small, then medium, then large."))
        elif any(given):
            cleaned["size_bounds"] = SizeBounds(*sizes)
        return cleaned
