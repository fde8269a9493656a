"""What the history tells of lists of firms: how a file was read, column by column."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.frame_words import FIELD_LABELS
from clusters.models import Disposition, OwnershipClass, SizeClass
from trail.models import Entry
from trail.values import Words, plainly

SEPARATORS = {",": gettext_lazy("comma"), ";": gettext_lazy("semicolon"), "\t": gettext_lazy("tab")}


def read_how_a_list_was_read(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The columns with what they were taken for, the words in them, and how the file was opened."""
    return lambda entry, value: _reading(value)


def read_planned_strata(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """Each stratum of a plan with how many firms of how many are drawn."""
    return lambda entry, value: {
        str(each["code"]): _("%(size)d of %(population)d, reserve %(reserve)d") % each for each in value
    }


def read_size_bounds(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """From how many employees on a firm is small, medium and large."""
    return lambda entry, value: ", ".join(map(str, value))


def _reading(told: dict[str, Any]) -> dict[str, str]:
    found = {
        _("encoding"): plainly(told.get("encoding")),
        _("separator"): str(SEPARATORS.get(told.get("separator", ""), plainly(told.get("separator")))),
        _("sheet"): plainly(told.get("sheet")),
        _("line of the headings"): plainly(told.get("heading_row")),
        _("codes made of names"): plainly(told.get("makes_codes")),
        _("nobody drawn yet"): plainly(told.get("nobody_drawn")),
        _("size classes from"): ", ".join(map(str, told.get("size_bounds") or ())),
    }
    for heading, field in (told.get("columns") or {}).items():
        name = _("column “%(heading)s”") % {"heading": heading}
        found[name] = str(FIELD_LABELS.get(field, field)) if field else _("left out")
    for field, words in (told.get("words") or {}).items():
        labels = _labels(field)
        for word, meaning in words.items():
            name = _("the word “%(word)s”") % {"word": word}
            found[name] = f"{FIELD_LABELS.get(field, field)}: {labels.get(meaning, meaning)}"
    for number, fate in (told.get("rows") or {}).items():
        fates = {"keep": _("kept"), "leave_out": _("left out"), "number": _("kept with a number behind its code")}
        found[_("line %(number)s") % {"number": number}] = fates.get(fate, fate)
    return {name: words for name, words in found.items() if words}


def _labels(field: str) -> dict[str, str]:
    choices = {"ownership": OwnershipClass, "size": SizeClass, "disposition": Disposition}.get(field)
    known = choices.choices if choices else [("yes", _("yes")), ("no", _("no"))]
    return {str(code): str(label) for code, label in known}
