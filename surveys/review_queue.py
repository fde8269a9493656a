"""The reviewer's queue: which interviews, filtered how, in which order; a fixed number of queries for any number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clusters.models import Cluster
from scoring.outliers import outlying
from surveys.models import Awaits, Interview, LateAnswer, LateAnswerState, Standing, Thread
from surveys.queries import ReviewRow, asked_count
from surveys.review_table import LOCKED, WAITING

ALL, LATE = "all", "late"
FLAGGED, COMMENTED, ANSWERED, UNDETERMINED, OUTLIER = "flagged", "commented", "answered", "undetermined", "outlier"
MARKS = (FLAGGED, COMMENTED, ANSWERED, UNDETERMINED, OUTLIER, LATE)
ORDER = ("firm__cluster__position", "firm__cluster__name", "submitted_at", "begun_at", "pk")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; an empty part asks for nothing. `state` is a state, all, or, when empty, what is awaited."""

    state: str = ""
    cluster: Cluster | None = None
    author: Any = None
    stratum: Any = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many interviews each choice would show, the other filters kept."""

    states: dict[str, int] = field(default_factory=dict)
    clusters: dict[int, int] = field(default_factory=dict)
    authors: dict[int | None, int] = field(default_factory=dict)
    strata: dict[int | None, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)


class ReviewQueue:
    """The interviews of these clusters as one person reviews them; `awaited` are the states that wait for them."""

    def __init__(self, clusters: QuerySet[Cluster], awaited: frozenset[str], wanted: Wanted) -> None:
        self.awaited, self.wanted = awaited, wanted
        self.interviews = Interview.objects.filter(firm__cluster__in=clusters, is_second_scoring=False)
        self.outlying = outlying_interviews(clusters)
        self._marks = self._conditions()

    def found(self) -> QuerySet[Interview]:
        """The interviews asked for, by cluster, the longest waiting first."""
        return self.interviews.filter(self._all_but("")).order_by(*ORDER)

    def ids(self) -> list[UUID]:
        return list(self.found().values_list("pk", flat=True))

    def page(self) -> QuerySet[Interview]:
        """The same, with what a row shows."""
        return (
            self.found()
            .select_related("firm__cluster__study", "firm__stratum", "questionnaire", "author", "standing")
            .defer("answers", "conflicts")
            .annotate(
                thread_count=_counted(Thread.objects.exclude(awaits=Awaits.NOBODY)),
                answered_count_of_threads=_counted(Thread.objects.filter(awaits=Awaits.REVIEWER)),
                late_count=_counted(LateAnswer.objects.filter(state=LateAnswerState.WAITING)),
            )
        )

    def rows(self, interviews: Iterable[Any]) -> list[ReviewRow]:
        """Interviews of `page` as the queue shows them."""
        return [self._row(interview) for interview in interviews]

    def counts(self) -> Counts:
        """What stands beside each choice; five queries."""
        marks = {
            mark: Count("pk", filter=condition, distinct=True) for mark, condition in self._marks.items() if condition
        }
        within = self.interviews.filter(self._all_but(""))
        return Counts(
            states=self._by("state", "state"),
            clusters=self._by("cluster", "firm__cluster"),
            authors=self._by("author", "author"),
            strata=self._by("stratum", "firm__stratum"),
            marks=within.aggregate(**marks),
        )

    def _by(self, facet: str, column: str) -> dict[Any, int]:
        rows = self.interviews.filter(self._all_but(facet)).order_by()
        return dict(rows.values_list(column).annotate(Count("pk")))

    def _all_but(self, left_out: str) -> Q:
        """The filters, one of them left out."""
        wanted, found = self.wanted, Q()
        if left_out != "state" and wanted.state != ALL:
            found &= Q(state__in=[wanted.state] if wanted.state else self.awaited)
        if left_out != "cluster" and wanted.cluster is not None:
            found &= Q(firm__cluster=wanted.cluster)
        if left_out != "author" and wanted.author is not None:
            found &= Q(author=wanted.author)
        if left_out != "stratum" and wanted.stratum is not None:
            found &= Q(firm__stratum=wanted.stratum)
        for mark in wanted.marks:
            found &= self._marks[mark]
        return found

    def _conditions(self) -> dict[str, Q]:
        own = OuterRef("pk")
        return {
            FLAGGED: Q(standing__open_flags__gt=0),
            COMMENTED: Q(Exists(Thread.objects.filter(interview=own).exclude(awaits=Awaits.NOBODY))),
            ANSWERED: Q(Exists(Thread.objects.filter(interview=own, awaits=Awaits.REVIEWER))),
            UNDETERMINED: Q(standing__is_undetermined=True),
            OUTLIER: Q(pk__in=list(self.outlying)),
            LATE: Q(Exists(LateAnswer.objects.filter(interview=own, state=LateAnswerState.WAITING))),
        }

    def _row(self, interview: Any) -> ReviewRow:
        standing = getattr(interview, "standing", None)
        return ReviewRow(
            interview,
            asked=asked_count(interview.questionnaire, interview.firm.cluster.sector_variant),
            answered=interview.answered_count,
            open_flags=standing.open_flags if standing else 0,
            threads=interview.thread_count,
            answered_threads=interview.answered_count_of_threads,
            late=interview.late_count,
            is_undetermined=bool(standing and standing.is_undetermined),
            outlying=self.outlying.get(interview.pk, ()),
        )


def outlying_interviews(clusters: QuerySet[Cluster]) -> dict[UUID, tuple[str, ...]]:
    """The interviews handed over whose firm stands far from the others of its cluster, and in which figures.

    One query; compared are the first scorings that were handed over, whatever their state since.
    """
    rows = Standing.objects.filter(
        interview__firm__cluster__in=clusters,
        interview__state__in=WAITING | LOCKED,
        interview__is_second_scoring=False,
    ).values_list("interview", "interview__firm__cluster", "figures")
    by_cluster: dict[int, list[tuple[UUID, dict[str, float]]]] = defaultdict(list)
    for interview_id, cluster_id, figures in rows:
        by_cluster[cluster_id].append((interview_id, figures))
    return {
        interview_id: names
        for firms in by_cluster.values()
        for (interview_id, _figures), names in zip(firms, outlying([each for _id, each in firms]), strict=True)
        if names
    }


def next_after(ids: list[UUID], interview_id: UUID) -> UUID | None:
    """The interview that follows in the queue, else the first of it that is another one."""
    others = [each for each in ids if each != interview_id]
    following = ids[ids.index(interview_id) + 1 :] if interview_id in ids else []
    return next(iter(following), next(iter(others), None))


def _counted(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(interview=OuterRef("pk")).order_by().values("interview").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
