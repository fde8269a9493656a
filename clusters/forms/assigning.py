"""Which firms go to whom."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User
from clusters.models import Firm


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        label=gettext_lazy("Give to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    firms = forms.ModelMultipleChoiceField(label=gettext_lazy("Firms"), queryset=Firm.objects.none())

    def __init__(self, people: QuerySet[User], firms: QuerySet[Firm], data: Any = None) -> None:
        super().__init__(data)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["firms"].queryset = firms  # type: ignore[attr-defined]
