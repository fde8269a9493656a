"""The form in which a headline is entered. It never saves."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from reports.models import AssessedDimension, Headline
from scoring.rungs import RUNGS


class HeadlineForm(forms.Form):
    """“More than 50 per cent of firms of a cluster at level 4 or above, in human resources.”"""

    cluster = forms.ModelChoiceField(label=_("Cluster"), queryset=Cluster.objects.none())
    dimension = forms.ChoiceField(label=_("Dimension"), choices=AssessedDimension.choices)
    compared = forms.ChoiceField(label=_("How much"), choices=Headline.Compared.choices)
    share_pct = forms.FloatField(
        label=_("Per cent of firms"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"data-unit": "%"}),
    )
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, choices=[(rung, str(rung)) for rung in RUNGS])
    counted = forms.ChoiceField(label=_("Which firms"), choices=Headline.Counted.choices)

    def __init__(self, data: Any = None, *, clusters: QuerySet[Cluster]) -> None:
        super().__init__(data)
        self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]
