"""Estimates of a run: frozen with its tables, on their page, in the workbook and from the command line."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from clusters.models import Cluster, Study
from reports.comparisons import compare_clusters
from reports.estimates_page import probability
from reports.models import Run
from reports.population_figures import FigureEstimate
from reports.results import RunTables
from reports.run_tables import interval_of
from reports.weight_inputs import WeightChoices
from reports.weights import make_weights
from reports.workbook.building import build_workbook
from scoring.comparisons import holm
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import NOON, ready_run
from tests.factories.weights import sampled_cluster

pytestmark = pytest.mark.django_db

SIX_DECIMALS = 5e-5
"""Half a unit of the last of six decimals of a share, in per cent."""


def vector(cluster: Cluster) -> None:
    """The sample of method A.6: of 20 firms 6 of 10 drawn stand at level 4, of 80 firms 4 of 20."""
    sampled_cluster(
        cluster,
        {"foreign-large": (20, {"complete": 10}), "national-small": (80, {"complete": 20})},
        levels={"foreign-large": [4] * 6 + [1] * 4, "national-small": [4] * 4 + [1] * 16},
    )


@pytest.fixture
def run(study: Study, cluster: Cluster) -> Run:
    """Two clusters drawn by chance and one by referral."""
    vector(cluster)
    other = ClusterFactory(study=study, slug="north", name="North", position=2)
    sampled_cluster(other, {"national-small": (40, {"complete": 12})}, levels={"national-small": [4] * 9 + [2] * 3})
    third = ClusterFactory(study=study, slug="referred", name="Referred", position=3)
    sampled_cluster(third, {"national-small": (40, {"complete": 5})}, by_chance=False)
    return ready_run(study)


def tables_of(run: Run) -> RunTables:
    return RunTables.from_json(run.tables or {})


def printed(run: Run, *more: str) -> str:
    out = StringIO()
    call_command("estimate", run.pk, "--table", "5", *more, stdout=out)
    return out.getvalue()


def test_a_run_freezes_the_printed_vector(run: Run) -> None:
    [lakes] = [each for each in tables_of(run).clusters if each.slug == "lakes"]
    shares = lakes.dimensions["hr"].population
    assert shares is not None
    assert shares.share[3] == pytest.approx(28)
    assert shares.se[3] == pytest.approx(6.76420, abs=SIX_DECIMALS)
    assert (shares.df, shares.n, shares.population) == (28, 30, 100)
    assert (shares.low[3], shares.high[3]) == pytest.approx((13.2491, 47.3033), abs=SIX_DECIMALS)


def test_weights_in_use_move_the_estimates_and_their_population(study: Study, cluster: Cluster, owner: User) -> None:
    sampled_cluster(
        cluster,
        {
            "foreign-large": (20, {"complete": 6, "ineligible": 4}),
            "national-small": (80, {"complete": 10, "refusal": 10}),
        },
        levels={"foreign-large": [4] * 6, "national-small": [1] * 10},
    )
    choices = WeightChoices(eligibility="median")
    make_weights(cluster=cluster, choices=choices, name="Median", by=owner, now=NOON)
    shares = tables_of(ready_run(study)).clusters[0].dimensions["hr"].population
    assert shares is not None
    # Of 20 foreign firms 12 are eligible, of 80 national ones all: 12 of 92 stand at level 4.
    assert shares.population == 92
    assert shares.share[3] == pytest.approx(100 * 12 / 92)


def test_the_command_prints_every_cell_for_programs(run: Run) -> None:
    told = json.loads(printed(run, "--format", "json"))
    assert (told["run"], told["table"], len(told["cells"])) == (run.pk, "5", 3 * 3 * 6)
    cells = {(each["cluster"], each["dimension"], each["level"]): each for each in told["cells"]}
    cell = cells["lakes", "hr", 4]
    assert (cell["df"], cell["count"], cell["n"], cell["population"]) == (28, 10, 30, 100)
    assert (cell["estimate"], cell["standard_error"]) == pytest.approx((28, 6.76420), abs=SIX_DECIMALS)
    assert cell["method"] == "korn_graubard"
    assert cells["north", "hr", 4]["method"] == "hypergeometric"
    referred = cells["referred", "hr", 4]
    assert (referred["estimate"], referred["low"], referred["reason"]) == (None, None, "not_by_chance")


def test_the_command_prints_lines_for_people_and_refuses_what_is_no_run(run: Run) -> None:
    lines = printed(run).splitlines()
    assert len(lines) == 1 + 3 * 3 * 6
    assert lines[0].split()[:4] == ["cluster", "dimension", "level", "estimate"]
    assert ["lakes", "hr", "4", "28.0000", "6.7642"] in [line.split()[:5] for line in lines]
    with pytest.raises(CommandError, match="There is no finished run nothing"):
        call_command("estimate", "nothing")


def test_clusters_are_compared_with_all_tests_adjusted_together(run: Run) -> None:
    found = compare_clusters(tables_of(run).clusters, lowest=2)
    assert {each.clusters for each in found.tests} == {("lakes", "north")}
    p_values = [each.test.p if each.test else None for each in found.tests]
    assert [each.adjusted for each in found.tests] == list(holm(p_values))
    by_cell = {(each.dimension, each.level): each for each in found.differences}
    difference = by_cell["hr", 4].found
    assert difference.value == pytest.approx(28 - 75)
    assert difference.low is not None and difference.high is not None
    assert difference.low < -47 < difference.high < 0
    # Nobody stands at level 5 anywhere: there is nothing to test, and the interval is none of 0 alone.
    assert by_cell["hr", 5].test.test is None
    assert (by_cell["hr", 5].found.value, by_cell["hr", 5].test.adjusted) == (0, None)
    assert by_cell["hr", 5].found.high is not None and by_cell["hr", 5].found.high > 0


def test_the_page_tells_estimates_and_who_has_none(run: Run, client: Client, owner: User) -> None:
    client.force_login(owner)
    text = client.get(reverse("run_estimates", args=[run.pk])).content.decode()
    assert "13.2–47.3" in text and "6.76" in text and "n = 30, df = 28" in text
    assert "The firms were not drawn by chance" in text
    assert "exact, hypergeometric" in text and "Do the clusters differ?" in text
    assert text.count('class="whisker"') > 0
    wilson = client.get(reverse("run_estimates", args=[run.pk]), {"method": "wilson"}).content.decode()
    assert "16.5–43.3" in wilson
    assert "13.2–47.3" in client.get(reverse("run_estimates", args=[run.pk]), {"method": "none"}).content.decode()


def test_tables_and_pictures_have_the_decimal_mark_of_the_reader(run: Run, client: Client, owner: User) -> None:
    client.force_login(owner)
    client.cookies["django_language"] = "es"
    text = client.get(reverse("run_estimates", args=[run.pk])).content.decode()
    assert ">28,0</td>" in text and ">28,0</text>" in text and ">28.0<" not in text


def test_a_replica_of_print_has_no_estimates(study: Study, cluster: Cluster, client: Client, owner: User) -> None:
    vector(cluster)
    Study.objects.filter(pk=study.pk).update(slug="unido-2006", is_reconstruction=True)
    found = ready_run(Study.objects.get(pk=study.pk))
    client.force_login(owner)
    text = client.get(reverse("run_estimates", args=[found.pk])).content.decode()
    assert "No estimates here" in text and "13.2–47.3" not in text
    assert reverse("run_estimates", args=[found.pk]) not in client.get(reverse("run", args=[found.pk])).content.decode()


def test_a_run_that_is_not_ready_leads_to_its_progress(study: Study, client: Client, owner: User, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(tables=None)
    client.force_login(owner)
    answer = client.get(reverse("run_estimates", args=[run.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("run", args=[run.pk]))


def test_the_workbook_has_errors_methods_and_comparisons(run: Run, tmp_path: Path) -> None:
    build_workbook(run, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")

    def lines(name: str) -> list[list[Any]]:
        return [[cell.value for cell in row] for row in book[name].iter_rows()]

    cell = next(row for row in lines("Intervals") if row[:3] == ["Lakes", "HR", 4])
    assert cell[4] == pytest.approx(28) and cell[7] == pytest.approx(6.7642)
    assert (cell[8], cell[9], cell[10], cell[11]) == (28, 30, 100, "Korn and Graubard")
    difference = next(row for row in lines("Comparisons") if row[:3] == ["Lakes – North", "HR", 4])
    assert difference[4] == pytest.approx(-47)
    assert difference[10] is not None and difference[11] >= difference[10] > 0


def test_a_public_workbook_has_no_estimates(run: Run, tmp_path: Path) -> None:
    written = build_workbook(run, tmp_path / "out.xlsx", public=True)
    assert not {"Intervals", "Comparisons"} & set(written.sheets)


def test_a_figure_has_the_interval_of_the_estimate_that_prints_as_it_does(run: Run) -> None:
    cluster = tables_of(run).clusters[0]
    told = replace(cluster, estimates={"skill_wide": FigureEstimate(61.24, 2.0, 57.0, 65.0, 20, 22, "student")})
    assert interval_of(told, "skill_wide", 61.2) == (57.0, 65.0)
    assert interval_of(told, "skill_wide", 60.0) is None
    assert interval_of(told, "skill_narrow", 61.2) is None


@pytest.mark.parametrize(("p", "shown"), [(None, "–"), (0.0001, "< 0.001"), (0.0449, "0.045"), (1.0, "1.000")])
def test_a_probability_is_never_printed_as_nothing(p: float | None, shown: str) -> None:
    assert probability(p) == shown
