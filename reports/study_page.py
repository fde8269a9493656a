"""The study at a glance: response, levels, phases, review and runs, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import User
from clusters.access import clusters_for, firms_for
from clusters.models import Cluster, Firm, Study
from clusters.response import ResponseRow, response_row
from reports.models import Run, RunState, Score
from scoring.agreement import summarise_votes
from scoring.rungs import Dimension
from surveys.access import interviews_for
from surveys.models import AgreedPhase, Interview, InterviewState, Part, Pillar, Vote
from surveys.review_table import LOCKED, WAITING

HANDED_IN = tuple(sorted(WAITING | LOCKED))
RUNS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Ladders:
    """Firms of one cluster over the levels 0 to 6 of one dimension, those without a settled level beside."""

    label: str
    counts: tuple[int, ...]
    undetermined: int


@dataclass(frozen=True, slots=True)
class PillarPlace:
    """Where the panel of one cluster sees one pillar."""

    label: str
    phase: int
    low: int
    high: int
    median: float | None


@dataclass(frozen=True, slots=True)
class StateCount:
    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ClusterPanel:
    cluster: Cluster
    response: ResponseRow
    review: tuple[StateCount, ...]
    scored: int
    ladders: tuple[Ladders, ...]
    pillars: tuple[PillarPlace, ...]


@dataclass(frozen=True, slots=True)
class RunsPanel:
    """The newest runs, and how many approved interviews the newest finished one lacks."""

    runs: tuple[Run, ...]
    latest: Run | None
    approved: int
    not_in_latest: int


def cluster_panels(user: User, study: Study) -> list[ClusterPanel]:
    """The person's clusters of the study in the order of the tables, told by the firms they see; eight queries."""
    clusters = list(clusters_for(user).filter(study=study))
    seen = interviews_for(user).filter(firm__cluster__study=study, is_second_scoring=False)
    dispositions, states = _dispositions(firms_for(user).filter(cluster__study=study)), _states(seen)
    ladders = _ladders(seen)
    pillars = _pillars(study)
    return [
        ClusterPanel(
            cluster=cluster,
            response=response_row(cluster.name, dispositions[cluster.pk]),
            review=tuple(
                StateCount(state.value, str(state.label), states[cluster.pk][state.value])
                for state in InterviewState
                if states[cluster.pk].get(state.value)
            ),
            scored=max((sum(each.counts) + each.undetermined for each in ladders[cluster.pk]), default=0),
            ladders=tuple(ladders[cluster.pk]),
            pillars=tuple(pillars[cluster.pk]),
        )
        for cluster in clusters
    ]


def runs_panel(study: Study) -> RunsPanel:
    """The newest runs of the study; three queries."""
    runs = list(runs_of(study)[:RUNS_SHOWN])
    latest = study.runs.filter(state=RunState.READY).order_by("-created_at").first()
    approved = Interview.objects.filter(
        firm__cluster__study=study, state=InterviewState.APPROVED, is_second_scoring=False
    )
    outside = approved.exclude(run_firms__run=latest) if latest else approved
    return RunsPanel(tuple(runs), latest, approved.count(), outside.count())


def runs_of(study: Study) -> QuerySet[Run]:
    """The study's runs, the newest first, each with its number of firms; its tables are not loaded."""
    return (
        study.runs.select_related("created_by")
        .defer("tables")
        .annotate(firm_count=Count("firms"))
        .order_by("-created_at")
    )


def _dispositions(firms: QuerySet[Firm]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = firms.order_by().values_list("cluster", "disposition")
    for cluster, disposition, count in rows.annotate(Count("pk")):
        found[cluster][disposition] = count
    return found


def _states(interviews: QuerySet[Interview]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = interviews.order_by().values_list("firm__cluster", "state")
    for cluster, state, count in rows.annotate(Count("pk")):
        found[cluster][state] = count
    return found


def _ladders(interviews: QuerySet[Interview]) -> dict[int, list[Ladders]]:
    """Levels of the interviews that were handed in, counted in the database."""
    found: dict[int, list[Ladders]] = defaultdict(list)
    scores = Score.objects.filter(interview__in=interviews.filter(state__in=HANDED_IN).order_by()).order_by()
    for dimension in Dimension:
        low, high = f"dimensions__{dimension}__low", f"dimensions__{dimension}__high"
        counts: dict[int, list[int]] = defaultdict(lambda: [0] * 8)
        for cluster, least, most, count in scores.values_list("interview__firm__cluster", low, high).annotate(
            Count("pk")
        ):
            counts[cluster][int(least) if least == most else -1] += count
        for cluster, each in counts.items():
            found[cluster].append(Ladders(str(Part(dimension).label), tuple(each[:7]), each[7]))
    return found


def _pillars(study: Study) -> dict[int, list[PillarPlace]]:
    """The phases agreed on last in each cluster's newest workshop that agreed on any."""
    newest: dict[int, dict[str, AgreedPhase]] = {}
    workshops: dict[int, object] = {}
    rows = AgreedPhase.objects.filter(workshop__cluster__study=study).select_related("workshop")
    for row in rows.order_by("-workshop__held_on", "-workshop__created_at", "workshop", "-recorded_at", "-pk"):
        cluster = row.workshop.cluster_id
        if workshops.setdefault(cluster, row.workshop_id) == row.workshop_id:
            newest.setdefault(cluster, {}).setdefault(row.pillar, row)
    medians = _medians([row for phases in newest.values() for row in phases.values()])
    found: dict[int, list[PillarPlace]] = defaultdict(list)
    for cluster, phases in newest.items():
        for pillar in Pillar:
            agreed = phases.get(pillar.value)
            if agreed is not None:
                median = medians.get((agreed.round_id, agreed.pillar))
                found[cluster].append(PillarPlace(str(pillar.label), agreed.phase, agreed.low, agreed.high, median))
    return found


def _medians(rows: Sequence[AgreedPhase]) -> dict[tuple[int | None, str], float | None]:
    votes: dict[tuple[int | None, str], list[int | None]] = defaultdict(list)
    rounds = {row.round_id for row in rows if row.round_id is not None}
    for round_id, pillar, phase in Vote.objects.filter(round__in=rounds).values_list("round", "pillar", "phase"):
        votes[round_id, pillar].append(phase)
    return {key: summarise_votes(cast).median for key, cast in votes.items()}
