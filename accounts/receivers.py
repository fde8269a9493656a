"""What happens here when allauth says that something was done."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver

from accounts.second_factor import TOTP, use_up_first_code


@receiver(authenticator_added)
def app_was_set_up(authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == TOTP:
        use_up_first_code(authenticator=authenticator)
