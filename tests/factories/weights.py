"""Drawn samples with dispositions, and versions of weights."""

from collections.abc import Mapping
from typing import Any

import factory

from clusters.models import Cluster, Disposition, Firm, Frame
from reports.models import WeightVersion
from reports.weight_inputs import WeightChoices
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
