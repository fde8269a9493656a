"""The choices of a system as fields of a form, made from what its specification says of itself."""

import dataclasses
import types
import typing
from typing import Any, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _


class ListField(forms.CharField):
    """Several values, parted by commas or line ends."""

    def __init__(self, kind: type, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Any]:
        texts = [text.strip() for text in str(super().clean(value) or "").replace("\n", ",").split(",")]
        return [self._one(text) for text in texts if text]

    def _one(self, text: str) -> Any:
        try:
            return self.kind(text)
        except ValueError:
            raise forms.ValidationError(_("“%(text)s” is not a number.") % {"text": text}) from None


def choice_fields(specification: type[Any]) -> dict[str, forms.Field]:
    """A field for each choice of the specification, in its order; `required` where there is no default."""
    hints = typing.get_type_hints(specification)
    return {each.name: _field(each, hints[each.name]) for each in dataclasses.fields(specification)}


def has_default(specification: type[Any], name: str) -> bool:
    """Whether a choice need not be made."""
    declared = {each.name: each for each in dataclasses.fields(specification)}
    return declared[name].default is not dataclasses.MISSING


def _field(declared: "dataclasses.Field[Any]", hint: Any) -> forms.Field:
    told = declared.metadata
    is_open = declared.default is not dataclasses.MISSING
    may_be_none = get_origin(hint) in (typing.Union, types.UnionType)
    if may_be_none:
        hint = next(each for each in get_args(hint) if each is not type(None))
    options: dict[str, Any] = {
        "label": declared.name.replace("_", " ").capitalize(),
        "help_text": told["help"],
        "required": not (
            is_open and (hint is bool or may_be_none or get_origin(hint) is tuple or not declared.default)
        ),
    }
    if is_open:
        options["initial"] = declared.default
    if hint is bool:
        return forms.BooleanField(**{**options, "required": False})
    if get_origin(hint) is tuple:
        return _several(get_args(hint)[0], told["choices"], options)
    if told["choices"]:
        empty = [("", _("None"))] if may_be_none else []
        return forms.ChoiceField(choices=[*empty, *((each, each) for each in told["choices"])], **options)
    if hint in (int, float):
        kind = forms.IntegerField if hint is int else forms.FloatField
        return kind(min_value=told["low"], max_value=told["high"], **{**options, "required": not may_be_none})
    return forms.CharField(max_length=500, **options)


def _several(kind: type, choices: tuple[str, ...], options: dict[str, Any]) -> forms.Field:
    if choices:
        boxes = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(choices=[(each, each) for each in choices], widget=boxes, **options)
    options["help_text"] = _("%(help)s Several are parted by commas.") % {"help": options["help_text"]}
    return ListField(kind, **options)
