"""The cross-checks of a run: from frozen answers to its page and sheet, names of interviewers, and who may not look."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import scipy
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Role, Study
from reports.crosscheck_page import CrossCheckPage, crosschecks_of
from reports.models import Run, RunCluster
from reports.results import RunTables
from reports.runs import submit_checks
from reports.sensitivity_page import kept_by
from reports.workbook.building import build_workbook
from surveys.models import Interview
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.double_scoring import open_pair
from tests.factories.reports import approved_firm, perform_all, ready_run

pytestmark = pytest.mark.django_db

LEVELS = [(1, 1), (1, 1), (2, 2), (2, 2), (2, 3), (3, 3), (3, 2), (4, 4), (4, 4), (4, 4), (5, 5), (6, 5)]
"""HR and PT of twelve firms; the first six are interviewed by Anna, the others by Berta."""


@pytest.fixture
def plain(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="plain", name="Plain", position=1)


@pytest.fixture
def people(study: Study) -> list[User]:
    names = ("Anna Interviewer", "Berta Interviewer")
    return [
        MembershipFactory(study=study, role=Role.CONSULTANT, user=UserFactory(full_name=name)).user for name in names
    ]


@pytest.fixture
def run(study: Study, plain: Cluster, people: list[User]) -> Run:
    for number, (hr, process) in enumerate(LEVELS):
        # The research staff of a firm rises with its number, the product level with it; the last sells far too much.
        interview = approved_firm(
            plain,
            code=f"F{number:02d}",
            hr=hr,
            process=process,
            product=1 + number // 4,
            EMP_TOTAL_REF=100,
            SALES_REF=900_000 if number == 11 else 1000 + 10 * number,
            PD6_RDSTAFF=number / 2,
        )
        Interview.objects.filter(pk=interview.pk).update(author=people[number // 6])
    return ready_run(study)


def found(run: Run, *, with_names: bool = False) -> CrossCheckPage:
    return crosschecks_of(run, RunTables.from_json(run.tables or {}), kept_by(run), with_names=with_names)


def test_dimensions_are_correlated_over_the_frozen_levels(run: Run) -> None:
    (row,) = found(run).pairs
    hr, process = zip(*LEVELS, strict=True)
    assert row.cells[0].found.rho == pytest.approx(scipy.stats.spearmanr(hr, process).statistic)
    assert (row.cells[0].head, row.cells[0].found.n) == ("HR – PT", 12)
    assert row.cells[0].same_pct == pytest.approx(100 * 9 / 12)


def test_dimensions_that_move_as_one_are_warned_of(study: Study, plain: Cluster) -> None:
    for number in range(10):
        approved_firm(plain, code=f"F{number}", hr=1 + number % 4, process=1 + number % 4, product=1)
    page = found(ready_run(study))
    assert page.too_alike == ["Plain: HR – PT"]
    assert page.pairs[0].cells[1].found.rho is None, "one level of product never varies"


def test_an_index_is_correlated_with_the_levels_of_its_dimension(run: Run) -> None:
    (row,) = found(run).indices
    product = row.cells[2]
    levels = [1 + number // 4 for number in range(12)]
    staff = [min(number / 2 / 100 / 0.1, 1.0) for number in range(12)]
    assert product.n == 12 and product.rho == pytest.approx(scipy.stats.spearmanr(staff, levels).statistic)


def test_interviewers_are_compared_and_named_only_for_those_who_may_see_them(run: Run) -> None:
    hr = found(run).interviewers[0]
    levels = np.array([each for each, _ in LEVELS], dtype=float)
    between = 6 * ((levels[:6].mean() - levels.mean()) ** 2 + (levels[6:].mean() - levels.mean()) ** 2)
    assert hr.share_pct == pytest.approx(100 * between / ((levels - levels.mean()) ** 2).sum())
    assert (hr.firms, hr.interviewers, hr.left_out) == (12, 2, 0) and hr.is_notable
    assert [each.name for each in hr.people] == ["Interviewer 1", "Interviewer 2"]
    named = found(run, with_names=True).interviewers[0]
    assert [each.name for each in named.people] == ["Anna Interviewer", "Berta Interviewer"]
    assert named.people[0].mean == pytest.approx(levels[:6].mean() - levels.mean())
    assert "Plain: HR" in found(run).notable


def test_a_firm_far_from_the_others_is_told_with_what_is_usual(run: Run) -> None:
    page = found(run)
    (row,) = page.outliers
    assert (row.firm.firm_code, row.figure, page.outlier_count) == ("F11", "Sales per employee", 1)
    assert row.value == pytest.approx(9000) and row.low < 10 < row.high < 20


def test_chunks_change_nothing(run: Run, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept_by(run)
    monkeypatch.setattr("reports.aggregation.CHUNK", 5)
    RunCluster.objects.update(robustness=None)
    submit_checks(run=run, now=run.created_at)
    perform_all()
    assert kept_by(run) == before


def page(client: Client, user: User, run: Run) -> str:
    client.force_login(user)
    answer = client.get(reverse("run_crosschecks", args=[run.pk]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_names_interviewers_for_reviewers_and_numbers_them_for_others(
    client: Client, study: Study, run: Run, owner: User, reviewer: User
) -> None:
    reader = MembershipFactory(study=study, role=Role.READER).user
    analyst = MembershipFactory(study=study, role=Role.ANALYST).user
    for person in (owner, reviewer):
        assert "Anna Interviewer" in page(client, person, run)
    for person in (reader, analyst):
        shown = page(client, person, run)
        assert "Anna Interviewer" not in shown and "Berta" not in shown and "Interviewer 1" in shown
    rho = found(run).pairs[0].cells[0].found.rho
    assert "notable" in shown and "F11" in shown and f"{rho:.2f}" in shown


def test_somebody_who_scores_a_firm_blind_gets_no_page(client: Client, study: Study, run: Run, plain: Cluster) -> None:
    second = MembershipFactory(study=study, role=Role.CONSULTANT).user
    assert "Do the levels fit together?" in page(client, second, run)
    open_pair(Interview.objects.filter(firm__cluster=plain).first(), second)
    assert client.get(reverse("run_crosschecks", args=[run.pk])).status_code == 403


def test_a_run_without_a_firm_and_an_older_run_say_so(client: Client, owner: User, run: Run) -> None:
    RunCluster.objects.update(robustness={"sensitivity": {}})
    assert "Not worked out for this run" in page(client, owner, run)
    client.post(reverse("run_checks", args=[run.pk]))
    perform_all()
    assert "Not worked out for this run" not in page(client, owner, run)


def test_the_sheet_tells_the_same_without_names_and_a_public_file_has_none(
    run: Run, people: list[User], tmp_path: Path
) -> None:
    build_workbook(run, tmp_path / "one.xlsx")
    build_workbook(run, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx")["Cross-checks"]
    rows: list[list[Any]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    hr = next(row for row in rows if row[0] == "Interviewers" and row[2] == "HR")
    effect = found(run).interviewers[0]
    assert hr[4] == 12 and hr[5] == pytest.approx(effect.share_pct) and hr[7] == effect.p
    assert hr[8] == "rarer than one draw in a hundred"
    assert next(row for row in rows if row[2] == "F11")[5] == pytest.approx(9000)
    assert not any("Anna" in str(cell) for row in rows for cell in row)
    build_workbook(run, tmp_path / "public.xlsx", public=True)
    assert "Cross-checks" not in openpyxl.load_workbook(tmp_path / "public.xlsx").sheetnames
