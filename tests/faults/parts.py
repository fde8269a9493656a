"""The processes of an installation, each in a group of its own, that can be killed and are started again.

Whatever ends this program ends them too: the kernel signals each with its parent, and `left_behind` finds the rest by
a mark in their surroundings.
"""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = "SEXTANT_FAULTS"
DIE_WITH_PARENT = 1
LOOK_SECONDS = 0.05
LIBC = ctypes.CDLL(None)


def wait_until(is_so: Callable[[], object], what: str, seconds: float = 60) -> float:
    """How long it took until something was so; fails with `what` when it never was."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds:.0f} s"
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - begun


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(**more: str) -> dict[str, str]:
    """Where programs are, the mark of this run of the suite, and what is given."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), MARK: str(os.getpid()), **more}


@dataclass
class Part:
    """One process and its children, as a supervisor sees them."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    user: str | None = None
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command),
                cwd=ROOT if self.user is None else "/",
                env=dict(self.environment),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                preexec_fn=_die_with_parent,
            )

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} was never started"
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def children(self) -> list[int]:
        """Processes the main one started, directly."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(each) for each in listed.read_text().split()] if listed.exists() else []

    def send(self, number: signal.Signals, pid: int | None = None) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid or self.pid, number)

    def send_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it with all its children at once, whatever they are doing."""
        if self.process is not None:
            self.send_group(signal.SIGKILL)
            self.process.wait()

    def supervise(self) -> bool:
        """What systemd does with a unit whose main process died: end what is left of it, start it again."""
        if self.is_alive:
            return False
        self.kill()
        self.start()
        return True


def _die_with_parent() -> None:
    LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL)


def left_behind() -> list[int]:
    """Processes of this run of the suite that are still there."""
    mark = f"{MARK}={os.getpid()}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def end_all_left() -> list[int]:
    """Kill what is still there; returns what it was."""
    left = left_behind()
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return left
