"""One item's answer as a form, and the page of them that makes one revision."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.answers import State
from surveys.answer_fields import (
    DONE_BY_LABELS,
    EVIDENCE_LABELS,
    RADIO_KINDS,
    AnyItem,
    field_value,
    is_positive,
    state_choices,
    state_code,
    state_of,
    stored_value,
    value_field,
)
from surveys.folding import ids_of
from surveys.models import ItemKind
from surveys.wording import Wording

UNANSWERED: dict[str, Any] = {"state": State.MISSING.value, "value": None, "done_by": "", "note": "", "evidence": {}}
PARTS = tuple(UNANSWERED)
HIDDEN = {"autocomplete": "off"}
LONG_CHOICE = 28
NOT_TOLD = "-"
"""Takes a choice away again; a radio button cannot be unchecked without a script."""


class AnswerForm(forms.Form):
    """Value or state, who did it, note and evidence of one item.

    `base` is the answer that stood on the page when it was sent out: what differs from it was changed here, and
    replaces it, whichever revisions gave it.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs=HIDDEN))
    done_by = forms.ChoiceField(
        label=gettext_lazy("Who did it?"),
        required=False,
        choices=[*DONE_BY_LABELS.items(), (NOT_TOLD, gettext_lazy("Not told"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
    evidence_kind = forms.ChoiceField(
        label=gettext_lazy("How was it verified?"),
        required=False,
        choices=[*EVIDENCE_LABELS.items(), (NOT_TOLD, gettext_lazy("Not told"))],
        widget=forms.RadioSelect,
    )
    evidence_text = forms.CharField(
        label=gettext_lazy("Which document, which person?"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, item: AnyItem, wording: Wording, base: Mapping[str, Any], data: Mapping[str, Any] | None = None
    ) -> None:
        self.item = item
        self.wording = wording
        self.stood = ids_of(base) if base.get("revision") else []
        self.base = {part: base.get(part) or UNANSWERED[part] for part in PARTS} | {"value": base.get("value")}
        super().__init__(data, prefix=item.code, initial=self._initial())
        self.fields["value"] = value_field(item, wording)
        if item.kind not in RADIO_KINDS:
            self.fields["state"] = forms.ChoiceField(
                label=_("Or, in place of an answer"),
                required=False,
                choices=state_choices(item),
                widget=forms.RadioSelect,
            )
        if not item.asks_who:
            del self.fields["done_by"]

    def _initial(self) -> dict[str, Any]:
        base = self.base
        marked = None if base["state"] in (State.ANSWERED, State.MISSING) else state_code(base["state"])
        value = field_value(self.item, base["value"])
        return {
            "seen": " ".join(self.stood),
            "value": (marked or value) if self.item.kind in RADIO_KINDS else value,
            "state": marked,
            "done_by": base["done_by"] or None,
            "note": base["note"],
            "evidence_kind": base["evidence"].get("kind"),
            "evidence_text": base["evidence"].get("text", ""),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            state, value = self._resolve(cleaned)
            self.answer = {
                "state": state.value,
                "value": value,
                "done_by": told(cleaned.get("done_by", "")) if is_positive(value) else "",
                "note": cleaned["note"].replace("\r\n", "\n"),
                "evidence": self._evidence(cleaned),
            }
            if state is State.NOT_APPLICABLE and not cleaned["note"]:
                self.add_error("note", _("Say in the note why this does not apply to the firm."))
        return cleaned

    def _resolve(self, cleaned: dict[str, Any]) -> tuple[State, Any]:
        """The state and the value that were meant; what was changed on the page prevails over what stood there."""
        if self.item.kind in RADIO_KINDS:
            chosen = cleaned["value"]
            state = state_of(chosen) if chosen else State.MISSING
            return (state, None) if state else (State.ANSWERED, stored_value(self.item, chosen))
        value = stored_value(self.item, cleaned["value"])
        marked = state_of(cleaned["state"]) if cleaned["state"] else None
        given = State.MISSING if value is None else State.ANSWERED
        if marked is None or (value is not None and marked == self.base["state"]):
            return given, value
        if value is not None and value != self.base["value"]:
            self.add_error(
                "value",
                _("There is a value here, and “%(state)s” is marked as well. Empty one of the two.")
                % {"state": dict(state_choices(self.item))[cleaned["state"]]},
            )
        return marked, None

    def _evidence(self, cleaned: dict[str, Any]) -> dict[str, str]:
        parts = {"kind": told(cleaned["evidence_kind"]), "text": cleaned["evidence_text"]}
        return {name: text for name, text in parts.items() if text}

    def change(self) -> dict[str, Any] | None:
        """What this page changed about the answer, with the revision it was based on; None when nothing."""
        if self.answer == self.base:
            return None
        settles = {"settles": self.stood} if self.stood[1:] else {}
        return {**self.answer, "seen": self.stood[0] if self.stood else None, **settles}

    @property
    def help(self) -> str:
        return self.wording.of(self.item.help)

    @property
    def is_radio(self) -> bool:
        return self.item.kind in RADIO_KINDS

    @property
    def value_choices(self) -> list[BoundWidget]:
        """The radio buttons or check boxes that give a value; none for what is typed."""
        if not self.is_radio and self.item.kind != ItemKind.MULTIPLE:
            return []
        return [choice for choice in self["value"] if state_of(choice.data["value"]) is None]

    @property
    def state_choices(self) -> list[BoundWidget]:
        """The radio buttons that give a state in place of a value."""
        return [choice for choice in self["value" if self.is_radio else "state"] if state_of(choice.data["value"])]

    @property
    def has_long_choices(self) -> bool:
        return any(len(str(choice.choice_label)) > LONG_CHOICE for choice in self.value_choices)

    @property
    def has_details(self) -> bool:
        """Whether note and evidence should stand open."""
        return bool(self.base["note"] or self.base["evidence"] or self.is_bound)

    @property
    def is_touched(self) -> bool:
        return bool(self.base["state"] != State.MISSING)


class SectionPage:
    """The items of one page, and the id under which one sending of the page is one revision."""

    def __init__(
        self,
        items: Iterable[AnyItem],
        wording: Wording,
        answers: Mapping[str, Mapping[str, Any]],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.data = data or {}
        self.forms = [AnswerForm(item, wording, answers.get(item.code, {}), data) for item in items]
        self.revision_id = _posted_id(data)

    @property
    def faulty_forms(self) -> list[AnswerForm]:
        return [form for form in self.forms if form.is_bound and not form.is_valid()]

    def changes(self) -> dict[str, dict[str, Any]]:
        """What the page changed, by item, leaving out what could not be read."""
        changes = {form.item.code: form.change() for form in self.forms if form.is_valid()}
        return {code: change for code, change in changes.items() if change is not None}

    def after_saving(self, answers: Mapping[str, Mapping[str, Any]]) -> "SectionPage":
        """The page to show once more: what could not be read as it was typed, the rest as it holds now."""
        faulty = {form.item.code: form for form in self.faulty_forms}
        items = [form.item for form in self.forms]
        page = SectionPage(items, self.forms[0].wording, answers)
        page.forms = [faulty.get(form.item.code, form) for form in page.forms]
        return page


def told(code: str) -> str:
    return "" if code == NOT_TOLD else code


def _posted_id(data: Mapping[str, Any] | None) -> UUID:
    """The id the page carried; a page that is sent out, or one without a readable id, gets a new one."""
    try:
        return UUID((data or {}).get("revision", ""))
    except ValueError:
        return uuid4()
