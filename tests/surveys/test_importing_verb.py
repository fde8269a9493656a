"""Interviews from a file are stored whole or not at all, and as the verbs would store them one by one."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from clusters.imported_firms import place_firms
from clusters.models import Cluster, Firm, Frame, Stratum
from clusters.problems import ImportRefused
from surveys.answering import record_revision
from surveys.catalogue import catalogue_of
from surveys.importing import later_imports
from surveys.importing.imports import ImportReport, import_interviews
from surveys.importing.reading import InterviewFile, read_interviews
from surveys.interviewing import begin_interview
from surveys.models import Interview, InterviewState, Origin, ReviewEvent, Revision
from surveys.reviewing import approve_interview, return_interview, submit_interview
from surveys.signals import approval_changed
from surveys.study_setup import setup_of
from tests.factories.clusters import ClusterFactory, FirmFactory, FrameFactory, StratumFactory
from tests.factories.files import csv_file
from tests.factories.surveys import give_answers
from tests.trail.damage import guards_lifted

pytestmark = pytest.mark.django_db

HEADINGS = ("code", "name", "weight", "stratum", "attribute.size", "HR1_OJT", "PD5_DEV", "PD5_DEV.done_by")
NETS = ("F1", "Nets", "2.5", "S1", "Small", "yes", "yes", "own_staff")
PIERS = ("F2", "Piers", "1.5", "S1", "Large", "no", "", "")


@pytest.fixture
def cluster(study: Any) -> Cluster:
    return ClusterFactory(study=study, slug="makers", sector_variant="generic")


def read(cluster: Cluster, *rows: tuple[object, ...], name: str = "firms.csv") -> InterviewFile:
    catalogue = catalogue_of(setup_of(cluster.study).questionnaire)
    return read_interviews(csv_file(rows), name, catalogue=catalogue, variant=cluster.sector_variant)


def take(
    cluster: Cluster, now: datetime, *rows: tuple[object, ...], by: User | None = None, **more: Any
) -> ImportReport:
    return import_interviews(cluster=cluster, file=read(cluster, HEADINGS, *rows), by=by, now=now, **more)


def refused(cluster: Cluster, now: datetime, *rows: tuple[object, ...], **more: Any) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        take(cluster, now, *rows, **more)
    return [str(problem) for problem in refusal.value.problems]


def stored() -> dict[str, Any]:
    rows: dict[str, Any] = {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Frame, Stratum, Firm, Interview, Revision, ReviewEvent)
    }
    for firm in rows["Firm"]:
        firm.pop("created_at")
    for event in rows["ReviewEvent"]:
        event.pop("id")
    rows["ReviewEvent"].sort(key=str)
    return rows


def interview(code: str) -> Interview:
    return Interview.objects.get(firm__code=code)


def test_a_file_becomes_firms_with_weights_and_submitted_interviews(cluster: Cluster, noon: datetime) -> None:
    report = take(cluster, noon, NETS, PIERS)
    assert (report.firms, report.new_firms, report.begun, report.answers, report.weights) == (2, 2, 2, 3, 4.0)
    assert report.groups == {"size": {"Small": 2.5, "Large": 1.5}}
    firm = Firm.objects.get(code="F1")
    assert (firm.name, firm.final_weight, firm.attributes, firm.disposition) == (
        "Nets",
        2.5,
        {"size": "Small"},
        "complete",
    )
    assert (firm.stratum.code, firm.stratum.population) == ("S1", 4)
    first = interview("F1")
    assert (first.state, first.origin, first.author) == (InterviewState.SUBMITTED, Origin.IMPORTED, None)
    assert first.answers["PD5_DEV"]["done_by"] == "own_staff"
    assert [revision.device for revision in first.revisions.all()] == ["import: firms.csv"]


def test_the_same_file_again_changes_nothing(cluster: Cluster, noon: datetime) -> None:
    take(cluster, noon, NETS, PIERS)
    before = stored()
    report = take(cluster, noon + timedelta(days=1), NETS, PIERS)
    assert (report.begun, report.changed, report.unchanged) == (0, 0, 2)
    assert stored() == before


def test_the_same_file_gives_the_same_ids_in_another_database(cluster: Cluster, noon: datetime) -> None:
    take(cluster, noon, NETS)
    ids = (interview("F1").pk, Revision.objects.get().pk, Firm.objects.get().pk)
    with guards_lifted():
        for model in (ReviewEvent, Revision, Interview, Firm):
            model.objects.all().delete()
    take(cluster, noon, NETS)
    assert (interview("F1").pk, Revision.objects.get().pk, Firm.objects.get().pk) == ids


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(cluster: Cluster, noon: datetime) -> None:
    setup_of(cluster.study)
    before = stored()
    assert take(cluster, noon, NETS, PIERS, is_dry=True).begun == 2
    assert stored() == before


def test_a_changed_file_is_refused_where_interviews_are_closed_and_nothing_of_it_is_kept(
    cluster: Cluster, noon: datetime
) -> None:
    take(cluster, noon, NETS, PIERS)
    before = stored()
    changed = (*NETS[:5], "no", "", "")
    found = refused(cluster, noon, changed, (*PIERS[:5], "yes", "no", ""), ("F3", "New", "1", "S1", "", "yes", "", ""))
    assert len(found) == 2
    assert "row 2" in found[0]
    assert "HR1_OJT, PD5_DEV" in found[0]
    assert stored() == before


def test_a_changed_file_makes_a_revision_of_what_changed_in_a_returned_interview(
    cluster: Cluster, noon: datetime, reviewer: User
) -> None:
    take(cluster, noon, NETS, PIERS)
    return_interview(interview=interview("F1"), by=reviewer, note="Look again.", now=noon)
    report = take(cluster, noon, (*NETS[:5], "no", "yes", "own_staff"), PIERS)
    assert (report.changed, report.unchanged) == (1, 1)
    again = interview("F1")
    assert again.state == InterviewState.RESUBMITTED
    assert [sorted(revision.changes) for revision in again.revisions.all()] == [["HR1_OJT", "PD5_DEV"], ["HR1_OJT"]]
    assert again.answers["HR1_OJT"]["value"] is False
    assert again.conflicts == {}


def test_a_file_may_come_back_after_another(cluster: Cluster, noon: datetime, reviewer: User) -> None:
    for answers in (NETS, (*NETS[:5], "no", "yes", "own_staff"), NETS, NETS):
        take(cluster, noon, answers)
        return_interview(interview=interview("F1"), by=reviewer, note="Look again.", now=noon)
        give_answers(interview("F1"), None, HR1_INH=True)
        submit_interview(interview=interview("F1"), by=reviewer, now=noon)
        return_interview(interview=interview("F1"), by=reviewer, note="Look again.", now=noon)
    again = interview("F1")
    assert again.answers["HR1_OJT"]["value"] is True
    assert again.revisions.filter(device__startswith="import").count() == 3
    assert again.conflicts == {}


def test_a_firm_that_was_given_another_code_is_no_new_firm(cluster: Cluster, noon: datetime) -> None:
    take(cluster, noon, NETS)
    Firm.objects.update(code="G1")
    assert "“G1”" in refused(cluster, noon, NETS)[0]


def test_an_answer_that_left_the_file_is_taken_back(cluster: Cluster, noon: datetime, reviewer: User) -> None:
    take(cluster, noon, NETS)
    return_interview(interview=interview("F1"), by=reviewer, note="Look again.", now=noon)
    take(cluster, noon, (*NETS[:5], "yes", "", ""))
    assert interview("F1").answers["PD5_DEV"]["state"] == "missing"


def test_what_a_person_corrected_stands_while_the_file_says_what_it_said_before(
    cluster: Cluster, noon: datetime, reviewer: User, consultant: User
) -> None:
    take(cluster, noon, NETS)
    return_interview(interview=interview("F1"), by=reviewer, note="Look again.", now=noon)
    give_answers(interview("F1"), consultant, HR1_OJT=False)
    take(cluster, noon, (*NETS[:6], "no", ""))
    again = interview("F1")
    assert (again.answers["HR1_OJT"]["value"], again.answers["PD5_DEV"]["value"]) == (False, False)
    assert again.conflicts == {}


def test_where_a_person_and_a_file_differ_both_answers_are_kept_and_nothing_is_submitted(
    cluster: Cluster, noon: datetime, consultant: User
) -> None:
    firm = FirmFactory(cluster=cluster, code="F1", name="Nets of old")
    entered = begin_interview(firm=firm, author=consultant, now=noon)
    give_answers(entered, consultant, HR1_OJT=False)
    report = take(cluster, noon, NETS)
    assert (report.begun, report.changed) == (0, 1)
    again = interview("F1")
    assert [entry["value"] for entry in again.conflicts["HR1_OJT"]] == [False, True]
    assert (again.state, again.firm.name, again.firm.final_weight) == (InterviewState.DRAFT, "Nets of old", 2.5)


def test_an_approval_is_a_step_of_review_with_its_note_and_is_announced(
    cluster: Cluster, noon: datetime, reviewer: User, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []

    def hear(**announced: Any) -> None:
        heard.append((announced["study_id"], announced["interview_ids"]))

    approval_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            report = take(cluster, noon, NETS, PIERS, by=reviewer, approval="Public file, taken as it is.")
    finally:
        approval_changed.disconnect(hear)
    assert report.approved == 2
    assert heard == [(cluster.study_id, [interview("F1").pk, interview("F2").pk])]
    steps = interview("F1").review_events.values_list("to_state", "by", "note")
    assert list(steps) == [
        ("submitted", reviewer.pk, ""),
        ("approved", reviewer.pk, "Public file, taken as it is."),
    ]


def test_what_was_taken_before_can_be_approved_by_taking_it_again(
    cluster: Cluster, noon: datetime, reviewer: User
) -> None:
    take(cluster, noon, NETS, PIERS)
    report = take(cluster, noon, NETS, PIERS, by=reviewer, approval="Checked.")
    assert (report.begun, report.unchanged, report.approved) == (0, 2, 2)
    assert set(Interview.objects.values_list("state", flat=True)) == {InterviewState.APPROVED}
    assert take(cluster, noon, NETS, PIERS, by=reviewer, approval="Checked.").approved == 0


def test_nobody_approves_an_import_they_have_answered_in(cluster: Cluster, noon: datetime, owner: User) -> None:
    take(cluster, noon, NETS)
    return_interview(interview=interview("F1"), by=owner, note="Look again.", now=noon)
    give_answers(interview("F1"), owner, HR1_INH=True)
    submit_interview(interview=interview("F1"), by=owner, now=noon)
    assert len(refused(cluster, noon, NETS, by=owner, approval="Mine.")) == 1


def test_strata_are_those_of_the_frame_where_there_is_one(cluster: Cluster, noon: datetime) -> None:
    stratum = StratumFactory(frame=FrameFactory(cluster=cluster), code="foreign-large", title="S1", population=9)
    take(cluster, noon, NETS)
    assert Firm.objects.get().stratum == stratum
    found = refused(cluster, noon, (*NETS[:3], "S2", *NETS[4:]))
    assert len(found) == 1
    assert "[S2]" in found[0]
    assert Frame.objects.count() == 1


def test_a_code_in_another_case_is_a_slip(cluster: Cluster, noon: datetime) -> None:
    FirmFactory(cluster=cluster, code="f1")
    assert "“f1”" in refused(cluster, noon, NETS)[0]


def test_an_import_in_the_middle_of_which_something_breaks_leaves_nothing(
    cluster: Cluster, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later_imports.LaterImport, "bring_up", _break)
    setup_of(cluster.study)
    before = stored()
    with pytest.raises(RuntimeError):
        take(cluster, noon, NETS)
    assert stored() == before


def _break(*args: Any) -> None:
    raise RuntimeError("The disk is full.")


def test_two_hundred_firms_take_fewer_than_forty_queries(
    cluster: Cluster, noon: datetime, django_assert_max_num_queries: Any
) -> None:
    rows = [(f"A{number}", "Nets", "1", "S1", "Small", "yes", "no", "") for number in range(200)]
    setup_of(cluster.study)
    with django_assert_max_num_queries(39):
        take(cluster, noon, *rows)


CELLS = {
    "HR1_OJT": st.sampled_from(["yes", "no", "don't know", "refused", ""]),
    "HR3_TRAINED_SH": st.sampled_from(["0", "49.5", "50", "100", "don't know", ""]),
    "PT3_CERT": st.sampled_from(["none", "iso9001", "haccp;iso9001", ""]),
    "UNIT_TYPE": st.sampled_from(["firm", "establishment", ""]),
    "PD5_DEV": st.sampled_from(["yes", "no", ""]),
    "PD5_DEV.done_by": st.sampled_from(["own_staff", "parent", ""]),
    "PD5_DEV.note": st.sampled_from(["", "Seen."]),
}
TABLES = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=4)


@given(table=TABLES, approved=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_import_stores_what_the_verbs_store_one_by_one(
    table: list[dict[str, str]], approved: bool, cluster: Cluster, noon: datetime, reviewer: User
) -> None:
    rows = [(f"F{number}", *(row[key] for key in CELLS)) for number, row in enumerate(table)]
    file = read(cluster, ("code", *CELLS), *rows)
    note = "Checked." if approved else ""
    with transaction.atomic():
        import_interviews(cluster=cluster, file=file, by=reviewer, now=noon, approval=note)
        in_bulk = stored()
        transaction.set_rollback(True)
    with transaction.atomic():
        _one_by_one(cluster, file, reviewer, noon, note)
        singly = stored()
        transaction.set_rollback(True)
    dispositions = {firm["code"]: firm.pop("disposition") for firm in in_bulk["Firm"]}
    for firm in singly["Firm"]:
        # Submitted one by one, these few columns leave most questions open.
        assert firm.pop("disposition") == "partial"
    assert in_bulk == singly
    assert dispositions == {
        f"F{number}": "complete" if row["HR1_OJT"] and row["HR3_TRAINED_SH"] and row["PD5_DEV"] else "partial"
        for number, row in enumerate(table)
    }


def _one_by_one(cluster: Cluster, file: InterviewFile, by: User, now: datetime, note: str) -> None:
    ids = later_imports.ImportIds(cluster, file.file_hash, file.mapping_hash)
    for line in file.lines():
        firm = FirmFactory(id=ids.firm(line.code), cluster=cluster, code=line.code, name=line.code)
        begun = begin_interview(
            firm=firm, author=None, now=now, interview_id=ids.interview(line.code), origin=Origin.IMPORTED
        )
        record_revision(
            interview=begun,
            author=None,
            changes=line.changes,
            now=now,
            revision_id=ids.revision(line.code),
            device=later_imports.device_of(file),
        )
        submit_interview(interview=begun, by=by, now=now)
        if note:
            approve_interview(interview=begun, by=by, now=now, note=note)


def test_firms_are_given_back_in_the_order_asked_for(cluster: Cluster) -> None:
    assert place_firms(cluster=cluster, placements=[]) == []
