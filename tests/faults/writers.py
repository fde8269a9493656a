"""People at work: each writes down what it is about to send, sends it until the server says it is stored, and goes on.

A write is *acknowledged* once the answer that says so came back whole; then it stands in the writer's journal as
stored. One whose answer never came is in doubt: it may be there or not, and sending it again settles it.
"""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.faults.client import Answer, Client

BETWEEN_WRITES, BEFORE_AGAIN = 0.05, 0.2
SEAT_COOKIE = "sextant-seat"
KNOWN_OUTCOMES = ("stored", "known", "proposed")
PAGE, CODES = "FIRM_EMP_REF", ("EMP_TOTAL_REF", "EMP_SKILLED_REF")
ITEMS = ("EMP_TOTAL_BASE", "EMP_MANAGERS_BASE", "EMP_TECHNICAL_BASE", "EMP_CLERICAL_BASE", "HR3_STAFF_N", "PT6_PATENT")


@dataclass(frozen=True, slots=True)
class Write:
    """Something a person wants stored: where, under which id, and what."""

    kind: str
    id: str
    place: str
    content: dict[str, Any] = field(default_factory=dict)


@dataclass
class Journal:
    """What was sent and what the server said it has, in order, on disk before the writer goes on."""

    path: Path
    sent: dict[str, Write] = field(default_factory=dict)
    stored: dict[str, Write] = field(default_factory=dict)
    resent: set[str] = field(default_factory=set)

    def send(self, write: Write) -> None:
        self.sent[write.id] = write
        self._note("sent", write)

    def store(self, write: Write) -> None:
        self._note("stored", write)
        self.stored[write.id] = write

    def _note(self, word: str, write: Write) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps({"word": word, "at": time.time(), **asdict(write)}) + "\n")

    @property
    def in_doubt(self) -> list[Write]:
        return [write for pk, write in self.sent.items() if pk not in self.stored]


class Writer(threading.Thread):
    """A person who works until asked to stop; what was in doubt then stays so until `settle`."""

    kind = ""

    def __init__(self, journal: Journal, drawn: random.Random, clients: list[Client]) -> None:
        super().__init__(daemon=True, name=f"{self.kind} {journal.path.stem}")
        self.journal, self.drawn, self.clients = journal, drawn, clients
        self.stopping = threading.Event()
        self.broken: list[str] = []

    def next(self) -> Write:
        """What this person writes now."""
        raise NotImplementedError

    def attempt(self, write: Write) -> bool:
        """Send it; whether the server said that it is stored."""
        raise NotImplementedError

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.write(self.next(), self.stopping.is_set)
                time.sleep(self.drawn.uniform(0.5, 1.5) * BETWEEN_WRITES)
        except Exception as problem:
            self.broken.append(repr(problem))
            raise

    def write(self, write: Write, is_enough: Callable[[], bool]) -> None:
        self.journal.send(write)
        while not self.attempt(write):
            self.journal.resent.add(write.id)
            if is_enough():
                return
            time.sleep(BEFORE_AGAIN)
        self.journal.store(write)

    def settle(self, seconds: float = 60) -> None:
        """Send again what was in doubt, until it is stored."""
        end = time.monotonic() + seconds
        for write in self.journal.in_doubt:
            self.write(write, lambda: time.monotonic() > end)
        assert not self.journal.in_doubt, f"{self.name}: sending again does not settle {self.journal.in_doubt[:1]}"

    def new_id(self) -> str:
        return str(UUID(int=self.drawn.getrandbits(128), version=4))


class Phone(Writer):
    """A device that delivers revisions over the field API, each naming the answer it replaces."""

    kind = "revision"

    def __init__(self, *told: Any, firm: str, questionnaire: int, years_off: float = 0) -> None:
        super().__init__(*told)
        self.firm, self.questionnaire, self.interview = firm, questionnaire, self.new_id()
        self.seen: dict[str, str] = {}
        self.number = 0
        self.clock = datetime.fromtimestamp(time.time() + years_off * 365 * 86400, UTC)

    def next(self) -> Write:
        self.number += 1
        pk = self.new_id()
        codes = self.drawn.sample(ITEMS, 2)
        changes = {code: {"value": self.number, "seen": self.seen.get(code)} for code in codes}
        self.seen.update(dict.fromkeys(codes, pk))
        about = {"id": pk, "kind": "revision", "interview": self.interview, "firm": self.firm}
        clock = {"questionnaire": self.questionnaire, "begun_at": self.clock.isoformat()}
        made = {"made_at": self.clock.isoformat(), "changes": changes}
        return Write(self.kind, pk, self.interview, {**about, **clock, **made})

    def attempt(self, write: Write) -> bool:
        answer = self.clients[0].tell("/field/deliveries/", {"device": "phone", "messages": [write.content]})
        if answer is None or answer.status != 200:
            return False
        (result,) = answer.json()["results"]
        assert result["outcome"] in KNOWN_OUTCOMES, result
        return True


class Typist(Writer):
    """Somebody at a page of entry: the same number into two fields, so that half a page would show."""

    kind = "page"

    def __init__(self, *told: Any, interview: str) -> None:
        super().__init__(*told)
        self.interview, self.number = interview, 0

    def next(self) -> Write:
        self.number += 1
        return Write(self.kind, f"{self.interview} {self.number}", self.interview, {"value": self.number})

    def attempt(self, write: Write) -> bool:
        fields = {f"{code}-value": str(write.content["value"]) for code in CODES}
        path = f"/interviews/{self.interview}/sections/{PAGE}/"
        return done(self.clients[0].fill(path, {**fields, "overview": "1"}))


class Desk(Writer):
    """A reviewer and a consultant who pass an interview to and fro: approved, withdrawn, returned, handed in again."""

    kind = "step"
    WALK = ("approve", "withdraw", "return", "submit")

    def __init__(self, *told: Any, interview: str) -> None:
        super().__init__(*told)
        self.interview, self.number = interview, 0

    def next(self) -> Write:
        step = self.WALK[self.number % len(self.WALK)]
        self.number += 1
        return Write(self.kind, self.new_id(), self.interview, {"step": step, "number": self.number})

    def attempt(self, write: Write) -> bool:
        reviewer, consultant = self.clients
        if write.content["step"] == "submit":
            return done(consultant.fill(f"/interviews/{self.interview}/submit/", {}))
        step = {"step": write.content["step"], "note": write.id}
        return done(reviewer.fill(f"/interviews/{self.interview}/review/", step))


class Panelist(Writer):
    """A phone in a workshop that changes its mind all the time."""

    kind = "vote"

    def __init__(self, *told: Any, panelist: str, cookie: str, round: int, pillar: str, turn: int) -> None:
        super().__init__(*told)
        self.about = {"round": round, "pillar": pillar}
        self.panelist, self.number = panelist, turn
        self.clients[0].cookies[SEAT_COOKIE] = cookie

    def next(self) -> Write:
        self.number += 1
        ballot = {"phase": self.drawn.randint(1, 5), "confidence": 3, "reason": f"Turn {self.number}"}
        pk = self.new_id()
        return Write(self.kind, pk, self.panelist, {**self.about, "cast": pk, "turn": self.number, **ballot})

    def attempt(self, write: Write) -> bool:
        answer = self.clients[0].tell("/seat/vote/", write.content)
        return answer is not None and answer.status == 200 and answer.json()["turn"] >= write.content["turn"]


def done(answer: Answer | None) -> bool:
    return answer is not None and answer.is_done
