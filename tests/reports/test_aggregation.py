"""A run's tables against tables worked by hand, and what a run does when something goes wrong on the way."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Cluster, SeriesKind, SeriesPoint, Study
from reports import aggregation, jobs
from reports.models import Job, JobKind, JobState, Run, RunFirm, RunState
from reports.performing import perform
from reports.results import ClusterResult, RunTables
from reports.runs import open_run, retry_run
from surveys.models import Interview, InterviewState
from tests.factories.clusters import ClusterFactory, FirmFactory, SeriesFactory
from tests.factories.reports import approved_firm, perform_all, ready_run
from tests.factories.surveys import give_answers

pytestmark = pytest.mark.django_db

WORKFORCE = {
    "EMP_MANAGERS_REF": 10,
    "EMP_PROFESSIONALS_REF": 10,
    "EMP_TECHNICAL_REF": 10,
    "EMP_SUPERVISORY_REF": 10,
    "EMP_CLERICAL_REF": 10,
    "EMP_SKILLED_REF": 120,
}


def series(cluster: Cluster, kind: str, first: float, last: float) -> None:
    made = SeriesFactory(cluster=cluster, kind=kind)
    for year, value in ((2000, first), (2006, last)):
        SeriesPoint.objects.create(series=made, year=year, value=value)


@pytest.fixture
def north(study: Study) -> Cluster:
    """Four firms whose tables are worked out by hand in the tests."""
    cluster = ClusterFactory(study=study, slug="north", name="North", position=1, started_year=1990)
    first = {"EXPORTS_BASE": 100, "EXPORTS_REF": 200, "EMP_TOTAL_BASE": 10, "EMP_TOTAL_REF": 340}
    wages = {"WAGE_BILL_BASE": 100, "WAGE_BILL_REF": 6800}
    second = {"EXPORTS_BASE": 100, "EXPORTS_REF": 154.3122, "EMP_TOTAL_BASE": 10, "EMP_TOTAL_REF": 940}
    more = {"code": "N1", "weight": 2.0, "attributes": {"branch": "food"}, "FOREIGN_EQUITY": 60}
    approved_firm(cluster, hr=3, process="11?100", product=1, **more, **first, **wages, **WORKFORCE)
    approved_firm(cluster, code="N2", hr=4, process=2, product=2, FOREIGN_EQUITY=50, **second)
    approved_firm(cluster, code="N3", hr=1, process=6, product=2, FOREIGN_EQUITY=49.9, EXPORTS_BASE=None)
    approved_firm(cluster, code="N4", hr=0, process=3, product="1?1000", attributes={"branch": "wood"})
    series(cluster, SeriesKind.NATIONAL_EXPORTS, 100, 112.6162419264)
    series(cluster, SeriesKind.PRICE_INDEX, 100, 200)
    return cluster


def tables_of(run: Run) -> RunTables:
    assert (run.state, run.error) == (RunState.READY, "")
    assert run.tables is not None
    return RunTables.from_json(run.tables)


def only(run: Run) -> ClusterResult:
    return tables_of(run).clusters[0]


def test_table_5_is_the_one_worked_by_hand(north: Cluster) -> None:
    result = only(ready_run(north.study))
    hr, process, product = (result.dimensions[name] for name in ("hr", "process", "product"))
    # HR 3, 4, 1 and 0, the last raised to 1 by the floor; only three firms hold rung 1.
    assert (hr.n, hr.cumulative, hr.percent) == (4, (4, 2, 2, 1, 0, 0), (100, 50, 50, 25, 0, 0))
    assert (hr.exact, hr.tallies, hr.undetermined) == ((0, 2, 0, 1, 1, 0, 0), (3, 2, 2, 1, 0, 0), 0)
    # Process 2 (at most 4), 2, 6 and 3.
    assert (process.cumulative, process.cumulative_high) == ((4, 4, 2, 1, 1, 1), (4, 4, 3, 2, 1, 1))
    assert (process.tallies, process.undetermined, process.excluded) == ((4, 4, 2, 2, 1, 1), 1, 0)
    # Product 1, 2, 2 and 1 (at most 3).
    assert (product.cumulative, product.cumulative_high) == ((4, 2, 0, 0, 0, 0), (4, 3, 1, 0, 0, 0))
    assert product.tallies == (4, 2, 1, 0, 0, 0)


def test_table_1_and_the_figures_are_those_worked_by_hand(north: Cluster) -> None:
    result = only(ready_run(north.study))
    owners = result.ownership
    assert (owners.foreign, owners.known, owners.unknown, owners.share_pct) == (2, 3, 1, pytest.approx(200 / 3))
    # Exports of the two firms with both years: 200 to 354.3122, which is 1.1 to the sixth.
    exports = result.exports_growth
    assert (exports.value, exports.n, exports.left_out) == (pytest.approx(10.0), 2, 2)
    assert result.exports_growth_location.value == exports.value, "no series of the location: the firms stand for it"
    assert result.exports_growth_national.value == pytest.approx(2.0)
    # Employment 20 to 1280, which is 2 to the sixth.
    assert (result.employment_growth.value, result.employment_growth.n) == (pytest.approx(100.0), 2)
    # One firm tells wages: from 10 to 20 a head while prices doubled.
    wages = result.real_wage_growth
    assert (wages.value, wages.n, wages.left_out) == (pytest.approx(0.0), 1, 3)
    assert (result.skill_wide.value, result.skill_wide.n) == (pytest.approx(50.0), 1)
    assert result.skill_narrow.value == pytest.approx(100 * 50 / 340)


def test_every_definition_of_growth_is_kept_with_its_reason_where_there_is_none(north: Cluster) -> None:
    growth = only(ready_run(north.study)).growth_all
    assert set(growth) == {"exports", "employment", "real_wages", "exports_national", "exports_location"}
    assert growth["exports"]["loglinear"].value == pytest.approx(10.0), "two points make one trend"
    assert growth["exports"]["arith"].value is None
    assert "needs every year" in growth["exports"]["arith"].reason


def test_a_series_of_the_location_goes_before_its_firms_in_table_1(north: Cluster) -> None:
    series(north, SeriesKind.LOCATION_EXPORTS, 100, 100)
    result = only(ready_run(north.study))
    assert result.exports_growth_location.value == pytest.approx(0.0)
    assert result.exports_growth.value == pytest.approx(10.0)
    assert any("did not grow faster than the nation's (margin -2.0 points)" in note for note in result.notes)


def test_the_official_basis_takes_no_firm_and_says_what_is_lacking(north: Cluster) -> None:
    result = only(ready_run(north.study, growth_basis="official"))
    assert result.exports_growth.value is None
    assert result.exports_growth.reason == "No such series was entered."
    assert "no series of wage bill" in result.real_wage_growth.reason


def test_weights_stand_beside_the_plain_counts(north: Cluster) -> None:
    result = only(ready_run(north.study, weighted=True))
    hr = result.dimensions["hr"]
    assert hr.cumulative == (4, 2, 2, 1, 0, 0)
    assert hr.weighted_total == 5.0
    assert hr.weighted_percent[:4] == pytest.approx((100, 60, 60, 20))
    assert result.ownership.weighted_pct == pytest.approx(75.0)
    assert result.group_totals["all"] == {"firms": 4.0, "weighted_firms": 5.0}
    assert result.group_totals["branch"] == {"food": 2.0, "wood": 1.0}


def test_firms_whose_level_is_not_settled_are_left_out_when_the_policy_says_so(north: Cluster) -> None:
    process = only(ready_run(north.study, point_policy="exclude_if_differs")).dimensions["process"]
    assert (process.n, process.excluded, process.cumulative) == (3, 1, (3, 3, 2, 1, 1, 1))


def test_firms_whose_level_is_not_settled_are_spread_over_their_levels_when_the_policy_says_so(north: Cluster) -> None:
    process = only(ready_run(north.study, point_policy="multiple_imputation")).dimensions["process"]
    # Levels 2, 3 and 4 are equally likely: two thirds of the firm have at least 3, one third at least 4.
    assert process.expected == pytest.approx((4, 4, 2 + 2 / 3, 1 + 1 / 3, 1, 1))


def test_another_level_rule_gives_another_run_from_the_same_answers(north: Cluster) -> None:
    strict, highest = ready_run(north.study), ready_run(north.study, level_rule="R2")
    assert strict.pk != highest.pk
    assert only(highest).dimensions["process"].cumulative == (4, 4, 3, 2, 1, 1), "rung 4 is held across the gap"


def test_every_firm_of_the_run_keeps_its_rungs_and_levels(north: Cluster) -> None:
    run = ready_run(north.study)
    scores = RunFirm.objects.get(run=run, firm_code="N1").scores
    assert scores is not None
    assert scores["process"] == {
        "rungs": ["met", "met", "unknown", "met", "not_met", "not_met"],
        "low": 2,
        "high": 4,
        "point": 2,
        "tie": False,
    }
    assert (scores["foreign_equity"], scores["ownership"]) == (60.0, "foreign")
    unknown = RunFirm.objects.get(run=run, firm_code="N4").scores
    assert unknown is not None
    assert (unknown["foreign_equity"], unknown["ownership"]) == (None, "unknown")


def test_a_cluster_without_approved_interviews_is_told_as_empty(north: Cluster, study: Study) -> None:
    ClusterFactory(study=study, slug="south", name="South", position=2)
    first, empty = tables_of(ready_run(study)).clusters
    assert (first.slug, empty.slug, empty.firms) == ("north", "south", 0)
    assert empty.dimensions["hr"].cumulative == (0, 0, 0, 0, 0, 0)
    assert empty.ownership.share_pct is None


def test_only_approved_first_scorings_enter_a_run(north: Cluster) -> None:
    draft = approved_firm(north, code="N5", hr=6)
    Interview.objects.filter(pk=draft.pk).update(state=InterviewState.RESUBMITTED)
    second = approved_firm(north, code="N6", hr=6)
    Interview.objects.filter(pk=second.pk).update(is_second_scoring=True)
    FirmFactory(cluster=north, code="N7")
    assert only(ready_run(north.study)).firms == 4


def test_chunks_do_not_show_in_the_tables(north: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ready_run(north.study).tables
    Run.objects.all().delete()
    Job.objects.all().delete()
    monkeypatch.setattr(aggregation, "CHUNK", 3)
    assert ready_run(north.study).tables == whole


def test_scoring_a_cluster_takes_the_same_queries_for_more_firms(
    study: Study, north: Cluster, noon: datetime, django_assert_num_queries: Any
) -> None:
    open_run(study=study, by=None, now=noon)
    few = Job.objects.get(kind=JobKind.RUN_CLUSTER)
    with CaptureQueriesContext(connection) as context:
        perform(few.pk, worker="test")
    for number in range(30):
        approved_firm(north, code=f"X{number}")
    open_run(study=study, by=None, now=noon)
    many = Job.objects.get(kind=JobKind.RUN_CLUSTER, state=JobState.QUEUED)
    with django_assert_num_queries(len(context)):
        perform(many.pk, worker="test")


def test_a_run_folds_the_log_up_to_the_answers_it_froze(study: Study, noon: datetime) -> None:
    cluster = ClusterFactory(study=study)
    interview = approved_firm(cluster, hr=0)
    Interview.objects.filter(pk=interview.pk).update(state=InterviewState.DRAFT, answers={})
    interview.refresh_from_db()
    give_answers(interview, HR1_OJT=True, HR2_INHPROG=True, HR2_REWARD=True)
    Interview.objects.filter(pk=interview.pk).update(state=InterviewState.APPROVED)
    run = open_run(study=study, by=None, now=noon)
    Interview.objects.filter(pk=interview.pk).update(state=InterviewState.RETURNED)
    interview.refresh_from_db()
    give_answers(interview, HR2_REWARD=False)
    perform_all()
    run.refresh_from_db()
    assert only(run).dimensions["hr"].exact[2] == 1, "the firm stood on level 2 when the run was opened"


def test_answers_changed_behind_the_log_fail_the_run_with_the_place_and_the_remedy(
    north: Cluster, noon: datetime
) -> None:
    run = open_run(study=north.study, by=None, now=noon)
    Interview.objects.filter(firm__code="N2").update(answers={})
    perform_all()
    run.refresh_from_db()
    assert (run.state, run.tables) == (RunState.FAILED, None)
    assert "Firm N2: its answers are not those this run froze" in run.error


def test_a_failed_run_is_tried_again_and_ends_with_its_tables(north: Cluster, noon: datetime) -> None:
    before = dict(Interview.objects.values_list("firm__code", "answers"))
    run = open_run(study=north.study, by=None, now=noon)
    Interview.objects.filter(firm__code="N2").update(answers={})
    perform_all()
    Interview.objects.filter(firm__code="N2").update(answers=before["N2"])
    again = ready_run(north.study)
    assert again.pk == run.pk
    assert only(again).firms == 4


def test_a_failed_run_taken_up_again_keeps_the_clusters_that_were_done(
    study: Study, north: Cluster, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved_firm(ClusterFactory(study=study, slug="south", position=2))
    run = open_run(study=study, by=None, now=noon)
    work = aggregation.cluster_result

    def only_north(inputs: Any, *arguments: Any) -> ClusterResult:
        if inputs["slug"] == "south":
            raise ValueError("a figure without a sense")
        return work(inputs, *arguments)

    monkeypatch.setattr(aggregation, "cluster_result", only_north)
    perform_all()
    run.refresh_from_db()
    assert run.state == RunState.FAILED and "a figure without a sense" in run.error
    monkeypatch.setattr(aggregation, "cluster_result", work)
    retry_run(run=run, now=noon)
    perform_all()
    run.refresh_from_db()
    assert len(tables_of(run).clusters) == 2
    assert Job.objects.get(key__endswith="cluster north").attempts == 1


def test_the_tables_appear_only_when_every_cluster_is_done(study: Study, north: Cluster, noon: datetime) -> None:
    approved_firm(ClusterFactory(study=study, slug="south", position=2))
    run = open_run(study=study, by=None, now=noon)
    first, second = Job.objects.filter(kind=JobKind.RUN_CLUSTER).order_by("key")
    assert perform(first.pk, worker="one")
    run.refresh_from_db()
    assert (run.state, run.tables) == (RunState.BUILDING, None)
    assert not Job.objects.filter(kind=JobKind.RUN_GATHER).exists()
    assert perform(second.pk, worker="two")
    perform_all()
    run.refresh_from_db()
    assert len(tables_of(run).clusters) == 2


def test_a_worker_whose_job_was_taken_over_stores_nothing(
    north: Cluster, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = open_run(study=north.study, by=None, now=noon)
    job = Job.objects.get(kind=JobKind.RUN_CLUSTER)
    work = aggregation.cluster_result

    def while_another_takes_over(*arguments: Any) -> ClusterResult:
        Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, claim=None)
        taken = jobs.claim(job_id=job.pk, worker="other", now=noon)
        assert taken is not None
        return work(*arguments)

    monkeypatch.setattr(aggregation, "cluster_result", while_another_takes_over)
    assert not perform(job.pk, worker="slow")
    job.refresh_from_db()
    assert (job.state, job.worker) == (JobState.STARTED, "other")
    assert run.clusters.get().figures is None
    assert not Job.objects.filter(kind=JobKind.RUN_GATHER).exists()
