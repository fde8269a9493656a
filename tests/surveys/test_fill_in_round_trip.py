"""Whatever is answered comes back from its workbook as it was, in both layouts; what was not touched is no change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.answers import DoneBy, State
from surveys.answer_fields import EVIDENCE_LABELS, is_positive
from surveys.answers import normalise
from surveys.catalogue import Catalogue, ItemEntry, SectionEntry
from surveys.fill_in.cluster_sheets import FirmColumn, cluster_sheets
from surveys.fill_in.firm_sheets import firm_sheets
from surveys.fill_in.identity import FirmMark, Identity, identity_sheet
from surveys.fill_in.lists import word_lists
from surveys.fill_in.meaning import Change, Reading
from surveys.fill_in.reading import Filled, read_workbook
from surveys.fill_in.sections import Asked
from surveys.fill_in.spreadsheet import book_bytes
from surveys.folding import TOLD
from surveys.models import ItemKind
from surveys.wording import Wording
from tests.conftest import NOON

FIRM, WORKBOOK, REVISION = UUID(int=1), UUID(int=2), UUID(int=3)
OPTIONS = tuple({"code": code, "label": code.title()} for code in ("iso", "haccp", "none"))
TRICKY = ("=1+1", "+5", "-3", "@cmd", "_x0041_", "'quoted", "Yes", "0030", "a\n\n  b", "是", "1.234")


def item(kind: str, **more: Any) -> ItemEntry:
    told: dict[str, Any] = {
        **{"code": f"Q_{kind.upper()}", "position": 1, "section_code": "S", "part": "firm", "kind": kind},
        **{"text": "What about {reference_year}?", "help": "", "unit": "", "rung": None, "role": "D", "source": ""},
        **{"cites": "", "na_allowed": True, "asks_evidence": False, "asks_who": kind != "text", "only_in": ()},
        **{"not_applicable_in": (), "options": OPTIONS if kind in ("single", "multiple") else (), "year": ""},
        **{"minimum": None, "maximum": None, "is_long": False, "translations": {}, "language": "en"},
    }
    return ItemEntry(**(told | more))


BOUNDS: dict[str, dict[str, Any]] = {
    "share": {"minimum": 0.0, "maximum": 100.0},
    "count": {"minimum": 0.0},
    "level": {"minimum": 0.0, "maximum": 6.0},
}
ITEMS = {each.code: each for each in (item(kind, **BOUNDS.get(kind, {})) for kind in ItemKind.values)}
SECTION = SectionEntry(
    code="S", position=1, part="firm", title="All kinds", help="", rung=None, translations={}, language="en",
    items=tuple(ITEMS.values()),
)  # fmt: skip
CATALOGUE = Catalogue(
    code="kinds", version=1, title="Kinds", language="en", content_hash="", sections=(SECTION,), items=ITEMS, cards={},
    descriptors={},
)  # fmt: skip
ASKED = Asked(CATALOGUE, "generic", Wording(2000, 2006, "CLP"))
LISTS = word_lists(ITEMS.values())


LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn"])
TEXTS = (st.text(LETTERS, min_size=1, max_size=60) | st.sampled_from(TRICKY)).filter(lambda text: text.strip() == text)


def figures(least: int, most: int) -> st.SearchStrategy[float | int]:
    """Numbers with up to four decimals, as a page stores them: whole ones without any."""
    typed = st.decimals(least, most, places=4, allow_nan=False).map(float)
    return typed.map(lambda number: int(number) if number.is_integer() else number)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "yes_no": st.booleans(),
    "share": figures(0, 100),
    "count": st.integers(0, 10**12),
    "number": figures(-(10**9), 10**9),
    "money": figures(0, 10**9),
    "year": st.integers(1000, 2100),
    "single": st.sampled_from([option["code"] for option in OPTIONS]),
    "multiple": st.sampled_from([["iso"], ["haccp"], ["iso", "haccp"], ["none"]]),
    "text": TEXTS.filter(bool),
    "level": st.integers(0, 6),
}


@st.composite
def answers(draw: st.DrawFn, kind: str) -> Change:
    """Any answer to a question of this kind that a page could have stored."""
    state = draw(
        st.sampled_from([State.ANSWERED, State.ANSWERED, State.DONT_KNOW, State.REFUSED, State.NOT_APPLICABLE])
    )
    value = draw(VALUES[kind]) if state is State.ANSWERED else None
    asks = kind != "text" and is_positive(value)
    evidence = {
        "kind": draw(st.sampled_from(["", *EVIDENCE_LABELS])),
        "text": draw(st.just("") | TEXTS),
    }
    return {
        "state": str(state),
        "value": value,
        "done_by": draw(st.sampled_from(["", *map(str, DoneBy)])) if asks else "",
        "note": draw(TEXTS.filter(bool) if state is State.NOT_APPLICABLE else st.just("") | TEXTS),
        "evidence": {part: text for part, text in evidence.items() if text},
    }


INTERVIEWS = st.fixed_dictionaries({}, optional={code: answers(each.kind) for code, each in ITEMS.items()})


def book_with(told: Mapping[str, Change], *, is_compact: bool) -> Filled:
    """A workbook in whose cells these answers stand, as it is read back."""
    identity = Identity(WORKBOOK, "", "", "en", "s", "c", "kinds", 1, "h", (FirmMark(FIRM, "F1", UUID(int=4)),))
    if is_compact:
        sheets = cluster_sheets(ASKED, LISTS, title="Lakes", firms=[FirmColumn(FIRM, "F1", told)])
    else:
        sheets = firm_sheets(ASKED, LISTS, firm=FIRM, title="F1", answers=told)
    sheets += [LISTS.sheet(), identity_sheet(identity, NOON)]
    return read_workbook(book_bytes(sheets, title="t", author="a", made_at=NOON), "book.xlsx")


def said(book: Filled, code: str, base: Mapping[str, Any]) -> Change | None:
    """What the cells of a question change about an answer."""
    cells = book.firms[FIRM][code]
    reading = Reading(ITEMS[code], ASKED.wording, base, cells, book.identity.words, book.is_compact)
    change = reading.change()
    assert reading.problems == []
    return change


@pytest.mark.parametrize("is_compact", [False, True], ids=["one firm", "many firms"])
@settings(max_examples=40)
@given(told=INTERVIEWS)
def test_what_was_answered_comes_back_as_it_was(is_compact: bool, told: dict[str, Change]) -> None:
    book = book_with(told, is_compact=is_compact)
    assert book.is_compact is is_compact
    assert (book.problems, book.notes) == ([], [])
    came_back = {code: change for code in ITEMS if (change := said(book, code, {})) is not None}
    assert {code: {part: change[part] for part in TOLD} for code, change in came_back.items()} == told
    assert all(normalise(ITEMS[code], change) == change for code, change in came_back.items())


@pytest.mark.parametrize("is_compact", [False, True], ids=["one firm", "many firms"])
@settings(max_examples=40)
@given(told=INTERVIEWS)
def test_what_was_not_touched_is_no_change(is_compact: bool, told: dict[str, Change]) -> None:
    book = book_with(told, is_compact=is_compact)
    standing = {code: {**change, "revision": str(REVISION)} for code, change in told.items()}
    assert {code: said(book, code, standing.get(code, {})) for code in ITEMS} == dict.fromkeys(ITEMS)


@settings(max_examples=40)
@given(kind=st.sampled_from(ItemKind.values), data=st.data())
def test_an_answer_replaces_the_one_it_stood_beside(kind: str, data: st.DataObject) -> None:
    code = f"Q_{kind.upper()}"
    before, after = data.draw(answers(kind)), data.draw(answers(kind))
    change = said(book_with({code: after}, is_compact=False), code, {**before, "revision": str(REVISION)})
    assert change is None if before == after else change is not None and change["seen"] == str(REVISION)
    if change is not None:
        assert {part: change[part] for part in TOLD} == after


def test_an_answer_that_no_page_could_have_stored_stands_still_too() -> None:
    long = {"state": "answered", "value": "x" * 900, "done_by": "", "note": " a \x0b\x1f b\r\n", "evidence": {}}
    exact = {"state": "answered", "value": 0.1 + 0.2, "done_by": "", "note": "", "evidence": {}}
    told = {"Q_TEXT": long, "Q_NUMBER": exact}
    book = book_with(told, is_compact=False)
    assert [said(book, code, told[code]) for code in told] == [None, None]
