"""The choices of a system as fields of a form, made from what its specification says of itself."""

import dataclasses
import types
import typing
from collections.abc import Mapping
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


def made_choices(specification: type[Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The choices somebody made: a figure or word left empty is left to its default, where empty says nothing else."""
    hints = typing.get_type_hints(specification)
    free = {each.name for each in dataclasses.fields(specification) if hints[each.name] is str and _is_free(each)}
    return {
        name: value
        for name, value in chosen.items()
        if value not in (None, "") or name in free or _may_be_none(hints[name])
    }


def _is_free(declared: "dataclasses.Field[Any]") -> bool:
    return not declared.metadata["choices"]


def _field(declared: "dataclasses.Field[Any]", hint: Any) -> forms.Field:
    told = declared.metadata
    is_open = declared.default is not dataclasses.MISSING
    may_be_none = _may_be_none(hint)
    if may_be_none:
        hint = next(each for each in get_args(hint) if each is not type(None))
    options: dict[str, Any] = {
        "label": declared.name.replace("_", " ").capitalize(),
        "help_text": told["help"],
        "required": not is_open and not may_be_none,
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
        return kind(min_value=told["low"], max_value=told["high"], **options)
    return forms.CharField(max_length=500, **options)


def _may_be_none(hint: Any) -> bool:
    return get_origin(hint) in (typing.Union, types.UnionType)


def _several(kind: type, choices: tuple[str, ...], options: dict[str, Any]) -> forms.Field:
    if choices:
        boxes = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(choices=[(each, each) for each in choices], widget=boxes, **options)
    options["help_text"] = _("%(help)s Several are parted by commas.") % {"help": options["help_text"]}
    return ListField(kind, **options)
