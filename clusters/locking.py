"""One change at a time to what belongs to a cluster."""

from django.http import Http404
from django.utils.translation import gettext as _

from clusters.models import Cluster


def lock_cluster(cluster_id: int) -> Cluster:
    """The cluster, locked until the transaction ends.

    Raises Http404, as its pages then answer, where it went into the bin between the guard and this moment.
    """
    stored = Cluster.objects.select_for_update().filter(pk=cluster_id).first()
    if stored is None:
        raise Http404(_("There is no such cluster among yours."))
    return stored
