"""Takes filled interview workbooks into a cluster, or lists every reason why not."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, may
from clusters.models import Cluster
from clusters.problems import ImportRefused
from surveys.fill_in.parcels import read_parcel, unpacked
from surveys.fill_in.taking import Taken, take_workbooks
from surveys.fill_in.telling import firms_in_words, sentence
from surveys.management.clusters import cluster_named

REFUSED = 1
WRONG_CALL = 2


class Command(BaseCommand):
    help = "Takes a filled interview workbook (.xlsx), or a packed file of them (.zip), into a cluster."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help=_("short name of the study"))
        parser.add_argument("cluster", metavar="CLUSTER", help=_("short name of the cluster"))
        parser.add_argument("file", metavar="FILE", type=Path, help=_("the workbook, or a packed file of several"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would be done, and change nothing"))
        parser.add_argument("--by", metavar="USERNAME", default="", help=_("the person in whose name it is taken"))

    def handle(self, *args: Any, **options: Any) -> None:
        cluster = cluster_named(options["study"], options["cluster"])
        by = self._person(cluster, options["by"])
        content = self._content(options["file"])
        try:
            taken = take_workbooks(
                cluster=cluster,
                workbooks=read_parcel(unpacked([(options["file"].name, content)])),
                by=by,
                now=timezone.now(),
                is_dry=options["dry_run"],
            )
        except ImportRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(refusal), returncode=REFUSED) from None
        self._report(taken, is_dry=options["dry_run"])

    def _person(self, cluster: Cluster, name: str) -> User | None:
        if not name:
            return None
        person = User.objects.filter(username=name).first()
        if person is None:
            text = _("There is nobody of the name %(name)s; createsuperuser makes a first person.") % {"name": name}
            raise CommandError(text, returncode=WRONG_CALL)
        if not may(person, Right.ENTER, cluster):
            text = _("%(name)s may not enter interviews of this cluster. Make them consultant of the study.")
            raise CommandError(text % {"name": name}, returncode=REFUSED)
        return person

    def _content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            text = _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror}
            raise CommandError(text, returncode=WRONG_CALL) from None

    def _report(self, taken: Taken, *, is_dry: bool) -> None:
        for doubt in taken.doubts:
            self.stdout.write(_("Note: %(note)s") % {"note": doubt})
        for note in taken.notes:
            self.stdout.write(_("Note: %(note)s") % {"note": note})
        for firm in firms_in_words(taken):
            self.stdout.write(f"{firm.taken.firm.code}: {firm.sentence}")
            for each in firm.told:
                before, after = each.told.before.words, each.told.after.words
                self.stdout.write(f"  {each.told.code}: {before} → {after} ({each.word})")
        self.stdout.write(sentence(taken, is_dry=is_dry))
