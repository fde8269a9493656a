"""docs/disclosure-control.md and the code say the same: rules, limits, guards and worked tables."""

import re
from pathlib import Path

import pytest
from django.core.validators import MaxValueValidator, MinValueValidator

from reports.specification import HIDING
from scoring.disclosure import DisclosureRules, Dominance, dominated, protect_column, protect_shares
from scoring.suppression import Sum, protect_table
from surveys.models import StudySetup

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "disclosure-control.md").read_text(encoding="utf-8")


def rows_of(block: str) -> list[list[str]]:
    lines = [line for line in block.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[2:]]


def worked(name: str) -> list[list[str]]:
    found = re.search(rf"<!-- worked: {name} -->\n((?:\|.*\n)+)", PAGE)
    assert found, name
    return rows_of(found.group(1))


def numbers(text: str) -> list[int]:
    return [int(each) for each in text.split()]


@pytest.mark.parametrize(("amounts", "p_per_cent", "n_k"), worked("dominance"))
def test_a_total_of_money_is_shown_or_hidden_as_the_page_says(amounts: str, p_per_cent: str, n_k: str) -> None:
    given = numbers(amounts)
    assert p_per_cent == ("hidden" if dominated(given) else "shown")
    assert n_k == ("hidden" if dominated(given, DisclosureRules(dominance=Dominance.N_K)) else "shown")


@pytest.mark.parametrize(("counts", "n", "fewest", "shown"), worked("column"))
def test_a_cumulative_column_is_hidden_as_the_page_says(counts: str, n: str, fewest: str, shown: str) -> None:
    found = protect_column(numbers(counts), int(n), fewest=int(fewest)).counts
    assert shown == " ".join("–" if count is None else str(count) for count in found)


@pytest.mark.parametrize(("one", "other", "shown"), worked("shares"))
def test_weighted_shares_are_shown_as_the_page_says(one: str, other: str, shown: str) -> None:
    found = protect_shares([numbers(one), numbers(other)], [True] * 4)
    assert numbers(shown) == [level for level, is_shown in enumerate(found, 1) if is_shown]


@pytest.mark.parametrize(("table", "hidden"), worked("table"))
def test_a_table_with_margins_is_hidden_as_the_page_says(table: str, hidden: str) -> None:
    rows = [numbers(row) for row in table.split(";")]
    height, wide = len(rows), len(rows[0])
    values = {f"{r + 1}.{c + 1}": rows[r][c] for r in range(height) for c in range(wide)}
    values |= {f"{r + 1}.*": sum(rows[r]) for r in range(height)}
    values |= {f"*.{c + 1}": sum(row[c] for row in rows) for c in range(wide)}
    values["*.*"] = sum(map(sum, rows))
    lines, columns = [*map(str, range(1, height + 1)), "*"], [*map(str, range(1, wide + 1)), "*"]
    sums = [Sum(f"{r}.*", tuple(f"{r}.{c}" for c in columns[:-1])) for r in lines]
    sums += [Sum(f"*.{c}", tuple(f"{r}.{c}" for r in lines[:-1])) for c in columns]
    small = [cell for cell, count in values.items() if 0 < count < 3]
    found = protect_table(values, sums, small, width=3)
    assert set(hidden.split()) == (found or {"none"})


def test_the_choices_of_a_study_have_the_limits_the_page_says() -> None:
    section = PAGE.partition("## What a study chooses")[2].partition("\n## ")[0]
    told = {name.strip("`"): given for name, *given in rows_of(section)}
    assert set(told) == set(HIDING)
    for name, (usual, least, most) in told.items():
        field = StudySetup._meta.get_field(name)
        limits = {type(each): each.limit_value for each in field.validators}
        if name == "dominance":
            assert (usual, least, most) == (field.default, *(value for value, _label in field.choices))
        else:
            assert (float(usual), float(least), float(most)) == (
                field.default,
                limits[MinValueValidator],
                limits[MaxValueValidator],
            )


def test_the_usual_choices_of_a_study_are_the_usual_rules() -> None:
    usual = DisclosureRules()
    assert [StudySetup._meta.get_field(name).default for name in HIDING] == [
        usual.fewest,
        usual.dominance,
        usual.p_pct,
        usual.k1_pct,
        usual.k2_pct,
    ]
