"""A document of several pages: a long table goes on with its head, a short one is not parted, a sum is never alone."""

import re
import shutil
import subprocess

import pytest

from analysis.brief.blocks import ROOM
from analysis.brief.document import Frame, document_of, widths_of
from reports.implementation_parts import Grid, Part

FRAME = Frame("A report", (("Study", "Furniture"),), "Foot", "en-GB")


def table(rows: int, *, wide: bool = False) -> Grid:
    word = "a stratum of which much is to be said, and more than a line holds, again and again" if wide else "stratum"
    told = tuple((f"{word} {number}", str(number)) for number in range(rows))
    return Grid("Rows", ("Stratum", "Firms"), (*told, ("All of them", str(rows))), (False, True), True)


def pages_of(pdf: bytes) -> list[str]:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not on this machine: install poppler-utils to read the document back.")
    made = subprocess.run([reader, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return made.stdout.decode().split("\f")[:-1]


def test_a_long_table_goes_on_over_pages_under_its_head() -> None:
    pages = pages_of(document_of(FRAME, [Part("Strata", (), (table(150),))]))
    assert len(pages) >= 3
    assert all(re.search(r"Stratum +Firms", page) for page in pages)
    assert all(re.search(rf"Foot +{number}$", page.strip()) for number, page in enumerate(pages, 1))
    numbers = re.findall(r"stratum (\d+)", "".join(pages))
    assert numbers == [str(number) for number in range(150)]


@pytest.mark.parametrize("lines", range(30, 48))
def test_a_short_table_is_not_parted_and_a_sum_stands_with_what_it_sums(lines: int) -> None:
    texts = tuple(f"Sentence {number}." for number in range(lines))
    pages = pages_of(document_of(FRAME, [Part("Texts", texts), Part("Strata", (), (table(6),))]))
    assert sum("stratum 0" in page for page in pages) == 1
    (page,) = [page for page in pages if "All of them" in page]
    assert "stratum 0" in page


def test_the_same_content_gives_the_same_bytes_and_says_its_language() -> None:
    parts = [Part("Strata", ("Said.",), (table(3),))]
    assert document_of(FRAME, parts) == document_of(FRAME, parts)
    assert b"en-GB" in document_of(FRAME, parts)


def test_a_table_is_no_wider_than_the_page() -> None:
    assert sum(widths_of(table(3))) <= ROOM
    # A sum of floats: far below a hair's breadth.
    assert sum(widths_of(table(3, wide=True))) <= ROOM + 1e-6
