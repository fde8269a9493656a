"""The disk under SQLite, uploads and the folder of the broker fills while people work: a sentence, and nothing lost."""

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.client import Answer, Client, fields_of
from tests.faults.conftest import home
from tests.faults.crew import Crew
from tests.faults.figures import FIGURES
from tests.faults.installation import PROGRAM, Installation, embedded
from tests.faults.parts import wait_until
from tests.faults.runs import open_run, wait_for_run
from tests.faults.verdict import differing_runs, half_runs
from tests.faults.writers import Writer

pytestmark = pytest.mark.faults

MEGABYTES = 48
FULL_SECONDS = 4
NEW_RUN = "/studies/run/runs/new/"
BIG = "x" * 200_000


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of its own with little room."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    with home() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_told_in_a_sentence_and_costs_nothing(drawn: random.Random) -> None:
    with small_disk() as disk, embedded(disk, firms=12, computed=400) as place:
        crew = Crew(place, drawn)
        crew.journals_in = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108 - not on the disk that fills
        with crew.at_work() as writers:
            time.sleep(1)
            manager = place.person("manager")
            page = manager.ask("GET", NEW_RUN)
            assert page is not None
            fill(disk)
            told = answers_while_full(place, manager, fields_of(page.body, NEW_RUN))
            (disk / "filler").unlink()
            healing = wait_until(lambda: all_go_on(writers), "everybody goes on by themselves", 60)
            run = open_run(place, drawn)
            healing = max(healing, wait_for_run(place, run))
        for writer in writers:
            writer.settle()
        assert [answer.body for answer in told if answer.status != 503] == []
        heads = {answer.body.partition("<h1>")[2].partition("</h1>")[0] for answer in told}
        assert heads == {"There is no room left on the server"}
        verdict = crew.judge()
        FIGURES.take(verdict, crew.resent())
        assert verdict.problems == []
        assert crew.failures() == [] and half_runs(place) == []
        compared = differing_runs(place, PROGRAM, drawn, 3)
        FIGURES.compare(compared)
        assert all(all(same) for same in compared.values()), compared
        FIGURES.survived("disk full: SQLite, uploads and broker", healing)


def fill(disk: Path) -> None:
    """Write until there is no room for another byte."""
    try:
        with (disk / "filler").open("wb", buffering=0) as filler:
            while filler.write(b"\0" * 4096):
                pass
    except OSError:
        return


def answers_while_full(place: Installation, manager: Client, fields: dict[str, str]) -> list[Answer]:
    """What people are told who press a button while nothing can be stored."""
    told: list[Answer] = []
    end = time.monotonic() + FULL_SECONDS
    while time.monotonic() < end:
        opened = manager.post(NEW_RUN, fields)
        told += [answer for answer in (opened, upload(place)) if answer is not None]
        time.sleep(0.2)
    assert manager.failures == []
    return told


def upload(place: Installation) -> Answer | None:
    """A list of firms larger than what is left of the disk."""
    manager, edge = place.person("manager"), "an-edge"
    parts = {"source": "Register", "listed_on": ""}
    body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts.items())
    body += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="firms.csv"\r\n\r\ncode,name\n{BIG}\r\n'
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    path = "/studies/entry/clusters/bay/frame/upload/"
    answer = manager.ask("POST", path, f"{body}--{edge}--\r\n".encode(), **headers)
    assert manager.failures == []
    return answer


def all_go_on(writers: list[Writer]) -> bool:
    """Whether each has something acknowledged after the last thing that was in doubt."""
    return all(not writer.journal.in_doubt or len(writer.journal.in_doubt) == 1 for writer in writers) and all(
        json.loads(writer.journal.path.read_text().splitlines()[-1])["at"] > time.time() - 2 for writer in writers
    )
