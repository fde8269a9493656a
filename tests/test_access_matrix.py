"""Who may open which page: one line an address, one column a person. An address that is missing here fails.

`manager`, `consultant`, `reviewer`, `analyst` and `reader` have the role they are called by in the whole study; `other`
is a consultant with own rows only to whom the firm was not given; the stranger manages another study.
The panelist holds a seat on a phone, without an account: a line with eight columns treats them like anybody unknown.
A stranger gets 404, so that the study's existence is not told; an insider without the right gets 403; a person who
has not logged in is sent to log in. POST lines send an empty form: 200 or 422 shows what is wrong with it, 302 has
done it. What devices ask and send (field_…) is never redirected: who is not logged in gets 401, an empty message 400.
Metrics are for programs on this machine, as which the tests ask: tests/watching tells who else gets them.
A line of the admin with a star stands for the same page of every model; nobody here is on the staff.

What an address names is made in tests/factories/world.py: a new parameter gets its object there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.factories.addresses import ADDRESSES, UNNAMED
from tests.factories.world import PEOPLE, World, whole_world

pytestmark = pytest.mark.django_db

MATRIX = """
healthz              GET  200 200 200 200 200 200 200 200
readyz               GET  200 200 200 200 200 200 200 200
metrics              GET  200 200 200 200 200 200 200 200
login                GET  302 302 302 302 302 302 302 200
account_login        GET  302 302 302 302 302 302 302 200
send_again           GET  302 302 302 302 302 302 302 302
mfa_authenticate     GET  302 302 302 302 302 302 302 302
account_reauthenticate GET  200 200 200 200 200 200 200 302
mfa_reauthenticate   GET  302 302 302 302 302 302 302 302
password_reset       GET  200 200 200 200 200 200 200 200
password_reset_done  GET  200 200 200 200 200 200 200 200
password_reset_confirm GET  200 200 200 200 200 200 200 200
password_reset_complete GET  200 200 200 200 200 200 200 200
mfa_index            GET  200 200 200 200 200 200 200 302
mfa_activate_totp    GET  302 302 302 302 302 302 302 302
mfa_deactivate_totp  GET  404 404 404 404 404 404 404 302
mfa_view_recovery_codes GET  404 404 404 404 404 404 404 302
mfa_generate_recovery_codes GET  302 302 302 302 302 302 302 302
sessions             GET  200 200 200 200 200 200 200 302
account_changes      GET  200 200 200 200 200 200 200 302
session_end          POST 404 404 404 404 404 404 404 302
sessions_end         POST 302 302 302 302 302 302 302 302
admin_login          GET  403 403 403 403 403 403 403 302
logout               POST 302 302 302 302 302 302 302 302
language             POST 302 302 302 302 302 302 302 302
password_change      GET  200 200 200 200 200 200 200 302
password_change_done GET  200 200 200 200 200 200 200 302
home                 GET  200 200 200 200 200 200 200 302
study_new            GET  403 403 403 403 403 403 403 302
study_edit           GET  200 403 403 403 403 403 404 302
study_people         GET  200 403 403 403 403 403 404 302
study_person_remove  POST 302 403 403 403 403 403 404 302
study_person_edit    GET  200 403 403 403 403 403 404 302
study_person_reset   POST 302 403 403 403 403 403 404 302
invitation_new       GET  200 403 403 403 403 403 404 302
invitation_renew     POST 302 403 403 403 403 403 404 302
invitation_revoke    POST 302 403 403 403 403 403 404 302
invitation           GET  404 404 404 404 404 404 404 404
firms_assign         GET  200 403 403 403 403 403 404 302
cluster_new          GET  200 403 403 403 403 403 404 302
cluster              GET  200 200 200 200 200 200 404 302
cluster_bin          GET  200 403 403 403 403 403 404 302
cluster_bring_back   POST 404 404 404 404 404 404 404 302
cluster_edit         GET  200 403 403 403 403 403 404 302
firm_new             GET  200 200 200 403 403 403 404 302
firm_edit            GET  200 200 404 403 403 403 404 302
firm_contacts        GET  200 200 404 200 403 403 404 302
contact_new          GET  200 200 404 403 403 403 404 302
contact_edit         GET  200 200 404 403 403 403 404 302
contact_erase        GET  200 403 404 403 403 403 404 302
frame                GET  200 200 200 200 200 200 404 302
frame_version        GET  200 200 200 200 200 200 404 302
frame_upload         GET  200 403 403 403 403 403 404 302
frame_columns        GET  302 403 403 403 403 403 404 302
frame_preview        GET  302 403 403 403 403 403 404 302
frame_take           POST 422 403 403 403 403 403 404 302
sample               GET  200 200 403 200 200 200 404 302
sample_plan          GET  200 403 403 403 403 403 404 302
sample_draw          POST 302 403 403 403 403 403 404 302
sample_file          GET  404 403 403 403 403 403 404 302
firm_replace         GET  200 403 404 403 403 403 404 302
series               GET  200 200 200 200 200 200 404 302
series_new           GET  200 403 403 403 403 403 404 302
history              GET  200 200 200 200 200 200 404 302
crisis_new           GET  200 200 200 403 403 403 404 302
policy_new           GET  200 200 200 403 403 403 404 302
crisis_edit          GET  200 200 200 403 403 403 404 302
crisis_strike        POST 302 302 302 403 403 403 404 302
policy_edit          GET  200 200 200 403 403 403 404 302
policy_strike        POST 302 302 302 403 403 403 404 302
firms                GET  200 200 200 200 200 200 404 302
visits               GET  200 200 200 403 403 403 404 302
interview_begin      POST 302 302 404 403 403 403 404 302
firm_bin             GET  200 200 404 403 403 403 404 302
firm_bring_back      POST 404 404 404 404 404 404 404 302
study_bin            GET  200 200 200 403 403 403 404 302
firm_disposition     POST 302 302 404 403 403 403 404 302
interview            GET  200 200 404 200 200 200 404 302
interview_section    GET  200 200 404 403 403 403 404 302
field_session        GET  200 200 200 200 200 200 200 200
field_deliveries     POST 400 400 400 400 400 400 400 401
field_message        PUT  400 400 400 400 400 400 400 401
field_interview      GET  200 200 404 200 200 200 404 401
field_queue          GET  200 200 200 200 200 200 200 302
field_cluster        GET  200 200 200 403 403 403 404 401
field_forms          GET  200 200 200 403 403 403 404 401
field_app            GET  200 200 200 200 200 200 200 200
service_worker       GET  200 200 200 200 200 200 200 200
manifest             GET  200 200 200 200 200 200 200 200
interview_submit     GET  200 200 404 403 403 403 404 302
interview_conflicts  GET  200 200 404 403 403 403 404 302
review_several       POST 302 403 403 302 403 403 404 302
interview_comment    POST 302 403 404 302 403 403 404 302
flag_right           POST 302 403 404 302 403 403 404 302
thread_step          POST 302 403 404 302 403 403 404 302
late_answer          POST 302 403 404 302 403 403 404 302
review               GET  200 403 403 200 403 403 404 302
review_interview     GET  200 200 404 200 200 200 404 302
fill_in              GET  200 200 200 403 403 403 404 302
fill_in_cluster      GET  302 302 302 403 403 403 404 302
fill_in_take         POST 422 422 422 403 403 403 404 302
fill_in_firm         GET  200 200 404 403 403 403 404 302
fill_in_interview    GET  200 200 404 403 403 403 404 302
workshops            GET  200 200 200 200 200 200 404 302
workshop_new         GET  200 200 200 403 403 403 404 302
workshop             GET  200 200 200 200 200 200 404 302
workshop_edit        GET  200 200 200 403 403 403 404 302
workshop_bin         GET  200 200 200 403 403 403 404 302
workshop_bring_back  POST 404 404 404 404 404 404 404 302
workshop_panel       GET  200 200 200 403 403 403 404 302
panelist_unseat      POST 302 302 302 403 403 403 404 302
workshop_evidence    GET  200 200 200 403 403 403 404 302
evidence_remove      POST 302 302 302 403 403 403 404 302
round_open           POST 302 302 302 403 403 403 404 302
round_close          POST 302 302 302 403 403 403 404 302
workshop_votes       GET  302 302 302 403 403 403 404 302
panelist_votes       GET  302 302 302 403 403 403 404 302
agree                GET  200 200 200 403 403 403 404 302
validate             GET  200 403 403 200 403 403 404 302
workshop_protocol    GET  200 200 200 200 200 200 404 302
live                 GET  200 200 200 403 403 403 404 302
live_state           GET  200 200 200 403 403 403 404 302
live_open            POST 302 302 302 403 403 403 404 302
live_close           POST 302 302 302 403 403 403 404 302
live_round_open      POST 302 302 302 403 403 403 404 302
live_reveal          POST 302 302 302 403 403 403 404 302
live_show            POST 302 302 302 403 403 403 404 302
live_new_seats       POST 302 302 302 403 403 403 404 302
live_note            POST 302 302 302 403 403 403 404 302
live_release         POST 302 302 302 403 403 403 404 302
join                 GET  200 200 200 200 200 200 200 200
join_session         GET  200 200 200 200 200 200 200 200 302
join_take            POST 422 422 422 422 422 422 422 422
join_return          POST 422 422 422 422 422 422 422 422
join_new             GET  200 200 200 200 200 200 200 200
seat                 GET  404 404 404 404 404 404 404 404 200
seat_state           GET  404 404 404 404 404 404 404 404 200
seat_vote            POST 404 404 404 404 404 404 404 404 400
seat_leave           POST 404 404 404 404 404 404 404 404 302
screen               GET  200 200 200 200 200 200 200 200
screen_state         GET  200 200 200 200 200 200 200 200
misprints            GET  200 200 200 200 200 200 200 302
about-method         GET  200 200 200 200 200 200 200 302
study                GET  200 200 200 200 200 200 404 302
study_setup          GET  200 403 403 403 403 403 404 302
firm_result          GET  200 200 404 200 200 200 404 302
runs                 GET  200 200 403 200 200 200 404 302
run_new              GET  200 403 403 403 403 403 404 302
run                  GET  200 200 403 200 200 200 404 302
run_progress         GET  200 200 403 200 200 200 404 302
run_retry            POST 302 403 403 403 403 403 404 302
run_ladder           GET  200 200 403 200 200 200 404 302
run_estimates        GET  200 200 403 200 200 200 404 302
run_firms            GET  200 200 403 200 200 200 404 302
run_table            GET  200 200 403 200 200 200 404 302
rounds               GET  200 200 403 200 200 200 404 302
rounds_workbook      GET  404 403 403 403 404 403 404 302
round_links          GET  200 200 200 200 200 200 404 302
round_unlink         POST 302 403 403 403 404 403 404 302
run_beside           GET  200 200 403 200 200 200 404 302
cluster_beside       GET  200 200 403 200 200 200 404 302
run_sensitivity      GET  200 200 403 200 200 200 404 302
run_crosschecks      GET  200 200 403 200 200 200 404 302
headline_take_back   POST 302 403 403 403 403 403 404 302
run_checks           POST 302 403 403 403 403 403 404 302
run_hidden           GET  200 403 403 403 200 403 404 302
run_workbook         GET  200 403 403 403 200 403 404 302
implementation       GET  200 200 403 200 200 200 404 302
implementation_file  GET  200 403 403 403 200 403 404 302
cluster_glance       GET  200 200 200 200 200 200 404 302
firm_report          GET  302 403 404 403 302 403 404 302
cluster_brief        GET  200 403 403 403 200 403 404 302
analyses             GET  200 200 403 200 200 200 404 302
analysis             GET  200 200 403 200 200 200 404 302
analysis_new         GET  200 403 403 403 200 403 404 302
table_upload         GET  200 403 403 403 200 403 404 302
table_build          POST 404 403 403 403 404 403 404 302
table_columns        GET  302 403 403 403 302 403 404 302
data_table           GET  200 200 403 200 200 200 404 302
data_table_file      GET  200 403 403 403 200 403 404 302
analysis_run         GET  200 200 403 200 200 200 404 302
analysis_progress    GET  200 200 403 200 200 200 404 302
analysis_cancel      POST 302 403 403 403 302 403 404 302
analysis_retry       POST 302 403 403 403 302 403 404 302
analysis_figure      GET  200 200 403 200 200 200 404 302
analysis_file        GET  200 403 403 403 200 403 404 302
admin:index          GET  302 302 302 302 302 302 302 302
admin:login          GET  403 403 403 403 403 403 403 302
admin:logout         POST 302 302 302 302 302 302 302 302
admin:password_change GET  302 302 302 302 302 302 302 302
admin:password_change_done GET  302 302 302 302 302 302 302 302
admin:autocomplete   GET  302 302 302 302 302 302 302 302
admin:jsi18n         GET  302 302 302 302 302 302 302 302
admin:view_on_site   GET  302 302 302 302 302 302 302 302
admin:app_list       GET  302 302 302 302 302 302 302 302
admin:auth_user_password_change GET  302 302 302 302 302 302 302 302
admin:*_changelist   GET  302 302 302 302 302 302 302 302
admin:*_add          GET  302 302 302 302 302 302 302 302
admin:*_change       GET  302 302 302 302 302 302 302 302
admin:*_delete       GET  302 302 302 302 302 302 302 302
admin:*_history      GET  302 302 302 302 302 302 302 302
study_people_changes GET  200 403 403 403 403 403 404 302
study_changes        GET  200 200 200 200 200 200 404 302
cluster_changes      GET  200 200 200 200 200 200 404 302
firm_changes         GET  200 200 404 200 200 200 404 302
interview_changes    GET  200 200 404 200 200 200 404 302
workshop_changes     GET  200 200 200 200 200 200 404 302
run_changes          GET  200 200 403 200 200 200 404 302
disclosures          GET  200 403 403 403 403 403 404 302
disclosures_file     GET  200 403 403 403 403 403 404 302
level_assess         GET  200 403 404 200 403 403 404 302
level_withdraw       POST 422 403 404 422 403 403 404 302
overrides            GET  200 200 200 200 200 200 404 302
agreement            GET  200 403 403 200 403 403 404 302
weights              GET  200 403 403 403 403 403 404 302
weights_new          GET  200 403 403 403 403 403 404 302
weight_version       GET  200 403 403 403 403 403 404 302
weights_use          POST 302 403 403 403 403 403 404 302
weights_base         POST 302 403 403 403 403 403 404 302
double_scoring       GET  200 403 403 200 403 403 404 302
scoring_draw         POST 422 403 403 403 403 403 404 302
scorer_assign        POST 302 403 404 403 403 403 404 302
second_scorings      GET  200 200 200 200 200 200 200 302
settle               GET  200 200 200 200 403 403 404 302
"""


@dataclass(frozen=True)
class Line:
    name: str
    method: str
    codes: tuple[int, ...]


def lines() -> list[Line]:
    rows = [row.split() for row in MATRIX.strip().splitlines()]
    return [Line(name, method, tuple(map(int, [*codes, codes[-1]][: len(PEOPLE)]))) for name, method, *codes in rows]


def names_meant_by(line: Line) -> list[str]:
    """The addresses for which a line stands; one with a star means every page of the admin that no other line names."""
    own = {each.name for each in lines()}
    if "*" not in line.name:
        return [line.name]
    return [name for name in ADDRESSES if fnmatchcase(name, line.name) and name not in own]


CASES = [(line, name) for line in lines() for name in names_meant_by(line)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Made once for all lines, which leave nothing behind."""
    with django_db_blocker.unblock(), whole_world(tmp_path_factory.mktemp("files")) as made:
        yield made


def test_every_address_stands_in_the_matrix_and_every_line_names_one() -> None:
    assert sorted({name for _line, name in CASES}) == sorted(ADDRESSES)
    assert all(names_meant_by(line) for line in lines()), "a line with a star that means no address"


def test_every_address_has_a_name_by_which_the_matrix_can_call_it() -> None:
    assert UNNAMED == []


def test_the_page_of_reliability_tells_how_much_the_matrix_covers() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "reliability.md").read_text()
    told = re.search(r"\*\*(\d+) addresses × (\d+) people = ([\d,]+) answers\*\*", page)
    assert told is not None
    numbers = tuple(int(figure.replace(",", "")) for figure in told.groups())
    assert numbers == (len(CASES), len(PEOPLE), len(CASES) * len(PEOPLE))


def test_every_line_tells_of_every_person() -> None:
    for row in MATRIX.strip().splitlines():
        assert len(row.split()) in (len(PEOPLE) + 1, len(PEOPLE) + 2), row


@pytest.mark.parametrize(("line", "name"), CASES, ids=[name for _line, name in CASES])
def test_each_person_gets_what_the_matrix_says(line: Line, name: str, world: World) -> None:
    address = world.address(name)
    found = []
    for person in PEOPLE:
        ask: Callable[..., Any] = getattr(world.client_of(person), line.method.lower())
        with transaction.atomic():
            found.append(ask(address).status_code)
            # The next person finds what the one before found.
            transaction.set_rollback(True)
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, line.codes, strict=True)), address
