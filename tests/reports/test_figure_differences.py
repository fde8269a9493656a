"""Differences of figures between clusters: on the page of estimates and in the workbook, tests adjusted together."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from scipy import stats

from accounts.models import User
from clusters.models import Cluster, Firm, Study
from reports.comparison_words import decimals
from reports.comparisons import FigureDifference, compare_clusters
from reports.estimates_page import cluster_estimates
from reports.models import Run
from reports.population_figures import FigureEstimate
from reports.results import ClusterResult, RunTables
from reports.run_page import currencies_of
from reports.run_tables import skill_picture
from reports.score_inputs import EMPLOYEES, FOREIGN_EQUITY, WAGE_BILL, WORKFORCE_REF
from reports.workbook.building import build_workbook
from scoring.comparisons import holm
from scoring.interval_columns import IntervalMethod
from surveys.models import Interview
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import ready_run, stored
from tests.factories.weights import unevenly_drawn

pytestmark = pytest.mark.django_db
CLOSE = 1e-9
SKILLED = [WORKFORCE_REF[name] for name in ("managers", "professionals", "technical", "supervisory", "clerical")]


def told(cluster: Cluster, wage: int) -> None:
    """Every firm that answered tells its staff, of whom some are skilled, its wage bill and its owners."""
    answered = Firm.objects.filter(cluster=cluster, interviews__isnull=False).order_by("frame_unit__pk")
    for number, firm in enumerate(answered):
        staff = 40 + 7 * number
        sheet: dict[str, Any] = dict.fromkeys([*SKILLED, WORKFORCE_REF["skilled"]], 1 + number % 4)
        sheet |= {EMPLOYEES[0]: staff - number, EMPLOYEES[1]: staff, WAGE_BILL[1]: staff * (wage + number % 3)}
        sheet[FOREIGN_EQUITY] = 80 if number % 3 == 0 else 0
        interview = Interview.objects.get(firm=firm)
        interview.answers = {**interview.answers, **{code: stored(value) for code, value in sheet.items()}}
        interview.save()


@pytest.fixture
def run(study: Study, cluster: Cluster) -> Run:
    """Two clusters that pay in pesos and one that pays in ringgit."""
    Cluster.objects.filter(pk=cluster.pk).update(currency="CLP", sector_variant="generic")
    cluster.refresh_from_db()
    made = [cluster]
    for place, (slug, currency) in enumerate((("coast", "CLP"), ("penang", "MYR")), 1):
        made.append(
            ClusterFactory(
                study=study, slug=slug, name=slug.title(), position=place, currency=currency, sector_variant="generic"
            )
        )
    for number, each in enumerate(made):
        unevenly_drawn(each, refused=2 * number)
        told(each, 10 + 2 * number)
    return ready_run(study, growth_basis="matched")


def clusters_of(run: Run) -> tuple[ClusterResult, ...]:
    return RunTables.from_json(run.tables or {}).clusters


def figures_of(run: Run) -> dict[tuple[str, str, str], FigureDifference]:
    found = compare_clusters(clusters_of(run), currencies=currencies_of(run)).figures
    return {(each.measure, each.one, each.other): each for each in found}


def test_figures_of_every_two_clusters_are_tested_and_adjusted_together(run: Run) -> None:
    found = figures_of(run)
    measures = {measure for measure, _one, _other in found}
    assert {"foreign", "skill_wide", "skill_narrow", "wage", "employment"} <= measures
    wage = found["wage", "lakes", "coast"]
    one, other = (each.estimates["wage"] for each in clusters_of(run)[:2])
    assert one.se and other.se and one.value and other.value and wage.found.se and wage.found.df
    assert wage.found.value == pytest.approx(one.value - other.value, abs=CLOSE)
    assert wage.found.se == pytest.approx((one.se**2 + other.se**2) ** 0.5, rel=CLOSE)
    assert wage.p == pytest.approx(2 * stats.t.sf(abs(wage.found.value) / wage.found.se, wage.found.df), rel=1e-6)
    assert [each.adjusted for each in found.values()] == list(holm([each.p for each in found.values()]))
    assert wage.adjusted is not None and wage.p is not None and wage.adjusted >= wage.p


def test_wages_of_two_currencies_are_not_compared(run: Run) -> None:
    wages = [(one, other) for measure, one, other in figures_of(run) if measure == "wage"]
    assert wages == [("lakes", "coast")]
    assert not [each for each in compare_clusters(clusters_of(run)).figures if each.measure == "wage"]


def test_owners_are_compared_as_a_share(run: Run) -> None:
    found = figures_of(run)["foreign", "lakes", "coast"]
    one, other = (each.estimates["foreign"] for each in clusters_of(run)[:2])
    assert None not in (one.low, other.low, found.found.low, found.found.high)
    assert one.value is not None and other.value is not None and one.low is not None and other.high is not None
    below = ((one.value - one.low) ** 2 + (other.high - other.value) ** 2) ** 0.5
    assert found.found.low == pytest.approx(one.value - other.value - below, rel=CLOSE)
    assert found.test is not None and found.test.df == pytest.approx(1, abs=CLOSE)


def test_where_nobody_is_foreign_owners_have_an_interval_and_no_test(run: Run) -> None:
    lakes, coast, _penang = clusters_of(run)
    nobody = FigureEstimate(0.0, 0.0, 0.0, 20.6, 14, 16, "korn_graubard")
    found = compare_clusters([replace(lakes, estimates={"foreign": nobody}), coast]).figures[0]
    assert (found.measure, found.test, found.adjusted) == ("foreign", None, None)
    assert found.found.low is not None and found.found.high is not None


def test_a_run_without_estimates_compares_no_figures(run: Run) -> None:
    assert compare_clusters([replace(each, estimates={}) for each in clusters_of(run)]).figures == ()


def test_figures_are_written_with_a_true_minus_sign_and_thousands_apart() -> None:
    assert [decimals(value) for value in (None, -2.25, -0.04, 2.25)] == ["–", "−2.3", "0.0", "2.3"]
    assert "".join(decimals(11862.345, 2).split()) == "11862.35" != decimals(11862.345, 2)


def test_the_picture_of_skills_has_the_decimal_mark_of_the_reader(run: Run) -> None:
    with override("es"):
        drawn = str(skill_picture(RunTables(clusters=tuple(clusters_of(run))), "Skills", "Both"))
    assert re.search(r">\d+,\d</text>", drawn) and not re.search(r">\d+\.\d</text>", drawn)


def test_wages_are_told_in_the_currency_of_their_cluster(run: Run) -> None:
    told = cluster_estimates(clusters_of(run)[0], 2, IntervalMethod.KORN_GRAUBARD, "CLP").figures
    assert [each.unit for each in told if each.label == "Average wage"] == ["CLP"]


def test_the_page_shows_differences_of_figures(run: Run, client: Client, owner: User) -> None:
    client.force_login(owner)
    page = " ".join(client.get(reverse("run_estimates", args=[run.pk])).content.decode().split())
    shown = figures_of(run)
    assert "Differences of figures of every two clusters" in page
    assert f"for {sum(each.p is not None for each in shown.values())} tests of figures" in page
    wage = shown["wage", "lakes", "coast"].found
    cell = f'<td class="num" data-head="Difference">{decimals(wage.value)}</td>'
    head = 'Average wage <span class="unit">CLP</span><br><span class="small">Lakes – Coast</span></th>'
    assert head + cell in page
    assert f"{decimals(wage.low)} to {decimals(wage.high)}" in page


def test_the_sheet_comparisons_holds_the_figures_below_the_levels(run: Run, tmp_path: Path) -> None:
    build_workbook(run, tmp_path / "out.xlsx")
    rows = list(load_workbook(tmp_path / "out.xlsx")["Comparisons"].iter_rows(values_only=True))
    shown = figures_of(run)
    wage = next(row for row in rows if row[:2] == ("Lakes – Coast", "Average wage"))
    expected = shown["wage", "lakes", "coast"]
    assert wage[2:4] == (None, "CLP")
    assert wage[4:7] == pytest.approx((expected.found.value, expected.found.low, expected.found.high), abs=1e-9)
    assert wage[10:12] == pytest.approx((expected.p, expected.adjusted), abs=1e-9)
    skill = next(row for row in rows if row[:2] == ("Lakes – Penang", "Skill intensity, wide"))
    assert skill[3] == "points" and skill[8] == 1
    assert not [row for row in rows if row[:2] == ("Lakes – Penang", "Average wage")]
