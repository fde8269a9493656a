"""The work behind a run's jobs: query, pure function, store. Results and the end of the job are one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from django.db import transaction

from reports.cautions import run_warnings
from reports.clock import ledger_now
from reports.cluster_columns import ClusterColumns
from reports.cluster_figures import cluster_result
from reports.errors import InputsMovedError
from reports.firm_scores import Scored, dimension_scores, joined_levels, no_firms, score_answers
from reports.jobs import Claim, beat, finish
from reports.models import Run, RunCluster, RunFirm, RunState
from reports.results import RunTables, cluster_from_json
from reports.robustness import Robustness
from reports.runs import submit_gather
from reports.score_inputs import (
    FIGURES,
    FOREIGN_EQUITY,
    frozen_answers,
    items_not_asked,
)
from reports.specification import Specification
from scoring.ownership import ownership_of
from scoring.ruleset import RuleSet, parse_ruleset
from scoring.rungs import Dimension
from surveys.models import RuleSetVersion

CHUNK = 1000


@dataclass(slots=True)
class _Gathered:
    """Chunks of a cluster as they come in: arrays only, so that memory stays small however many firms there are."""

    weights: list[float] = field(default_factory=list)
    attributes: list[dict[str, Any]] = field(default_factory=list)
    chunks: list[Scored] = field(default_factory=list)

    def add(self, firms: Sequence[RunFirm], scored: Scored) -> None:
        self.weights += [firm.weight for firm in firms]
        self.attributes += [firm.attributes for firm in firms]
        self.chunks.append(replace(scored, rungs_by_k={}, indices={}, key_figures={}))

    def columns(self) -> ClusterColumns:
        chunks = self.chunks or [no_firms()]
        return ClusterColumns(
            weights=np.array(self.weights, dtype=np.float64),
            rungs={each: np.concatenate([chunk.rungs[each] for chunk in chunks]) for each in Dimension},
            levels={each: joined_levels([chunk.levels[each] for chunk in chunks]) for each in Dimension},
            computed={each: joined_levels([chunk.computed[each] for chunk in chunks]) for each in Dimension},
            assessed={each: np.concatenate([chunk.assessed[each] for chunk in chunks]) for each in Dimension},
            figures={code: np.concatenate([chunk.figures[code] for chunk in chunks]) for code in FIGURES},
            attributes=self.attributes,
        )


def score_cluster(claim: Claim) -> None:
    """Score the firms of one cluster of a run, store their levels, then the cluster's figures.

    Levels are stored chunk by chunk, which nobody sees before the run is ready; each chunk proves the claim anew. The
    last cluster to finish enters the job that gathers.
    """
    part = RunCluster.objects.select_related("run", "cluster").get(
        run=claim.arguments["run"], cluster__slug=claim.arguments["cluster"]
    )
    specification = Specification.from_json(part.run.specification)
    rule_set = frozen_rule_set(specification)
    gathered, robustness = _Gathered(), Robustness(specification)
    total = RunFirm.objects.filter(run=part.run, cluster=part.cluster).count()
    beat(claim=claim, now=ledger_now(), done=0, total=total)
    for firms in _chunks(part):
        scored = _score(firms, rule_set, specification, part.inputs["sector_variant"])
        gathered.add(firms, scored)
        robustness.add(firms, scored)
        for row, firm in enumerate(firms):
            firm.scores = firm_scores(scored, row, specification)
        with transaction.atomic():
            # An upsert of rows that are there: bulk_update writes a CASE for each row and takes five times as long.
            RunFirm.objects.bulk_create(firms, update_conflicts=True, unique_fields=["id"], update_fields=["scores"])
            beat(claim=claim, now=ledger_now(), done=len(gathered.weights))
    figures = asdict(cluster_result(part.inputs, specification, gathered.columns()))
    _store_cluster(claim, part, figures, robustness.finished())


def check_cluster(claim: Claim) -> None:
    """Work out for a run that is ready how far the figures of one cluster hold, from what it froze; nothing else moves.

    For runs made before this was computed with the figures.
    """
    part = RunCluster.objects.select_related("run", "cluster").get(
        run=claim.arguments["run"], cluster__slug=claim.arguments["cluster"]
    )
    specification = Specification.from_json(part.run.specification)
    rule_set, robustness, done = frozen_rule_set(specification), Robustness(specification), 0
    total = RunFirm.objects.filter(run=part.run, cluster=part.cluster).count()
    beat(claim=claim, now=ledger_now(), done=0, total=total)
    for firms in _chunks(part):
        robustness.add(firms, _score(firms, rule_set, specification, part.inputs["sector_variant"]))
        done += len(firms)
        beat(claim=claim, now=ledger_now(), done=done)
    with transaction.atomic():
        RunCluster.objects.filter(pk=part.pk).update(robustness=robustness.finished())
        finish(claim=claim, now=ledger_now())


def gather(claim: Claim) -> None:
    """Put the clusters of a run together into its tables and make it ready, all at once."""
    run = Run.objects.get(pk=claim.arguments["run"])
    clusters = tuple(cluster_from_json(part.figures or {}) for part in run.clusters.order_by("position"))
    specification = Specification.from_json(run.specification)
    tables = RunTables(clusters, tuple(run_warnings(clusters, specification)))
    now = ledger_now()
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(tables=tables.to_json(), state=RunState.READY, error="", finished_at=now)
        finish(claim=claim, now=now)


def firm_scores(scored: Scored, row: int, specification: Specification) -> dict[str, Any]:
    """What a run keeps of one firm: rungs and levels, and whose it is."""
    equity = float(scored.figures[FOREIGN_EQUITY][row])
    share = None if np.isnan(equity) else equity
    return {
        **dimension_scores(scored, row),
        "foreign_equity": share,
        "ownership": str(ownership_of(share, specification.foreign_threshold)),
    }


def frozen_rule_set(specification: Specification) -> RuleSet:
    """The rule set a run rests on; raises InputsMovedError when it is no longer what the run froze."""
    wanted = specification.rule_set
    version = RuleSetVersion.objects.filter(code=wanted.code, version=wanted.version).first()
    if version is None or version.content_hash != wanted.hash:
        raise InputsMovedError(
            f"The rule set {wanted} is not the one this run froze. Restore it from a backup, or open a new run."
        )
    return parse_ruleset(version.content)


def _chunks(part: RunCluster) -> Iterator[list[RunFirm]]:
    """The firms of a cluster in order, a chunk at a time; nothing stays open on the database in between."""
    last = -1
    while True:
        rows = RunFirm.objects.filter(run=part.run, cluster=part.cluster, position__gt=last).order_by("position")
        firms = list(rows.defer("scores")[:CHUNK])
        if not firms:
            return
        yield firms
        last = firms[-1].position


def _score(firms: Sequence[RunFirm], rule_set: RuleSet, specification: Specification, variant: str) -> Scored:
    rows = frozen_answers(firms)
    not_asked = items_not_asked({questionnaire for questionnaire, _answers in rows}, variant)
    return score_answers(
        [answers for _questionnaire, answers in rows],
        [not_asked[questionnaire] for questionnaire, _answers in rows],
        rule_set,
        specification,
        variant,
        [firm.overrides for firm in firms],
        with_checks=True,
    )


@transaction.atomic
def _store_cluster(claim: Claim, part: RunCluster, figures: dict[str, Any], robustness: dict[str, Any]) -> None:
    # The lock lets only one of two clusters that finish together be the last.
    run = Run.objects.select_for_update().get(pk=part.run_id)
    RunCluster.objects.filter(pk=part.pk).update(figures=figures, robustness=robustness)
    now = ledger_now()
    finish(claim=claim, now=now)
    if not run.clusters.filter(figures__isnull=True).exists():
        submit_gather(run_id=run.pk, now=now)
