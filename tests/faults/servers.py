"""PostgreSQL, Redis and RabbitMQ in a folder and on a port of the suite's own: killing them harms nobody."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.faults.parts import Part, free_port, surroundings, wait_until

DATABASE_USER, BROKER_USER = "postgres", "rabbitmq"
"""Those of the packages: neither server is run by root."""
SETTINGS = {"listen_addresses": "127.0.0.1", "shared_buffers": "64MB", "max_connections": "60", "fsync": "on"}


@dataclass
class Served:
    """A server: its process, the address clients are told, and whether it answers."""

    part: Part
    url: str
    answers: Callable[[], bool]

    def start(self) -> None:
        self.part.start()
        self.wait()

    def wait(self) -> None:
        """Until it answers; one that refuses to start because of what the killed one left is started again."""

        def does() -> bool:
            self.part.supervise()
            return self.answers()

        wait_until(does, f"{self.part.name} answers")


def postgresql(folder: Path) -> Served:
    """A cluster of databases with one database; root may not run it, so the user of the package does."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert binaries, "PostgreSQL is not installed; on Debian or Ubuntu: apt-get install postgresql"
    user = DATABASE_USER if os.geteuid() == 0 else None
    data, port = folder / "data", free_port()
    data.mkdir(parents=True)
    data.chmod(0o700)
    if user:
        for path in (folder, data):
            shutil.chown(path, user, user)
    made = [str(binaries[-1] / "initdb"), "-D", str(data), "-U", "sextant", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(
        made, check=True, capture_output=True, cwd="/", user=user, group=user, extra_groups=[] if user else None
    )
    options = [each for name, value in SETTINGS.items() for each in ("-c", f"{name}={value}")]
    command = [str(binaries[-1] / "postgres"), "-D", str(data), "-p", str(port), "-k", str(data), *options]
    url = f"postgres://sextant@127.0.0.1:{port}/sextant"
    part = Part("postgresql", command, surroundings(), folder.with_suffix(".log"), user)
    served = Served(part, url, lambda: _is_open(f"postgres://sextant@127.0.0.1:{port}/postgres"))
    served.start()
    with psycopg.connect(f"postgres://sextant@127.0.0.1:{port}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE sextant")
    return served


def _is_open(url: str) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
        return True
    return False


def redis(folder: Path) -> Served:
    """A Redis that writes every message down."""
    folder.mkdir(parents=True)
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    command += ["--appendonly", "yes", "--save", "", "--daemonize", "no"]
    part = Part("redis", command, surroundings(), folder.with_suffix(".log"))
    return Served(part, f"redis://127.0.0.1:{port}/0", lambda: _says(port, b"PING\r\n", b"+PONG"))


def rabbitmq(folder: Path) -> Served:
    """A node of RabbitMQ under a name of its own, with everything it writes in the folder."""
    folder.mkdir(parents=True)
    user = BROKER_USER if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user, user)
    port, other = free_port(), free_port()
    environment = surroundings(
        RABBITMQ_NODENAME=f"faults{port}@localhost",
        RABBITMQ_NODE_PORT=str(port),
        RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
        RABBITMQ_DIST_PORT=str(other),
        RABBITMQ_MNESIA_BASE=str(folder / "data"),
        RABBITMQ_LOG_BASE=str(folder / "logs"),
        RABBITMQ_PID_FILE=str(folder / "pid"),
        RABBITMQ_ENABLED_PLUGINS_FILE=str(folder / "plugins"),
        RABBITMQ_CONFIG_FILES=str(folder),
        ERL_CRASH_DUMP_SECONDS="0",
        HOME=str(folder),
    )
    part = Part("rabbitmq", ["rabbitmq-server"], environment, folder.with_suffix(".log"), user)
    return Served(part, f"amqp://guest:guest@127.0.0.1:{port}//", lambda: _says(port, b"AMQP\0\0\x09\x01", b"\x01"))


def _says(port: int, asked: bytes, wanted: bytes) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(asked)
        return connection.recv(64).startswith(wanted)
    return False


def is_known_user(name: str) -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False


def freeze(part: Part) -> None:
    """It stops answering, and its connections stay open."""
    part.send_group(signal.SIGSTOP)


def thaw(part: Part) -> None:
    part.send_group(signal.SIGCONT)
