"""Every page asks who you are, and speaks your language; what was sent without an answer is not thrown away."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.keeping import keep
from accounts.languages import language_of
from accounts.second_factor import owes_second_factor
from accounts.sessions import note_visit
from accounts.views import ask_to_log_in_again


class LoginKeepingMiddleware(LoginRequiredMiddleware):
    """Sends strangers to the login page, and keeps what they sent with a form."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if token := keep(request):
            return ask_to_log_in_again(request, token)
        return super().handle_no_permission(request, view_func)


class SecondFactorMiddleware:
    """Leads whoever must have a second factor and has none to the page on which it is set up, and nowhere else."""

    WITHOUT_IT = frozenset(
        {
            *("mfa_activate_totp", "account_reauthenticate", "mfa_reauthenticate"),
            *("logout", "language", "password_change", "password_change_done", "field_session"),
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            note_visit(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_for_all = not getattr(view, "login_required", True)
        is_of_device = is_for_all and name.startswith("field_")
        if name in self.WITHOUT_IT or (is_for_all and not is_of_device) or name == "field_app":
            return None
        if not owes_second_factor(request.user):
            return None
        if is_of_device:
            told = _("Your role asks for a second factor. Open a page of Sextant and set it up; then this is sent.")
            return JsonResponse({"error": "second_factor", "text": told}, status=403)
        return redirect("mfa_activate_totp")


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
