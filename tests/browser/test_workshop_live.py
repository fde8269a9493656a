"""A workshop of seven phones, a moderator and a big screen, from the code on the wall to the protocol on paper."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.application import Application, manage
from tests.browser.looking import LAPTOP, PHONE, Complaints, Device, press, sideways
from tests.browser.people import CONSULTANT, PASSWORD, REVIEWER
from tests.factories.workshops import PUBLISHED_PANEL

pytestmark = [pytest.mark.browser, pytest.mark.long]

WALL = {"width": 1920, "height": 1080}
PILLARS = ("basic", "hightech", "network", "integration")
KINDS = ("association", "firm", "firm", "meso", "government", "researcher", "other")
UNDECIDED = ((1, 2, 3, 3), (2, 3, 3, 4), (4, 3, 2, 3), (5, 2, 3, 3), (4, 3, 3, 4), (5, 3, 3, 3), (None, 3, 3, 3))
"""The first round: basic infrastructure is far apart, and the last panelist cannot judge it."""

SETUP = """
import json
from datetime import date
from accounts.models import User
from clusters.people import add_member
from clusters.registry import open_cluster, open_study
from surveys.models import Pillar
from surveys.workshops import add_evidence, open_workshop, seat_panelist
study = open_study(by=None, title="Live study", base_year=2000, reference_year=2006, price_base_year=2000)
cluster = open_cluster(study=study, name="Deep fjord", country="Chile", product="Salmon", sector_variant="salmon")
for name in ("consultant", "reviewer"):
    add_member(study=study, user=User.objects.get(username=name), role=name)
workshop = open_workshop(
    cluster=cluster, held_on=date(2026, 11, 20), place="Town hall", moderator=User.objects.get(username="consultant")
)
for number, kind in enumerate(%s[:6], 1):
    seat_panelist(workshop=workshop, label=f"Panelist of chair {number}", kind=kind, organisation=f"House {number}",
        conflict_of_interest="Sells feed to two farms." if number == 3 else "")
for pillar in Pillar:
    for year in (2024, 2025):
        add_evidence(workshop=workshop, pillar=pillar.value, citation=f"Yearbook {year}, {pillar.label}",
            note="Counted by the statistics office of the region from the returns of all firms.")
print(json.dumps(str(workshop.pk)))
""" % (KINDS,)  # noqa: UP031 - the program holds braces of its own

STORED = """
import json
from surveys.ballots import ballot_of
from surveys.models import Vote
votes = Vote.objects.filter(round__workshop_id="%s").select_related("round", "panelist").prefetch_related("evidence")
print(json.dumps([[vote.round.number, vote.panelist.seat, vote.pillar, vote.phase, vote.confidence, vote.reason,
    vote.in_place, sorted(source.citation for source in vote.evidence.all())] for vote in votes]))
"""

MEANT = ("ERR_INTERNET_DISCONNECTED", "/seat/vote/ answered with 409")
"""What a browser complains of where the network is taken away and a vote comes too late."""

PIXELS = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 592;
  const drawing = canvas.getContext("2d");
  drawing.imageSmoothingEnabled = false;
  drawing.drawImage(image, 0, 0, 592, 592);
  return [...drawing.getImageData(0, 0, 592, 592).data].filter((_value, index) => index % 4 === 0);
}"""


@dataclass
class Chair:
    """A panelist: the phone in hand, the key noted down, and every vote as it was meant."""

    number: int
    page: Page
    key: str = ""
    cast: dict[tuple[int, str], list[Any]] = field(default_factory=dict)

    def vote(self, round: int, pillar: str, phase: int | None, *, whole: bool = False) -> None:
        """Tap a phase, and where asked for everything else the ballot asks."""
        ballot = self.page.locator(f'[data-ballot="{pillar}"]')
        value = "" if phase is None else str(phase)
        ballot.locator(f'label:has([name="{pillar}-phase"][value="{value}"])').tap()
        said: list[Any] = [phase, None, "", {}, []]
        if whole and phase is not None:
            for below in range(1, phase):
                answer = "no" if below == phase - 1 else "yes"
                ballot.locator(f'label:has([name="{pillar}-lower-{below}"][value="{answer}"])').tap()
                said[3][str(below)] = answer == "yes"
            ballot.locator(f'label:has([name="{pillar}-confidence"][value="3"])').tap()
            source = ballot.locator(f'label:has([name="{pillar}-evidence"])').first
            source.tap()
            reason = f"Chair {self.number} says “{phase}” in round {round}."
            ballot.locator("textarea").press_sequentially(reason)
            said[1], said[2], said[4] = 3, reason, [source.inner_text().strip()]
        self.cast[round, pillar] = said

    def expect_state(self, pillar: str, state: str) -> None:
        line = self.page.locator(f'[data-ballot="{pillar}"] [data-state]')
        expect(line).to_have_attribute("data-now", state, timeout=60_000)

    def expect_all_stored(self) -> None:
        for pillar in PILLARS:
            self.expect_state(pillar, "stored")


@pytest.fixture(scope="module")
def workshop(application: Application) -> str:
    return str(json.loads(manage(application.home, "shell", "--no-imports", "--command", SETUP)))


@dataclass
class Room:
    """Everybody in the room, each with a browser of their own."""

    device: Device
    stack: ExitStack
    workshop: str
    application: Application
    pictures: Path
    address: str = ""
    chairs: list[Chair] = field(default_factory=list)

    def somebody(self, **options: Any) -> Page:
        return self.stack.enter_context(self.device.lent(**options))

    def look(self, page: Page, name: str, *, full: bool = True) -> None:
        """Leave a picture; what stands on the wall has to stand there whole, since nobody scrolls it."""
        if not full:
            assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0, name
        page.screenshot(path=self.pictures / "live" / f"{name}.png", full_page=full, animations="disabled")

    def votes_stored(self) -> dict[tuple[int, int, str], list[Any]]:
        told = manage(self.application.home, "shell", "--no-imports", "--command", STORED % self.workshop)
        return {(round, seat, pillar): said for round, seat, pillar, *said in json.loads(told)}


@pytest.fixture
def room(browser: Browser, application: Application, workshop: str, pictures: Path) -> Iterator[Room]:
    complaints = Complaints()
    with ExitStack() as stack:
        device = Device(browser=browser, url=application.url, complaints=complaints)
        yield Room(device, stack, workshop, application, pictures)
    assert [told for told in complaints.heard if not any(part in told for part in MEANT)] == []


def read_picture(page: Page) -> str:
    """What a camera reads in the QR picture on the page."""
    grey = page.locator("img.qr").evaluate(PIXELS)
    found = zxingcpp.read_barcodes(numpy.array(grey, dtype=numpy.uint8).reshape(592, 592))
    return str(found[0].text)


def join(room: Room, code: str) -> None:
    """Six take the seats that were prepared (half of them by the picture), the seventh makes one."""
    for number in range(1, 8):
        page = room.somebody(size=PHONE)
        if number % 2:
            page.goto(room.address)
        else:
            page.goto("/join/")
            page.get_by_label("Code of the workshop").fill(f"{code[:3].lower()} {code[3:].lower()}")
            press(page, "Join", exact=True)
        if number < 7:
            press(page, f"Panelist of chair {number}")
        else:
            press(page, "take a new seat")
            page.get_by_label("Name or function").fill("Panelist of chair 7")
            page.get_by_label("Comes from").select_option("other")
            page.get_by_label("Conflict of interest").fill("Owns a share of the port.")
            room.look(page, "phone-new-seat")
            press(page, "Take the seat")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{number}. Panelist of chair {number}")
        key = re.sub(r"\D", "", page.locator(".key-card .seat-key").inner_text())
        room.chairs.append(Chair(number, page, key))


def no_phase_is_told(moderator: Page, screen: Page, round: int, revealed: int) -> None:
    """While a round is open the console shows the votes of the rounds before it and no more, and the screen none."""
    for page, bricks in ((moderator, revealed), (screen, 0)):
        page.reload()
        assert page.locator(".vote-brick").count() == bricks
        assert not re.search(rf"Chair \d says “\d” in round {round}", page.content())


def test_seven_phones_hold_a_workshop_and_every_vote_is_stored_as_it_was_cast(room: Room) -> None:
    moderator = room.stack.enter_context(room.device.used_by(CONSULTANT, PASSWORD, LAPTOP))
    moderator.goto(f"/workshops/{room.workshop}/live/")
    press(moderator, "Open the session")
    code = str(moderator.locator("[data-code]").get_attribute("data-code"))
    screen = room.somebody(size=WALL)
    screen.goto(str(moderator.get_by_role("link", name="Open the big screen").get_attribute("href")))
    room.look(screen, "screen-waiting", full=False)
    room.address = read_picture(screen)
    assert room.address == f"{room.application.url}/join/{code}/"
    join(room, code)
    expect(screen.locator(".screen-wait")).to_contain_text("7 of 7 seats are taken.")
    room.look(room.chairs[0].page, "phone-waiting")

    first_round(room, moderator, screen)
    second_round(room, moderator, screen)
    agree_and_validate(room, moderator)
    press(moderator, "End the session")
    expect(screen.locator("body")).to_contain_text("The session has ended", timeout=15_000)
    for chair in room.chairs:
        expect(chair.page.locator("[data-part=line]")).to_contain_text("The session has ended", timeout=15_000)

    print_protocol(room, moderator)
    meant = {
        (round, chair.number, pillar): said for chair in room.chairs for (round, pillar), said in chair.cast.items()
    }
    assert len(meant) == 7 * 4 * 2
    assert room.votes_stored() == meant


def first_round(room: Room, moderator: Page, screen: Page) -> None:
    """One phone loses the network in the middle, one its browser; all votes come in; then they are revealed."""
    press(moderator, "Open round 1")
    for chair in room.chairs:
        expect(chair.page.locator("[data-ballot]")).to_have_count(4, timeout=15_000)
    lonely, lost = room.chairs[1], room.chairs[4]

    lonely.vote(1, "basic", UNDECIDED[1][0], whole=True)
    lonely.expect_state("basic", "stored")
    lonely.page.context.set_offline(True)
    for pillar, phase in zip(PILLARS[1:], UNDECIDED[1][1:], strict=True):
        lonely.vote(1, pillar, phase, whole=pillar == "hightech")
        lonely.expect_state(pillar, "waiting")
    expect(lonely.page.locator("[data-connection]")).to_be_visible(timeout=15_000)
    room.look(lonely.page, "phone-offline")

    for chair, row in zip(room.chairs, UNDECIDED, strict=True):
        if chair is lonely:
            continue
        for pillar, phase in zip(PILLARS, row, strict=True):
            chair.vote(1, pillar, phase, whole=chair.number in (1, 4) or pillar == "basic")
        chair.expect_all_stored()
    room.look(room.chairs[0].page, "phone-ballot")
    assert (violations(room.chairs[0].page), sideways(room.chairs[0].page)) == ([], [])
    expect(moderator.locator("[data-part=next]")).to_contain_text("6 of 7 have voted", timeout=15_000)
    expect(screen.locator(".screen-count")).to_have_text("25", timeout=15_000)
    room.look(screen, "screen-voting", full=False)

    come_back_with_the_key(room, lost)
    lonely.page.context.set_offline(False)
    lonely.expect_all_stored()
    expect(lonely.page.locator("[data-connection]")).to_be_hidden()
    expect(moderator.locator("[data-part=next]")).to_contain_text("7 of 7 have voted", timeout=15_000)
    room.look(moderator, "console-voting")
    no_phase_is_told(moderator, screen, 1, 0)

    press(moderator, "Close the round and reveal")
    expect(screen.locator(".screen-figure")).to_have_count(4, timeout=15_000)
    expect(screen.locator(".screen-part")).to_contain_text("No consensus by the criterion")
    room.look(screen, "screen-revealed", full=False)
    screen.emulate_media(color_scheme="dark")
    room.look(screen, "screen-revealed-dark", full=False)
    screen.emulate_media(color_scheme="light")
    moderator.locator("button[value=basic]").click()
    expect(screen.locator(".screen-reasons li")).to_have_count(6, timeout=15_000)
    room.look(screen, "screen-reasons", full=False)
    assert "Panelist of chair" not in screen.content()
    expect(room.chairs[6].page.locator("#basic")).to_contain_text("You voted: cannot judge.", timeout=15_000)
    room.look(room.chairs[6].page, "phone-revealed")
    moderator.locator("#note-basic").fill("The two who voted 1 and 2 meant the islands; the others the mainland.")
    moderator.get_by_role("button", name=re.compile("Keep the note ?: Basic")).click()
    expect(moderator.locator("#basic ~ .console-notes")).to_contain_text("meant the islands")
    room.look(moderator, "console-revealed")


def come_back_with_the_key(room: Room, chair: Chair) -> None:
    """The browser of a phone is gone with everything in it; another one takes the seat with its key, and its votes."""
    chair.page.context.close()
    chair.page = room.somebody(size=PHONE)
    stranger = chair.page.goto("/seat/")
    assert stranger is not None and stranger.status == 404
    chair.page.goto(room.address)
    chair.page.get_by_text("I had a seat on another phone").tap()
    chair.page.get_by_label("Your seat", exact=True).select_option(
        label=f"{chair.number}. Panelist of chair {chair.number}"
    )
    chair.page.get_by_label("Key of your seat").fill(chair.key)
    room.look(chair.page, "phone-key")
    press(chair.page, "Come back to the seat")
    chair.expect_all_stored()
    ballot = chair.page.locator('[data-ballot="basic"]')
    expect(ballot.locator("textarea")).to_have_value(chair.cast[1, "basic"][2])
    expect(ballot.locator('[name="basic-phase"]:checked')).to_have_value(str(chair.cast[1, "basic"][0]))


def second_round(room: Room, moderator: Page, screen: Page) -> None:
    """Whoever keeps to a vote says so with one tap; a vote that comes after the reveal is told to be too late."""
    press(moderator, "Open round 2")
    for chair in room.chairs:
        expect(chair.page.locator('[data-round="2"] [data-ballot]')).to_have_count(4, timeout=15_000)
    for chair, row, before in zip(room.chairs, PUBLISHED_PANEL, UNDECIDED, strict=True):
        for pillar, phase, earlier in zip(PILLARS, row, before, strict=True):
            if phase == earlier:
                chair.page.locator(f'[data-ballot="{pillar}"] [data-again]').tap()
                chair.cast[2, pillar] = chair.cast[1, pillar]
            else:
                chair.vote(2, pillar, phase, whole=True)
        chair.expect_all_stored()
    late = room.chairs[5]
    late.page.context.set_offline(True)
    late.page.locator('[data-ballot="basic"] label:has([value="1"])').first.tap()
    late.expect_state("basic", "waiting")
    expect(moderator.locator("[data-part=next]")).to_contain_text("7 of 7 have voted", timeout=15_000)
    no_phase_is_told(moderator, screen, 2, 27)
    press(moderator, "Close the round and reveal")
    late.page.context.set_offline(False)
    expect(late.page.locator("[data-late]")).to_contain_text("Round 2, Basic infrastructure: phase 1.", timeout=60_000)
    room.look(late.page, "phone-too-late")
    press(moderator, "All four")
    expect(screen.locator(".screen-verdict")).to_have_text(["Consensus by the criterion"] * 4, timeout=15_000)
    room.look(screen, "screen-second-round", full=False)
    expect(moderator.locator("#basic")).to_contain_text("7 votes, median 4. 3 of 6 changed their vote since round 1.")


def agree_and_validate(room: Room, moderator: Page) -> None:
    """The moderator records what the votes agree on, with a dissent; the reviewer, who was not there, validates."""
    for pillar in PILLARS:
        moderator.goto(f"/workshops/{room.workshop}/live/")
        moderator.locator(f'a[href$="/pillars/{pillar}/agree/"]').click()
        if pillar == "basic":
            moderator.get_by_role("textbox", name="Dissent").fill("The head of the laboratory holds phase 5.")
            moderator.get_by_role("textbox", name="Reason").fill("The new power line was decisive.")
        press(moderator, "Record the agreed phase")
    with room.device.used_by(REVIEWER, PASSWORD, LAPTOP) as reviewer:
        for _pillar in PILLARS:
            reviewer.goto(f"/workshops/{room.workshop}/")
            reviewer.locator(".action-bar .primary").click()
            reviewer.get_by_label("Confirmed").check()
            reviewer.get_by_label("Who validated").fill("Export office, head of statistics")
            press(reviewer, "Record the validation")
        expect(reviewer.locator(".next-step")).to_contain_text("All four phases are agreed and validated.")
    moderator.goto(f"/workshops/{room.workshop}/live/")
    room.look(moderator, "console-agreed")


def print_protocol(room: Room, moderator: Page) -> None:
    """The protocol is A4, has its name and number on every page, begins each pillar on a page, and holds everything."""
    moderator.goto(f"/workshops/{room.workshop}/protocol/")
    room.look(moderator, "protocol")
    paper = room.pictures / "live" / "protocol.pdf"
    moderator.pdf(path=paper, prefer_css_page_size=True)
    about = subprocess.run(["pdfinfo", paper], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Page size: .*\(A4\)", about)
    count = int(re.search(r"Pages:\s+(\d+)", about)[1])  # type: ignore[index]
    assert 6 <= count <= 12
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:count]
    for number, page in enumerate(pages, 1):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[0] == "Protocol of the pillar workshop, Deep fjord, 20 Nov 2026"
        assert lines[-1] == f"{number} / {count}"
    for title in ("Basic infrastructure", "High tech institutions", "Network cohesion", "Integration in international"):
        assert any(page.split("\n\n", 1)[-1].lstrip().startswith(title) for page in pages), title
    whole = " ".join(text.split())
    for part in (
        "Sells feed to two farms.", "Owns a share of the port.", "It was fixed when round 1 was opened",
        "meant the islands", "The head of the laboratory holds phase 5.", "The new power line was decisive.",
        "Export office, head of statistics", "Back on another phone, with the key", "New seat taken", "cannot judge.",
        "Consensus by the criterion", "No consensus by the criterion", "Kendall's W", "0.77",
        "Moderator: name, date,", "For the panel: name, date,",
    ):  # fmt: skip
        assert part in whole, part
    for chair in room.chairs:
        for said in chair.cast.values():
            assert said[2] in whole
    subprocess.run(["pdftoppm", "-r", "70", "-png", paper, paper.with_suffix("")], check=True)
