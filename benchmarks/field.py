"""Phones that send: one autosave against a bare view that inserts one row, and 50 full interviews a second.

Needs PostgreSQL at `BENCH_DATABASE_URL`, in which it makes a database of its own and drops it again.
"""

import json
import os
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

RATE, SECONDS = int(os.environ.get("BENCH_RATE", "50")), int(os.environ.get("BENCH_SECONDS", "30"))
SAVES = 600
SENDERS = 16
NAME = "sextant_bench"
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://root@127.0.0.1:5432/test")


def main() -> None:
    """Build the study, start the server, send, and count what is stored."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        print(f"Field load: left out, there is no PostgreSQL at BENCH_DATABASE_URL ({error}).")
        return
    with own_database() as url, tempfile.TemporaryDirectory() as home:
        (Path(home) / "static").mkdir()
        os.environ.update(
            DATABASE_URL=url,
            SEXTANT_HOME=home,
            STATIC_ROOT=f"{home}/static",
            DJANGO_SETTINGS_MODULE="benchmarks.field_settings",
        )
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True)
        subprocess.run([sys.executable, "-m", "benchmarks.field_load"], check=True)


@contextmanager
def own_database() -> Iterator[str]:
    """An empty database beside the one that was named, for the length of a block."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
    try:
        yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{NAME}"))
    finally:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


@contextmanager
def serving() -> Iterator[int]:
    """Gunicorn as `make serve` starts it, on a free port."""
    from config.processes import running, web_command

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(web_command("127.0.0.1", port)):
        for _attempt in range(200):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5)
                break
            time.sleep(0.1)
        yield port


def headers_of(session: str) -> dict[str, str]:
    """What a browser of the person who is logged in sends along."""
    token = secrets.token_hex(16)
    return {
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/json",
    }


def outcomes(answers: list[bytes]) -> list[str]:
    return [result["outcome"] for answer in answers for result in json.loads(answer)["results"]]


def refusals(answers: list[bytes]) -> list[str]:
    """What devices would be told of the messages that were not stored."""
    results = [result for answer in answers for result in json.loads(answer)["results"]]
    return [f"{each['status']} {each['text']} {each['problems'][:2]}" for each in results if each["status"] != 201]


def drawing(what: str) -> random.Random:
    """The same draws every time, and no id that another part of the benchmark draws too."""
    return random.Random(f"2006 {what}")
