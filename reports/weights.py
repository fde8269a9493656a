"""Making weights and putting a version in use: each is one more row, and sets the weights firms have from then on."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.locking import lock_cluster
from clusters.models import Cluster, Firm
from reports.errors import WeightsRefusedError
from reports.models import WeightChoice, WeightVersion
from reports.staleness import WEIGHTS, mark_runs_with_other
from reports.weight_inputs import Sample, WeightChoices, eligible_by_stratum, reckon, sample_of
from reports.weight_words import refusal_of
from reports.weights_in_use import weights_in_use
from scoring.weighting import Weighting, WeightStep
from scoring.weighting_errors import WeightingError

BATCH = 1000
KEPT_DIGITS = 10


@transaction.atomic
def make_weights(*, cluster: Cluster, choices: WeightChoices, name: str, by: User, now: datetime) -> WeightVersion:
    """Make weights from what is known of the drawn firms now, keep them as a version, and put it in use.

    Raises WeightsRefusedError with the reason where they cannot be made, and without a name.
    """
    lock_cluster(cluster.pk)
    if not name.strip():
        raise WeightsRefusedError(_("The weights have no name."), _("Say how they differ from others."), place="name")
    sample = sample_of(cluster)
    try:
        found = reckon(sample, choices)
    except WeightingError as fault:
        raise refusal_of(fault) from fault
    version = WeightVersion(cluster=cluster, name=name.strip(), by=by, at=now, **_frozen(sample, choices, found))
    newest = WeightVersion.objects.filter(cluster=cluster).aggregate(number=Max("number"))["number"]
    version.number = (newest or 0) + 1
    version.save(force_insert=True)
    _put_in_use(cluster, version, by, now)
    return version


@transaction.atomic
def use_weights(*, cluster: Cluster, version: WeightVersion | None, by: User, now: datetime) -> None:
    """Put a version of the cluster in use, or base weights again.

    The one in use chosen again is no new row: it gives firms back the weights that a list or a draw took from them.
    """
    lock_cluster(cluster.pk)
    if version is not None and version.cluster_id != cluster.pk:
        raise ValueError("These weights belong to another cluster.")
    if weights_in_use(cluster) != version:
        _put_in_use(cluster, version, by, now)
    else:
        _weigh(cluster, version)


def _put_in_use(cluster: Cluster, version: WeightVersion | None, by: User, now: datetime) -> None:
    WeightChoice.objects.create(cluster=cluster, version=version, by=by, at=now)
    _weigh(cluster, version)
    mark_runs_with_other(part=WEIGHTS, cluster=cluster, now=now)


def _weigh(cluster: Cluster, version: WeightVersion | None) -> None:
    """Give every firm the weight it has by this version."""
    carried = {told["firm"]: told["weights"][-1] for told in version.firms} if version else {}
    moved = []
    for firm in Firm.objects.filter(cluster=cluster).only("base_weight", "final_weight"):
        # A firm that did not answer carries no weight; it keeps its base weight until other weights are made.
        wanted = carried.get(str(firm.pk)) or firm.base_weight
        if firm.final_weight != wanted:
            firm.final_weight = wanted
            moved.append(firm)
    Firm.objects.bulk_update(moved, ["final_weight"], batch_size=BATCH)


def _frozen(sample: Sample, choices: WeightChoices, found: Weighting) -> dict[str, Any]:
    by_firm = zip(*(step.weights.tolist() for step in found.steps), strict=True)
    return {
        "how": choices.to_json(),
        "frame_version": sample.frame.version,
        "by_chance": sample.frame.is_probability_sample,
        "steps": [figures_of(step) for step in found.steps],
        "merges": [[each.cell, each.into, each.respondents, each.into_respondents] for each in found.merges],
        "notes": notes_of(sample, found),
        "eligible": eligible_by_stratum(sample, found),
        "firms": [
            {
                "firm": str(firm.pk),
                "code": firm.code,
                "stratum": unit.stratum,
                "outcome": unit.outcome.value,
                "weights": [round(held, KEPT_DIGITS) for held in weights],
            }
            for firm, unit, weights in zip(sample.firms, sample.drawn, by_firm, strict=True)
        ],
    }


def notes_of(sample: Sample, found: Weighting) -> dict[str, Any]:
    """The further figures of weights as a version keeps them and a page shows them."""
    told = {
        "rounds": found.rounds,
        "trimmed": found.trimmed,
        "margin_gap": found.margin_gap,
        "outside": sample.outside,
        "pending": sample.pending,
    }
    held = {"employees": found.employees, "employees_at_last": found.employees_at_last}
    return told | {name: round(value, KEPT_DIGITS) for name, value in held.items() if value is not None}


def figures_of(step: WeightStep) -> dict[str, Any]:
    """The figures of a step as a version keeps them and a page shows them."""
    return {
        "step": step.step.value,
        "units": step.units,
        "total": step.total,
        "least": step.least,
        "most": step.most,
        "cv": step.cv,
        "deff": step.deff,
    }
