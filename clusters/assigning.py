"""Giving firms to the consultant who interviews them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, may
from clusters.errors import Refusal
from clusters.locking import lock_cluster
from clusters.models import Cluster, Firm


@transaction.atomic
def assign_firms(*, cluster: Cluster, firms: Iterable[Firm], person: User | None) -> int:
    """Give the firms to one consultant of the cluster, or to nobody; returns how many moved."""
    lock_cluster(cluster.pk)
    if person is not None and not may(person, Right.ENTER, cluster):
        raise Refusal(_("%(person)s holds no role here that interviews firms.") % {"person": person}, "person")
    wanted = Firm.objects.select_for_update().filter(cluster=cluster, pk__in=[firm.pk for firm in firms])
    moved = [firm for firm in wanted if firm.assigned_to_id != (person.pk if person else None)]
    for firm in moved:
        firm.assigned_to = person
        firm.save(update_fields=["assigned_to"])
    return len(moved)
