"""Sextant as its users meet it: a web server and a worker, as processes with a home of their own."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
STOP_SECONDS = 45
MORE: dict[str, str] = {}
"""Settings of a test of its own, by environment."""
ADDRESS = re.compile(r"Sextant is on (http://[^ ]+)")


@dataclass(frozen=True, slots=True)
class Application:
    """A running Sextant: where it answers, and the folder it keeps everything in."""

    url: str
    home: Path


def environment(home: Path) -> dict[str, str]:
    """Nothing of the surroundings but where programs are, and a home."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "SEXTANT_HOME": str(home),
        "STATIC_ROOT": str(home / "static"),
        # From one address a suite logs in more often than a school does.
        "SEXTANT_RATE_LIMITS": "false",
        "PYTHONUNBUFFERED": "1",
        **MORE,
    }


def manage(home: Path, *arguments: str) -> str:
    """What a command of manage.py prints."""
    return program(home, "manage.py", *arguments)


def program(home: Path, *arguments: str) -> str:
    """What a program of the project prints."""
    called = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert called.returncode == 0, called.stderr
    return called.stdout


@contextmanager
def serving(home: Path, *options: str) -> Iterator[Application]:
    """Sextant on a free port for the length of a block; it ends its worker and its web server itself."""
    log = home / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", "0", *options],
            cwd=ROOT,
            env=environment(home),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Application(url=answering_address(process, log), home=home)
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def answering_address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Where the web server answers, as soon as it does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"Sextant did not start:\n{log.read_text()}"
        found = ADDRESS.search(log.read_text())
        if found and is_answering(found[1]):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"Sextant did not answer within {START_SECONDS} s:\n{log.read_text()}")


def is_answering(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/login/", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False
