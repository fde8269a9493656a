"""What the commands of this room share: finding the cluster that was named."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from clusters.models import Cluster

WRONG_CALL = 2


def cluster_named(study: str, cluster: str) -> Cluster:
    """The cluster of these short names; raises CommandError, with those that are known, when there is none."""
    clusters = Cluster.objects.select_related("study")
    found = clusters.filter(study__slug=study, slug=cluster).first()
    if found is None:
        known = Cluster.objects.order_by("study__slug", "slug").values_list("study__slug", "slug")
        text = _("There is no cluster %(study)s %(cluster)s. Known are: %(known)s. open_cluster makes a new one.")
        shown = "; ".join(" ".join(pair) for pair in known) or "–"
        raise CommandError(text % {"study": study, "cluster": cluster, "known": shown}, returncode=WRONG_CALL)
    return found
