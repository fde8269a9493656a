"""Writes which clusters of two studies are rounds of each other, and reads it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, clusters_for, numbered_cluster_for, whole_clusters_for
from clusters.errors import Refusal, Taken
from clusters.locking import lock_cluster
from clusters.models import Cluster, RoundLink


@transaction.atomic
def link_rounds(*, later: Cluster, earlier: Cluster, by: User | None, now: datetime, note: str = "") -> RoundLink:
    """Links a cluster to its earlier round.

    Raises Refusal for a cluster of the same study or of one with a later year, Taken for a link that is there.
    """
    stored = lock_cluster(later.pk)
    if earlier.study_id == stored.study_id:
        raise Refusal(_("Rounds are of two studies; this is a cluster of the same one."), "earlier")
    if earlier.study.reference_year > stored.study.reference_year:
        raise Refusal(_("This cluster belongs to a study of a later year; link the other way round."), "earlier")
    if RoundLink.objects.filter(earlier=earlier, later=stored).exists():
        raise Taken(_("These two are linked already."), "earlier")
    return RoundLink.objects.create(earlier=earlier, later=stored, note=note, linked_by=by, linked_at=now)


@transaction.atomic
def unlink_rounds(*, link: RoundLink) -> None:
    """Takes a link away; both clusters and all their runs stay as they are."""
    link.delete()


def links_of(user: User, cluster: Cluster) -> QuerySet[RoundLink]:
    """The links of a cluster in either direction whose two clusters the person may see."""
    seen = clusters_for(user)
    links = RoundLink.objects.filter(Q(later=cluster) | Q(earlier=cluster), later__in=seen, earlier__in=seen)
    return links.select_related("earlier__study", "later__study", "linked_by").order_by(
        "earlier__study__reference_year", "pk"
    )


def possible_earlier(user: User, cluster: Cluster) -> QuerySet[Cluster]:
    """The clusters of other studies, none of a later year, that the person sees whole."""
    others = whole_clusters_for(user).exclude(study=cluster.study_id)
    return (
        others.filter(study__reference_year__lte=cluster.study.reference_year)
        .select_related("study")
        .order_by("-study__reference_year", "study__title", "position", "name")
    )


def round_link_for(user: User, link_id: int, right: Right = Right.MANAGE) -> RoundLink:
    """The link, with the later cluster's study at hand, or a refusal."""
    found = RoundLink.objects.filter(pk=link_id, later__in=clusters_for(user), earlier__in=clusters_for(user)).first()
    if found is None:
        raise Http404(_("There is no such link of rounds among yours."))
    found.later = numbered_cluster_for(user, found.later_id, right)
    return found
