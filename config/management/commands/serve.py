"""The web application and its worker on one machine, with the demo study to look at."""

import signal
import socket
import time
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from config.processes import running, web_command, worker_command
from reports.demo.loading import DEMO_PASSWORD, DEMO_PEOPLE


class Command(BaseCommand):
    help = "Serves Sextant and runs its worker until interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="0 takes a port that is free")
        parser.add_argument("--without-demo", action="store_true", help="leaves the demo study and its people out")

    def handle(self, *args: Any, **options: Any) -> None:
        # Asked to end in either way, it ends the two processes it started as well.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._prepare(with_demo=not options["without_demo"])
            self._serve(options["host"], options["port"] or free_port(options["host"]))
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _prepare(self, *, with_demo: bool) -> None:
        call_command("compile_words", verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if with_demo:
            call_command("load_demo", verbosity=0)
            self.stdout.write(f"Log in as {', '.join(DEMO_PEOPLE)}; the password is {DEMO_PASSWORD}")

    def _serve(self, host: str, port: int) -> None:
        with running(worker_command("serve"), web_command(host, port)) as processes:
            self.stdout.write(f"Sextant is on http://{host}:{port} – stop it with Ctrl-C.")
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
        raise CommandError("The web server or its worker ended by itself; what it said stands above.")


def free_port(host: str) -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
