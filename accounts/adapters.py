"""What allauth asks of us: whose address a request has, how a secret is drawn, what may be taken away."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.addresses import address_of
from accounts.qr import qr_drawing
from accounts.second_factor import has_second_factor, has_unseen_codes, must_have_second_factor

FRESH_LOGIN_S = 300
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - written down where a request has none, as over a socket


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; pages say what happened, so no messages are added to them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NO_ADDRESS

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        return None

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return redirect("login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The password is asked for again, save right after the login while the second factor is being set up."""
        request = context.request
        if has_second_factor(request.user) and not has_unseen_codes(request.user):
            return True
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < FRESH_LOGIN_S for record in records)


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        return qr_drawing(url)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second factor changes it and does not go without."""
        return not must_have_second_factor(authenticator.user)
