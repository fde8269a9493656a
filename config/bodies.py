"""How large a request may be: what says of itself that it is larger is refused before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from analysis.forms.table import LARGEST_MEGABYTES as TABLE
from clusters.forms.frame import LARGEST_MEGABYTES as LIST
from surveys.fill_in.parcels import MOST_BYTES as PARCEL

MEGABYTE = 2**20
AROUND_A_FILE = MEGABYTE
"""Room for the other fields of a form, and what stands between them."""
UPLOADS = {"frame_upload": LIST * MEGABYTE, "fill_in": PARCEL, "table_upload": TABLE * MEGABYTE}
"""The addresses that take files, with the largest the form takes."""


class BodiesMiddleware:
    """Goes before whatever reads what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.META.get("CONTENT_LENGTH") or "0"
        size = int(told[:20]) if told.isascii() and told.isdecimal() else 0
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and size > (most := most_of(request.path_info)):
            return too_large(request, most)
        return self.get_response(request)


def most_of(path: str) -> int:
    """How many bytes may be sent to this address."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        name = ""
    largest = UPLOADS.get(name)
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE if largest is None else largest + AROUND_A_FILE


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """The refusal; a phone that reads it halves what it sends (static/js/field/sender.js)."""
    if request.content_type == "application/json":
        return JsonResponse({"error": "too_large"}, status=413)
    told = {"most": f"{most / MEGABYTE:.3g}"}
    text = _("What you sent is larger than %(most)s MB, which is the most this page takes.") % told
    then = _("Nothing of it was stored. Go back and send less, or a smaller file.")
    page = loader.get_template("stopped.html").render({"title": _("Too large"), "text": text, "then": then})
    return HttpResponse(page, status=413)
