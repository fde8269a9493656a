"""Loads the demo study of the four published clusters."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from reports.demo.loading import load_demo


class Command(BaseCommand):
    help = "Loads the four published clusters as a study of reconstructed firms; loading it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(text: str) -> None:
            if options["verbosity"]:
                self.stdout.write(text)

        study = load_demo(with_people=settings.DEMO_PEOPLE, tell=tell)
        tell(f"The study {study.slug} is loaded.")
