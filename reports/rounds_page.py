"""Which runs a run may be compared with as an earlier round, and what has to be known before two are."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster
from clusters.rounds import links_of
from reports.access import runs_for
from reports.models import Run, RunCluster, RunState
from reports.rounds import Rounds, compare_rounds
from reports.run_levels import levels_of_cluster
from reports.run_words import choices_in_words
from reports.specification import Specification

MOST_RUNS = 30


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """A finished run that holds the cluster, or its earlier round."""

    run: Run
    cluster: Cluster
    is_linked: bool


@dataclass(frozen=True, slots=True)
class Differing:
    """A choice that makes levels and differs between two runs."""

    term: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class TwoRounds:
    """Two runs of a cluster compared, with the choices in which they differ."""

    earlier: EarlierRun
    rounds: Rounds
    differing: tuple[Differing, ...]


def earlier_runs(user: User, run: Run, cluster: Cluster) -> list[EarlierRun]:
    """Finished runs of linked earlier rounds, then older runs of the same cluster, that the person may read."""
    linked = [link.earlier_id for link in links_of(user, cluster) if link.later_id == cluster.pk]
    wanted = Q(cluster__in=linked) | Q(cluster=cluster, run__created_at__lt=run.created_at)
    rows = RunCluster.objects.filter(wanted, run__state=RunState.READY, run__in=runs_for(user)).exclude(run=run)
    rows = rows.select_related("run__study", "cluster__study").defer("inputs", "figures", "run__tables")
    found = [EarlierRun(row.run, row.cluster, row.cluster_id in linked) for row in rows.order_by("-run__created_at")]
    return sorted(found, key=lambda each: not each.is_linked)[:MOST_RUNS]


def two_rounds(earlier: EarlierRun, run: Run, cluster: Cluster) -> TwoRounds | None:
    """The comparison of an earlier run with this one; None where either has no such cluster."""
    first, second = levels_of_cluster(earlier.run, earlier.cluster.pk), levels_of_cluster(run, cluster.pk)
    if first is None or second is None:
        return None
    return TwoRounds(earlier, compare_rounds(first, second), tuple(differing(earlier.run, run)))


def differing(first: Run, second: Run) -> list[Differing]:
    """The choices by which both runs make levels, where they are not the same."""
    told = [
        {fact.term: fact.text for fact in choices_in_words(Specification.from_json(run.specification))}
        for run in (first, second)
    ]
    makes_levels = (
        _("Rule set"),
        _("Questionnaire"),
        _("Level rule"),
        _("Every operating firm at level 1 at least"),
        _("Firms with unknown rungs"),
        _("Assessed levels in place of computed ones"),
    )
    pairs = ((term, told[0].get(term, ""), told[1].get(term, "")) for term in makes_levels)
    return [Differing(term, one, other) for term, one, other in pairs if one != other]
