"""Runs of analyses: named by what they rest on, computed once, cancelled, healed, and refused in words."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from analysis import performing
from analysis.errors import AnalysisRefused
from analysis.models import AnalysisRun, AnalysisState
from analysis.results import Result
from analysis.runs import LIBRARIES, cancel_analysis, open_analysis, retry_analysis
from analysis.specifications import specification_from
from analysis.systems import System
from clusters.models import Study
from reports import jobs
from reports.models import Job, JobState
from reports.performing import perform
from tests.factories.analysis import CSV, NOON, TINY, TinyChoices, computed, taken, tiny_run
from tests.factories.clusters import StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files", "tiny")]


def again(run: AnalysisRun) -> AnalysisRun:
    return AnalysisRun.objects.select_related("job").get(pk=run.pk)


def job_of(run: AnalysisRun) -> Job:
    found = again(run).job
    assert found is not None
    return found


def test_a_run_is_computed_from_its_tables_and_choices(study: Study) -> None:
    run = computed(study, measure="sum")
    assert (run.state, run.error, run.mark) == (AnalysisState.READY, "", "done")
    result = Result.from_json(run.result or {})
    # by hand: north 1.5 + 2.5, south 3.25
    assert result.table("regions").rows == (("north", 4.0), ("south", 3.25))
    assert result.findings == ("north is ahead.",)


def test_a_run_keeps_every_choice_and_names_its_libraries(study: Study) -> None:
    run = tiny_run(study, years=[2001, 2002])
    assert run.choices == {
        "measure": "mean",
        "least": 1,
        "years": [2001, 2002],
        "parts": ["regions"],
        "share": 0.5,
        "cap": None,
        "controls": "",
        "errors": "HC1",
        "only_exporters": False,
    }
    assert set(run.libraries) == set(LIBRARIES) and run.libraries["pandas"][0].isdigit()
    assert run.pk == run.inputs_hash[:12]


def test_the_same_inputs_are_the_same_run_and_any_other_is_another(study: Study) -> None:
    first = computed(study)
    assert tiny_run(study).pk == first.pk and again(first).state == AnalysisState.READY
    others = [tiny_run(study, measure="sum"), tiny_run(study, CSV.replace("3.25", "3.5")), tiny_run(StudyFactory())]
    assert len({first.pk, *(each.pk for each in others)}) == 4


def test_another_release_of_a_library_is_another_run(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tiny_run(study)
    monkeypatch.setattr("analysis.runs.library_versions", lambda *names: dict.fromkeys(names, "9.9"))
    assert tiny_run(study).pk != first.pk


def test_a_worker_with_other_releases_refuses_the_run_and_names_them(study: Study) -> None:
    run = tiny_run(study)
    AnalysisRun.objects.update(libraries={"pandas": "0.1"})
    perform(job_of(run).pk, worker="old")
    assert again(run).state == AnalysisState.FAILED
    assert "(0.1)" in again(run).error and "pandas" in again(run).error


def test_a_run_without_a_table_it_needs_is_refused_with_what_the_table_holds(study: Study) -> None:
    other = StudyFactory()
    with pytest.raises(AnalysisRefused) as refusal:
        open_analysis(
            study=study,
            system=TINY,
            choices=specification_from(TinyChoices, {}),
            tables={"cities": taken(other)},
            by=None,
            now=NOON,
        )
    assert refusal.value.problems == (
        "The table “Firms” is missing. It holds: One row a firm and year.",
        "This analysis reads no table “cities”.",
        "The table “firms.csv” belongs to another study.",
    )
    assert not AnalysisRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "choices", "reason"),
    [
        (CSV, {"controls": "wind"}, "“controls” names wind, which the table lacks."),
        (CSV.replace("south", "north"), {}, "One region cannot be compared. Send at least two."),
    ],
)
def test_what_a_system_refuses_becomes_the_reason_in_its_own_words(
    study: Study, content: str, choices: dict[str, Any], reason: str
) -> None:
    run = computed(study, content, **choices)
    assert (run.state, run.error, run.result) == (AnalysisState.FAILED, reason, None)
    assert job_of(run).state == JobState.FAILED


def test_an_error_nobody_foresaw_fails_the_run_with_what_it_was(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performing, "compute_result", lambda *given: 1 // 0)
    run = computed(study)
    assert run.state == AnalysisState.FAILED and run.error.startswith("ZeroDivisionError")


def test_a_failed_run_can_be_taken_up_again(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(performing, "compute_result", lambda *given: 1 // 0)
        run = computed(study)
    retry_analysis(run=run, now=NOON)
    assert (again(run).state, again(run).error, again(run).mark) == (AnalysisState.BUILDING, "", "queued")
    assert computed(study).state == AnalysisState.READY


def test_a_ready_run_is_not_taken_up_again(study: Study) -> None:
    run = computed(study)
    retry_analysis(run=run, now=NOON)
    assert again(run).state == AnalysisState.READY and job_of(run).state == JobState.DONE


def test_a_run_that_waits_is_cancelled_and_can_be_begun_again(study: Study) -> None:
    run = tiny_run(study)
    assert again(run).mark == "queued"
    assert cancel_analysis(run=again(run), now=NOON) is True
    assert (again(run).state, job_of(run).state) == (AnalysisState.CANCELLED, JobState.CANCELLED)
    assert perform(job_of(run).pk, worker="late") is False
    assert computed(study).state == AnalysisState.READY


def test_a_run_cancelled_half_way_stops_at_its_next_step_and_keeps_nothing(
    study: Study, tiny: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(performing, "TELL_EVERY_SECONDS", 0)
    run = tiny_run(study)
    reached: list[str] = []

    def cancelled_half_way(system: Any, choices: Any, frames: Any, progress: Any) -> Result:
        progress("Looking at the regions", 0.25)
        reached.append(again(run).mark)
        cancel_analysis(run=again(run), now=NOON)
        progress("Adding up", 0.75)
        raise AssertionError("the work went on")

    monkeypatch.setattr(performing, "compute_result", cancelled_half_way)
    assert perform(job_of(run).pk, worker="here") is False
    assert reached == ["started"]
    assert (again(run).state, again(run).result) == (AnalysisState.CANCELLED, None)


def test_a_run_cancelled_at_its_very_end_keeps_nothing(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    run = tiny_run(study)
    real = performing.compute_result

    def cancelled_after_the_work(*given: Any) -> Result:
        result = real(*given)
        cancel_analysis(run=again(run), now=NOON)
        return result

    monkeypatch.setattr(performing, "compute_result", cancelled_after_the_work)
    perform(job_of(run).pk, worker="here")
    assert (again(run).state, again(run).result) == (AnalysisState.CANCELLED, None)


def test_what_is_ready_is_not_cancelled_any_more(study: Study) -> None:
    run = computed(study)
    assert cancel_analysis(run=run, now=NOON) is False
    assert again(run).state == AnalysisState.READY


def test_the_page_can_tell_what_is_being_done(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performing, "TELL_EVERY_SECONDS", 0)
    seen: list[Any] = []
    real = jobs.beat

    def overheard(**told: Any) -> None:
        real(**told)
        seen.append((told.get("doing"), told.get("done")))

    monkeypatch.setattr(performing, "beat", overheard)
    computed(study)
    # Reading takes the first fifth; a quarter and three quarters of the rest follow.
    assert seen == [
        ("Reading the table “Firms”", 0),
        ("Reading the table “Firms”", 200),
        ("Looking at the regions", 400),
        ("Adding up", 800),
    ]


def test_a_worker_that_dies_costs_time_and_no_figure(study: Study) -> None:
    run = tiny_run(study)
    now = timezone.now()
    dead = jobs.claim(job_id=job_of(run).pk, worker="dead", now=now)
    assert dead is not None and again(run).mark == "started"
    later = now + timedelta(seconds=settings.JOB_SILENT_SECONDS + 1)
    assert jobs.sweep(now=later).requeued == 1
    assert again(run).mark == "queued"
    healed = computed(study)
    assert healed.state == AnalysisState.READY
    with pytest.raises(jobs.ClaimLostError):
        performing.compute_analysis(dead)
    assert again(run).result == healed.result


def test_work_that_kills_every_worker_is_given_up_and_fails_its_run(study: Study) -> None:
    run = tiny_run(study)
    moment = NOON
    for _attempt in range(settings.JOB_MAX_ATTEMPTS):
        assert jobs.claim(job_id=job_of(run).pk, worker="dying", now=moment) is not None
        moment += timedelta(seconds=settings.JOB_SILENT_SECONDS + 1)
        jobs.sweep(now=moment)
    assert again(run).state == AnalysisState.FAILED
    assert "fell silent in each of 5 attempts" in again(run).error
