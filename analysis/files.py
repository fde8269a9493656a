"""The files a run is handed out as, each made of its result when somebody asks for it."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from analysis.brief import write_brief
from analysis.models import AnalysisRun
from analysis.registry import SYSTEMS
from analysis.results import Result
from analysis.runs import ID_LENGTH
from analysis.systems import System
from analysis.workbook import write_workbook
from reports.specification import SOFTWARE_VERSION


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what follows the run's name, what it is for browsers, and what makes it."""

    suffix: str
    content_type: str
    write: Callable[[Result, Mapping[str, str]], bytes]


def result_json(result: Result, about: Mapping[str, str]) -> bytes:
    """The result with what it rests on, as indented JSON in UTF-8."""
    told = {"about": dict(about), "result": result.to_json()}
    return (json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def workbook(result: Result, about: Mapping[str, str]) -> bytes:
    """The workbook of the result (XLSX)."""
    file = io.BytesIO()
    write_workbook(result, file, about=about)
    return file.getvalue()


def brief(result: Result, about: Mapping[str, str]) -> bytes:
    """The brief of the result (PDF, one page), labelled in the language of whoever asks."""
    file = io.BytesIO()
    write_brief(result, file, about=about, language=get_language() or settings.LANGUAGE_CODE)
    return file.getvalue()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "workbook": Kind(".xlsx", XLSX, workbook),
    "brief": Kind(".pdf", "application/pdf", brief),
    "json": Kind(".json", "application/json", result_json),
}


def file_of(run: AnalysisRun, kind: str) -> bytes:
    """One file of a run that is ready."""
    return FILES[kind].write(Result.from_json(run.result or {}), about_run(run))


def about_run(run: AnalysisRun) -> dict[str, str]:
    """What a workbook or a brief says of the run it was made from, in the order in which it is read."""
    used = list(run.used.select_related("table"))
    about = about_inputs(
        system=SYSTEMS.get(run.system),
        digest=run.inputs_hash,
        sources=[each.table.source for each in used],
        tables={
            each.layout: f"{each.table.file_name}, {each.table.rows} rows, SHA-256 {each.table.file_hash}"
            for each in used
        },
        choices=run.choices,
    )
    day = timezone.localtime(run.finished_at or run.created_at).date().isoformat()
    return {"study": run.study.title, "date": day, **about}


def about_inputs(
    *,
    system: System | None,
    digest: str,
    sources: Sequence[str],
    tables: Mapping[str, str],
    choices: Mapping[str, Any],
) -> dict[str, str]:
    """What a result rests on, by the names that workbook and brief know; `digest` is the hash of all inputs."""
    told = {
        "question": system.question if system else "",
        "run": digest[:ID_LENGTH],
        "sources": " ".join(dict.fromkeys(each.rstrip(".") + "." for each in sources)),
        "software": f"Sextant {SOFTWARE_VERSION}",
        "inputs SHA-256": digest,
    }
    listed = {f"tables.{code}": words for code, words in tables.items()}
    return told | listed | {f"choices.{name}": choice_words(value) for name, value in choices.items()}


def choice_words(value: Any) -> str:
    """A choice as it is told beside a result."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
