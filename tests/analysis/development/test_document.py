"""The worked tables of docs/development.md, read and checked, so that the page cannot drift from the code."""

import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.development.attrition import lee_bounds
from analysis.development.case_tables import INCONSISTENCIES
from analysis.development.names import INTERVENTIONS, PHASES
from analysis.development.phases import assess
from analysis.development.practices import cronbach_alpha
from analysis.development.sequencing import rules, verdict
from analysis.development.signals import RULES
from analysis.development.specification import Thresholds

PAGE = (Path(__file__).parents[3] / "docs" / "development.md").read_text(encoding="utf-8")


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def worked(name: str) -> list[dict[str, str]]:
    """The rows of a worked table, each a mapping of heading to text."""
    block = re.search(rf"<!-- worked: {name} -->\n((?:\|.*\n)+)", PAGE)
    assert block, f"the page has no worked table “{name}”"
    heading, _, *rows = block.group(1).splitlines()
    return [dict(zip(cells_of(heading), cells_of(row), strict=True)) for row in rows]


@pytest.mark.parametrize("name", ["improving", "surviving"])
def test_the_two_clusters_go_through_the_phases_on_the_page(name: str) -> None:
    rows = worked(name)
    numbers = ["year", "n_firms", "profit_per_firm", "employment"]
    series = pd.DataFrame(rows)[numbers].astype(float).assign(cluster=name)
    series["output"] = 1.1 * series["employment"]
    for row, each in zip(rows, assess(series, Thresholds()), strict=True):
        assert (row["year"], row["phase"], row["known"]) == (str(each.year), each.phase, f"{each.known:.0%}")
        assert row["agreeing"] == ("–" if each.agreeing is None else f"{each.agreeing:.0%}")
    assert {row["phase"] for row in rows} & set(PHASES) == {
        "initiation", "quantity_expansion", "quality_improvement" if name == "improving" else "survival",
    }  # fmt: skip


def test_the_thresholds_on_the_page_are_the_defaults() -> None:
    told = {row["threshold"].strip("`"): (row["default"], row["meaning"]) for row in worked("thresholds")}
    assert told == {
        each.name: ("none" if each.default is None else str(each.default), each.metadata["help"])
        for each in fields(Thresholds)
    }


def test_the_order_of_policies_on_the_page_is_the_one_that_is_advised() -> None:
    rows = worked("sequence")
    assert [row["intervention"] for row in rows] == list(INTERVENTIONS)
    for row in rows:
        for phase in PHASES:
            rule = rules()[row["intervention"], phase]
            told = re.fullmatch(r"(now|too early|late)(\*?)( r)?", row[phase])
            assert told, row
            assert verdict(row["intervention"], phase, trained=True)[0] == told[1]
            assert verdict(row["intervention"], phase, trained=False)[0] == ("too early" if told[2] else told[1])
            assert (rule.basis == "reading") == bool(told[3])


def test_the_bounds_on_the_page_are_those_computed() -> None:
    for row in worked("bounds"):
        arms = [[np.nan if each == "x" else float(each) for each in row[arm].split()] for arm in ("invited", "others")]
        found = lee_bounds(np.array(arms[0] + arms[1]), np.array([1.0] * len(arms[0]) + [0.0] * len(arms[1])))
        shown = [f"{each:.2f}" for each in (found.share, found.lower, found.upper)]
        assert [row["share trimmed"], row["lower"], row["upper"]] == shown


def test_the_alphas_on_the_page_are_those_computed() -> None:
    for row in worked("alpha"):
        items = pd.DataFrame({name: [float(each) for each in row[f"item {name}"].split()] for name in "abc"})
        assert f"{cronbach_alpha(items).value:.2f}" == row["alpha"]


def test_every_inconsistency_of_the_paper_is_on_the_page() -> None:
    flat = " ".join(PAGE.split())
    assert all(each in flat for each in INCONSISTENCIES)


def test_every_phase_on_the_page_has_as_many_signals_as_the_rule() -> None:
    for phase, rule in RULES.items():
        name = phase.replace("_", " ")
        row = re.search(rf"^\| {name} \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
        assert row, name
        needed = [each for each in row[1].split(";") if "in a row" not in each]
        assert (len(needed), len(row[2].split(";"))) == (len(rule.needed), len(rule.supporting))
