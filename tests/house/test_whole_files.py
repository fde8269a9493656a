"""A file in the store is whole or not there, also when the disk fills while it is written."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.whole_files import WholeFiles


class Filling(ContentFile):
    """A file of which one piece can be written before there is no room left."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[Any]:
        yield b"the first piece"
        raise OSError(errno.ENOSPC, "No space left on device")


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_stored_under_its_name_and_nothing_beside_it(tmp_path: Path) -> None:
    store = WholeFiles(tmp_path)
    name = store.save("tables/ab/file.csv", ContentFile(b"year,firms\n"))
    assert name == "tables/ab/file.csv"
    assert files_in(tmp_path) == ["tables/ab/file.csv"]
    assert store.open(name).read() == b"year,firms\n"


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    store = WholeFiles(tmp_path)
    store.save("file.csv", ContentFile(b"first"))
    second = store.save("file.csv", ContentFile(b"second"))
    assert second != "file.csv"
    assert store.open("file.csv").read() == b"first"
    assert store.open(second).read() == b"second"


def test_of_a_file_for_which_there_was_no_room_nothing_is_left(tmp_path: Path) -> None:
    store = WholeFiles(tmp_path)
    with pytest.raises(OSError, match="No space"):
        store.save("tables/ab/file.csv", Filling(b"the first piece and the second"))
    assert files_in(tmp_path) == []
    assert not store.exists("tables/ab/file.csv"), "half a file would be taken for the table the next time it is sent"


def test_it_is_the_store_of_the_application() -> None:
    assert isinstance(default_storage, WholeFiles)
