"""What the history tells of levels and runs: each dimension before and after, choices and reasons in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from reports.models import AssessedDimension
from reports.run_words import choices_in_words
from reports.specification import Specification
from reports.staleness import stale_sentences
from reports.weight_words import merges_in_words, notes_in_words, settings_in_words
from surveys.models import StudySetup
from trail.models import Entry
from trail.telling import Change, parts_of
from trail.values import Words


def tell_levels(entries: Sequence[Entry]) -> dict[int, Sequence[Change]]:
    """The level of each dimension that changed; a score that was made anew and stayed the same says so."""
    return {entry.pk: _levels(entry) for entry in entries}


def _levels(entry: Entry) -> list[Change]:
    old, new = ((side.get("dimensions") or {}) for side in parts_of(entry))
    changes = [
        Change(str(dimension.label), _level(old.get(dimension.value)), _level(new.get(dimension.value)))
        for dimension in AssessedDimension
    ]
    changed = [change for change in changes if change.before != change.after]
    return changed or [Change(_("Levels"), note=_("computed anew, the same as before"))]


def _level(score: Mapping[str, Any] | None) -> str:
    """A level, or the two bounds between which it lies."""
    if not score:
        return ""
    low, high = score["low"], score["high"]
    return str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def read_choices(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The choices of a run, one by one, as its page tells them."""
    return lambda entry, value: {
        fact.term: fact.text for fact in choices_in_words(Specification.from_json(value)) if fact.text
    }


def read_why_stale(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The reasons for which a run is stale, as sentences."""
    return lambda entry, value: " ".join(stale_sentences(value))


def read_assessed(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The assessed levels a run took in, by dimension."""
    labels = {each.value: str(each.label) for each in AssessedDimension}
    return lambda entry, value: {labels.get(code, code): str(told["level"]) for code, told in value.items()}


def read_level_rule(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The level rule by its label."""
    return lambda entry, value: _label(StudySetup.LevelRuleChoice, value)


def read_point_policy(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """What becomes of unknown rungs, by its label."""
    return lambda entry, value: _label(StudySetup.PointPolicyChoice, value)


def read_weight_settings(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """How weights were made, choice by choice."""
    return lambda entry, value: dict(settings_in_words(value))


def read_merges(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """Which cells were merged with which."""
    return lambda entry, value: " ".join(merges_in_words(value))


def read_weight_notes(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """What else is known of a version of weights."""
    return lambda entry, value: " ".join(notes_in_words(value))


def _label(choices: Any, code: str) -> str:
    return str(dict(choices.choices).get(code, code))
