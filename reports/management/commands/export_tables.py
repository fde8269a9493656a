"""manage.py export_tables RUN OUT.xlsx [--public]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from clusters.disclosing import record_disclosure, sha256_of
from clusters.models import DisclosureAct
from reports.models import Run
from reports.workbook.building import build_workbook
from reports.workbook.material import WorkbookRefusedError

WRONG_CALL = 2


class Command(BaseCommand):
    help = "Write the tables of a finished run to an Excel workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", metavar="RUN", help="the run's id, as `aggregate` prints it")
        parser.add_argument("out", metavar="OUT.xlsx", type=Path, help="the file to write; an older one is replaced")
        parser.add_argument(
            "--public",
            action="store_true",
            help="leave out figures that rest on one or two firms, and all data of single firms",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.suffix.lower() != ".xlsx":
            raise CommandError(_("%(out)s: give a file name that ends in .xlsx.") % {"out": out}, returncode=WRONG_CALL)
        run = Run.objects.filter(pk=options["run"]).select_related("study").first()
        if run is None:
            raise CommandError(
                _("There is no run %(run)s. Take the id that aggregate prints, or that the page of runs shows.")
                % {"run": options["run"]}
            )
        try:
            written = build_workbook(run, out, public=options["public"])
        except WorkbookRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(
                _("%(out)s cannot be written: %(reason)s. Give a file in a folder that exists and has room.")
                % {"out": out, "reason": error.strerror or error}
            ) from error
        record_disclosure(
            act=DisclosureAct.TAKEN,
            page="command export_tables",
            of=run.study,
            subject=run.pk,
            rows=written.firms,
            file_name=out.name,
            file_hash=sha256_of([out.read_bytes()]),
        )
        self.stdout.write(
            _("%(out)s: %(sheets)d sheets, %(firms)d firms.")
            % {"out": out, "sheets": len(written.sheets), "firms": written.firms}
        )
        if written.difference is not None:
            self.stdout.write(
                _("Table 5 counted anew from the firms: sum of differences %(sum)d.") % {"sum": written.difference}
            )
