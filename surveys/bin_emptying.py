"""What has lain in the bin for thirty days, of every kind, with the verb that ends its way back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from clusters.models import Cluster
from surveys.binning import over_time, remove_for_good
from surveys.cluster_binning import clusters_over_time, remove_cluster_for_good
from surveys.workshop_binning import remove_workshop_for_good, workshops_over_time


@dataclass(frozen=True, slots=True)
class Overdue:
    """A thing whose thirty days are over: one line that tells it, and the verb that removes it for good."""

    told: str
    remove: Callable[[], None]


def overdue(now: datetime) -> Iterator[Overdue]:
    """Everything whose thirty days are over."""
    for firm in over_time(now):
        told = _told(firm.cluster, f"firm {firm.code}", firm.binned_at)
        yield Overdue(told, partial(remove_for_good, firm=firm, now=now))
    for workshop in workshops_over_time(now):
        told = _told(workshop.cluster, f"workshop of {workshop.held_on:%Y-%m-%d}", workshop.binned_at)
        yield Overdue(told, partial(remove_workshop_for_good, workshop=workshop, now=now))
    for cluster in clusters_over_time(now):
        told = _told(cluster, "cluster", cluster.binned_at)
        yield Overdue(told, partial(remove_cluster_for_good, cluster=cluster, now=now))


def _told(cluster: Cluster, what: str, binned_at: datetime | None) -> str:
    return f"{cluster.study.slug}/{cluster.slug}: {what}, binned {binned_at:%Y-%m-%d}"
