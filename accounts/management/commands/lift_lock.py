"""manage.py lift_lock [NAME] [--address ADDRESS]: forget wrong tries, so that somebody can log in at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.lockout import lift_lock


class Command(BaseCommand):
    help = "Forget the wrong tries of a user name, of an address, or of both together."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="", metavar="NAME")
        parser.add_argument("--address", default="", metavar="ADDRESS")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"] and not options["address"]:
            self.stderr.write("Name somebody, or give an --address.")
            raise SystemExit(2)
        count = lift_lock(username=options["name"], address=options["address"])
        self.stdout.write(f"{count} entries of wrong tries were forgotten.")
