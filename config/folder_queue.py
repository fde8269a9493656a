"""The folder as a broker, with messages that are whole whenever anybody can see them.

Kombu's own transport opens a message under its final name and writes it then: a worker that looks in between takes an
empty message, and ends. Here a message is written under a name nobody looks for, and renamed.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

ATTEMPTS = 50
PAUSE_SECONDS = 0.02

Found = TypeVar("Found")


class Channel(filesystem.Channel):
    """Puts messages in one step, and reads lists of queues only once they are written."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        unseen = Path(self.data_folder_out) / f"{name}.part"
        try:
            unseen.write_bytes(str_to_bytes(dumps(payload)))
            unseen.replace(unseen.with_name(name))
        except OSError as error:
            raise ChannelError(f"The message {name} cannot be put into {self.data_folder_out}.") from error

    def get_table(self, exchange: str) -> Any:
        """The queues bound to an exchange."""
        return once_written(lambda: super(Channel, self).get_table(exchange))

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        once_written(lambda: super(Channel, self)._queue_bind(exchange, routing_key, pattern, queue))


def once_written(read: Callable[[], Found]) -> Found:
    """What was read, after waiting for another process that is just writing it."""
    for _attempt in range(ATTEMPTS):
        try:
            return read()
        except ValueError:
            time.sleep(PAUSE_SECONDS)
    return read()


class Transport(filesystem.Transport):
    """Takes the place of kombu's transport of the same scheme (`config.celery`)."""

    Channel = Channel
