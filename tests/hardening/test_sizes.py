"""How large what comes in may be: docs/security.md says what the code does, and what is larger is refused."""

import ast
import io
from typing import Any

import pandas as pd
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from analysis import batches
from analysis.forms import table as table_form
from analysis.reading import open_source
from clusters import opendocument_files, problems, tabular, text_files, workbook_files
from clusters.forms import frame as frame_form
from clusters.models import Cluster
from clusters.problems import ImportRefused
from config.bodies import UPLOADS
from surveys.fill_in import measuring, parcels, spreadsheet
from tests.hardening.fuzzing import ROOMS, ROOT

MEGABYTE, MILLION = 2**20, 10**6
SAID: dict[str, tuple[str, tuple[object, ...]]] = {
    "be larger than": (
        "{} MB a list, {} MB of workbooks in one sending, {} MB a table of an analysis",
        (frame_form.LARGEST_MEGABYTES, parcels.MOST_BYTES // MEGABYTE, table_form.LARGEST_MEGABYTES),
    ),
    "be sent to an address that takes no files, when it is larger than": (
        "{} MB",
        (settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MEGABYTE,),
    ),
    "have more rows than": ("{} million a table of an analysis", (batches.MOST_ROWS // MILLION,)),
    "grow when it is unpacked, whatever it says of its sizes": (
        "{} MB a workbook and {} times its size ({} MB a filled workbook), {} MB a packed list",
        (
            workbook_files.UNPACKED_LIMIT // MEGABYTE,
            workbook_files.MOST_GROWTH,
            measuring.UNPACKED_LIMIT // MEGABYTE,
            tabular.UNPACKED_LIMIT // MEGABYTE,
        ),
    ),
    "have more parts": ("{:,} a workbook, {:,} a filled one", (workbook_files.MOST_PARTS, measuring.MOST_PARTS)),
    "reach over more cells, over all its sheets, by the places its cells tell or by their number, merged ones as often "
    "as they are merged": (
        "{} million; {:,} filled and {} million in all in a filled workbook",
        (problems.MOST_CELLS // MILLION, measuring.MOST_CELLS, spreadsheet.MOST_PLACES // MILLION),
    ),
    "declare a document type in a spreadsheet, and with it entities that grow or read other files": ("none", ()),
    "hold a row without an end": ("{} million characters", (text_files.LONGEST_ROW // MILLION,)),
    "hold quotation marks astray": ("{:,} rows", (text_files.MOST_REPAIRED,)),
}


def test_the_table_of_the_document_is_the_one_of_the_code() -> None:
    part = (ROOT / "docs" / "security.md").read_text().split("## Files that come in")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ")[:2] for line in part.splitlines() if line.startswith("| ")][1:]
    assert dict(rows) == {name: words.format(*figures) for name, (words, figures) in SAID.items()}
    assert opendocument_files.UNPACKED_LIMIT == workbook_files.UNPACKED_LIMIT


def test_every_address_that_takes_files_is_known() -> None:
    """Each view that asks for what was sent as a file."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / room / "views").glob("*.py"):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and "request.FILES" in ast.unparse(node):
                    found.add(node.name)
    assert found == set(UPLOADS)


def send(client: Client, address: str, size: int, content_type: str = "text/plain") -> Any:
    """Say that the body is so large; what the server would read of it is nothing."""
    return client.generic("POST", address, b"", CONTENT_TYPE=content_type, CONTENT_LENGTH=str(size))


@pytest.mark.parametrize("said", [3 * MEGABYTE, 600 * MEGABYTE, 10**25])
@pytest.mark.parametrize("name", ["login", "join", "password_reset"])
def test_what_is_too_large_is_refused_unread_with_a_sentence(name: str, said: int, client: Client, db: None) -> None:
    answer = send(client, reverse(name), said)
    assert answer.status_code == 413
    assert "larger than 2.5 MB" in answer.content.decode() and "Nothing of it was stored" in answer.content.decode()
    assert send(client, "/nowhere/", said).status_code == 413


def test_a_device_reads_that_it_sent_too_much(client: Client, db: None) -> None:
    answer = send(client, reverse("field_deliveries"), 3 * MEGABYTE, "application/json")
    assert (answer.status_code, answer.json()) == (413, {"error": "too_large"})


def test_files_may_be_as_large_as_their_form_takes(owner: User, cluster: Cluster) -> None:
    client = Client()
    client.force_login(owner)
    address = reverse("frame_upload", args=[cluster.study.slug, cluster.slug])
    assert send(client, address, 39 * MEGABYTE).status_code != 413
    refused = send(client, address, 42 * MEGABYTE)
    assert refused.status_code == 413 and "larger than 41 MB" in refused.content.decode()


@pytest.mark.parametrize("kind", ["parquet", "dta", "csv"])
def test_a_table_of_too_many_rows_is_refused_with_a_sentence(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    frame, file = pd.DataFrame({"code": ["F1", "F2"] * 10, "size": [1.5, 2.0] * 10}), io.BytesIO()
    if kind == "csv":
        monkeypatch.setattr("analysis.reading.LARGEST_SMALL", 10)
        file.write(frame.to_csv(index=False).encode())
    else:
        frame.to_parquet(file) if kind == "parquet" else frame.to_stata(file)
    assert sum(len(batch.numbers) for batch in open_source(file, f"table.{kind}").batches([0])) >= 20
    monkeypatch.setattr(batches, "MOST_ROWS", 19)
    with pytest.raises(ImportRefused) as refusal:
        list(open_source(file, f"table.{kind}").batches([0]))
    assert "more than 0 million rows" in str(refusal.value.problems[0])
