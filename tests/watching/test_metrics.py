"""What Prometheus is told: figures that are right, whichever process counted them, for those who may have them."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from config.watching.counts import clear_away_the_dead
from reports.clock import ledger_now
from reports.models import JobState
from surveys.models import InterviewState
from tests.factories.accounts import UserFactory
from tests.factories.reports import JobFactory
from tests.factories.surveys import InterviewFactory


def scraped(client: Client) -> dict[tuple[str, ...], float]:
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_method_and_status(client: Client, db: None) -> None:
    before = scraped(client)
    client.get(reverse("login") + "?next=/firms/secret")
    client.get("/no-such-page/secret")
    client.generic("BREW", reverse("login"))
    after = scraped(client)
    grown = {
        labels: value - before.get(labels, 0)
        for labels, value in after.items()
        if labels[0] == "sextant_requests_total" and value != before.get(labels, 0)
    }
    assert sum(grown.values()) == 3
    assert ("sextant_requests_total", "method=GET", "route=login", "status=200") in grown
    assert ("sextant_requests_total", "method=GET", "route=none", "status=404") in grown
    assert any("method=other" in labels for labels in grown)
    assert not any("secret" in str(labels) for labels in after)
    counted = ("sextant_request_seconds_count", "method=GET", "route=login")
    assert after[counted] == before.get(counted, 0) + 1


def test_jobs_interviews_and_the_release_are_told(client: Client, db: None) -> None:
    now = ledger_now()
    JobFactory(state=JobState.QUEUED, queued_at=now - timedelta(seconds=90))
    JobFactory(state=JobState.QUEUED, queued_at=now)
    JobFactory(state=JobState.FAILED, queued_at=now - timedelta(hours=1))
    for state in InterviewState.values:
        InterviewFactory(state=state)
    told = scraped(client)
    assert told["sextant_jobs", "state=queued"] == 2
    assert told["sextant_jobs", "state=failed"] == 1
    assert told["sextant_jobs", "state=done"] == 0
    assert told[("sextant_oldest_waiting_job_seconds",)] >= 90
    assert told[("sextant_interviews_waiting_for_review",)] == 3
    assert told["sextant_build_info", f"release={settings.RELEASE}", "version=0.1.0"] == 1
    assert told[("sextant_database_up",)] == 1


def test_a_wrong_password_is_counted(client: Client, db: None) -> None:
    before = scraped(client).get(("sextant_failed_logins_total",), 0)
    client.post(reverse("login"), {"username": UserFactory().username, "password": "wrong"})
    assert scraped(client)[("sextant_failed_logins_total",)] == before + 1


def test_without_a_database_the_rest_is_still_told(client: Client, db: None) -> None:
    def refused(*args: object) -> None:
        raise OperationalError("away")

    with connection.execute_wrapper(refused):
        told = scraped(client)
    assert told[("sextant_database_up",)] == 0
    assert any(name == "sextant_requests_total" for name, *_labels in told)


@pytest.mark.parametrize(
    ("sender", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 404),
        ("203.0.113.7", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("203.0.113.7", {"Authorization": "Bearer "}, 404),
    ],
)
def test_without_a_token_only_programs_on_this_machine_get_figures(
    client: Client, db: None, sender: str, headers: dict[str, str], status: int
) -> None:
    assert client.get("/metrics", REMOTE_ADDR=sender, headers=headers).status_code == status


@override_settings(METRICS_TOKEN="sesame")
@pytest.mark.parametrize(
    ("sender", "shown", "status"),
    [
        ("203.0.113.7", "Bearer sesame", 200),
        ("127.0.0.1", "Bearer sesame", 200),
        ("127.0.0.1", "", 404),
        ("127.0.0.1", "Bearer öffne", 404),
        ("203.0.113.7", "Bearer sesam", 404),
        ("203.0.113.7", "sesame", 404),
    ],
)
def test_with_a_token_only_whoever_shows_it_gets_figures(
    client: Client, db: None, sender: str, shown: str, status: int
) -> None:
    assert client.get("/metrics", REMOTE_ADDR=sender, headers={"Authorization": shown}).status_code == status


COUNTING = """
import os
from prometheus_client import CollectorRegistry, Counter
Counter("sextant_failed_logins", "", registry=CollectorRegistry()).inc(5)
"""


def test_what_another_process_counted_is_added(client: Client, db: None) -> None:
    """That process is gone: what it counted is told until the web server is started anew."""
    before = scraped(client).get(("sextant_failed_logins_total",), 0)
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(settings.METRICS_FOLDER)}
    subprocess.run([sys.executable, "-c", COUNTING], env=environment, check=True)
    assert scraped(client)[("sextant_failed_logins_total",)] == before + 5


def test_files_of_processes_that_are_gone_are_cleared_away_at_the_start(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"counter_{ended.pid}.db", f"counter_{os.getpid()}.db", "notes.txt"):
        (tmp_path / name).touch()
    clear_away_the_dead(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"counter_{os.getpid()}.db", "notes.txt"]
