"""Pages of studies, runs and results: what they show, where their figures lead, and how many queries they take."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Study
from reports.models import Job, Run, RunState
from reports.results import PillarResult
from reports.run_tables import PillarRow
from reports.runs import open_run
from reports.scores import score_study
from reports.specification import disclosure_rules_of
from scoring.disclosure import DisclosureRules, Dominance
from surveys.models import Interview, InterviewState, StudySetup
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.reports import approved_firm, perform_all, ready_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="plain", name="Plain", position=1)


@pytest.fixture
def firms(plain: Cluster) -> list[Interview]:
    return [
        approved_firm(plain, code="A", hr=3, process="11?100", product=2, FOREIGN_EQUITY=60),
        approved_firm(plain, code="B", hr=4, FOREIGN_EQUITY=10),
        approved_firm(plain, code="C", hr=1),
    ]


@pytest.fixture
def run(study: Study, firms: list[Interview]) -> Run:
    return ready_run(study)


def page(client: Client, user: User, name: str, *arguments: Any, **query: Any) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_study_page_shows_levels_phases_review_and_runs(
    client: Client, owner: User, study: Study, run: Run, noon: datetime
) -> None:
    score_study(study=study, now=noon)
    html = page(client, owner, "study", study.slug)
    assert "3 interviews that were handed in" in words(html)
    assert "Process technology: 3 firms" in html and "Level not settled: 1" in html
    assert run.pk in html and "Start a run" in html


def test_the_study_page_offers_each_person_what_they_may_do(
    client: Client, study: Study, firms: list[Interview], consultant: User, reviewer: User
) -> None:
    assert "Start a run" not in page(client, consultant, "study", study.slug)
    html = page(client, reviewer, "study", study.slug)
    assert "Start a run" not in html and "state=approved" in html


def test_the_study_page_counts_interviews_approved_since_the_last_run(
    client: Client, owner: User, study: Study, plain: Cluster, run: Run
) -> None:
    approved_firm(plain, code="D")
    assert f"1 interview was approved that run {run.pk} does not hold" in page(client, owner, "study", study.slug)


def test_an_empty_study_says_how_to_begin(client: Client, owner: User, study: Study) -> None:
    assert "Add the first, then bring in the list of its firms" in page(client, owner, "study", study.slug)


def test_the_study_page_takes_the_same_queries_for_more_firms(
    client: Client, owner: User, study: Study, plain: Cluster, run: Run, noon: datetime, django_assert_num_queries: Any
) -> None:
    score_study(study=study, now=noon)
    client.force_login(owner)
    with django_assert_num_queries(16):
        client.get(reverse("study", args=[study.slug]))
    for number in range(12):
        approved_firm(plain, code=f"X{number}")
    score_study(study=study, now=noon)
    with django_assert_num_queries(16):
        client.get(reverse("study", args=[study.slug]))


def test_a_manager_starts_a_run_with_another_rule_and_watches_it(
    client: Client, owner: User, study: Study, firms: list[Interview]
) -> None:
    client.force_login(owner)
    setup = StudySetup.objects.get(study=study)
    choices = {
        "rule_set": setup.rule_set_id,
        "level_rule": "R2",
        "floor_level_1": "on",
        "point_policy": "low",
        "foreign_threshold": "50",
        "growth": "cagr",
        "growth_basis": "matched",
        "skill_basis": "ratio_of_totals",
        "technical_in_wide": "on",
    }
    answer = client.post(reverse("run_new", args=[study.slug]), choices)
    run = Run.objects.get()
    assert answer.headers["Location"] == reverse("run", args=[run.pk])
    assert run.specification["level_rule"] == "R2" and run.created_by == owner
    html = page(client, owner, "run", run.pk)
    assert "every 1s" in html and 'http-equiv="refresh"' in html and "waits for a worker" in html
    assert "Queued" in page(client, owner, "run_progress", run.pk)
    perform_all()
    assert client.get(reverse("run_progress", args=[run.pk])).headers["HX-Refresh"] == "true"
    assert "every 1s" not in page(client, owner, "run", run.pk)


def test_starting_a_run_without_approved_interviews_says_what_to_do(
    client: Client, owner: User, study: Study, cluster: Cluster
) -> None:
    client.force_login(owner)
    client.get(reverse("run_new", args=[study.slug]))
    setup = StudySetup.objects.get(study=study)
    answer = client.post(
        reverse("run_new", args=[study.slug]),
        {
            "rule_set": setup.rule_set_id,
            "level_rule": "R1",
            "point_policy": "low",
            "foreign_threshold": "50",
            "growth": "cagr",
            "growth_basis": "matched",
            "skill_basis": "ratio_of_totals",
        },
    )
    assert "Approve at least one interview first" in answer.content.decode()
    assert not Run.objects.exists()


def test_a_failed_run_tells_why_and_can_be_tried_again(
    client: Client, owner: User, analyst: User, study: Study, firms: list[Interview], noon: datetime
) -> None:
    run = open_run(study=study, by=None, now=noon)
    Job.objects.update(state="failed")
    Run.objects.update(state=RunState.FAILED, error="The disk is full.")
    assert "The disk is full." in page(client, owner, "run", run.pk)
    assert "Try again" not in page(client, analyst, "run", run.pk)
    assert client.post(reverse("run_retry", args=[run.pk])).status_code == 403
    client.force_login(owner)
    client.post(reverse("run_retry", args=[run.pk]))
    perform_all()
    run.refresh_from_db()
    assert run.state == RunState.READY


def test_table_5_prints_counts_with_per_cent_and_leads_to_the_firms(client: Client, owner: User, run: Run) -> None:
    html = page(client, owner, "run_table", run.pk, "table-5")
    link = re.search(r'href="([^"]+how=at_least&amp;number=4)">1 \(33\)</a>', html)
    assert link, words(html)
    behind = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert "HR level 4 and above" in behind and "Firm" in behind and ">B</span>" in behind
    assert ">A</span>" not in behind


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, "ABC"),
        ({"cluster": "plain"}, "ABC"),
        ({"cluster": "nowhere"}, ""),
        ({"dimension": "hr", "how": "exactly", "number": "3"}, "A"),
        ({"dimension": "hr", "how": "at_least", "number": "3"}, "AB"),
        ({"dimension": "process", "how": "held", "number": "4"}, "A"),
        ({"dimension": "process", "how": "not_settled"}, "A"),
        ({"ownership": "foreign"}, "A"),
        ({"ownership": "unknown"}, "C"),
        ({"dimension": "colour", "how": "exactly", "number": "x"}, "ABC"),
    ],
)
def test_the_firms_of_a_run_are_those_behind_the_figure(
    client: Client, owner: User, run: Run, query: dict[str, str], codes: str
) -> None:
    html = page(client, owner, "run_firms", run.pk, **query)
    assert re.findall(r'<span class="small soft">([A-Z])</span>', html) == list(codes)


def test_somebody_of_one_cluster_sees_that_cluster_on_the_study_page_and_no_run(
    client: Client, study: Study, cluster: Cluster, run: Run, stranger: User
) -> None:
    MembershipFactory(user=stranger, study=study, cluster=cluster, role="reviewer")
    html = page(client, stranger, "study", study.slug)
    assert cluster.name in html and run.pk not in html and "Plain" not in html
    assert client.get(reverse("run_firms", args=[run.pk])).status_code == 403


@pytest.mark.parametrize("table", ["table-1", "table-4", "table-5", "figure-1", "figure-2"])
def test_every_table_has_its_page(client: Client, analyst: User, run: Run, table: str) -> None:
    html = page(client, analyst, "run_table", run.pk, table)
    assert 'aria-current="page"' in html


def test_growth_can_be_told_by_another_definition(client: Client, owner: User, run: Run) -> None:
    html = page(client, owner, "run_table", run.pk, "table-1", growth="arith")
    assert "use another definition" in html and "Plain: No such series was entered." in words(html)


def test_an_unknown_table_is_not_found(client: Client, owner: User, run: Run) -> None:
    client.force_login(owner)
    assert client.get(reverse("run_table", args=[run.pk, "table-9"])).status_code == 404


def test_a_stale_run_says_why(client: Client, owner: User, run: Run) -> None:
    run.stale_reasons = [{"kind": "withdrawn", "names": ["A"], "count": 1, "at": "2026-03-02T12:00:00+00:00"}]
    run.save()
    text = words(page(client, owner, "run", run.pk))
    assert "On 2 Mar 2026 the approval of 1 interview was withdrawn (A)." in text


@pytest.mark.parametrize(
    ("frozen", "shown"),
    [
        ("Confirmed by Reviewer, 2007-12-24. See 2007-11-14.", "Confirmed by Reviewer, 24 Dec 2007. See 2007-11-14."),
        ("Disputed by the port, 2007-02-30.", "Disputed by the port, 2007-02-30."),
        ("", ""),
    ],
)
def test_the_day_of_a_validation_is_shown_as_pages_write_days(frozen: str, shown: str) -> None:
    assert PillarRow("Network cohesion", PillarResult(phase=3, validated=frozen), "").validated == shown


def test_runs_of_a_study_are_listed(client: Client, analyst: User, study: Study, run: Run) -> None:
    assert run.pk in page(client, analyst, "runs", study.slug)


def test_the_list_of_runs_says_when_there_is_none(client: Client, analyst: User, study: Study) -> None:
    assert "There is no run yet" in page(client, analyst, "runs", study.slug)


def test_a_firms_result_says_why_its_level_is_what_it_is_and_what_is_missing(
    client: Client, owner: User, firms: list[Interview]
) -> None:
    text = words(page(client, owner, "firm_result", firms[1].pk))
    assert "Up to rung 4 every rung is held, and rung 5 is not held." in text
    assert "Rung 5, Early R&amp;D" in text
    assert "At the end of 2006, how many engineers here had developing products as their main task?" in text
    assert "Needed: at least 1" in text and "It counts when done by: Own staff here." in text


def test_a_firms_result_gives_bounds_where_answers_are_missing(
    client: Client, owner: User, firms: list[Interview]
) -> None:
    text = words(page(client, owner, "firm_result", firms[0].pk))
    assert "The level lies between 2 and 4, because answers are missing." in text
    assert "Rung 3 is not known: as not held it gives the lowest level, as held the highest." in text
    assert "In 1 pair of rungs" not in text


def test_a_firms_result_can_be_read_as_a_run_saw_it(
    client: Client, owner: User, firms: list[Interview], run: Run
) -> None:
    Interview.objects.filter(pk=firms[1].pk).update(state=InterviewState.RETURNED)
    StudySetup.objects.update(level_rule="R3")
    now = words(page(client, owner, "firm_result", firms[1].pk))
    then = words(page(client, owner, "firm_result", firms[1].pk, run=run.pk))
    assert "disagrees with the fewest rungs" in now and "is not approved yet" in now
    assert f"As run {run.pk} saw it" in then and "Up to rung 4 every rung is held" in then


def test_a_firm_that_is_not_in_the_run_is_not_found_there(
    client: Client, owner: User, plain: Cluster, run: Run
) -> None:
    client.force_login(owner)
    later = approved_firm(plain, code="D")
    assert client.get(reverse("firm_result", args=[later.pk]), {"run": run.pk}).status_code == 404


def test_a_manager_changes_the_choices_of_the_study(client: Client, owner: User, study: Study, plain: Cluster) -> None:
    html = page(client, owner, "study_setup", study.slug)
    assert "R3 minimum error" in html
    setup = StudySetup.objects.get(study=study)
    client.post(
        reverse("study_setup", args=[study.slug]),
        {
            "questionnaire": setup.questionnaire_id,
            "rule_set": setup.rule_set_id,
            "level_rule": "R3",
            "point_policy": "low",
            "foreign_threshold": "10",
            "growth": "dlog",
            "growth_basis": "official",
            "skill_basis": "mean_of_ratios",
            "minimum_cell": "5",
            "dominance": "n_k",
            "dominance_p": "10",
            "dominance_k1": "70",
            "dominance_k2": "80",
            "review_steps": "1",
        },
    )
    setup.refresh_from_db()
    assert (setup.level_rule, setup.floor_level_1, setup.foreign_threshold) == ("R3", False, 10)
    assert disclosure_rules_of(setup) == DisclosureRules(5, Dominance.N_K, k1_pct=70, k2_pct=80)


def test_the_page_about_the_method_names_the_reconstruction_and_the_typologies(client: Client, analyst: User) -> None:
    text = words(page(client, analyst, "about-method"))
    assert "are our reconstruction" in text
    assert "Mature R&amp;D" in text and "Frontier" in text
    assert "the first divided by the second: at least 1 %" in text
