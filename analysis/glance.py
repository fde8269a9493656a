"""One cluster on one screen: levels and pillars, crises and policies, its phase and what is in order now."""

from dataclasses import dataclass

from accounts.models import User
from analysis.models import AnalysisRun, AnalysisState
from analysis.results import Cell, Figure, Result, ResultTable
from clusters.history_page import Register, register_of
from clusters.models import Cluster
from reports.study_page import ClusterPanel, cluster_panels

SYSTEM = "development"
RUNS_LOOKED_AT = 10
VERDICTS = ("now", "too early", "late", "undetermined")


@dataclass(frozen=True, slots=True)
class Advised:
    """One intervention: what is said of it, why, and on what it rests."""

    intervention: str
    verdict: str
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class PhaseSeen:
    """The phase of the cluster in the newest analysis that tells of it."""

    run: AnalysisRun
    phase: str
    year: int
    finding: str
    advice: tuple[tuple[str, tuple[Advised, ...]], ...]
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Glance:
    """`seen` is None as long as no finished analysis of the study tells of this cluster."""

    panel: ClusterPanel
    register: Register
    seen: PhaseSeen | None


def glance_at(user: User, cluster: Cluster) -> Glance:
    """What is known of a cluster that the person may see; the number of queries does not grow with the rows."""
    panel = next(each for each in cluster_panels(user, cluster.study) if each.cluster.pk == cluster.pk)
    return Glance(panel, register_of(cluster), phase_seen(cluster))


def phase_seen(cluster: Cluster) -> PhaseSeen | None:
    """The phase and advice of the newest finished analysis that names the cluster, by its name or its short name."""
    runs = AnalysisRun.objects.filter(study=cluster.study_id, system=SYSTEM, state=AnalysisState.READY)
    for run in runs.order_by("-created_at")[:RUNS_LOOKED_AT]:
        seen = _seen_in(run, {cluster.name.casefold(), cluster.slug.casefold()})
        if seen is not None:
            return seen
    return None


def _seen_in(run: AnalysisRun, names: set[str]) -> PhaseSeen | None:
    result = Result.from_json(run.result or {})
    advice = next((table for table in result.tables if table.code == "advice"), None)
    own = rows_of(advice, names) if advice else []
    if not own:
        return None
    told = tuple(
        (verdict, tuple(_advised(row) for row in own if row["verdict"] == verdict))
        for verdict in VERDICTS
        if any(row["verdict"] == verdict for row in own)
    )
    name = str(own[0]["cluster"])
    return PhaseSeen(
        run=run,
        phase=str(own[0]["phase"]),
        year=int(str(own[0]["year"])),
        finding=next((each for each in result.findings if each.startswith(f"{name}, ")), ""),
        advice=told,
        figure=next((each for each in result.figures if _is_course_of(each, name)), None),
    )


def rows_of(table: ResultTable, names: set[str]) -> list[dict[str, Cell]]:
    """The rows of a table that tell of a cluster of one of these names (lower case), by the keys of their columns."""
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    return [row for row in rows if str(row["cluster"]).casefold() in names]


def _advised(row: dict[str, Cell]) -> Advised:
    return Advised(str(row["intervention"]), str(row["verdict"]), str(row["reason"]), str(row["basis"]))


def _is_course_of(figure: Figure, name: str) -> bool:
    return figure.shape == "trajectory" and any(series.name == name for series in figure.series)
