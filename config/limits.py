"""How often what strangers reach may be asked, counted once for all processes: see the table in docs/security.md.

Counts stand in the cache "shared", in windows of fixed length. A cache that fails closes nothing: the limits guard the
installation against floods, and must not become one more thing that stops people's work.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.addresses import address_of
from surveys.live_access import seat_named

logger = logging.getLogger(__name__)
REST_SECONDS = 10.0


class By(StrEnum):
    """Whose requests are counted together. Who has no seat, or is not logged in, is counted by address."""

    ADDRESS = "address"
    PERSON = "person"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many requests in a window of so many seconds."""

    name: str
    most: int
    seconds: int
    by: By
    routes: tuple[str, ...] = ()


FIELD = ("field_deliveries", "field_message", "field_interview", "field_cluster", "field_forms")
# A hall of sixty phones, or a school of forty people who log in at once, stands behind one address.
LIMITS = (
    Limit("login", 200, 600, By.ADDRESS, ("login", "account_login", "mfa_authenticate", "send_again", "admin_login")),
    Limit("password", 40, 3600, By.ADDRESS, ("password_reset", "password_reset_confirm")),
    Limit("invitation", 60, 600, By.ADDRESS, ("invitation",)),
    Limit("join", 600, 600, By.ADDRESS, ("join", "join_session", "join_take", "join_return", "join_new")),
    Limit("seat", 240, 60, By.SEAT, ("seat", "seat_state", "seat_vote", "seat_leave")),
    Limit("screen", 600, 60, By.ADDRESS, ("screen", "screen_state")),
    Limit("field", 1200, 60, By.PERSON, FIELD),
    Limit("anything else without a login", 1200, 60, By.ADDRESS),
)
OF_ROUTE = {route: limit for limit in LIMITS for route in limit.routes}
ELSE = LIMITS[-1]
READ_BY_SCRIPTS = {*FIELD, "field_session", "seat_state", "seat_vote", "screen_state"}


class LimitsMiddleware:
    """Counts each request that has an address of ours, and refuses with 429 what comes beyond its limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        limit = OF_ROUTE.get(name, ELSE)
        if not settings.RATE_LIMITS or (limit is ELSE and request.user.is_authenticated):
            return None
        now = time.time()
        if counted(f"{limit.name}:{counted_as(request, limit)}:{int(now // limit.seconds)}", limit) <= limit.most:
            return None
        return too_many(request, name, ceil(limit.seconds - now % limit.seconds))


def counted_as(request: HttpRequest, limit: Limit) -> str:
    """Who asks, as far as nobody can choose it: a signed seat, a person who is logged in, a network address."""
    if limit.by is By.SEAT and (seat := seat_named(request)):
        return f"seat-{seat}"
    if limit.by is By.PERSON and request.user.is_authenticated:
        return f"person-{request.user.pk}"
    return network_of(address_of(request))


def network_of(address: str) -> str:
    """The address; of the sixth version the network, of which one household has all addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else str(found)


_resting_until = 0.0


def counted(key: str, limit: Limit) -> int:
    """The number of this request in its window; nothing where the count cannot be kept."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return 0
    kept = f"limit:{key}".replace(" ", "-")
    try:
        caches["shared"].add(kept, 0, 2 * limit.seconds)
        return int(caches["shared"].incr(kept))
    except ValueError:  # it ran out between the two
        return 1
    except Exception:
        # Whatever keeps the counts is away or full. It is asked again in a while, not by every request.
        _resting_until = time.monotonic() + REST_SECONDS
        logger.warning("Requests are not counted for %s seconds: the shared cache fails.", REST_SECONDS, exc_info=True)
        return 0


def too_many(request: HttpRequest, name: str, seconds: int) -> HttpResponse:
    """The refusal, with when to come again; scripts read it as "later" (static/js)."""
    minutes = max(1, ceil(seconds / 60))
    text = ngettext(
        "Too many requests came from here in a short time. Try again in %(minutes)d minute.",
        "Too many requests came from here in a short time. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    if name in READ_BY_SCRIPTS or request.content_type == "application/json":
        answer: HttpResponse = JsonResponse({"error": "too_many", "text": text}, status=429)
    else:
        then = _("What was saved before is unharmed. What you just sent was not carried out: send it once more then.")
        context = {"title": _("Just a moment"), "text": text, "then": then}
        answer = HttpResponse(loader.get_template("stopped.html").render(context), status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer
