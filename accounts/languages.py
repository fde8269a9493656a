"""The language a person reads: kept with the account, and for those without one in a cookie."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponseBase

from accounts.models import User


def is_spoken(language: str) -> bool:
    """Whether the interface speaks the language of this code."""
    return language in dict(settings.LANGUAGES)


def language_of(person: AbstractBaseUser | AnonymousUser) -> str:
    """The code of the language the person has chosen, or nothing: then the browser decides."""
    chosen = getattr(person, "language", "")
    return chosen if is_spoken(chosen) else ""


@transaction.atomic
def choose_language(*, person: User, language: str) -> None:
    """Keep with the account the language that every device of this person is to speak from now on."""
    person.language = language
    person.save(update_fields=["language"])


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Let this browser speak `language`, also on the pages before and after the login."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
