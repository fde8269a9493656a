"""The filters above a history."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trail.reading import Asked


class AskedForm(forms.Form):
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What changed"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, people: Sequence[str], kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["person"].choices = [("", _("Everybody")), *((name, name) for name in people)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Everything")), *kinds]  # type: ignore[attr-defined]

    def wanted(self) -> Asked:
        """What is asked for; a filter that cannot be read asks for nothing."""
        return Asked(**self.cleaned_data) if self.is_valid() else Asked()
