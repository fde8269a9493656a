"""Weights of a cluster: made from dispositions, kept for ever, put in use, and told to the runs that rest on others."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from clusters.models import Cluster, Firm, Study
from reports.errors import WeightsRefusedError
from reports.models import WeightChoice, WeightVersion
from reports.runs import open_run
from reports.staleness import stale_sentences
from reports.weight_inputs import WeightChoices, frame_totals
from reports.weights import make_weights, use_weights
from reports.weights_in_use import weights_in_use
from tests.factories.clusters import FrameUnitFactory
from tests.factories.reports import approved_firm, ready_run
from tests.factories.weights import sampled_cluster

pytestmark = pytest.mark.django_db

CLOSE = 1e-9
FOREIGN = (20, {"complete": 6, "refusal": 1, "non_contact": 1, "ineligible": 2})
NATIONAL = (
    90,
    {
        "complete": 7,
        "partial": 1,
        "refusal": 2,
        "unknown_eligibility": 1,
        "non_contact": 2,
        "ineligible": 1,
        "pending": 1,
    },
)


@pytest.fixture
def sampled(cluster: Cluster) -> Cluster:
    """The worked example of docs/weights.md."""
    sampled_cluster(cluster, {"foreign-large": FOREIGN, "national-small": NATIONAL})
    return cluster


def make(cluster: Cluster, by: User, now: datetime, name: str = "Weights", **choices: Any) -> WeightVersion:
    return make_weights(cluster=cluster, choices=WeightChoices(**choices), name=name, by=by, now=now)


def weights_of(cluster: Cluster) -> list[float]:
    return sorted({round(firm.final_weight, 4) for firm in Firm.objects.filter(cluster=cluster)})


def test_weights_are_those_of_the_page_and_firms_carry_them(sampled: Cluster, owner: User, noon: datetime) -> None:
    version = make(sampled, owner, noon, eligibility="median")
    answered = Firm.objects.filter(cluster=sampled, disposition="complete").order_by("stratum__code")
    assert answered.first().final_weight == pytest.approx(14 / 6, abs=CLOSE)
    assert answered.last().final_weight == pytest.approx(90 * 11 / 14 / 7, abs=CLOSE)
    refused = Firm.objects.filter(cluster=sampled, disposition="refusal", stratum__code="foreign-large").get()
    assert refused.final_weight == refused.base_weight == 2
    assert version.steps[0]["total"] == pytest.approx(110, abs=CLOSE)
    assert version.eligible == {"foreign-large": 14.0, "national-small": pytest.approx(90 * 11 / 14, abs=1e-6)}
    assert version.notes["pending"] == 1
    assert weights_in_use(sampled) == version


def test_every_version_is_kept_and_an_older_one_can_be_used_again(
    sampled: Cluster, owner: User, noon: datetime
) -> None:
    strict, weak = make(sampled, owner, noon, eligibility="strict"), make(sampled, owner, noon, eligibility="weak")
    assert (strict.number, weak.number) == (1, 2)
    before = weights_of(sampled)
    use_weights(cluster=sampled, version=strict, by=owner, now=noon)
    assert weights_in_use(sampled) == strict and weights_of(sampled) != before
    use_weights(cluster=sampled, version=strict, by=owner, now=noon)
    assert WeightChoice.objects.count() == 3
    use_weights(cluster=sampled, version=None, by=owner, now=noon)
    assert weights_in_use(sampled) is None and weights_of(sampled) == [2, 6]


def test_neither_a_version_nor_the_log_of_use_can_be_rewritten(sampled: Cluster, owner: User, noon: datetime) -> None:
    version = make(sampled, owner, noon)
    for rows in (WeightVersion.objects.filter(pk=version.pk), WeightChoice.objects.filter(version=version)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(at=datetime(2020, 1, 1, tzinfo=noon.tzinfo))


def test_other_weights_make_runs_stale_and_the_same_again_do_not(
    study: Study, sampled: Cluster, owner: User, noon: datetime
) -> None:
    run = ready_run(study)
    version = make(sampled, owner, noon)
    run.refresh_from_db()
    assert "other weights of Lakes were put in use" in " ".join(stale_sentences(run.stale_reasons))
    other = ready_run(study)
    assert other.pk != run.pk and not other.stale_reasons
    assert other.clusters.get().inputs["weights"]["number"] == version.number
    use_weights(cluster=sampled, version=None, by=owner, now=noon)
    other.refresh_from_db()
    assert other.is_stale
    assert open_run(study=study, by=owner, now=noon) == run
    run.refresh_from_db()
    assert not run.is_stale


def test_raking_to_owners_and_size_takes_the_shares_of_the_strata(
    sampled: Cluster, owner: User, noon: datetime
) -> None:
    version = make(sampled, owner, noon, eligibility="weak", margins=("ownership", "size"), name="Raked")
    eligible = 16 + 90 * 13 / 14
    foreign = sum(told["weights"][-1] for told in version.firms if told["stratum"] == "foreign-large")
    assert foreign == pytest.approx(eligible * 20 / 110, rel=1e-6)
    assert version.notes["rounds"] >= 1


def test_totals_that_were_typed_hold_as_they_are(sampled: Cluster, owner: User, noon: datetime) -> None:
    totals = {"ownership": {"foreign": 30.0, "national": 50.0}}
    version = make(sampled, owner, noon, post_strata="ownership", totals=totals)
    foreign = sum(told["weights"][-1] for told in version.firms if told["stratum"] == "foreign-large")
    assert foreign == pytest.approx(30, abs=1e-6)
    assert version.steps[-1]["total"] == pytest.approx(80, abs=1e-6)


def test_the_totals_of_a_whole_list_are_counted_and_those_of_a_part_come_from_its_strata(cluster: Cluster) -> None:
    frame = sampled_cluster(cluster, {"foreign-large": (4, {"complete": 2}), "national-small": (6, {"complete": 2})})
    assert frame_totals(frame)["ownership"] == {"foreign": 4, "national": 6}
    assert "sector" not in frame_totals(frame)
    for number in range(6):
        FrameUnitFactory(frame=frame, ownership="national", size="micro", sector="food", code=f"more-{number}")
    frame.units.filter(sector="").update(sector="steel")
    assert frame_totals(frame)["ownership"] == {"foreign": 2, "national": 8}
    assert frame_totals(frame)["sector"] == {"food": 6, "steel": 4}


def test_a_firm_outside_the_frame_keeps_its_weight(sampled: Cluster, owner: User, noon: datetime) -> None:
    approved_firm(sampled, code="late", weight=1.0)
    version = make(sampled, owner, noon)
    assert version.notes["outside"] == 1
    assert Firm.objects.get(code="late").final_weight == 1
    assert "late" not in {told["code"] for told in version.firms}


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"margins": ("sector",)}, "The frame does not say how many firms each class of sector has"),
        (
            {"trim_at": 1.0, "post_strata": "ownership", "totals": {"ownership": {"foreign": 100.0, "national": 10.0}}},
            "Weights of 1 times the median at most cannot hold the number of firms",
        ),
        ({"post_strata": "ownership", "totals": {"ownership": {"foreign": 9.0}}}, "The class National of Ownership"),
        (
            {
                "margins": ("ownership", "size"),
                "totals": {"ownership": {"foreign": 9.0, "national": 9.0}, "size": {"large": 9.0, "small": 10.0}},
            },
            "The totals of Ownership sum to 18, those of Size to 19.",
        ),
        ({"name": " "}, "The weights have no name."),
    ],
)
def test_what_stands_in_the_way_is_told_and_nothing_is_stored(
    sampled: Cluster, owner: User, noon: datetime, choices: dict[str, Any], message: str
) -> None:
    with pytest.raises(WeightsRefusedError, match=message):
        make(sampled, owner, noon, **choices)
    assert not WeightVersion.objects.exists() and weights_of(sampled) == [2, 6]


def test_without_a_frame_there_are_no_weights(cluster: Cluster, owner: User, noon: datetime) -> None:
    with pytest.raises(WeightsRefusedError, match="This cluster has no sampling frame"):
        make(cluster, owner, noon)
    sampled_cluster(cluster, {"foreign-large": (4, {})})
    with pytest.raises(WeightsRefusedError, match="No firm of this cluster belongs to a stratum"):
        make(cluster, owner, noon)


def employed(cluster: Cluster, foreign: list[int | None], national: list[int | None]) -> None:
    """A whole list of 4 foreign and 6 national firms with these employees; half of each answered."""
    strata = {"foreign-large": (4, foreign), "national-small": (6, national)}
    frame = sampled_cluster(cluster, {code: (size, {"complete": size // 2}) for code, (size, _staff) in strata.items()})
    for code, (size, staff) in strata.items():
        stratum = frame.strata.get(code=code)
        for number in range(size // 2, size):
            owners, _dash, band = code.partition("-")
            FrameUnitFactory(
                frame=frame, stratum=stratum, ownership=owners, size=band, code=f"{code}{number}", is_selected=False
            )
        for unit, employees in zip(frame.units.filter(stratum=stratum).order_by("pk"), staff, strict=True):
            unit.employees = employees
            unit.save(update_fields=["employees"])


STAFF: tuple[list[int | None], list[int | None]] = ([100, 300, 200, 280], [5, 10, 15, 20, 12, 14])


def held(version: WeightVersion, cluster: Cluster) -> float:
    """The employees of the list for which the firms of a version stand."""
    of_firm = dict(Firm.objects.filter(cluster=cluster).values_list("code", "frame_unit__employees"))
    return float(sum(told["weights"][-1] * of_firm[told["code"]] for told in version.firms))


def test_weights_are_raked_to_the_employment_of_the_frame_where_it_is_trusted(
    cluster: Cluster, owner: User, noon: datetime
) -> None:
    employed(cluster, *STAFF)
    plain = make(cluster, owner, noon, margins=("ownership",))
    assert held(plain, cluster) == pytest.approx(4 * 200 + 6 * 10)
    trusted = make(cluster, owner, noon, margins=("ownership",), employment="all", name="Employment")
    assert held(trusted, cluster) == pytest.approx(880 + 76, rel=1e-8)
    assert trusted.steps[-1]["total"] == pytest.approx(10, abs=1e-6)
    assert trusted.notes["employees"] == pytest.approx(860)
    assert trusted.notes["employees_at_last"] == pytest.approx(956)
    by_owners = make(cluster, owner, noon, margins=("ownership",), employment="ownership", name="By owners")
    foreign = [told["weights"][-1] for told in by_owners.firms if told["stratum"] == "foreign-large"]
    # 100 a + 300 b = 880 and a + b = 4.
    assert sorted(foreign) == pytest.approx([1.6, 2.4], rel=1e-8)
    assert [each.number for each in WeightVersion.objects.order_by("number")] == [1, 2, 3]


def test_weights_without_employment_are_kept_and_frozen_as_before(
    study: Study, cluster: Cluster, owner: User, noon: datetime
) -> None:
    employed(cluster, *STAFF)
    plain = make(cluster, owner, noon, margins=("ownership",))
    assert "employment" not in plain.how and "employees" not in plain.notes
    run = ready_run(study)
    trusted = make(cluster, owner, noon, employment="all", name="Employment")
    assert trusted.how["employment"] == "all"
    use_weights(cluster=cluster, version=plain, by=owner, now=noon)
    assert open_run(study=study, by=owner, now=noon) == run


def test_employees_of_firms_that_are_not_eligible_are_not_aimed_at(
    cluster: Cluster, owner: User, noon: datetime
) -> None:
    employed(cluster, *STAFF)
    firm = Firm.objects.filter(cluster=cluster, stratum__code="national-small").order_by("code").first()
    assert firm is not None
    firm.interviews.update(state="submitted")
    Firm.objects.filter(pk=firm.pk).update(disposition="ineligible")
    version = make(cluster, owner, noon, employment="all", fewest=1)
    assert version.steps[1]["total"] == pytest.approx(8)
    assert held(version, cluster) == pytest.approx(956 * 8 / 10, rel=1e-8)


def test_employees_that_were_typed_hold_as_they_are(cluster: Cluster, owner: User, noon: datetime) -> None:
    employed(cluster, [100, 300, None, None], [5, 10, 15, None, None, None])
    version = make(cluster, owner, noon, employment="all", totals={"employment": {"all": 700.0}})
    assert held(version, cluster) == pytest.approx(700, rel=1e-8)


@pytest.mark.parametrize(
    ("staff", "choices", "message"),
    [
        (([100, 300, None, 280], STAFF[1]), {"employment": "all"}, "Of 1 firm of the list the number of employees"),
        (STAFF, {"employment": "sector"}, "Not every firm of the list is in a class"),
        (
            ([100, None, 200, 280], STAFF[1]),
            {"employment": "all", "totals": {"employment": {"all": 900.0}}},
            "Of 1 firms that answered the list does not say how many employees they have",
        ),
        (
            ([100, 300, 900, 900], STAFF[1]),
            {"employment": "ownership", "margins": ("ownership",)},
            "Foreign: the totals make 550.0 employees a firm, and those that answered have 100 to 300",
        ),
    ],
)
def test_employment_that_cannot_be_had_is_refused_in_a_sentence(
    cluster: Cluster, owner: User, noon: datetime, staff: Any, choices: dict[str, Any], message: str
) -> None:
    employed(cluster, *staff)
    with pytest.raises(WeightsRefusedError, match=message):
        make(cluster, owner, noon, **choices)
    assert not WeightVersion.objects.exists()


def test_employment_of_a_list_that_is_not_whole_is_refused(sampled: Cluster, owner: User, noon: datetime) -> None:
    with pytest.raises(WeightsRefusedError, match="The list of firms is not whole"):
        make(sampled, owner, noon, employment="all")
