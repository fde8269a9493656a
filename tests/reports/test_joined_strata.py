"""A stratum of one firm in a run: joined for the error, and told so wherever an interval rests on it."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from clusters.models import Cluster, Study
from reports.cautions import FORMER
from reports.comparisons import compare_clusters
from reports.joined_strata import joined_sentences
from reports.models import Run, RunCluster
from reports.results import ClusterResult, RunTables
from reports.rounds import Basis
from reports.rounds_page import EarlierRun, two_rounds
from reports.run_levels import levels_of_cluster, shares_of
from reports.side_by_side import side_by_side
from reports.stored_sentences import said_again
from reports.weight_inputs import WeightChoices
from reports.weights import make_weights
from reports.workbook.building import build_workbook
from reports.workbook.rounds import build_rounds_workbook
from scoring.collapsing import JoinedBy, JoinedStrata
from scoring.designs import Lonely, SampleDesign
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import NOON, ready_run
from tests.factories.weights import sampled_cluster

pytestmark = pytest.mark.django_db
CLOSE = 1e-9
NOTE = "For errors the stratum “Foreign, large” (one firm) was taken together with “Foreign, medium”."
JOINED = JoinedStrata(("foreign-large",), ("foreign-medium",), JoinedBy.OWNERS)
LEVELS = {"foreign-large": [4], "foreign-medium": [4, 4, 1, 1], "national-small": [4, 4, 1, 1, 1, 1, 1]}
FIRMS = {"foreign-large": 10, "foreign-medium": 20, "national-small": 70}


def drawn(cluster: Cluster) -> None:
    """The first worked example of docs/estimates.md."""
    strata = {code: (size, {"complete": len(LEVELS[code])}) for code, size in FIRMS.items()}
    sampled_cluster(cluster, strata, levels=LEVELS)


@pytest.fixture
def run(study: Study, cluster: Cluster) -> Run:
    """A cluster with a stratum of one firm, and one without."""
    drawn(cluster)
    other = ClusterFactory(study=study, slug="north", name="North", position=2)
    sampled_cluster(other, {"national-small": (40, {"complete": 12})}, levels={"national-small": [4] * 9 + [2] * 3})
    return ready_run(study)


def lakes(run: Run) -> ClusterResult:
    return next(each for each in RunTables.from_json(run.tables or {}).clusters if each.slug == "lakes")


def test_a_run_freezes_the_worked_example_and_who_was_joined(run: Run) -> None:
    for table in lakes(run).dimensions.values():
        shares = table.population
        assert shares is not None
        assert (shares.joined, shares.reason, shares.df) == ((JOINED,), "", 10)
        assert shares.share[3] == pytest.approx(40)
        assert shares.se[3] == pytest.approx(14.4914, abs=5e-5)
        assert 0 < shares.low[3] < 40 < shares.high[3] < 100


def test_the_note_stands_with_the_cluster_and_in_no_public_file(run: Run) -> None:
    result = lakes(run)
    assert NOTE in result.notes
    assert not any("taken together" in note for note in result.public_notes)
    assert any("95 % intervals" in note for note in result.notes)


def test_the_page_of_estimates_says_it_in_the_readers_language(run: Run, client: Client, owner: User) -> None:
    client.force_login(owner)
    page = client.get(reverse("run_estimates", args=[run.pk])).content.decode()
    assert page.count(NOTE) == 1
    User.objects.filter(pk=owner.pk).update(language="es")
    page = client.get(reverse("run_estimates", args=[run.pk]), headers={"accept-language": "es"}).content.decode()
    assert "el estrato “Extranjera, grande” (una empresa) se tomó junto con “Extranjera, mediana”" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "es",
            "Para los errores, el estrato “Extranjera, grande” (una empresa) se tomó junto con “Extranjera, mediana”.",
        ),
        ("zh-hans", "计算误差时，层“外资, 大型”（一家企业）与“外资, 中型”合并。"),
    ],
)
def test_what_a_run_stored_is_said_anew(language: str, said: str) -> None:
    with translation.override(language):
        assert said_again(NOTE).endswith(said)


def test_lists_of_strata_and_what_they_hold_for_are_said_anew() -> None:
    group = JoinedStrata(("foreign-large", "North, upper"), ("foreign-medium", "national-small"), JoinedBy.SAMPLE)
    [sentence] = joined_sentences({"hr": [group]})
    assert "the strata “Foreign, large”, “North, upper” (one firm each)" in sentence
    [some] = joined_sentences({"hr": [group], "process": [], "wage": [group]})
    assert some == f"{sentence} (human resources, wages)"
    with translation.override("es"):
        spanish = said_again(some)
    assert "los estratos “Extranjera, grande”, “North, upper” (una empresa cada uno)" in spanish
    assert "“Extranjera, mediana”, “Nacional, pequeña”" in spanish
    assert spanish.endswith("(recursos humanos, salarios)")


def test_the_sentence_of_runs_before_is_still_said_in_every_language() -> None:
    with translation.override("en"):
        stored = str(FORMER[0])
    with translation.override("es"):
        assert said_again(stored).endswith("Para tenerlo hay que unir estratos.")


def test_the_workbook_and_the_command_tell_it_too(run: Run, tmp_path: Path) -> None:
    build_workbook(run, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    for sheet in ("Intervals", "About"):
        told = [str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value]
        assert [text for text in told if "taken together" in text] == [f"Lakes: {NOTE}"], sheet
    build_workbook(run, tmp_path / "public.xlsx", public=True)
    public = openpyxl.load_workbook(tmp_path / "public.xlsx")
    assert not any("taken together" in str(cell.value) for page in public for row in page.iter_rows() for cell in row)
    out = StringIO()
    call_command("estimate", run.pk, "--format", "json", stdout=out)
    cells = {(each["cluster"], each["dimension"], each["level"]): each for each in json.loads(out.getvalue())["cells"]}
    joined = {"alone": ["foreign-large"], "others": ["foreign-medium"], "by": "owners"}
    assert cells["lakes", "hr", 4]["joined"] == [joined]
    assert (cells["lakes", "hr", 4]["reason"], cells["north", "hr", 4]["joined"]) == ("", [])


def test_clusters_are_compared_where_one_has_a_stratum_of_one_firm(run: Run, client: Client, owner: User) -> None:
    found = compare_clusters(RunTables.from_json(run.tables or {}).clusters, lowest=2)
    at_four = next(each for each in found.differences if (each.dimension, each.level) == ("hr", 4))
    assert at_four.found.value == pytest.approx(40 - 75)
    assert at_four.found.low is not None and at_four.test.adjusted is not None
    beside = side_by_side(run, "lakes")
    assert beside is not None
    row = beside.dimensions[0].rows[3]
    shares = lakes(run).dimensions["hr"].population
    assert shares is not None and row.own.estimate is not None and row.own.estimate.se is not None
    assert 100 * row.own.estimate.se == pytest.approx(shares.se[3], rel=CLOSE)
    assert (row.own.reason, row.own.joined, row.others[0].found is not None) == (None, (JOINED,), True)
    client.force_login(owner)
    page = client.get(reverse("run_beside", args=[run.pk]), {"cluster": "lakes"}).content.decode()
    assert f"<li>Lakes: {NOTE}</li>" in page and "a stratum was sampled with one firm" not in page


def test_two_rounds_have_an_interval_and_say_on_what(run: Run, cluster: Cluster, tmp_path: Path) -> None:
    later = ready_run(cluster.study, floor_level_1=False)
    told = two_rounds(EarlierRun(run, cluster, False), later, cluster)
    assert told is not None
    at_four = told.rounds.dimensions[0].shares[3]
    assert (at_four.basis, at_four.reasons) == (Basis.OVERLAP, ())
    assert at_four.found is not None and at_four.found.low is not None
    weighted = told.rounds.dimensions[0].weighted
    assert weighted is not None and weighted.moves.no_error is None
    assert weighted.moves.shares[1].low is not None, "all stayed, and weighted transitions have bounds too"
    build_rounds_workbook(told, later, cluster.name, tmp_path / "rounds.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "rounds.xlsx")["Shares"]
    told_there = [str(row[0].value) for row in sheet.iter_rows() if "taken together" in str(row[0].value)]
    assert told_there == [f"Earlier round: {NOTE}", f"Later round: {NOTE}"]


def test_the_page_of_two_rounds_says_it(run: Run, cluster: Cluster, client: Client, owner: User) -> None:
    later = ready_run(cluster.study, floor_level_1=False)
    Run.objects.filter(pk=later.pk).update(created_at=run.created_at + timedelta(days=1))
    client.force_login(owner)
    page = client.get(reverse("rounds", args=[later.pk]), {"cluster": "lakes", "with": run.pk}).content.decode()
    assert f"Later round: {NOTE}" in page


def without_joining(run: Run) -> None:
    """The run as it was frozen before strata were joined."""

    def old(figures: dict[str, Any]) -> dict[str, Any]:
        for table in figures["dimensions"].values():
            table["population"] = {"population": 100, "reason": "singleton_stratum", "n": 12}
        for estimate in figures["estimates"].values():
            del estimate["joined"]
        figures["notes"] = [str(FORMER[0])]
        return figures

    tables = run.tables or {}
    tables["clusters"] = [old(each) if each["slug"] == "lakes" else each for each in tables["clusters"]]
    Run.objects.filter(pk=run.pk).update(tables=tables)
    part = RunCluster.objects.get(run=run, cluster__slug="lakes")
    RunCluster.objects.filter(pk=part.pk).update(figures=old(part.figures or {}))


def test_a_run_frozen_before_stays_without_an_interval_everywhere(
    run: Run, cluster: Cluster, client: Client, owner: User, tmp_path: Path
) -> None:
    without_joining(run)
    run.refresh_from_db()
    shares = lakes(run).dimensions["hr"].population
    assert shares is not None and (shares.joined, shares.low) == ((), ())
    levels = levels_of_cluster(run, cluster.pk)
    assert levels is not None
    assert {share.reason for share in shares_of(levels, "hr")} == {"singleton_stratum"}
    design = levels.design("hr")
    assert isinstance(design, SampleDesign) and (design.joined, design.lonely) == ((), Lonely.REFUSE)
    client.force_login(owner)
    page = client.get(reverse("run_estimates", args=[run.pk])).content.decode()
    assert "a stratum has one firm only and was joined with no other" in page
    build_workbook(run, tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").stat().st_size > 0


def test_parts_of_a_cluster_have_their_intervals_and_say_who_was_joined(run: Run) -> None:
    [part] = [each for each in lakes(run).domains if each.n == 12 and each.variable == "ownership"]
    assert (part.share.reason, part.share.joined) == ("", (JOINED,))
    told = [each for each in lakes(run).domains for shares in each.dimensions.values() for each in shares.joined]
    assert set(told) <= {JOINED}


def test_named_weights_join_strata_too(study: Study, cluster: Cluster, owner: User) -> None:
    drawn(cluster)
    make_weights(cluster=cluster, choices=WeightChoices(eligibility="median"), name="Median", by=owner, now=NOON)
    found = ready_run(study)
    shares = lakes(found).dimensions["hr"].population
    assert shares is not None and shares.joined and len(shares.se) == 6
    levels = levels_of_cluster(found, cluster.pk)
    assert levels is not None
    share = shares_of(levels, "hr")[3]
    assert share.joined == shares.joined
    assert share.interval is not None and share.interval.low == pytest.approx(shares.low[3] / 100, rel=CLOSE)
