"""One cluster on one screen: its levels, pillars, register and phase, and the brief that says the same."""

from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from analysis.cluster_brief import brief_result, write_cluster_brief
from analysis.development.system import SYSTEM
from analysis.glance import glance_at
from analysis.models import AnalysisRun, AnalysisState
from analysis.specifications import specification_from
from analysis.systems import unwatched
from clusters.models import Cluster, CrisisKind, Study
from reports.scores import score_study
from tests.factories.clusters import ClusterFactory, CrisisFactory, PolicyFactory
from tests.factories.reports import approved_firm

pytestmark = pytest.mark.django_db

FIRMS = (2, 4, 12, 30, 60, 90, 110, 112, 111, 100, 85, 70)
PROFIT = (5, 9, 10, 9, 7, 5, 3, 2, 2.5, 4, 6, 8)
WORKERS = (5, 5, 6, 6, 6, 6, 7, 7, 8, 12, 18, 25)
OUTPUT = (5, 6, 6, 6, 6, 6, 6, 7, 8, 12, 20, 30)


def series_of(name: str) -> pd.DataFrame:
    """Twelve years in which a cluster grows, is squeezed, and improves with fewer and larger firms."""
    firms = [float(count) for count in FIRMS]
    return pd.DataFrame(
        {
            "cluster": name,
            "year": pd.array(range(1990, 2002), dtype="Int64"),
            "n_firms": firms,
            "profit_per_firm": [float(each) for each in PROFIT],
            "employment": [count * each for count, each in zip(firms, WORKERS, strict=True)],
            "output": [count * each for count, each in zip(firms, OUTPUT, strict=True)],
        }
    )


def analysed(study: Study, *names: str, run: str = "aaaaaaaaaaaa", **fields: Any) -> AnalysisRun:
    """A finished analysis of the development of clusters of these names."""
    series = pd.concat([series_of(name) for name in names], ignore_index=True)
    result = SYSTEM.compute(specification_from(SYSTEM.specification, {}), {"cluster_series": series}, unwatched)
    told = {"state": AnalysisState.READY, "created_at": timezone.now(), "result": result.to_json(), **fields}
    return AnalysisRun.objects.create(
        id=run,
        study=study,
        system="development",
        inputs_hash=run * 5,
        choices={},
        software_version="1",
        libraries={},
        **told,
    )


def test_the_glance_takes_the_phase_from_the_newest_analysis_that_names_the_cluster(
    cluster: Cluster, owner: User
) -> None:
    analysed(cluster.study, cluster.name.upper(), "Elsewhere")
    analysed(cluster.study, "Elsewhere", run="bbbbbbbbbbbb")
    analysed(cluster.study, cluster.name, run="cccccccccccc", state=AnalysisState.FAILED)
    seen = glance_at(owner, cluster).seen
    assert seen is not None
    assert (seen.run.pk, seen.phase, seen.year) == ("aaaaaaaaaaaa", "Quality improvement", 2000)
    assert seen.finding.startswith(f"{cluster.name.upper()}, 2000: quality improvement")
    advice = dict(seen.advice)
    assert "Management training" in {line.intervention for line in advice["now"]}
    assert "Marketplace and cluster promotion" in {line.intervention for line in advice["late"]}
    assert seen.figure is not None and seen.figure.series[0].name == cluster.name.upper()


def test_an_analysis_of_another_study_tells_nothing(cluster: Cluster, owner: User) -> None:
    analysed(ClusterFactory().study, cluster.name)
    assert glance_at(owner, cluster).seen is None


def test_the_page_says_where_a_phase_would_come_from(client: Client, cluster: Cluster, owner: User) -> None:
    client.force_login(owner)
    address = reverse("cluster_glance", args=[cluster.study.slug, cluster.slug])
    empty = client.get(address).content.decode()
    assert "No phase is told yet" in empty and "Nothing is in the register yet." in empty
    analysed(cluster.study, cluster.name)
    CrisisFactory(cluster=cluster, year=1997, kind=CrisisKind.QUALITY)
    told = client.get(address).content.decode()
    assert "Quality improvement (2000)" in told and ">1997</p>" in told
    assert "<h3>Late</h3>" in told


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_the_brief_is_one_page_in_each_language(language: str, cluster: Cluster, owner: User) -> None:
    analysed(cluster.study, cluster.name)
    CrisisFactory(cluster=cluster, year=1997, source="Trade press, May 1997")
    PolicyFactory(cluster=cluster)
    file = BytesIO()
    with translation.override(language):
        write_cluster_brief(glance_at(owner, cluster), file, made_on=timezone.localdate())
    assert file.getvalue().startswith(b"%PDF")
    assert file.getvalue().count(b"/Type /Page\n") == 1


@pytest.mark.parametrize(("levels", "told"), [([4, 4, 4, 1, 1, 1], "3 of 6"), ([4, 1, 1, 1, 1, 1], "not shown, of 6")])
def test_the_brief_leaves_out_a_count_that_singles_firms_out(
    levels: list[int], told: str, cluster: Cluster, owner: User
) -> None:
    for number, level in enumerate(levels):
        approved_firm(cluster, code=f"F{number}", hr=level)
    score_study(study=cluster.study, now=timezone.now())
    result = brief_result(glance_at(owner, cluster))
    assert any(f"Human resources {told}" in finding for finding in result.findings), result.findings
    caution = (
        "Not shown: fewer than 3 firms are on one side of that level, or between it and one that the public tables "
        "show."
    )
    assert (caution in result.cautions) is ("not shown" in told)
    Study.objects.update(slug="unido-2006", is_reconstruction=True)
    replica = brief_result(glance_at(owner, Cluster.objects.get(pk=cluster.pk)))
    assert not any("not shown" in finding for finding in replica.findings)


def test_the_brief_says_what_is_known_and_what_is_not(cluster: Cluster, owner: User) -> None:
    CrisisFactory(cluster=cluster, year=1997)
    PolicyFactory(cluster=cluster)
    result = brief_result(glance_at(owner, cluster))
    assert result.findings == ("1 crisis on record: 1997 Quality crisis; 1 policy action.",)
    assert result.tables == ()
    assert result.cautions == ("No phase is told: no analysis of development names this cluster yet.",)
    analysed(cluster.study, cluster.name)
    result = brief_result(glance_at(owner, cluster))
    assert result.findings[0].startswith(f"{cluster.name}, 2000: quality improvement")
    assert {row[1] for row in result.table("advice").rows} == {"now", "late", "undetermined"}
