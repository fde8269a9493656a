"""Whom a consultant visits next: firms given to them, then firms that nobody has, each in the order of the draw."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.access import Right, firms_for
from clusters.models import Attempt, Cluster, Contact, Disposition, DrawnUnit, Firm, Replacement
from clusters.response import dispositions_by_stratum
from surveys.access import interviews_for
from surveys.models import Interview, InterviewState
from surveys.review_table import OPEN

OfFirm = TypeVar("OfFirm", Attempt, Contact)
AGAIN = (Disposition.NON_CONTACT, Disposition.UNKNOWN_ELIGIBILITY)
"""What a further attempt may still turn, as long as no firm of the reserve was brought in for it."""


@dataclass(frozen=True, slots=True)
class StratumNeed:
    """How far a stratum is: complete interviews of the firms of the sample."""

    title: str
    complete: int
    sample: int

    @property
    def share(self) -> float:
        return self.complete / self.sample if self.sample else 1.0


@dataclass(frozen=True, slots=True)
class Visit:
    """A firm to be visited. `need` is None for a firm of no stratum; `contact` is the first person on record there."""

    firm: Firm
    interview: Interview | None
    is_mine: bool
    need: StratumNeed | None
    place: int | None
    attempts: tuple[Attempt, ...]
    contact: Contact | None
    contacts: int

    @property
    def last(self) -> Attempt | None:
        """The newest attempt."""
        return self.attempts[0] if self.attempts else None

    @property
    def order(self) -> tuple[object, ...]:
        """Interviews that came back or were begun go first, then firms hardly tried, the thinnest strata, the draw."""
        begun = [InterviewState.RETURNED, InterviewState.DRAFT]
        standing = begun.index(InterviewState(self.interview.state)) if self.interview else len(begun)
        share = self.need.share if self.need else 2.0
        place = self.place if self.place is not None else 10**9
        return (not self.is_mine, standing, len(self.attempts), share, place, self.firm.code)


@dataclass(frozen=True, slots=True)
class Visits:
    """Whom to visit, the next firm first; `others` counts open firms that are with somebody else."""

    rows: tuple[Visit, ...]
    others: int

    @property
    def mine(self) -> int:
        return sum(visit.is_mine for visit in self.rows)

    @property
    def free(self) -> int:
        return len(self.rows) - self.mine


def visits_of(user: User, cluster: Cluster) -> Visits:
    """Every firm of the cluster that the person may still visit; the number of queries does not grow with them."""
    theirs = firms_for(user, Right.ENTER).filter(cluster=cluster)
    done = Interview.objects.filter(firm__cluster=cluster, is_second_scoring=False).exclude(state__in=OPEN)
    replaced = Replacement.objects.filter(replaced__cluster=cluster)
    open_firms = theirs.filter(
        Q(disposition=Disposition.PENDING)
        | Q(disposition__in=AGAIN) & ~Q(pk__in=replaced.values("replaced"))
        | Q(interviews__state=InterviewState.RETURNED, interviews__is_second_scoring=False)
    ).exclude(pk__in=done.values("firm"))
    wanted = open_firms.filter(Q(assigned_to=user) | Q(assigned_to__isnull=True)).distinct()
    rows = _rows(user, cluster, list(wanted.select_related("stratum")), theirs)
    others = open_firms.exclude(assigned_to=user).exclude(assigned_to__isnull=True).distinct().count()
    return Visits(tuple(sorted(rows, key=lambda visit: visit.order)), others)


def _rows(user: User, cluster: Cluster, firms: list[Firm], theirs: QuerySet[Firm]) -> Iterable[Visit]:
    keys = [firm.pk for firm in firms]
    interviews = interviews_for(user).filter(firm__in=keys, is_second_scoring=False).defer("answers")
    by_firm = {interview.firm_id: interview for interview in interviews}
    needs, places = _needs(theirs), _places(cluster)
    attempts = _by_firm(Attempt.objects.filter(firm__in=keys).select_related("by").order_by("-at", "-pk"))
    contacts = _by_firm(Contact.objects.filter(firm__in=keys, erased_at__isnull=True).order_by("recorded_at", "pk"))
    for firm in firms:
        known = contacts.get(firm.pk, [])
        yield Visit(
            firm=firm,
            interview=by_firm.get(firm.pk),
            is_mine=firm.assigned_to_id == user.pk,
            need=_need_of(firm, needs),
            place=places.get(firm.frame_unit_id),
            attempts=tuple(attempts.get(firm.pk, [])),
            contact=known[0] if known else None,
            contacts=len(known),
        )


def _needs(firms: QuerySet[Firm]) -> dict[int | None, tuple[int, int]]:
    """By stratum, complete interviews and firms of the sample."""
    counts = dispositions_by_stratum(firms)
    return {stratum: (each.get(Disposition.COMPLETE, 0), sum(each.values())) for stratum, each in counts.items()}


def _need_of(firm: Firm, needs: dict[int | None, tuple[int, int]]) -> StratumNeed | None:
    if firm.stratum is None or firm.stratum_id not in needs:
        return None
    return StratumNeed(str(firm.stratum), *needs[firm.stratum_id])


def _places(cluster: Cluster) -> dict[int | None, int]:
    """The place of each line in the newest draw that drew it."""
    drawn = DrawnUnit.objects.filter(unit__frame__cluster=cluster, unit__is_selected=True).order_by("draw")
    return dict(drawn.values_list("unit", "place"))


def _by_firm(rows: Iterable[OfFirm]) -> dict[UUID, list[OfFirm]]:
    found: dict[UUID, list[OfFirm]] = {}
    for row in rows:
        found.setdefault(row.firm_id, []).append(row)
    return found
