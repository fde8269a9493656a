"""Which cluster of another study is the earlier round of this one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import Cluster


class ClusterOfStudyField(forms.ModelChoiceField):
    """Clusters bear the names of their studies: those of two rounds are called alike."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.study} ({obj.study.reference_year}): {obj}"


class RoundForm(forms.Form):
    earlier = ClusterOfStudyField(label=_("Earlier round"), queryset=Cluster.objects.none())
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as who saw to it that the codes of both lists mean the same firms."),
    )

    def __init__(self, clusters: QuerySet[Cluster], data: Any = None) -> None:
        super().__init__(data)
        self.fields["earlier"].queryset = clusters  # type: ignore[attr-defined]

    @property
    def helper(self) -> Any:
        return sheet_helper()
