"""Every page asks who you are; what was sent without an answer is not thrown away."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.keeping import keep
from accounts.views import ask_to_log_in_again


class LoginKeepingMiddleware(LoginRequiredMiddleware):
    """Sends strangers to the login page, and keeps what they sent with a form."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if token := keep(request):
            return ask_to_log_in_again(request, token)
        return super().handle_no_permission(request, view_func)
