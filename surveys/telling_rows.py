"""What the history tells of review, double scoring and votes: codes as the questions they stand for, ids as people."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.catalogue import Catalogue, spoken_catalogue
from surveys.models import Comment, Interview
from surveys.overview import read_answer
from surveys.wording import Wording, wording_of
from trail.declarations import tracked_tables
from trail.models import Entry
from trail.telling import parts_of
from trail.values import Words, yes_or_no

INTERVIEWS = Interview._meta.db_table
Asked = tuple[Catalogue, Wording]


def name_by_question(entries: Sequence[Entry]) -> Mapping[str, str]:
    """Rows that bear the code of a question, by the question as it is asked; without a code, by the whole interview."""
    asked = _asked(entries)
    model = tracked_tables()[entries[0].table].model
    path = "thread__item" if model is Comment else "item"
    codes = dict(model._base_manager.filter(pk__in={entry.row for entry in entries}).values_list("pk", path))
    known = {str(pk): code for pk, code in codes.items()}
    for entry in entries:
        old, new = parts_of(entry)
        if "item" in {**old, **new}:
            known.setdefault(entry.row, {**old, **new}["item"])
    return {entry.row: _question(asked.get(entry.about), known[entry.row]) for entry in entries if entry.row in known}


def read_answer_given(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """An answer as it is read, with its unit and what stands beside it."""
    asked = _asked(entries)
    codes = {entry.row: {**old, **new}.get("item", "") for entry in entries for old, new in [parts_of(entry)]}

    def words(entry: Entry, value: Any) -> Words:
        catalogue, wording = asked.get(entry.about, (None, None))
        item = catalogue.items.get(codes[entry.row]) if catalogue else None
        if item is None or wording is None:
            return _("an answer to a question that is no longer there")
        read = read_answer(item, value, wording)
        said = " ".join(part for part in (read.words, read.unit) if part)
        return " · ".join(part for part in (said, read.done_by, read.note, read.evidence) if part)

    return words


def read_interviews(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The interviews of a pair by the people who hold them: both are with the same firm."""
    keys = {
        side[name]
        for entry in entries
        for side in parts_of(entry)
        for name in ("first_id", "second_id")
        if name in side
    }
    people = {
        str(interview.pk): interview.author
        for interview in Interview.objects.filter(pk__in=keys).select_related("author")
    }
    return lambda entry, value: (
        _("by %(person)s") % {"person": people[str(value)]} if people.get(str(value)) else _("from a file")
    )


def read_rests_on(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """How many saves of the device it rests on."""
    return lambda entry, value: (
        ngettext("%(count)d save of the device", "%(count)d saves of the device", len(value)) % {"count": len(value)}
    )


def read_lower_phases(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The yes or no on each lower phase."""
    return lambda entry, value: {
        _("phase %(number)s") % {"number": number}: yes_or_no(is_in_place) for number, is_in_place in value.items()
    }


def _asked(entries: Sequence[Entry]) -> dict[str, Asked]:
    """What is asked in the interviews that entries are about, by the key of the history."""
    keys = {entry.about.partition(":")[2] for entry in entries if entry.about.startswith(f"{INTERVIEWS}:")}
    found = Interview.objects.filter(pk__in=keys).select_related("firm__cluster__study", "questionnaire")
    return {
        f"{INTERVIEWS}:{interview.pk}": (spoken_catalogue(interview.questionnaire), wording_of(interview.firm.cluster))
        for interview in found.defer("answers")
    }


def _question(asked: Asked | None, code: str) -> str:
    if not code:
        return _("The whole interview")
    item = asked[0].items.get(code) if asked else None
    return asked[1].of(item.text) if asked and item else code
