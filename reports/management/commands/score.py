"""Scores every interview of a study anew."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clusters.models import Study
from reports.scores import LevelCounts, score_study

NAMES = {"hr": "HR", "process": "process", "product": "product"}


class Command(BaseCommand):
    help = "Scores every interview of a study under its present rule set and prints the levels."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="short name of the study")

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            raise CommandError(f"There is no study called {options['study']}; its short name stands in its address.")
        counts = score_study(study=study, now=timezone.now())
        width = max([len(str(each.cluster)) for each in counts] or [0])
        self.stdout.write(
            f"{'cluster':{width}}  dimension  " + "".join(f"{f'L{n}':>8}" for n in range(7)) + "   undetermined"
        )
        for each in counts:
            self.stdout.write(f"{each.cluster!s:{width}}  {_line(each)}")


def _line(counts: LevelCounts) -> str:
    levels = "".join(f"{count:8d}" for count in counts.exact)
    left_out = f" (of these {counts.none} without a single level)" if counts.none else ""
    return f"{NAMES[counts.dimension]:9}  {levels}   {counts.undetermined:12d}{left_out}"
