"""Levels that people assess: who may, what is kept beside them, and what runs make of them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from clusters.models import Cluster, Study
from reports.assessed_levels import overrides_of
from reports.errors import AssessmentRefusedError
from reports.models import LevelOverride, Run, RunFirm, Score
from reports.overrides import assess_level, withdraw_assessment
from reports.results import RunTables
from reports.runs import take_snapshot
from reports.staleness import stale_sentences
from reports.workbook.building import build_workbook
from surveys.errors import OwnInterview, WrongState
from surveys.models import Interview, InterviewState
from surveys.study_setup import choose_setup
from tests.factories.reports import approved_firm, ready_run
from tests.trail.damage import guards_lifted

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(cluster: Cluster) -> Interview:
    return approved_firm(cluster, code="A", hr=3)


def assess(interview: Interview, by: User, now: datetime, **changes: Any) -> LevelOverride:
    told: dict[str, Any] = {
        "dimension": "hr",
        "level": 4,
        "reason": "The training unit serves the whole region.",
        "evidence_kind": "document",
        "evidence": "Plan of courses 2006, seen on site.",
    }
    return assess_level(interview=interview, by=by, now=now, **{**told, **changes})


def table(run: Run, dimension: str = "hr") -> Any:
    return RunTables.from_json(run.tables).clusters[0].dimensions[dimension]


def test_the_computed_level_is_kept_beside_the_assessed_one(
    interview: Interview, reviewer: User, noon: datetime
) -> None:
    row = assess(interview, reviewer, noon)
    assert (row.level, row.computed_low, row.computed_high, row.computed_point) == (4, 3, 3, 3)
    assert (row.level_rule, row.floor_level_1, row.point_policy) == ("R1", True, "low")
    stored = Score.objects.get(interview=interview).dimensions["hr"]
    assert (stored["point"], stored["assessed"], stored["computed"]["point"]) == (4, 4, 3)


def test_a_change_and_a_withdrawal_are_rows_of_their_own(interview: Interview, reviewer: User, noon: datetime) -> None:
    assess(interview, reviewer, noon)
    assess(interview, reviewer, noon, level=5, reason="A laboratory was opened.")
    assert overrides_of([interview.pk])[interview.pk]["hr"].level == 5
    withdraw_assessment(interview=interview, dimension="hr", reason="The plan was never used.", by=reviewer, now=noon)
    assert overrides_of([interview.pk]) == {}
    assert list(LevelOverride.objects.order_by("pk").values_list("level", flat=True)) == [4, 5, None]
    assert Score.objects.get(interview=interview).dimensions["hr"]["point"] == 3


def test_the_same_word_said_twice_is_one(interview: Interview, reviewer: User, noon: datetime) -> None:
    first = assess(interview, reviewer, noon)
    assert assess(interview, reviewer, noon + timedelta(seconds=2)) == first
    assert LevelOverride.objects.count() == 1


def test_nobody_assesses_answers_of_their_own(interview: Interview, reviewer: User, noon: datetime) -> None:
    Interview.objects.filter(pk=interview.pk).update(author=reviewer)
    with pytest.raises(OwnInterview):
        assess(interview, reviewer, noon)


def test_an_interview_with_its_consultant_is_not_assessed(interview: Interview, reviewer: User, noon: datetime) -> None:
    Interview.objects.filter(pk=interview.pk).update(state=InterviewState.RETURNED)
    with pytest.raises(WrongState):
        assess(interview, reviewer, noon)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"level": 7}, "level"),
        ({"level": -1}, "level"),
        ({"reason": "  "}, "reason"),
        ({"evidence": ""}, "evidence"),
        ({"evidence_kind": "rumour"}, "evidence_kind"),
    ],
)
def test_what_is_missing_is_named_by_its_place(
    interview: Interview, reviewer: User, noon: datetime, changes: dict[str, Any], place: str
) -> None:
    with pytest.raises(AssessmentRefusedError) as refusal:
        assess(interview, reviewer, noon, **changes)
    assert refusal.value.place == place
    assert not LevelOverride.objects.exists()


def test_a_withdrawal_needs_something_to_withdraw_and_a_reason(
    interview: Interview, reviewer: User, noon: datetime
) -> None:
    with pytest.raises(AssessmentRefusedError):
        withdraw_assessment(interview=interview, dimension="hr", reason="Why not.", by=reviewer, now=noon)
    assess(interview, reviewer, noon)
    with pytest.raises(AssessmentRefusedError):
        withdraw_assessment(interview=interview, dimension="hr", reason=" ", by=reviewer, now=noon)


def test_the_database_keeps_no_level_without_reason_and_evidence(
    interview: Interview, reviewer: User, noon: datetime
) -> None:
    row = assess(interview, reviewer, noon)
    for empty in ({"reason": ""}, {"evidence": ""}, {"level": 7}):
        with guards_lifted(), pytest.raises(IntegrityError, match="override_"), transaction.atomic():
            LevelOverride.objects.filter(pk=row.pk).update(**empty)


def test_tables_count_by_assessed_levels_and_tell_what_they_move(
    study: Study, cluster: Cluster, interview: Interview, reviewer: User, noon: datetime
) -> None:
    approved_firm(cluster, code="B", hr="11?000")
    assess(interview, reviewer, noon)
    run = ready_run(study)
    found = table(run)
    assert found.cumulative == (2, 2, 1, 1, 0, 0)
    assert (found.assessed, found.cumulative_other) == (1, (2, 2, 1, 0, 0, 0))
    notes = RunTables.from_json(run.tables).clusters[0]
    told = [note for note in notes.notes if "assessed" in note]
    assert told == [
        "In human resources a person assessed the level of 1 of 2 firms, and that level counts. Firms at levels 1 to 6 "
        "or above: 2, 2, 1, 1, 0, 0; by computed levels alone: 2, 2, 1, 0, 0, 0."
    ]
    assert not set(told) & set(notes.public_notes), "the difference would show a single firm"


def test_an_assessed_level_settles_what_the_answers_leave_open(
    study: Study, cluster: Cluster, reviewer: User, noon: datetime
) -> None:
    unsettled = approved_firm(cluster, code="B", hr="11?100")
    assess(unsettled, reviewer, noon, level=4)
    assert table(ready_run(study)).undetermined == 0
    scores = RunFirm.objects.get(firm_code="B").scores["hr"]
    assert scores["computed"] == {"low": 2, "high": 4, "point": 2} and scores["low"] == scores["high"] == 4


def test_a_study_may_count_by_computed_levels_all_the_same(
    study: Study, interview: Interview, reviewer: User, noon: datetime
) -> None:
    assess(interview, reviewer, noon)
    choose_setup(study=study, use_assessed=False)
    run = ready_run(study)
    assert table(run).cumulative == (1, 1, 1, 0, 0, 0)
    assert table(run).cumulative_other == (1, 1, 1, 1, 0, 0)
    scores = RunFirm.objects.get(run=run).scores["hr"]
    assert (scores["point"], scores["assessed"]) == (3, 4) and "computed" not in scores


def test_assessed_levels_are_part_of_what_names_a_run(
    study: Study, interview: Interview, reviewer: User, noon: datetime
) -> None:
    without = take_snapshot(study, {}).inputs_hash()
    row = assess(interview, reviewer, noon)
    with_level = take_snapshot(study, {}).inputs_hash()
    with guards_lifted():
        LevelOverride.objects.filter(pk=row.pk).update(reason="Another reason.")
    other_reason = take_snapshot(study, {}).inputs_hash()
    withdraw_assessment(interview=interview, dimension="hr", reason="It was an error.", by=reviewer, now=noon)
    assert len({without, with_level, other_reason}) == 3
    assert take_snapshot(study, {}).inputs_hash() == without
    assert take_snapshot(study, {"use_assessed": False}).inputs_hash() != without


def test_each_word_marks_the_runs_that_used_the_interview(
    study: Study, cluster: Cluster, interview: Interview, reviewer: User, noon: datetime
) -> None:
    untouched = ready_run(study)
    assess(interview, reviewer, noon)
    later = ready_run(study)
    assert later.pk != untouched.pk and not later.is_stale
    untouched.refresh_from_db()
    assert (
        "assessed levels of 1 firm were given, changed or withdrawn (A)" in stale_sentences(untouched.stale_reasons)[0]
    )
    withdraw_assessment(interview=interview, dimension="hr", reason="It was an error.", by=reviewer, now=noon)
    later.refresh_from_db()
    assert later.is_stale
    again = ready_run(study)
    assert again.pk == untouched.pk and not again.is_stale


def test_both_levels_stand_in_the_workbook_and_no_name_in_a_public_one(
    study: Study, cluster: Cluster, interview: Interview, reviewer: User, noon: datetime, tmp_path: Path
) -> None:
    for code in ("B", "C", "D"):
        approved_firm(cluster, code=code, hr=2)
    User.objects.filter(pk=reviewer.pk).update(full_name="Rosa Quispe")
    reviewer.refresh_from_db()
    assess(interview, reviewer, noon, reason="=1+1")
    run = ready_run(study)
    build_workbook(run, tmp_path / "team.xlsx")
    book = openpyxl.load_workbook(tmp_path / "team.xlsx")
    heads = [cell.value for cell in book["Firms"][1]]
    row = dict(zip(heads, [cell.value for cell in book["Firms"][2]], strict=True))
    assert (row["hr_level"], row["hr_computed"], row["hr_assessed"], row["hr_low"], row["hr_high"]) == (4, 3, 4, 3, 3)
    listed = next(list(r) for r in book["Overrides"].iter_rows(values_only=True) if r[1] == "A")
    assert listed[3:9] == ["Human resources", 3, 3, 4, None, "=1+1"]
    assert listed[11:13] == ["Rosa Quispe", "2026-03-02T12:00"]
    codes = [r[0] for r in book["Codebook"].iter_rows(values_only=True)]
    assert {"hr_computed", "hr_assessed", "process_assessed"} <= set(codes)
    build_workbook(run, tmp_path / "public.xlsx", public=True)
    public = openpyxl.load_workbook(tmp_path / "public.xlsx")
    assert "Overrides" not in public.sheetnames
    text = " ".join(str(c) for s in public for r in s.iter_rows(values_only=True) for c in r if c is not None)
    assert "Rosa" not in text and "=1+1" not in text
    assert "1; they stand in place of the computed ones" in text


def test_the_same_inputs_give_the_same_bytes(
    study: Study, interview: Interview, reviewer: User, noon: datetime, tmp_path: Path
) -> None:
    assess(interview, reviewer, noon)
    run = ready_run(study)
    for name in ("one", "two"):
        build_workbook(run, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_level_whose_computed_one_has_changed_is_marked_in_the_workbook(
    study: Study, interview: Interview, reviewer: User, noon: datetime, tmp_path: Path
) -> None:
    assess(interview, reviewer, noon)
    with guards_lifted():
        LevelOverride.objects.update(computed_low=2, computed_high=2, computed_point=2)
    build_workbook(ready_run(study), tmp_path / "out.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "out.xlsx")["Overrides"].iter_rows(values_only=True)
    assert next(row[7] for row in rows if row[1] == "A") == "yes"
