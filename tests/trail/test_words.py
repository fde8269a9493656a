"""Entries are told in words: no JSON, no ids, no hashes but for those who look for them."""

import json
import re
from itertools import count
from typing import Any

import pytest
from django.db.models import JSONField, Model
from django.utils import translation

from analysis.models import AnalysisRun, DataTable
from clusters.models import Firm, Frame, Membership, Role, SamplePlan, Stratum, Study
from reports.models import LevelOverride, Run, RunFirm, WeightVersion
from reports.weight_inputs import WeightChoices
from surveys.default_content import default_rule_set
from surveys.models import (
    Descriptor,
    Handover,
    Item,
    LateAnswer,
    Questionnaire,
    RuleSetVersion,
    ScoringDraw,
    Section,
    SectorCard,
    Settlement,
    Thread,
    Vote,
)
from tests.factories.accounts import UserFactory
from tests.factories.surveys import InterviewFactory
from trail.declarations import tracked, tracked_tables
from trail.files import lines
from trail.models import Action, Entry
from trail.telling import Told, by_columns, told

HASH = "0123456789abcdef" * 4
PLACE = "7d4b0c1e-6d6c-4c8e-9d4e-0a2f6d3c1b9a"
NOT_WORDS = re.compile(r"""[{}]|\["|\['|[0-9a-f]{40}|[0-9a-f]{8}-[0-9a-f]{4}-|\d\dT\d\d:""")

VERSION = {"code": "default", "version": 1, "title": "Default rules", "hash": HASH}
SPECIFICATION = {
    "study": "salmon",
    "study_title": "Salmon study",
    "is_reconstruction": False,
    "base_year": 2000,
    "reference_year": 2006,
    "price_base_year": 2000,
    "rule_set": VERSION,
    "questionnaires": [VERSION],
    "level_rule": "R1",
    "floor_level_1": True,
    "point_policy": "low",
    "foreign_threshold": 50.0,
    "growth": "cagr",
    "growth_basis": "matched",
    "skill_basis": "ratio_of_totals",
    "technical_in_wide": True,
    "weighted": False,
}
TRANSLATIONS = {"es": {"title": "Personas", "options": {"yes": "Sí"}}}
STORED: dict[tuple[type[Model], str], Any] = {
    (Frame, "reading"): {
        "separator": ";",
        "columns": {"Razón social": "name", "Obs.": None},
        "words": {"ownership": {"ext": "foreign"}},
        "rows": {"7": "leave_out"},
    },
    (Study, "size_bounds"): [10, 50, 250],
    (Stratum, "size_bounds"): [10, 50, 250],
    (SamplePlan, "strata"): [{"code": "national-small", "population": 40, "size": 8, "reserve": 4}],
    (Firm, "attributes"): {"export_share": 0.5, "brands": ["A", "B"], "parent": {"country": "NO"}},
    **{(model, "translations"): TRANSLATIONS for model in (Section, Item, SectorCard, Descriptor)},
    (Item, "only_in"): ["salmon"],
    (Item, "not_applicable_in"): ["buttons"],
    (Item, "options"): [{"code": "firm", "label": "The whole firm"}],
    (Descriptor, "evidence"): ["Days in port", "Hours of failure"],
    (RuleSetVersion, "content"): None,  # the default rules
    (Handover, "rests_on"): [PLACE],
    (LateAnswer, "change"): {"state": "answered", "value": True, "seen": PLACE},
    (Settlement, "answer"): {"state": "answered", "value": True},
    (ScoringDraw, "frame"): ["LO001", "LO002"],
    (ScoringDraw, "drawn"): ["LO002"],
    (Vote, "in_place"): {"1": True, "2": False},
    (Run, "specification"): SPECIFICATION,
    (Run, "stale_reasons"): [{"kind": "withdrawn", "names": ["LO001"], "count": 1, "at": "2026-03-02T12:00:00+00:00"}],
    (RunFirm, "overrides"): {"hr": {"level": 4, "reason": "Seen."}},
    (WeightVersion, "how"): WeightChoices(margins=("size",), totals={"size": {"small": 30.0}}).to_json(),
    (WeightVersion, "merges"): [["foreign-small", "foreign-large", 2, 7]],
    (WeightVersion, "notes"): {"rounds": 3, "trimmed": 1, "margin_gap": 0.1, "outside": 2, "pending": 1},
    (DataTable, "mapping"): {"empresas": "n_firms"},
    (DataTable, "left_out"): ["remarks"],
    (AnalysisRun, "choices"): {"level": 0.95, "outcomes": [], "caliper": None},
    (AnalysisRun, "libraries"): {"numpy": "2.4.6"},
}
"""What JSON columns hold, by model and column."""

numbers = count(900_000)


def entry_of(model: type[Model], *, about: str = "", row: object = "1", old: Any = None, **new: Any) -> Entry:
    """An entry that nobody wrote; nothing is stored."""
    return Entry(
        pk=next(numbers),
        at="2026-03-02T12:00:00.000Z",
        table=model._meta.db_table,
        row=str(row),
        about=about,
        action=Action.UPDATE if old else Action.INSERT,
        old=json.dumps(old or {}),
        new=json.dumps(new),
    )


def told_of(entry: Entry) -> Told:
    return told([entry])[0]


def words(told_entry: Told) -> dict[str, str]:
    return {change.name: change.after for change in told_entry.plain}


@pytest.mark.django_db
def test_every_json_column_is_told_in_words() -> None:
    for declared in tracked():
        hidden = {*declared.digest, *declared.untold, "changes", "dimensions"}
        for field in declared.fields():
            if isinstance(field, JSONField) and field.name not in hidden:
                stored = STORED[declared.model, field.name] or default_rule_set().content
                [changes] = by_columns(declared, [entry_of(declared.model, **{field.name: stored})]).values()
                assert changes, (declared.model, field.name)
                told_here = " ".join(f"{change.name} {change.after}" for change in changes)
                assert not NOT_WORDS.search(told_here), (declared.model, field.name, told_here)


@pytest.mark.django_db
def test_a_hash_is_a_detail_and_only_its_beginning_is_shown() -> None:
    for declared in tracked():
        for field in declared.fields():
            if "hash" in field.name and field.name not in declared.untold:
                assert field.name in declared.details, f"{declared.model.__name__}.{field.name}"
    entry = told_of(entry_of(Run, inputs_hash=HASH, state="ready"))
    assert words(entry) == {"State": "Ready"}
    assert [(each.name, each.shown_after) for each in entry.details] == [("SHA-256 of the inputs", "0123456789ab…")]
    assert HASH in [cell for line in lines([entry]) for cell in line], "a file holds the whole hash"


@pytest.mark.django_db
def test_a_change_of_one_part_tells_that_part_only() -> None:
    other = {**SPECIFICATION, "foreign_threshold": 10.0}
    [change] = told_of(entry_of(Run, old={"specification": SPECIFICATION}, specification=other)).changes
    assert change.name == "Specification: Foreign from"
    assert (change.before, change.after) == ("50 per cent of equity", "10 per cent of equity")


@pytest.mark.django_db
def test_what_is_told_of_a_question_bears_its_words() -> None:
    interview = InterviewFactory()
    item = interview.questionnaire.items.get(code="TRAINS")
    about = f"surveys_interview:{interview.pk}"
    thread = Thread.objects.create(
        interview=interview, item="TRAINS", awaits="reviewer", opened_at=interview.begun_at, last_at=interview.begun_at
    )
    assert told_of(entry_of(Thread, about=about, row=thread.pk, awaits="nobody")).row == item.text
    gone = {"item": "TRAINS", "change": {"state": "answered", "value": True, "note": "Seen."}}
    late = told_of(entry_of(LateAnswer, about=about, row=0, **gone))
    assert late.row == item.text
    assert words(late) == {"Change": "Yes · Seen."}


@pytest.mark.django_db
def test_a_role_that_changed_says_whose(study: Study) -> None:
    member = Membership.objects.create(study=study, user=UserFactory(full_name="Bo Lindqvist"), role=Role.READER)
    entry = told_of(entry_of(Membership, row=member.pk, old={"role": "reader"}, role="analyst"))
    assert (entry.row, words(entry)) == ("Bo Lindqvist", {"Role": "Analyst"})


@pytest.mark.django_db
def test_codes_are_told_by_their_labels() -> None:
    assert words(told_of(entry_of(LevelOverride, level_rule="R1", point_policy="low"))) == {
        "Level rule": "R1 strict: every rung up to the level is held",
        "Level of a firm with unknown rungs": "Low bound",
    }
    assert words(told_of(entry_of(Questionnaire, language="zh-hans"))) == {"Language of the source text": "简体中文"}
    assert words(told_of(entry_of(DataTable, system="development", layout="cluster_series"))) == {
        "Analysis": "Development phase and policy sequence",
        "Layout": "Series of clusters",
    }


@pytest.mark.django_db
def test_what_is_gone_says_so() -> None:
    assert words(told_of(entry_of(Membership, user_id=987_654))) == {"Person": "987654, no longer there"}


def test_every_kind_of_row_has_a_name_in_every_language() -> None:
    for language in ("en", "es", "zh-hans"):
        with translation.override(language):
            names = [str(each.called or each.model._meta.verbose_name) for each in tracked_tables().values()]
            assert not [name for name in names if "relationship" in name or "_" in name]
