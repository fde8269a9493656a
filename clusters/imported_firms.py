"""Places firms that come with a file of interviews: their stratum, weight and groups. No firm is ever deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from clusters.models import Cluster, Firm, Frame, Stratum

BATCH = 500
WHOLE_ENOUGH = 1e-6


@dataclass(frozen=True, slots=True)
class Placement:
    """What a file says of one firm. `firm_id` is for a new one; `weight` and `stratum` may be unsaid."""

    firm_id: UUID
    code: str
    name: str
    weight: float | None
    stratum: Stratum | None
    attributes: dict[str, Any]


def strata_of(cluster: Cluster) -> dict[str, Stratum] | None:
    """The strata of the cluster's newest frame by code and by title; None when it has no frame."""
    newest = Frame.objects.filter(cluster=cluster).first()
    if newest is None:
        return None
    strata = list(newest.strata.all())
    return {stratum.title: stratum for stratum in strata if stratum.title} | {each.code: each for each in strata}


@transaction.atomic
def open_strata(
    *, cluster: Cluster, totals: Mapping[str, float], source: str, file_hash: str, is_probability_sample: bool
) -> dict[str, Stratum]:
    """Makes the strata a file names a first frame of the cluster, of which only the sample is known.

    `totals` are the sums of the weights by stratum: N where it is a whole number, as it is when the weights are N/n.
    """
    frame = Frame.objects.create(
        cluster=cluster, source=source, file_hash=file_hash, is_probability_sample=is_probability_sample
    )
    made = Stratum.objects.bulk_create(
        [Stratum(frame=frame, code=code, population=_population(total)) for code, total in sorted(totals.items())],
        batch_size=BATCH,
    )
    return {stratum.code: stratum for stratum in made}


@transaction.atomic
def place_firms(*, cluster: Cluster, placements: Sequence[Placement]) -> list[Firm]:
    """Makes the firms that are new, brings the others up to what the file says, and returns all in the order given.

    The weight becomes the final weight: a file of interviews held elsewhere has its non-response settled already.
    """
    codes = [placement.code for placement in placements]
    known = {firm.code: firm for firm in Firm.objects.filter(cluster=cluster, code__in=codes)}
    made, changed, all_of_them = [], [], []
    for placement in placements:
        firm = known.get(placement.code)
        if firm is None:
            firm = _new_firm(cluster, placement)
            made.append(firm)
        elif _bring_up(firm, placement):
            changed.append(firm)
        firm.cluster = cluster
        all_of_them.append(firm)
    Firm.objects.bulk_create(made, batch_size=BATCH)
    Firm.objects.bulk_update(changed, ["final_weight", "stratum", "attributes"], batch_size=BATCH)
    return all_of_them


def _new_firm(cluster: Cluster, placement: Placement) -> Firm:
    firm = Firm(
        id=placement.firm_id,
        cluster=cluster,
        code=placement.code,
        name=placement.name or placement.code,
        is_reconstruction=cluster.study.is_reconstruction,
    )
    _bring_up(firm, placement)
    return firm


def _bring_up(firm: Firm, placement: Placement) -> bool:
    """Sets what the file says; returns whether anything changed."""
    before = (firm.final_weight, firm.stratum_id, firm.attributes)
    if placement.weight is not None:
        firm.final_weight = placement.weight
    if placement.stratum is not None:
        firm.stratum = placement.stratum
    firm.attributes = {**firm.attributes, **placement.attributes}
    return before != (firm.final_weight, firm.stratum_id, firm.attributes)


def _population(total: float) -> int | None:
    """The sum of weights as a number of firms, or None where it is none."""
    return round(total) if total > 0 and abs(total - round(total)) < WHOLE_ENOUGH else None
