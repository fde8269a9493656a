"""The filters of the reviewer's queue: they combine, and each choice says how many interviews it would show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from surveys.models import InterviewState
from surveys.review_queue import ALL, ANSWERED, COMMENTED, FLAGGED, LATE, MARKS, OUTLIER, UNDETERMINED, Counts, Wanted

MARK_LABELS = {
    FLAGGED: _("Odd figures"),
    COMMENTED: _("Open comments"),
    ANSWERED: _("Comments answered"),
    UNDETERMINED: _("Level undetermined"),
    OUTLIER: _("Far from the cluster"),
    LATE: _("Late answers"),
}
FIGURE_LABELS = {
    "sales_per_employee": _("sales per employee"),
    "wages_per_employee": _("wages per employee"),
    "growth_of_employment": _("growth of employment"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """Among what is filtered: clusters, the people who interviewed, and strata, each with a key and a name."""

    clusters: Mapping[int, Any]
    authors: Mapping[int, Any]
    strata: Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class MarkLink:
    """A mark to filter by; `query` turns it on, or off where it is on."""

    code: str
    label: str
    count: int
    is_on: bool
    query: str


class QueueFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    author = forms.ChoiceField(label=_("Consultant"), required=False)
    stratum = forms.ChoiceField(label=_("Stratum"), required=False)
    marks = forms.MultipleChoiceField(
        choices=list(MARK_LABELS.items()),
        required=False,
        widget=forms.MultipleHiddenInput,
    )

    def __init__(self, data: QueryDict, among: Choices) -> None:
        super().__init__(data)
        self.among = among
        self._offer("state", [("", ""), (ALL, ""), *InterviewState.choices])
        for name, rows in self._rows().items():
            self._offer(name, [("", ""), *((str(key), str(row)) for key, row in rows.items())])
            if not rows:
                del self.fields[name]

    def wanted(self) -> Wanted:
        """What is asked for; a filter that cannot be read asks for nothing."""
        told = self.cleaned_data if self.is_valid() else {}
        rows = {name: rows[int(told[name])] for name, rows in self._rows().items() if told.get(name)}
        marks = tuple(mark for mark in MARKS if mark in told.get("marks", ()))
        return Wanted(state=told.get("state", ""), marks=marks, **rows)

    def tell(self, counts: Counts, awaited: frozenset[str]) -> None:
        """Put beside each choice how many interviews it would show."""
        waiting = sum(counts.states.get(each, 0) for each in awaited)
        self._offer(
            "state",
            [
                ("", f"{_('Waiting for review')} ({waiting})"),
                (ALL, f"{_('In any state')} ({sum(counts.states.values())})"),
                *((each.value, f"{each.label} ({counts.states.get(each.value, 0)})") for each in InterviewState),
            ],
        )
        found: dict[str, Mapping[Any, int]] = {
            "cluster": counts.clusters,
            "author": counts.authors,
            "stratum": counts.strata,
        }
        every = {"cluster": _("All clusters"), "author": _("All consultants"), "stratum": _("All strata")}
        for name, rows in self._rows().items():
            if name in self.fields:
                lines = [(str(key), f"{row} ({found[name].get(key, 0)})") for key, row in rows.items()]
                self._offer(name, [("", every[name]), *lines])

    def mark_links(self, counts: Counts, query: QueryDict) -> list[MarkLink]:
        """The marks as links that turn one on or off and keep the rest."""
        on = self.wanted().marks
        return [
            MarkLink(mark, str(label), counts.marks.get(mark, 0), mark in on, _toggled(query, mark))
            for mark, label in MARK_LABELS.items()
        ]

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _rows(self) -> dict[str, Mapping[int, Any]]:
        return {"cluster": self.among.clusters, "author": self.among.authors, "stratum": self.among.strata}


def _toggled(query: QueryDict, mark: str) -> str:
    changed = query.copy()
    changed.pop("page", None)
    marks = changed.getlist("marks")
    changed.setlist("marks", [each for each in marks if each != mark] if mark in marks else [*marks, mark])
    return changed.urlencode()
