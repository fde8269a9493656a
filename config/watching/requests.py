"""One line in the log and one count for each request, and the probes, which nothing else may hold up."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.watching.metrics import note_request
from config.watching.probes import PROBES
from trail.middleware import REQUEST_ID

logger = logging.getLogger(__name__)


class WatchingMiddleware:
    """Goes around all others: it sees what they answer by themselves.

    Probes are answered here, before sessions, redirects to https and the names of hosts: whoever asks for them is a
    machine beside the application and knows none of these.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if probe := PROBES.get(request.path_info):
            return probe(request)
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        note_request(request, response, seconds)
        logger.info("%s %s", request.method, request.path, extra=_told(request, response, seconds))
        return response


def _told(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    """What the line tells besides; of the address only the path, since a query may name people."""
    person = getattr(request, "_cached_user", None)  # asking for request.user would ask the database
    return {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "request_id": response.headers.get(REQUEST_ID, ""),
        "person_id": person.pk if person else None,
    }
