"""Held without a connection: what is taken along, entered, broken off and sent later arrives whole."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.application import manage
from tests.browser.fieldwork import COLLEAGUE, Server, box, choose, field_server, line, waiting
from tests.browser.filling import OWN_STAFF, YES, Said, answer, questions
from tests.browser.homes import copied
from tests.browser.looking import log_in, press, sideways
from tests.browser.people import FIRMS_PAGE, INTERVIEWER, PASSWORD
from tests.browser.phones import (
    Phone,
    another_release,
    answers_on,
    fill_section_of_phone,
    nobody_answers,
    show_app,
    somebody_else_answers,
    state_on,
    stored,
    take_along,
    wait_for,
)
from tests.browser.salmon import SAID

pytestmark = [pytest.mark.browser, pytest.mark.long]

SECTIONS = 33
QUESTIONS = 141
KILLED_IN = 17
SENDING_MS = 60_000
EMPLOYMENT = "FIRM_EMP_REF"

VERSIONS = "caches.keys().then((names) => names.filter((name) => name !== 'sextant-choices'))"
NEW_VERSION = """
from clusters.models import Study
from django.utils import timezone
from surveys.drafting import draft_questionnaire
from surveys.publishing import publish_questionnaire
from surveys.study_setup import choose_setup, setup_of
study = Study.objects.get()
draft = draft_questionnaire(questionnaire=setup_of(study).questionnaire)
draft.items.filter(code="HR1_OJT").update(text="Was anybody trained at the machine in {reference_year}?")
choose_setup(study=study, questionnaire=publish_questionnaire(questionnaire=draft, now=timezone.now()))
"""


@pytest.fixture(scope="module")
def server(field_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with field_server(copied(field_home, tmp_path_factory.mktemp("offline"))) as running:
        yield running


@pytest.fixture
def running(server: Server) -> Server:
    """The server, started again where the test before stopped it."""
    if server.process is None:
        server.start()
    return server


@pytest.fixture
def phone(browser: Browser, chromium: str, running: Server, tmp_path: Path) -> Iterator[Phone]:
    """A phone whose owner has logged in and taken the cluster along."""
    made = Phone(browser.browser_type, chromium, tmp_path / "profile", running.url)
    page = made.open()
    log_in(page, INTERVIEWER, PASSWORD)
    take_along(page)
    yield made
    made.close()
    assert made.broken == []


def page_of(phone: Phone) -> Page:
    assert phone.context is not None
    return phone.context.pages[0]


def begin(page: Page, firm: str) -> str:
    """Begin the firm's interview without a connection; its id."""
    show_app(page, FIRMS_PAGE)
    page.get_by_label("Name or code").fill(firm)
    press(page, f"Begin {firm}")
    expect(page.get_by_role("heading", level=1)).to_have_text(firm)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def open_section(page: Page, interview: str, section: str = EMPLOYMENT) -> None:
    show_app(page, f"/interviews/{interview}/sections/{section}/")
    expect(page.get_by_role("article").first).to_be_visible()


def is_empty(page: Page) -> Callable[[], bool]:
    return lambda: waiting(page) == 0


def test_a_whole_interview_is_held_without_a_connection_and_arrives(phone: Phone, running: Server) -> None:
    firm, page = "Field firm 001", page_of(phone)
    assert phone.context is not None
    phone.context.set_offline(True)
    show_app(page, "/")
    press(page, "Quiet bay")
    interview = begin(page, firm)
    press(page, re.compile("^Go on:"))
    typed: dict[str, Said] = {}
    for number in range(1, SECTIONS + 1):
        expect(page.get_by_text(f"section {number} of {SECTIONS}")).to_be_visible()
        if number == KILLED_IN:
            page = kill_and_reopen(phone, running, typed)
        known = frozenset(typed)
        typed |= fill_section_of_phone(page, SAID, but=known)
        press(page, "Next" if number < SECTIONS else "To the end")
    assert len(typed) == QUESTIONS
    expect(page.get_by_text("Every question has an answer.")).to_be_visible()
    page.get_by_role("button", name="Submit for review").tap()
    expect(page.get_by_text("finished and waits on this phone")).to_be_visible()
    assert state_on(running, firm) == ""
    show_app(page, "/field/queue/")
    expect(page.get_by_text("The interview is finished.")).to_be_visible()
    running.start()
    page.goto("/misprints/")
    # A browser that is killed may forget the cookies of the last half minute, and with them the login.
    if "/login/" in page.url:
        log_in(page, INTERVIEWER, PASSWORD)
    wait_for(is_empty(page), SENDING_MS / 1000)
    state, answers = answers_on(running, firm)
    assert answers == {code: stored(code, said) for code, said in typed.items()}
    assert state == "submitted"
    page.goto(f"/interviews/{interview}/")
    expect(page.get_by_text("Submitted").first).to_be_visible()


def test_a_phone_without_a_connection_knows_whom_to_visit_next(phone: Phone, pictures: Path) -> None:
    page = page_of(phone)
    assert phone.context is not None
    phone.context.set_offline(True)
    show_app(page, FIRMS_PAGE)
    rows = page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2))
    expect(rows.first).to_be_visible()
    listed = page.get_by_role("status").filter(has_text="firms").inner_text()
    page.get_by_label("Order").select_option("Whom to visit next")
    expect(rows.nth(0)).to_contain_text("Visit 1 ·")
    expect(rows.nth(1)).to_contain_text("Visit 2 ·")
    assert sideways(page) == [] and violations(page) == []
    page.screenshot(path=pictures / "visits-on-phone-360.png")
    page.get_by_label("Order").select_option("As in the list")
    expect(page.get_by_role("status").filter(has_text="firms")).to_have_text(listed)


def kill_and_reopen(phone: Phone, server: Server, typed: dict[str, Said]) -> Page:
    """Answer one question, end the browser and the server at once, and open the same page again."""
    page = page_of(phone)
    address, before = page.url, waiting(page)
    code, question = next(iter(questions(page).items()))
    typed[code] = Said("7", done_by=OWN_STAFF)
    answer(question, code, typed[code])
    wait_for(lambda: waiting(page) > before)
    phone.kill()
    server.kill()
    page = phone.open()
    show_app(page, "/")
    show_app(page, address)
    expect(box(page, code)).to_have_value("7")
    expect(questions(page)[code].get_by_role("radio", name=OWN_STAFF)).to_be_checked()
    assert waiting(page) == before + 1
    return page


@pytest.mark.parametrize(
    ("status", "body", "word"),
    [
        (503, "<h1>Bad gateway</h1>", "trouble"),
        (200, "<h1>Accept the terms of this network</h1>", "in place of Sextant"),
    ],
    ids=["a server that is down", "a captive portal"],
)
def test_pages_come_from_the_phone_where_somebody_else_answers(
    phone: Phone, running: Server, status: int, body: str, word: str
) -> None:
    firm, page = f"Field firm 0{10 + status // 100}", page_of(phone)
    running.kill()
    interview = begin(page, firm)
    with somebody_else_answers(running.port, status, body):
        open_section(page, interview)
        box(page, "EMP_TOTAL_REF").fill("77")
        expect(line(page)).to_contain_text(word)
        show_app(page, FIRMS_PAGE)
        expect(page.get_by_role("link", name=f"Go on {firm}")).to_be_visible()
        page.goto("/runs/nowhere/")
        expect(page.get_by_role("heading", level=1)).to_have_text("This page needs a connection")
        assert waiting(page) == 1
    running.start()
    page.goto("/misprints/")
    wait_for(is_empty(page), SENDING_MS / 1000)
    assert answers_on(running, firm)[1]["EMP_TOTAL_REF"]["value"] == 77


def test_a_network_that_never_answers_is_not_waited_for(phone: Phone, running: Server) -> None:
    firm, page = "Field firm 020", page_of(phone)
    running.kill()
    with nobody_answers(running.port):
        interview = begin(page, firm)
        open_section(page, interview)
        box(page, "EMP_TOTAL_REF").fill("21")
        wait_for(lambda: waiting(page) == 1)
        press(page, "Next")
        expect(page.get_by_role("article").first).to_be_visible()
    running.start()
    page.goto("/misprints/")
    wait_for(is_empty(page), SENDING_MS / 1000)
    assert answers_on(running, firm)[1]["EMP_TOTAL_REF"]["value"] == 21


def test_an_interview_the_server_has_not_heard_of_is_shown_by_the_phone(phone: Phone, running: Server) -> None:
    firm, page = "Field firm 021", page_of(phone)
    running.kill()
    interview = begin(page, firm)
    running.start()
    open_section(page, interview)
    box(page, "EMP_TOTAL_REF").fill("12")
    wait_for(lambda: state_on(running, firm) == "draft")
    page.goto(f"/interviews/{interview}/")
    expect(page.locator("[data-app]")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text(firm)


def test_a_new_version_of_the_application_takes_nothing_that_was_typed(phone: Phone, running: Server) -> None:
    firm, page = "Field firm 022", page_of(phone)
    running.kill()
    interview = begin(page, firm)
    open_section(page, interview)
    box(page, "EMP_TOTAL_REF").fill("34")
    box(page, "EMP_MANAGERS_REF").fill("12 or so")
    with another_release(running):
        page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
        told = page.get_by_text("A new version of Sextant is used from the next page on.")
        expect(told).to_be_visible(timeout=SENDING_MS)
        expect(box(page, "EMP_TOTAL_REF")).to_have_value("34")
        expect(box(page, "EMP_MANAGERS_REF")).to_have_value("12 or so")
        box(page, "EMP_MANAGERS_REF").fill("12")
        wait_for(lambda: state_on(running, firm) != "" and len(answers_on(running, firm)[1]) == 2, SENDING_MS / 1000)
        wait_for(lambda: [each.split("-")[0] for each in page.evaluate(VERSIONS)] == ["sextant"])
    answers = answers_on(running, firm)[1]
    assert {code: entry["value"] for code, entry in answers.items()} == {"EMP_TOTAL_REF": 34, "EMP_MANAGERS_REF": 12}


def test_a_begun_interview_stays_on_its_version_of_the_questionnaire(phone: Phone, running: Server) -> None:
    firm, other, page = "Field firm 023", "Field firm 024", page_of(phone)
    running.kill()
    interview = begin(page, firm)
    open_section(page, interview, "HR_R1")
    choose(page, "HR1_OJT", YES)
    manage(running.home, "shell", "--no-imports", "--command", NEW_VERSION)
    running.start()
    page.goto(FIRMS_PAGE)
    page.get_by_role("button", name="Bring up to date").tap()
    expect(page.get_by_role("button", name="Bring up to date")).to_be_enabled(timeout=SENDING_MS)
    wait_for(is_empty(page), SENDING_MS / 1000)
    running.kill()
    for number, name in ((1, firm), (2, other)):
        ident = interview if name == firm else begin(page, other)
        open_section(page, ident, "HR_R1")
        choose(page, "HR1_INH", YES)
        page.goto(f"/interviews/{ident}/")
        expect(page.get_by_text(f"({number})")).to_be_visible()
    running.start()
    page.goto("/misprints/")
    wait_for(is_empty(page), SENDING_MS / 1000)
    query = (
        "SELECT q.version, i.answers FROM surveys_interview i JOIN clusters_firm f ON f.id = i.firm_id"
        " JOIN surveys_questionnaire q ON q.id = i.questionnaire_id WHERE f.name = ?"
    )
    assert [running.rows(query, name)[0]["version"] for name in (firm, other)] == [1, 2]
    assert set(answers_on(running, firm)[1]) == {"HR1_OJT", "HR1_INH"}


def test_the_language_changes_in_the_middle_of_an_interview(phone: Phone, running: Server) -> None:
    page = page_of(phone)
    running.kill()
    interview = begin(page, "Field firm 025")
    open_section(page, interview)
    box(page, "EMP_TOTAL_REF").fill("1234")
    box(page, "EMP_MANAGERS_REF").fill("three or four")
    english = page.get_by_role("heading", level=1).inner_text()
    for language, name in (("es", "Español"), ("zh-hans", "简体中文"), ("en", "English")):
        page.get_by_role("button", name=name).tap()
        expect(page.locator(f'html[lang="{language}"]')).to_be_attached()
        expect(page.locator("[data-app][data-shown]")).to_be_attached()
        assert (page.get_by_role("heading", level=1).inner_text() == english) is (language == "en")
        expect(box(page, "EMP_TOTAL_REF")).to_have_value(re.compile("1.?234"))
        expect(box(page, "EMP_MANAGERS_REF")).to_have_value("three or four")
    assert waiting(page) == 1


def test_another_person_on_the_same_phone_sees_nothing_of_it(phone: Phone, running: Server) -> None:
    firm, page = "Field firm 026", page_of(phone)
    running.kill()
    interview = begin(page, firm)
    open_section(page, interview)
    box(page, "EMP_TOTAL_REF").fill("56")
    wait_for(lambda: waiting(page) == 1)
    assert phone.context is not None
    phone.context.clear_cookies()
    running.start()
    log_in(page, COLLEAGUE, PASSWORD)
    running.kill()
    show_app(page, "/")
    expect(page.get_by_text("Nothing was taken along yet")).to_be_visible()
    expect(page.get_by_text("Colleague, on this device")).to_be_visible()
    for address in (f"/interviews/{interview}/", f"/interviews/{interview}/sections/{EMPLOYMENT}/"):
        show_app(page, address)
        expect(page.get_by_role("heading", level=1)).to_have_text("This interview is not on this phone")
    assert firm not in page.content() and waiting(page) == 0
    phone.context.clear_cookies()
    running.start()
    log_in(page, INTERVIEWER, PASSWORD)
    page.goto("/misprints/")
    wait_for(is_empty(page), SENDING_MS / 1000)
    assert answers_on(running, firm)[1]["EMP_TOTAL_REF"]["value"] == 56


def test_the_application_can_be_installed(phone: Phone) -> None:
    assert phone.context is not None
    page = page_of(phone)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devtools = phone.context.new_cdp_session(page)
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")


def test_pages_of_the_phone_are_readable_by_everybody(phone: Phone, running: Server, pictures: Path) -> None:
    page = page_of(phone)
    running.kill()
    interview = begin(page, "Field firm 027")
    open_section(page, interview)
    box(page, "EMP_TOTAL_REF").fill("9")
    wait_for(lambda: waiting(page) == 1)
    addresses = {
        "home": "/",
        "firms": FIRMS_PAGE,
        "overview": f"/interviews/{interview}/",
        "section": f"/interviews/{interview}/sections/HR_R4/",
        "submit": f"/interviews/{interview}/submit/",
        "queue": "/field/queue/",
        "elsewhere": "/runs/nowhere/",
        "missing": f"/interviews/{interview[:-4]}0000/",
    }
    found = {}
    for name, address in addresses.items():
        show_app(page, address)
        for look in ("light", "dark", "sunlight"):
            show_look(page, look)
            page.screenshot(path=pictures / f"phone-{name}-{look}.png", animations="disabled")
            found[f"{name}, {look}"] = [*violations(page), *sideways(page)]
    assert {look: problems for look, problems in found.items() if problems} == {}


def show_look(page: Page, look: str) -> None:
    """The colours the device prefers, or those for sunlight, which are chosen on it."""
    page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    page.evaluate("(look) => { document.documentElement.dataset.look = look; }", look if look == "sunlight" else "")
