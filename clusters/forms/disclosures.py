"""The filters above the log of looks and exports."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.disclosure_words import page_words
from clusters.models import Disclosure, DisclosureAct, Study


class DisclosureFilterForm(forms.Form):
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    act = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    page = forms.ChoiceField(label=gettext_lazy("Page or file"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, study: Study, data: Any) -> None:
        super().__init__(data)
        log = Disclosure.objects.filter(study=study).order_by()
        people = sorted(log.values_list("person_name", flat=True).distinct())
        pages = sorted((page_words(page), page) for page in log.values_list("page", flat=True).distinct())
        self.fields["person"].choices = [("", _("Everybody")), *((name, name) for name in people)]  # type: ignore[attr-defined]
        self.fields["act"].choices = [("", _("Looks and files")), *DisclosureAct.choices]  # type: ignore[attr-defined]
        self.fields["page"].choices = [("", _("Everything")), *((page, words) for words, page in pages)]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What is asked for; a filter that cannot be read asks for nothing."""
        return dict(self.cleaned_data) if self.is_valid() else {}
