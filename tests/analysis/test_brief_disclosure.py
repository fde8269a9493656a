"""What the policy brief tells of levels: nothing that names one or two firms, not even beside the public workbook.

The attacker knows the rule, the brief and the public workbook, and writes out every column that gives both.
"""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from analysis.brief_levels import HIGH, brief_levels, high_shown
from analysis.cluster_brief import brief_result
from analysis.glance import glance_at
from clusters.models import Cluster, Study
from reports.scores import score_study
from reports.workbook.building import build_workbook
from scoring.disclosure import protect_column
from surveys.models import StudySetup
from surveys.study_setup import setup_of
from tests.factories.reports import approved_firm, ready_run

MOST = 10


def columns(n: int) -> list[tuple[int, ...]]:
    """Every cumulative column of n firms."""
    return [tuple(sorted(each, reverse=True)) for each in combinations_with_replacement(range(n + 1), 6)]


def told_by_both(counts: tuple[int, ...], n: int, of_run: int, of_study: int) -> tuple[object, ...]:
    """What the brief and the public workbook of one run tell of a column."""
    return high_shown(counts, n, of_run=of_run, of_study=of_study), protect_column(counts, n, fewest=of_run).counts


def found_out(n: int, told: object) -> list[tuple[tuple[int, ...], int, int]]:
    """Columns with a group of one or two firms, between two levels or at the ends, that what is told determines."""
    alike = defaultdict(list)
    for counts in columns(n):
        alike[told(counts)].append((n, *counts, 0))  # type: ignore[operator]
    found = []
    for same in alike.values():
        for above, below in combinations(range(8), 2):
            sizes = {each[above] - each[below] for each in same}
            if len(sizes) == 1 and sizes & {1, 2}:
                found.append((same[0], above, below))
    return found


@pytest.mark.parametrize("n", range(3, MOST + 1))
@pytest.mark.parametrize("of_study", [3, 5])
def test_nobody_finds_a_group_of_one_or_two_firms_in_the_brief_and_the_workbook(n: int, of_study: int) -> None:
    assert found_out(n, lambda counts: told_by_both(counts, n, 3, of_study)) == []


def test_the_attacker_finds_groups_where_the_brief_looks_at_its_own_two_sides_only() -> None:
    def two_sides(counts: tuple[int, ...]) -> object:
        high = counts[HIGH - 1]
        is_hidden = 0 < high < 3 or 0 < 9 - high < 3
        return None if is_hidden else high, protect_column(counts, 9).counts

    assert ((9, 9, 9, 6, 4, 0, 0, 0), 3, 4) in found_out(9, two_sides)


@pytest.mark.parametrize("n", range(3, MOST + 1))
def test_the_brief_tells_no_count_that_the_workbook_hides(n: int) -> None:
    for counts in columns(n):
        high = high_shown(counts, n, of_run=3, of_study=3)
        assert high is None or high == protect_column(counts, n).counts[HIGH - 1] == counts[HIGH - 1]


def firms(cluster: Cluster, levels: list[int]) -> None:
    for number, level in enumerate(levels):
        approved_firm(cluster, code=f"F{number}", hr=level)


LEVELS = [3, 3, 4, 4, 4, 4, 2, 2, 2]
"""Four firms high, five below: two of those stand at level 3, where the workbook shows six at level 3 or above."""


@pytest.mark.django_db
def test_a_count_too_near_to_one_of_the_public_workbook_is_not_shown(
    study: Study, cluster: Cluster, owner: User, tmp_path: Path
) -> None:
    firms(cluster, LEVELS)
    run = ready_run(study)
    result = brief_result(glance_at(owner, cluster))
    assert "Human resources not shown, of 9" in result.findings[0]
    assert any("that the public tables show" in each for each in result.cautions)
    build_workbook(run, tmp_path / "out.xlsx", public=True)
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "out.xlsx")["Table 5"].iter_rows()]
    by_level = {row[0]: row[5] for row in rows}
    assert (by_level[3], by_level[4]) == (6, "c")


@pytest.mark.django_db
def test_the_brief_counts_the_firms_of_the_newest_run_and_names_it(study: Study, cluster: Cluster, owner: User) -> None:
    firms(cluster, [4, 4, 4, 1, 1, 1])
    score_study(study=study, now=timezone.now())
    before = brief_levels(cluster, glance_at(owner, cluster).panel)
    assert (before.run, before.firms, before.dimensions[0].high) == ("", 6, 3)
    run = ready_run(study)
    approved_firm(cluster, code="later", hr=4)
    score_study(study=study, now=timezone.now())
    levels = brief_levels(cluster, glance_at(owner, cluster).panel)
    assert (levels.run, levels.firms, levels.dimensions[0].high, levels.dimensions[0].known) == (run.pk, 6, 3, 6)


@pytest.mark.django_db
def test_a_study_that_asks_for_more_firms_since_hides_more_and_never_less(
    study: Study, cluster: Cluster, owner: User
) -> None:
    firms(cluster, [4, 4, 4, 4, 1, 1, 1, 1])
    ready_run(study)
    assert brief_levels(cluster, glance_at(owner, cluster).panel).dimensions[0].high == 4
    setup_of(study)
    StudySetup.objects.filter(study=study).update(minimum_cell=5)
    fresh = Cluster.objects.get(pk=cluster.pk)
    levels = brief_levels(fresh, glance_at(owner, fresh).panel)
    assert (levels.dimensions[0].high, levels.fewest) == (None, 5)


@pytest.mark.django_db
def test_the_replica_of_print_hides_nothing_in_its_brief(study: Study, cluster: Cluster, owner: User) -> None:
    firms(cluster, [4, 1, 1, 1, 1, 1])
    ready_run(study)
    Study.objects.filter(pk=study.pk).update(slug="unido-2006", is_reconstruction=True)
    fresh = Cluster.objects.get(pk=cluster.pk)
    assert brief_levels(fresh, glance_at(owner, fresh).panel).dimensions[0].high == 1
