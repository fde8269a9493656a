"""Guards of the bin: who may put a thing away sees it there, and brings it back if they put it there or manage."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, cluster_for, clusters_for, firm_for, may, studies_for, study_for, whole_studies_for
from clusters.models import Cluster, Firm, Study
from surveys.binning import DAYS_IN_BIN
from surveys.models import Interview, Workshop

Thing = TypeVar("Thing", Cluster, Firm, Workshop)


@dataclass(frozen=True, slots=True)
class BinRow:
    """A thing in the bin, where it stood, the name of the address that brings it back, and how many days are left."""

    thing: Cluster | Firm | Workshop
    stood: str
    way_back: str
    days_left: int


def firm_to_bin_for(user: User, firm_id: UUID) -> Firm:
    """The firm which the person may put away: a manager any, a consultant one that nobody else has begun."""
    firm = firm_for(user, firm_id, Right.ENTER)
    begun_by_others = Interview.objects.filter(firm=firm).exclude(author=user).exists()
    if begun_by_others and not may(user, Right.MANAGE, firm.cluster):
        raise PermissionDenied(_("Somebody else began the interview with this firm; a manager can put it away."))
    return firm


def cluster_to_bin_for(user: User, study_slug: str, cluster_slug: str) -> Cluster:
    """The cluster which the person may put away, as only managers of the whole study may, or a refusal."""
    cluster = cluster_for(user, study_slug, cluster_slug, Right.MANAGE)
    study_for(user, study_slug, Right.MANAGE)
    return cluster


def study_of_bin_for(user: User, slug: str) -> Study:
    """The study whose bin the person may look into, or a refusal."""
    study = study_for(user, slug)
    if not (clusters_for(user, Right.ENTER).filter(study=study).exists() or may(user, Right.MANAGE, study)):
        raise PermissionDenied(_("Your role in this study does not allow this."))
    return study


def bin_of(user: User, study: Study, now: datetime) -> list[BinRow]:
    """What lies in the bin of the study for this person, the last first: their own, and in clusters they manage all.

    Managers of the whole study see its clusters there, and what lies in the bin with them.
    """
    clusters: QuerySet[Cluster] = Cluster.everything.none()
    entered = clusters_for(user, Right.ENTER).filter(study=study)
    managed = clusters_for(user, Right.MANAGE).filter(study=study)
    if may(user, Right.MANAGE, study):
        clusters = entered = managed = Cluster.everything.filter(study=study)
    kept = set(managed.values_list("pk", flat=True))
    firms = _in_bin(Firm.everything.filter(cluster__in=entered))
    workshops = _in_bin(Workshop.everything.filter(cluster__in=entered))
    rows = [BinRow(each, each.location, "cluster_bring_back", days_left(each, now)) for each in _in_bin(clusters)]
    rows += [
        BinRow(each, f"{each.code} · {each.cluster}", "firm_bring_back", days_left(each, now))
        for each in firms.select_related("cluster")
        if each.cluster_id in kept or each.binned_by_id == user.pk
    ]
    rows += [
        BinRow(each, each.place, "workshop_bring_back", days_left(each, now))
        for each in workshops.select_related("cluster")
        if each.cluster_id in kept or each.binned_by_id == user.pk
    ]
    return sorted(rows, key=attrgetter("thing.binned_at"), reverse=True)


def binned_cluster_for(user: User, cluster_id: int) -> Cluster:
    """The cluster in the bin which the person may bring back, or a refusal."""
    found = _in_bin(Cluster.everything.filter(pk=cluster_id, study__in=studies_for(user))).first()
    if found is None:
        raise Http404(_("There is no such cluster in a bin of yours."))
    if not may(user, Right.MANAGE, found.study):
        raise PermissionDenied(_("Your role in this study does not allow this."))
    return found


def binned_firm_for(user: User, firm_id: UUID) -> Firm:
    """The firm in the bin which the person may bring back, or a refusal."""
    found = _in_bin(Firm.everything.filter(_seen_by(user), pk=firm_id)).select_related("cluster__study").first()
    if found is None:
        raise Http404(_("There is no such firm in a bin of yours."))
    _check_way_back(user, found)
    return found


def binned_workshop_for(user: User, workshop_id: UUID) -> Workshop:
    """The workshop in the bin which the person may bring back, or a refusal."""
    found = _in_bin(Workshop.everything.filter(_seen_by(user), pk=workshop_id)).select_related("cluster__study").first()
    if found is None:
        raise Http404(_("There is no such workshop in a bin of yours."))
    _check_way_back(user, found)
    return found


def days_left(thing: Cluster | Firm | Workshop, now: datetime) -> int:
    """Whole days until the thing is removed for good, never below 0."""
    assert thing.binned_at is not None  # noqa: S101
    return max(0, (thing.binned_at + timedelta(days=DAYS_IN_BIN) - now).days)


def _in_bin(things: QuerySet[Thing]) -> QuerySet[Thing]:
    found = things.filter(binned_at__isnull=False, removed_at__isnull=True)
    return found.select_related("binned_by").order_by("-binned_at", "pk")


def _seen_by(user: User) -> Q:
    """In clusters of the person; managers of a whole study are told of its clusters in the bin as well."""
    return Q(cluster__in=clusters_for(user)) | Q(cluster__study__in=whole_studies_for(user, Right.MANAGE))


def _check_way_back(user: User, thing: Firm | Workshop) -> None:
    if may(user, Right.MANAGE, thing.cluster.study) or may(user, Right.MANAGE, thing.cluster):
        return
    if thing.binned_by_id != user.pk or not may(user, Right.ENTER, thing.cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
