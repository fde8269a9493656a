"""What somebody sends after the login has run out is kept in the page until it can be sent again.

Nothing of it is stored: the fields travel in a signed text through the login page and stand as hidden fields on the
page after it. Only what comes from a page of our own is kept, so that no other site can have its fields sent in a
person's name.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest

SALT = "accounts.keeping"
MAX_AGE_S = 24 * 3600
FIELD = "kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """An address and the fields that were sent to it, in their order."""

    path: str
    fields: list[tuple[str, str]]


def is_from_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this address."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def keep(request: HttpRequest) -> str:
    """Return the signed text of what was sent, or nothing: an empty form is not worth keeping, a password not fit."""
    if request.method != "POST" or any("password" in name for name in request.POST):
        return ""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", FIELD)
        for value in values
    ]
    if not fields:
        return ""
    return signing.dumps({"path": request.get_full_path(), "fields": fields}, salt=SALT, compress=True)


def kept_in(request: HttpRequest) -> tuple[str, Kept | None]:
    """The signed text a login form carried along, and what stands in it; nothing when it is not ours or too old."""
    token = request.POST.get(FIELD, "")
    return (token, opened) if token and (opened := open_kept(token)) else ("", None)


def open_kept(token: str) -> Kept | None:
    """What the signed text holds, or None."""
    try:
        content = signing.loads(token, salt=SALT, max_age=MAX_AGE_S)
    except signing.BadSignature:
        return None
    return Kept(content["path"], [(name, value) for name, value in content["fields"]])
