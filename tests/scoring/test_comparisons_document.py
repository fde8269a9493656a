"""The worked tables of docs/comparisons.md, read and checked: every figure to the digits that the page prints."""

import re
from pathlib import Path

import numpy as np
import pytest

from scoring.designs import sample_design
from scoring.differences import Bounded, recovered
from scoring.intervals import wilson
from scoring.overlap import OverlapStratum, linearised_covariance, overlap_covariance
from scoring.peers import peer_shares
from scoring.transitions import level_changes, transitions, turnover
from scoring.weighted_transitions import weighted_transitions
from tests.scoring.test_document import cells_of, numbers, printed_like

PAGE = Path(__file__).parents[2] / "docs" / "comparisons.md"


def worked_tables():
    """Return the rows of every worked table by its name, each row a mapping of heading to text."""
    tables = {}
    for name, block in re.findall(r"<!-- worked: (\w+) -->\n((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8")):
        heading, _, *rows = block.splitlines()
        tables[name] = [dict(zip(cells_of(heading), cells_of(row), strict=True)) for row in rows]
    return tables


TABLES = worked_tables()


def two_samples(row):
    sides = []
    for side in ("first", "second"):
        count, n = (int(part) for part in row[side].split(" of "))
        found = wilson(count, n)
        sides.append(Bounded(count / n, found.low, found.high))
    low, high = recovered(*sides)
    return {"difference": sides[1].share - sides[0].share, "from": low, "to": high}


def peers(row):
    shares = peer_shares([int(level) for level in row["levels of the peers"].split()]).at_least
    return {"shares at levels 1 to 6, %": " ".join("–" if share is None else str(share) for share in shares)}


def pairs(row):
    both, lost, gained, neither = numbers(row["pairs"])
    firms = [(1, 1)] * both + [(1, 0)] * lost + [(0, 1)] * gained + [(0, 0)] * neither
    found = level_changes(transitions([one for one, _ in firms], [other for _, other in firms]))[0]
    return {"difference": found.difference, "from": found.low, "to": found.high, "exact p": found.turnover.p}


def rounds(row):
    found = transitions(numbers(row["before"]), numbers(row["after"]))
    moved = turnover(found.up, found.down)
    return {
        "rose": found.up,
        "stayed": found.same,
        "fell": found.down,
        "share that rose": moved.share_up,
        "from": moved.low,
        "to": moved.high,
        "exact p": moved.p,
    }


def overlap(row):
    size, n = int(row["N"]), int(row["n, both rounds"])
    stratum = OverlapStratum(size, size, n, n, numbers(row["in both, before"]), numbers(row["in both, after"]))
    return {"covariance": overlap_covariance([stratum], size, size)}


def weighted_overlap(row):
    size, n = int(row["N"]), int(row["n, both rounds"])
    before, after = ([float(z) for z in row[f"z in both, {when}"].split()] for when in ("before", "after"))
    return {"covariance": linearised_covariance([OverlapStratum(size, size, n, n, before, after)])}


def weighted_transitions_of(row):
    strata = [tuple(int(part) for part in each.split(" of ")) for each in row["drawn of N"].split(", ")]
    labels = [str(number) for number, (n, _size) in enumerate(strata) for _unit in range(n)]
    weights = np.array([size / n for n, size in strata for _unit in range(n)])
    sizes = {str(number): size for number, (_n, size) in enumerate(strata)}
    sides = [[None if level == "–" else int(level) for level in row[when].split()] for when in ("before", "after")]
    found = weighted_transitions(sample_design(labels, weights, sizes), *sides)
    rose, stayed, fell = found.moves.shares
    return {
        "rose": rose.share,
        "standard error": rose.se,
        "stayed": stayed.share,
        "fell": fell.share,
        "from level 2 to 3": found.rows[2].shares[3].share,
    }


WORKED = {
    "weighted_transitions": weighted_transitions_of,
    "two_samples": two_samples,
    "peers": peers,
    "pairs": pairs,
    "rounds": rounds,
    "overlap": overlap,
    "weighted_overlap": weighted_overlap,
}


def test_every_worked_table_is_checked():
    assert set(TABLES) == set(WORKED)


@pytest.mark.parametrize(("name", "row"), [(name, row) for name, rows in TABLES.items() for row in rows])
def test_the_page_prints_what_is_computed(name, row):
    for heading, value in WORKED[name](row).items():
        assert row[heading] == (value if isinstance(value, str) else printed_like(row[heading], value)), heading
