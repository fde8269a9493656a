"""What Prometheus is told. Each web process counts into a file of its own in SEXTANT_HOME/metrics; a scrape adds up."""

import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from reports.clock import ledger_now
from reports.models import Job, JobState
from reports.specification import SOFTWARE_VERSION
from surveys.models import Interview, InterviewState

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
NO_ROUTE = "none"
WAITING = (InterviewState.SUBMITTED, InterviewState.RESUBMITTED, InterviewState.CHECKED)

REQUESTS = Counter(
    "sextant_requests", "Requests answered.", ["route", "method", "status"], registry=CollectorRegistry()
)
SECONDS = Histogram(
    "sextant_request_seconds", "Time until the answer began.", ["route", "method"], registry=CollectorRegistry()
)
LEAST_ROOM = 4 * 2**20
"""In bytes. Counts are written into mapped memory: where the disk has no page for it the kernel ends the process."""


@cache
def failed_logins() -> Counter:
    """Made at the first wrong try: without labels it has a file at once, and no command needs one."""
    return Counter("sextant_failed_logins", "Wrong names, passwords and codes.", registry=CollectorRegistry())


def has_room() -> bool:
    """Whether anything may be counted now."""
    return shutil.disk_usage(settings.METRICS_FOLDER).free >= LEAST_ROOM


def note_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count an answer by the name of its route: addresses themselves are without number, and name people's firms."""
    if not has_room():
        return
    match = request.resolver_match
    route = (match.view_name if match else "") or NO_ROUTE
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, str(response.status_code)).inc()
    SECONDS.labels(route, method).observe(seconds)


@receiver(user_login_failed, dispatch_uid="config: failed logins")
def on_login_failed(**kwargs: Any) -> None:
    """Whatever went wrong, and in whichever form."""
    if has_room():
        failed_logins().inc()


class StateCollector:
    """What stands in the database at the moment of the scrape; where it is away, one gauge says so."""

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily(
            "sextant_build", "What answers.", value={"version": SOFTWARE_VERSION, "release": settings.RELEASE}
        )
        try:
            found = list(_state())
        except DatabaseError:
            connection.close()
            found = []
        yield GaugeMetricFamily("sextant_database_up", "Whether the database answered.", value=bool(found))
        yield from found


def _state() -> Iterable[Metric]:
    counts = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    jobs = GaugeMetricFamily("sextant_jobs", "Jobs in the ledger.", labels=["state"])
    for state in JobState.values:
        jobs.add_metric([state], counts.get(state, 0))
    yield jobs
    oldest = Job.objects.filter(state=JobState.QUEUED).aggregate(oldest=Min("queued_at"))["oldest"]
    age = max(0.0, (ledger_now() - oldest).total_seconds()) if oldest else 0.0
    yield GaugeMetricFamily("sextant_oldest_waiting_job_seconds", "Age of the oldest job that waits.", value=age)
    waiting = Interview.objects.filter(state__in=WAITING).count()
    yield GaugeMetricFamily("sextant_interviews_waiting_for_review", "Interviews to be reviewed.", value=waiting)


def told() -> bytes:
    """Everything, in the text format of Prometheus."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(settings.METRICS_FOLDER))
    registry.register(StateCollector())
    return generate_latest(registry)
