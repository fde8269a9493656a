"""Which weights of a cluster are in use, and what a run freezes of them."""

from typing import Any

from clusters.models import Cluster, Study
from reports.models import WeightChoice, WeightVersion


def weights_in_use(cluster: Cluster) -> WeightVersion | None:
    """The version the newest choice names; None where base weights count."""
    newest = WeightChoice.objects.filter(cluster=cluster).select_related("version__by").order_by("pk").last()
    return newest.version if newest else None


def frozen_weights(cluster: Cluster) -> dict[str, Any] | None:
    """What a run freezes of the version in use: what it is called, how it was made, eligible firms by stratum."""
    version = weights_in_use(cluster)
    if version is None:
        return None
    return {
        "number": version.number,
        "name": version.name,
        "how": version.how,
        "eligible": version.eligible,
    }


def newest_choice(study: Study) -> int | None:
    """What moves when weights of the study are put in use."""
    newest = WeightChoice.objects.filter(cluster__study=study).order_by("pk").last()
    return newest.pk if newest else None
