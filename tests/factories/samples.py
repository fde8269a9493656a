"""A list with strata from which nobody is drawn yet, and samples drawn from it."""

from datetime import UTC, datetime

from accounts.models import User
from clusters.models import Cluster, Frame, FrameUnit, SampleDraw, Stratum
from clusters.sample_draws import draw_sample
from clusters.sample_plans import PlanChoices, StratumWish, plan_sample
from tests.factories.clusters import ClusterFactory, FrameFactory, FrameUnitFactory, StratumFactory

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
SIZES = {"foreign-large": 6, "national-large": 10, "national-small": 40}


def listed_frame(cluster: Cluster | None = None, sizes: dict[str, int] | None = None) -> Frame:
    """A frame with so many lines in each stratum; N is the number listed."""
    frame = FrameFactory(cluster=cluster or ClusterFactory())
    for code, size in (sizes or SIZES).items():
        ownership, _dash, band = code.partition("-")
        stratum = StratumFactory(frame=frame, code=code, title="", population=size)
        FrameUnit.objects.bulk_create(
            FrameUnitFactory.build(
                frame=frame,
                stratum=stratum,
                code=f"{code}-{number:02d}",
                name=f"{code} firm {number}",
                ownership=ownership,
                size=band,
                employees=10 * number,
                is_selected=False,
            )
            for number in range(1, size + 1)
        )
    Stratum.objects.filter(frame=frame).update(title="by ownership and size")
    return frame


def drawn_sample(
    frame: Frame | None = None, *, seed: str = "2006", by: User | None = None, **choices: object
) -> SampleDraw:
    """A sample drawn from the frame: by default the large foreign firms whole, 20 firms in all."""
    wishes = {"foreign-large": StratumWish(take_all=True)}
    wanted = PlanChoices(**{"total": 20, "strata": wishes, **choices})  # type: ignore[arg-type]
    plan = plan_sample(frame=frame or listed_frame(), choices=wanted, by=by, now=NOW)
    return draw_sample(plan=plan, seed=seed, by=by, now=NOW)
