"""Everybody who is at work during a fault: two phones, somebody at a page, a desk of review, a panel that votes."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.faults.client import Client
from tests.faults.installation import Installation
from tests.faults.verdict import Verdict, judge
from tests.faults.writers import Desk, Journal, Panelist, Phone, Typist, Writer

TURNS_OF_A_SHIFT = 2000
CLOCKS = (0, -30, 30)
"""Years by which the clocks of phones are off."""


@dataclass
class Crew:
    """People of one installation, shift after shift; every shift finds firms and interviews nobody was at."""

    place: Installation
    drawn: random.Random
    journals: list[Journal] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    shifts: Iterator[int] = field(default_factory=count)
    journals_in: Path | None = None

    @contextmanager
    def at_work(self) -> Iterator[list[Writer]]:
        """A shift works for the length of the block; whatever was in doubt in the end is settled by `settle`."""
        writers = self._shift(next(self.shifts))
        for writer in writers:
            writer.start()
        try:
            yield writers
        finally:
            for writer in writers:
                writer.stopping.set()
            for writer in writers:
                writer.join()
        assert [writer.broken for writer in writers if writer.broken] == []

    def judge(self) -> Verdict:
        return judge(self.place, self.journals)

    def resent(self) -> int:
        """How many writes were in doubt for a while, and settled by sending them again."""
        return sum(len(journal.resent & journal.stored.keys()) for journal in self.journals)

    def failures(self) -> list[str]:
        """Answers of 500 anybody got."""
        return [failure for client in self.clients for failure in client.failures]

    def _shift(self, number: int) -> list[Writer]:
        entry, votes = self.place.told["entry"], self.place.told["votes"]
        firms, typed, desks = entry["firms"], entry["interviews"], self.place.told["review"]
        phones = [
            self._hired(
                Phone,
                number,
                ["consultant"],
                firm=firms[(2 * number + n) % len(firms)],
                questionnaire=entry["questionnaire"],
                years_off=CLOCKS[(number + n) % len(CLOCKS)],
            )
            for n in range(2)
        ]
        typist = self._hired(Typist, number, ["colleague"], interview=typed[number % len(typed)])
        desk = self._hired(Desk, number, ["reviewer", "consultant"], interview=desks[number % len(desks)])
        round = {"round": votes["round"], "pillar": votes["pillar"], "turn": number * TURNS_OF_A_SHIFT}
        seat = votes["seats"][number % len(votes["seats"])]
        return [*phones, typist, desk, self._hired(Panelist, number, [""], **seat, **round)]

    def _hired(self, kind: type[Writer], shift: int, people: list[str], **told: Any) -> Writer:
        clients = [self.place.person(name) if name else self.place.anybody() for name in people]
        journal = Journal(
            (self.journals_in or self.place.home) / f"journal-{shift}-{kind.kind}-{len(self.journals)}.jsonl"
        )
        self.journals.append(journal)
        self.clients += clients
        return kind(journal, random.Random(self.drawn.random()), clients, **told)
