"""Takes interviews from a file into a cluster, or lists every reason why not."""

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
from surveys.catalogue import catalogue_of
from surveys.importing.imports import ImportReport, import_interviews
from surveys.importing.mapping import read_mapping
from surveys.importing.reading import InterviewFile, read_interviews
from surveys.study_setup import setup_of

REFUSED = 1
WRONG_CALL = 2
SHOWN_GROUPS = 25


class Command(BaseCommand):
    help = "Takes interviews from a CSV or XLSX file into a cluster, as submitted or, with --approve, as approved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help=_("short name of the study"))
        parser.add_argument("cluster", metavar="CLUSTER", help=_("short name of the cluster"))
        parser.add_argument("file", metavar="FILE", type=Path, help=_("the interviews, CSV or XLSX"))
        parser.add_argument("--mapping", metavar="MAPPING", type=Path, help=_("which column tells which item (TOML)"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would be done, and change nothing"))
        parser.add_argument("--by", metavar="USERNAME", default="", help=_("the person who imports"))
        parser.add_argument("--approve", metavar="NOTE", default="", help=_("approve, with this note; needs --by"))

    def handle(self, *args: Any, **options: Any) -> None:
        cluster = self._cluster(options)
        by = self._person(cluster, options)
        try:
            file = self._file(cluster, options)
            report = import_interviews(
                cluster=cluster,
                file=file,
                by=by,
                now=timezone.now(),
                approval=options["approve"],
                is_dry=options["dry_run"],
            )
        except ImportRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(refusal), returncode=REFUSED) from None
        self._report(file, report, is_dry=options["dry_run"])

    def _file(self, cluster: Cluster, options: dict[str, Any]) -> InterviewFile:
        catalogue = catalogue_of(setup_of(cluster.study).questionnaire)
        variant = cluster.sector_variant
        path, content = options["file"], self._content(options["file"])
        mapping = None
        if options["mapping"] is not None:
            mapping = read_mapping(self._content(options["mapping"]), options["mapping"].name, catalogue, variant)
        return read_interviews(content, path.name, catalogue=catalogue, variant=variant, mapping=mapping)

    def _content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            text = _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror}
            raise CommandError(text, returncode=WRONG_CALL) from None

    def _cluster(self, options: dict[str, Any]) -> Cluster:
        wanted = {"study": options["study"], "cluster": options["cluster"]}
        clusters = Cluster.objects.select_related("study")
        cluster = clusters.filter(study__slug=wanted["study"], slug=wanted["cluster"]).first()
        if cluster is None:
            known = Cluster.objects.order_by("study__slug", "slug").values_list("study__slug", "slug")
            text = _("There is no cluster %(study)s %(cluster)s. Known are: %(known)s. open_cluster makes a new one.")
            shown = "; ".join(" ".join(pair) for pair in known) or "–"
            raise CommandError(text % {**wanted, "known": shown}, returncode=WRONG_CALL)
        return cluster

    def _person(self, cluster: Cluster, options: dict[str, Any]) -> User | None:
        name = options["by"]
        person = User.objects.filter(username=name).first() if name else None
        if name and person is None:
            text = _("There is nobody of the name %(name)s; createsuperuser makes a first person.") % {"name": name}
            raise CommandError(text, returncode=WRONG_CALL)
        if options["approve"] and person is None:
            raise CommandError(
                _("An approval needs the person who gives it: add --by USERNAME."), returncode=WRONG_CALL
            )
        if options["approve"] and person is not None and not may(person, Right.REVIEW, cluster):
            text = _("%(name)s may not approve interviews of this cluster. Make them reviewer or manager of the study.")
            raise CommandError(text % {"name": name}, returncode=REFUSED)
        return person

    def _report(self, file: InterviewFile, report: ImportReport, *, is_dry: bool) -> None:
        for note in file.notes:
            self.stdout.write(_("Note: %(note)s") % {"note": note})
        for name, groups in report.groups.items():
            if len(groups) <= SHOWN_GROUPS:
                shown = "; ".join(f"{group} {total:.10g}" for group, total in sorted(groups.items()))
                self.stdout.write(f"{name}: {shown}")
        text = _("%(firms)d firms (%(new)d new) that stand for %(weights).10g; %(answers)d answers to %(items)d items.")
        counts = {
            "firms": report.firms,
            "new": report.new_firms,
            "weights": report.weights,
            "answers": report.answers,
        }
        self.stdout.write(text % {**counts, "items": len(file.item_codes)})
        done = _("Took %(begun)d new interviews, %(changed)d changed ones, %(same)d as before; approved %(ok)d.")
        dry = _("Would take %(begun)d new interviews, %(changed)d changed ones, %(same)d as before; approve %(ok)d.")
        self.stdout.write(
            (dry if is_dry else done)
            % {
                "begun": report.begun,
                "changed": report.changed,
                "same": report.unchanged,
                "ok": report.approved,
            }
        )
        if report.passed:
            text = _("This study reviews in two steps: %(count)d interviews wait for headquarters.")
            self.stdout.write(text % {"count": report.passed})
