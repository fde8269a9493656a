"""Drawn samples with dispositions, and versions of weights."""

from collections.abc import Mapping
from typing import Any

import factory

from accounts.models import User
from clusters.models import Cluster, Disposition, Firm, Frame
from reports.models import WeightVersion
from reports.weight_inputs import WeightChoices
from reports.weights import make_weights
from surveys.models import Interview
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FrameFactory, FrameUnitFactory, StratumFactory
from tests.factories.reports import NOON, approved_firm


class WeightVersionFactory(factory.django.DjangoModelFactory):
    """A version as it is kept, of one firm."""

    class Meta:
        model = WeightVersion

    cluster = factory.SubFactory(ClusterFactory)
    number = 1
    name = "First weights"
    how = factory.LazyFunction(lambda: WeightChoices().to_json())
    frame_version = 1
    by_chance = True
    steps = factory.LazyFunction(
        lambda: [{"step": "base", "units": 1, "total": 2.0, "least": 2.0, "most": 2.0, "cv": 0.0, "deff": 1.0}]
    )
    merges = factory.LazyFunction(lambda: [["foreign-small", "foreign-large", 2, 7]])
    notes = factory.LazyFunction(lambda: {"rounds": 0, "trimmed": 0, "margin_gap": None, "outside": 0, "pending": 1})
    eligible = factory.LazyFunction(dict)
    firms = factory.LazyFunction(
        lambda: [{"firm": "0", "code": "A", "stratum": "foreign-large", "outcome": "complete", "weights": [2.0]}]
    )
    by = factory.SubFactory(UserFactory)
    at = NOON


def sampled_cluster(
    cluster: Cluster,
    strata: Mapping[str, tuple[int, Mapping[str, int]]],
    *,
    by_chance: bool = True,
    levels: Mapping[str, list[int]] | None = None,
) -> Frame:
    """A cluster whose strata have so many firms, of which some were drawn with these dispositions.

    Those complete have an approved interview; `levels` gives their levels in all dimensions, by stratum, 1 otherwise.
    """
    frame = FrameFactory(cluster=cluster, is_probability_sample=by_chance)
    for code, (population, dispositions) in strata.items():
        stratum = StratumFactory(frame=frame, code=code, title=code, population=population)
        drawn = sum(dispositions.values())
        given = iter((levels or {}).get(code, []))
        for disposition, count in dispositions.items():
            for _number in range(count):
                firm = _firm(cluster, frame, stratum, disposition, next(given, 1) if disposition == "complete" else 0)
                Firm.objects.filter(pk=firm.pk).update(
                    stratum=stratum, base_weight=population / drawn, final_weight=population / drawn
                )
    return frame


UNEVEN = {"foreign-large": [5, 5, 4, 4, 3, 1], "national-small": [1, 2, 2, 3, 1, 1, 4, 1, 3, 1]}


def unevenly_drawn(cluster: Cluster, levels: Mapping[str, list[int]] = UNEVEN, refused: int = 10) -> None:
    """Of 20 foreign firms four of those drawn are not eligible, of 80 national ones some refused.

    Weights then differ from N / n by stratum: with six foreign firms that answered 12 of the 20 are eligible.
    """
    strata = {
        "foreign-large": (20, {"complete": len(levels["foreign-large"]), "ineligible": 4}),
        "national-small": (80, {"complete": len(levels["national-small"]), "refusal": refused}),
    }
    sampled_cluster(cluster, strata, levels=levels)


def weigh(cluster: Cluster, by: User, name: str = "Median") -> None:
    """Make weights and put them in use."""
    make_weights(cluster=cluster, choices=WeightChoices(eligibility="median"), name=name, by=by, now=NOON)


def _firm(cluster: Cluster, frame: Frame, stratum: Any, disposition: str, level: int) -> Firm:
    owners, _dash, size = stratum.code.partition("-")
    unit = FrameUnitFactory(frame=frame, stratum=stratum, ownership=owners, size=size or "unknown")
    if disposition == Disposition.COMPLETE:
        interview: Interview = approved_firm(cluster, hr=level, process=level, product=level, code=unit.code)
        firm = interview.firm
    else:
        firm = Firm.objects.create(cluster=cluster, code=unit.code, name=unit.name)
    Firm.objects.filter(pk=firm.pk).update(disposition=disposition, frame_unit=unit)
    return firm
