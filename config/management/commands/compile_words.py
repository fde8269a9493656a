"""Makes the files the interface reads of the catalogues that changed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from config.compiling import compile_catalogues


class Command(BaseCommand):
    help = "Compiles the catalogues in locale/ that are newer than their compiled file."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogues(Path(settings.LOCALE_PATHS[0])):
            if options["verbosity"] > 0:
                self.stdout.write(f"Compiled {path.relative_to(settings.BASE_DIR)}.")
