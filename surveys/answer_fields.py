"""The one mapping from the kind of an item to the field that asks it, the value stored, and the words that show it.

Stored values: yes_no a bool; share, number, money a number; count, year, level a whole number; single an option's code;
multiple a list of codes in the order of the options; text a string. An answer without a value stores null.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.answers import NONE_CODE, DoneBy, State
from surveys.answers import LONGEST_TEXT
from surveys.catalogue import ItemEntry
from surveys.models import Item, ItemKind
from surveys.typed_numbers import UnreadableNumber, read_number, show_number
from surveys.wording import Wording

AnyItem = Item | ItemEntry

NUMBER_KINDS = frozenset({ItemKind.SHARE, ItemKind.COUNT, ItemKind.NUMBER, ItemKind.MONEY, ItemKind.YEAR})
WHOLE_KINDS = frozenset({ItemKind.COUNT, ItemKind.YEAR})
RADIO_KINDS = frozenset({ItemKind.YES_NO, ItemKind.SINGLE, ItemKind.LEVEL})
HIGHEST_LEVEL = 6

YES_NO_CHOICES = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
STATE_LABELS = {
    State.DONT_KNOW: gettext_lazy("Don’t know"),
    State.REFUSED: gettext_lazy("Refused"),
    State.NOT_APPLICABLE: gettext_lazy("Not applicable"),
    State.MISSING: gettext_lazy("No answer"),
}
DONE_BY_LABELS = {
    DoneBy.OWN_STAFF: gettext_lazy("Own staff here"),
    DoneBy.PARENT: gettext_lazy("Parent company abroad"),
    DoneBy.INSTITUTE: gettext_lazy("Institute or university"),
    DoneBy.SUPPLIER: gettext_lazy("Supplier"),
    DoneBy.BUYER: gettext_lazy("Buyer"),
}
EVIDENCE_LABELS = {
    "document": gettext_lazy("Document seen"),
    "person": gettext_lazy("Person met"),
    "not_verified": gettext_lazy("Not verified"),
}


class FigureField(forms.CharField):
    """A number typed in the way of any country, within the bounds of its item; None when left empty."""

    widget = forms.TextInput

    def __init__(self, *, item: AnyItem, **kwargs: Any) -> None:
        self.item = item
        whole = item.kind in WHOLE_KINDS
        keyboard = "numeric" if whole else "decimal"
        # The blank placeholder lets the stylesheet tell an empty field from a filled one.
        attrs = {"inputmode": keyboard, "autocomplete": "off", "class": "number", "placeholder": " "}
        kwargs["widget"] = forms.TextInput(attrs=attrs)
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> float | int | None:
        typed = super().clean(value)
        if not typed:
            return None
        whole = self.item.kind in WHOLE_KINDS
        try:
            number = read_number(typed, whole=whole)
        except UnreadableNumber as refusal:
            raise ValidationError(str(refusal)) from refusal
        refuse_out_of_bounds(self.item, number)
        return int(number) if number.is_integer() else number


def refuse_out_of_bounds(item: AnyItem, number: float) -> None:
    if item.minimum is not None and number < item.minimum:
        raise ValidationError(
            _("%(number)s is less than %(least)s, the least this can be.")
            % {"number": show_number(number), "least": show_number(item.minimum)}
        )
    if item.maximum is not None and number > item.maximum:
        raise ValidationError(
            _("%(number)s is more than %(most)s, the most this can be.")
            % {"number": show_number(number), "most": show_number(item.maximum)}
        )


class CodesField(forms.MultipleChoiceField):
    """Several codes in the order of their options; "none of them" stands alone."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, item: AnyItem, **kwargs: Any) -> None:
        self.labels = dict(value_choices(item))
        super().__init__(choices=list(self.labels.items()), **kwargs)

    def clean(self, value: Any) -> list[str] | None:
        chosen = set(super().clean(value))
        if NONE_CODE in chosen and len(chosen) > 1:
            raise ValidationError(
                _("“%(none)s” cannot stand beside others. Take it away, or the others.")
                % {"none": self.labels[NONE_CODE]}
            )
        return [code for code in self.labels if code in chosen] or None


class RadioAnswerField(forms.ChoiceField):
    """A choice whose radio buttons also carry the states, so that one excludes the other without any script."""

    widget = forms.RadioSelect

    def __init__(self, *, item: AnyItem, states: list[tuple[str, str]], **kwargs: Any) -> None:
        self.item = item
        super().__init__(choices=[*value_choices(item), *states], **kwargs)


def value_choices(item: AnyItem) -> list[tuple[str, str]]:
    """What can be chosen as a value, as the form sends it, with its label."""
    if item.kind == ItemKind.YES_NO:
        return [(code, str(label)) for code, label in YES_NO_CHOICES]
    if item.kind == ItemKind.LEVEL:
        return [(str(level), str(level)) for level in range(HIGHEST_LEVEL + 1)]
    return [(option["code"], option["label"]) for option in item.options]


def state_choices(item: AnyItem) -> list[tuple[str, str]]:
    """The states an item can be in without a value; the prefix keeps them apart from any option's code."""
    states = [State.DONT_KNOW, State.REFUSED]
    if item.na_allowed:
        states.append(State.NOT_APPLICABLE)
    return [(state_code(state), str(STATE_LABELS[state])) for state in [*states, State.MISSING]]


def state_code(state: str) -> str:
    return f"state:{state}"


def state_of(code: str) -> State | None:
    """The state behind a form's code, or None where the code is a value."""
    return State(code.removeprefix("state:")) if code.startswith("state:") else None


def value_field(item: AnyItem, wording: Wording) -> forms.Field:
    """The field that asks the item."""
    label = wording.of(item.text)
    if item.kind in RADIO_KINDS:
        return RadioAnswerField(item=item, states=state_choices(item), label=label, required=False)
    if item.kind in NUMBER_KINDS:
        field: forms.Field = FigureField(item=item, label=label, required=False)
        field.unit = wording.of(item.unit)  # type: ignore[attr-defined]
        return field
    if item.kind == ItemKind.MULTIPLE:
        return CodesField(item=item, label=label, required=False)
    widget = forms.Textarea(attrs={"rows": 3}) if item.is_long else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, widget=widget, max_length=LONGEST_TEXT if item.is_long else 500)


def stored_value(item: AnyItem, cleaned: Any) -> Any:
    """The value as it is stored, from what the item's field returned; None when nothing was given."""
    if cleaned in (None, "", []):
        return None
    if item.kind == ItemKind.YES_NO:
        return cleaned == "yes"
    if item.kind == ItemKind.LEVEL:
        return int(cleaned)
    if item.kind == ItemKind.TEXT:
        return str(cleaned).replace("\r\n", "\n").strip() or None
    return cleaned


def field_value(item: AnyItem, value: Any) -> Any:
    """What the item's field shows for a stored value."""
    if value is None:
        return None
    if item.kind == ItemKind.YES_NO:
        return "yes" if value else "no"
    if item.kind in NUMBER_KINDS:
        return show_number(value)
    return str(value) if item.kind in RADIO_KINDS else value


def is_positive(value: Any) -> bool:
    """Whether something was done that somebody did: a yes, a figure above zero, a choice other than none."""
    return value not in (None, False, 0, "", [], [NONE_CODE])


def shown_value(item: AnyItem, value: Any) -> str:
    """A stored value in words, for pages on which it is only read."""
    if value is None:
        return ""
    if item.kind == ItemKind.MULTIPLE:
        labels = dict(value_choices(item))
        return "; ".join(labels.get(code, code) for code in value)
    if item.kind in RADIO_KINDS:
        code = str(field_value(item, value))
        return dict(value_choices(item)).get(code, code)
    if item.kind in NUMBER_KINDS:
        return show_grouped(item, value)
    return str(value)


def show_grouped(item: AnyItem, value: float) -> str:
    """A number with its thousands set apart, save in years."""
    return str(int(value)) if item.kind == ItemKind.YEAR else group_thousands(show_number(value))


def group_thousands(number: str) -> str:
    """A number as `show_number` writes it, with the mark of the language between thousands."""
    whole, point, decimals = number.partition(get_format("DECIMAL_SEPARATOR"))
    sign = "-" if whole.startswith("-") else ""
    grouped = f"{abs(int(whole)):,}".replace(",", get_format("THOUSAND_SEPARATOR"))
    return f"{sign}{grouped}{point}{decimals.rstrip('0')}"
