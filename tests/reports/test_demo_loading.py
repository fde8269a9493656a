"""The demo study comes out of the real path: answers, rungs, levels, run, tables."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from reports.demo.comparison import failures
from reports.demo.loading import DEMO_PEOPLE, load_demo
from reports.models import Job, JobState, RunState
from reports.performing import perform
from reports.published import Status, compare, published_for
from reports.results import RunTables
from reports.runs import open_run
from surveys.models import Interview, InterviewState, Origin

NOW = datetime(2008, 3, 1, tzinfo=UTC)


def finish_jobs() -> None:
    while queued := list(Job.objects.filter(state=JobState.QUEUED)):
        for job in queued:
            perform(job.pk, worker="test")


@pytest.mark.django_db(transaction=True)
def test_the_run_gives_every_printed_figure_but_the_two_misprints() -> None:
    demo = load_demo(with_people=True)
    run = open_run(study=demo, by=None, now=NOW)
    finish_jobs()
    run.refresh_from_db()
    assert run.state == RunState.READY
    published = published_for(demo)
    assert published is not None
    compared = compare(RunTables.from_json(run.tables), published)
    assert failures(compared) == []
    assert {each.key for each in compared if each.status is Status.SIC} == {
        "table5.hr.4.percent",
        "table5.product.5.percent",
    }
    assert len(compared) == 192


@pytest.mark.django_db
def test_loading_it_again_changes_nothing_and_says_what_it_is() -> None:
    demo = load_demo(with_people=True)
    before = list(Interview.objects.order_by("pk").values_list("pk", "changed_at"))
    assert load_demo(with_people=True) == demo
    assert list(Interview.objects.order_by("pk").values_list("pk", "changed_at")) == before
    assert len(before) == 303
    assert not Interview.objects.exclude(origin=Origin.RECONSTRUCTED).exists()
    assert not Interview.objects.exclude(state=InterviewState.APPROVED).exists()
    assert demo.is_reconstruction and "reconstruct" in demo.title


@pytest.mark.django_db
def test_people_with_a_known_password_come_only_when_asked_for() -> None:
    load_demo(with_people=False)
    assert not User.objects.filter(username__in=DEMO_PEOPLE).exists()
