"""Every request says who acts in it, and has an id that log lines, history and complaints have in common."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trail.context import Actor, acting_as
from trail.devices import described

REQUEST_ID = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
LONGEST_PATH = 200


class ActorMiddleware:
    """Goes behind Django's middleware that finds the person. Takes the id a proxy gave the request, or makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting_as(actor_of(request)) as actor:
            response = self.get_response(request)
        response.headers[REQUEST_ID] = actor.request_id
        return response


def actor_of(request: HttpRequest) -> Actor:
    """Who sends this request, from what, and for what."""
    person = request.user
    return Actor(
        person_id=person.pk,
        person_name=str(person) if person.is_authenticated else "",
        device=described(request.headers.get("User-Agent", "")),
        request_id=request_id_of(request),
        origin=f"request {request.method} {request.path}"[:LONGEST_PATH],
    )


def request_id_of(request: HttpRequest) -> str:
    """The id that came with the request where it is one, else a new one: it is written into logs and headers."""
    given = request.headers.get(REQUEST_ID, "")
    return given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
