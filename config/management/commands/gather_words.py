"""Gathers the sentences people read from the sources into the catalogues to be translated."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from config.compiling import PLURAL_RULES
from config.gathering import gather, merge


class Command(BaseCommand):
    help = "Writes every sentence of pages, forms and scripts into locale/, keeping the translations that are there."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for domain, sentences in gather(Path(settings.BASE_DIR)).items():
            for language in PLURAL_RULES:
                path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / f"{domain}.po"
                empty = merge(path, sentences, language)
                self.stdout.write(f"{language} {domain}: {len(sentences)} sentences, {empty} to be translated.")
