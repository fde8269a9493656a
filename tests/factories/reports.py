"""Runs and jobs."""

import re
from datetime import UTC, datetime
from typing import Any

import factory

from clusters.models import Cluster, Study
from reports.models import Headline, Job, JobKind, JobState, Run, RunState
from reports.performing import perform
from reports.runs import open_run
from reports.specification import CHOICES, SOFTWARE_VERSION, disclosure_rules_of, specification_of
from surveys.models import Interview, InterviewState
from surveys.study_setup import setup_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FirmFactory, StudyFactory

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    kind = JobKind.RUN_CLUSTER
    key = factory.Sequence(lambda n: f"job-{n}")
    state = JobState.QUEUED
    queued_at = NOON
    heartbeat_at = NOON


def specification_for(study: Study) -> dict[str, Any]:
    """The record of the study's present choices."""
    setup = setup_of(study)
    choices = {name: getattr(setup, name) for name in CHOICES}
    return specification_of(study, choices, setup.rule_set, [], disclosure_rules_of(setup)).to_json()


class RunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Run

    id = factory.Sequence(lambda n: f"{n:012x}")
    study = factory.SubFactory(StudyFactory)
    inputs_hash = factory.Sequence(lambda n: f"{n:064x}")
    specification = factory.LazyAttribute(lambda run: specification_for(run.study))
    software_version = SOFTWARE_VERSION
    state = RunState.BUILDING
    created_at = NOON


class HeadlineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Headline

    cluster = factory.SubFactory(ClusterFactory)
    dimension = "hr"
    compared = Headline.Compared.MORE
    share_pct = 50.0
    counted = Headline.Counted.AT_LEAST
    level = 4
    by = factory.SubFactory(UserFactory)
    at = NOON


# What holds each rung under the default rules in a cluster of the generic variant.
HOLDS: dict[str, list[dict[str, Any]]] = {
    "hr": [
        {"HR1_OJT": True},
        {"HR2_INHPROG": True, "HR2_REWARD": True},
        {"HR3_STAFF": True, "HR3_RETRAIN": True, "HR3_TRAINED_SH": 60},
        {"HR4_ENG_ADAPT": 2, "HR4_DEPT": True},
        {"HR5_ENG_DEV": 1, "HR5_SPECTRAIN": True},
        {"HR6_RSE_FULL": 1},
    ],
    "process": [
        {"PT1_INV": True, "PT1_MACH": True},
        {"PT2_ADVMACH": 60, "PT2_LAYOUT": True},
        {"PT3_INV_JIT": True, "PT3_SPC": True, "PT3_TQM": True},
        {"PT4_AD_LAYOUT": True, "PT4_AD_EQUIP": True, "PT4_AD_TECH": False},
        {"PT5_DV_LAYOUT": True, "PT5_DV_MACH": True, "PT5_DV_MAT": False, "PT5_DV_PROC": False},
        {"PT6_RDUNIT": True, "PT6_PROTO": True},
    ],
    "product": [
        {"PD1_ACT": ["components"]},
        {"PD2_MINOR": True, "PD2_PREC": True},
        {"PD3_OEM": True, "PD3_QCC": True},
        {"PD4_ADAPT_SH": 30},
        {"PD5_DEV": True},
        {"PD6_NOVEL": True, "PD6_LEAD": True, "PD6_IPR": 0},
    ],
}
ASKS_WHO = re.compile(r"(HR|PT|PD)[456]_")


def answers_for(levels: dict[str, int | str], **sheet: Any) -> dict[str, dict[str, Any]]:
    """Stored answers of a firm with these levels, or rungs as in "1?1000", and figures of its sheet beside."""
    answers = {}
    for dimension, level in levels.items():
        pattern = level if isinstance(level, str) else "1" * level + "0" * (6 - level)
        for mark, rung in zip(pattern, HOLDS[dimension], strict=True):
            for code, value in rung.items():
                answers[code] = _entry(code, mark, value)
    return answers | {code: stored(value) for code, value in sheet.items()}


def stored(value: Any, done_by: str = "") -> dict[str, Any]:
    """One answer as an interview stores it; None is an answer somebody refused."""
    state = "refused" if value is None else "answered"
    return {"state": state, "value": value, "done_by": done_by, "note": "", "evidence": {}, "revision": "r"}


def _entry(code: str, mark: str, value: Any) -> dict[str, Any]:
    if mark == "?":
        return {**stored(None), "state": "dont_know"}
    if mark == "0":
        value = ["none"] if isinstance(value, list) else type(value)(0)
    return stored(value, "own_staff" if ASKS_WHO.match(code) else "")


def approved_firm(
    cluster: Cluster,
    *,
    hr: int | str = 1,
    process: int | str = 1,
    product: int | str = 1,
    weight: float = 1.0,
    code: str | None = None,
    attributes: dict[str, Any] | None = None,
    **sheet: Any,
) -> Interview:
    """A firm with an approved interview on the default questionnaire, put straight into the database."""
    named = {"code": code} if code else {}
    firm = FirmFactory(cluster=cluster, final_weight=weight, attributes=attributes or {}, **named)
    answers = answers_for({"hr": hr, "process": process, "product": product}, **sheet)
    return Interview.objects.create(
        firm=firm,
        questionnaire=setup_of(cluster.study).questionnaire,
        state=InterviewState.APPROVED,
        answers=answers,
        revision_count=0,
        begun_at=NOON,
        changed_at=NOON,
        approved_at=NOON,
    )


def ready_run(study: Study, **overrides: Any) -> Run:
    """A run of the study, computed in this process without any broker."""
    run = open_run(study=study, by=None, now=NOON, **overrides)
    perform_all()
    run.refresh_from_db()
    return run


def perform_all() -> None:
    """Do every queued job of the ledger, and those that follow from it."""
    while waiting := list(Job.objects.filter(state=JobState.QUEUED).values_list("pk", flat=True)):
        for job_id in waiting:
            perform(job_id, worker="test")
