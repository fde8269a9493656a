"""The faults themselves: each takes an installation and does one of them harm at this very moment."""

import random
import signal
from collections.abc import Callable

from tests.faults.installation import Installation
from tests.faults.parts import Part

KILL = signal.SIGKILL


def web_master(place: Installation, drawn: random.Random) -> None:
    place.web.send(KILL)


def web_worker(place: Installation, drawn: random.Random) -> None:
    _one_child(place.web, drawn)


def worker_main(place: Installation, drawn: random.Random) -> None:
    drawn.choice(place.workers).send(KILL)


def worker_child(place: Installation, drawn: random.Random) -> None:
    _one_child(drawn.choice(place.workers), drawn)


def all_workers(place: Installation, drawn: random.Random) -> None:
    for worker in place.workers:
        worker.kill()


def broker(place: Installation, drawn: random.Random) -> None:
    place.broker.part.send(KILL)


def database(place: Installation, drawn: random.Random) -> None:
    place.database.part.send(KILL)


def database_backend(place: Installation, drawn: random.Random) -> None:
    """One of its processes dies; the others of PostgreSQL throw everybody out and recover by themselves."""
    _one_child(place.database.part, drawn)


def everything(place: Installation, drawn: random.Random) -> None:
    """As when the plug is pulled."""
    for part in (place.database.part, place.broker.part, place.web, *place.workers):
        part.send_group(KILL)


def _one_child(part: Part, drawn: random.Random) -> None:
    if children := part.children():
        part.send(KILL, drawn.choice(children))


KILLED: dict[str, Callable[[Installation, random.Random], None]] = {
    "web master": web_master,
    "web worker": web_worker,
    "worker main process": worker_main,
    "worker child": worker_child,
    "all workers": all_workers,
    "broker": broker,
    "database": database,
    "database backend": database_backend,
    "everything at once": everything,
}
