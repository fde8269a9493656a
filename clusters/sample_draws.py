"""Draws the sample that a plan foresees, from a seed, and repeats a draw to see whether its record comes out again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import Refusal
from clusters.locking import lock_cluster
from clusters.models import DrawnUnit, Frame, FrameUnit, SampleDraw, SamplePlan, Stratum
from clusters.sample_plans import planned_strata
from clusters.sampled_firms import place_firms, weigh_firms
from scoring.drawing import DrawFault, StratumDraw, draw_strata, replay, strata_hash

BATCH = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a record does not come out again; `stratum` is empty where it is the frame as a whole."""

    stratum: str
    fault: DrawFault


def newest_plan(frame: Frame) -> SamplePlan | None:
    """The plan of the frame that holds."""
    return frame.plans.order_by("-pk").select_related("by").first()


def newest_draw(frame: Frame) -> SampleDraw | None:
    """The draw of the frame that holds."""
    return frame.draws.order_by("-pk").select_related("by", "plan", "frame__cluster").first()


@transaction.atomic
def draw_sample(*, plan: SamplePlan, seed: str, by: User | None, now: datetime) -> SampleDraw:
    """Draw the firms of the plan and their reserve, make them firms of the sample, and weigh them N/n.

    The same plan and seed again are the draw that is there. A frame is drawn from once: a later plan may only add
    firms, under the same seed and before the reserve was touched. Raises Refusal where that does not hold.
    """
    lock_cluster(plan.frame.cluster_id)
    frame = Frame.objects.select_for_update(of=("self",)).select_related("cluster__study").get(pk=plan.frame_id)
    seed, last = seed.strip(), newest_draw(frame)
    if last is not None and (last.plan_id, last.seed) == (plan.pk, seed):
        return last
    _refuse_draw(frame, plan, seed, last)
    units = units_of(frame)
    draw = SampleDraw.objects.create(
        frame=frame, plan=plan, seed=seed, frame_hash=strata_hash(codes_of(units)), by=by, at=now
    )
    _keep_units(draw, units)
    _mark(frame, units, draw)
    place_firms(frame.cluster, [each.unit for each in draw.units.filter(is_reserve=False).select_related("unit")])
    weigh_firms(draw)
    return draw


def units_of(frame: Frame) -> dict[str, list[FrameUnit]]:
    """The lines of the frame by the code of their stratum, in the order of the strata; two queries."""
    strata = Stratum.objects.filter(frame=frame).order_by("pk").values_list("code", flat=True)
    found: dict[str, list[FrameUnit]] = {code: [] for code in strata}
    for unit in FrameUnit.objects.filter(frame=frame).select_related("stratum").order_by("code"):
        if unit.stratum is not None:
            found[unit.stratum.code].append(unit)
    return found


def codes_of(units: Mapping[str, Iterable[FrameUnit]]) -> dict[str, list[str]]:
    """The codes of the lines by stratum, as a draw takes them."""
    return {stratum: [unit.code for unit in lines] for stratum, lines in units.items()}


def faults_of(draw: SampleDraw) -> list[Fault]:
    """What does not come out again when the draw is repeated from its frame and seed; empty when all does."""
    units = units_of(draw.frame)
    found = replay(codes_of(units), draw.seed, draw.frame_hash, record_of(draw))
    titles = {code: str(lines[0].stratum) if lines else code for code, lines in units.items()}
    return [Fault(titles.get(stratum, stratum), fault) for stratum, fault in found]


def record_of(draw: SampleDraw) -> list[StratumDraw]:
    """What was drawn, as it was written down."""
    sample: dict[str, list[str]] = defaultdict(list)
    reserve: dict[str, list[str]] = defaultdict(list)
    for stratum, code, is_reserve in draw.units.order_by("place").values_list(
        "stratum__code", "unit__code", "is_reserve"
    ):
        (reserve if is_reserve else sample)[stratum].append(code)
    listed = {each.code: each.listed for each in planned_strata(draw.plan)}
    return [StratumDraw(code, listed[code], tuple(sample[code]), tuple(reserve[code])) for code in listed]


def _keep_units(draw: SampleDraw, units: Mapping[str, list[FrameUnit]]) -> None:
    planned = {each.code: each for each in planned_strata(draw.plan)}
    sizes = {code: each.size for code, each in planned.items()}
    reserves = {code: each.reserve for code, each in planned.items()}
    found = draw_strata(codes_of(units), sizes, draw.seed, reserves)
    by_code = {unit.code: unit for lines in units.values() for unit in lines}
    strata = dict(Stratum.objects.filter(frame=draw.frame_id).values_list("code", "pk"))
    rows = [
        DrawnUnit(
            draw=draw,
            stratum_id=strata[each.stratum],
            unit=by_code[code],
            place=place,
            is_reserve=place > len(each.sample),
            inclusion=None if place > len(each.sample) else each.inclusion,
        )
        for each in found
        for place, code in enumerate((*each.sample, *each.reserve), start=1)
    ]
    DrawnUnit.objects.bulk_create(rows, batch_size=BATCH)


def _mark(frame: Frame, units: Mapping[str, list[FrameUnit]], draw: SampleDraw) -> None:
    """The list says from now on who is in the sample and that chance chose them; where it tells no N it is the N."""
    chosen = draw.units.filter(is_reserve=False).values("unit")
    FrameUnit.objects.filter(frame=frame, pk__in=chosen).update(is_selected=True)
    Frame.objects.filter(pk=frame.pk).update(is_probability_sample=True)
    for stratum in Stratum.objects.filter(frame=frame, population__isnull=True):
        stratum.population = len(units[stratum.code])
        stratum.save(update_fields=["population"])


def _refuse_draw(frame: Frame, plan: SamplePlan, seed: str, last: SampleDraw | None) -> None:
    if not seed:
        raise Refusal(_("Give a seed: a word or a number that was fixed before anybody looked at the firms."), "seed")
    if Frame.objects.filter(cluster=frame.cluster_id, version__gt=frame.version).exists():
        raise Refusal(_("There is a newer list of this cluster. Plan and draw from the newest one."))
    if frame.plans.filter(pk__gt=plan.pk).exists():
        raise Refusal(_("There is a newer plan. Look at its numbers, then draw."))
    if not any(each.size for each in planned_strata(plan)):
        raise Refusal(_("The plan draws nobody."))
    if last is not None:
        _refuse_second_draw(plan, seed, last)
    elif FrameUnit.objects.filter(frame=frame, is_selected=True).exists():
        raise Refusal(
            _(
                "This list came with its sample, so nobody can be drawn from it. Bring it in again and say that nobody "
                "is drawn yet."
            )
        )


def _refuse_second_draw(plan: SamplePlan, seed: str, last: SampleDraw) -> None:
    """A draw is made once: whoever may draw again until they like the firms has chosen them."""
    if seed != last.seed:
        raise Refusal(
            _("This list was drawn from with the seed %(seed)s, and that draw stands. A larger sample keeps its seed.")
            % {"seed": last.seed},
            "seed",
        )
    before = {each.code: each.size for each in planned_strata(last.plan)}
    if any(each.size < before[each.code] for each in planned_strata(plan)):
        raise Refusal(_("The plan has fewer firms in a stratum than were drawn. A further draw only adds firms."))
    if last.frame.draws.filter(replacements__isnull=False).exists():
        raise Refusal(_("Firms of the reserve are in the sample already, so it cannot be enlarged any more."))
