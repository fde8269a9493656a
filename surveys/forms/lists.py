"""The filters above the lists, and what is told about a firm that could not be interviewed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Attempt, Disposition
from surveys.models import InterviewState
from surveys.queries import FirmRow
from surveys.review_table import SUBMITTED, WAITING

NOT_BEGUN = "not_begun"
NOT_REACHED = "not_reached"
STANDINGS = [
    (InterviewState.RETURNED.value, _("Returned to you")),
    (InterviewState.DRAFT.value, _("Draft")),
    (NOT_BEGUN, _("Not begun")),
    (InterviewState.SUBMITTED.value, _("Submitted")),
    (InterviewState.APPROVED.value, _("Approved")),
    (NOT_REACHED, _("Not interviewed")),
]
WITHOUT_INTERVIEW = [
    Disposition.PENDING,
    Disposition.REFUSAL,
    Disposition.NON_CONTACT,
    Disposition.OTHER,
    Disposition.UNKNOWN_ELIGIBILITY,
    Disposition.INELIGIBLE,
]


def standing_of(row: FirmRow) -> str:
    """Where the work on a firm stands, as the list sorts and filters it."""
    if row.interview is None:
        return NOT_BEGUN if row.firm.disposition == Disposition.PENDING else NOT_REACHED
    state = row.interview.state
    return SUBMITTED if state in WAITING else state


class FirmFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False)
    search = forms.CharField(
        label=_("Name or code"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, data: Any, rows: Sequence[FirmRow]) -> None:
        super().__init__(data)
        self.rows = rows
        counts = Counter(standing_of(row) for row in rows)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", f"{_('All firms')} ({len(rows)})"),
            *((code, f"{label} ({counts[code]})") for code, label in STANDINGS),
        ]

    def found(self) -> list[FirmRow]:
        """The rows asked for: returned ones first, then what is begun, then by code; all of them when nothing is."""
        wanted = self.cleaned_data if self.is_valid() else {}
        state, search = wanted.get("state", ""), wanted.get("search", "").casefold()
        order = [code for code, _label in STANDINGS]
        rows = [
            row
            for row in self.rows
            if (not state or standing_of(row) == state)
            and (search in row.firm.name.casefold() or search in row.firm.code.casefold())
        ]
        return sorted(rows, key=lambda row: order.index(standing_of(row)))


class DispositionForm(forms.Form):
    disposition = forms.ChoiceField(
        label=_("What became of the attempt?"),
        choices=[(each.value, each.label) for each in WITHOUT_INTERVIEW],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=Attempt.note.field.max_length)


class AttemptForm(DispositionForm):
    """The same on the page of visits, where an attempt may leave the firm open."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        again = [(Disposition.PENDING.value, _("To be tried again")), *self.fields["disposition"].choices[1:]]  # type: ignore[attr-defined]
        self.fields["disposition"].choices = again  # type: ignore[attr-defined]
        self.fields["note"].help_text = _("Such as when to come again. Write no names: this stays in the log.")
