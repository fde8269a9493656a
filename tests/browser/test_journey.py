"""The main job in one piece: from an empty study to the workbook, by three people at their own devices."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.filling import answer, fill_section, questions
from tests.browser.looking import PHONE, Camera, Device, press
from tests.browser.people import CONSULTANT, MANAGER, PASSWORD, REVIEWER
from tests.browser.salmon import AGREED, CORRECTED, FRAME, LEVELS, PANEL, SAID, SPLIT, VOTES

pytestmark = [pytest.mark.browser, pytest.mark.long]

NOTE = "Who adapted the fish? The supplier is named; please ask again."
STUDY = "Salmon south"
CLUSTER = "Salmon of the lakes"
FIRM = "Fjord farm"
SECTIONS = 33
PICTURED = {1, 2, 8, 15, 21, 30, SECTIONS}
"""One section of each kind."""
RUN_MS = 180_000
SERIES = (
    (
        "National exports of the product",
        "million US dollars",
        "2000 900\n2001 960\n2002 970\n2003 1150\n2004 1440\n2005 1720\n2006 2210",
    ),
    ("Consumer price index", "2000 = 100", "2000 100\n2006 119.4"),
)


@pytest.fixture
def camera(pictures: Path) -> Camera:
    return Camera(folder=pictures)


def test_a_cluster_is_taken_from_an_empty_study_to_the_workbook(device: Device, camera: Camera, tmp_path: Path) -> None:
    with (
        device.used_by(MANAGER, PASSWORD) as manager,
        device.used_by(CONSULTANT, PASSWORD, PHONE) as consultant,
        device.used_by(REVIEWER, PASSWORD) as reviewer,
    ):
        camera.take(manager, "nothing-yet")
        open_study(manager, camera)
        open_cluster(manager, camera)
        add_series(manager, camera)
        bring_in_the_list(manager, camera)
        ask_people_in(manager, camera)
        hold_interview(consultant, camera)
        hold_workshop(consultant, camera)
        return_the_interview(reviewer, camera)
        correct_the_interview(consultant, camera)
        approve_and_validate(reviewer, camera)
        workbook = run_and_download(manager, camera, tmp_path)
    check_table_5(workbook)


def open_study(page: Page, camera: Camera) -> None:
    press(page, "Open a study")
    page.get_by_label("Title").fill(STUDY)
    page.get_by_label("Base year").fill("2000")
    page.get_by_label("Reference year").fill("2006")
    page.get_by_label("Year of the price base").fill("2000")
    camera.take(page, "study-new")
    press(page, "Open the study")
    camera.take(page, "study-opened")


def open_cluster(page: Page, camera: Camera) -> None:
    page.get_by_label("Name").fill(CLUSTER)
    page.get_by_label("Product").fill("Farmed salmon")
    page.get_by_label("Country").fill("Chile")
    page.get_by_label("Location").fill("Los Lagos")
    page.get_by_label("Sector card").select_option("Salmon")
    page.get_by_label("Origin", exact=True).fill("A foundation bred the first salmon in cages in 1981.")
    camera.take(page, "cluster-new")
    press(page, "Add the cluster")
    camera.take(page, "cluster-opened")


def add_series(page: Page, camera: Camera) -> None:
    for kind, unit, figures in SERIES:
        press(page, re.compile("^Add a series"))
        page.get_by_label("Series").select_option(kind)
        page.get_by_label("Unit").fill(unit)
        page.get_by_label("Source").fill("Statistical office, read in May 2008")
        page.get_by_label("Figures").fill(figures)
        camera.take(page, "series-new")
        press(page, "Add", exact=True)
    expect(page.get_by_role("table")).to_have_count(len(SERIES))
    camera.take(page, "series")


def bring_in_the_list(page: Page, camera: Camera) -> None:
    press(page, CLUSTER, exact=True)
    press(page, "Bring in the list of firms")
    page.get_by_label("List of firms").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": FRAME.encode()}
    )
    page.get_by_label("Source").fill("Register of the association")
    camera.take(page, "frame-upload")
    press(page, "Look at the list")
    camera.take(page, "frame-preview")
    press(page, "Take the list")
    camera.take(page, "frame-taken")


def ask_people_in(page: Page, camera: Camera) -> None:
    press(page, STUDY)
    press(page, "People")
    for name in (CONSULTANT, REVIEWER):
        page.get_by_label("User name").fill(name)
        page.get_by_role("radio", name=re.compile(f"^{name}", re.IGNORECASE)).check()
        press(page, "Ask in")
        expect(page.get_by_role("row", name=re.compile(name, re.IGNORECASE)).first).to_be_visible()
    camera.take(page, "people")


def hold_interview(page: Page, camera: Camera) -> None:
    page.goto("/")
    camera.take(page, "consultant-home")
    press(page, CLUSTER, exact=True)
    press(page, "Go to the firms")
    camera.take(page, "firms-not-begun")
    press(page, f"Begin {FIRM}")
    camera.take(page, "interview-begun")
    press(page, "Go on:")
    number = 0
    while "/sections/" in page.url:
        number += 1
        heading = page.get_by_role("heading", level=1).inner_text()
        fill_section(page, SAID)
        if number in PICTURED:
            camera.take(page, f"section-{number:02d}-{slug(heading)}")
        press(page, re.compile("^(Next|To the end)$"))
    assert number == SECTIONS
    camera.take(page, "finish")
    expect(page.get_by_text("Every question has an answer.")).to_be_visible()
    press(page, "To overview")
    camera.take(page, "interview-filled")
    press(page, "Levels these answers give")
    camera.take(page, "firm-result")
    page.go_back()
    press(page, "Finish")
    press(page, "Submit for review")
    camera.take(page, "submitted")


def hold_workshop(page: Page, camera: Camera) -> None:
    page.goto("/")
    press(page, CLUSTER, exact=True)
    press(page, "Workshops")
    camera.take(page, "workshops-none")
    press(page, "Set up a workshop")
    page.get_by_label("Place").fill("Puerto Montt")
    camera.take(page, "workshop-new")
    press(page, "Set up, then seat the panel")
    camera.take(page, "workshop-empty")
    seat_the_panel(page, camera)
    lay_evidence(page, camera)
    vote(page, camera)
    agree(page, camera)


def seat_the_panel(page: Page, camera: Camera) -> None:
    press(page, "Seat a panelist")
    for label, kind in PANEL:
        page.get_by_label("Name or function").fill(label)
        page.get_by_label("Comes from").select_option(kind)
        press(page, "Give the seat")
        expect(page.get_by_role("listitem").filter(has_text=label)).to_be_visible()
    camera.take(page, "workshop-panel")
    press(page, "To the workshop")


def lay_evidence(page: Page, camera: Camera) -> None:
    press(page, "Evidence", exact=True)
    for pillar in VOTES:
        page.get_by_label("Pillar").select_option(pillar)
        page.get_by_role("textbox", name=re.compile("^Source")).fill(
            f"Regional yearbook 2007, chapter on {pillar.lower()}"
        )
        press(page, "Add the source")
    expect(page.get_by_role("heading", name="4 sources")).to_be_visible()
    camera.take(page, "workshop-evidence")
    press(page, "To the workshop")
    camera.take(page, "workshop-ready")


def vote(page: Page, camera: Camera) -> None:
    press(page, "Open round 1")
    camera.take(page, "votes-none")
    press(page, "Enter the votes of seat 1")
    for seat in range(len(PANEL)):
        expect(page.get_by_role("heading", level=1)).to_contain_text(PANEL[seat][0])
        for pillar, votes in VOTES.items():
            phases = page.get_by_role("group", name=f"Phase of {pillar}")
            phases.get_by_role("radio", name=str(votes[seat]), exact=True).check()
        if seat == 0:
            page.get_by_role("radio", name="3 fairly sure").first.check()
            page.get_by_label("Reason").first.fill("The harbour was deepened.")
            camera.take(page, "ballot")
        press(page, "Save")
    camera.take(page, "round-close")
    press(page, "Close round 1")
    camera.take(page, "workshop-voted")


def agree(page: Page, camera: Camera) -> None:
    for pillar, phase in AGREED.items():
        press(page, f"Agree on {pillar}")
        if pillar == SPLIT:
            page.get_by_role("group", name="Agreed phase").get_by_role("radio", name=str(phase), exact=True).check()
            page.get_by_role("radio", name="Adjudicated").check()
            page.get_by_role("textbox", name="Reason").fill("Two of the four who said 3 meant what is planned.")
            camera.take(page, "agree-on-a-half-median")
        press(page, "Record the agreed phase")
    expect(page.get_by_text("All four phases are agreed.")).to_be_visible()
    camera.take(page, "workshop-agreed")


def return_the_interview(page: Page, camera: Camera) -> None:
    open_the_review(page)
    camera.take(page, "review")
    press(page, FIRM)
    page.get_by_label("Note").fill(NOTE)
    camera.take(page, "review-interview")
    press(page, "Return to the consultant")
    camera.take(page, "returned")


def open_the_review(page: Page) -> None:
    page.goto("/")
    press(page, STUDY)
    press(page, "Review")


def correct_the_interview(page: Page, camera: Camera) -> None:
    page.goto("/")
    press(page, CLUSTER, exact=True)
    press(page, "Go to the firms")
    camera.take(page, "firms-returned")
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("heading")).first).to_contain_text(NOTE)
    press(page, f"Correct {FIRM}")
    press(page, "Products adapted on a large scale")
    for code, question in questions(page).items():
        if code in CORRECTED:
            answer(question, code, CORRECTED[code])
    press(page, "Back to overview")
    press(page, "Finish")
    press(page, "Submit again for review")
    camera.take(page, "resubmitted")


def approve_and_validate(page: Page, camera: Camera) -> None:
    open_the_review(page)
    press(page, FIRM)
    press(page, "Approve")
    camera.take(page, "approved")
    page.goto("/")
    press(page, CLUSTER, exact=True)
    press(page, "Workshops")
    press(page, "Puerto Montt")
    press(page, re.compile("^Validate Basic"))
    page.get_by_role("radio", name="Confirmed").check()
    page.get_by_label("Note").fill("Checked against the survey of ports.")
    camera.take(page, "validate")
    press(page, "Record")
    camera.take(page, "workshop-validated")


def run_and_download(page: Page, camera: Camera, folder: Path) -> Path:
    page.goto("/")
    press(page, STUDY)
    camera.take(page, "study-before-the-run")
    press(page, "Start a run")
    camera.take(page, "run-new")
    press(page, "Start the run")
    camera.take(page, "run-begun")
    expect(page.get_by_role("link", name="Download the workbook")).to_be_visible(timeout=RUN_MS)
    camera.take(page, "run-ready")
    tabs = page.get_by_role("navigation", name="Parts of this run").get_by_role("link").all_inner_texts()
    for tab in tabs[1:]:
        press(page, tab, exact=True)
        camera.take(page, f"run-{slug(tab)}")
    press(page, "Overview", exact=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook").click()
    press(page, STUDY)
    camera.take(page, "study-with-a-run")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def check_table_5(path: Path) -> None:
    """The numbers and percentages of one firm are those of its levels."""
    workbook = load_workbook(path)
    assert "Check" in workbook.sheetnames
    rows = {row[0]: row for row in workbook["Table 5"].iter_rows(values_only=True) if row[0] in range(1, 7)}
    reached = {level: row[5:8] for level, row in rows.items()}
    assert reached == {level: tuple(int(level <= firm) for firm in LEVELS.values()) for level in range(1, 7)}
    assert {level: row[8:11] for level, row in rows.items()} == {
        level: tuple(100 * number for number in numbers) for level, numbers in reached.items()
    }


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
