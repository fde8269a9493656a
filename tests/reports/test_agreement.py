"""Agreement of scorers: from blind answers to levels, the page, and the sheet of a run."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Role, Study
from reports.agreement import Agreement, agreement_of, pairs_in
from reports.runs import take_snapshot
from reports.workbook.building import build_workbook
from reports.workbook.material import WorkbookRefusedError
from scoring.double_scoring import Verdict, level_agreement
from scoring.ruleset import parse_ruleset
from surveys.models import DoubleScoring, Interview
from surveys.study_setup import setup_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.double_scoring import revealed_pair
from tests.factories.reports import answers_for, approved_firm, ready_run

pytestmark = pytest.mark.django_db

LEVELS = [(1, 1), (2, 2), (2, 3), (3, 3), (3, 3), (3, 2), (4, 4), (4, 5), (4, 4), (5, 5), (5, 3), (6, 6)]
"""The worked table of docs/agreement.md."""


@pytest.fixture
def cluster(study: Study, cluster: Cluster) -> Cluster:
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    cluster.refresh_from_db()
    return cluster


@pytest.fixture
def scorer(study: Study) -> User:
    return MembershipFactory(study=study, role=Role.CONSULTANT, user=UserFactory(full_name="Second Scorer")).user


@pytest.fixture
def scored_twice(cluster: Cluster, consultant: User, scorer: User) -> list[DoubleScoring]:
    def answers(hr: int | str) -> dict[str, Any]:
        return answers_for({"hr": hr, "process": 2, "product": 2}, EXPORTS_REF=1000 * len(str(hr)))

    made = [
        revealed_pair(cluster, first=consultant, second=scorer, code=f"F{number:02d}", answers=(answers(a), answers(b)))
        for number, (a, b) in enumerate(LEVELS)
    ]
    unsettled = (answers("11?100"), answers(3))
    return [*made, revealed_pair(cluster, first=consultant, second=scorer, code="F99", answers=unsettled)]


def found(study: Study) -> Agreement:
    setup = setup_of(study)
    clusters = Cluster.objects.filter(study=study)
    return agreement_of(pairs_in(clusters), parse_ruleset(setup.rule_set.content), setup)


def test_levels_are_computed_from_the_blind_answers(study: Study, scored_twice: list[DoubleScoring]) -> None:
    hr = found(study).dimensions[0].found
    assert hr == level_agreement([*(one for one, _ in LEVELS), None], [*(other for _, other in LEVELS), 3])
    assert found(study).dimensions[1].found.verdict is Verdict.UNDEFINED, "all firms have one level"


def test_what_is_corrected_later_moves_no_agreement(study: Study, scored_twice: list[DoubleScoring]) -> None:
    before = found(study)
    Interview.objects.update(answers={})
    assert found(study) == before


def test_items_come_worst_first_and_by_what_fits_their_kind(study: Study, scored_twice: list[DoubleScoring]) -> None:
    items = found(study).items
    shares = [line.found.same_pct for line in items]
    assert shares == sorted(shares)
    by_code = {line.code: line.found for line in items}
    assert by_code["HR1_OJT"].same == 13 and by_code["EXPORTS_REF"].scale == "interval"
    # Rungs 3 differ in three pairs: 2 and 3, 3 and 2; the unsettled firm says "don't know" against yes.
    assert by_code["HR3_STAFF"].pairs - by_code["HR3_STAFF"].same == 3


def test_pairs_of_people_are_told_by_both_names(study: Study, scored_twice: list[DoubleScoring]) -> None:
    (line,) = found(study).people
    assert "Second Scorer" in line.people and line.firms == 13
    assert (line.found.pairs, line.found.left_out) == (38, 1)


def test_the_page_shows_intervals_and_leads_to_the_differences(
    client: Client, study: Study, reviewer: User, scored_twice: list[DoubleScoring]
) -> None:
    client.force_login(reviewer)
    shown = client.get(reverse("agreement", args=[study.slug])).content.decode()
    assert "[0.49; 0.98]" in shown and "good" in shown and "HR1_OJT" in shown
    assert reverse("settle", args=[scored_twice[0].pk]) in shown


@pytest.mark.parametrize("state, offered", [("submitted", True), ("checked", False), ("approved", False)])
def test_settling_is_offered_only_where_it_would_be_done(
    client: Client, reviewer: User, scored_twice: list[DoubleScoring], state: str, offered: bool
) -> None:
    pair = scored_twice[-1]
    Interview.objects.filter(pk=pair.first_id).update(state=state)
    client.force_login(reviewer)
    page = client.get(reverse("settle", args=[pair.pk])).content.decode()
    assert ("The first answer holds" in page) is offered
    assert ("Take it back to the reviewers first" in page) is not offered


def test_the_page_says_how_to_begin(client: Client, study: Study, cluster: Cluster, reviewer: User) -> None:
    client.force_login(reviewer)
    assert "Nothing to compare yet" in client.get(reverse("agreement", args=[study.slug])).content.decode()


def test_a_run_freezes_its_pairs_and_writes_them_to_a_sheet(
    study: Study, cluster: Cluster, scored_twice: list[DoubleScoring], tmp_path: Path
) -> None:
    approved_firm(cluster, code="A", hr=3)
    run = ready_run(study)
    for name in ("one.xlsx", "two.xlsx"):
        build_workbook(run, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx")["Agreement"]
    hr = next(list(row) for row in sheet.iter_rows(values_only=True) if row[0] == "Dimension")
    assert hr[3:6] == [12, 1, 8] and hr[8:12] == [0.8478, 0.4866, 0.9792, 0.1025] and hr[15] == "good"
    build_workbook(run, tmp_path / "public.xlsx", public=True)
    assert "Agreement" not in openpyxl.load_workbook(tmp_path / "public.xlsx").sheetnames
    DoubleScoring.objects.filter(pk=scored_twice[0].pk).update(first_answers={})
    with pytest.raises(WorkbookRefusedError, match="F00"):
        build_workbook(run, tmp_path / "three.xlsx")


def test_pairs_are_part_of_what_names_a_run_and_runs_without_them_keep_their_name(
    study: Study, cluster: Cluster, consultant: User, scorer: User
) -> None:
    approved_firm(cluster, code="A", hr=3)
    snapshot = take_snapshot(study, {})
    assert "double_scoring" not in snapshot.clusters[0][1]
    answers = answers_for({"hr": 1, "process": 1, "product": 1})
    revealed_pair(cluster, first=consultant, second=scorer, code="Z", answers=(answers, answers))
    assert take_snapshot(study, {}).inputs_hash() != snapshot.inputs_hash()
