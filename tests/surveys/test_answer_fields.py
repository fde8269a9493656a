"""Each kind of item has one field, one stored value and its words; and a page changes only what was changed."""

from uuid import UUID, uuid4

import pytest

from surveys.answer_fields import field_value, shown_value, stored_value, value_field
from surveys.forms.answers import AnswerForm, SectionPage
from surveys.models import Item
from surveys.wording import Wording

WORDING = Wording(2000, 2006, "CLP")
OPTIONS = [
    {"code": "iso9001", "label": "ISO 9001"},
    {"code": "haccp", "label": "HACCP"},
    {"code": "none", "label": "None"},
]


def item(kind, **fields):
    return Item(**{"code": "Q1", "kind": kind, "text": "How was it in {reference_year}?", "position": 1, **fields})


ITEMS = {
    "yes_no": item("yes_no"),
    "share": item("share", unit="% of sales", minimum=0, maximum=100),
    "count": item("count", unit="persons", minimum=0),
    "number": item("number", unit="FTE", minimum=0),
    "money": item("money", unit="thousand {currency}", minimum=0),
    "year": item("year", minimum=1800, maximum=2100),
    "single": item("single", options=OPTIONS),
    "multiple": item("multiple", options=OPTIONS),
    "text": item("text", is_long=True),
    "level": item("level", minimum=0, maximum=6),
}


def form_of(subject, base=None, **typed):
    data = {f"{subject.code}-{name}": value for name, value in typed.items()}
    return AnswerForm(subject, WORDING, base or {}, data)


def stored(value=None, state="answered", **more):
    return {"state": state, "value": value, "done_by": "", "note": "", "evidence": {}, "revision": "r1", **more}


@pytest.mark.parametrize(
    ("kind", "typed", "value", "words"),
    [
        ("yes_no", "yes", True, "Yes"),
        ("yes_no", "no", False, "No"),
        ("share", "12,5", 12.5, "12.5"),
        ("count", "1,250", 1250, "1\u202f250"),
        ("number", "2.5", 2.5, "2.5"),
        ("money", "1 234,5", 1234.5, "1\u202f234.5"),
        ("year", "1998", 1998, "1998"),
        ("single", "haccp", "haccp", "HACCP"),
        ("multiple", ["haccp", "iso9001"], ["iso9001", "haccp"], "ISO 9001; HACCP"),
        ("text", " Trout\r\nand salmon ", "Trout\nand salmon", "Trout\nand salmon"),
        ("level", "4", 4, "4"),
    ],
)
def test_every_kind_stores_its_own_type_and_shows_it_in_words(kind, typed, value, words):
    subject = ITEMS[kind]
    form = form_of(subject, value=typed)

    assert form.is_valid(), form.errors
    assert form.change() == {
        "state": "answered", "value": value, "done_by": "", "note": "", "evidence": {}, "seen": None,
    }  # fmt: skip
    assert type(form.answer["value"]) is type(value)
    assert shown_value(subject, value) == words


@pytest.mark.parametrize("kind", ITEMS)
def test_sending_a_page_back_untouched_changes_nothing(kind):
    subject = ITEMS[kind]
    special = {"multiple": ["haccp"], "text": "Trout", "yes_no": False, "single": "haccp", "share": 1.234}
    value = special.get(kind, 1990 if kind == "year" else 5)
    base = stored(value, note="From the ledger.", evidence={"kind": "document", "text": "Ledger"})

    again = form_of(
        subject,
        base,
        seen="r1",
        value=field_value(subject, value),
        note="From the ledger.",
        evidence_kind="document",
        evidence_text="Ledger",
    )

    assert again.is_valid(), again.errors
    assert again.change() is None


@pytest.mark.parametrize("kind", ITEMS)
def test_every_kind_can_be_refused_or_not_known_and_be_cleared_again(kind):
    subject = ITEMS[kind]
    radio = "value" if kind in ("yes_no", "single", "level") else "state"

    refused = form_of(subject, **{radio: "state:refused"})
    assert refused.is_valid()
    assert (refused.answer["state"], refused.answer["value"]) == ("refused", None)

    cleared = form_of(subject, stored(state="refused"), seen="r1", **{radio: "state:missing"})
    assert cleared.is_valid()
    assert cleared.change() == {
        "state": "missing", "value": None, "done_by": "", "note": "", "evidence": {}, "seen": "r1",
    }  # fmt: skip


def test_not_applicable_is_offered_only_where_the_item_allows_it():
    assert not form_of(ITEMS["yes_no"], value="state:not_applicable").is_valid()


def test_not_applicable_asks_for_its_reason():
    subject = item("yes_no", na_allowed=True)

    bare = form_of(subject, value="state:not_applicable")
    reasoned = form_of(subject, value="state:not_applicable", note="There is no parent company.")

    assert bare.errors["note"] == ["Say in the note why this does not apply to the firm."]
    assert reasoned.is_valid()


def test_a_value_typed_over_dont_know_prevails():
    form = form_of(ITEMS["count"], stored(state="dont_know"), seen="r1", value="12", state="state:dont_know")

    assert form.is_valid()
    assert (form.answer["state"], form.answer["value"]) == ("answered", 12)


def test_dont_know_marked_over_an_old_value_prevails():
    form = form_of(ITEMS["count"], stored(12), seen="r1", value="12", state="state:dont_know")

    assert form.is_valid()
    assert (form.answer["state"], form.answer["value"]) == ("dont_know", None)


def test_a_new_value_beside_a_new_mark_is_refused_in_words():
    form = form_of(ITEMS["count"], value="12", state="state:dont_know")

    assert form.errors["value"] == ["There is a value here, and “Don’t know” is marked as well. Empty one of the two."]


def test_emptying_a_figure_clears_the_answer():
    form = form_of(ITEMS["count"], stored(12), seen="r1", value="")

    assert form.is_valid()
    assert form.change()["state"] == "missing"


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("share", "120", "120 is more than 100, the most this can be."),
        ("money", "-5", "-5 is less than 0, the least this can be."),
        ("count", "2.5", "“2.5” is not a whole number. Write it without decimals."),
        ("money", "1,234", "“1,234” can be read as 1234 or as 1.234. Write 1234 or 1.2340."),
        ("money", "a lot", "“a lot” is not a number. Write it in figures, such as 1234 or 12.5."),
        ("multiple", ["none", "haccp"], "“None” cannot stand beside others. Take it away, or the others."),
    ],
)
def test_what_cannot_be_read_is_refused_with_fact_and_remedy(kind, typed, sentence):
    assert form_of(ITEMS[kind], value=typed).errors["value"] == [sentence]


def test_who_did_it_is_kept_with_a_positive_answer_and_dropped_with_a_negative_one():
    subject = item("yes_no", asks_who=True)

    positive = form_of(subject, value="yes", done_by="parent")
    negative = form_of(subject, value="no", done_by="parent")

    assert positive.is_valid() and negative.is_valid()
    assert positive.answer["done_by"] == "parent"
    assert negative.answer["done_by"] == ""


def test_who_did_it_and_how_it_was_verified_can_be_taken_away_again():
    subject = item("yes_no", asks_who=True)
    base = stored(True, done_by="parent", evidence={"kind": "person", "text": "Foreman"})

    form = form_of(subject, base, value="yes", done_by="-", evidence_kind="-", evidence_text="Foreman")

    assert form.is_valid()
    assert (form.answer["done_by"], form.answer["evidence"]) == ("", {"text": "Foreman"})


def test_questions_and_units_name_the_years_and_the_money_of_the_cluster():
    field = value_field(ITEMS["money"], WORDING)

    assert field.label == "How was it in 2006?"
    assert field.unit == "thousand CLP"


def test_nothing_given_stores_nothing():
    assert [stored_value(ITEMS[kind], "") for kind in ("yes_no", "text", "level")] == [None, None, None]


def page_of(data, answers=None):
    subjects = [item("yes_no", code="A1"), item("count", code="A2"), item("text", code="A3")]
    return SectionPage(subjects, WORDING, answers or {}, data)


def test_a_page_collects_what_changed_and_leaves_out_what_cannot_be_read():
    page = page_of({"revision": str(uuid4()), "A1-value": "yes", "A2-value": "many", "A3-value": ""})

    assert list(page.changes()) == ["A1"]
    assert [form.item.code for form in page.faulty_forms] == ["A2"]


def test_a_page_keeps_the_revision_id_it_was_sent_out_with():
    sent = uuid4()

    assert page_of({"revision": str(sent)}).revision_id == sent
    assert isinstance(page_of({"revision": "no id"}).revision_id, UUID)
