"""No request, however broken, is answered by a fault: every address there is, asked by everybody there is.

`FUZZ_EXAMPLES=20000` asks longer; what is drawn is the same each time. Each test prints how much was asked.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.hardening.fuzzing import Ask, Form, Fuzzer, forms_of, names_in_sources, summed_up
from tests.hardening.hostile import (
    CONTENT_TYPES,
    METHODS,
    RAW,
    TEXTS,
    as_json,
    encoded,
    in_path,
    spoilt,
    texts,
    values,
)
from tests.hardening.routes import STAND_INS, Route, routes, things_in_the_admin
from tests.hardening.test_headers import clients, is_of_the_admin

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "400"))
AT_LENGTH = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
OURS = [route for route in routes() if not is_of_the_admin(route)]
OF_THE_ADMIN = [route for route in routes() if is_of_the_admin(route)]
WITH_PARTS = [route for route in OURS if route.parts]
WRONG_PARTS = (
    0,
    2**31,
    2**63,
    10**300,
    "x",
    "a\x00b",
    "\ud800",
    "x" * 3000,
    "..",
    "%2e%2e",
    " ",
    "-1",
    "1;x",
    "é",
    "=",
)
NAMES = names_in_sources()
PERSONS = ("owner", "owner", "consultant", "reviewer", "analyst", "stranger", "anonymous", "panelist")


@pytest.fixture
def fuzzer(world: dict[str, Any]) -> Fuzzer:
    return Fuzzer(clients(world))


@pytest.fixture
def known(fuzzer: Fuzzer, world: dict[str, Any]) -> dict[str, list[Form]]:
    """The forms that lead to each address, as the manager or a panelist sees them."""
    found: dict[str, list[Form]] = {}
    for route in OURS:
        address = route.address(world)
        for person in ("owner", "panelist") if "seat" in route.name or "join" in route.name else ("owner",):
            answer = fuzzer.send(route.name, Ask(person, "GET", address))
            if answer is not None and answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                for form in forms_of(answer.content.decode()):
                    found.setdefault(form.action.split("?")[0] or address, []).append(form)
    return found


def with_parts(route: Route, world: dict[str, Any], **wrong: object) -> str:
    """The address with some of its parts put in place of what they should be, whether or not it still fits."""
    told = {**{part: world.get(part, STAND_INS.get(kind, 1)) for part, kind in route.parts}, **wrong}
    path = raw_pattern(route)
    for part in told:
        path = path.replace(f"<{part}>", in_path(told[part]))
    return path


def raw_pattern(route: Route) -> str:
    """The address with its parts in angle brackets."""
    stand_ins = {part: STAND_INS.get(kind, 1) for part, kind in route.parts}
    unlike = {
        part: {"IntConverter": 70001 + at, "UUIDConverter": f"00000000-0000-0000-0000-0000000000{10 + at}"}.get(
            kind, f"part-{at}"
        )
        for at, (part, kind) in enumerate(route.parts)
    }
    path = route.address({**stand_ins, **unlike})
    for part, value in unlike.items():
        path = path.replace(str(value), f"<{part}>", 1)
    return path


def test_each_part_of_an_address_may_be_anything(fuzzer: Fuzzer, world: dict[str, Any]) -> None:
    with summed_up(fuzzer, "Parts of addresses"):
        for at, route in enumerate(WITH_PARTS):
            for step, (part, _kind) in enumerate(route.parts):
                for turn in range(5):
                    wrong = WRONG_PARTS[(at + step + 3 * turn) % len(WRONG_PARTS)]
                    fuzzer.send(route.name, Ask("owner", "GET", with_parts(route, world, **{part: wrong})))


def test_each_address_takes_any_method_and_any_body(fuzzer: Fuzzer, world: dict[str, Any]) -> None:
    bodies = (
        b"",
        b"\x00\xff",
        b"a" * 70_000,
        b"--x\r\n\r\n",
        b"[" * 5000,
        b'{"messages": 1}',
        b"%ff=%ed%a0%80&=&a[]=1",
    )
    with summed_up(fuzzer, "Methods and bodies"):
        for at, route in enumerate(OURS):
            for turn in range(3):
                body, kind = bodies[(at + turn) % len(bodies)], CONTENT_TYPES[(at + 5 * turn) % len(CONTENT_TYPES)]
                method = ("POST", "PUT", METHODS[(at + turn) % len(METHODS)])[turn]
                fuzzer.send(route.name, Ask("owner", method, route.address(world), body, kind))


def test_each_form_takes_anything_in_each_of_its_fields(
    fuzzer: Fuzzer, world: dict[str, Any], known: dict[str, list[Form]]
) -> None:
    """Each field of each form in turn holds what it should not, beside others that are as the page shows them."""
    with summed_up(fuzzer, "Fields of forms"):
        turn = 0
        for route in OURS:
            address = route.address(world)
            for form in known.get(address, [])[:2]:
                for at, (name, _value) in enumerate(form.fields[:25]):
                    for _step in range(2):
                        turn += 7
                        wrong = TEXTS[turn % len(TEXTS)]
                        pairs = [*form.fields[:at], (name, wrong), *form.fields[at + 1 :]]
                        send_form(fuzzer, route, address, form, encoded(pairs), looks_at_rows=turn % 4 == 0)


def send_form(
    fuzzer: Fuzzer,
    route: Route,
    address: str,
    form: Form,
    body: bytes,
    person: str = "owner",
    looks_at_rows: bool = False,
) -> None:
    if "seat" in route.name:
        person = "panelist"
    if form.method == "GET":
        fuzzer.send(route.name, Ask(person, "GET", f"{address}?{body.decode('latin-1')}"))
    else:
        fuzzer.send(route.name, Ask(person, "POST", address, body), looks_at_rows=looks_at_rows)


def test_whoever_asks_may_ask_anything(fuzzer: Fuzzer, world: dict[str, Any], known: dict[str, list[Form]]) -> None:
    addresses = {route.name: route.address(world) for route in OURS}

    @AT_LENGTH
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        route, person = data.draw(st.sampled_from(OURS)), data.draw(st.sampled_from(PERSONS))
        address = addresses[route.name]
        if route.parts and data.draw(st.integers(0, 3)) == 0:
            part = data.draw(st.sampled_from([name for name, _kind in route.parts]))
            address = with_parts(route, world, **{part: data.draw(st.one_of(texts, st.sampled_from(WRONG_PARTS)))})
        fuzzer.send(route.name, drawn_request(data, person, address, known.get(address, [])))

    with summed_up(fuzzer, "Anything by anybody"):
        ask()
        missing = {route.name for route in OURS} - fuzzer.told.routes
        assert not missing, f"never asked: {missing}"


def drawn_request(data: st.DataObject, person: str, address: str, forms: list[Form]) -> Ask:
    kind = data.draw(st.sampled_from(("query", "form", "form", "json", "raw", "method")))
    form = data.draw(st.sampled_from(forms)) if forms else Form(address, "POST")
    pairs = data.draw(spoilt(form.fields if kind == "form" else [], NAMES))
    if kind == "query" or (kind == "form" and form.method == "GET"):
        return Ask(person, "GET", f"{address}?{encoded(pairs).decode()}")
    if kind == "form":
        return Ask(person, "POST", address, encoded(pairs))
    if kind == "json":
        return Ask(person, data.draw(st.sampled_from(("POST", "PUT"))), address, as_json(data.draw(values)), JSON)
    if kind == "raw":
        body = b"&".join(name.encode("utf-8", "replace") + b"=" + data.draw(st.sampled_from(RAW)) for name, _v in pairs)
        return Ask(person, "POST", address, body)
    body = data.draw(st.binary(max_size=200))
    method, content_type = data.draw(st.sampled_from(METHODS)), data.draw(st.sampled_from(CONTENT_TYPES))
    return Ask(person, method, address, body, content_type)


JSON = "application/json"


def test_the_admin_takes_anything(fuzzer: Fuzzer, world: dict[str, Any]) -> None:
    things = things_in_the_admin()
    with summed_up(fuzzer, "The admin"):
        for at, route in enumerate(OF_THE_ADMIN):
            here = route.address(world | {"object_id": things.get(route.name, "1")})
            odd = route.address(world | {"object_id": ("x", "9" * 30, "_00", "-1", "1.5")[at % 5]})
            query = encoded([("q", TEXTS[at % len(TEXTS)]), ("p", TEXTS[(3 * at) % len(TEXTS)]), ("o", "99.-1.x")])
            fuzzer.send(route.name, Ask("keeper", "GET", here))
            fuzzer.send(route.name, Ask("keeper", "GET", f"{here}?{query.decode()}"))
            fuzzer.send(route.name, Ask("keeper", "GET", odd))
            fuzzer.send(route.name, Ask("keeper", "POST", here, query))
            fuzzer.send(route.name, Ask("owner", "GET", here))
