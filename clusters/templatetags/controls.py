"""What the form templates need to know about a field: its control, its unit, the shape of its choices."""

from copy import copy
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

LONG_CHOICE = 28


@register.filter
def unit(field: BoundField) -> str:
    """The unit shown inside the control, from the widget's data-unit or the field's own attribute."""
    return str(field.field.widget.attrs.get("data-unit") or getattr(field.field, "unit", "") or "")


@register.filter
def shape(field: BoundField) -> str:
    """How a field is drawn: hidden, checkbox, choices, group (several controls), file or plain."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "group" if widget.use_fieldset else "plain"


@register.filter
def one_column(field: BoundField) -> bool:
    """Choices stand below one another when asked to (data-layout="column") or when one of them is long."""
    if field.field.widget.attrs.get("data-layout") == "column":
        return True
    return any(len(str(choice.choice_label)) > LONG_CHOICE for choice in field.subwidgets)


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of the help and the errors of a field, in the order in which they are read."""
    parts = []
    if field.help_text:
        parts.append(f"{field.auto_id}_helptext")
    if field.errors:
        parts.append(f"{field.auto_id}_error")
    return " ".join(parts)


@register.filter
def anchor(field: BoundField) -> str:
    """The id a link in the summary of errors leads to."""
    return field.id_for_label or field.auto_id


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The bare control, with the keyboard that fits its kind and its help and errors linked."""
    widget = field.field.widget
    attrs: dict[str, Any] = {}
    if described := described_by(field):
        attrs["aria-describedby"] = widget.attrs.get("aria-describedby", described)
    if isinstance(widget, forms.NumberInput):
        widget = as_typed_number(widget, whole=is_whole(field.field))
    return field.as_widget(widget=widget, attrs=attrs)


def as_typed_number(widget: forms.NumberInput, *, whole: bool) -> forms.NumberInput:
    """A number as text with the number keyboard.

    A browser's number box sends an empty value for whatever it cannot read, so that nobody could be told what
    was found and the entry would be lost.
    """
    typed = copy(widget)
    typed.input_type = "text"
    typed.attrs = {name: value for name, value in widget.attrs.items() if name not in ("min", "max", "step")}
    typed.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
    typed.attrs.setdefault("autocomplete", "off")
    typed.attrs["class"] = f"number {widget.attrs.get('class', '')}".strip()
    return typed


def is_whole(field: forms.Field) -> bool:
    """Whether a field takes whole numbers only; floats and decimals are integer fields to Django as well."""
    return isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField | forms.DecimalField)
