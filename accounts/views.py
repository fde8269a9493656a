"""Logging in, also in the middle of something, and choosing the language."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.forms import LogInForm
from accounts.keeping import FIELD, Kept, is_from_own_page, keep, kept_in, open_kept
from accounts.languages import choose_language, is_spoken, remember_language
from accounts.models import User


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """The way in. A form that was interrupted by it is offered for sending afterwards."""

    redirect_authenticated_user = True
    authentication_form = LogInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.token, self.kept = kept_in(request)
        if self.kept and request.user.is_authenticated:
            return offer_to_send_again(request, self.kept)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Logs in, or asks for the second factor first; what was kept waits in the session until then."""
        person = form.get_user()
        onward = reverse("send_again") if self.kept else self.get_success_url()
        if self.kept:
            self.request.session[FIELD] = self.token
        login = Login(user=person, redirect_url=onward)
        response = perform_password_login(self.request, {"username": person.get_username()}, login)
        if self.kept and self.request.user.is_authenticated:
            return send_again(self.request)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, second_factor_is_off=not settings.REQUIRE_SECOND_FACTOR)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if self.kept:
            return ask_to_log_in_again(self.request, self.token, form)
        return super().form_invalid(form)


def ask_to_log_in_again(request: HttpRequest, token: str, form: AuthenticationForm | None = None) -> HttpResponse:
    """The login page, carrying along what was sent."""
    form = form or LogInForm(request)
    return render(request, "accounts/log_in_again.html", {"form": form, "token": token}, status=403)


def offer_to_send_again(request: HttpRequest, kept: Kept, status: int = 200) -> HttpResponse:
    """The page with one button that sends what was kept, in the name of whoever is logged in now."""
    return render(request, "accounts/send_again.html", {"kept": kept}, status=status)


def send_again(request: HttpRequest) -> HttpResponse:
    """What waited in the session while the second factor was asked for, once."""
    token = request.session.pop(FIELD, "")
    kept = open_kept(token) if token else None
    return offer_to_send_again(request, kept) if kept else redirect("home")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is no longer right: kept when it came from a page of ours, refused otherwise.

    A device that sends JSON is told so; it asks for a new token and sends again.
    """
    if request.content_type == "application/json":
        return JsonResponse({"error": "csrf"}, status=403)
    token = kept_in(request)[0] or keep(request) if is_from_own_page(request) else ""
    kept = open_kept(token) if token else None
    if kept is None:
        return render(request, "403_csrf.html", status=403)
    if request.user.is_authenticated:
        return offer_to_send_again(request, kept, status=403)
    return ask_to_log_in_again(request, token)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen, with the account if there is one, and lead back to the page of the choice."""
    onward, hosts = request.POST.get("next", ""), {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(onward, allowed_hosts=hosts, require_https=request.is_secure())
    # A single word would be taken for the name of a page.
    if not is_own or not onward.startswith("/"):
        onward = "/"
    response = redirect(onward)
    if is_spoken(chosen := request.POST.get("language", "")):
        if isinstance(request.user, User):
            choose_language(person=request.user, language=chosen)
        remember_language(response, chosen)
    return response
