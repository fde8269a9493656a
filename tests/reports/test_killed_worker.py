"""A real worker on the folder broker, killed with -9 half way: the run ends with the same tables all the same."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from config.processes import worker_command

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = str(Path(__file__).with_name("worker_study.py"))


def environment(home: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CELERY_BROKER_URL")},
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "SEXTANT_HOME": str(home),
        "JOB_SILENT_SECONDS": "3",
        "JOB_HEARTBEAT_SECONDS": "1",
        "PYTHONPATH": str(ROOT),
    }


def call(home: Path, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(home), capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(home: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{home / 'sextant.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(query).fetchall()


def wait_until_half_way(home: Path) -> None:
    """Until some cluster has stored a chunk of its firms and lacks others."""
    half_way = "SELECT 1 FROM reports_job WHERE state = 'started' AND done_units BETWEEN 1 AND total_units - 1"
    end = time.monotonic() + 90
    while not ask(home, half_way):
        assert time.monotonic() < end, ask(home, "SELECT key, state, done_units, error FROM reports_job")
        time.sleep(0.005)


@pytest.mark.long
def test_a_worker_killed_half_way_leaves_no_half_run_and_costs_no_figure(tmp_path: Path) -> None:
    home, calm = tmp_path / "home", tmp_path / "calm"
    run_id = call(home, PROGRAM, "build").strip()
    shutil.copytree(home, calm)
    worker = subprocess.Popen(
        [sys.executable, *worker_command("doomed")[1:]], cwd=ROOT, env=environment(home), start_new_session=True
    )
    try:
        wait_until_half_way(home)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert ask(home, "SELECT state, tables FROM reports_run") == [("building", None)]
    assert ask(home, "SELECT count(*) FROM reports_job WHERE state = 'started'") != [(0,)], "nobody told the ledger"

    printed = call(home, "manage.py", "aggregate", "long")

    assert printed.splitlines()[-1] == run_id
    assert ask(home, "SELECT max(attempts) > 1 FROM reports_job WHERE kind = 'run_cluster'") == [(1,)]
    call(calm, PROGRAM, "here")
    tables, undisturbed = (ask(place, "SELECT state, tables FROM reports_run") for place in (home, calm))
    assert tables == undisturbed
    assert [cluster["firms"] for cluster in json.loads(tables[0][1])["clusters"]] == [2500, 200]
    left = "SELECT count(*) FROM reports_runfirm WHERE scores IS NULL"
    assert ask(home, left) == [(0,)]
