"""Making of each catalogue the file the interface reads; done again wherever a catalogue is newer than its file."""

import os
from pathlib import Path

import polib

PLURAL_RULES = {"es": "nplurals=2; plural=(n != 1);", "zh_Hans": "nplurals=1; plural=0;"}
"""By folder of the language: how many forms a plural has, and which one goes with a number."""


def compile_catalogues(folder: Path) -> list[Path]:
    """Write the compiled files below `folder` that are missing or older than their catalogue; return those written.

    Each is put in its place whole, so that several processes may do this at once.
    """
    stale = [path for path in sorted(folder.glob("*/LC_MESSAGES/django.po")) if _is_stale(path)]
    return [_compile(path) for path in stale]


def _is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime <= catalogue.stat().st_mtime


def _compile(catalogue: Path) -> Path:
    compiled = catalogue.with_suffix(".mo")
    written = compiled.with_suffix(f".{os.getpid()}")
    polib.pofile(str(catalogue)).save_as_mofile(str(written))
    written.replace(compiled)
    return compiled
