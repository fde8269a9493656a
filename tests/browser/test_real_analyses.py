"""Each sister analysis as an analyst runs it: real files from a phone to page, workbook, brief and record."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from analysis.results import Result
from reports.demo.loading import DEMO_PASSWORD
from tests.analysis.brief.test_brief import pages_in, text_of
from tests.browser.accessibility import COLOURS, WIDTHS, violations
from tests.browser.application import Application
from tests.browser.looking import PHONE, Camera, Device, log_in, press, sideways
from tests.browser.test_pages import address
from tests.real_tables.castle import castle_case
from tests.real_tables.made import register_case
from tests.real_tables.manufacturing import manufacturing_case
from tests.real_tables.sources import Case
from tests.real_tables.states import states_case
from tests.real_tables.training import training_case

pytestmark = [pytest.mark.browser, pytest.mark.long]

COMPUTED_MS = 300_000
PICTURED_MS = 60_000
"""Pages of a result are long, and two processors draw them while a worker computes."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a result must say: `row` of `table` (its first cells) and, rounded to `digits`, a figure in it."""

    case: Callable[[], Case]
    table: str
    row: tuple[object, ...]
    column: str
    figure: float
    digits: int
    picture: str
    printed: str


EXPECTED = {
    # Our own made-up county panel, in which one crisis more adds 0.40 log points to patents for good.
    "made": Expected(
        register_case, "equations_patents", ("Current crisis",), "r4", 0.4, 1, "figure_2", "equations_patents"
    ),
    # The law as yes or no, effects of state and year, unweighted: 0.08181162214 as pyfixest 0.60 computes it.
    "castle": Expected(
        castle_case, "equations_ln_homicide", ("Current crisis",), "r4", 0.08181, 5, "event_study_ln_homicide", ""
    ),
    # The weighted average over fifty-one regions in 2000, which the run itself told first; the paper prints 0.206.
    "manufacturing": Expected(
        manufacturing_case, "table_4", ("Weighted average",), "first", 0.227, 3, "map", "table_4"
    ),
    # Calonico, Cattaneo and Titiunik: 7.414 with a robust interval from 4.094 to 10.919.
    "states": Expected(states_case, "discontinuity", (), "estimate", 7.414, 3, "event-study-gdp", "descriptives"),
    # Wooldridge, Introductory Econometrics, equations 13.29–13.30: −0.317.
    "training": Expected(training_case, "trial_effects", (), "estimate", -0.317, 3, "trial_effects", "cases_origin"),
}


@pytest.fixture(scope="module")
def analyst(browser: Browser, demo: Application) -> StorageState:
    """The cookies of somebody who analyses the demo study."""
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    log_in(page, "analyst", DEMO_PASSWORD)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("name", EXPECTED)
def test_real_files_become_page_workbook_brief_and_record(
    name: str, demo_device: Device, analyst: StorageState, places: dict[str, Any], pictures: Path
) -> None:
    expected = EXPECTED[name]
    case = expected.case()
    folder = pictures / "analyses"
    folder.mkdir(exist_ok=True)
    camera = Camera(folder)
    with demo_device.lent(PHONE, storage_state=analyst) as page:
        page.set_default_timeout(PICTURED_MS)
        for code in case.tables:
            send(page, case, code, places)
        assert (violations(page), sideways(page)) == ([], [])
        camera.take(page, f"{name}-table")
        start(page, case, places)
        look(page, camera, name, expected)
        result = Result.from_json(json.loads(downloaded(page, "Result (.json)"))["result"])
        check_figure(result, expected)
        check_workbook(downloaded(page, "Workbook (.xlsx)"), result)
        check_brief(downloaded(page, "Brief (.pdf)"), result)


def send(page: Page, case: Case, code: str, places: dict[str, Any]) -> None:
    """Send a table as a file; what was read is what was sent."""
    page.goto(address("table_upload", places | {"system": case.system, "layout": code}))
    content = case.tables[code].to_csv(index=False).encode()
    page.get_by_label("File").set_input_files({"name": f"{code}.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_label("Source").fill(case.sources[code])
    press(page, "Send and check")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{code}.csv")
    rows = page.locator("dt", has_text="Rows").first.locator("xpath=following-sibling::dd[1]")
    assert re.sub(r"\D", "", rows.inner_text()) == str(len(case.tables[code]))


def start(page: Page, case: Case, places: dict[str, Any]) -> None:
    page.goto(address("analysis_new", places | {"system": case.system}))
    for code in case.tables:
        choose(page, code, len(case.tables[code]))
    page.locator("summary", has_text="TOML").tap()
    page.get_by_label("Choices as TOML").fill(case.choices)
    press(page, "Start the run")


def choose(page: Page, code: str, rows: int) -> None:
    """The table of this layout with so many rows; other tests send others under the same name."""
    field = page.locator(f"[name=table-{code}]")
    offered = [each for each in field.locator("option").all_inner_texts() if each.startswith(f"{code}.csv, ")]
    field.select_option(label=next(each for each in offered if re.sub(r"\D", "", each.split(", ")[1]) == str(rows)))


def look(page: Page, camera: Camera, name: str, expected: Expected) -> None:
    """Tables, pictures and what the paper printed are on the page, which everybody can read by day and by night."""
    expect(page.get_by_role("heading", name="Findings")).to_be_visible(timeout=COMPUTED_MS)
    expect(page.locator(f"#table-{expected.table} tbody tr").first).to_be_attached()
    for image in page.locator(".picture-card img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("each => each.naturalWidth") > 0
    if expected.printed:
        table = page.locator(f"#table-{expected.printed}")
        expect(table.locator(".printed").or_(table.get_by_text("As printed in the paper")).first).to_be_attached()
    assert (violations(page), sideways(page)) == ([], [])
    camera.take(page, f"{name}-result-light")
    page.emulate_media(color_scheme="dark")
    assert [*violations(page, COLOURS), *violations(page, WIDTHS)] == []
    camera.take(page, f"{name}-result-dark")
    page.emulate_media(color_scheme="light")


def downloaded(page: Page, link: str) -> bytes:
    with page.expect_download() as taken:
        page.get_by_role("link", name=link).tap()
    return Path(taken.value.path()).read_bytes()


def check_figure(result: Result, expected: Expected) -> None:
    table = result.table(expected.table)
    place = [column.key for column in table.columns].index(expected.column)
    row = next(row for row in table.rows if row[: len(expected.row)] == expected.row)
    assert round(float(row[place] or 0), expected.digits) == expected.figure
    assert result.figure(expected.picture).reading


def check_workbook(content: bytes, result: Result) -> None:
    """A sheet for each table and picture, and the findings in front."""
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    texts = [str(cell) for row in workbook.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert set(result.findings) <= set(texts)
    assert len(workbook.sheetnames) == 1 + len(result.tables) + len(result.figures)


def check_brief(content: bytes, result: Result) -> None:
    assert pages_in(content) == 1
    told = text_of(content)
    assert result.title in told
    assert " ".join(result.findings[0].split()[:4]) in told


def test_every_broken_cell_is_told_by_row_and_column(
    demo_device: Device, analyst: StorageState, places: dict[str, Any], pictures: Path
) -> None:
    case = register_case()
    broken = case.tables["crises"].astype({"year": "object"}).copy()
    broken.loc[0, "year"], broken.loc[2, "type"], broken.loc[4, "county"] = "2OO4", "flood", ""
    folder = pictures / "analyses"
    folder.mkdir(exist_ok=True)
    with demo_device.lent(PHONE, storage_state=analyst) as page:
        page.goto(address("table_upload", places | {"system": "crises", "layout": "crises"}))
        content = broken.to_csv(index=False).encode()
        page.get_by_label("File").set_input_files({"name": "broken.csv", "mimeType": "text/csv", "buffer": content})
        page.get_by_label("Source").fill("Register")
        press(page, "Send and check")
        expect(page.get_by_role("heading", level=1)).to_have_text("The table was not taken")
        told = page.locator("main tbody th").all_inner_texts()
        wanted = (("2", "year", "2OO4"), ("4", "type", "flood"), ("6", "county", ""))
        for row, column, value in wanted:
            assert any(row in each and column in each and value in each for each in told), (row, told)
        assert len(told) == len(wanted)
        assert (violations(page), sideways(page)) == ([], [])
        Camera(folder).take(page, "broken")


def test_a_long_run_is_cancelled_from_its_page(
    demo_device: Device, analyst: StorageState, places: dict[str, Any]
) -> None:
    case = register_case()
    with demo_device.lent(PHONE, storage_state=analyst) as page:
        for code in ("panel", "crises"):
            send(page, case, code, places)
        choices = case.choices.replace("beyond = false", "beyond = true").replace("= 99\n", "= 99999\n")
        start(page, Case(case.system, {code: case.tables[code] for code in ("panel", "crises")}, {}, choices), places)
        press(page, "Cancel the run")
        expect(page.get_by_text("This run was cancelled; nothing of it was kept.")).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        assert (violations(page), sideways(page)) == ([], [])
