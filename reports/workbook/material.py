"""Everything a workbook shows, read once from a finished run; firms are read as they are written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clusters.models import Cluster
from reports.aggregation import frozen_rule_set
from reports.agreement import Agreement, agreement_of, pairs_of_run
from reports.crosscheck_page import CrossCheckPage, crosschecks_of
from reports.errors import InputsMovedError
from reports.fingerprints import answers_hash
from reports.ladder_page import Closely, ladders_of
from reports.models import Headline, Run, RunCluster, RunFirm, RunState
from reports.published import Published, published_for
from reports.results import ClusterResult, RunTables
from reports.sensitivity_page import headlines_of, kept_by
from reports.specification import Specification
from reports.weight_classes import WeightClasses, weight_classes
from surveys.folding import fold
from surveys.models import Item, ItemKind, Part, Questionnaire, Revision
from surveys.wording import Wording

FIRMS_AT_A_TIME = 250
"""Firms held in memory together; their answers are the heaviest thing a workbook reads."""


class WorkbookRefusedError(Exception):
    """Raised when a run has no workbook to give; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class FirmRow:
    """One firm of the run as the run froze it.

    `scores` holds rungs and levels by dimension, and whose the firm is; `answers` are those of the revisions the run
    used.
    """

    cluster: ClusterResult
    code: str
    name: str
    weight: float
    attributes: dict[str, Any]
    scores: dict[str, dict[str, Any]]
    answers: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class AssessedFirm:
    """A firm of the run with levels that a person assessed, as the run froze them, and its scores."""

    cluster: ClusterResult
    code: str
    name: str
    overrides: dict[str, dict[str, Any]]
    scores: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question of a questionnaire of the run, its years filled in."""

    questionnaire: str
    part: str
    part_name: str
    code: str
    text: str
    kind: str
    kind_name: str
    unit: str
    options: tuple[tuple[str, str], ...]
    rung: int | None
    role: str
    source: str
    cites: str

    @property
    def is_in_firms(self) -> bool:
        """Whether the Firms sheet has a column for it: figures and choices of the firm sheet, no free text."""
        return self.part == Part.FIRM and self.kind != ItemKind.TEXT


@dataclass(frozen=True, slots=True)
class Response:
    """How many firms and interviews of one cluster went in and how many did not."""

    firms: int
    used: int
    interviews: dict[str, int]

    @property
    def left_out(self) -> int:
        """Interviews begun but not approved when the run was made."""
        return sum(self.interviews.values()) - self.used


@dataclass(frozen=True, slots=True)
class Material:
    """What the sheets are made of. `firms` reads the firms anew, in the order of the run."""

    run_id: str
    inputs_hash: str
    specification: Specification
    tables: RunTables
    published: Published | None
    public: bool
    items: tuple[ItemRow, ...]
    attributes: tuple[str, ...]
    response: dict[str, Response]
    series: dict[str, dict[str, dict[str, Any]]]
    firms: Callable[[], Iterator[FirmRow]]
    firm_count: int
    assessed: tuple[AssessedFirm, ...] = ()
    agreement: Agreement | None = None
    ladder: Callable[[], Iterator[Closely]] | None = None
    """Each dimension of all clusters together and of each, computed as it is written; None for a run without firms."""
    robustness: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    headlines: tuple[Headline, ...] = ()
    crosschecks: CrossCheckPage | None = None
    currencies: dict[str, str] = field(default_factory=dict)
    """By cluster, as the run froze them."""
    weight_classes: dict[str, WeightClasses] = field(default_factory=dict)
    """By cluster, its firms counted by weight; empty in a run without weights."""
    recount: dict[tuple[str, str, int], int] = field(default_factory=dict)
    """Firms by cluster, dimension and exact level, counted anew while the Firms sheet is written."""

    @property
    def span(self) -> str:
        """The years of a growth figure, as in 2000–2006."""
        return f"{self.specification.base_year}–{self.specification.reference_year}"

    @property
    def is_replica(self) -> bool:
        """Whether these are published tables over again, from firms of which none is real: nothing is hidden there."""
        return self.published is not None and self.specification.is_reconstruction

    def region(self, cluster: ClusterResult) -> str:
        """The region under which the source prints the cluster; empty without printed figures."""
        printed = self.published.cluster(cluster.slug) if self.published else None
        return printed.region if printed else ""


def refuse_unready(run: Run) -> None:
    """Raise WorkbookRefusedError, in the language of the reader, for a run that has no tables."""
    if run.state != RunState.READY or run.tables is None:
        raise WorkbookRefusedError(
            _("Run %(run)s has no tables: it is marked “%(state)s”. Wait until it is ready, or make a new one.")
            % {"run": run.pk, "state": run.get_state_display()}
        )


def gather(run: Run, *, with_agreement: bool = True) -> Material:
    """Return what the workbook of a finished run shows; raises WorkbookRefusedError for any other run.

    How far scorers agree takes a while to compute, and a page of the tables does without.
    """
    refuse_unready(run)
    specification = Specification.from_json(run.specification)
    tables = RunTables.from_json(run.tables or {})
    inputs = {
        row.cluster.slug: row.inputs for row in RunCluster.objects.filter(run=run).select_related("cluster").order_by()
    }
    rows, kept = RunFirm.objects.filter(run=run), kept_by(run)
    return Material(
        run_id=run.pk,
        inputs_hash=run.inputs_hash,
        specification=specification,
        tables=tables,
        published=published_for(run.study),
        public=False,
        items=tuple(_items(specification)),
        attributes=_attributes(rows.order_by().values_list("attributes", flat=True).iterator(FIRMS_AT_A_TIME)),
        response={cluster.slug: _response(inputs.get(cluster.slug, {}), cluster) for cluster in tables.clusters},
        series={slug: given.get("series", {}) for slug, given in inputs.items()},
        currencies={slug: given.get("currency", "") for slug, given in inputs.items()},
        firms=lambda: _firms(run, tables),
        firm_count=rows.count(),
        assessed=tuple(_assessed(rows, tables)),
        ladder=(lambda: ladders_of(run, specification, tables)) if rows.exists() else None,
        robustness=kept,
        crosschecks=crosschecks_of(run, tables, kept, with_names=False),
        headlines=tuple(headlines_of(Cluster.objects.filter(study=run.study))),
        agreement=_agreement(run, specification) if with_agreement else None,
        weight_classes=_weight_classes(rows) if specification.weighted else {},
    )


def _weight_classes(rows: QuerySet[RunFirm]) -> dict[str, WeightClasses]:
    """The firms of each cluster by weight; one cluster at a time, as the index stands."""
    slugs = dict(rows.order_by().values_list("cluster", "cluster__slug").distinct())
    return {
        slug: weight_classes(
            (weight, scores or {})
            for weight, scores in rows.filter(cluster=cluster)
            .order_by("position")
            .values_list("weight", "scores")
            .iterator(FIRMS_AT_A_TIME)
        )
        for cluster, slug in slugs.items()
    }


def _agreement(run: Run, specification: Specification) -> Agreement | None:
    """How far the scorers of the run's pairs agree; None for a run without pairs."""
    parts = RunCluster.objects.filter(run=run).select_related("cluster").order_by("position")
    try:
        pairs = [pair for part in parts for pair in pairs_of_run(part.cluster, part.inputs.get("double_scoring", []))]
    except InputsMovedError as refusal:
        raise WorkbookRefusedError(str(refusal)) from refusal
    return agreement_of(pairs, frozen_rule_set(specification), specification) if pairs else None


def _assessed(rows: QuerySet[RunFirm], tables: RunTables) -> Iterator[AssessedFirm]:
    results = {cluster.slug: cluster for cluster in tables.clusters}
    found = rows.exclude(overrides={}).order_by("position")
    for slug, code, name, overrides, scores in found.values_list(
        "cluster__slug", "firm_code", "firm_name", "overrides", "scores"
    ):
        yield AssessedFirm(results[slug], code, name, overrides, scores or {})


def _response(inputs: dict[str, Any], cluster: ClusterResult) -> Response:
    given = inputs.get("response", {})
    return Response(
        firms=given.get("firms", cluster.firms),
        used=cluster.firms,
        interviews=given.get("interviews", {}),
    )


def _attributes(found: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The names of further attributes that any firm has, in alphabetical order."""
    names: set[str] = set()
    for attributes in found:
        names.update(attributes)
    return tuple(sorted(names))


def _items(specification: Specification) -> Iterator[ItemRow]:
    """The items of every questionnaire the run used; of two versions of an item the later one is told."""
    wording = Wording(specification.base_year, specification.reference_year, _("the cluster's currency"))
    used = Q(pk__in=[])
    for version in specification.questionnaires:
        used |= Q(code=version.code, version=version.version)
    items = Item.objects.filter(questionnaire__in=Questionnaire.objects.filter(used)).select_related(
        "section", "questionnaire"
    )
    latest = {item.code: item for item in items.order_by("questionnaire__version", "questionnaire__code", "position")}
    for item in sorted(latest.values(), key=lambda item: (item.questionnaire.code, item.position, item.code)):
        yield ItemRow(
            questionnaire=f"{item.questionnaire.code} {item.questionnaire.version}",
            part=item.section.part,
            part_name=item.section.get_part_display(),
            code=item.code,
            text=wording.of(item.text),
            kind=item.kind,
            kind_name=item.get_kind_display(),
            unit=wording.of(item.unit),
            options=tuple((option["code"], wording.of(option["label"])) for option in item.options),
            rung=item.rung,
            role=item.role,
            source=item.source,
            cites=item.cites,
        )


def _firms(run: Run, tables: RunTables) -> Iterator[FirmRow]:
    """The firms of the run, a few at a time, so that memory does not grow with their number.

    Cluster by cluster, as the index stands: one query over all would make the database sort every answer first.
    """
    results = {cluster.slug: cluster for cluster in tables.clusters}
    parts = RunCluster.objects.filter(run=run).order_by("position").values_list("cluster", "cluster__slug")
    for cluster, slug in parts:
        rows = RunFirm.objects.filter(run=run, cluster=cluster).order_by("position")
        yield from _firms_of_cluster(rows, results[slug])


def _firms_of_cluster(rows: QuerySet[RunFirm], cluster: ClusterResult) -> Iterator[FirmRow]:
    wanted = rows.values_list(
        "firm_code",
        "firm_name",
        "weight",
        "attributes",
        "scores",
        "interview",
        "answers_hash",
        "revision_count",
        "interview__revision_count",
        "interview__answers",
    )
    for code, name, weight, attributes, scores, interview, digest, used, now, answers in wanted.iterator(
        chunk_size=FIRMS_AT_A_TIME
    ):
        if used != now:
            answers = _answers_then(interview, used, digest, code)
        yield FirmRow(cluster, code, name, weight, attributes, scores or {}, answers)


def _answers_then(interview: UUID, used: int, digest: str, code: str) -> dict[str, dict[str, Any]]:
    """The answers of an interview that has gone on since the run, folded up to the last revision the run used."""
    log = Revision.objects.filter(interview=interview, sequence__lte=used).order_by("sequence")
    answers = fold((str(pk), changes) for pk, changes in log.values_list("pk", "changes")).answers
    if answers_hash(answers) != digest:
        raise WorkbookRefusedError(
            _("Firm %(code)s: its log does not lead back to the answers this run froze. Make a new run.")
            % {"code": code}
        )
    return answers
