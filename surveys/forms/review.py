"""The steps a reviewer takes with an interview, and the choice between two answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.review_table import Step

TAKE, DECLINE = "take", "decline"
NEEDS_NOTE = {
    Step.RETURN: _("Say what should be looked at again; the consultant reads this first."),
    Step.SEND_BACK: _("Say what the supervisor should look at again."),
    Step.WITHDRAW: _("Say why the approval is withdrawn."),
}


class StepForm(forms.Form):
    """One step of review with its note, which giving back and taking back cannot do without."""

    step = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Step if each is not Step.SUBMIT],
        widget=forms.HiddenInput,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, has_comments: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_comments = has_comments

    def clean(self) -> dict[str, Any]:
        """A return whose questions bear comments says by them what should be looked at again."""
        cleaned = super().clean() or {}
        step = cleaned.get("step")
        if step == Step.RETURN and self.has_comments:
            return cleaned
        if step in NEEDS_NOTE and not cleaned.get("note"):
            self.add_error("note", NEEDS_NOTE[Step(cleaned["step"])])
        return cleaned


class FlagForm(forms.Form):
    """A reviewer's word that a figure is right."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(required=False, max_length=4000)


class CommentForm(forms.Form):
    """On which question a comment is written, and as what."""

    REVIEWER, CONSULTANT = "reviewer", "consultant"

    item = forms.CharField(required=False, max_length=40)
    side = forms.ChoiceField(choices=[(REVIEWER, REVIEWER), (CONSULTANT, CONSULTANT)])


class ThreadForm(forms.Form):
    """What becomes of a thread."""

    RESOLVE, REOPEN = "resolve", "reopen"

    step = forms.ChoiceField(choices=[(RESOLVE, RESOLVE), (REOPEN, REOPEN)])


class LateAnswerForm(forms.Form):
    """What becomes of an answer that came late."""

    step = forms.ChoiceField(choices=[(TAKE, _("Take it over")), (DECLINE, _("Leave what stands"))])
    note = forms.CharField(required=False, max_length=4000)


class ChoiceOfAnswerForm(forms.Form):
    """Which of the answers that stand side by side holds."""

    item = forms.CharField(widget=forms.HiddenInput)
    keep = forms.UUIDField(widget=forms.HiddenInput)
