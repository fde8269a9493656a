"""What stands beside the figures: intervals or why there are none, admission, and what a public file may say."""

from typing import Any

import pytest

from clusters.models import Cluster, SeriesKind, SeriesPoint, Study
from reports.results import ClusterResult, RunTables
from tests.factories.clusters import ClusterFactory, FrameFactory, SeriesFactory, StratumFactory
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def south(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="south", name="South", started_year=1980)


def firms(cluster: Cluster, exports: list[tuple[float, float]], **more: Any) -> None:
    for number, (first, last) in enumerate(exports):
        approved_firm(cluster, code=f"S{number}", EXPORTS_BASE=first, EXPORTS_REF=last, **more)


def drawn(cluster: Cluster, **strata: int | None) -> None:
    frame = FrameFactory(cluster=cluster, is_probability_sample=True)
    for code, population in strata.items():
        StratumFactory(frame=frame, code=code, population=population)


def only(study: Study, **choices: Any) -> ClusterResult:
    run = ready_run(study, **choices)
    assert run.tables is not None, run.error
    return RunTables.from_json(run.tables).clusters[0]


def test_a_sample_drawn_by_chance_carries_intervals_and_says_where(south: Cluster) -> None:
    drawn(south, all=10)
    firms(south, [(1, 2)] * 4, attributes={"stratum": "all"})
    result = only(south.study)
    population = result.dimensions["hr"].population
    assert population is not None
    assert (population.population, population.share[0], population.high[1] > 0) == (10, 100, True)
    assert any("95 % intervals" in note for note in result.notes)


def test_a_census_says_the_word(south: Cluster) -> None:
    drawn(south, all=4)
    firms(south, [(1, 2)] * 4, attributes={"stratum": "all"})
    assert [note for note in only(south.study).notes if note.startswith("Census")] == [
        "Census: every firm of the population has a level, so the figures have no sampling error."
    ]


def test_a_sample_of_unknown_population_says_why_there_is_no_interval(south: Cluster) -> None:
    drawn(south, all=None)
    firms(south, [(1, 2)] * 4, attributes={"stratum": "all"})
    assert any("how many firms a stratum has is not known" in note for note in only(south.study).notes)


def test_dimensions_that_differ_in_what_is_known_are_told_apart(south: Cluster) -> None:
    drawn(south, all=4)
    firms(south, [(1, 2)] * 3, attributes={"stratum": "all"})
    approved_firm(south, code="S9", hr="1?1000", attributes={"stratum": "all"})
    notes = only(south.study, point_policy="exclude_if_differs").notes
    assert any(note.endswith("sampling error. (process technology, product technology)") for note in notes)
    assert any(note.endswith("for the team. (human resources)") for note in notes)


def test_what_admission_needs_and_nobody_entered_is_told(study: Study) -> None:
    cluster = ClusterFactory(study=study, started_year=None)
    approved_firm(cluster)
    notes = only(study).notes
    assert any("whether it meets the survey's condition of 20 years of experience is not known" in n for n in notes)
    assert any("whether the cluster meets the survey's condition of growth is not known" in n for n in notes)


def test_a_cluster_that_is_admitted_needs_no_word(south: Cluster) -> None:
    firms(south, [(1, 2)] * 4)
    national = SeriesFactory(cluster=south, kind=SeriesKind.NATIONAL_EXPORTS)
    for year, value in ((2000, 100), (2006, 110)):
        SeriesPoint.objects.create(series=national, year=year, value=value)
    assert not any("condition" in note for note in only(south.study).notes)


@pytest.mark.parametrize(
    ("exports", "is_protected"),
    [
        ([(10, 20), (10, 20)], True),
        ([(10, 20), (10, 20), (10, 20)], False),
        # One firm rules the total of the reference year.
        ([(10, 20), (10, 20), (10, 2000)], True),
    ],
)
def test_growth_that_gives_a_firm_away_is_protected(
    south: Cluster, exports: list[tuple[float, float]], is_protected: bool
) -> None:
    firms(south, exports, EMP_TOTAL_BASE=5, EMP_TOTAL_REF=6)
    result = only(south.study)
    assert result.exports_growth.value is not None
    assert result.exports_growth.protected is is_protected
    assert result.growth_all["exports"]["dlog"].protected is is_protected
    assert result.employment_growth.protected is (len(exports) < 3)


def test_a_wage_bill_that_one_firm_rules_is_protected_and_its_note_stays_in_the_house(south: Cluster) -> None:
    prices = SeriesFactory(cluster=south)
    for year in (2000, 2006):
        SeriesPoint.objects.create(series=prices, year=year, value=50)
    for number, last in enumerate((10, 10, 9000)):
        approved_firm(south, code=f"S{number}", EMP_TOTAL_BASE=5, EMP_TOTAL_REF=5, WAGE_BILL_BASE=5, WAGE_BILL_REF=last)
    result = only(south.study)
    assert result.real_wage_growth.protected
    assert any("Look whether the figure is nominal" in note for note in result.notes)
    assert not any("Look whether the figure is nominal" in note for note in result.public_notes)
    assert any("were not drawn by chance" in note for note in result.public_notes)


def test_an_attribute_with_decimals_makes_no_groups_of_its_whole_numbers(south: Cluster) -> None:
    for number, size in enumerate((1, 2, 2.5)):
        approved_firm(south, code=f"S{number}", attributes={"size": size, "branch": "food"})
    assert set(only(south.study).group_totals) == {"all", "branch"}
