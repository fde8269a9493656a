"""The files a run is handed out as, each made of its result when somebody asks for it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from analysis.models import AnalysisRun
from analysis.registry import SYSTEMS
from analysis.results import Result


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


FILES = {
    "json": Kind(".json", "application/json", result_json),
}


def file_of(run: AnalysisRun, kind: str) -> bytes:
    """One file of a run that is ready."""
    return FILES[kind].write(Result.from_json(run.result or {}), about_run(run))


def about_run(run: AnalysisRun) -> dict[str, str]:
    """What a workbook or a brief says of the run it was made from, in the order in which it is read."""
    used = list(run.used.select_related("table"))
    system = SYSTEMS.get(run.system)
    told = {
        "study": run.study.title,
        "question": system.question if system else "",
        "run": run.pk,
        "date": timezone.localtime(run.finished_at or run.created_at).date().isoformat(),
        "sources": " ".join(dict.fromkeys(each.table.source.rstrip(".") + "." for each in used)),
        "software": f"Sextant {run.software_version}",
        "inputs SHA-256": run.inputs_hash,
    }
    tables = {
        f"tables.{each.layout}": f"{each.table.file_name}, {each.table.rows} rows, SHA-256 {each.table.file_hash}"
        for each in used
    }
    return told | tables | {f"choices.{name}": choice_words(value) for name, value in run.choices.items()}


def choice_words(value: Any) -> str:
    """A choice as it is told beside a result."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
