"""Size classes of a study: the usual ones, the EU's or its own, in lists, strata and words."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from clusters.employment_bands import band_of
from clusters.frame_choices import Choices, choices_from_json
from clusters.frame_file import read_frame
from clusters.frame_memory import remembered
from clusters.frames import import_frame
from clusters.models import Cluster, SizeClass, Stratum, Study
from clusters.models.frame import size_words
from clusters.problems import ImportRefused
from clusters.registry import change_study
from clusters.size_bounds import CLASSES, EU, USUAL, SizeBounds, are_bounds, bounds_of, kept_bounds
from scoring.size import SIZE_CLASSES, SizeScheme
from tests.factories.files import csv_file

ROWS = (("code", "name", "ownership", "employees"), ("A1", "Nets", "national", 9), ("A2", "Piers", "national", 49),
        ("A3", "Cages", "national", 120), ("A4", "Lakes", "foreign", 250))  # fmt: skip
STUDY = {"title": "Nets", "base_year": "2000", "reference_year": "2006", "price_base_year": "2000"}


def take(cluster: Cluster, *rows: tuple[object, ...]) -> dict[str, int]:
    """The strata of the list with the number listed, read by the bounds of the study."""
    file = read_frame(csv_file(rows), "list.csv", memory=remembered(cluster.study), nobody_drawn=True)
    import_frame(cluster=cluster, file=file, source="Register")
    frame = cluster.frames.order_by("version").last()
    assert frame is not None
    return {str(stratum): stratum.units.count() for stratum in frame.strata.order_by("pk")}


@pytest.fixture
def eu(cluster: Cluster) -> Cluster:
    Study.objects.filter(pk=cluster.study_id).update(size_bounds=[10, 50, 250])
    cluster.study.refresh_from_db()
    return cluster


@given(st.integers(0, 2000))
def test_both_conventions_are_those_of_the_method(employees: int) -> None:
    for bounds, scheme in ((USUAL, SizeScheme.WBES), (EU, SizeScheme.EU)):
        reached = [each.code for each in SIZE_CLASSES[scheme] if employees >= each.least]
        assert bounds.size_class(employees).value == (reached[-1] if reached else "micro")


@given(st.lists(st.integers(2, 5000), min_size=3, max_size=3, unique=True), st.integers(0, 6000))
def test_a_larger_firm_is_never_in_a_smaller_class(given_bounds: list[int], employees: int) -> None:
    bounds = SizeBounds(*sorted(given_bounds))
    order = [CLASSES.index(bounds.size_class(count)) for count in (employees, employees + 1)]
    assert order == sorted(order)
    assert bounds.size_class(None) == SizeClass.UNKNOWN


@pytest.mark.parametrize(
    ("told", "right"),
    [
        ([10, 50, 250], True),
        ((5, 20, 100), True),
        ([10, 50], False),
        ([10, 10, 250], False),
        ([250, 50, 10], False),
        ([1, 50, 250], False),
        ([10, 50.5, 250], False),
        ([True, 50, 250], False),
        ("abc", False),
        (None, False),
    ],
)
def test_bounds_are_three_whole_numbers_that_rise(told: Any, right: bool) -> None:
    assert are_bounds(told) is right


def test_strata_of_a_list_follow_the_study_and_say_so(eu: Cluster) -> None:
    assert take(eu, *ROWS) == {
        "Foreign, large (250 and more)": 1,
        "National, micro (1 to 9)": 1,
        "National, small (10 to 49)": 1,
        "National, medium (50 to 249)": 1,
    }
    with translation.override("es"):
        assert "Extranjera, grande (250 y más)" in {str(each) for each in Stratum.objects.all()}


def test_a_list_taken_before_keeps_its_classes(cluster: Cluster) -> None:
    before = take(cluster, *ROWS)
    assert before["National, small (5 to 19)"] == 1
    change_study(
        study=cluster.study, title="T", base_year=2000, reference_year=2006, price_base_year=2000, size_bounds=EU
    )
    assert "National, small (5 to 19)" in {str(each) for each in Stratum.objects.all()}
    assert take(cluster, *ROWS)["National, small (10 to 49)"] == 1


def test_the_same_list_under_other_classes_is_a_new_version(cluster: Cluster) -> None:
    take(cluster, *ROWS)
    take(cluster, *ROWS)
    assert cluster.frames.count() == 1
    Study.objects.filter(pk=cluster.study_id).update(size_bounds=[10, 50, 250])
    cluster.study.refresh_from_db()
    take(cluster, *ROWS)
    assert cluster.frames.count() == 2


def test_bands_lie_in_the_classes_of_the_study(eu: Cluster) -> None:
    found = take(eu, ("code", "name", "size"), ("A1", "Nets", "10-49"), ("A2", "Piers", "250+"))
    assert found == {"Ownership not known, small (10 to 49)": 1, "Ownership not known, large (250 and more)": 1}
    with pytest.raises(ImportRefused) as refusal:
        take(eu, ("code", "name", "size"), ("A1", "Nets", "5-19"))
    assert "several size classes" in str(refusal.value.problems[0])
    band = band_of("5-19", EU)
    assert band is not None
    assert band.classes == (SizeClass.MICRO, SizeClass.SMALL)


def test_words_of_a_class() -> None:
    assert size_words(SizeClass.SMALL) == "Small (5 to 19)"
    assert size_words(SizeClass.MICRO, [10, 50, 250]) == "Micro (1 to 9)"
    assert size_words(SizeClass.LARGE, [10, 50, 250]) == "Large (250 and more)"
    assert size_words(SizeClass.UNKNOWN, [10, 50, 250]) == "Not known"


def test_a_mapping_may_name_the_bounds_and_is_refused_where_they_are_none(cluster: Cluster) -> None:
    choices = choices_from_json({"size_bounds": [10, 50, 250]})
    assert choices.bounds == EU
    assert choices_from_json(choices.to_json()) == choices
    assert Choices().to_json() == {}
    with pytest.raises(ImportRefused) as refusal:
        choices_from_json({"size_bounds": [50, 10, 250]})
    assert "bounds of size classes" in str(refusal.value.problems[0])


def test_the_form_of_a_study_tells_and_changes_its_classes(client: Client, owner: User, study: Study) -> None:
    client.force_login(owner)
    address = reverse("study_edit", args=[study.slug])
    assert client.get(address).context["form"].initial["medium_from"] == 20
    client.post(address, {**STUDY, "small_from": "10", "medium_from": "50", "large_from": "250"})
    study.refresh_from_db()
    assert bounds_of(study) == EU
    client.post(address, STUDY)
    study.refresh_from_db()
    assert bounds_of(study) == EU
    client.post(address, {**STUDY, "small_from": "5", "medium_from": "20", "large_from": "100"})
    study.refresh_from_db()
    assert study.size_bounds is None
    refused = client.post(address, {**STUDY, "small_from": "50", "medium_from": "20", "large_from": "100"})
    assert "The numbers must rise" in refused.content.decode()


def test_the_usual_bounds_are_not_kept() -> None:
    assert (kept_bounds(USUAL), kept_bounds(EU)) == (None, [10, 50, 250])
