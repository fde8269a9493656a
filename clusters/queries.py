"""Rows ready for the pages of this room; the number of queries does not grow with the rows."""

from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import ROLE_RIGHTS, Right, clusters_for, firms_for, roles_with, studies_for
from clusters.models import (
    Cluster,
    Contact,
    Disposition,
    Erasure,
    Firm,
    Invitation,
    Membership,
    Role,
    Series,
    SeriesKind,
    SeriesPoint,
    Study,
)


@dataclass(frozen=True, slots=True)
class StudyCard:
    """A study on the first page. `step` is the next thing to do: its kind, words, and the cluster it concerns."""

    study: Study
    roles: tuple[str, ...]
    clusters: tuple[Cluster, ...]
    firms: int
    complete: int
    step: "NextStep"


@dataclass(frozen=True, slots=True)
class NextStep:
    """`place` is the URL name to go to; the pages of a cluster need the cluster besides the study."""

    place: str
    label: str
    cluster: Cluster | None = None


@dataclass(slots=True)
class Holding:
    """What a person is in one study."""

    roles: list[str] = field(default_factory=list)
    rights: set[Right] = field(default_factory=set)


def study_cards(user: User) -> list[StudyCard]:
    """The person's studies with what they may see of them; three queries."""
    clusters: dict[int, list[Cluster]] = {}
    for cluster in with_firm_counts(clusters_for(user), firms_for(user)):
        clusters.setdefault(cluster.study_id, []).append(cluster)
    held = holdings_of(user)
    return [
        study_card(study, tuple(clusters.get(study.pk, [])), held.get(study.pk) or _administrator())
        for study in studies_for(user)
    ]


def _administrator() -> Holding:
    return Holding([_("Administrator")], set(Right))


def holdings_of(user: User) -> dict[int, Holding]:
    """The person's roles by study."""
    held: dict[int, Holding] = {}
    for membership in Membership.objects.filter(user=user).order_by("role"):
        holding = held.setdefault(membership.study_id, Holding())
        label = str(Role(membership.role).label)
        if label not in holding.roles:
            holding.roles.append(label)
        holding.rights |= ROLE_RIGHTS[membership.role]
    return held


def study_card(study: Study, clusters: tuple[Cluster, ...], holding: Holding) -> StudyCard:
    return StudyCard(
        study=study,
        roles=tuple(holding.roles),
        clusters=clusters,
        firms=sum(cluster.firm_count for cluster in clusters),  # type: ignore[attr-defined]
        complete=sum(cluster.complete_count for cluster in clusters),  # type: ignore[attr-defined]
        step=next_step(clusters, holding.rights),
    )


def next_step(clusters: tuple[Cluster, ...], rights: set[Right]) -> NextStep:
    """What somebody with these rights would do next in a study with these clusters."""
    if Right.MANAGE in rights:
        if not clusters:
            return NextStep("cluster_new", _("Add the first cluster"))
        for cluster in clusters:
            if not cluster.firm_count:  # type: ignore[attr-defined]
                return NextStep("cluster", _("Bring in the firms of %(cluster)s") % {"cluster": cluster}, cluster)
    elif Right.ENTER in rights:
        for cluster in clusters:
            if cluster.firm_count > cluster.complete_count:  # type: ignore[attr-defined]
                return NextStep("firms", _("Interview firms of %(cluster)s") % {"cluster": cluster}, cluster)
    elif Right.REVIEW in rights:
        return NextStep("review", _("Review interviews"))
    return NextStep("study", _("Open the study"))


def with_firm_counts(clusters: QuerySet[Cluster], firms: QuerySet[Firm]) -> QuerySet[Cluster]:
    """The clusters with the number of these firms in them and of those whose interview is complete."""
    seen = Q(firms__in=firms.values("pk"))
    return clusters.annotate(
        firm_count=Count("firms", filter=seen),
        complete_count=Count("firms", filter=seen & Q(firms__disposition=Disposition.COMPLETE)),
    )


def memberships_of(study: Study) -> QuerySet[Membership]:
    """Everybody who takes part, managers of the whole study first."""
    return study.memberships.select_related("user", "cluster").order_by("cluster__position", "user__username", "role")


def contacts_of(firm: Firm) -> QuerySet[Contact]:
    """The persons of a firm, without those whose data were erased."""
    return firm.contacts.filter(erased_at__isnull=True).order_by("name", "pk")


def erasures_of(firm: Firm) -> QuerySet[Erasure]:
    """That persons of the firm were erased, the last one first."""
    return Erasure.objects.filter(firm=firm)


def series_of(cluster: Cluster) -> QuerySet[Series]:
    """The series of a cluster with their figures, newest version first; two queries."""
    points = Prefetch("points", queryset=SeriesPoint.objects.order_by("year"))
    return cluster.series.order_by("kind", "-version").prefetch_related(points)


def people_who_enter(cluster: Cluster) -> QuerySet[User]:
    """Everybody whose role in the study or in this cluster interviews firms, by name."""
    held = Membership.objects.filter(study=cluster.study_id, role__in=roles_with(Right.ENTER))
    here = held.filter(Q(cluster__isnull=True) | Q(cluster=cluster))
    return User.objects.filter(pk__in=here.values("user_id"), is_active=True).order_by("full_name", "username")


def open_invitations(study: Study) -> QuerySet[Invitation]:
    """Invitations that were neither accepted nor withdrawn, those that have expired among them."""
    waiting = study.invitations.filter(used_at__isnull=True, revoked_at__isnull=True)
    return waiting.select_related("invited_by").prefetch_related(Prefetch("clusters", Cluster.everything.all()))


@dataclass(frozen=True, slots=True)
class SeriesGroup:
    """All versions of one kind of series, the newest first."""

    kind: str
    label: str
    versions: tuple[Series, ...]


def series_groups(cluster: Cluster) -> list[SeriesGroup]:
    """The series of a cluster by kind, in the order in which the kinds are declared; two queries."""
    versions: dict[str, list[Series]] = {}
    for series in series_of(cluster):
        versions.setdefault(series.kind, []).append(series)
    return [SeriesGroup(kind.value, str(kind.label), tuple(versions[kind])) for kind in SeriesKind if kind in versions]
