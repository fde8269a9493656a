"""What docs/openapi.yaml says of the addresses of devices and seats is what the application does, whatever is sent."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import yaml
from django.conf import settings as django_settings
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from clusters.models import Firm
from config.limits import READ_BY_SCRIPTS
from surveys.models import Interview
from tests.factories.devices import save_message
from tests.hardening.figures import note
from tests.hardening.fuzzing import ROOT, place_of_fault
from tests.hardening.routes import routes
from tests.hardening.test_headers import clients

DOCUMENT = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())
PAGES = {"field_app", "field_queue", "seat", "seat_leave"}
"""What people look at, and no script reads."""
METHODS = ("get", "post", "put", "patch", "delete")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "400")) // 10
CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance),
    *(response_schema_conformance, response_headers_conformance),
]
OPERATIONS = {
    operation["operationId"]: (path, method)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TOKEN = "t" * 32


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A server lets go of the connection after each request; the one of a test has its world in a transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def of_the_api() -> set[str]:
    return {route.name for route in routes() if route.name.startswith(("field_", "seat_"))} - PAGES


def test_every_address_of_devices_and_seats_is_in_the_document_and_conversely() -> None:
    assert set(OPERATIONS) == of_the_api()
    assert of_the_api() <= READ_BY_SCRIPTS
    for name, (path, _method) in OPERATIONS.items():
        pattern = get_resolver().reverse_dict.getlist(name)[0][0][0][0]
        assert path == "/" + re.sub(r"%\((\w+)\)s", r"{\1}", pattern)


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_address_takes_a_method_that_the_document_does_not_tell(name: str, world: dict[str, Any]) -> None:
    path, told = OPERATIONS[name]
    client = clients(world)["panelist" if name.startswith("seat") else "owner"]
    address = path.format(**world)
    for method in METHODS:
        with transaction.atomic():
            status = getattr(client, method)(address).status_code
            transaction.set_rollback(True)
        assert (status == 405) == (method != told), (method, status)


def cookies_of(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()} | {
        django_settings.CSRF_COOKIE_NAME: TOKEN,
    }


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_sent_the_answer_is_one_of_those_told(name: str, world: dict[str, Any]) -> None:
    path, method = OPERATIONS[name]
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = get_wsgi_application()
    operation = schema[path][method.upper()]
    people = clients(world)
    jars = {person: cookies_of(people[person]) for person in ("owner", "consultant", "stranger", "panelist")}
    jars["anonymous"] = {}
    good = save_message(Interview.objects.get(pk=world["interview_id"]), TRAINS=True)
    good["firm"] = str(Firm.objects.get(pk=world["firm_id"]).pk)
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    whoever = ("panelist", "panelist", "anonymous") if name.startswith("seat") else ("owner", "owner", *jars)

    def broke(sender: Any, **told: Any) -> None:
        faults.append(place_of_fault())

    @BOUNDED
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        if data.draw(st.booleans()):
            case.path_parameters = {part: str(world[part]) for part in case.path_parameters or {}}
        if data.draw(st.integers(0, 3)):
            case.headers.pop("Sextant-Person", None)
        if isinstance(case.body, dict) and "kind" in case.body and data.draw(st.booleans()):
            case.body = {**good, **data.draw(st.sampled_from(({}, case.body)))}
            case.path_parameters = {"message_id": case.body["id"]}
        jar = jars[data.draw(st.sampled_from(whoever))]
        with transaction.atomic():
            answer = case.call(cookies=jar, headers={"X-CSRFToken": TOKEN, "Accept-Encoding": "identity"})
            transaction.set_rollback(True)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    got_request_exception.connect(broke)
    try:
        ask()
    finally:
        got_request_exception.disconnect(broke)
        note(f"api {name}", requests=statuses.total(), faults=len(faults))
    print(f"\n{name}: {statuses.total()} requests, {dict(statuses)}")
    assert not faults, faults
    # The addresses with little to vary are exhausted before.
    assert statuses.total() >= min(EXAMPLES, 10)
