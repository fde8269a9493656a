"""What forms of this room share: their frame on the page, and how a verb's refusal comes back to its field."""

from collections.abc import Callable
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from django import forms

from clusters.errors import Refusal

Result = TypeVar("Result")
FORM_ID = "sheet"


def sheet_helper(*layout: Any) -> FormHelper:
    """The form of a page whose main action stands in the page's bar and names the form."""
    helper = FormHelper()
    helper.form_id = FORM_ID
    helper.attrs = {"data-guard": ""}
    if layout:
        helper.layout = layout[0]
    return helper


def carried_out(form: forms.BaseForm, verb: Callable[..., Result], **places: Any) -> Result | None:
    """What the verb made of the form's values; None, with the reason at its field, where either refuses."""
    if not form.is_valid():
        return None
    try:
        return verb(**places, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
