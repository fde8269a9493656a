"""Answering a section of the questionnaire as somebody does who reads it: question by question, with one thumb."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.browser.application import ROOT

QUESTIONNAIRE = ROOT / "surveys" / "default" / "questionnaire"
YES, NO, DONT_KNOW, REFUSED, NOT_APPLICABLE = "Yes", "No", "Don’t know", "Refused", "Not applicable"
STATES = {DONT_KNOW, REFUSED, NOT_APPLICABLE}
OWN_STAFF, PARENT, SUPPLIER = "Own staff here", "Parent company abroad", "Supplier"


@dataclass(frozen=True, slots=True)
class Said:
    """What the firm said to one question: a value as typed or chosen, or a state; and what stands beside it."""

    value: str
    done_by: str = ""
    note: str = ""
    verified: str = ""
    document: str = ""


def kinds() -> dict[str, str]:
    """The kind of every question of the default questionnaire, by code."""
    return {
        item["code"]: item["kind"]
        for path in sorted(QUESTIONNAIRE.glob("*.toml"))
        for section in tomllib.loads(path.read_text())["section"]
        for item in section["item"]
    }


KINDS = kinds()


def answer(question: Locator, code: str, said: Said) -> None:
    """Enter one answer with everything that stands beside it."""
    kind = KINDS[code]
    if said.value in STATES or kind in {"yes_no", "single", "level"}:
        question.get_by_role("radio", name=said.value, exact=True).check()
    elif kind == "multiple":
        for label in said.value.split("; "):
            question.get_by_role("checkbox", name=label).check()
    else:
        question.get_by_role("textbox").first.fill(said.value)
    if said.done_by:
        question.get_by_role("radio", name=said.done_by).check()
    if said.note or said.verified:
        stand_beside(question, said)


def stand_beside(question: Locator, said: Said) -> None:
    if not question.get_by_label("Note", exact=True).is_visible():
        question.get_by_text("Note and evidence").or_(question.get_by_text("Evidence and note")).click()
    if said.verified:
        question.get_by_role("radio", name=said.verified).check()
        question.get_by_label("Which document, which person?").fill(said.document)
    if said.note:
        question.get_by_label("Note", exact=True).fill(said.note)


def questions(page: Page) -> dict[str, Locator]:
    """The questions of a section by their codes, in the order of the page."""
    anchors = page.get_by_role("article").evaluate_all("(all) => all.map((each) => each.id)")
    return {anchor.removeprefix("item-"): page.locator(f"#{anchor}") for anchor in anchors}


def fill_section(page: Page, answers: Mapping[str, Said]) -> None:
    """Answer every question of the open section: as given, else with nothing, no, or the first of the choices."""
    for code, question in questions(page).items():
        if code in answers:
            answer(question, code, answers[code])
        else:
            answer(question, code, Said(usual_answer(question, KINDS[code])))


def usual_answer(question: Locator, kind: str) -> str:
    match kind:
        case "yes_no":
            return NO
        case "single":
            return str(question.get_by_role("radio").first.evaluate("(each) => each.labels[0].innerText.trim()"))
        case "multiple":
            return str(question.get_by_role("checkbox").last.evaluate("(each) => each.labels[0].innerText.trim()"))
        case "level":
            return "3"
        case "text":
            return "not asked for a name"
        case "year":
            return "1998"
        case _:
            return "0"
