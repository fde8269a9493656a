"""A specification file: which tables an analysis reads, under which headings, and its choices, as TOML.

[tables]            firms = "firms.csv"          code of a layout = file, relative to this one
[columns.firms]     "Gross output" = "output"    heading of the file = column of the layout, "" to leave it out
[sources]           firms = "Statistics office"  where a table comes from; the brief quotes it
[choices]           measure = "mean"             what the example of the analysis explains
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from analysis.errors import AnalysisRefused
from analysis.systems import System

PARTS = ("tables", "columns", "sources", "choices")


@dataclass(frozen=True, slots=True)
class SpecFile:
    """What the file says; paths are whole, mappings are there for every table."""

    tables: dict[str, Path]
    columns: dict[str, dict[str, str]]
    sources: dict[str, str]
    choices: dict[str, Any]


def read_spec(path: Path, system: System) -> SpecFile:
    """The file, held to what the system reads; raises AnalysisRefused with every problem.

    Raises OSError where it cannot be read, and tomllib.TOMLDecodeError or UnicodeDecodeError where it is no TOML.
    """
    told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    problems = list(_problems(told, system, path.parent))
    if problems:
        raise AnalysisRefused(problems)
    tables = {code: path.parent / file for code, file in told.get("tables", {}).items()}
    return SpecFile(
        # In the order in which the system names them, whatever the order in the file.
        tables={layout.code: tables[layout.code] for layout in system.layouts if layout.code in tables},
        columns={code: told.get("columns", {}).get(code, {}) for code in tables},
        sources=told.get("sources", {}),
        choices=told.get("choices", {}),
    )


def _problems(told: Mapping[str, Any], system: System, folder: Path) -> Iterator[str]:
    yield from (
        _("“%(part)s” is no part of a specification. It has: %(parts)s.") % {"part": part, "parts": ", ".join(PARTS)}
        for part in told
        if part not in PARTS
    )
    wrong = [part for part in PARTS if not isinstance(told.get(part, {}), dict)]
    yield from (_("“%(part)s” must be a table: write [%(part)s] above its entries.") % {"part": part} for part in wrong)
    if wrong:
        return
    known = {layout.code: layout for layout in system.layouts}
    for part in ("tables", "columns", "sources"):
        for code, value in told.get(part, {}).items():
            if code not in known:
                entry = {"entry": f"{part}.{code}", "codes": ", ".join(known)}
                yield _("“%(entry)s”: this analysis reads no such table. It reads: %(codes)s.") % entry
            elif part == "columns" and not _is_mapping(value):
                yield _("“%(entry)s” must map headings to columns, as texts.") % {"entry": f"{part}.{code}"}
            elif part != "columns" and not isinstance(value, str):
                yield _("“%(entry)s” must be a text.") % {"entry": f"{part}.{code}"}
            elif part == "tables" and not (folder / value).is_file():
                yield _("“%(entry)s”: there is no file %(file)s.") % {"entry": f"tables.{code}", "file": folder / value}
    for code, layout in known.items():
        if not layout.may_be_absent and code not in told.get("tables", {}):
            words = {"table": code, "meaning": layout.meaning}
            yield _("“tables.%(table)s” is missing. It holds: %(meaning)s") % words


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
