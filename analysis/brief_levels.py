"""How many firms a brief says to be high: counted in a run, and shown only where its public tables show them too."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusters.models import Cluster
from reports.models import RunCluster, RunState
from reports.published import published_for
from reports.results import DIMENSIONS, cluster_from_json
from reports.specification import Specification, disclosure_rules_of
from reports.study_page import ClusterPanel
from scoring.disclosure import protect_column, too_few
from surveys.models import Part
from surveys.study_setup import setup_of

HIGH = 4
"""The level from which a firm counts as high: knowledge it has made its own (level 4 of the typology)."""

EXEMPT = 1
"""On how many firms a figure of the replica rests: the print has it, and no firm is real."""


@dataclass(frozen=True, slots=True)
class HighFirms:
    """One dimension: of `known` firms with a level `high` are at HIGH or above, None where that is hidden."""

    label: str
    high: int | None
    known: int
    undetermined: int


@dataclass(frozen=True, slots=True)
class BriefLevels:
    """The firms of one cluster, counted in the run of this id; `run` is empty where none has counted them yet.

    `firms` went in; `fewest` is how many a figure must rest on.
    """

    dimensions: tuple[HighFirms, ...]
    run: str
    firms: int
    fewest: int

    @property
    def hides(self) -> bool:
        return any(each.high is None for each in self.dimensions)


def brief_levels(cluster: Cluster, panel: ClusterPanel) -> BriefLevels:
    """The counts of the newest finished run of the study, else those of the interviews that were handed in.

    A run's are those of its public workbook, so that nothing can be found by holding one against the other.
    """
    fewest = fewest_shown(cluster)
    runs = RunCluster.objects.filter(cluster=cluster, run__state=RunState.READY, figures__isnull=False)
    part = runs.select_related("run").order_by("-run__created_at", "-run").first()
    found = cluster_from_json(part.figures) if part is not None and part.figures else None
    if part is None or found is None or not found.firms:
        return BriefLevels(tuple(_handed_in(panel, fewest)), "", panel.scored, fewest)
    of_run = Specification.from_json(part.run.specification).disclosure.fewest if fewest > EXEMPT else EXEMPT
    told = [
        HighFirms(
            label=str(Part(name).label),
            high=high_shown(table.cumulative, table.n, of_run=of_run, of_study=fewest),
            known=table.n,
            undetermined=table.undetermined,
        )
        for name, table in ((name, found.dimensions[name]) for name in DIMENSIONS if name in found.dimensions)
    ]
    return BriefLevels(tuple(told), part.run_id, found.firms, max(fewest, of_run))


def fewest_shown(cluster: Cluster) -> int:
    """On how many firms a figure must rest to leave the house; the replica of published tables has no real ones."""
    study = cluster.study
    if study.is_reconstruction and published_for(study) is not None:
        return EXEMPT
    return disclosure_rules_of(setup_of(study)).fewest


def high_shown(counts: Sequence[int], n: int, *, of_run: int, of_study: int) -> int | None:
    """Return how many of `n` firms are at HIGH or above, None where it may not be told.

    `counts` of levels 1 to 6 or above. It is told where the column of Table 5 of a public workbook tells it, by the
    smallest cell that the run froze (`of_run`): a count which that column leaves out would lie too near to one that it
    shows. A study that has raised its smallest cell since (`of_study`) asks for as many on either side.
    """
    high = counts[HIGH - 1]
    shown = protect_column(counts, n, fewest=of_run).counts[HIGH - 1]
    return None if any(too_few(side, fewest=max(of_run, of_study)) for side in (high, n - high)) else shown


def _handed_in(panel: ClusterPanel, fewest: int) -> list[HighFirms]:
    """The live counts, as long as there is no run."""
    found = []
    for ladders in panel.ladders:
        known = sum(ladders.counts)
        counts = [sum(ladders.counts[level:]) for level in range(1, len(ladders.counts))]
        high = high_shown(counts, known, of_run=fewest, of_study=fewest)
        found.append(HighFirms(ladders.label, high, known, ladders.undetermined))
    return found
