"""Writes a workbook in which interviews are filled in without a connection: of one firm, or of a cluster."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clusters.disclosing import record_disclosure, sha256_of
from clusters.models import Cluster, DisclosureAct, Firm
from surveys.fill_in.building import NothingToHandOut, cluster_book, firm_book, interview_of, zipped_books
from surveys.management.clusters import cluster_named

REFUSED = 1
WRONG_CALL = 2


class Command(BaseCommand):
    help = "Writes interview workbooks: one for all firms (.xlsx), one for each (.zip), or, with --firm, of one firm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help=_("short name of the study"))
        parser.add_argument("cluster", metavar="CLUSTER", help=_("short name of the cluster"))
        parser.add_argument("out", metavar="OUT", type=Path, help=_("the workbook (.xlsx), or several packed (.zip)"))
        parser.add_argument("--firm", metavar="CODE", default="", help=_("only this firm"))
        parser.add_argument("--language", metavar="LANGUAGE", default="", help=_("en, es or zh-hans"))
        parser.add_argument("--all", action="store_true", help=_("firms whose interview was handed over as well"))

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"] or settings.LANGUAGE_CODE
        known = [code for code, _name in settings.LANGUAGES]
        if language not in known:
            text = _("There is no language %(language)s. Known are: %(known)s.")
            raise CommandError(text % {"language": language, "known": ", ".join(known)}, returncode=WRONG_CALL)
        if options["out"].suffix not in (".xlsx", ".zip"):
            text = _("%(file)s: name a file that ends in .xlsx or .zip.") % {"file": options["out"]}
            raise CommandError(text, returncode=WRONG_CALL)
        cluster = cluster_named(options["study"], options["cluster"])
        try:
            with translation.override(language):
                content = self._content(cluster, options)
        except NothingToHandOut as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from None
        self._write(options["out"], content)
        record_disclosure(
            act=DisclosureAct.TAKEN,
            page="command interview_workbook",
            of=cluster,
            subject=options["firm"],
            file_name=options["out"].name,
            file_hash=sha256_of([content]),
        )

    def _content(self, cluster: Cluster, options: dict[str, Any]) -> bytes:
        told: dict[str, Any] = {"made_at": timezone.now(), "made_by": ""}
        if not options["firm"]:
            build = zipped_books if options["out"].suffix == ".zip" else cluster_book
            return build(cluster=cluster, only_open=not options["all"], **told)
        firm = Firm.objects.select_related("cluster__study").filter(cluster=cluster, code=options["firm"]).first()
        if firm is None:
            text = _("There is no firm %(code)s in %(cluster)s.") % {"code": options["firm"], "cluster": cluster}
            raise CommandError(text, returncode=WRONG_CALL)
        return firm_book(firm=firm, interview=interview_of(firm), **told)

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as error:
            text = _("%(file)s cannot be written: %(reason)s.") % {"file": path, "reason": error.strerror}
            raise CommandError(text, returncode=WRONG_CALL) from None
        self.stdout.write(_("%(file)s: %(size)d kB.") % {"file": path, "size": max(1, len(content) // 1024)})
