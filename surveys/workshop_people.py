"""Who can moderate a workshop, and who of the study can be given a seat."""

from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.access import Right, roles_with
from clusters.models import Cluster, Membership


def people_with(right: Right, cluster: Cluster) -> QuerySet[User]:
    """People whose role in the study or in this cluster holds the right, by name."""
    held = Membership.objects.filter(study_id=cluster.study_id, role__in=roles_with(right)).filter(
        Q(cluster__isnull=True) | Q(cluster=cluster)
    )
    return User.objects.filter(pk__in=held.values("user_id")).order_by("full_name", "username")
