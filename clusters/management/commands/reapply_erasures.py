"""manage.py reapply_erasures [FILE] [--dry-run]: erase again who was erased before an older backup was restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clusters.contacts import reapply_erasures, remembered
from clusters.models import Erasure


class Command(BaseCommand):
    help = "Erases again every contact whose data were erased and are back, as after restoring an older backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help="list of erasures; without one that of this installation"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be erased, and erase nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"] or Path(settings.ERASURES_FILE)
        known = list(Erasure.objects.all())
        try:
            told = list(remembered(path)) if options["file"] or path.exists() else []
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}. Give the list of erasures.") from error
        except ValueError as error:
            raise CommandError(f"{path} is no list of erasures: {error}. Nothing was erased.") from error
        done = reapply_erasures(told=[*known, *told], is_dry=options["dry_run"])
        for erasure in done:
            self.stdout.write(f"contact {erasure.contact_id}, erased on {erasure.at:%Y-%m-%d}: {erasure.reason}")
        heard = len({erasure.contact_id for erasure in [*known, *told]})
        ending = "would be erased again." if options["dry_run"] else "erased again."
        self.stdout.write(f"{heard} erasures known; {len(done)} {ending}")
