"""The environment, read variable by variable: what cannot be meant ends the start with a sentence, without a traceback.

Values that may hold a password are never repeated in it.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
import dj_email_url

Read = TypeVar("Read")
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
DATABASES = {"sqlite", "postgres", "postgresql", "pgsql"}
REDIS = {"redis", "rediss"}
BROKERS = {*REDIS, "amqp", "amqps", "pyamqp"}
HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
ORIGIN = re.compile(r"https?://[^/\s]+")
PLACE = re.compile(r"(\S*:)?\d{1,5}|unix:\S+|fd://\d+")


class WrongSettingError(SystemExit):
    """Ends the start of whatever process reads the settings; its sentence is the last line on standard error."""


class Environment:
    """Variables by name. One that is empty counts as one that is not there."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def text(self, name: str, default: str) -> str:
        """What it says."""
        return self.values.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""

        def read(said: str) -> bool:
            if said.lower() not in (*ON, *OFF):
                raise ValueError
            return said.lower() in ON

        return self._read(name, default, read, "true or false")

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number of at least `least`."""

        def read(said: str) -> int:
            if not re.fullmatch(r"[+-]?[0-9]+", said) or int(said) < least:
                raise ValueError
            return int(said)

        return self._read(name, default, read, f"a whole number of at least {least}")

    def seconds(self, name: str, default: float) -> float:
        """A length of time."""

        def read(said: str) -> float:
            if not 0 < float(said) < float("inf"):
                raise ValueError
            return float(said)

        return self._read(name, default, read, "a number of seconds above 0")

    def one_of(self, name: str, default: str, words: Sequence[str]) -> str:
        """One of these words."""
        return self._read(name, default, lambda said: words[words.index(said)], f"one of {', '.join(words)}")

    def names(
        self, name: str, default: Sequence[str] = (), *, like: re.Pattern[str] | None = None, what: str
    ) -> list[str]:
        """Several words, separated by commas; each looks like the pattern, if one is given."""

        def read(said: str) -> list[str]:
            words = [word.strip() for word in said.split(",") if word.strip()]
            if like and not all(like.fullmatch(word) for word in words):
                raise ValueError
            return words

        return self._read(name, list(default), read, f"{what}, separated by commas", secret=like is None)

    def hosts(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Names of hosts."""
        return self.names(name, default, like=HOST, what="names of hosts without scheme or port")

    def origins(self, name: str) -> list[str]:
        """Schemes with hosts."""
        return self.names(name, like=ORIGIN, what="addresses such as https://sextant.example, with nothing behind")

    def place(self, name: str, default: str) -> str:
        """Where to listen."""

        def read(said: str) -> str:
            if not PLACE.fullmatch(said):
                raise ValueError
            return said

        return self._read(name, default, read, "host:port, such as 127.0.0.1:8000, or unix:/path/of/socket")

    def zone(self, name: str, default: str) -> str:
        """A time zone of the IANA database."""

        def read(said: str) -> str:
            try:
                return ZoneInfo(said).key
            except (ZoneInfoNotFoundError, OSError) as unknown:
                raise ValueError from unknown

        return self._read(name, default, read, "a time zone such as America/Santiago")

    def folder(self, name: str, default: Path) -> Path:
        """A folder that can be written into; it is made where it is not there yet."""
        path = Path(self.text(name, str(default)))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            refuse(f"{name} is “{path}”, and this folder cannot be made ({error.strerror})", WRITABLE)
        if not os.access(path, os.W_OK | os.X_OK):
            refuse(f"{name} is “{path}”, and this folder cannot be written into", WRITABLE)
        return path

    def database(self, name: str, default: str) -> dict[str, Any]:
        """A database as Django's settings want it."""

        def read(said: str) -> dict[str, Any]:
            told = dict(dj_database_url.parse(said))
            if urlsplit(said).scheme not in DATABASES or not told["NAME"]:
                raise ValueError
            return told

        what = "postgres://user:password@host/name or sqlite:////path/to/file, with %XX for special characters"
        return self._read(name, read(default), read, what, secret=True)

    def broker(self, name: str, default: str) -> str:
        """The address of what carries messages to workers."""
        what = f"redis://host:6379/0, amqp://user:password@host:5672// or {default}"
        return self._read(
            name, default, lambda said: said if said == default else _server(said, BROKERS), what, secret=True
        )

    def redis(self, name: str) -> str:
        """The address of a Redis, or nothing."""
        return self._read(name, "", lambda said: _server(said, REDIS), "redis://host:6379/1", secret=True)

    def mail(self, name: str, default: str) -> dict[str, Any]:
        """How mail is sent, as Django's settings want it."""

        def read(said: str) -> dict[str, Any]:
            told: dict[str, Any] = dj_email_url.parse(said)
            if "EMAIL_BACKEND" not in told:
                raise ValueError
            return told

        what = f"submission://user:password@host:587, smtp://host:25 or {default}"
        return self._read(name, read(default), read, what, secret=True)

    def _read(self, name: str, default: Read, read: Callable[[str], Read], what: str, *, secret: bool = False) -> Read:
        said = self.text(name, "")
        if not said:
            return default
        try:
            return read(said)
        except ValueError:
            told = "is set to something that cannot be used" if secret else f"is “{said}”, which cannot be used"
            refuse(f"{name} {told}", f"Set it to {what}; without it the default is taken.")


def _server(said: str, schemes: set[str]) -> str:
    address = urlsplit(said)
    _port = address.port  # raises where it is none
    if address.scheme not in schemes or not address.hostname:
        raise ValueError
    return said


WRITABLE = "Name a folder that the user of this process owns."


def refuse(fact: str, remedy: str) -> NoReturn:
    """End the start with what is wrong and what would be right."""
    raise WrongSettingError(f"Sextant does not start: {fact}. {remedy}")
