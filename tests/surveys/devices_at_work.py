"""Devices that answer, lose their connection, send twice, late and out of order: a machine that hypothesis drives.

A device is the plain model of the browser's side (docs/offline.md): what it was last told by the server, what it has
typed since, and an outbox. The server is the real one. `steps_taken` counts what all machines of this process did.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import User
from surveys.answering import rebuild_interview, settle_conflict
from surveys.delivering import deliver
from surveys.device_state import told_of
from surveys.folding import ids_of
from surveys.models import Interview, InterviewState, LateAnswer, Revision
from surveys.reviewing import approve_interview, return_interview, withdraw_approval
from tests.factories.clusters import ClusterFactory, FirmFactory
from tests.factories.devices import told
from tests.factories.surveys import NOON, QuestionnaireFactory

ITEMS = ("EMPLOYEES", "TRAINS", "REMARK", "ENGINEERS")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "EMPLOYEES": st.none() | st.integers(0, 3),
    "TRAINS": st.none() | st.booleans(),
    "REMARK": st.none() | st.sampled_from(["First.", "Second."]),
    "ENGINEERS": st.none() | st.booleans(),
}
NOTES = st.sampled_from(["", "Seen.", "Told by the owner."])
SKEWS = st.integers(-400, 400).map(lambda days: timedelta(days=days))
DEVICES = st.integers(0, 2)

steps_taken: Counter[str] = Counter()


@dataclass
class Outgoing:
    """A message in an outbox; one that was never sent may still be replaced by the next keystroke."""

    message: dict[str, Any]
    was_tried: bool = False


@dataclass
class Device:
    """One browser: whose it is, how wrong its clock is, what it was told, and what waits to be sent."""

    person: User
    name: str
    skew: timedelta
    interview: str = field(default_factory=lambda: str(uuid4()))
    state: str = "draft"
    base: dict[str, dict[str, Any]] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    outbox: list[Outgoing] = field(default_factory=list)

    def shown(self, item: str) -> dict[str, Any] | None:
        """The answer on the screen: what was typed last, else what the server said."""
        return self.own.get(item) or self.base.get(item)

    def learn(self, entries: dict[str, dict[str, Any]], *, waiting: set[str]) -> None:
        """Take the server's word on items of which nothing waits here."""
        for item, entry in entries.items():
            if item not in waiting:
                self.base[item] = entry
                self.own.pop(item, None)

    @property
    def unsent(self) -> list[Outgoing]:
        """Answers that never left the device and are its last word, which the next keystroke replaces."""
        last = {each["revision"] for each in self.own.values()}
        return [each for each in self.outbox if not each.was_tried and each.message["id"] in last]

    @property
    def finishes(self) -> bool:
        """Whether its word that the interview is finished waits to be sent."""
        return any(each.message["kind"] == "handover" for each in self.outbox)

    @property
    def waiting_items(self) -> set[str]:
        return {item for each in self.outbox for item in each.message.get("changes", {})}


class DevicesAtWork(RuleBasedStateMachine):
    """Three devices of two people and one firm, before the server that runs in production."""

    people: tuple[User, User]
    reviewer: User
    cluster: Any

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = NOON
        self.typed: dict[str, dict[str, Any]] = {}
        self.approved: dict[str, Any] | None = None

    @initialize(skews=st.tuples(SKEWS, SKEWS, SKEWS))
    def begin(self, skews: tuple[timedelta, ...]) -> None:
        self.questionnaire = QuestionnaireFactory()
        self.firm = FirmFactory(cluster=self.cluster)
        owners = (self.people[0], self.people[0], self.people[1])
        self.devices = [
            Device(person, f"device {number}", skew)
            for number, (person, skew) in enumerate(zip(owners, skews, strict=True))
        ]

    def teardown(self) -> None:
        try:
            if hasattr(self, "devices"):
                self.everything_arrives()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # What people and networks do

    @rule(device=DEVICES, item=st.sampled_from(ITEMS), note=NOTES, data=st.data())
    def type_an_answer(self, device: int, item: str, note: str, data: st.DataObject) -> None:
        steps_taken["answers typed"] += 1
        self._type(self.devices[device], item, told(data.draw(VALUES[item]), note=note))

    @precondition(lambda self: any(each.unsent for each in self.devices))
    @rule(data=st.data())
    def type_over_what_was_not_sent(self, data: st.DataObject) -> None:
        steps_taken["answers typed over"] += 1
        here = data.draw(st.sampled_from([each for each in self.devices if each.unsent]))
        unsent = data.draw(st.sampled_from(here.unsent))
        item = next(iter(unsent.message["changes"]))
        change = {**told(data.draw(VALUES[item])), **_replaces(unsent.message["changes"][item])}
        del self.typed[unsent.message["id"]]
        here.made.remove(unsent.message["id"])
        unsent.message = {**unsent.message, "id": str(uuid4()), "changes": {item: change}}
        self._remember(here, item, unsent.message)

    @precondition(lambda self: any(each.outbox for each in self.devices))
    @rule(data=st.data(), loses_answer=st.booleans(), times=st.integers(1, 2))
    def send_something(self, data: st.DataObject, loses_answer: bool, times: int) -> None:
        here = data.draw(st.sampled_from([each for each in self.devices if each.outbox]))
        outgoing = data.draw(st.sampled_from(here.outbox))
        steps_taken["messages sent"] += times
        steps_taken["answers of the server lost"] += loses_answer
        for _again in range(times):
            self._send(here, outgoing, hears=not loses_answer)

    @precondition(lambda self: any(each.outbox for each in self.devices))
    @rule(device=DEVICES)
    def send_all(self, device: int) -> None:
        here = self.devices[device]
        for outgoing in list(here.outbox):
            steps_taken["messages sent"] += 1
            self._send(here, outgoing, hears=True)

    @precondition(lambda self: any(each.made and not each.finishes for each in self.devices))
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        steps_taken["interviews finished"] += 1
        here = data.draw(st.sampled_from([each for each in self.devices if each.made and not each.finishes]))
        message = self._message(here, kind="handover", rests_on=list(here.made), knew=here.state)
        here.outbox.append(Outgoing(message))

    @precondition(lambda self: self.behind)
    @rule(data=st.data())
    def open_anew(self, data: st.DataObject) -> None:
        steps_taken["refreshes"] += 1
        self._refresh(data.draw(st.sampled_from(self.behind)))

    @precondition(lambda self: self.stored is not None and self.stored.conflicts and self.stored.is_open)
    @rule(data=st.data(), person=st.integers(0, 1))
    def settle(self, data: st.DataObject, person: int) -> None:
        interview = self.stored
        assert interview is not None
        steps_taken["conflicts settled"] += 1
        item = data.draw(st.sampled_from(sorted(interview.conflicts)))
        kept = data.draw(st.sampled_from(interview.conflicts[item]))["revision"]
        settle_conflict(interview=interview, item=item, keep_revision=kept, author=self.people[person], now=self.now)

    @precondition(lambda self: self.stored is not None and not self.stored.is_open)
    @rule(approves=st.booleans())
    def review(self, approves: bool) -> None:
        interview = self.stored
        assert interview is not None
        steps_taken["steps of review"] += 1
        told_why: dict[str, Any] = {"interview": interview, "by": self.reviewer, "now": self.now}
        if interview.state == InterviewState.APPROVED:
            withdraw_approval(**told_why, note="A doubt.")
            self.approved = None
        elif approves:
            approve_interview(**told_why)
            self.approved = deepcopy(interview.answers)
        else:
            return_interview(**told_why, note="Look again.")

    # What must hold at every moment

    @invariant()
    def what_was_approved_stays_as_it_was(self) -> None:
        if self.approved is not None:
            assert self.stored is not None
            assert self.stored.answers == self.approved

    @invariant()
    def the_answers_are_the_fold_of_the_log(self) -> None:
        interview = self.stored
        if interview is not None:
            assert interview.revision_count == interview.revisions.count()
            assert rebuild_interview(interview=interview) is False

    # What must hold in the end

    def everything_arrives(self) -> None:
        for _round in range(3):
            for here in self.devices:
                for outgoing in list(here.outbox):
                    self._send(here, outgoing, hears=True)
        interview = self.stored
        if interview is None:
            assert self.typed == {}
            return
        for here in self.devices:
            saves = [each for each in here.outbox if each.message["kind"] == "revision"]
            assert saves == [], "every save must have found its place"
            self._refresh(here)
            assert {item: here.shown(item) for item in interview.answers} == interview.answers
        self.nothing_typed_is_missing(interview)
        self.nothing_was_overwritten(interview)
        steps_taken["histories"] += 1

    def nothing_typed_is_missing(self, interview: Interview) -> None:
        log = {str(each.pk): each.changes for each in Revision.objects.filter(interview=interview)}
        for late in LateAnswer.objects.filter(interview=interview):
            log.setdefault(str(late.revision), {})[late.item] = late.change
        for message_id, changes in self.typed.items():
            for item, change in changes.items():
                kept = log[message_id][item]
                assert (kept["state"], kept["value"], kept["note"]) == (
                    change["state"],
                    change["value"],
                    change["note"],
                )

    def nothing_was_overwritten(self, interview: Interview) -> None:
        """The slow, obvious version: an answer is gone only if some later one names it as seen."""
        log = {str(each.pk): each.changes for each in Revision.objects.filter(interview=interview)}
        for item in ITEMS:
            telling = {pk: changes[item] for pk, changes in log.items() if item in changes}
            named = {
                each
                for pk, change in telling.items()
                for each in [change["seen"], *change.get("settles", [])]
                if each != pk
            }
            standing = interview.conflicts.get(item) or [interview.answers[item]] if item in interview.answers else []
            assert {each for entry in standing for each in ids_of(entry)} == set(telling) - named

    # How a device works

    def _type(self, here: Device, item: str, change: dict[str, Any]) -> None:
        standing = here.shown(item)
        change = {**change, "seen": None}
        if standing is not None:
            change["seen"] = standing["revision"]
            if "same" in standing:
                change["settles"] = ids_of(standing)
        message = self._message(here, kind="revision", changes={item: change})
        here.outbox.append(Outgoing(message))
        self._remember(here, item, message)

    def _remember(self, here: Device, item: str, message: dict[str, Any]) -> None:
        here.made.append(message["id"])
        here.own[item] = {**message["changes"][item], "revision": message["id"]}
        self.typed[message["id"]] = message["changes"]

    def _message(self, here: Device, **parts: Any) -> dict[str, Any]:
        clock = (self.now + here.skew).isoformat()
        return {
            "id": str(uuid4()),
            "interview": here.interview,
            "firm": str(self.firm.pk),
            "questionnaire": self.questionnaire.pk,
            "begun_at": clock,
            "made_at": clock,
            **parts,
        }

    def _send(self, here: Device, outgoing: Outgoing, *, hears: bool) -> None:
        outgoing.was_tried = True
        self.now += timedelta(seconds=1)
        result = deliver(person=here.person, raw=outgoing.message, device=here.name, now=self.now)
        if not hears or outgoing not in here.outbox:
            return
        if result.outcome in ("stored", "known", "proposed"):
            here.outbox.remove(outgoing)
            here.learn(result.entries, waiting=here.waiting_items)
            here.state = result.state
            self._take_name(here, result.interview)
        else:
            assert result.outcome == "waiting" or outgoing.message["kind"] == "handover", result

    def _take_name(self, here: Device, interview: str) -> None:
        here.interview = interview
        for each in here.outbox:
            each.message["interview"] = interview

    def _refresh(self, here: Device) -> None:
        interview = self.stored
        if interview is not None:
            state = told_of(interview)
            here.learn(state["answers"], waiting=here.waiting_items)
            here.state = state["state"]

    @property
    def behind(self) -> list[Device]:
        """The devices that have not heard yet how the interview stands."""
        interview = self.stored
        if interview is None:
            return []
        return [
            each
            for each in self.devices
            if each.state != interview.state
            or any(each.base.get(item) != entry for item, entry in interview.answers.items())
        ]

    @property
    def stored(self) -> Interview | None:
        return Interview.objects.select_related("firm__cluster__study", "questionnaire").filter(firm=self.firm).first()


def _replaces(change: dict[str, Any]) -> dict[str, Any]:
    return {part: change[part] for part in ("seen", "settles") if part in change}


def stage(machine: type[DevicesAtWork], people: tuple[User, User], reviewer: User, study: Any) -> None:
    """Give the machine the people and the cluster that every history of it shares."""
    machine.people, machine.reviewer = people, reviewer
    machine.cluster = ClusterFactory(study=study, sector_variant="generic", slug=f"trial-{uuid4().hex[:8]}")
