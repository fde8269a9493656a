"""The brief: one page whatever comes, with the findings on it, in three languages, the same bytes twice."""

import re
import shutil
import subprocess
import zlib
from base64 import a85decode
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils.translation import gettext, override
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.brief import write_brief
from analysis.brief.blocks import BOTTOM, LEFT, RIGHT, ROOM, TOP, Words, blocks_of, columns_of
from analysis.brief.content import ALLOWANCES, Grid, content_of, small_table, telling_figure
from analysis.brief.faces import BOLD, CHINESE, PLAIN, REST, UNKNOWN, register, runs_of, wide
from analysis.brief.typesetting import CLOSING, clipped, lines_of
from analysis.results import Refused, Result, ResultColumn, ResultTable
from tests.factories.analysis_results import (
    crises_result,
    development_result,
    event_figure,
    every_result,
    line_figure,
    proximity_result,
    told,
)

LANGUAGES = ("en", "es", "zh-hans")
LONG = "A sentence that says little at great length and has nothing to do with the matter. " * 12
WORDS = Words("Findings", "Cautions", "Sources", "More in the workbook.")


def brief_of(result: Result, about: dict[str, str] | None = None, language: str = "en") -> bytes:
    file = BytesIO()
    write_brief(result, file, about=told() if about is None else about, language=language)
    return file.getvalue()


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def strings_in(pdf: bytes) -> bytes:
    """The orders by which the page is drawn: of all streams those that can be unpacked and set text."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\n?endstream", pdf, re.DOTALL)
    unpacked = [zlib.decompress(a85decode(each.strip(), adobe=False)) for each in map(_without_end, streams) if each]
    return b"".join(each for each in unpacked if b" Tf " in each)


def _without_end(stream: bytes) -> bytes:
    """A stream in base 85 without its mark of the end; nothing where it is written otherwise."""
    return stream.strip().removesuffix(b"~>") if stream.strip().endswith(b"~>") else b""


@cache
def reader() -> str:
    found = shutil.which("pdftotext")
    if found is None:
        pytest.skip("pdftotext is not on this machine: install poppler-utils to read the brief back.")
    return found


def text_of(pdf: bytes) -> str:
    """The words on the page as a reader of PDF finds them, with single spaces."""
    made = subprocess.run([reader(), "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(made.stdout.decode().split())


@pytest.mark.parametrize(("result", "language"), list(zip(every_result(), LANGUAGES, strict=True)))
def test_the_same_result_gives_the_same_bytes_on_one_page(result: Result, language: str) -> None:
    pdf = brief_of(result, language=language)
    assert pdf == brief_of(Result.from_json(result.to_json()), language=language)
    assert pdf.startswith(b"%PDF-") and pages_in(pdf) == 1


@pytest.mark.parametrize("result", every_result(), ids=lambda result: result.system)
def test_the_page_holds_question_findings_cautions_and_run(result: Result) -> None:
    text = text_of(brief_of(result))
    for sentence in (told()["question"], *result.findings, *result.cautions, "Run 9f2c41d07ab3", "2026-03-02"):
        assert sentence in text, sentence
    assert told()["sources"].rstrip(".") in text


def test_advice_is_on_the_page_with_what_is_to_be_done_now_first() -> None:
    text = text_of(brief_of(development_result()))
    places = [text.index(row[0]) for row in small_advice_rows()]  # type: ignore[arg-type]
    assert places == sorted(places), "now, then the others in their order"
    assert "Credit before training goes to firms that imitate." in text


def small_advice_rows() -> list[tuple[object, ...]]:
    rows = development_result().table("advice").rows
    return [row for row in rows if "now" in row] + [row for row in rows if "now" not in row]


def test_the_small_table_has_its_figures_as_written() -> None:
    text = text_of(brief_of(proximity_result()))
    assert "0.240 0.256 0.016 1.1" in text and "Biobío 0.300 0.310 0.010 −1.9" in text


def test_what_was_not_computed_is_told() -> None:
    result = replace(crises_result(), refused=(Refused("Honest bounds", "The extra is missing."),))
    assert "Not computed: Honest bounds (The extra is missing)." in text_of(brief_of(result))


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_stand_in_the_language_of_the_reader(language: str) -> None:
    drawn = strings_in(brief_of(crises_result(), language=language))
    with override(language):
        heading = gettext("Findings")
    assert shown(heading) in drawn


def shown(text: str) -> bytes:
    """A text in one face as it stands in the drawing orders."""
    if runs_of(text)[0].face == CHINESE:
        return b"".join(_escaped(byte) for byte in text.encode("utf-16-be"))
    return text.encode("cp1252")


def _escaped(byte: int) -> bytes:
    if byte in b"()\\":
        return b"\\" + bytes([byte])
    return bytes([byte]) if 32 <= byte < 127 else f"\\{byte:03o}".encode()


def test_chinese_and_spanish_stand_on_the_page_as_they_are_written() -> None:
    drawn = strings_in(brief_of(proximity_result(), language="zh-hans"))
    assert shown("浙江") in drawn and shown("广东") in drawn
    assert b"Regi\\363n de \\321uble" in drawn, "in the encoding of western faces, as the library escapes it"
    assert "Región de Ñuble" in text_of(brief_of(proximity_result(), language="es"))


def test_another_language_is_refused_aloud() -> None:
    with pytest.raises(ValueError, match="“de” is none of these"):
        brief_of(crises_result(), language="de")


def test_a_brief_that_was_cut_says_where_the_rest_is() -> None:
    few = replace(crises_result(), tables=(), refused=(), cautions=("One.",), findings=("One.", "Two."), figures=())
    assert "More in the workbook." not in text_of(brief_of(few))
    many = replace(few, findings=tuple(f"Finding {number}." for number in range(9)))
    text = text_of(brief_of(many))
    assert "More in the workbook." in text and "Finding 5." in text and "Finding 6." not in text
    long = replace(few, findings=(LONG,))
    assert "More in the workbook." in text_of(brief_of(long))


def crowded() -> Result:
    """More of everything than any page holds."""
    columns = tuple(ResultColumn(f"c{n}", LONG if n == 0 else f"Column {n}", "text") for n in range(12))
    table = ResultTable(
        "advice", LONG, columns, tuple((LONG, *(f"{r}{c}" for c in range(11))) for r in range(60)), LONG
    )
    return replace(
        crises_result(),
        title=LONG,
        findings=(LONG,) * 9,
        cautions=(LONG,) * 9,
        refused=(Refused(LONG, LONG),) * 5,
        tables=(table, replace(table, code="another")),
        figures=(replace(event_figure(), title=LONG, notes=(LONG,) * 9),),
    )


def test_the_least_allowance_fits_whatever_is_said() -> None:
    register()
    about = dict.fromkeys(("question", "study", "run", "date", "sources"), LONG)
    for result in (crowded(), replace(crowded(), findings=("中" * 900,) * 9, cautions=("中" * 900,) * 9)):
        content = content_of(result, about, ALLOWANCES[-1])
        assert sum(block.high for block in blocks_of(content, WORDS, 1.0)) <= TOP - BOTTOM
        assert content.is_shortened
        pdf = brief_of(result, about)
        assert pages_in(pdf) == 1
    assert "More in the workbook." in text_of(brief_of(crowded(), about))


def test_allowances_only_shrink() -> None:
    for more, less in pairwise(ALLOWANCES):
        for part in ("findings", "cautions", "advice", "rows", "picture", "letters"):
            assert getattr(more, part) >= getattr(less, part)
    assert all(3 <= each.findings <= 6 for each in ALLOWANCES)


def test_the_picture_is_the_one_that_answers_the_question() -> None:
    crises = replace(crises_result(), figures=(line_figure(), event_figure()))
    assert telling_figure(crises) == event_figure()
    assert telling_figure(replace(crises, system="proximity")) == line_figure()
    scheme = replace(line_figure(), code="development_patterns", shape="trajectory")
    phases = replace(crises, system="development", figures=(scheme, line_figure()))
    assert telling_figure(phases) == line_figure()
    assert telling_figure(replace(phases, figures=(scheme,))) == scheme
    empty = replace(line_figure(), series=())
    assert telling_figure(replace(crises, figures=(empty,))) is None
    assert pages_in(brief_of(replace(crises, figures=(empty,)))) == 1


def test_columns_that_say_one_thing_are_told_once_and_empty_ones_not_at_all() -> None:
    columns = (
        *(ResultColumn(key, key.title(), "text") for key in ("cluster", "verdict")),
        ResultColumn("begun", "Begun", "year"),
    )
    rows = (("Zhili", "now", None), ("Zhili", "late", None))
    result = replace(development_result(), tables=(ResultTable("advice", "Advice", columns, rows),))
    [(_heading, grid)] = content_of(result, {}, ALLOWANCES[0]).grids
    assert grid.same == "Cluster: Zhili" and grid.heads == ("Verdict",) and grid.rows == (("now",), ("late",))
    assert small_table(result) is None


def test_the_small_table_is_the_first_that_rests_on_an_estimate() -> None:
    result = crises_result()
    turned = replace(result, tables=result.tables[::-1])
    assert [small_table(each) for each in (result, turned)] == [result.table("patents")] * 2
    assert small_table(proximity_result()) == proximity_result().table("provinces")
    answer = replace(result.table("patents"), code="first_crisis", inference=())
    assert small_table(replace(result, tables=(*result.tables, answer))) == answer


def test_an_empty_result_is_a_page_all_the_same() -> None:
    assert pages_in(brief_of(Result("crises", "", (), (), (), (), (), {}), {})) == 1


def test_a_path_has_the_whole_file(tmp_path: Path) -> None:
    write_brief(crises_result(), tmp_path / "brief.pdf", about=told())
    assert (tmp_path / "brief.pdf").read_bytes() == brief_of(crises_result())
    assert [path.name for path in tmp_path.iterdir()] == ["brief.pdf"]


def test_each_letter_stands_in_a_face_that_has_it() -> None:
    runs = [(run.face, run.text) for run in runs_of("Ñuble ≥ β 织里\U0001f3a3")]
    assert runs == [
        (PLAIN, "Ñuble "),
        (REST, "≥"),
        (PLAIN, " "),
        (REST, "β"),
        (PLAIN, " "),
        (CHINESE, "织里"),
        (REST, UNKNOWN),
    ]
    assert runs_of("a", is_bold=True)[0].face == BOLD


SENTENCES = st.text(st.sampled_from("ab cde, 织里童装，。（）ñé−β<&"), max_size=80)


@given(SENTENCES, st.floats(30, 300))
def test_lines_are_no_wider_than_their_room_and_lose_nothing(text: str, room: float) -> None:
    lines = lines_of(text, 9.5, room)
    # A single letter may be wider than the room; no other line is.
    assert all(wide(line, 9.5) <= room or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_marks_do_not_begin_a_line_where_a_letter_can_go_with_them() -> None:
    lines = lines_of("织里童装业，增长很快。" * 6, 10, 100)
    assert len(lines) > 2 and not any(line[0] in CLOSING for line in lines)


@given(SENTENCES, st.integers(1, 60))
def test_a_clipped_text_begins_as_the_text_does_and_says_that_it_was_clipped(text: str, letters: int) -> None:
    whole, cut = " ".join(text.split()), clipped(text, letters)
    assert cut == whole or (cut.endswith(" …") and whole.startswith(cut[:-2]) and len(cut) <= letters + 2)


CELLS = st.text(max_size=60)


@given(st.integers(1, 7).flatmap(lambda n: st.lists(st.tuples(*[CELLS] * n), min_size=1, max_size=5)))
def test_a_table_is_no_wider_than_the_page(rows: list[tuple[str, ...]]) -> None:
    count = len(rows[0])
    grid = Grid("", "", ("A long heading of a column",) * count, tuple(rows), (False,) * count)
    # Widths are taken down in steps of two points.
    assert sum(columns_of(grid)) <= ROOM + 2 * count and ROOM == RIGHT - LEFT


@settings(max_examples=10)
@given(
    st.lists(st.text(max_size=700), max_size=8),
    st.lists(st.text(max_size=700), max_size=6),
    st.text(max_size=300),
    st.sampled_from(LANGUAGES),
)
def test_any_words_fit_one_page(findings: list[str], cautions: list[str], title: str, language: str) -> None:
    result = replace(development_result(), title=title, findings=tuple(findings), cautions=tuple(cautions), figures=())
    assert pages_in(brief_of(result, {"sources": title}, language)) == 1
