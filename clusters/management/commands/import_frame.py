"""Takes a sampling frame from a file into a cluster, or lists every reason why not."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clusters.frame_choices import Choices, choices_from_json
from clusters.frame_file import read_frame
from clusters.frame_list import absent_notes, open_list, read_list
from clusters.frame_memory import Memory, remembered
from clusters.frames import FramePlan, import_frame, plan_frame
from clusters.models import Cluster
from clusters.problems import ImportRefused

REFUSED = 1
WRONG_CALL = 2


class Command(BaseCommand):
    help = "Takes a sampling frame from a file as a new version of a cluster's list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help=_("short name of the study"))
        parser.add_argument("cluster", metavar="CLUSTER", help=_("short name of the cluster"))
        parser.add_argument("file", metavar="FILE", type=Path, help=_("the list: CSV, Excel or OpenDocument"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would be done, and change nothing"))
        parser.add_argument("--source", default="", help=_("where the list comes from; the file's name unless given"))
        parser.add_argument("--listed-on", type=date.fromisoformat, help=_("date of the list, as YYYY-MM-DD"))
        parser.add_argument(
            "--drawn-by-chance", action="store_true", help=_("the firms of the sample were drawn by chance")
        )
        parser.add_argument(
            "--nobody-drawn", action="store_true", help=_("the list is a population; the sample is yet to be drawn")
        )
        parser.add_argument(
            "--mapping", type=Path, help=_("how to read the list, as JSON: columns, words, rows, encoding, sheet")
        )
        parser.add_argument(
            "--guess", action="store_true", help=_("print the guess as such a mapping, ready to be corrected, and stop")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cluster, path = self._cluster(options), options["file"]
        content = self._content(path)
        memory = remembered(cluster.study)
        try:
            choices = self._choices(options["mapping"])
            if options["guess"]:
                self._print_guess(content, path.name, choices or Choices(), memory)
                return
            file = read_frame(content, path.name, choices, memory, nobody_drawn=options["nobody_drawn"])
            if options["dry_run"]:
                self._report(plan_frame(cluster=cluster, file=file), is_dry=True)
                return
            plan = import_frame(
                cluster=cluster,
                file=file,
                source=options["source"] or path.name,
                listed_on=options["listed_on"],
                is_probability_sample=options["drawn_by_chance"],
            )
        except ImportRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(refusal), returncode=REFUSED) from None
        self._report(plan, is_dry=False)

    def _content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            told = {"file": path, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be read: %(reason)s.") % told, returncode=WRONG_CALL) from None

    def _choices(self, path: Path | None) -> Choices | None:
        """What the mapping says; a file that is no JSON is a wrong call."""
        if path is None:
            return None
        try:
            return choices_from_json(json.loads(self._content(path).decode("utf-8-sig")))
        except ValueError as error:
            told = {"file": path, "reason": error}
            raise CommandError(_("%(file)s is no JSON: %(reason)s.") % told, returncode=WRONG_CALL) from None

    def _print_guess(self, content: bytes, name: str, choices: Choices, memory: Memory) -> None:
        """The mapping on the output; how sure it is, and what stands in the way, beside it on the other stream."""
        found = read_list(open_list(content, name, choices), choices, memory)
        for guess in found.guesses:
            text = _("%(column)s: %(field)s (%(sureness)s). %(reason)s")
            told = {"column": guess.column.label, "field": guess.field or "–", "sureness": guess.sureness.word}
            self.stderr.write(text % {**told, "reason": guess.reason})
        for line in (*found.notes, *absent_notes(found.guesses), *map(str, found.all_problems)):
            self.stderr.write(line)
        self.stdout.write(json.dumps(found.as_read().to_json(), ensure_ascii=False, indent=2))

    def _cluster(self, options: dict[str, Any]) -> Cluster:
        cluster = Cluster.objects.filter(study__slug=options["study"], slug=options["cluster"]).first()
        if cluster is None:
            known = Cluster.objects.order_by("study__slug", "slug").values_list("study__slug", "slug")
            raise CommandError(
                _("There is no cluster %(study)s %(cluster)s. Known are: %(known)s.")
                % {
                    "study": options["study"],
                    "cluster": options["cluster"],
                    "known": "; ".join(" ".join(pair) for pair in known) or "–",
                },
                returncode=WRONG_CALL,
            )
        return cluster

    def _report(self, plan: FramePlan, is_dry: bool) -> None:
        for note in plan.notes:
            self.stdout.write(_("Note: %(note)s") % {"note": note})
        for stratum in plan.strata:
            text = _("%(title)s: N %(population)s, listed %(listed)d, drawn %(drawn)d, base weight %(weight).4g")
            self.stdout.write(
                text
                % {
                    "title": stratum.title,
                    "population": "–" if stratum.population is None else stratum.population,
                    "listed": stratum.listed,
                    "drawn": stratum.drawn,
                    "weight": stratum.weight,
                }
            )
        self.stdout.write(plan.sentence(is_dry=is_dry))
