"""The web application and its worker on one machine, with the demo study to look at."""

import time
from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command

from config.processes import running, web_command, worker_command
from reports.demo.loading import DEMO_PASSWORD, DEMO_PEOPLE


class Command(BaseCommand):
    help = "Serves Sextant and runs its worker until interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_demo", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        host, port = options["host"], options["port"]
        with running(worker_command("serve"), web_command(host, port)) as processes:
            self.stdout.write(f"Sextant is on http://{host}:{port} – stop it with Ctrl-C.")
            self.stdout.write(f"Log in as {', '.join(DEMO_PEOPLE)}; the password is {DEMO_PASSWORD}")
            try:
                while all(process.poll() is None for process in processes):
                    time.sleep(0.5)
            except KeyboardInterrupt:
                self.stdout.write("Stopping.")
