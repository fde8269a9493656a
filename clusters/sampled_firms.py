"""Makes lines that were drawn firms of the sample, and weighs them: N over the firms of the stratum taken so far."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F

from clusters.models import Cluster, Disposition, DrawnUnit, Firm, FrameUnit, Replacement, SampleDraw, Stratum

BATCH = 500


def place_firms(cluster: Cluster, units: Iterable[FrameUnit]) -> None:
    """Make a firm of each line, or tie the one of its code to it; within the transaction of a draw or a replacement.

    A firm keeps its name and disposition, as when a list is brought in. A line whose firm lies in the bin has one.
    """
    held = set(Firm.everything.filter(frame_unit__in=[unit.pk for unit in units]).values_list("frame_unit", flat=True))
    known = {firm.code: firm for firm in Firm.objects.filter(cluster=cluster)}
    made, tied = [], []
    for unit in units:
        if unit.pk in held:
            continue
        firm = known.get(unit.code) or Firm(
            cluster=cluster,
            code=unit.code,
            name=unit.name,
            address=unit.address,
            disposition=Disposition.PENDING,
            is_reconstruction=cluster.study.is_reconstruction,
        )
        firm.frame_unit, firm.stratum_id = unit, unit.stratum_id
        (tied if unit.code in known else made).append(firm)
    Firm.objects.bulk_create(made, batch_size=BATCH)
    Firm.objects.bulk_update(tied, ["frame_unit", "stratum"], batch_size=BATCH)


def taken_by_stratum(draw: SampleDraw) -> Counter[int]:
    """How many lines of each stratum are in the sample: those drawn, and those of the reserve that replaced others."""
    drawn = Counter(draw.units.filter(is_reserve=False).values_list("stratum", flat=True))
    brought_in = Replacement.objects.filter(draw=draw).values_list("firm__frame_unit__stratum", flat=True)
    return drawn + Counter(brought_in)


def weigh_firms(draw: SampleDraw) -> None:
    """Give every firm of the sample the base weight N/n of its stratum, n counting replaced firms as well.

    A firm replaced stays in the sample as one that did not answer, so that a replacement hides nothing. Final weights
    that were made from base weights stay until they are made anew.
    """
    taken = taken_by_stratum(draw)
    for stratum in Stratum.objects.filter(pk__in=taken):
        weight = (stratum.population or 0) / taken[stratum.pk] or 1.0
        firms = Firm.everything.filter(frame_unit__stratum=stratum, frame_unit__is_selected=True)
        firms.filter(final_weight=F("base_weight")).update(final_weight=weight)
        firms.update(base_weight=weight)


def next_of_reserve(draw: SampleDraw, stratum: Stratum) -> DrawnUnit | None:
    """The first line of the stratum's reserve that nobody has taken yet."""
    reserve = draw.units.filter(stratum=stratum, is_reserve=True, unit__is_selected=False)
    return reserve.order_by("place").select_related("unit").first()
