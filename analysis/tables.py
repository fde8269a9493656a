"""The verbs of tables: a file waits until its columns are settled, and is then taken whole or not at all."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from analysis.layouts import Layout
from analysis.models import DataTable
from analysis.reading import SUFFIXES
from analysis.registry import SYSTEMS
from analysis.table_files import check_file
from clusters.models import Study
from reports.fingerprints import lines_hash

PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table belongs: a study, an analysis, and one of the tables that analysis reads."""

    study: Study
    system: str
    layout: Layout


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was sent and not yet taken."""

    path: str
    name: str
    source: str


def keep_waiting(*, place: Place, user: User, file: "File[Any]", name: str, source: str) -> Waiting:
    """Keep a file in the store in place of an earlier one of this person, until it is taken."""
    waiting = Waiting(_waiting_path(place, user), name, source)
    for path, content in (
        (waiting.path, file),
        (waiting.path + ".json", ContentFile(json.dumps({"name": name, "source": source}).encode())),
    ):
        default_storage.delete(path)
        default_storage.save(path, content)
    return waiting


def waiting_file(*, place: Place, user: User) -> Waiting | None:
    """The file of this person that waits for this place, or None."""
    path = _waiting_path(place, user)
    try:
        with default_storage.open(path + ".json") as stored:
            told = json.loads(stored.read())
    except (OSError, ValueError):
        return None
    return Waiting(path, told["name"], told["source"]) if default_storage.exists(path) else None


def drop_waiting(*, place: Place, user: User) -> None:
    """Forget the file that waits."""
    for path in (_waiting_path(place, user), _waiting_path(place, user) + ".json"):
        default_storage.delete(path)


def take_table(
    *, place: Place, file: IO[bytes], name: str, source: str, mapping: Mapping[str, str], by: User | None, now: datetime
) -> tuple[DataTable, bool]:
    """Check a file and keep it as a table of the study; returns the table, and whether it is new.

    The same file read the same way is the table that is there. Raises TableRefused; then nothing is kept.
    """
    name = PurePath(name).name
    file_hash, size = _hash_of(file)
    # What is left to the reader is left out of the hash; how the file was read stands in `columns`.
    identity = lines_hash([place.system, place.layout.code, file_hash, dict(mapping)])
    known = DataTable.objects.filter(study=place.study, identity=identity).first()
    if known is not None:
        return known, False
    checked = check_file(file, name, place.layout, mapping)
    values = {
        "system": place.system,
        "layout": place.layout.code,
        "file": _stored(file, name, file_hash),
        "file_name": name,
        "file_hash": file_hash,
        "file_size": size,
        "source": source,
        "rows": checked.rows,
        "columns": [asdict(column) for column in checked.columns],
        "mapping": dict(mapping),
        "first_rows": [list(row) for row in checked.first_rows],
        "left_out": list(checked.left_out),
        "notes": list(checked.notes),
        "uploaded_by": by,
        "uploaded_at": now,
    }
    with transaction.atomic():
        return DataTable.objects.get_or_create(study=place.study, identity=identity, defaults=values)


def tables_for(study: Study, layout: Layout) -> list[DataTable]:
    """Tables of the study that can be read as this layout, the newest first; other analyses may know the same one."""
    found = DataTable.objects.filter(study=study, layout=layout.code).select_related("uploaded_by")
    return [table for table in found.order_by("-uploaded_at", "-pk") if layout_of(table) == layout]


def layout_of(table: DataTable) -> Layout | None:
    """The layout a table was checked against; None where this version of Sextant no longer knows it."""
    system = SYSTEMS.get(table.system)
    return next((layout for layout in system.layouts if layout.code == table.layout), None) if system else None


@contextmanager
def opened(table: DataTable) -> Iterator[IO[bytes]]:
    """The stored file of a table, closed afterwards."""
    with default_storage.open(table.file) as stored:
        yield stored  # type: ignore[misc]


def _waiting_path(place: Place, user: User) -> str:
    return f"tables/waiting/{place.study.pk}-{place.system}-{place.layout.code}-{user.pk}"


def _stored(file: IO[bytes], name: str, file_hash: str) -> str:
    """Where the file is stored, by its content; a file that is there already is not stored twice."""
    suffix = "".join(PurePath(name).suffixes[-2:]).lower()
    path = f"tables/{file_hash[:2]}/{file_hash}{suffix if suffix.endswith(SUFFIXES) and len(suffix) < 16 else ''}"
    if not default_storage.exists(path):
        file.seek(0)
        path = default_storage.save(path, File(file))
    return path


def _hash_of(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    file.seek(0)
    return digest.hexdigest(), size
