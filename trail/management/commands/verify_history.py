"""Reads the history from end to end and says whether it is what was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trail.chain import Head, read_head
from trail.kept_heads import last_kept
from trail.replay import differences
from trail.verifying import Verification

MOST = 50
HEAD = "a head that was kept, as history_head printed it (POSITION:HASH); without it, the last one kept here"


class Command(BaseCommand):
    help = "Checks the chain of the history. Exit status 0: whole; 1: broken, with every place that is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            help=HEAD,
        )
        parser.add_argument("--since", type=int, default=0, help="begin at this position")
        parser.add_argument("--rows", action="store_true", help="compare also the rows with what the history says")

    def handle(self, *args: Any, **options: Any) -> None:
        verification = Verification(since=options["since"], kept=_head(options["head"]) or last_kept())
        count = self._tell(str(each) for each in verification.breaks())
        if options["rows"]:
            count += self._tell(differences())
        if count:
            raise CommandError(f"The history is not what was written: {count} findings.", returncode=1)
        self.stdout.write(f"The history is whole: {verification.links} entries. Head {verification.last}")

    def _tell(self, sentences: Any) -> int:
        count = 0
        for count, sentence in enumerate(sentences, 1):
            if count <= MOST:
                self.stderr.write(sentence)
        if count > MOST:
            self.stderr.write(f"… and {count - MOST} more.")
        return count


def _head(text: str | None) -> Head | None:
    try:
        return read_head(text) if text else None
    except ValueError:
        raise CommandError(
            f"--head {text} is no head. Give it as history_head prints it: a number, a colon and 64 digits.",
            returncode=2,
        ) from None
