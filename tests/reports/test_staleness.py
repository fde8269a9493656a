"""A run that no longer shows the present state says so, with the reason, and keeps its figures."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from clusters.models import Cluster, SeriesKind, Study
from clusters.series_versions import add_series
from reports.models import Run
from reports.runs import open_run, take_snapshot
from reports.staleness import stale_sentences
from surveys.models import AgreedPhase, Interview, InterviewState, Pillar, Workshop
from surveys.reviewing import approve_interview, withdraw_approval
from surveys.signals import approval_changed, phases_changed
from tests.factories.reports import NOON, approved_firm, ready_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(cluster: Cluster) -> list[Interview]:
    return [approved_firm(cluster, code=code, hr=3) for code in ("A", "B", "C")]


def sentences(run: Run) -> list[str]:
    run.refresh_from_db()
    return stale_sentences(run.stale_reasons)


def test_withdrawing_an_approval_marks_the_runs_that_used_it_and_changes_no_figure(
    study: Study, firms: list[Interview], reviewer: User, noon: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    run = ready_run(study)
    tables = run.tables
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_approval(interview=firms[1], by=reviewer, note="A figure is wrong.", now=noon)
    assert len(sentences(run)) == 1
    assert "the approval of 1 interview was withdrawn (B)" in sentences(run)[0]
    assert run.is_stale and run.tables == tables


def test_approving_the_same_answers_again_adds_no_reason(
    study: Study, firms: list[Interview], reviewer: User, noon: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    run = ready_run(study)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_approval(interview=firms[1], by=reviewer, note="Let me look.", now=noon)
    with django_capture_on_commit_callbacks(execute=True):
        approve_interview(interview=firms[1], by=reviewer, now=noon)
    assert len(sentences(run)) == 1


def test_other_answers_approved_anew_are_a_reason(study: Study, firms: list[Interview]) -> None:
    run = ready_run(study)
    Interview.objects.filter(pk=firms[0].pk).update(revision_count=2)
    approval_changed.send(sender=Interview, interview_ids=[firms[0].pk], study_id=study.pk)
    assert "1 interview was approved with other answers (A)" in sentences(run)[0]


def test_many_interviews_are_one_reason_that_names_a_few(study: Study, cluster: Cluster) -> None:
    many = [approved_firm(cluster, code=f"F{n}") for n in range(8)]
    run = ready_run(study)
    Interview.objects.update(state=InterviewState.SUBMITTED)
    for _again in range(2):
        approval_changed.send(sender=Interview, interview_ids=[each.pk for each in many], study_id=study.pk)
    assert len(sentences(run)) == 1
    assert "approval of 8 interviews was withdrawn (F0, F1, F2, F3, F4 and others)" in sentences(run)[0]


def test_an_interview_the_run_did_not_use_marks_nothing(study: Study, cluster: Cluster, firms: list[Interview]) -> None:
    run = ready_run(study)
    later = approved_firm(cluster, code="D")
    approval_changed.send(sender=Interview, interview_ids=[later.pk], study_id=study.pk)
    assert sentences(run) == []


def test_a_new_version_of_a_series_marks_the_runs_that_rest_on_the_old_one(
    study: Study, cluster: Cluster, firms: list[Interview], django_capture_on_commit_callbacks: Any
) -> None:
    run = ready_run(study)
    with django_capture_on_commit_callbacks(execute=True):
        add_series(
            cluster=cluster,
            kind=SeriesKind.PRICE_INDEX,
            unit="index",
            source="Office",
            points=[(2000, 100), (2006, 120)],
        )
    assert "a series of Lakes got a new version" in sentences(run)[0]
    assert not ready_run(study).is_stale, "a run opened now rests on the new version"


def test_a_phase_agreed_on_anew_marks_the_runs_that_rest_on_the_old_one(
    study: Study, cluster: Cluster, firms: list[Interview], noon: datetime
) -> None:
    workshop = Workshop.objects.create(cluster=cluster, held_on=date(2026, 1, 5), place="Hall")

    def agree(phase: int) -> None:
        AgreedPhase.objects.create(
            workshop=workshop, pillar=Pillar.BASIC, phase=phase, low=1, high=5, status="consensus", recorded_at=noon
        )

    agree(3)
    run = ready_run(study)
    assert run.tables is not None and run.tables["clusters"][0]["pillars"]["basic"]["phase"] == 3
    phases_changed.send(sender=AgreedPhase, cluster_id=cluster.pk)
    assert sentences(run) == []
    agree(4)
    phases_changed.send(sender=AgreedPhase, cluster_id=cluster.pk)
    assert "a pillar of Lakes was agreed on" in sentences(run)[0]


def opened_while(change: Callable[[], Any], study: Study, monkeypatch: pytest.MonkeyPatch, on_commit: Any) -> Run:
    """A run whose inputs had been read when the change happened, and whose own commit came after it."""

    def and_then_change(*arguments: Any) -> Any:
        snapshot = take_snapshot(*arguments)
        waiting = len(connection.run_on_commit)
        with on_commit(execute=True):
            change()
        # The change has been announced; the commit of the run must not announce it once more.
        del connection.run_on_commit[waiting:]
        return snapshot

    monkeypatch.setattr("reports.runs.take_snapshot", and_then_change)
    # PostgreSQL lets the change commit right after the run has looked once more for moved approvals.
    monkeypatch.setattr("reports.runs._stamp", lambda study: [])
    with on_commit(execute=True):
        return open_run(study=study, by=None, now=NOON)


def test_a_series_that_changes_while_a_run_is_opened_marks_it(
    study: Study,
    cluster: Cluster,
    firms: list[Interview],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def change() -> None:
        add_series(cluster=cluster, kind=SeriesKind.PRICE_INDEX, unit="i", source="Office", points=[(2000, 100)])

    run = opened_while(change, study, monkeypatch, django_capture_on_commit_callbacks)
    assert "a series of Lakes got a new version" in sentences(run)[0]


def test_an_approval_withdrawn_while_a_run_is_opened_marks_it(
    study: Study,
    firms: list[Interview],
    reviewer: User,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def change() -> None:
        withdraw_approval(interview=firms[1], by=reviewer, note="A figure is wrong.", now=noon)

    run = opened_while(change, study, monkeypatch, django_capture_on_commit_callbacks)
    assert run.firms.count() == 3
    assert "the approval of 1 interview was withdrawn (B)" in sentences(run)[0]
