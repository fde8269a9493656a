"""One of each thing an address may name, and one person of each kind who may ask for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from analysis.registry import SYSTEMS
from clusters.models import Cluster, Role
from reports.models import RunState
from reports.results import RunTables
from surveys.live_access import SEAT_COOKIE
from tests.factories.accounts import UserFactory
from tests.factories.addresses import ADDRESSES
from tests.factories.analysis import TINY, computed
from tests.factories.clusters import (
    ClusterFactory,
    ContactFactory,
    CrisisFactory,
    FirmFactory,
    FrameFactory,
    InvitationFactory,
    MembershipFactory,
    PolicyFactory,
    RoundLinkFactory,
    SeriesFactory,
    StudyFactory,
)
from tests.factories.devices import LateAnswerFactory
from tests.factories.double_scoring import revealed_pair
from tests.factories.live import held_seat, live_session, seat_cookie
from tests.factories.reports import HeadlineFactory, RunFactory
from tests.factories.surveys import InterviewFactory, ThreadFactory
from tests.factories.weights import WeightVersionFactory
from tests.factories.workshops import EvidenceFactory, WorkshopFactory, agree, hold_round

PEOPLE = ("manager", "consultant", "other", "reviewer", "analyst", "reader", "stranger", "anonymous", "panelist")


@dataclass(frozen=True, slots=True)
class World:
    """`things` has for each parameter of an address what it names here; anonymous and panelist have no account."""

    people: dict[str, User]
    things: dict[str, Any]
    seat: str
    sessions: dict[str, str]

    def client_of(self, person: str) -> Client:
        """A browser in which the person is logged in, or holds a seat."""
        client = Client()
        if person in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        if person == "panelist":
            client.cookies[SEAT_COOKIE] = self.seat
        return client

    def address(self, name: str) -> str:
        """The address of this name, about the things of this world."""
        return reverse(name, kwargs=self.named(name))

    def named(self, name: str) -> dict[str, Any]:
        """What the parts of the address of this name are here."""
        return {parameter: self.things[parameter] for parameter in ADDRESSES[name]}


def people_of(cluster: Cluster) -> dict[str, User]:
    """One person of each role in the whole study, a consultant with own rows only, and the manager of another study."""
    people = {
        role: MembershipFactory(study=cluster.study, role=role, user=UserFactory(username=f"the-{role}")).user
        for role in Role.values
    }
    own = MembershipFactory(study=cluster.study, role=Role.CONSULTANT, own_rows_only=True)
    elsewhere = MembershipFactory(study=StudyFactory(title="Another study"), role=Role.MANAGER)
    return {**people, "other": own.user, "stranger": elsewhere.user}


@contextmanager
def whole_world(folder: Path) -> Iterator[World]:
    """A world whose files lie in `folder`; nothing of it is left in the database afterwards."""
    with transaction.atomic(), override_settings(MEDIA_ROOT=folder), pytest.MonkeyPatch.context() as patch:
        patch.setitem(SYSTEMS, "tiny", TINY)
        with override("en"):
            made = make_world()
        yield made
        transaction.set_rollback(True)


def make_world() -> World:
    study = StudyFactory(slug="salmon-study", title="Salmon study")
    cluster = ClusterFactory(study=study, slug="lakes", name="Lakes", sector_variant="salmon")
    people = people_of(cluster)
    interview = InterviewFactory(
        firm=FirmFactory(cluster=cluster), author=people["consultant"], questionnaire__filled=True
    )
    workshop = WorkshopFactory(cluster=cluster, moderator=people["consultant"])
    EvidenceFactory(workshop=workshop)
    hold_round(workshop)
    SeriesFactory(cluster=cluster)
    seat = seat_cookie(held_seat(workshop.panelists.last()))
    things = {**things_of_place(cluster, people), **things_of_work(interview, workshop)}
    things["pair_id"] = revealed_pair(cluster, first=people["consultant"], second=people["other"]).pk
    return World(people, things, seat, {name: session_of(person) for name, person in people.items()})


def session_of(person: User) -> str:
    """The cookie of a browser in which the person has logged in."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def things_of_place(cluster: Cluster, people: dict[str, User]) -> dict[str, Any]:
    """What stands around the interviews: the study, its frame and register, its runs and analyses."""
    run = RunFactory(study=cluster.study, state=RunState.READY, tables=RunTables(clusters=()).to_json())
    analysis = computed(cluster.study)
    return {
        "study_slug": cluster.study.slug,
        "cluster_slug": cluster.slug,
        "cluster_id": cluster.pk,
        "version": FrameFactory(cluster=cluster).version,
        "number": WeightVersionFactory(cluster=cluster, by=people["manager"]).number,
        "crisis_id": CrisisFactory(cluster=cluster).pk,
        "policy_id": PolicyFactory(cluster=cluster).pk,
        "link_id": RoundLinkFactory(later=cluster, earlier=earlier_round(cluster, people)).pk,
        "membership_id": people["analyst"].memberships.get().pk,
        "invitation_id": InvitationFactory(study=cluster.study).pk,
        "run_id": run.pk,
        "headline_id": HeadlineFactory(cluster=cluster).pk,
        "table": "table-5",
        "system": "tiny",
        "layout": "firms",
        "analysis_id": analysis.pk,
        "table_id": analysis.tables.get().pk,
        "figure": "by-region",
        "kind": "svg",
        "file": "json",
        "language": "es",
        "uidb64": "MQ",
        "token": "no-token",
        "session_id": session_of_nobody().pk,
        "app_label": "clusters",
        "content_type_id": 1,
        "object_id": 1,
        "id": 1,
    }


def earlier_round(cluster: Cluster, people: dict[str, User]) -> Cluster:
    """The same cluster in an earlier study, which everybody of the later one may read but the analyst.

    Whoever belongs to two studies has a second factor that no manager of one of them may reset.
    """
    earlier: Cluster = ClusterFactory(study=StudyFactory(title="Earlier study"), name=cluster.name)
    for name, person in people.items():
        if name not in ("stranger", "analyst"):
            MembershipFactory(study=earlier.study, role=Role.READER, user=person)
    return earlier


def session_of_nobody() -> UserSession:
    """The browser of somebody who is none of the people."""
    return UserSession.objects.create(user=UserFactory(), ip="192.0.2.1", session_key="of-nobody", user_agent="")


def things_of_work(interview: Any, workshop: Any) -> dict[str, Any]:
    """What consultants and panels make: an interview, and a workshop with a round, a vote on it and a live session."""
    return {
        "questionnaire_id": interview.questionnaire_id,
        "firm_id": interview.firm_id,
        "contact_id": ContactFactory(firm=interview.firm).pk,
        "interview_id": interview.pk,
        "message_id": uuid4(),
        "thread_id": ThreadFactory(interview=interview).pk,
        "late_answer_id": LateAnswerFactory(interview=interview).pk,
        "section_code": interview.questionnaire.sections.first().code,
        "workshop_id": workshop.pk,
        "panelist_id": workshop.panelists.first().pk,
        "evidence_id": workshop.evidence.first().pk,
        "agreed_phase_id": agree(workshop).pk,
        "pillar": "hightech",
        "dimension": "hr",
        "code": live_session(workshop).code,
        "key": live_session(workshop).screen_key,
    }
