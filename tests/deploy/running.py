"""Starts what Procfile and units say, in a home of its own, and asks it as a proxy would."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.deploy import saying

SECONDS = 60
HEADERS = {"Host": "sextant.example", "X-Forwarded-Proto": "https"}
HANDED_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execvp(sys.argv[2], sys.argv[2:])
"""


class Place:
    """An installation in a folder, with the environment its file would give it."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {
            "PATH": programs,
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": "of-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
            "ALLOWED_HOSTS": "sextant.example",
            "TRUSTED_PROXIES": "1",
            "LOG_LEVEL": "INFO",
            "SEXTANT_HOME": str(home),
            "SEXTANT_RUN": str(home / "run"),
            "SEXTANT_BIND": f"127.0.0.1:{port}",
            "STATIC_ROOT": str(home / "static"),
            "SEXTANT_WEB_WORKERS": "1",
            "SEXTANT_JOB_WORKERS": "1",
            # The clock rings at half of the first.
            "JOB_SILENT_SECONDS": "1",
            "JOB_HEARTBEAT_SECONDS": "0.3",
        }

    def of_unit(self, name: str) -> tuple[list[str], dict[str, str]]:
        """What a unit starts and with which environment, its folders put into this home."""
        folders = {"/var/lib/sextant-backups": str(self.home / "backups"), "/var/lib/sextant": str(self.home)}
        folders |= {f"/run/{name.removesuffix('.service')}": str(self.home / "run")}
        command = [folders.get(word, word) for word in saying.command_of(name)]
        own = {key: folders.get(value, value) for key, value in saying.environment_of(name).items()}
        return command, {**self.environment, **own}

    @contextmanager
    def running(
        self, name: str, command: list[str], environment: dict[str, str] | None = None, *, handed: int | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A process, with its output in a file of its name; `handed` is a socket as systemd hands it over."""
        given = () if handed is None else (handed,)
        if handed is not None:
            command = [sys.executable, "-c", HANDED_OVER, str(handed), *command]
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=saying.ROOT,
                env=environment or self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=given,
            )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def done(self, command: list[str], environment: dict[str, str] | None = None) -> str:
        """What a command prints that ends by itself."""
        finished = subprocess.run(
            command,
            cwd=saying.ROOT,
            env=environment or self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert finished.returncode == 0, f"{shlex.join(command)}: {finished.stdout} {finished.stderr}"
        return finished.stdout

    def log(self, name: str) -> Path:
        return self.home / f"{name}.log"

    def asked(self, path: str) -> tuple[int, str]:
        """Status and text of the answer to a request, as a proxy passes it on."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        told = response.status, response.read().decode()
        connection.close()
        return told

    def answers(self, path: str) -> bool:
        with suppress(OSError):
            return self.asked(path)[0] == 200
        return False


def eventually(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so; fail with its name when it never is."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def left_in(session: int) -> list[str]:
    """Processes that a process left behind in the session it was given."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, _group, of = entry.read_text().rpartition(")")[2].split()[:4]
            if int(of) == session and state != "Z":
                found.append(entry.parent.name)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
