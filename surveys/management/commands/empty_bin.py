"""manage.py empty_bin [--dry-run]: remove for good what has lain in the bin for thirty days."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from surveys.bin_emptying import overdue


class Command(BaseCommand):
    help = "Removes for good what has lain in the bin for thirty days, and prints each thing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(overdue(timezone.now()))
        for each in found:
            self.stdout.write(each.told)
            if not options["dry_run"]:
                each.remove()
        self.stdout.write(f"{'Would be removed' if options['dry_run'] else 'Removed'}: {len(found)}.")
