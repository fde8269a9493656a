"""Forms of double scoring: the draw, the second scorer of a firm, and which of two answers holds."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from surveys.models import Settlement


class DrawForm(forms.Form):
    share_pct = forms.FloatField(
        label=_("Share of firms"), min_value=0, max_value=100, widget=forms.NumberInput(attrs={"data-unit": "%"})
    )
    seed = forms.CharField(
        label=_("Seed"),
        max_length=60,
        help_text=_("Any word or number, written down before the draw: whoever knows it can repeat the draw."),
    )


class ScorerForm(forms.Form):
    scorer = forms.ModelChoiceField(label=_("Second scorer"), queryset=User.objects.none())

    def __init__(self, data: Any = None, *, people: QuerySet[User]) -> None:
        super().__init__(data)
        self.fields["scorer"].queryset = people  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    item = forms.CharField(max_length=60, widget=forms.HiddenInput)
    holds = forms.ChoiceField(choices=Settlement.Holds.choices)
    reason = forms.CharField(label=_("Reason"), max_length=4000)
