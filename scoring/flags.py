"""Figures of a firm that look wrong: told to the reviewer, never a wall for the consultant.

A flag compares answers that were given; an answer that is missing, unknown or refused raises none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scoring.answers import MISSING, Answer, State, number_of

Answers = Mapping[str, Answer]

YEARS = ("BASE", "REF")
CATEGORIES = ("MANAGERS", "PROFESSIONALS", "TECHNICAL", "SUPERVISORY", "CLERICAL", "SKILLED", "UNSKILLED")
SHARES = ("HR2_REWARD_SH", "HR3_TRAINED_SH", "PT2_ADVMACH", "PD3_OEM_SH", "PD4_ADAPT_SH", "PD5_ODM_SH", "PD6_OBM_SH")
SHARES_OF_EQUITY = ("FOREIGN_EQUITY", "NATIONAL_EQUITY", "STATE_EQUITY")
SLACK = 0.005
"""Relative difference that rounding of money and full-time equivalents may leave."""

NEVER_NEGATIVE = (
    "SALES", "EXPORTS", "WAGE_BILL", "PAYROLL", "TRAINING", "RD", "PROCESS_EXP", "MATERIALS",
    "EMP_TOTAL", "EMP_FOREIGN", "EMP_WOMEN", *(f"EMP_{category}" for category in CATEGORIES),
)  # fmt: skip

# Part, whole, key: the part cannot exceed the whole in the same year.
PARTS_OF_YEAR = (
    ("EXPORTS", "SALES", "exports_above_sales"),
    ("EMP_WOMEN", "EMP_TOTAL", "women_above_total"),
    ("EMP_FOREIGN", "EMP_TOTAL", "foreign_workers_above_total"),
    ("TRAINING", "PAYROLL", "training_above_payroll"),
    ("RD", "SALES", "rd_above_sales"),
    ("PROCESS_EXP", "SALES", "process_spending_above_sales"),
    ("MATERIALS", "SALES", "materials_above_sales"),
    ("WAGE_BILL", "SALES", "wages_above_sales"),
)
# The same for answers of the ladders, which speak of the reference year.
PARTS = (
    ("HR3_TRAINEXP", "HR3_PAYROLL", "training_above_payroll"),
    ("HR3_STAFF_N", "EMP_TOTAL_REF", "training_staff_above_total"),
    ("HR6_RSE_DEG", "HR6_RSE_FULL", "degrees_above_researchers"),
    ("HR4_ENG_ADAPT", "EMP_PROFESSIONALS_REF", "engineers_above_professionals"),
    ("HR5_ENG_DEV", "EMP_PROFESSIONALS_REF", "engineers_above_professionals"),
    ("HR6_RSE_FULL", "EMP_PROFESSIONALS_REF", "researchers_above_professionals"),
    ("PD6_RDSTAFF", "EMP_TOTAL_REF", "rd_staff_above_total"),
    ("PT6_RDUNIT_FTE", "EMP_TOTAL_REF", "rd_unit_above_total"),
    ("PD6_RDEXP", "PD6_SALES", "rd_above_sales"),
)
# Two items that ask for the same figure: that of a ladder, and that of the firm sheet.
TWINS = (
    ("HR3_PAYROLL", "PAYROLL_REF", "payroll_told_twice"),
    ("HR3_TRAINEXP", "TRAINING_REF", "training_told_twice"),
    ("PT5_EXP", "PROCESS_EXP_REF", "process_spending_told_twice"),
    ("PD6_SALES", "SALES_REF", "sales_told_twice"),
    ("PD6_RDEXP", "RD_REF", "rd_told_twice"),
)
# A yes and the number that belongs to it.
COUNTED = (
    ("HR3_STAFF", "HR3_STAFF_N", "training_staff_without_number"),
    ("HR2_REWARD", "HR2_REWARD_SH", "rewards_without_share"),
    ("PT6_RDUNIT", "PT6_RDUNIT_FTE", "rd_unit_without_staff"),
    ("PD3_OEM", "PD3_OEM_SH", "oem_without_sales"),
    ("PD5_DEV", "PD5_DEV_N", "development_without_products"),
    ("PD5_ODM", "PD5_ODM_SH", "odm_without_sales"),
    ("PD6_OBM", "PD6_OBM_SH", "obm_without_sales"),
)


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at again.

    ``code`` names the kind of check and ``message_key`` the sentence to show; ``items`` are the item
    codes concerned and ``figures`` what was found, in the order the sentence needs them.
    """

    code: str
    items: tuple[str, ...]
    message_key: str
    figures: tuple[float, ...]


def plausibility_flags(answers: Answers) -> tuple[Flag, ...]:
    """Return what looks wrong in one firm's answers, in a fixed order.

    ``answers`` maps item codes to answers, firm sheet and ladders together. Source: method.md A.2.4.
    """
    return tuple(flag for check in CHECKS for flag in check(answers))


def _number(answers: Answers, item: str) -> float | None:
    """Return the number answered, or None when there is none."""
    return number_of(answers.get(item, MISSING))


def _numbers(answers: Answers, items: tuple[str, ...]) -> tuple[float, ...] | None:
    """Return the numbers of all items, or None when one of them has none."""
    found = [_number(answers, item) for item in items]
    known = tuple(number for number in found if number is not None)
    return known if len(known) == len(items) else None


def _above(part: float, whole: float) -> bool:
    """Return whether a part exceeds its whole by more than rounding."""
    return part > whole + SLACK * abs(whole)


def negative_figures(answers: Answers) -> Iterator[Flag]:
    """Flag amounts and head counts below zero."""
    for name in NEVER_NEGATIVE:
        for year in YEARS:
            value = _number(answers, f"{name}_{year}")
            if value is not None and value < 0:
                yield Flag("negative", (f"{name}_{year}",), "negative_figure", (value,))


def shares_outside(answers: Answers) -> Iterator[Flag]:
    """Flag shares that are no shares."""
    for item in (*SHARES, *SHARES_OF_EQUITY):
        value = _number(answers, item)
        if value is not None and not 0 <= value <= 100:
            yield Flag("share", (item,), "share_outside_0_to_100", (value,))


def employment_sums(answers: Answers) -> Iterator[Flag]:
    """Flag categories of employment that do not add up to the total."""
    for year in YEARS:
        parts = tuple(f"EMP_{category}_{year}" for category in CATEGORIES)
        total = f"EMP_TOTAL_{year}"
        whole = _number(answers, total)
        found = [number for item in parts if (number := _number(answers, item)) is not None]
        if whole is None or not found:
            continue
        added = math.fsum(found)
        complete = len(found) == len(parts)
        if _above(added, whole) or (complete and _above(whole, added)):
            yield Flag("sum", (*parts, total), "categories_do_not_add_up", (added, whole))


def equity_sum(answers: Answers) -> Iterator[Flag]:
    """Flag foreign and national equity that do not make 100 per cent, and a state that owns more than the nation."""
    pair = _numbers(answers, ("FOREIGN_EQUITY", "NATIONAL_EQUITY"))
    if pair is not None and abs(sum(pair) - 100) > 100 * SLACK:
        yield Flag("sum", ("FOREIGN_EQUITY", "NATIONAL_EQUITY"), "equity_not_100", (*pair, sum(pair)))
    pair = _numbers(answers, ("STATE_EQUITY", "NATIONAL_EQUITY"))
    if pair is not None and _above(*pair):
        yield Flag("part", ("STATE_EQUITY", "NATIONAL_EQUITY"), "state_above_national_equity", pair)


def parts_above_wholes(answers: Answers) -> Iterator[Flag]:
    """Flag parts larger than the whole they belong to."""
    by_year = ((f"{part}_{year}", f"{whole}_{year}", key) for part, whole, key in PARTS_OF_YEAR for year in YEARS)
    for part, whole, key in (*by_year, *PARTS):
        pair = _numbers(answers, (part, whole))
        if pair is not None and _above(*pair):
            yield Flag("part", (part, whole), key, pair)


def told_twice(answers: Answers) -> Iterator[Flag]:
    """Flag the same figure told differently in two places."""
    for one, other, key in TWINS:
        pair = _numbers(answers, (one, other))
        if pair is not None and (_above(*pair) or _above(pair[1], pair[0])):
            yield Flag("twice", (one, other), key, pair)


def yes_without_number(answers: Answers) -> Iterator[Flag]:
    """Flag a yes whose number is 0, and a number above 0 whose question was answered no."""
    for question, item, key in COUNTED:
        said = answers.get(question, MISSING).value
        number = _number(answers, item)
        if isinstance(said, bool) and number is not None and said != (number > 0):
            yield Flag("contradiction", (question, item), key, (float(said), number))


def research_without_people(answers: Answers) -> Iterator[Flag]:
    """Flag level-6 answers of a firm that has no researchers and spends nothing on research."""
    novel = answers.get("PD6_NOVEL", MISSING)
    if novel.state is not State.ANSWERED or novel.value is not True:
        return
    for item in ("HR6_RSE_FULL", "PD6_RDSTAFF", "PD6_RDEXP", "EMP_PROFESSIONALS_REF"):
        if _number(answers, item) == 0:
            yield Flag("contradiction", ("PD6_NOVEL", item), "novelty_without_research", (0.0,))


def great_changes(answers: Answers) -> Iterator[Flag]:
    """Flag figures that grew or shrank more than tenfold, often a slip in the unit."""
    for name in ("SALES", "EXPORTS", "WAGE_BILL", "EMP_TOTAL"):
        pair = _numbers(answers, (f"{name}_BASE", f"{name}_REF"))
        if pair is not None and min(pair) > 0 and max(pair) > 10 * min(pair):
            yield Flag("change", (f"{name}_BASE", f"{name}_REF"), "changed_more_than_tenfold", pair)


CHECKS: tuple[Callable[[Answers], Iterator[Flag]], ...] = (
    negative_figures,
    shares_outside,
    employment_sums,
    equity_sum,
    parts_above_wholes,
    told_twice,
    yes_without_number,
    research_without_people,
    great_changes,
)

MESSAGES: dict[str, str] = {
    "negative_figure": "A figure is below zero: {0}.",
    "share_outside_0_to_100": "A share of {0} per cent lies outside 0 to 100.",
    "categories_do_not_add_up": "The categories of employees add up to {0}, the total is {1}.",
    "equity_not_100": "Foreign equity of {0} and national equity of {1} per cent make {2} and not 100.",
    "state_above_national_equity": "The state owns {0} per cent, more than all national owners with {1}.",
    "exports_above_sales": "Exports of {0} exceed sales of {1}.",
    "women_above_total": "{0} women are more than {1} employees.",
    "foreign_workers_above_total": "{0} foreign workers are more than {1} employees.",
    "training_above_payroll": "Training expenditure of {0} exceeds the payroll of {1}.",
    "rd_above_sales": "Research and development of {0} exceeds sales of {1}.",
    "process_spending_above_sales": "Process-technology expenditure of {0} exceeds sales of {1}.",
    "materials_above_sales": "Material inputs of {0} exceed sales of {1}.",
    "wages_above_sales": "A wage bill of {0} exceeds sales of {1}.",
    "training_staff_above_total": "{0} people responsible for training are more than {1} employees.",
    "degrees_above_researchers": "{0} researchers with a degree are more than {1} researchers.",
    "engineers_above_professionals": "{0} engineers are more than {1} professionals.",
    "researchers_above_professionals": "{0} researchers are more than {1} professionals.",
    "rd_staff_above_total": "{0} research staff are more than {1} employees.",
    "rd_unit_above_total": "{0} staff of process research are more than {1} employees.",
    "payroll_told_twice": "The payroll is {0} in one place and {1} in another.",
    "training_told_twice": "Training expenditure is {0} in one place and {1} in another.",
    "process_spending_told_twice": "Process-technology expenditure is {0} in one place and {1} in another.",
    "sales_told_twice": "Sales are {0} in one place and {1} in another.",
    "rd_told_twice": "Research expenditure is {0} in one place and {1} in another.",
    "training_staff_without_number": "Somebody being responsible for training and their number, {1}, contradict.",
    "rewards_without_share": "Rewards tied to performance and the share they cover, {1} per cent, contradict.",
    "rd_unit_without_staff": "Process research with dedicated staff and their number, {1}, contradict.",
    "oem_without_sales": "Supply to another brand and its share of sales, {1} per cent, contradict.",
    "development_without_products": "Own development and the number of products, {1}, contradict.",
    "odm_without_sales": "Own designs for other brands and their share of sales, {1} per cent, contradict.",
    "obm_without_sales": "An own brand and its share of sales, {1} per cent, contradict.",
    "novelty_without_research": "A product new to the world stands beside no research staff or expenditure.",
    "changed_more_than_tenfold": "The figure went from {0} to {1}, more than tenfold; check the unit.",
}
"""The sentence of every message key in English, with the figures by position."""
