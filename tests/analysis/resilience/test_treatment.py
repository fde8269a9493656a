"""Who counts as treated: location quotients, strong clusters, groups, and exposure of the industry mix."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.exposure import shift_share
from analysis.resilience.treatment import assign, location_quotients, strong_clusters
from analysis.specifications import SpecificationError

REGIONS = pd.DataFrame({"region": ["A", "B", "C"], "year": [2018, 2018, 2018], "gdp": [1.0, 2.0, 3.0]})


def clusters(**more: object) -> pd.DataFrame:
    """Traded: A has 80 of 100 in cars, B 20 of 100, C 100 of 100 in food; one local cluster everywhere."""
    rows = [
        ("A", "cars", 80.0, "traded"), ("A", "food", 20.0, "traded"), ("A", "shops", 50.0, "local"),
        ("B", "cars", 20.0, "traded"), ("B", "food", 80.0, "traded"), ("B", "shops", 50.0, "local"),
        ("C", "cars", 0.0, "traded"), ("C", "food", 100.0, "traded"), ("C", "shops", 500.0, "local"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["region", "cluster", "employment", "kind"])
    return frame.assign(year=2018, **more)


def test_location_quotients_by_hand() -> None:
    """Cars are 100 of 300 traded jobs. A: (80/100)/(100/300) = 2.4; B: 0.6; shops are all local jobs: 1 everywhere."""
    found = location_quotients(clusters()).set_index(["region", "cluster"])
    assert found.loc[("A", "cars"), "lq"] == pytest.approx(2.4)
    assert found.loc[("B", "cars"), "lq"] == pytest.approx(0.6)
    assert found.loc[("C", "food"), "lq"] == pytest.approx(1.5)
    assert found.loc[("C", "shops"), "lq"] == pytest.approx(1.0)
    assert found.loc[("A", "cars"), "share"] == pytest.approx(0.8)


def choices(**more: object) -> ResilienceChoices:
    return ResilienceChoices(**{"treatment_years": (2018,), "lq_cut": 1.3, "share_cut": 0.1, **more})  # type: ignore[arg-type]


def test_strong_clusters_reach_both_cuts() -> None:
    found = strong_clusters(clusters(), choices())
    strong = {(row.region, row.cluster) for row in found[found["strong"]].itertuples()}
    assert strong == {("A", "cars"), ("C", "food")}
    wide = strong_clusters(clusters(), choices(share_cut=0.6))
    assert {row.region for row in wide[wide["strong"]].itertuples()} == {"A"}


def test_intensity_is_the_share_of_traded_employment_in_strong_clusters() -> None:
    found = assign(REGIONS, clusters(), choices(treated_from=0.9))
    assert found.regions["intensity"].to_dict() == {"A": pytest.approx(0.8), "B": 0.0, "C": pytest.approx(1.0)}
    assert found.regions["treated"].to_dict() == {"A": False, "B": False, "C": True}
    assert "90.0 per cent (chosen)" in found.rule


def test_the_median_region_parts_the_groups_where_no_cut_is_chosen() -> None:
    assert assign(REGIONS, clusters(), choices()).regions["treated"].to_dict() == {"A": True, "B": False, "C": True}


def test_a_region_without_strong_clusters_is_not_treated_for_being_the_median() -> None:
    """With a share of at least 0.6 only A's cars are strong, so that the median region has nothing."""
    found = assign(REGIONS, clusters(), choices(share_cut=0.6))
    assert found.regions["treated"].to_dict() == {"A": True, "B": False, "C": False}
    assert "any part (the median region has none)" in found.rule


def test_the_median_is_that_of_the_regions_followed() -> None:
    """Among B and C alone it is 0.5; location quotients still rest on all regions."""
    found = assign(REGIONS[REGIONS["region"] != "A"], clusters(), choices())
    assert found.regions["treated"].to_dict() == {"B": False, "C": True}
    assert "at least 50.0 per cent (the median region)" in found.rule


def test_given_location_quotients_are_used() -> None:
    found = strong_clusters(clusters(lq=0.5), choices())
    assert not found["strong"].any()


def test_the_paper_s_silence_is_refused_rather_than_guessed() -> None:
    with pytest.raises(SpecificationError, match="table of clusters"):
        assign(REGIONS, None, choices())
    with pytest.raises(SpecificationError, match="no rows of \\[2015\\]"):
        assign(REGIONS, clusters(), choices(treatment_years=(2015,)))
    with pytest.raises(SpecificationError, match="All regions are treated"):
        assign(REGIONS, clusters(), choices(treated_from=0.0))
    with pytest.raises(SpecificationError, match="column “kind”"):
        assign(REGIONS, clusters().drop(columns="kind"), choices())


def test_a_column_decides_only_where_it_says_one_thing() -> None:
    twice = pd.concat(
        [REGIONS.assign(treated=[True, False, False]), REGIONS.assign(year=2019, treated=[True, True, False])]
    )
    with pytest.raises(SpecificationError, match="changes over time in B"):
        assign(twice, None, choices(treatment="column"))
    found = assign(REGIONS.assign(treated=[True, False, None]), None, choices(treatment="column"))
    assert found.regions["treated"].to_dict() == {"A": True, "B": False}


def test_years_that_contradict_each_other_are_refused_with_every_reason() -> None:
    with pytest.raises(SpecificationError) as caught:
        ResilienceChoices(base_year=2020, treatment_years=(2019, 2021), yardstick="trend", pre_years=2)
    assert len(caught.value.problems) == 3


employments = st.lists(st.floats(min_value=1, max_value=1e6), min_size=9, max_size=9)


@given(employments)
def test_the_mean_location_quotient_weighted_by_the_regions_is_one(values: list[float]) -> None:
    """Σ over regions of (region's part of its kind) × lq = 1 for each cluster, whatever the figures."""
    frame = clusters().assign(employment=values)
    found = location_quotients(frame)
    part = found.groupby(["region", "kind"])["employment"].transform("sum") / found.groupby("kind")[
        "employment"
    ].transform("sum")
    sums = (part * found["lq"]).groupby(found["cluster"]).sum()
    assert sums.tolist() == pytest.approx([1.0, 1.0, 1.0], rel=1e-9)


def industries(values: list[float]) -> pd.DataFrame:
    keys = [(region, industry, year) for region in "ABC" for industry in ("x", "y") for year in (2019, 2020)]
    frame = pd.DataFrame(keys, columns=["region", "industry", "year"])
    return frame.assign(employment=values)


def test_exposure_by_hand() -> None:
    """A lives half on x and half on y. Elsewhere x goes from 20 to 10 (−0.5) and y from 40 to 44 (+0.1): −0.2."""
    values = [50, 30, 50, 60, 10, 5, 20, 22, 10, 5, 20, 22]
    assert shift_share(industries([float(each) for each in values]), 2019, 2020)["A"] == pytest.approx(-0.2)


def test_a_figure_withheld_in_one_year_is_no_fall_to_nothing() -> None:
    frame = industries([50.0, 30.0, 50.0, 60.0, 10.0, 5.0, 20.0, 22.0, 10.0, 5.0, 20.0, 22.0])
    frame.loc[(frame["region"] == "B") & (frame["industry"] == "x") & (frame["year"] == 2020), "employment"] = None
    assert shift_share(frame, 2019, 2020)["A"] == pytest.approx(0.5 * -0.5 + 0.5 * 0.1)


def test_exposure_asks_for_both_years() -> None:
    with pytest.raises(SpecificationError, match="2021"):
        shift_share(industries([1.0] * 12), 2019, 2021)


@given(st.lists(st.floats(min_value=1, max_value=1e4), min_size=12, max_size=12))
def test_exposure_equals_the_obvious_way(values: list[float]) -> None:
    """Sums of six terms in another order: 1e-9 is rounding."""
    frame = industries(values)
    value = {(row.region, row.industry, row.year): row.employment for row in frame.itertuples()}
    found = shift_share(frame, 2019, 2020)
    for region in "ABC":
        total = value[region, "x", 2019] + value[region, "y", 2019]
        expected = 0.0
        for industry in ("x", "y"):
            before = sum(value[other, industry, 2019] for other in "ABC" if other != region)
            after = sum(value[other, industry, 2020] for other in "ABC" if other != region)
            expected += value[region, industry, 2019] / total * (after / before - 1)
        assert found[region] == pytest.approx(expected, rel=1e-9, abs=1e-9)
