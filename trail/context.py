"""Who acts: the person, the device and the occasion on whose behalf the present code runs.

Nothing here knows Django, so that `manage.py` can say who calls it before anything is set up. Verbs need not ask: the
database asks by itself for whatever it writes down (docs/history.md).
"""

import getpass
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. Every part may be empty: a shell on the server knows no person and no device.

    `origin` is the occasion, in a word and a name: `request POST /firms/…`, `task reports.perform_job`,
    `command import_frame`, `seat 3`.
    """

    person_id: int | None = None
    person_name: str = ""
    device: str = ""
    request_id: str = ""
    origin: str = ""


NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def current() -> Actor:
    """Who acts now."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Let `actor` be the one who acts, until the block ends however it ends."""
    token = _actor.set(actor)
    try:
        yield actor
    finally:
        _actor.reset(token)


def make_known(**parts: Any) -> None:
    """Add to who acts now what is learned on the way: the person who has just logged in, the seat a phone holds.

    It holds until the surrounding `acting_as` ends; where nobody acts, there is nobody to learn of.
    """
    if _actor.get() is not NOBODY:
        _actor.set(replace(_actor.get(), **parts))


def start(actor: Actor) -> None:
    """Let `actor` act from now on, where beginning and end are told by two separate calls."""
    _actor.set(actor)


def of_command(arguments: Sequence[str]) -> Actor:
    """Whoever calls a management command with these arguments, as the operating system knows them."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = ""
    command = arguments[1] if len(arguments) > 1 else ""
    return Actor(person_name=name, device=socket.gethostname(), origin=f"command {command}".strip())


def as_parts(actor: Actor) -> dict[str, Any]:
    """The actor as a message to a worker carries it."""
    return asdict(actor)


def from_parts(parts: Any) -> Actor:
    """The actor a message carried; nobody where it carried none, or something that is none."""
    try:
        return Actor(**parts)
    except TypeError:
        return NOBODY
