"""Plausibility flags: what raises one, what does not, and that nothing blocks.

Figures are compared with a slack of half a per cent for rounding; the cases stand clear of it.
"""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import Answer, State, answered
from scoring.flags import MESSAGES, plausibility_flags
from tests.scoring.strategies import unsaid

SOUND = {
    "EMP_TOTAL_REF": 100, "EMP_MANAGERS_REF": 5, "EMP_PROFESSIONALS_REF": 10, "EMP_TECHNICAL_REF": 8,
    "EMP_SUPERVISORY_REF": 4, "EMP_CLERICAL_REF": 3, "EMP_SKILLED_REF": 30, "EMP_UNSKILLED_REF": 40,
    "EMP_WOMEN_REF": 40, "EMP_FOREIGN_REF": 0, "EMP_TOTAL_BASE": 60, "SALES_BASE": 500, "SALES_REF": 1000,
    "EXPORTS_REF": 400, "WAGE_BILL_REF": 300, "PAYROLL_REF": 300, "TRAINING_REF": 3, "RD_REF": 10,
    "FOREIGN_EQUITY": 60, "NATIONAL_EQUITY": 40, "STATE_EQUITY": 0, "HR6_RSE_FULL": 4, "HR6_RSE_DEG": 2,
    "HR3_PAYROLL": 300, "HR3_TRAINEXP": 3, "PD6_SALES": 1000, "HR3_TRAINED_SH": 55, "PD6_RDSTAFF": 6,
    "PROCESS_EXP_REF": 20, "PT5_EXP": 20,
}  # fmt: skip


def flags_of(**changes):
    sheet = {**SOUND, **changes}
    return plausibility_flags({item: answered(value) for item, value in sheet.items() if value is not None})


def keys_of(**changes):
    return {flag.message_key for flag in flags_of(**changes)}


def test_a_sound_firm_raises_no_flag():
    assert flags_of() == ()
    assert plausibility_flags({}) == ()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"SALES_REF": -1}, "negative_figure"),
        ({"HR3_TRAINED_SH": 120}, "share_outside_0_to_100"),
        ({"FOREIGN_EQUITY": 130}, "share_outside_0_to_100"),
        ({"EMP_UNSKILLED_REF": 30}, "categories_do_not_add_up"),
        ({"EMP_UNSKILLED_REF": None, "EMP_SKILLED_REF": 90}, "categories_do_not_add_up"),
        ({"NATIONAL_EQUITY": 50}, "equity_not_100"),
        ({"STATE_EQUITY": 50}, "state_above_national_equity"),
        ({"EXPORTS_REF": 1100}, "exports_above_sales"),
        ({"EMP_WOMEN_REF": 101}, "women_above_total"),
        ({"EMP_FOREIGN_REF": 200}, "foreign_workers_above_total"),
        ({"TRAINING_REF": 400}, "training_above_payroll"),
        ({"HR3_TRAINEXP": 400}, "training_above_payroll"),
        ({"HR6_RSE_FULL": 12}, "researchers_above_professionals"),
        ({"HR5_ENG_DEV": 11}, "engineers_above_professionals"),
        ({"HR6_RSE_DEG": 5}, "degrees_above_researchers"),
        ({"PD6_RDSTAFF": 101}, "rd_staff_above_total"),
        ({"HR3_PAYROLL": 200}, "payroll_told_twice"),
        ({"PT5_EXP": 15}, "process_spending_told_twice"),
        ({"HR3_STAFF": True, "HR3_STAFF_N": 0}, "training_staff_without_number"),
        ({"PD3_OEM": False, "PD3_OEM_SH": 30}, "oem_without_sales"),
        ({"PD6_NOVEL": True, "EMP_PROFESSIONALS_REF": 0, "EMP_UNSKILLED_REF": 50}, "novelty_without_research"),
        ({"SALES_BASE": 50}, "changed_more_than_tenfold"),
    ],
)
def test_an_impossible_figure_is_told(changes, key):
    assert key in keys_of(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"EXPORTS_REF": 1000},
        {"EMP_WOMEN_REF": 100},
        {"FOREIGN_EQUITY": 33.3, "NATIONAL_EQUITY": 66.6, "STATE_EQUITY": None},
        {"HR3_PAYROLL": 301},
        {"EMP_UNSKILLED_REF": None},
        {"HR6_RSE_FULL": 10},
        {"PD6_NOVEL": True},
        {"HR3_STAFF": True, "HR3_STAFF_N": 1},
    ],
)
def test_a_figure_at_its_bound_or_within_rounding_is_not(changes):
    assert keys_of(**changes) == set()


def test_a_flag_names_its_items_and_figures():
    flag = next(flag for flag in flags_of(EXPORTS_REF=1100) if flag.message_key == "exports_above_sales")
    assert (flag.code, flag.items, flag.figures) == ("part", ("EXPORTS_REF", "SALES_REF"), (1100, 1000))
    assert MESSAGES[flag.message_key].format(*flag.figures) == "Exports of 1100.0 exceed sales of 1000.0."


@given(st.dictionaries(st.sampled_from(sorted({*SOUND, "PD6_NOVEL", "HR3_STAFF", "HR3_STAFF_N"})), unsaid))
def test_what_was_not_said_raises_no_flag(answers):
    assert plausibility_flags(answers) == ()


@given(
    st.dictionaries(
        st.sampled_from(sorted({*SOUND, "PD6_NOVEL", "HR3_STAFF", "HR3_STAFF_N"})),
        st.one_of(unsaid, st.builds(answered, st.one_of(st.booleans(), st.floats(-1e9, 1e9), st.text(max_size=3)))),
    )
)
def test_no_answers_stop_the_checks_and_every_flag_has_its_sentence(answers):
    for flag in plausibility_flags(answers):
        assert MESSAGES[flag.message_key].format(*flag.figures)
        assert (
            all(answers[item].state is State.ANSWERED for item in flag.items if item in answers) or flag.code == "sum"
        )


def test_sentences_ask_for_no_more_figures_than_there_are():
    for sentence in MESSAGES.values():
        assert all(int(field) <= 2 for _, field, _, _ in string.Formatter().parse(sentence) if field)
        assert sentence.endswith(".")


def test_a_refused_figure_raises_no_flag():
    sheet = {"SALES_REF": Answer(State.REFUSED), "EXPORTS_REF": answered(10.0)}
    assert plausibility_flags(sheet) == ()
