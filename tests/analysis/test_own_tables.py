"""Tables built from what a study holds: registers, series and lists of firms, as the layouts want them."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from analysis.errors import TableRefused
from analysis.models import DataTable
from analysis.own_tables import BUILDERS, build_table
from analysis.registry import SYSTEMS
from analysis.table_files import frame_of_file
from analysis.tables import Place, opened
from clusters.history import record_crisis, record_policy, strike_line
from clusters.models import Cluster, SeriesKind, Study
from clusters.series_versions import add_series
from tests.factories.analysis import NOON
from tests.factories.clusters import FrameFactory, FrameUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def place(study: Study, system: str, layout: str) -> Place:
    return Place(study, system, next(each for each in SYSTEMS[system].layouts if each.code == layout))


def build(study: Study, system: str, layout: str) -> DataTable:
    table, _new = build_table(place=place(study, system, layout), by=None, now=NOON)
    return table


def rows(table: DataTable) -> list[tuple[object, ...]]:
    where = place(table.study, table.system, table.layout)
    with opened(table) as file:
        return list(frame_of_file(file, table.file_name, where.layout, {}).itertuples(index=False, name=None))


def test_the_register_is_two_tables_of_the_crisis_analysis(study: Study, cluster: Cluster) -> None:
    told = {"cluster": cluster, "by": None, "now": NOON, "informant": "Association"}
    crisis = record_crisis(year=2007, kind="quality", description='A "virus", in the nets', source="Press", **told)
    record_policy(kind=10, timing="after", year=None, description="", source="", **told)
    crises = build(study, "crises", "crises")
    assert rows(crises) == [
        ("Lakes", "Lakes", 2007, "quality", 'A "virus", in the nets', "Association", "Press"),
    ]
    assert crises.source == "Entered in Sextant, study “Salmon study”"
    assert [row[0::2] for row in rows(build(study, "crises", "policies"))] == [("Lakes", 10)]
    assert build(study, "crises", "crises").pk == crises.pk, "the same rows are the same table"
    record_crisis(year=2009, kind="other", description="", source="", **told)
    assert build(study, "crises", "crises").pk != crises.pk
    strike_line(line=crisis)
    assert rows(crises)[0][2] == 2007, "what was taken stays as it was"


def test_a_county_is_the_location_of_the_cluster_where_it_has_one(study: Study, cluster: Cluster) -> None:
    cluster.location = "Puerto Montt"
    cluster.save()
    record_crisis(
        cluster=cluster, year=2007, kind="quality", description="", informant="", source="", by=None, now=NOON
    )
    assert rows(build(study, "crises", "crises"))[0][:2] == ("Lakes", "Puerto Montt")


def test_series_and_lists_are_yearly_figures_of_the_clusters(study: Study, cluster: Cluster) -> None:
    frame = FrameFactory(cluster=cluster, listed_on=date(2005, 6, 1))
    FrameUnitFactory.create_batch(3, frame=frame)
    told = {"cluster": cluster, "unit": "million USD", "source": "Customs"}
    add_series(kind=SeriesKind.LOCATION_EXPORTS, points=[(2004, 1.0), (2005, 2.0)], **told)
    add_series(kind=SeriesKind.LOCATION_EXPORTS, points=[(2004, 1.5), (2005, 2.5)], **told)
    add_series(kind=SeriesKind.LOCATION_EMPLOYMENT, points=[(2005, 40.0)], **told)
    table = build(study, "development", "cluster_series")
    with opened(table) as file:
        found = frame_of_file(file, table.file_name, place(study, "development", "cluster_series").layout, {})
    assert found["year"].tolist() == [2004, 2005]
    assert found["exports"].tolist() == [1.5, 2.5], "the newest version"
    assert found["n_firms"].isna().tolist() == [True, False] and found["n_firms"].iloc[1] == 3
    assert found["employment"].iloc[1] == 40


@pytest.mark.parametrize(("system", "layout"), BUILDERS)
def test_a_study_that_holds_nothing_says_so(study: Study, cluster: Cluster, system: str, layout: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        build(study, system, layout)
    assert refusal.value.problems[0].fact == "This study holds nothing of this table yet."


def test_a_table_is_built_from_the_page_of_its_analysis(
    client: Client, analyst: User, study: Study, cluster: Cluster
) -> None:
    client.force_login(analyst)
    assert "Build from this study" in client.get(reverse("analysis", args=[study.slug, "crises"])).content.decode()
    address = reverse("table_build", args=[study.slug, "crises", "crises"])
    assert client.post(address).status_code == 422
    record_crisis(
        cluster=cluster, year=2007, kind="quality", description="", informant="", source="", by=None, now=NOON
    )
    assert client.post(address)["Location"] == reverse("data_table", args=[DataTable.objects.get().pk])
    assert client.post(reverse("table_build", args=[study.slug, "crises", "panel"])).status_code == 404
