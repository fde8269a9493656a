"""The worked tables of docs/sampling.md, read and checked, so that the page cannot drift from the code.

A printed decimal is held to half a unit of its last digit, by rounding ours to as many digits.
"""

import re
from pathlib import Path

import pytest

from scoring.drawing import draw_order
from scoring.response import Allocation, Dispositions, allocate, expected_margin, response_rates, sample_size, thinness

PAGE = Path(__file__).parents[2] / "docs" / "sampling.md"


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def worked_tables():
    """Return the rows of every worked table by its name, each row a mapping of heading to text."""
    tables = {}
    for name, block in re.findall(r"<!-- worked: (\w+) -->\n((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8")):
        heading, _, *rows = block.splitlines()
        tables[name] = [dict(zip(cells_of(heading), cells_of(row), strict=True)) for row in rows]
    return tables


def sizes(row):
    population = None if row["N"] == "none" else int(row["N"])
    return {
        "n": str(
            sample_size(
                float(row["margin"]),
                population=population,
                proportion=float(row["p"]),
                confidence=float(row["confidence"]),
            )
        )
    }


def strata(text, kind=int):
    return {str(place): kind(each) for place, each in enumerate(text.split())}


def shares(row):
    found = allocate(
        int(row["total"]),
        strata(row["N"]),
        Allocation(row["way"]),
        spread=strata(row["spread"], float) if row["spread"] else None,
        least=int(row["least"]),
    )
    return {"n": " ".join(map(str, found.values()))}


def margins(row):
    found = expected_margin(strata(row["n"]), strata(row["N"]), confidence=float(row["confidence"]))
    return {"margin": f"{found:.4f}"}


def draws(row):
    return {"order": " ".join(draw_order(row["codes"].split(), row["seed"]))}


def rates(row):
    units = Dispositions(*[int(row[each]) for each in ("I", "P", "R", "NC", "O", "U", "NE")])
    found = response_rates(units)
    told = {"RR1": found.rr1, "RR with e": found.rr_estimated, "cooperation": found.cooperation, "e": found.eligibility}
    thin = " ".join(thinness(units, 200)) or "none"
    return {**{name: "none" if each is None else f"{each:.4f}" for name, each in told.items()}, "thin": thin}


WORKED = {"sizes": sizes, "shares": shares, "margins": margins, "draws": draws, "rates": rates}
TABLES = worked_tables()


def test_every_worked_table_is_checked():
    assert TABLES.keys() == WORKED.keys()


@pytest.mark.parametrize(("name", "row"), [(name, row) for name, rows in TABLES.items() for row in rows])
def test_a_worked_row_is_what_the_code_gives(name, row):
    found = WORKED[name](row)
    assert found == {heading: row[heading] for heading in found}
