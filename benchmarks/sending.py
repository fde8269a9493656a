"""Senders: one that keeps to a timetable whatever the answers, and one that waits for each answer before it goes on."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """One request: when it is due, in seconds from the start, where it goes, and what it says.

    An answer to a letter that is due counts from then, so that a server cannot look quick by making senders wait;
    without a time the letter goes out as soon as a sender is free, and its answer counts from there.
    """

    due: float | None
    path: str
    body: bytes


@dataclass
class Record:
    """How long each answer took, in seconds, and what was not answered with 200."""

    took: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The time within which this share of the answers came."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def send_all(port: int, headers: dict[str, str], letters: Sequence[Letter], senders: int) -> dict[str, Record]:
    """Send every letter when it is due, from so many connections at once; returns a record for each path."""
    waiting: SimpleQueue[Letter] = SimpleQueue()
    for letter in letters:
        waiting.put(letter)
    records = {letter.path: Record() for letter in letters}
    begun = time.perf_counter()
    threads = [threading.Thread(target=_send, args=(port, headers, waiting, records, begun)) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return records


def _send(
    port: int, headers: dict[str, str], waiting: "SimpleQueue[Letter]", records: dict[str, Record], begun: float
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while True:
        try:
            letter = waiting.get_nowait()
        except Empty:
            connection.close()
            return
        if letter.due is None:
            from_then = time.perf_counter()
        else:
            from_then = begun + letter.due
            time.sleep(max(0.0, from_then - time.perf_counter()))
        record = records[letter.path]
        for attempt in range(ATTEMPTS):
            try:
                connection.request("POST", letter.path, letter.body, headers)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                # A connection that was idle for long is closed by the server; like a browser, send once more.
                connection.close()
                if attempt == ATTEMPTS - 1:
                    record.refused.append(repr(error))
                continue
            record.took.append(time.perf_counter() - from_then)
            record.answers.append(body)
            if answer.status != 200:
                record.refused.append(f"{answer.status}: {body[:200]!r}")
            break
