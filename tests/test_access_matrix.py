"""Who may open which page: one line an address, one column a person. An address that is missing here fails.

`owner` is the manager of the study; the others have the role they are called by; the stranger has none in it.
The panelist holds a seat on a phone, without an account: a line with six columns treats them like anybody unknown.
A stranger gets 404, so that the study's existence is not told; an insider without the right gets 403; a person who
has not logged in is sent to log in. POST lines send an empty form: 200 or 422 shows what is wrong with it, 302 has
done it. What devices ask and send (field_…) is never redirected: who is not logged in gets 401, an empty message 400.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from analysis.registry import SYSTEMS
from clusters.models import Cluster, Study
from reports.models import RunState
from reports.results import RunTables
from surveys.live_access import SEAT_COOKIE
from tests.factories.analysis import TINY, computed
from tests.factories.clusters import CrisisFactory, FirmFactory, FrameFactory, PolicyFactory, SeriesFactory
from tests.factories.devices import LateAnswerFactory
from tests.factories.live import held_seat, live_session, seat_cookie
from tests.factories.reports import RunFactory
from tests.factories.surveys import InterviewFactory
from tests.factories.workshops import EvidenceFactory, WorkshopFactory, agree, hold_round

PEOPLE = ("owner", "consultant", "reviewer", "analyst", "stranger", "anonymous", "panelist")

MATRIX = """
login                GET  302 302 302 302 302 200
logout               POST 302 302 302 302 302 302
language             POST 302 302 302 302 302 302
password_change      GET  200 200 200 200 200 302
password_change_done GET  200 200 200 200 200 302
home                 GET  200 200 200 200 200 302
study_new            GET  403 403 403 403 403 302
study_edit           GET  200 403 403 403 404 302
study_people         GET  200 403 403 403 404 302
study_person_remove  POST 302 403 403 403 404 302
cluster_new          GET  200 403 403 403 404 302
cluster              GET  200 200 200 200 404 302
cluster_edit         GET  200 403 403 403 404 302
firm_new             GET  200 200 403 403 404 302
firm_edit            GET  200 200 403 403 404 302
frame                GET  200 200 200 200 404 302
frame_version        GET  200 200 200 200 404 302
frame_upload         GET  200 403 403 403 404 302
frame_columns        GET  302 403 403 403 404 302
frame_preview        GET  302 403 403 403 404 302
frame_take           POST 422 403 403 403 404 302
series               GET  200 200 200 200 404 302
series_new           GET  200 403 403 403 404 302
history              GET  200 200 200 200 404 302
crisis_new           GET  200 200 403 403 404 302
policy_new           GET  200 200 403 403 404 302
crisis_edit          GET  200 200 403 403 404 302
crisis_strike        POST 302 302 403 403 404 302
policy_edit          GET  200 200 403 403 404 302
policy_strike        POST 302 302 403 403 404 302
firms                GET  200 200 200 200 404 302
interview_begin      POST 302 302 403 403 404 302
firm_disposition     POST 302 302 403 403 404 302
interview            GET  200 200 200 200 404 302
interview_section    GET  200 200 403 403 404 302
field_session        GET  200 200 200 200 200 200
field_deliveries     POST 400 400 400 400 400 401
field_message        PUT  400 400 400 400 400 401
field_interview      GET  200 200 200 200 404 401
field_queue          GET  200 200 200 200 200 302
field_cluster        GET  200 200 403 403 404 401
field_forms          GET  200 200 403 403 404 401
field_app            GET  200 200 200 200 200 200
service_worker       GET  200 200 200 200 200 200
manifest             GET  200 200 200 200 200 200
interview_submit     GET  200 200 403 403 404 302
interview_conflicts  GET  200 200 403 403 404 302
late_answer          POST 302 403 302 403 404 302
review               GET  200 403 200 403 404 302
review_interview     GET  200 200 200 200 404 302
fill_in              GET  200 200 403 403 404 302
fill_in_cluster      GET  302 302 403 403 404 302
fill_in_take         POST 422 422 403 403 404 302
fill_in_firm         GET  200 200 403 403 404 302
fill_in_interview    GET  200 200 403 403 404 302
workshops            GET  200 200 200 200 404 302
workshop_new         GET  200 200 403 403 404 302
workshop             GET  200 200 200 200 404 302
workshop_edit        GET  200 200 403 403 404 302
workshop_panel       GET  200 200 403 403 404 302
panelist_unseat      POST 302 302 403 403 404 302
workshop_evidence    GET  200 200 403 403 404 302
evidence_remove      POST 302 302 403 403 404 302
round_open           POST 302 302 403 403 404 302
round_close          POST 302 302 403 403 404 302
workshop_votes       GET  302 302 403 403 404 302
panelist_votes       GET  302 302 403 403 404 302
agree                GET  200 200 403 403 404 302
validate             GET  200 403 200 403 404 302
workshop_protocol    GET  200 200 200 200 404 302
live                 GET  200 200 403 403 404 302
live_state           GET  200 200 403 403 404 302
live_open            POST 302 302 403 403 404 302
live_close           POST 302 302 403 403 404 302
live_round_open      POST 302 302 403 403 404 302
live_reveal          POST 302 302 403 403 404 302
live_show            POST 302 302 403 403 404 302
live_new_seats       POST 302 302 403 403 404 302
live_note            POST 302 302 403 403 404 302
live_release         POST 302 302 403 403 404 302
join                 GET  200 200 200 200 200 200
join_session         GET  200 200 200 200 200 200 302
join_take            POST 422 422 422 422 422 422
join_return          POST 422 422 422 422 422 422
join_new             GET  200 200 200 200 200 200
seat                 GET  404 404 404 404 404 404 200
seat_state           GET  404 404 404 404 404 404 200
seat_vote            POST 404 404 404 404 404 404 400
seat_leave           POST 404 404 404 404 404 404 302
screen               GET  200 200 200 200 200 200
screen_state         GET  200 200 200 200 200 200
misprints            GET  200 200 200 200 200 302
about-method         GET  200 200 200 200 200 302
study                GET  200 200 200 200 404 302
study_setup          GET  200 403 403 403 404 302
firm_result          GET  200 200 200 200 404 302
runs                 GET  200 200 200 200 404 302
run_new              GET  200 403 403 403 404 302
run                  GET  200 200 200 200 404 302
run_progress         GET  200 200 200 200 404 302
run_retry            POST 302 403 403 403 404 302
run_firms            GET  200 200 200 200 404 302
run_table            GET  200 200 200 200 404 302
run_workbook         GET  200 403 403 200 404 302
cluster_glance       GET  200 200 200 200 404 302
cluster_brief        GET  200 403 403 200 404 302
analyses             GET  200 200 200 200 404 302
analysis             GET  200 200 200 200 404 302
analysis_new         GET  200 403 403 200 404 302
table_upload         GET  200 403 403 200 404 302
table_build          POST 404 403 403 404 404 302
table_columns        GET  302 403 403 302 404 302
data_table           GET  200 200 200 200 404 302
data_table_file      GET  200 403 403 200 404 302
analysis_run         GET  200 200 200 200 404 302
analysis_progress    GET  200 200 200 200 404 302
analysis_cancel      POST 302 403 403 302 404 302
analysis_retry       POST 302 403 403 302 404 302
analysis_figure      GET  200 200 200 200 404 302
analysis_file        GET  200 403 403 200 404 302
"""


@dataclass(frozen=True)
class Line:
    name: str
    method: str
    codes: tuple[int, ...]


def lines() -> list[Line]:
    rows = [row.split() for row in MATRIX.strip().splitlines()]
    return [Line(name, method, tuple(map(int, [*codes, codes[-1]][: len(PEOPLE)]))) for name, method, *codes in rows]


@pytest.fixture
def world(
    study: Study,
    cluster: Cluster,
    owner: User,
    consultant: User,
    reviewer: User,
    analyst: User,
    stranger: User,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    """One of each thing an address may name, and the people who ask for it."""
    firm = FirmFactory(cluster=cluster)
    interview = InterviewFactory(firm=firm, author=consultant, questionnaire__filled=True)
    frame = FrameFactory(cluster=cluster)
    SeriesFactory(cluster=cluster)
    workshop = WorkshopFactory(cluster=cluster, moderator=consultant)
    evidence = EvidenceFactory(workshop=workshop)
    hold_round(workshop)
    run = RunFactory(study=study, state=RunState.READY, tables=RunTables(clusters=()).to_json())
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(SYSTEMS, "tiny", TINY)
    analysis = computed(study)
    return {
        "people": dict(zip(PEOPLE, (owner, consultant, reviewer, analyst, stranger, None, None), strict=True)),
        "seat": seat_cookie(held_seat(workshop.panelists.last())),
        "code": live_session(workshop).code,
        "key": live_session(workshop).screen_key,
        "study_slug": study.slug,
        "cluster_slug": cluster.slug,
        "cluster_id": cluster.pk,
        "questionnaire_id": interview.questionnaire_id,
        "language": "es",
        "firm_id": firm.pk,
        "interview_id": interview.pk,
        "message_id": uuid4(),
        "late_answer_id": LateAnswerFactory(interview=interview).pk,
        "section_code": interview.questionnaire.sections.first().code,
        "version": frame.version,
        "crisis_id": CrisisFactory(cluster=cluster).pk,
        "policy_id": PolicyFactory(cluster=cluster).pk,
        "workshop_id": workshop.pk,
        "panelist_id": workshop.panelists.first().pk,
        "evidence_id": evidence.pk,
        "agreed_phase_id": agree(workshop).pk,
        "pillar": "hightech",
        "membership_id": analyst.memberships.get().pk,
        "run_id": run.pk,
        "table": "table-5",
        "system": "tiny",
        "layout": "firms",
        "analysis_id": analysis.pk,
        "table_id": analysis.tables.get().pk,
        "figure": "by-region",
        "kind": "svg",
        "file": "json",
    }


def patterns(resolver: URLResolver) -> dict[str, list[str]]:
    """Every named address of ours with the parameters it takes."""
    found = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern) and entry.name:
            found[entry.name] = list(entry.pattern.converters)
        elif isinstance(entry, URLResolver) and entry.app_name != "admin":
            found |= patterns(entry)
    return found


ADDRESSES = patterns(get_resolver())


def test_every_address_stands_in_the_matrix_and_every_line_names_one() -> None:
    assert {line.name for line in lines()} == set(ADDRESSES)


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.name)
def test_each_person_gets_what_the_matrix_says(line: Line, world: dict[str, Any]) -> None:
    address = reverse(line.name, kwargs={name: world[name] for name in ADDRESSES[line.name]})
    found = []
    for person in PEOPLE:
        client = Client()
        user = world["people"][person]
        if user is not None:
            client.force_login(user)
        if person == "panelist":
            client.cookies[SEAT_COOKIE] = world["seat"]
        ask: Callable[..., Any] = getattr(client, line.method.lower())
        with transaction.atomic():
            found.append(ask(address).status_code)
            transaction.set_rollback(True)
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, line.codes, strict=True)), address
