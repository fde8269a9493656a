"""Files spoilt byte by byte and cell by cell are taken or refused with a sentence; no reader fails on them."""

import io
import os
import random
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable

import pandas as pd
import pytest

from analysis.reading import open_source
from clusters.frame_file import read_frame
from clusters.problems import ImportRefused
from clusters.tabular import Asked, read_book
from surveys.fill_in.parcels import read_parcel, unpacked
from tests.factories.files import csv_file, xlsx_file
from tests.hardening.bombs import corners, ods, packed, repeated, xlsx
from tests.hardening.figures import note
from tests.hardening.hostile import TEXTS

TRIES = int(os.environ.get("FUZZ_FILES", "100"))
ROWS = [
    ("code", "name", "size", "ownership", "selected"),
    ("F1", "Nets", 12, "local", "yes"),
    ("F2", "Ice", 80.5, "", "no"),
]
NUMBER = '<table:table-cell office:value-type="float" office:value="1"/>'


def parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


def stata(frame: pd.DataFrame, version: int) -> bytes:
    out = io.BytesIO()
    frame.to_stata(out, version=version)
    return out.getvalue()


FRAME = pd.DataFrame({"code": ["F1", "F2"] * 20, "size": [1.5, 2.0] * 20, "year": [2001, 2002] * 20})
WHOLE: dict[str, bytes] = {
    "csv": csv_file(ROWS),
    "utf-16": csv_file(ROWS, encoding="utf-16"),
    "xlsx": xlsx_file({"List": ROWS}),
    "plain xlsx": xlsx(corners(5, "D")),
    "ods": ods(repeated(NUMBER, 3, 3)),
    "parquet": parquet(FRAME),
    "stata 118": stata(FRAME, 118),
    "stata 114": stata(FRAME, 114),
    "stata 119": stata(FRAME, 119),
}


def as_frame(content: bytes) -> None:
    read_frame(content, "list")


def as_book(content: bytes) -> None:
    read_book(content, "list", Asked(is_forgiving=True))


def as_table(content: bytes) -> None:
    source = open_source(io.BytesIO(content), "table")
    for _batch in source.batches(range(len(source.names))):
        pass


def as_stata(content: bytes) -> None:
    """The older kinds are known by the name of the file alone."""
    source = open_source(io.BytesIO(content), "table.dta")
    for _batch in source.batches(range(len(source.names))):
        pass


def as_workbooks(content: bytes) -> None:
    read_parcel(unpacked([("filled.xlsx", content)]))


READERS: tuple[Callable[[bytes], None], ...] = (as_frame, as_book, as_table, as_workbooks)


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """With some bytes changed, taken away, put in or repeated; of a packed file often inside one of its parts."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(parts))
        if chance.random() < 0.1:
            parts.pop(name)
        else:
            parts[name] = spoilt(bytes(parts[name]), chance)  # type: ignore[arg-type]
        return packed(parts)
    made = bytearray(content)
    for _step in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            made[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            made[at : at + chance.randint(1, 40)] = b""
        elif kind == 2:
            made[at:at] = made[at : at + chance.randint(1, 400)]
        elif kind == 3:
            made[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b'"', b"<", b">"))
        elif kind == 4:
            digits = [place for place, byte in enumerate(made) if 48 <= byte <= 57]
            if digits:
                place = chance.choice(digits)
                made[place : place + 1] = chance.choice((b"-1", b"99999999999999999999", b"NaN", b"0", b"1e400", b""))
        else:
            made[at:at] = chance.choice(TEXTS)[:400].encode("utf-8", "surrogatepass")
    return bytes(made)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_spoilt_file_is_taken_or_refused_with_a_sentence(kind: str, db: None) -> None:
    told: Counter[str] = Counter()
    faults: dict[str, str] = {}
    chance = random.Random(f"files of {kind}")
    for turn in range(TRIES):
        content = spoilt(WHOLE[kind], chance)
        for reader in (*READERS, as_stata) if kind.startswith("stata") else READERS:
            try:
                reader(content)
                told["taken"] += 1
            except ImportRefused as refusal:
                told["refused"] += 1
                assert refusal.problems and all(str(each) for each in refusal.problems)
            except BaseException as fault:
                place = traceback.format_exc().strip().splitlines()[-3:]
                faults.setdefault(f"{reader.__name__} {type(fault).__name__} {fault!s:.100}", f"turn {turn}: {place}")
    note(f"files of kind {kind}", files=TRIES, readings=told.total() + len(faults), faults=len(faults))
    print(f"\n{kind}: {TRIES} files, {told.total()} readings, {dict(told)}, {len(faults)} faults")
    assert not faults, "\n".join(f"{name}\n  {first}" for name, first in faults.items())
