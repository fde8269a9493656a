"""Why something goes into the bin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.binding import sheet_helper
from clusters.models import Firm


class BinForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=Firm.bin_reason.field.max_length,
        help_text=_("Such as: entered twice, the other one is F012."),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()


class WorkshopBinForm(BinForm):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["reason"].help_text = _("Such as: opened twice, the other one is that of Tuesday.")


class ClusterBinForm(BinForm):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["reason"].help_text = _("Such as: opened twice, or under the wrong name.")
