"""manage.py analyse SYSTEM SPEC.toml OUT_FOLDER: an analysis without pages, database and worker."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.computing import compute_result
from analysis.errors import AnalysisRefused, TableRefused
from analysis.estimators.records import EstimationRefused
from analysis.estimators.versions import library_versions
from analysis.files import FILES, about_inputs
from analysis.pictures import png_of, svg_of
from analysis.registry import SYSTEMS
from analysis.results import Result
from analysis.runs import LIBRARIES, hash_inputs, plain_choices
from analysis.spec_files import SpecFile, read_spec
from analysis.specifications import SpecificationError, specification_from
from analysis.systems import System
from analysis.table_files import frame_of_file

REFUSED, WRONG_CALL = 1, 2
NAMES = {"json": "result.json", "workbook": "tables.xlsx", "brief": "brief.pdf"}


class Command(BaseCommand):
    help = "Compute an analysis from a specification file and write result, workbook, brief and pictures to a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("system", metavar="SYSTEM", help="crises, proximity, resilience or development")
        parser.add_argument(
            "spec", metavar="SPEC.toml", type=Path, help="tables, columns and choices (docs/analyses.md)"
        )
        parser.add_argument(
            "out", metavar="OUT_FOLDER", type=Path, help="made where it is missing; older files replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        system = SYSTEMS.get(options["system"])
        if system is None:
            told = {"code": options["system"], "known": ", ".join(SYSTEMS)}
            raise CommandError(_("There is no analysis %(code)s. There are: %(known)s.") % told, returncode=WRONG_CALL)
        spec = self._spec(options["spec"], system)
        result = self._result(system, spec)
        about = self._about(system, spec)
        try:
            written = write_all(result, about, options["out"])
        except OSError as error:
            told = {"out": options["out"], "reason": error.strerror or error}
            raise CommandError(_("%(out)s cannot be written: %(reason)s.") % told, returncode=WRONG_CALL) from error
        self._tell(result, written)

    def _spec(self, path: Path, system: System) -> SpecFile:
        try:
            return read_spec(path, system)
        except AnalysisRefused as refusal:
            raise self._refused(refusal.problems) from None
        except OSError as error:
            told = {"file": path, "reason": error.strerror or error}
            raise CommandError(_("%(file)s cannot be read: %(reason)s.") % told, returncode=WRONG_CALL) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            why = {"file": path, "reason": error}
            raise CommandError(_("%(file)s is no TOML: %(reason)s.") % why, returncode=WRONG_CALL) from None

    def _result(self, system: System, spec: SpecFile) -> Result:
        """The result; every reason against it, of the choices and of all tables, is told at once."""
        reasons: list[str] = []
        try:
            specification_from(system.specification, spec.choices)
        except SpecificationError as refusal:
            reasons += refusal.problems
        frames: dict[str, pd.DataFrame] = {}
        for code, path in spec.tables.items():
            layout = next(each for each in system.layouts if each.code == code)
            try:
                with path.open("rb") as file:
                    frames[code] = frame_of_file(file, path.name, layout, spec.columns[code])
            except TableRefused as refusal:
                reasons += [f"{path.name}: {problem}" for problem in refusal.problems]
                more = _("%(file)s: %(count)d more problems of these kinds.") % {
                    "file": path.name,
                    "count": refusal.hidden,
                }
                reasons += [more] if refusal.hidden else []
        if reasons:
            raise self._refused(reasons)
        try:
            return compute_result(
                system, spec.choices, {code: partial(_same, frames[code]) for code in frames}, self._say
            )
        except SpecificationError as refusal:
            raise self._refused(refusal.problems) from None
        except EstimationRefused as refusal:
            raise self._refused([str(refusal)]) from None

    def _about(self, system: System, spec: SpecFile) -> dict[str, str]:
        """As on the pages, but without study and date: the same inputs write the same files."""
        choices = plain_choices(specification_from(system.specification, spec.choices))
        tables = {code: (path.name, _hash(path), spec.columns[code]) for code, path in spec.tables.items()}
        hashed = {code: (file_hash, columns) for code, (_name, file_hash, columns) in tables.items()}
        digest = hash_inputs(system.code, "", library_versions(*LIBRARIES), choices, hashed)
        named = {code: f"{name}, SHA-256 {file_hash}" for code, (name, file_hash, _columns) in tables.items()}
        sources = [spec.sources.get(code, tables[code][0]) for code in tables]
        return about_inputs(system=system, digest=digest, sources=sources, tables=named, choices=choices)

    def _say(self, doing: str, share: float) -> None:
        if doing:
            self.stderr.write(f"{share:4.0%} {doing}")

    def _tell(self, result: Result, written: list[Path]) -> None:
        self.stdout.write(result.title)
        for finding in result.findings:
            self.stdout.write(f"- {finding}")
        for caution in result.cautions:
            self.stdout.write(_("Caution: %(text)s") % {"text": caution})
        for each in result.refused:
            self.stdout.write(_("Not computed: %(part)s. %(reason)s") % {"part": each.part, "reason": each.reason})
        for path in written:
            self.stdout.write(str(path))

    def _refused(self, reasons: Any) -> CommandError:
        listed = list(reasons)
        for reason in listed:
            self.stderr.write(f"- {reason}")
        words = ngettext(
            "Refused for %(count)d reason, told above.", "Refused for %(count)d reasons, told above.", len(listed)
        )
        return CommandError(words % {"count": len(listed)}, returncode=REFUSED)


def write_all(result: Result, about: Mapping[str, str], out: Path) -> list[Path]:
    """Every file of a result into a folder; returns their paths."""
    files = {NAMES[kind]: FILES[kind].write(result, about) for kind in FILES}
    for figure in result.figures:
        files[f"figures/{figure.code}.svg"] = svg_of(figure)
        files[f"figures/{figure.code}.png"] = png_of(figure)
    (out / "figures").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    return [out / name for name in files]


def _same(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
