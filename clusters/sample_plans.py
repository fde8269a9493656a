"""Plans how many firms of each stratum are drawn: works the numbers out, shows them, and keeps the plan."""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import Refusal
from clusters.locking import lock_cluster
from clusters.models import Frame, FrameUnit, SamplePlan, Sharing
from scoring.response import Allocation, allocate, expected_margin, sample_size, units_to_draw


@dataclass(frozen=True, slots=True)
class StratumWish:
    """What somebody wants of one stratum: all of it, its spread for Neyman's rule, or a number of firms."""

    take_all: bool = False
    spread: float | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What was chosen of a plan; `strata` holds the wishes by the code of the stratum. Percentages from 0 to 100."""

    sharing: str = Sharing.PROPORTIONAL
    total: int | None = None
    margin_pct: float | None = None
    confidence_pct: float = 95.0
    proportion_pct: float = 50.0
    response_pct: float = 100.0
    least: int = 5
    reserve_pct: float = 50.0
    strata: Mapping[str, StratumWish] = field(default_factory=dict)
    note: str = ""

    @property
    def by_margin(self) -> bool:
        """Whether the margin tells how many firms are drawn."""
        return self.sharing == Sharing.EACH or (self.sharing != Sharing.CUSTOM and self.total is None)


@dataclass(frozen=True, slots=True)
class ListedStratum:
    """A stratum of the frame: N, or the number listed where nothing tells N; `spread` is that of employment."""

    code: str
    title: str
    population: int
    listed: int
    spread: float | None


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """One stratum of a plan: `size` firms are drawn of `listed`, `reserve` more stand behind them.

    `margin_pct` is what the stratum alone would reach if as many answered as expected; None where nobody is drawn.
    """

    code: str
    population: int
    listed: int
    size: int
    reserve: int
    take_all: bool
    spread: float | None
    margin_pct: float | None

    @property
    def weight(self) -> float | None:
        """The base weight N/n."""
        return self.population / self.size if self.size else None


def listed_strata(frame: Frame) -> list[ListedStratum]:
    """The strata of the frame in its order; two queries."""
    employees: dict[int | None, list[int]] = defaultdict(list)
    known = FrameUnit.objects.filter(frame=frame, employees__isnull=False).order_by()
    for stratum, number in known.values_list("stratum", "employees"):
        employees[stratum].append(number or 0)
    return [
        ListedStratum(
            code=stratum.code,
            title=str(stratum),
            population=stratum.population or stratum.listed,
            listed=stratum.listed,
            spread=statistics.stdev(employees[stratum.pk]) if len(employees[stratum.pk]) > 1 else None,
        )
        for stratum in frame.strata.order_by("pk").annotate(listed=Count("units"))
    ]


def work_out(strata: list[ListedStratum], choices: PlanChoices) -> list[PlannedStratum]:
    """How many firms of each stratum the choices draw; raises Refusal with what stands in their way."""
    _refuse_impossible(strata, choices)
    sizes = _sizes(strata, choices)
    response = choices.response_pct / 100
    planned = []
    for stratum in strata:
        wish = choices.strata.get(stratum.code, StratumWish())
        size = sizes[stratum.code]
        planned.append(
            PlannedStratum(
                code=stratum.code,
                population=stratum.population,
                listed=stratum.listed,
                size=size,
                reserve=min(math.ceil(size * choices.reserve_pct / 100), stratum.listed - size),
                take_all=wish.take_all,
                spread=_spread(stratum, wish) if choices.sharing == Sharing.NEYMAN else None,
                margin_pct=_margin({stratum.code: stratum.population}, {stratum.code: size}, choices, response),
            )
        )
    return planned


def margin_of_plan(planned: list[PlannedStratum], choices: PlanChoices) -> float | None:
    """The margin of the whole cluster, in percentage points, if as many answer as expected; None without one."""
    populations = {each.code: each.population for each in planned}
    return _margin(populations, {each.code: each.size for each in planned}, choices, choices.response_pct / 100)


@transaction.atomic
def plan_sample(*, frame: Frame, choices: PlanChoices, by: User | None, now: datetime) -> SamplePlan:
    """Keep the plan beside earlier ones; the newest of the frame holds. Nothing is drawn."""
    lock_cluster(frame.cluster_id)
    _refuse_older(frame)
    planned = work_out(listed_strata(frame), choices)
    told = {name: value for name, value in asdict(choices).items() if name != "strata"}
    return SamplePlan.objects.create(frame=frame, strata=[asdict(each) for each in planned], by=by, at=now, **told)


def planned_strata(plan: SamplePlan) -> list[PlannedStratum]:
    """The strata of a plan that is kept, in its order."""
    return [PlannedStratum(**each) for each in plan.strata]


def choices_of(plan: SamplePlan) -> PlanChoices:
    """What was chosen of a plan that is kept."""
    kept: dict[str, Any] = {name: getattr(plan, name) for name in PlanChoices.__dataclass_fields__ if name != "strata"}
    custom = plan.sharing == Sharing.CUSTOM
    wishes = {
        each.code: StratumWish(each.take_all, each.spread, each.size if custom else None)
        for each in planned_strata(plan)
    }
    return PlanChoices(**kept, strata=wishes)


def _sizes(strata: list[ListedStratum], choices: PlanChoices) -> dict[str, int]:
    room = {stratum.code: min(stratum.population, stratum.listed) for stratum in strata}
    whole = {code for code, wish in choices.strata.items() if wish.take_all}
    if choices.sharing == Sharing.CUSTOM:
        wished = {code: choices.strata.get(code, StratumWish()).size or 0 for code in room}
        return {code: room[code] if code in whole else number for code, number in wished.items()}
    if choices.sharing == Sharing.EACH:
        wanted = {stratum.code: max(_needed(stratum.population, choices), choices.least) for stratum in strata}
        return {code: size if code in whole else min(wanted[code], size) for code, size in room.items()}
    population = {stratum.code: stratum.population for stratum in strata}
    share = partial(
        allocate,
        population=population,
        method=Allocation(choices.sharing),
        spread={stratum.code: _spread(stratum, choices.strata.get(stratum.code)) or 0.0 for stratum in strata},
        take_all=frozenset(whole & set(population)),
        least=choices.least,
        most=room,
    )
    return share(choices.total) if choices.total else _keeping_margin(share, population, room, choices)


def _keeping_margin(
    share: Callable[[int], dict[str, int]], population: Mapping[str, int], room: Mapping[str, int], choices: PlanChoices
) -> dict[str, int]:
    """The smallest sample, from the one that a population without strata needs, whose shares keep the margin.

    Units are given one by one, so that a larger total never takes any away and the search may halve; where not even
    all that is listed keeps the margin, all of it.
    """
    low, high = min(_needed(sum(population.values()), choices), sum(room.values())), sum(room.values())
    while low < high:
        middle = (low + high) // 2
        found = _margin(population, share(middle), choices, choices.response_pct / 100)
        if found is not None and found <= (choices.margin_pct or 0):
            high = middle
        else:
            low = middle + 1
    return share(low)


def _needed(population: int, choices: PlanChoices) -> int:
    """How many to draw so that those who answer keep the margin."""
    answering = sample_size(
        (choices.margin_pct or 0) / 100,
        population=population,
        proportion=choices.proportion_pct / 100,
        confidence=choices.confidence_pct / 100,
    )
    return units_to_draw(answering, choices.response_pct / 100, population)


def _margin(
    population: Mapping[str, int], sizes: Mapping[str, int], choices: PlanChoices, response: float
) -> float | None:
    # Whoever is drawn counts only as far as answers are expected; at least one, so that a small stratum has a margin.
    answering = {code: max(math.floor(size * response), min(size, 1)) for code, size in sizes.items()}
    found = expected_margin(
        answering,
        population,
        proportion=choices.proportion_pct / 100,
        confidence=choices.confidence_pct / 100,
    )
    return None if found is None else 100 * found


def _spread(stratum: ListedStratum, wish: StratumWish | None) -> float | None:
    return wish.spread if wish and wish.spread is not None else stratum.spread


def _refuse_older(frame: Frame) -> None:
    if Frame.objects.filter(cluster=frame.cluster_id, version__gt=frame.version).exists():
        raise Refusal(_("There is a newer list of this cluster. Plan and draw from the newest one."))


def _refuse_impossible(strata: list[ListedStratum], choices: PlanChoices) -> None:
    if not strata:
        raise Refusal(_("The list has no strata, so there is nothing to draw from."))
    _refuse_figures(choices)
    if choices.by_margin and not choices.margin_pct:
        raise Refusal(_("Give a margin, or the number of firms."), "margin_pct")
    if choices.sharing == Sharing.NEYMAN:
        unknown = [each.title for each in strata if _spread(each, choices.strata.get(each.code)) is None]
        if unknown:
            told = _("The list tells no spread of employment in: %(strata)s. Give one, or share the sample otherwise.")
            raise Refusal(told % {"strata": "; ".join(unknown)}, "sharing")
        if not any(_spread(each, choices.strata.get(each.code)) for each in strata):
            raise Refusal(_("The spread is 0 in every stratum. Share the sample otherwise."), "sharing")
    for each in strata if choices.sharing == Sharing.CUSTOM else ():
        wish = choices.strata.get(each.code, StratumWish())
        room = min(each.population, each.listed)
        least = min(choices.least, room)
        if not wish.take_all and not least <= (wish.size or 0) <= room:
            told = _("%(stratum)s: %(found)s firms. Give a number from %(least)d to %(most)d.")
            found = "–" if wish.size is None else wish.size
            told = told % {"stratum": each.title, "found": found, "least": least, "most": room}
            raise Refusal(told, "sharing")


def _refuse_figures(choices: PlanChoices) -> None:
    """What no form lets through, and a command may."""
    bounds = {
        "margin_pct": (0, 100),
        "confidence_pct": (0, 100),
        "proportion_pct": (0, 100),
        "response_pct": (0, 100.5),
        "reserve_pct": (-0.5, 1000),
        "least": (1, 10_000),
        "total": (0, 1_000_000),
    }
    for name, (above, below) in bounds.items():
        value = getattr(choices, name)
        if value is not None and not above < value < below:
            told = _("%(value)s is not possible here; give a number above %(above)s and below %(below)s.")
            raise Refusal(told % {"value": value, "above": above, "below": below}, name)
