"""Logging in, also in the middle of something."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator

from accounts.keeping import Kept, is_from_own_page, keep, kept_in, open_kept


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """The way in. A form that was interrupted by it is offered for sending afterwards."""

    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.token, self.kept = kept_in(request)
        if self.kept and request.user.is_authenticated:
            return offer_to_send_again(request, self.kept)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        onward = super().form_valid(form)
        return offer_to_send_again(self.request, self.kept) if self.kept else onward

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if self.kept:
            return ask_to_log_in_again(self.request, self.token, form)
        return super().form_invalid(form)


def ask_to_log_in_again(request: HttpRequest, token: str, form: AuthenticationForm | None = None) -> HttpResponse:
    """The login page, carrying along what was sent."""
    form = form or AuthenticationForm(request)
    return render(request, "accounts/log_in_again.html", {"form": form, "token": token}, status=403)


def offer_to_send_again(request: HttpRequest, kept: Kept, status: int = 200) -> HttpResponse:
    """The page with one button that sends what was kept, in the name of whoever is logged in now."""
    return render(request, "accounts/send_again.html", {"kept": kept}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is no longer right: kept when it came from a page of ours, refused otherwise."""
    token = kept_in(request)[0] or keep(request) if is_from_own_page(request) else ""
    kept = open_kept(token) if token else None
    if kept is None:
        return render(request, "403_csrf.html", status=403)
    if request.user.is_authenticated:
        return offer_to_send_again(request, kept, status=403)
    return ask_to_log_in_again(request, token)
