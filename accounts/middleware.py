"""Every page asks who you are, and speaks your language; what was sent without an answer is not thrown away."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.keeping import keep
from accounts.languages import language_of
from accounts.views import ask_to_log_in_again


class LoginKeepingMiddleware(LoginRequiredMiddleware):
    """Sends strangers to the login page, and keeps what they sent with a form."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if token := keep(request):
            return ask_to_log_in_again(request, token)
        return super().handle_no_permission(request, view_func)


class PersonLanguageMiddleware:
    """Speaks the language of the account where somebody has logged in and chosen one; it goes before the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if language := language_of(request.user):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        # The language of strangers stands in a cookie, which Django does not tell to caches by itself.
        patch_vary_headers(response, ("Cookie",))
        return response


class ReleaseMiddleware:
    """Puts the release on every answer, so that a device can tell an answer of ours from a captive portal's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Sextant"] = settings.RELEASE
        return response
