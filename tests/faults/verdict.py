"""What people wrote against what the database holds: everything acknowledged once, everything else whole or not."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tests.faults.installation import Installation
from tests.faults.writers import CODES, Journal, Write

Problems = list[str]


@dataclass
class Verdict:
    """Counts of writes, and what is wrong with them, one sentence each."""

    acknowledged: Counter[str] = field(default_factory=Counter)
    in_doubt: Counter[str] = field(default_factory=Counter)
    lost: Problems = field(default_factory=list)
    doubled: Problems = field(default_factory=list)
    halved: Problems = field(default_factory=list)

    @property
    def problems(self) -> Problems:
        return self.lost + self.doubled + self.halved

    def count(self, write: Write, times: int, is_acknowledged: bool) -> None:
        """So often it is there."""
        (self.acknowledged if is_acknowledged else self.in_doubt)[write.kind] += 1
        if times > 1:
            self.doubled.append(f"{write} is there {times} times")
        if not times and is_acknowledged:
            self.lost.append(f"{write} was acknowledged and is gone")


def judge(place: Installation, journals: Iterable[Journal]) -> Verdict:
    """The verdict over everything in the journals."""
    verdict = Verdict()
    for journal in journals:
        for kind, check in CHECKS.items():
            writes = [write for write in journal.sent.values() if write.kind == kind]
            if writes:
                check(place, verdict, writes, set(journal.stored))
    return verdict


def _revisions(place: Installation, verdict: Verdict, writes: list[Write], stored: set[str]) -> None:
    """Each revision once, as it was sent; of each question the answer of the last revision that is there."""
    interview = writes[0].place
    found = place.rows("SELECT id::text, changes FROM surveys_revision WHERE interview_id = %s", interview)
    there = {row["id"]: row["changes"] for row in found}
    times = Counter(row["id"] for row in found)
    last: dict[str, int] = {}
    for write in writes:
        verdict.count(write, times[write.id], write.id in stored)
        for code, change in write.content["changes"].items() if write.id in there else ():
            last[code] = change["value"]
            if there[write.id].get(code, {}).get("value") != change["value"]:
                verdict.halved.append(f"{write} is there without {code}")
    answers, conflicts = _answers(place, interview)
    holds = {code: answers.get(code) for code in last}
    if holds != last or conflicts:
        verdict.halved.append(f"interview {interview} holds {holds}, {last} was answered; conflicts: {conflicts}")


def _pages(place: Installation, verdict: Verdict, writes: list[Write], stored: set[str]) -> None:
    """Each page in one revision, with both its fields; the last page that is there is what the interview holds."""
    interview = writes[0].place
    rows = place.rows("SELECT changes FROM surveys_revision WHERE interview_id = %s ORDER BY sequence", interview)
    pages = [tuple(row["changes"].get(code, {}).get("value") for code in CODES) for row in rows]
    verdict.halved += [f"half a page in {interview}: {page}" for page in pages if len(set(page)) != 1]
    times = Counter(page[0] for page in pages)
    for write in writes:
        verdict.count(write, times[write.content["value"]], write.id in stored)
    answers, _conflicts = _answers(place, interview)
    if pages and [answers.get(code) for code in CODES] != [max(times)] * 2:
        verdict.halved.append(f"{interview} holds {answers}, and the last page says {max(times)}")


def _answers(place: Installation, interview: str) -> tuple[dict[str, int], dict[str, object]]:
    rows = place.rows("SELECT answers, conflicts FROM surveys_interview WHERE id = %s", interview)
    if not rows:
        return {}, {}
    return {code: entry["value"] for code, entry in rows[0]["answers"].items()}, rows[0]["conflicts"]


def _steps(place: Installation, verdict: Verdict, writes: list[Write], stored: set[str]) -> None:
    """Each step once, in a chain without a gap, that ends in the state of the interview."""
    interview = writes[0].place
    query = "SELECT from_state, to_state, note FROM surveys_reviewevent WHERE interview_id = %s ORDER BY id"
    events = place.rows(query, interview)
    notes = Counter(event["note"] for event in events)
    handed_in = sum(event["from_state"] == "returned" for event in events)
    given_back = sum(event["to_state"] == "returned" for event in events)
    for number, write in enumerate(write for write in writes if write.content["step"] == "submit"):
        verdict.count(write, 1 if number < handed_in else 0, write.id in stored)
    for write in writes:
        if write.content["step"] != "submit":
            verdict.count(write, notes[write.id], write.id in stored)
    (row,) = place.rows("SELECT state FROM surveys_interview WHERE id = %s", interview)
    chain = [event["to_state"] for event in events]
    if [event["from_state"] for event in events[1:]] != chain[:-1] or chain[-1] != row["state"]:
        verdict.halved.append(f"the steps of {interview} do not follow one another: {events} {row}")
    if not 0 <= given_back - handed_in <= 1:
        verdict.doubled.append(f"{interview} was handed in {handed_in} times and given back {given_back} times")


def _votes(place: Installation, verdict: Verdict, writes: list[Write], stored: set[str]) -> None:
    """One vote of the panelist, and never an older one than was acknowledged."""
    query = 'SELECT "cast"::text, turn, phase, reason FROM surveys_vote WHERE panelist_id = %s'
    rows = place.rows(query, writes[0].place)
    turn = rows[0]["turn"] if rows else 0
    for write in writes:
        # An older vote gave way to the newer one: it counts as there.
        verdict.count(write, len(rows) if write.content["turn"] <= turn else 0, write.id in stored)
    sent = {write.id: write.content for write in writes}
    for row in rows:
        told = sent.get(row["cast"], row)
        if (told["phase"], told["reason"]) != (row["phase"], row["reason"]):
            verdict.halved.append(f"vote {row} was sent as {told}")


CHECKS = {"revision": _revisions, "page": _pages, "step": _steps, "vote": _votes}


def half_runs(place: Installation) -> Problems:
    """Runs that are shown as ready and lack something, or are not ready and show something."""
    query = """
        SELECT run.id, run.state, run.tables IS NULL AS bare,
          (SELECT count(*) FROM reports_runfirm f WHERE f.run_id = run.id AND f.scores IS NULL) AS unscored,
          (SELECT count(*) FROM reports_runcluster c WHERE c.run_id = run.id AND c.figures IS NULL) AS open
        FROM reports_run run
    """
    wrong = []
    for row in place.rows(query):
        is_ready = row["state"] == "ready"
        if (is_ready and (row["bare"] or row["unscored"] or row["open"])) or (not is_ready and not row["bare"]):
            wrong.append(f"half a run is visible: {row}")
    return wrong


def differing_runs(place: Installation, program: str, drawn: Random, most: int) -> dict[str, list[bool]]:
    """Of so many runs that are ready: whether tables, levels and workbook equal those of an undisturbed process."""
    ready = [row["id"] for row in place.rows("SELECT id FROM reports_run WHERE state = 'ready' ORDER BY id")]
    chosen = drawn.sample(ready, min(most, len(ready)))
    compared: dict[str, list[bool]] = json.loads(place.program(program, "recompute", *chosen).splitlines()[-1])
    return compared
