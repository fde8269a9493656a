"""What devices ask and send while people work with or without a connection. Every answer is JSON, also a refusal."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from surveys.access import interview_for
from surveys.delivering import deliver, deliver_all
from surveys.device_state import told_of

MOST_MESSAGES = 50
MOST_BYTES = 2 * 1024 * 1024
LONGEST_DEVICE = 80
PERSON_HEADER = "Sextant-Person"


P = ParamSpec("P")


def for_the_person_named(
    view: Callable[Concatenate[PersonRequest, P], JsonResponse],
) -> Callable[Concatenate[PersonRequest, P], HttpResponseBase]:
    """Refuse, without a redirect, whoever is not logged in or is not the person in whose name the device works."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"error": "login"}, status=401)
        named = request.headers.get(PERSON_HEADER)
        if named is not None and named != str(request.user.pk):
            return JsonResponse({"error": "person"}, status=409)
        return view(request, *args, **kwargs)

    return never_cache(login_not_required(guarded))


@never_cache
@login_not_required
@require_safe
def field_session(request: HttpRequest) -> JsonResponse:
    """Who is logged in here, and the token with which this person's device may send; never a redirect."""
    user = request.user
    known = user.is_authenticated
    return JsonResponse(
        {
            "sextant": settings.RELEASE,
            "person": str(user.pk) if known else None,
            "name": str(user) if known else "",
            "csrf": get_token(request) if known else "",
            "language": get_language(),
            "now": timezone.now().isoformat(),
        }
    )


@require_POST
@for_the_person_named
def field_deliveries(request: PersonRequest) -> JsonResponse:
    """Take in a batch of messages; each has its own result."""
    body = read_body(request)
    if isinstance(body, JsonResponse):
        return body
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or len(messages) > MOST_MESSAGES:
        return JsonResponse({"error": "unreadable"}, status=400)
    now = timezone.now()
    results = deliver_all(person=request.user, messages=messages, device=device_of(body), now=now)
    told = [result.to_json() for result in results]
    at = timezone.now().isoformat()
    return JsonResponse({"results": told, "person": str(request.user.pk), "at": at})


@require_http_methods(["PUT"])
@for_the_person_named
def field_message(request: PersonRequest, message_id: UUID) -> JsonResponse:
    """Take in one message; its result is the status of the answer."""
    body = read_body(request)
    if isinstance(body, JsonResponse):
        return body
    if not isinstance(body, dict) or body.get("id") != str(message_id):
        return JsonResponse({"error": "unreadable"}, status=400)
    raw = {name: part for name, part in body.items() if name != "device"}
    result = deliver(person=request.user, raw=raw, device=device_of(body), now=timezone.now())
    return JsonResponse(result.to_json(), status=result.status)


@require_safe
@for_the_person_named
def field_interview(request: PersonRequest, interview_id: UUID) -> JsonResponse:
    """The interview as it stands on the server."""
    return JsonResponse(told_of(interview_for(request.user, interview_id)))


def read_body(request: HttpRequest) -> Any:
    """The JSON that was sent, or the refusal of what is too large or no JSON."""
    told = request.headers.get("Content-Length") or "0"
    if told.isascii() and told.isdecimal() and int(told[:20]) > MOST_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return JsonResponse({"error": "unreadable"}, status=400)


def device_of(body: dict[str, Any]) -> str:
    """What the device calls itself, without what no database stores: NUL and halves of characters."""
    device = body.get("device")
    told = device.encode("utf-8", "ignore").decode() if isinstance(device, str) else ""
    return told.replace("\x00", "")[:LONGEST_DEVICE]
