"""A number is read as it was meant, or refused with a sentence."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from surveys.answer_fields import group_thousands
from surveys.typed_numbers import UnreadableNumber, read_number, show_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234", 1234),
        (" 12.5 ", 12.5),
        ("12,5", 12.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1 234 567,25", 1234567.25),
        ("1'234.5", 1234.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1 234", 1234),
        ("1 234,567", 1234.567),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
        ("1.2340", 1.234),
        ("12 %", 12),
        ("-3", -3),
        ("−3,5", -3.5),
        ("１２３", 123),
        ("７，５", 7.5),
        ("7.", 7),
    ],
)
def test_a_number_is_read_in_the_ways_people_write_it(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["1,234", "1.234", "12.500", "123,456"])
def test_what_could_be_thousands_or_decimals_is_refused_with_both_readings(typed):
    with pytest.raises(UnreadableNumber) as refusal:
        read_number(typed)

    large = typed.replace(",", "").replace(".", "")
    assert f"Write {large} or " in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "number"), [("1,234", 1234), ("1.234", 1234), ("12 500", 12500), ("7.0", 7), ("1,200.00", 1200)]
)
def test_where_only_whole_numbers_make_sense_a_separator_stands_between_thousands(typed, number):
    assert read_number(typed, whole=True) == number


@pytest.mark.parametrize("typed", ["7.5", "7,25", "1,200.50"])
def test_a_fraction_is_refused_where_only_whole_numbers_make_sense(typed):
    with pytest.raises(UnreadableNumber, match="not a whole number"):
        read_number(typed, whole=True)


@pytest.mark.parametrize(
    "typed", ["", "about 5", "1e5", "nan", "inf", "1,23,456", "12 34", "1.2.3,4.5", "1,2,3", "--5", "5-6", "1 2345"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(UnreadableNumber):
        read_number(typed)


def test_a_number_with_too_many_figures_is_refused():
    with pytest.raises(UnreadableNumber, match="too many"):
        read_number("9" * 16)


@given(
    st.floats(min_value=-1e9, max_value=1e9).map(lambda value: round(value, 4)),
    st.sampled_from(["en", "es", "zh-hans"]),
)
def test_a_shown_number_reads_back_as_itself_in_every_language(number, language):
    with translation.override(language):
        assert read_number(show_number(number)) == number


@given(st.integers(min_value=-(10**9), max_value=10**9), st.sampled_from(["en", "es", "zh-hans"]))
def test_thousands_set_apart_read_back_as_the_same_number(thousandths, language):
    with translation.override(language):
        assert read_number(group_thousands(show_number(thousandths / 100))) == thousandths / 100


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "12\u202f345.5"), ("es", "12\u202f345,5"), ("zh-hans", "12\u202f345.5")]
)
def test_a_number_has_the_marks_of_the_language(language, shown):
    with translation.override(language):
        assert group_thousands(show_number(12345.5)) == shown


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_a_shown_whole_number_reads_back_as_itself_in_both_ways(number):
    assert read_number(show_number(number)) == number
    assert read_number(show_number(number), whole=True) == number
