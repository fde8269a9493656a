"""Headers that every answer bears, whoever gave it: a page, a file, a refusal, a static file."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

POLICY = "Content-Security-Policy"
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
WITH_SCRIPTS = ("text/html", "text/javascript", "application/javascript")
"""A page runs scripts and a worker asks for files, under the policy of the settings; all else we answer is data."""


class HeadersMiddleware:
    """Goes around all others, so that what they answer by themselves has the headers as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        # Django's own middleware puts these on; what is answered before it, as the probes are, has them from here.
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        if not response.headers.get("Content-Type", "text/html").startswith(WITH_SCRIPTS):
            response.headers[POLICY] = FILE_POLICY
        response.headers.setdefault(POLICY, FILE_POLICY)
        # Pages tell of people and firms: no cache keeps them, unless a view says that its answer is the same for all.
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
