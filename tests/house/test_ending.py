"""The clock of a worker ends when its worker is killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import os, sys, time
from config.ending import end_with
parent = os.getpid()
child = os.fork()
if child:
    print(child, flush=True)
else:
    end_with(parent)
time.sleep(60)
"""


def is_there(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def test_a_clock_whose_worker_is_killed_ends_by_itself() -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    clock = int(worker.stdout.readline())
    try:
        assert is_there(clock)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        end = time.monotonic() + 30
        while is_there(clock) and time.monotonic() < end:
            time.sleep(0.1)
        assert not is_there(clock), "it would ring for ever"
    finally:
        with suppress(ProcessLookupError):
            os.kill(clock, signal.SIGKILL)
