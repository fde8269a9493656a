"""The tables of docs/weights.md, read and checked, so that the page cannot drift from the code."""

import re
from pathlib import Path

import pytest

from scoring.weighting import COUNTED, Drawn, Eligibility, Outcome, Settings, weight

PAGE = (Path(__file__).parents[2] / "docs" / "weights.md").read_text(encoding="utf-8")

DISPOSITIONS = {
    "Interview complete": Outcome.COMPLETE,
    "Interview partial": Outcome.PARTIAL,
    "Other non-response": Outcome.OTHER,
    "Refused": Outcome.REFUSAL,
    "Not known whether eligible": Outcome.UNKNOWN_ELIGIBILITY,
    "Could not be reached": Outcome.NON_CONTACT,
    "Not eligible": Outcome.INELIGIBLE,
}
FOREIGN = {"complete": 6, "refusal": 1, "non_contact": 1, "ineligible": 2}
NATIONAL = {
    "complete": 7,
    "partial": 1,
    "refusal": 2,
    "unknown_eligibility": 1,
    "non_contact": 2,
    "ineligible": 1,
    "pending": 1,
}


def rows_below(heading):
    """The rows of the table that begins with this heading, by column."""
    block = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    first = re.search(rf"^\| {heading} \|.*$", PAGE, re.MULTILINE)
    names = [cell.strip() for cell in first[0].strip("|").split("|")]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in block[1].splitlines()]
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_the_page_says_whom_each_assumption_counts():
    rows = rows_below("disposition")
    assert {row["disposition"] for row in rows} == set(DISPOSITIONS)
    for row in rows:
        for assumption in Eligibility:
            assert (row[assumption] == "yes") is (DISPOSITIONS[row["disposition"]] in COUNTED[assumption]), row


@pytest.mark.parametrize("row", rows_below("assumption"), ids=lambda row: row["assumption"])
def test_the_worked_example(row):
    units = [
        Drawn(stratum, Outcome(outcome), outcome == "complete")
        for stratum, counts in (("foreign", FOREIGN), ("national", NATIONAL))
        for outcome, count in counts.items()
        for _ in range(count)
    ]
    found = weight(units, {"foreign": 20, "national": 90}, Settings(eligibility=Eligibility(row["assumption"])))
    eligible = found.steps[1].weights
    shown = [eligible[:10].sum(), eligible[10:].sum(), found.final[0], found.final[10], found.steps[-1].deff]
    assert [f"{each:.4f}" for each in shown] == list(row.values())[1:]
