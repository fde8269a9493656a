"""Printed figures, what is wrong with them, and their comparison with a run."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.published import (
    LEVELS,
    Status,
    compare,
    misprints,
    one_decimal,
    place_name,
    published_for,
    published_under,
    read_published,
)
from reports.results import RunTables
from tests.factories.clusters import StudyFactory
from tests.factories.tables import demo_tables


def replace_dimension(tables: RunTables, slug: str, dimension: str, **changes: object) -> RunTables:
    clusters = tuple(
        replace(
            cluster,
            dimensions={**cluster.dimensions, dimension: replace(cluster.dimensions[dimension], **changes)},
        )
        if cluster.slug == slug
        else cluster
        for cluster in tables.clusters
    )
    return replace(tables, clusters=clusters)


def test_the_paper_has_192_printed_figures_and_five_notes() -> None:
    published = published_under("unido-2006")
    assert published is not None
    assert sum(len(cluster.figures) for cluster in published.clusters) == 4 * (4 + 4 + 36 + 3 + 1)
    assert [note.misprint for note in published.sic] == [1, 2, 3, 4, 5]


def test_seventy_of_the_72_printed_percentages_follow_from_their_counts() -> None:
    published = published_under("unido-2006")
    assert published is not None
    wrong = []
    for cluster in published.clusters:
        n = cluster.figures["table1.firms"]
        for dimension in ("hr", "process", "product"):
            for level in LEVELS:
                count = cluster.figures[f"table5.{dimension}.{level}.count"]
                if int((200 * count + n) // (2 * n)) != cluster.figures[f"table5.{dimension}.{level}.percent"]:
                    wrong.append((cluster.slug, dimension, level))
    assert wrong == [("buenos-aires", "product", 5), ("qiaotou", "hr", 4)]


def test_the_growth_of_exports_is_printed_alike_in_table_1_and_figure_1() -> None:
    published = published_under("unido-2006")
    assert published is not None
    for cluster in published.clusters:
        assert cluster.figures["table1.growth_location"] == cluster.figures["figure1.exports"]


def test_a_run_that_reproduces_the_paper_differs_in_the_two_marked_figures_only() -> None:
    published = published_under("unido-2006")
    assert published is not None
    found = compare(demo_tables(), published)
    assert len(found) == 192
    assert [entry.place for entry in found if entry.status is Status.SIC] == [
        "Buenos Aires, Table 5, RD, level 5, per cent",
        "Qiaotou, Table 5, HR, level 4, per cent",
    ]
    assert [entry.place for entry in found if entry.status is Status.DIFFERS] == []
    shares = [entry for entry in found if entry.key == "table1.foreign_share" and entry.note]
    assert [(entry.cluster, entry.status) for entry in shares] == [
        ("los-lagos", Status.EQUAL),
        ("penang", Status.EQUAL),
    ]


def test_a_figure_beside_a_misprint_must_still_be_the_right_one() -> None:
    published = published_under("unido-2006")
    assert published is not None
    tables = replace_dimension(demo_tables(), "qiaotou", "hr", percent=(100, 100, 75, 38, 3, 0))
    differing = [entry for entry in compare(tables, published) if entry.status is Status.DIFFERS]
    assert [(entry.key, entry.printed, entry.ours) for entry in differing] == [("table5.hr.4.percent", 29, 38)]


def test_a_cluster_the_run_lacks_differs_in_every_figure() -> None:
    published = published_under("unido-2006")
    assert published is not None
    tables = demo_tables()
    found = compare(replace(tables, clusters=tables.clusters[1:]), published)
    missing = [entry for entry in found if entry.ours is None]
    assert len(missing) == 48
    assert {entry.status for entry in missing} == {Status.DIFFERS}


def test_a_sic_note_that_points_nowhere_is_refused() -> None:
    data = {
        "slug": "x",
        "source": "s",
        "citation": "c",
        "cluster": [],
        "sic": [{"misprint": 1, "cluster": "lakes", "place": "table1.firms", "note": "n"}],
    }
    with pytest.raises(ValueError, match="lakes has no printed figure"):
        read_published(data)


@pytest.mark.django_db
def test_a_study_without_printed_figures_has_none() -> None:
    assert published_for(StudyFactory(slug="another")) is None
    assert published_under("misprints") is None
    assert published_under("../published/unido-2006") is None


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(None, None), (11.25, 11.3), (11.249999999999998, 11.3), (11.2499, 11.2), (-0.05, -0.1), (37.5, 37.5)],
)
def test_one_decimal_rounds_halves_up_whatever_the_last_bits_say(value: float | None, rounded: float | None) -> None:
    assert one_decimal(value) == rounded


def test_places_are_told_in_words() -> None:
    assert place_name("table5.process.2.count") == "Table 5, PT, level 2, count"
    assert place_name("figure1.real_wage") == "Figure 1, real wages"
    assert place_name("table4.hightech") == "Table 4, high tech organizations"


def test_all_24_misprints_are_listed_with_every_part_filled() -> None:
    entries = misprints()
    assert [entry.number for entry in entries] == list(range(1, 25))
    assert {entry.kind for entry in entries} == {"numeric", "text", "record"}
    for entry in entries:
        assert all(len(text) > 3 for text in (entry.place, entry.printed, entry.finding, entry.ours))


def test_the_page_shows_every_misprint_to_whoever_has_logged_in(stranger: User, client: Client) -> None:
    assert client.get(reverse("misprints")).status_code == 302
    client.force_login(stranger)
    page = client.get(reverse("misprints"))
    assert page.status_code == 200
    text = page.content.decode()
    assert [text.count(f'id="misprint-{number}"') for number in range(1, 25)] == [1] * 24
    assert "39(29)" in text
