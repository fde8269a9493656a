"""What Procfile and units name really starts, serves, and ends without losing what is under way."""

import json
import signal
import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.deploy import saying
from tests.deploy.running import HEADERS, SECONDS, Place, eventually, free_port, left_in

SECRET = "a" * 32
FORM = urlencode({"csrfmiddlewaretoken": SECRET, "language": "es", "next": "/login/"}).encode()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, free_port())


def begun_request(place: Place) -> socket.socket:
    """Somebody chooses a language over a slow line: the server has begun to read, and the form is still to come."""
    slow = socket.create_connection(("127.0.0.1", place.port), timeout=SECONDS)
    told = {
        **HEADERS,
        "Referer": "https://sextant.example/login/",
        "Cookie": f"__Host-csrftoken={SECRET}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(FORM)),
        "Expect": "100-continue",
    }
    lines = ["POST /language/ HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    slow.sendall("\r\n".join(lines).encode())
    assert slow.recv(1000).startswith(b"HTTP/1.1 100")
    return slow


def ended_request(slow: socket.socket) -> bytes:
    slow.sendall(FORM)
    answer = b""
    while part := slow.recv(65536):
        answer += part
    slow.close()
    return answer


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{")]


def test_the_processes_start_serve_and_end_whole_and_the_next_release_answers_who_waited(place: Place) -> None:
    """In one go, since starting costs seconds; the web server as systemd starts it, the others as the Procfile says."""
    commands = saying.of_procfile()
    assert "Applying" in place.done(commands["release"])
    with socket.create_server(("127.0.0.1", place.port)) as kept, ExitStack() as stack:
        running = {name: stack.enter_context(place.running(name, commands[name])) for name in ("worker", "clock")}
        web, environment = place.of_unit("sextant-web.service")
        running["web"] = stack.enter_context(place.running("web", web, environment, handed=kept.fileno()))
        eventually(lambda: place.answers("/healthz"), "the web server answers")
        assert json.loads(place.asked("/readyz")[1]) == {"ready": True, "reasons": []}
        assert place.asked("/field/session/")[0] == 200

        def swept() -> bool:
            return any("reports.sweep_jobs" in str(line["message"]) for line in lines_of(place.log("worker")))

        eventually(swept, "the clock rings and the worker hears it")
        slow = begun_request(place)
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        eventually(lambda: "Handling signal: term" in place.log("web").read_text(), "the web server begins to end")
        assert running["web"].poll() is None, "somebody is still being answered"
        assert ended_request(slow).startswith(b"HTTP/1.1 302")
        assert running["web"].wait(SECONDS) == 0
        with socket.create_connection(("127.0.0.1", place.port), timeout=SECONDS) as between:
            between.sendall(b"GET /healthz HTTP/1.1\r\nHost: sextant.example\r\nConnection: close\r\n\r\n")
            with place.running("new", web, environment, handed=kept.fileno()):
                assert between.recv(1000).startswith(b"HTTP/1.1 200")
        assert {name: process.wait(SECONDS) for name, process in running.items()} == dict.fromkeys(running, 0)
        assert {name: left_in(process.pid) for name, process in running.items()} == {name: [] for name in running}
    told = next(line for line in lines_of(place.log("worker")) if line["logger"] == "celery.app.trace")
    assert str(told["task_id"]) in str(told["message"]) and len(str(told["task_id"])) == 36
    assert any(line["logger"] == "celery.apps.worker" for line in lines_of(place.log("worker"))), "LOG_LEVEL is heeded"
