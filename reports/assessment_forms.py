"""Forms of assessed levels: giving one, taking one back, and the filters above the list. They never save."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from reports.assessment_page import MOVED, STANDING, WITHDRAWN
from reports.models import AssessedDimension, EvidenceKind
from scoring.levels import HIGHEST

LONGEST = 4000


def reason_field(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **options)


class AssessForm(forms.Form):
    """A level with its reason and its evidence. The page draws the levels itself, beside their descriptors."""

    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[(level, str(level)) for level in range(HIGHEST + 1)],
        error_messages={"required": _("Choose a level from 0 to 6.")},
    )
    reason = reason_field(_("Reason"), help_text=_("Why the level that the answers give does not hold."))
    evidence_kind = forms.ChoiceField(
        label=_("What the assessment rests on"),
        choices=EvidenceKind.choices,
        widget=forms.RadioSelect(attrs={"data-layout": "column"}),
    )
    evidence = reason_field(_("Evidence"), help_text=_("What was seen, or who was asked, and when."))


class WithdrawForm(forms.Form):
    """Why an assessed level is taken back."""

    reason = reason_field(_("Why the assessment is withdrawn"))


class OverrideFilterForm(forms.Form):
    cluster = forms.ModelChoiceField(label=_("Cluster"), queryset=Cluster.objects.none(), required=False)
    dimension = forms.ChoiceField(
        label=_("Dimension"), required=False, choices=[("", _("All dimensions")), *AssessedDimension.choices]
    )
    standing = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            (STANDING, _("Holds")),
            (MOVED, _("Computed level has changed since")),
            (WITHDRAWN, _("Withdrawn")),
        ],
    )

    def __init__(self, data: Any, clusters: QuerySet[Cluster]) -> None:
        super().__init__(data)
        self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]
        self.fields["cluster"].empty_label = _("All clusters")  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What is asked for; a filter that cannot be read asks for nothing."""
        return dict(self.cleaned_data) if self.is_valid() else {}
