"""A survey in one piece: two raw lists of firms become tables, drawn, weighted, estimated, tested and checked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from reports.demo.loading import DEMO_PASSWORD
from tests.browser.accessibility import violations
from tests.browser.application import Application, manage, program, serving
from tests.browser.homes import copied
from tests.browser.looking import Camera, Complaints, Device, press

pytestmark = [pytest.mark.browser, pytest.mark.long]

STUDY, SLUG = "Salmon of two coasts", "salmon-of-two-coasts"
CLUSTERS = ("North coast", "South coast")
SEED = "lottery 4711"
RUN_MS = 300_000
ALLOW = """
from django.contrib.auth.models import Permission
from accounts.models import User
User.objects.get(username="manager").user_permissions.add(Permission.objects.get(codename="add_study"))
"""
JOIN = f"""
from accounts.models import User
from clusters.models import Study
from clusters.people import add_member
for name in ("consultant", "reviewer"):
    add_member(study=Study.objects.get(slug="{SLUG}"), user=User.objects.get(username=name), role=name)
"""
STRATA = {"foreign": ((12, 40), (6, 250)), "national": ((36, 30), (18, 180))}
"""By ownership, how many firms of how many employees a list holds."""


def listed(mark: str) -> str:
    """A raw list: nobody is drawn, and no stratum named."""
    lines = ["code,name,ownership,employees"]
    for ownership, classes in STRATA.items():
        for number, employees in classes:
            for place in range(number):
                code = f"{mark}{len(lines):03}"
                lines.append(f"{code},Farm {code},{ownership},{employees + place}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def coast(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The demo study beside which another is opened."""
    home = copied(demo_home, tmp_path_factory.mktemp("coast"))
    manage(home, "shell", "--no-imports", "--command", ALLOW)
    with serving(home, "--without-demo") as running:
        yield running


@pytest.fixture
def camera(pictures: Path) -> Camera:
    return Camera(folder=pictures / "survey")


def test_two_raw_lists_become_tables_without_leaving_the_application(
    browser: Browser, coast: Application, camera: Camera, tmp_path: Path
) -> None:
    camera.folder.mkdir(exist_ok=True)
    complaints = Complaints()
    device = Device(browser=browser, url=coast.url, complaints=complaints)
    with device.used_by("manager", DEMO_PASSWORD) as page:
        open_study(page)
        for cluster in CLUSTERS:
            open_cluster(page, cluster)
            draw_from_a_raw_list(page, camera, cluster)
        manage(coast.home, "shell", "--no-imports", "--command", JOIN)
        program(coast.home, "-m", "tests.browser.held_interviews", SLUG)
        for cluster in CLUSTERS:
            make_weights(page, camera, cluster)
        run_and_read(page, camera)
        team = download(page, "Download the workbook", tmp_path)
    assert complaints.heard == []
    check_workbook(team)


def open_study(page: Page) -> None:
    page.goto("/studies/new/")
    page.get_by_label("Title").fill(STUDY)
    for label, year in {"Base year": "2000", "Reference year": "2006", "Year of the price base": "2000"}.items():
        page.get_by_label(label).fill(year)
    press(page, "Open the study")


def open_cluster(page: Page, name: str) -> None:
    page.goto(f"/studies/{SLUG}/clusters/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Product").fill("Farmed salmon")
    page.get_by_label("Country").fill("Chile")
    page.get_by_label("Sector card").select_option("Salmon")
    press(page, "Add the cluster")


def draw_from_a_raw_list(page: Page, camera: Camera, cluster: str) -> None:
    press(page, "Bring in the list of firms")
    sent = {"name": "register.csv", "mimeType": "text/csv", "buffer": listed(cluster[0]).encode()}
    page.get_by_label("List of firms").set_input_files(sent)
    page.get_by_label("Source").fill("Register of fish farms")
    page.get_by_label("Nobody is drawn yet").check()
    press(page, "Look at the list")
    press(page, "Take the list")
    page.goto(where(cluster, "sample/"))
    press(page, "Plan the sample")
    page.get_by_label("Margin, percentage points").fill("12")
    page.get_by_label("Why so").fill("Few farms can be visited.")
    look(page, camera, f"plan-{cluster}")
    press(page, "Work out the plan")
    look(page, camera, f"planned-{cluster}")
    page.get_by_label("Seed").fill(SEED)
    press(page, "Draw the sample")
    expect(page.get_by_text("the same firms in the same order")).to_be_visible()
    look(page, camera, f"drawn-{cluster}")


def make_weights(page: Page, camera: Camera, cluster: str) -> None:
    page.goto(where(cluster, "sample/"))
    look(page, camera, f"response-{cluster}")
    page.goto(where(cluster, "weights/"))
    press(page, "Make weights")
    press(page, "Look at the steps")
    look(page, camera, f"weight-steps-{cluster}")
    page.get_by_label("Name of these weights").fill("Median eligibility")
    press(page, "Keep and use these weights")
    expect(page.get_by_role("heading", name="How they were made")).to_be_visible()
    look(page, camera, f"weights-{cluster}")


def run_and_read(page: Page, camera: Camera) -> None:
    page.goto(f"/studies/{SLUG}/")
    press(page, "Start a run")
    press(page, "Start the run")
    expect(page.get_by_role("link", name="Download the workbook")).to_be_visible(timeout=RUN_MS)
    address, found = page.url, {}
    for tab in page.get_by_role("navigation", name="Parts of this run").get_by_role("link").all_inner_texts():
        page.goto(address)
        if tab != "Overview":
            press(page, tab, exact=True)
        found[tab] = page.locator("main").inner_text()
        look(page, camera, f"run-{re.sub('[^a-z0-9]+', '-', tab.lower())}")
    assert {"Table 5", "Estimates", "Ladder", "Sensitivity", "Cross-checks", "Hidden in public"} <= set(found)
    assert "Korn" in found["Estimates"] and "Holm" in found["Estimates"]
    page.goto(address)


def check_workbook(path: Path) -> None:
    book = load_workbook(path, data_only=True)
    assert {"Intervals", "Ladder", "Sensitivity", "Hidden", "Check"} <= set(book.sheetnames)
    intervals = list(book["Intervals"].iter_rows(values_only=True))
    told = [row for row in intervals if row[0] in CLUSTERS]
    assert len(told) >= len(CLUSTERS) * 3 * 5, intervals[:6]


def download(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as begun:
        page.get_by_role("link", name=link).click()
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path


def where(cluster: str, rest: str = "") -> str:
    return f"/studies/{SLUG}/clusters/{cluster.lower().replace(' ', '-')}/{rest}"


def look(page: Page, camera: Camera, name: str) -> Any:
    """A picture at both widths, and nothing that somebody could not read."""
    camera.take(page, name.lower().replace(" ", "-"))
    assert violations(page) == [], name
