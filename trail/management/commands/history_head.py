"""Prints the end of the chain, to be kept where nobody who reaches the database can reach it."""

from typing import Any

from django.core.management.base import BaseCommand

from trail.chain import head


class Command(BaseCommand):
    help = "Prints the end of the history's chain as POSITION:HASH. Keep it elsewhere; verify_history takes it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(head()))
