"""Every page of the application, as the demo study fills it: for everybody, on every screen, by day and by night."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, Page, StorageState, ViewportSize

from reports.demo.loading import DEMO_PASSWORD
from surveys.live_access import SEAT_COOKIE
from tests.browser.accessibility import ALL, COLOURS, WIDTHS, violations
from tests.browser.application import Application
from tests.browser.looking import LAPTOP, PHONE, Complaints, Device, log_in, press, sideways, unroll
from tests.factories.fill_in import filled

Scheme = Literal["light", "dark"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = pytest.mark.browser

PAGES = (
    *("login", "password_change", "password_change_done"),
    *("home", "study_new", "study", "study_edit", "study_people", "study_setup", "about-method", "misprints"),
    *("cluster_new", "cluster", "cluster_edit", "frame", "frame_version", "frame_upload", "series", "series_new"),
    *("frame_columns", "frame_preview", "sample", "sample_plan", "firm_replace", "implementation"),
    "cluster_glance",
    *("history", "crisis_new", "policy_new", "crisis_edit", "policy_edit"),
    "visits",
    *("firms", "firm_new", "firm_edit", "review", "review_interview?waiting", "firm_result"),
    *("interview", "interview_section", "interview_submit", "interview_conflicts"),
    "fill_in",
    *("workshops", "workshop_new", "workshop", "workshop_edit", "workshop_panel", "workshop_evidence"),
    *("workshop_votes", "panelist_votes", "round_close", "workshop?voted", "agree?voted", "validate"),
    *("workshop_protocol", "workshop_protocol?voted", "live", "live?voted", "join", "join_session", "join_new"),
    *("seat", "screen", "screen?voted"),
    "field_queue",
    "field_app",
    "run_ladder",
    *("runs", "run_new", "run", "run_firms", "run_table?table-1", "run_table?table-4", "run_table?table-5"),
    *("run_beside", "cluster_beside", "rounds", "round_links"),
    *("run_sensitivity", "run_crosschecks"),
    "run_hidden",
    *("analyses", "analysis", "analysis_new", "analysis_run", "data_table", "table_upload", "table_columns"),
    *("review_interview?resubmitted", "level_assess?assessed", "overrides", "firm_result?assessed"),
    *("double_scoring", "second_scorings", "settle", "agreement"),
    *("weights", "weights_new", "weight_version", "run_estimates"),
    *("study_person_edit", "firms_assign", "invitation_new", "invitation"),
    *("firm_contacts", "contact_new", "contact_edit", "contact_erase", "disclosures", "study_bin", "firm_bin"),
    *("workshop_bin", "cluster_bin"),
    *("study_changes", "study_people_changes", "cluster_changes", "firm_changes", "interview_changes"),
    *("workshop_changes", "run_changes"),
    *("mfa_index", "mfa_activate_totp", "sessions", "account_changes", "account_reauthenticate"),
    *("password_reset", "password_reset_done", "password_reset_confirm", "password_reset_complete"),
    *("run_table?figure-1", "run_table?figure-2", "interview?approved", "review_interview?approved"),
)
"""By the names of their addresses; behind the question mark, which of several states or parts is looked at."""

SCREENS: tuple[tuple[ViewportSize, Scheme, dict[str, object]], ...] = (
    (PHONE, "light", ALL),
    (PHONE, "dark", COLOURS),
    (LAPTOP, "light", WIDTHS),
    (LAPTOP, "dark", ALL),
)
"""All rules where both colours and widths differ, and in between those that depend on what changed."""

SPOIL = """() => {
  document.querySelector("h1").setAttribute("style", "width: 99rem");
  document.styleSheets[0].insertRule("h1 { width: 99rem; color: #bbbbbb !important; }");
  fetch("/nowhere/");
  console.error("a script failed");
  setTimeout(() => { throw new Error("a script broke off"); });
}"""
PICTURES = "CI" not in os.environ
"""Pictures are for people; where nobody looks at them they cost a fifth of the time."""
HEARD = ("style-src", "/nowhere/", "a script failed", "a script broke off")

NOT_PAGES = {
    "run_workbook": "a file",
    "run_progress": "a part of the page of a run",
    "analysis_progress": "a part of the page of a run of an analysis",
    **dict.fromkeys(
        ("analysis_figure", "analysis_file", "data_table_file", "cluster_brief", "firm_report", "rounds_workbook"),
        "a file",
    ),
    **dict.fromkeys(("fill_in_cluster", "fill_in_firm", "fill_in_interview"), "a file"),
    **dict.fromkeys(("seat_state", "live_state", "screen_state"), "a part of a page of the live workshop"),
    **dict.fromkeys(("field_session", "field_interview", "field_cluster", "field_forms"), "an answer to a device"),
    **dict.fromkeys(("disclosures_file", "sample_file", "implementation_file"), "a file"),
    **dict.fromkeys(("account_login", "admin_login"), "other ways to the page of the login"),
    "send_again": "a page of a login in the middle of something, looked at in tests/browser/test_kept.py",
    **dict.fromkeys(
        ("mfa_authenticate", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"),
        "a page of somebody with a second factor, looked at in tests/browser/test_accounts.py",
    ),
    "mfa_reauthenticate": "a page of somebody with a second factor, looked at in tests/browser/test_accounts.py",
    **dict.fromkeys(("service_worker", "manifest"), "a part of the installed application"),
    **dict.fromkeys(("healthz", "readyz", "metrics"), "an answer to a machine"),
}
WITHOUT_LOGIN = {
    *("login", "join", "join_session", "join_new", "seat", "screen", "screen?voted", "invitation"),
    *("password_reset", "password_reset_done", "password_reset_confirm", "password_reset_complete"),
}
TABLES = {"table-1", "table-4", "table-5", "figure-1", "figure-2"}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every address of our own; the admin has a namespace of its own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.namespace is None:
            yield from patterns(pattern)


def is_only_sent_to(pattern: URLPattern) -> bool:
    """Whether reading the address is refused, whoever asks."""
    values = dict.fromkeys(pattern.pattern.converters, "x")
    try:
        return bool(pattern.callback(RequestFactory().get("/"), **values).status_code == 405)
    except Exception:  # the page itself was asked, and missed a person or a database
        return False


def test_every_page_is_among_those_that_are_looked_at() -> None:
    names = {each.name for each in patterns(get_resolver()) if not is_only_sent_to(each)}
    assert names - NOT_PAGES.keys() == {page.split("?")[0] for page in PAGES}


@pytest.fixture(scope="module")
def logged_in(browser: Browser, demo: Application) -> StorageState:
    """The cookies of somebody who manages the demo study."""
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    log_in(page, "manager", DEMO_PASSWORD)
    state = context.storage_state()
    context.close()
    return state


def address(page: str, places: dict[str, Any]) -> str:
    """Where the page is in the demo study."""
    name, _mark, which = page.partition("?")
    pattern = next(each for each in patterns(get_resolver()) if each.name == name)
    chosen = {"table": which} if which in TABLES else {}
    if which and "key" in pattern_names(name):
        chosen = {"key": places[f"{which}_key"]}
    elif which and not chosen:
        key = "workshop_id" if "workshop_id" in pattern_names(name) else "interview_id"
        chosen = {key: places[f"{which}_id"]}
    told = places | chosen
    return reverse(name, kwargs={key: told[key] for key in pattern_names(pattern.name)})


def pattern_names(name: str | None) -> set[str]:
    """The names of the parts of an address."""
    entries = get_resolver().reverse_dict.getlist(name)
    return {part for possibility, *_rest in entries for _text, parts in possibility for part in parts}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_readable_by_everybody_on_every_screen(
    name: str, demo_device: Device, logged_in: StorageState, places: dict[str, Any], pictures: Path
) -> None:
    state = None if name in WITHOUT_LOGIN else logged_in
    with demo_device.lent(PHONE, storage_state=state) as page:
        if name == "seat":
            cookie = {"name": SEAT_COOKIE, "value": places["seat_cookie"], "url": demo_device.url}
            page.context.add_cookies([cookie])
        answer = page.goto(address(name, places))
        assert answer is not None and answer.status == 200
        found = {}
        for size, scheme, rules in SCREENS:
            unroll(page, size)
            page.emulate_media(color_scheme=scheme)
            if rules is not ALL and PICTURES:
                file = f"{name.replace('?', '-')}-{size['width']}-{scheme}.png"
                page.screenshot(path=pictures / "pages" / file, animations="disabled")
            found[f"{size['width']} px, {scheme}"] = [*violations(page, rules), *reaching_out(page)]
        assert {look: problems for look, problems in found.items() if problems} == {}


def reaching_out(page: Page) -> list[str]:
    return [f"scrolls sideways: {wide}"] if (wide := sideways(page)) else []


@pytest.mark.parametrize(
    ("content", "heading"),
    [
        ("code,name\nN1,North farm\n", "Look at the list"),
        ("code,name\nN1,\nN1,Twice\nN2,Total\n", "Look at the list"),
        ("code,name,ownership,tramo\nN1,North farm,本地,10-49\nN1,North farm,local,5-19\n", "Look at the list"),
        ("الاسم,الملكية\nشركة النور,محلي\n", "What the columns are"),
    ],
)
def test_what_answers_a_list_of_firms_is_readable_by_everybody(
    content: str, heading: str, demo_device: Device, logged_in: StorageState, places: dict[str, Any]
) -> None:
    with demo_device.lent(PHONE, storage_state=logged_in) as page:
        page.goto(address("frame_upload", places))
        list_of_firms = {"name": "list.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.get_by_label("List of firms").set_input_files(list_of_firms)
        page.get_by_label("Source").fill("Register")
        press(page, "Look at the list")
        assert page.get_by_role("heading", level=1).inner_text() == heading
        assert (violations(page), sideways(page)) == ([], [])


@pytest.mark.parametrize(("figure", "heading"), [(12, "Look at the workbooks"), (-1, "The workbooks were not taken")])
def test_what_answers_a_workbook_is_readable_by_everybody(
    figure: int, heading: str, demo_device: Device, logged_in: StorageState, places: dict[str, Any]
) -> None:
    with demo_device.lent(PHONE, storage_state=logged_in) as page:
        content = page.request.get(address("fill_in_interview", places)).body()
        page.goto(address("fill_in", places))
        workbook = {"name": "firm.xlsx", "mimeType": XLSX, "buffer": filled(content, {"EMP_TOTAL_BASE": figure})}
        page.get_by_label("Filled workbooks").set_input_files(workbook)
        press(page, "Look at the workbooks")
        assert page.get_by_role("heading", level=1).inner_text() == heading
        assert (violations(page), sideways(page)) == ([], [])


def test_what_a_browser_complains_of_is_heard(browser: Browser, demo: Application) -> None:
    device = Device(browser=browser, url=demo.url, complaints=Complaints())
    with device.lent(PHONE) as page:
        page.goto("/login/")
        assert (device.complaints.heard, violations(page), sideways(page)) == ([], [], [])
        page.evaluate(SPOIL)
        page.wait_for_timeout(200)
        assert [part for part in HEARD if not any(part in told for told in device.complaints.heard)] == []
        assert any("color-contrast" in each for each in violations(page))
        assert sideways(page) != []
