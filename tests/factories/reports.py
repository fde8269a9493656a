"""Runs and jobs."""

from datetime import UTC, datetime

import factory

from reports.models import Job, JobKind, JobState, Run, RunState
from tests.factories.clusters import StudyFactory

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    kind = JobKind.RUN_CLUSTER
    key = factory.Sequence(lambda n: f"job-{n}")
    state = JobState.QUEUED
    queued_at = NOON
    heartbeat_at = NOON


class RunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Run

    id = factory.Sequence(lambda n: f"{n:012x}")
    study = factory.SubFactory(StudyFactory)
    inputs_hash = factory.Sequence(lambda n: f"{n:064x}")
    specification = factory.Dict({})
    software_version = "0"
    state = RunState.BUILDING
    created_at = NOON
