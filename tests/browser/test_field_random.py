"""Somebody who answers, changes their mind, reloads and opens tabs while the way to the server comes and goes."""

import random
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.fieldwork import Fieldwork, box, choose
from tests.browser.filling import DONT_KNOW, REFUSED

pytestmark = pytest.mark.browser

ITEMS = ("EMP_TOTAL_REF", "EMP_MANAGERS_REF", "EMP_CLERICAL_REF")
STATES = {DONT_KNOW: "dont_know", REFUSED: "refused"}
STEPS = 60
DELIVERIES = "**/field/deliveries/"


class Somebody:
    """One person with one or two tabs of one section; `meant` is what they said last to each question."""

    def __init__(self, fieldwork: Fieldwork, page: Page, chance: random.Random) -> None:
        self.fieldwork = fieldwork
        self.page = page
        self.chance = chance
        self.meant: dict[str, Any] = {}
        self.is_offline = False
        page.context.route(DELIVERIES, self.way)
        self.way_is = "open"

    def way(self, route: Route) -> None:
        """Deliveries arrive, are lost before or after the server took them, or meet a server that stumbles."""
        if self.way_is == "answer lost":
            route.fetch()
            route.abort()
        elif self.way_is == "blocked":
            route.abort()
        elif self.way_is == "stumbling":
            route.fulfill(status=500, body="Sorry")
        else:
            route.continue_()

    def say_a_figure(self) -> None:
        item, figure = self.chance.choice(ITEMS), self.chance.randrange(10_000)
        box(self.page, item).fill("")
        box(self.page, item).press_sequentially(str(figure))
        box(self.page, item).blur()
        self.meant[item] = figure

    def take_away(self) -> None:
        item = self.chance.choice(ITEMS)
        box(self.page, item).fill("")
        box(self.page, item).blur()
        if not isinstance(self.meant.get(item), str):
            self.meant.pop(item, None)

    def mark(self) -> None:
        item, (label, state) = self.chance.choice(ITEMS), self.chance.choice(list(STATES.items()))
        choose(self.page, item, label)
        self.meant[item] = state

    def mistype(self) -> None:
        item = self.chance.choice(ITEMS)
        figure = self.chance.randrange(10, 1000)
        box(self.page, item).fill("about 12")
        self.wait()
        box(self.page, item).fill(str(figure))
        box(self.page, item).blur()
        self.meant[item] = figure

    def wait(self) -> None:
        self.page.wait_for_timeout(self.chance.choice([0, 50, 400, 1200]))

    def change_the_way(self) -> None:
        self.way_is = self.chance.choice(["open", "open", "answer lost", "blocked", "stumbling"])

    def lose_or_find_the_connection(self) -> None:
        self.is_offline = not self.is_offline
        self.page.context.set_offline(self.is_offline)

    def reload(self) -> None:
        if not self.is_offline:
            self.fieldwork.open(self.page)

    def go_on_in_another_tab(self) -> None:
        if not self.is_offline:
            before, self.page = self.page, self.page.context.new_page()
            before.close()
            self.fieldwork.open(self.page)

    def step(self) -> None:
        steps = [self.say_a_figure] * 4 + [self.mark, self.take_away, self.mistype, self.wait, self.wait]
        faults = [self.change_the_way, self.change_the_way, self.lose_or_find_the_connection]
        self.chance.choice([*steps, *faults, self.reload, self.go_on_in_another_tab])()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_what_was_said_last_is_stored_and_nobody_contradicts_themselves(
    fieldwork: Fieldwork, seed: int
) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        somebody = Somebody(fieldwork, page, random.Random(seed))
        for _step in range(STEPS):
            somebody.step()
        somebody.way_is = "open"
        somebody.page.context.set_offline(False)
        fieldwork.arrives(somebody.meant, somebody.page)
        assert fieldwork.conflicts() == {}
        fieldwork.open(somebody.page)
        fieldwork.arrives(somebody.meant, somebody.page)
