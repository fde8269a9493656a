"""What people are told when something under the application fails: for a while (503), or because of us (500).

The last door of every request, whatever middleware or view the trouble came from. Nothing here may need the database.
"""

import errno
import shutil
import sys
from collections.abc import Iterator
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.template import loader
from django.views.defaults import server_error

from accounts.keeping import Kept, is_from_own_page, keep, open_kept

RETRY_SECONDS = {"away": 5, "full": 60}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
SQLITE_AWAY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PROTOCOL", "SQLITE_NOMEM")
SQLITE_ROOM = ("SQLITE_IOERR", "SQLITE_CANTOPEN")
LEAST_ROOM = 2**20
"""In bytes; the log of SQLite begins with some tens of thousands."""
POSTGRESQL_AWAY = ("08", "40", "53", "55P03", "57")
"""Lost connections, deadlocks, lack of resources, locks that were not had, shutting down and starting up."""


class Trouble(StrEnum):
    """What passes by itself, or once somebody made room."""

    AWAY = "away"
    FULL = "full"


def something_failed(request: HttpRequest) -> HttpResponse:
    """Answer the failure that is being handled: what passes is told as such, and what was sent is kept in the page."""
    trouble = trouble_in(sys.exc_info()[1])
    if trouble is None:
        return server_error(request)
    if request.content_type == "application/json":
        response: HttpResponse = JsonResponse({"error": trouble.value}, status=503)
    else:
        kept = _kept(request)
        context = {"trouble": trouble.value, "kept": kept, "is_sent": request.method == "POST", "path": request.path}
        page = loader.get_template("503.html").render({**context, "csrf_token": get_token(request) if kept else ""})
        response = HttpResponse(page, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS[trouble])
    return response


def trouble_in(problem: BaseException | None) -> Trouble | None:
    """What passes by itself, told by the failure or by what it came from; None for what is a fault of ours."""
    return next((found for each in _causes(problem) if (found := _trouble(each))), None)


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__


def _trouble(problem: BaseException) -> Trouble | None:
    if isinstance(problem, OSError) and problem.errno in NO_ROOM:
        return Trouble.FULL
    if isinstance(problem, InterfaceError):
        return Trouble.AWAY
    if isinstance(problem, OperationalError):
        return _database_trouble(problem.__cause__)
    return None


def _database_trouble(cause: BaseException | None) -> Trouble | None:
    """By what SQLite and PostgreSQL call it; a missing table is an operational error as well, and our fault."""
    if name := getattr(cause, "sqlite_errorname", None):
        # Without room for its log SQLite speaks of input and output, or cannot even open.
        if name == "SQLITE_FULL" or (name.startswith(SQLITE_ROOM) and _has_no_room()):
            return Trouble.FULL
        return Trouble.AWAY if name.startswith(SQLITE_AWAY) else None
    state = getattr(cause, "sqlstate", None)
    if state == "53100":
        return Trouble.FULL
    return Trouble.AWAY if state is None or state.startswith(POSTGRESQL_AWAY) else None


def _has_no_room() -> bool:
    return shutil.disk_usage(settings.HOME).free < LEAST_ROOM


def _kept(request: HttpRequest) -> Kept | None:
    """What was sent with a form of ours, as far as it can still be read."""
    try:
        token = keep(request) if is_from_own_page(request) else ""
    except (OSError, BadRequest, SuspiciousOperation, MultiPartParserError):
        return None
    return open_kept(token) if token else None
