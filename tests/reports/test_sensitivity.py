"""The sensitivity panel of a run: from frozen answers to its page and sheets, headlines, and runs made before it."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Study
from reports.headlines import say_headline, take_back_headline
from reports.models import Headline, Job, JobKind, JobState, Run, RunCluster
from reports.results import RunTables
from reports.robustness import stored_shares
from reports.sensitivity_page import headline_lines, headlines_of, is_one_of_all, kept_by, moves, panel_rows
from reports.specification import Specification
from reports.workbook.building import build_workbook
from scoring.sensitivity import COMBINATIONS
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import HeadlineFactory, approved_firm, perform_all, ready_run

pytestmark = pytest.mark.django_db

WORKED = (("111100", 1.0), ("110100", 1.0), ("11?100", 2.0), ("100000", 4.0))
"""The worked firms of docs/sensitivity.md, in human resources, where no rule asks for some of a list."""


@pytest.fixture
def plain(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="plain", name="Plain", position=1)


@pytest.fixture
def firms(plain: Cluster) -> None:
    for number, (pattern, weight) in enumerate(WORKED):
        # Rung 4 in process holds two of three: one of them would be enough for the least, all three are too many.
        approved_firm(plain, code=f"F{number}", hr=pattern, process=4 if number == 0 else 3, product=2, weight=weight)


@pytest.fixture
def run(study: Study, firms: None) -> Run:
    return ready_run(study)


def tables(run: Run) -> RunTables:
    return RunTables.from_json(run.tables or {})


def cells(run: Run, dimension: str) -> Any:
    return next(row for row in panel_rows(tables(run), kept_by(run)) if row.dimension == dimension).cells


def say(cluster: Cluster, by: User, now: datetime, **changes: Any) -> Headline:
    told = {"dimension": "hr", "compared": "more", "share_pct": 30.0, "counted": "at_least", "level": 4}
    return say_headline(cluster=cluster, by=by, now=now, **{**told, **changes})


def test_a_run_keeps_the_worked_shares_of_its_frozen_answers(run: Run) -> None:
    fourth = cells(run, "hr")[3]
    assert (fourth.own, fourth.low, fourth.high, fourth.step) == (25.0, 12.5, 75.0, 3)
    first = cells(run, "hr")[0]
    assert (first.own, first.low, first.high, first.step) == (100.0, 100.0, 100.0, 0)


def test_k_moves_what_asks_for_some_of_a_list(run: Run) -> None:
    kept = kept_by(run)["plain"]
    shares = stored_shares(kept, "process")
    assert shares is not None
    by_k = {
        each.k: row[3]
        for each, row in zip(COMBINATIONS, shares, strict=True)
        if each.rule == "R2" and each.unknown == "low" and not each.weighted
    }
    assert by_k == {"minimum": 25.0, "default": 25.0, "all": 0.0}


@pytest.mark.parametrize("rule", ["R1", "R2", "R3"])
def test_the_runs_own_shares_are_one_of_the_ways_and_lie_between(study: Study, firms: None, rule: str) -> None:
    run = ready_run(study, level_rule=rule)
    assert is_one_of_all(Specification.from_json(run.specification))
    for row in panel_rows(tables(run), kept_by(run)):
        own = [cell.own for cell in row.cells]
        assert any(np.allclose(own, shares) for shares in row.shares)
        assert all(cell.low <= cell.own <= cell.high for cell in row.cells if cell.own is not None)


def test_chunks_change_nothing(study: Study, firms: None, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ready_run(study)
    monkeypatch.setattr("reports.aggregation.CHUNK", 3)
    one, other = kept_by(whole)["plain"], kept_by(ready_run(study, level_rule="R2"))["plain"]
    assert one is not None and other is not None and one["sensitivity"] == other["sensitivity"]


def test_a_headline_is_checked_in_every_way_to_count(run: Run, plain: Cluster, owner: User, noon: datetime) -> None:
    say(plain, owner, noon)
    say(plain, owner, noon, level=1, share_pct=99.0)
    say(plain, owner, noon, counted="exactly", level=6, compared="more", share_pct=0.0)
    worked, sure, never = headline_lines(headlines_of([plain]), tables(run), kept_by(run))
    assert worked.verdict is not None and not worked.verdict.own
    assert (worked.verdict.holds_in, len(worked.turned), worked.own_pct) == (24, 24, 25.0)
    assert sure.verdict is not None and sure.verdict.holds_in_all and sure.turned == ()
    assert never.verdict is not None and not never.verdict.own and never.turned == ()


def test_the_same_headline_is_said_once_and_again_after_it_was_taken_back(
    plain: Cluster, owner: User, noon: datetime
) -> None:
    first = say(plain, owner, noon)
    assert say(plain, owner, noon) == first
    take_back_headline(headline=first, by=owner, now=noon)
    take_back_headline(headline=first, by=owner, now=noon)
    first.refresh_from_db()
    assert (first.withdrawn_by, first.withdrawn_at) == (owner, noon)
    assert headlines_of([plain]) == [] and say(plain, owner, noon) != first


def test_which_choice_moves_most_is_told_with_its_place(run: Run) -> None:
    rows = panel_rows(tables(run), kept_by(run))
    (hr,) = (row for row in rows if row.dimension == "hr")
    found = moves([hr])
    # By the rule 111100, 110100 and 11?100 stand apart from level 3 on; the unknown rung is one firm of four.
    assert [(each.choice, each.points, each.where) for each in found[:2]] == [
        ("Level rule", 50.0, "Plain, HR, level 3"),
        ("Unknown rungs", 25.0, "Plain, HR, level 3"),
    ]
    assert found[-1].choice == "How many of a list (k)" and found[-1].where == ""
    assert moves(rows)[0].points == max(each.points for each in moves(rows))


def page(client: Client, user: User, run: Run, **query: Any) -> str:
    client.force_login(user)
    answer = client.get(reverse("run_sensitivity", args=[run.pk]), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_tells_shares_moves_and_headlines(
    client: Client, owner: User, reviewer: User, run: Run, plain: Cluster, noon: datetime
) -> None:
    assert "No headline is entered yet" in page(client, owner, run)
    say(plain, owner, noon)
    shown = page(client, owner, run)
    assert "Plain HR n = 4" in shown.replace("&nbsp;", " ") and "25 13–75" in shown
    assert "Plain: more than 30 per cent of firms at level 4 or above in HR" in shown
    assert "does not hold; would in 24 of 36" in shown and "R2 · k as set · unknown rungs not held" in shown
    assert "Add a headline" in shown and "Add a headline" not in page(client, reviewer, run)
    assert "Exactly at the level" in shown and "0 0–50" in page(client, owner, run, how="exactly")
    assert "This run counts every firm with a level once" in shown


def test_whoever_manages_enters_and_takes_back_a_headline(
    client: Client, owner: User, run: Run, plain: Cluster
) -> None:
    client.force_login(owner)
    address = reverse("run_sensitivity", args=[run.pk])
    told = {"cluster": plain.pk, "dimension": "hr", "compared": "more", "counted": "at_least", "level": "4"}
    assert client.post(address, {**told, "share_pct": "130"}).status_code == 422
    assert client.post(address, {**told, "share_pct": "50"}).status_code == 302
    said = Headline.objects.get()
    assert (said.by, said.share_pct, said.level) == (owner, 50.0, 4)
    elsewhere = HeadlineFactory()
    assert client.post(reverse("headline_take_back", args=[run.pk, elsewhere.pk])).status_code == 404
    client.post(reverse("headline_take_back", args=[run.pk, said.pk]))
    assert headlines_of([plain]) == []


def test_an_older_run_says_so_and_is_worked_out_without_moving_a_table(client: Client, owner: User, run: Run) -> None:
    before, figures = kept_by(run), list(RunCluster.objects.values_list("figures", flat=True))
    RunCluster.objects.update(robustness=None)
    assert "Not worked out for this run" in page(client, owner, run)
    assert client.post(reverse("run_checks", args=[run.pk])).status_code == 302
    assert "It is being worked out" in page(client, owner, run)
    perform_all()
    run.refresh_from_db()
    assert kept_by(run) == before and list(RunCluster.objects.values_list("figures", flat=True)) == figures
    assert "Not worked out" not in page(client, owner, run)
    client.post(reverse("run_checks", args=[run.pk]))
    assert not Job.objects.filter(kind=JobKind.RUN_CHECKS, state=JobState.QUEUED).exists()


def test_the_sheets_tell_the_same_and_a_public_file_has_none(
    run: Run, plain: Cluster, owner: User, noon: datetime, tmp_path: Path
) -> None:
    build_workbook(run, tmp_path / "without.xlsx")
    assert "Headlines" not in openpyxl.load_workbook(tmp_path / "without.xlsx").sheetnames
    say(plain, owner, noon)
    for name in ("one.xlsx", "two.xlsx"):
        build_workbook(run, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "one.xlsx")
    line = next(list(row) for row in book["Sensitivity"].iter_rows(values_only=True) if row[1:3] == ("HR", 4))
    assert line[4:9] == [4, 25, 12.5, 75, 62.5]
    assert line[9] == "R1 · k = 1 · unknown rungs not held · by weight"
    said = next(list(row) for row in book["Headlines"].iter_rows(values_only=True) if row[1] == 25)
    assert said[2:4] == ["does not hold; would in 24 of 36", 24]
    build_workbook(run, tmp_path / "public.xlsx", public=True)
    assert not {"Sensitivity", "Headlines"} & set(openpyxl.load_workbook(tmp_path / "public.xlsx").sheetnames)
