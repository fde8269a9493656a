"""Assessing a level on its page, and the list of all assessed levels."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Study
from reports.models import LevelOverride
from reports.overrides import assess_level, withdraw_assessment
from surveys.models import Interview
from tests.factories.reports import answers_for, approved_firm, ready_run

pytestmark = pytest.mark.django_db

SENT = {"level": "4", "reason": "Seen.", "evidence_kind": "visit", "evidence": "Visit on 3 March."}


@pytest.fixture
def interview(cluster: Cluster) -> Interview:
    return approved_firm(cluster, code="A", hr=3)


def page(client: Client, user: User, name: str, *args: Any, **query: str) -> str:
    client.force_login(user)
    return client.get(reverse(name, args=args), query).content.decode()


def test_a_reviewer_assesses_a_level_and_sees_both(client: Client, interview: Interview, reviewer: User) -> None:
    address = reverse("level_assess", args=[interview.pk, "hr"])
    assert address in page(client, reviewer, "firm_result", interview.pk)
    shown = page(client, reviewer, "level_assess", interview.pk, "hr")
    assert shown.count('name="level"') == 7 and "Level 3" in shown
    answer = client.post(address, SENT)
    assert answer.status_code == 302
    result = page(client, reviewer, "firm_result", interview.pk)
    assert "Assessed level: 4" in result
    assert "Level 4 of 6, assessed by a person; computed from the answers: 3" in result
    assert 'class="diamond"' in result


def test_the_page_says_what_is_missing_and_keeps_what_was_typed(
    client: Client, interview: Interview, reviewer: User
) -> None:
    client.force_login(reviewer)
    answer = client.post(reverse("level_assess", args=[interview.pk, "hr"]), {**SENT, "reason": ""})
    assert answer.status_code == 422
    assert "Visit on 3 March." in answer.content.decode()
    assert not LevelOverride.objects.exists()


def test_who_gave_answers_is_told_so_and_offered_nothing(client: Client, interview: Interview, owner: User) -> None:
    Interview.objects.filter(pk=interview.pk).update(author=owner)
    shown = page(client, owner, "level_assess", interview.pk, "hr")
    assert "somebody else has to assess" in shown and 'name="level"' not in shown
    assert "Assess this level yourself" not in page(client, owner, "firm_result", interview.pk)
    assert client.post(reverse("level_assess", args=[interview.pk, "hr"]), SENT).status_code == 422


def test_an_unknown_dimension_is_no_page(client: Client, interview: Interview, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get(reverse("level_assess", args=[interview.pk, "luck"])).status_code == 404


def test_a_computed_level_that_changed_asks_for_a_word(
    client: Client, interview: Interview, reviewer: User, noon: datetime
) -> None:
    told = {"reason": "Seen.", "evidence_kind": "visit", "evidence": "Visit."}
    assess_level(interview=interview, dimension="hr", level=4, by=reviewer, now=noon, **told)
    Interview.objects.filter(pk=interview.pk).update(answers=answers_for({"hr": 2, "process": 1, "product": 1}))
    result = page(client, reviewer, "firm_result", interview.pk)
    assert "Computed level has changed since: it was 3 when this was said." in result
    assert "Confirm the assessment, or withdraw it" in result
    interview.refresh_from_db()
    assess_level(interview=interview, dimension="hr", level=4, by=reviewer, now=noon, **told)
    assert "has changed since" not in page(client, reviewer, "firm_result", interview.pk)


def test_a_run_shows_the_level_it_froze(
    client: Client, study: Study, interview: Interview, reviewer: User, noon: datetime
) -> None:
    assess_level(
        interview=interview, dimension="hr", level=4, by=reviewer, now=noon,
        reason="Seen.", evidence_kind="visit", evidence="Visit.",
    )  # fmt: skip
    run = ready_run(study)
    withdraw_assessment(interview=interview, dimension="hr", reason="An error.", by=reviewer, now=noon)
    as_run = page(client, reviewer, "firm_result", interview.pk, run=run.pk)
    assert "Assessed level: 4" in as_run
    assert "Assessed level" not in page(client, reviewer, "firm_result", interview.pk)
    listed = page(client, reviewer, "run_firms", run.pk)
    assert 'class="diamond"' in listed


def test_the_list_filters_by_dimension_and_state(
    client: Client, study: Study, cluster: Cluster, interview: Interview, reviewer: User, noon: datetime
) -> None:
    other = approved_firm(cluster, code="B", process=2)
    for each, dimension, reason in ((interview, "hr", "First reason."), (other, "process", "Second reason.")):
        assess_level(
            interview=each, dimension=dimension, level=5, by=reviewer, now=noon,
            reason=reason, evidence_kind="visit", evidence="Visit.",
        )  # fmt: skip
    withdraw_assessment(interview=other, dimension="process", reason="Third reason.", by=reviewer, now=noon)
    everything = page(client, reviewer, "overrides", study.slug)
    assert "First reason." in everything and "Third reason." in everything and "Second reason." not in everything
    assert "Third reason." not in page(client, reviewer, "overrides", study.slug, dimension="hr")
    assert "First reason." not in page(client, reviewer, "overrides", study.slug, standing="withdrawn")
    assert "First reason." in page(client, reviewer, "overrides", study.slug, standing="nonsense")


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    client: Client, study: Study, cluster: Cluster, reviewer: User, noon: datetime
) -> None:
    client.force_login(reviewer)
    counts = []
    for number in range(4):
        assess_level(
            interview=approved_firm(cluster, code=f"F{number}"), dimension="hr", level=5, by=reviewer, now=noon,
            reason="Seen.", evidence_kind="visit", evidence="Visit.",
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("overrides", args=[study.slug])).status_code == 200
        counts.append(len(queries))
    # The first request of a session writes down where it is used.
    assert counts[1] == counts[2] == counts[3]
