"""The steps a reviewer takes with an interview, and the choice between two answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TAKE, DECLINE = "take", "decline"
RETURN, APPROVE, WITHDRAW = "return", "approve", "withdraw"
NEEDS_NOTE = {
    RETURN: _("Say what should be looked at again; the consultant reads this first."),
    WITHDRAW: _("Say why the approval is withdrawn."),
}


class StepForm(forms.Form):
    """One step of review with its note, which giving back and taking back cannot do without."""

    step = forms.ChoiceField(
        choices=[(RETURN, _("Return")), (APPROVE, _("Approve")), (WITHDRAW, _("Withdraw the approval"))],
        widget=forms.HiddenInput,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("step") in NEEDS_NOTE and not cleaned.get("note"):
            self.add_error("note", NEEDS_NOTE[cleaned["step"]])
        return cleaned


class LateAnswerForm(forms.Form):
    """What becomes of an answer that came late."""

    step = forms.ChoiceField(choices=[(TAKE, _("Take it over")), (DECLINE, _("Leave what stands"))])
    note = forms.CharField(required=False, max_length=4000)


class ChoiceOfAnswerForm(forms.Form):
    """Which of the answers that stand side by side holds."""

    item = forms.CharField(widget=forms.HiddenInput)
    keep = forms.UUIDField(widget=forms.HiddenInput)
