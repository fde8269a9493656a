"""Opening a run: everything its tables will rest on is frozen, hashed, and named by that hash (docs/aggregation.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster, Study
from reports.assessed_levels import Frozen, frozen_overrides, standing_overrides
from reports.cluster_inputs import cluster_inputs
from reports.errors import RunRefusedError
from reports.fingerprints import answers_hash, lines_hash
from reports.jobs import submit
from reports.models import JobKind, LevelOverride, Run, RunCluster, RunFirm, RunState
from reports.robustness import is_whole
from reports.specification import (
    CHOICES,
    SOFTWARE_VERSION,
    Specification,
    disclosure_rules_of,
    specification_of,
    version_ref,
)
from reports.staleness import mark_run_that_fell_behind
from reports.weights_in_use import newest_choice
from surveys.models import Interview, InterviewState, Questionnaire, RuleSetVersion, Status
from surveys.publishing import rule_set_problems
from surveys.study_setup import setup_of

ID_LENGTH = 12
TRIES = 3
BATCH = 1000


@dataclass(frozen=True, slots=True)
class FirmInputs:
    """One approved interview as a run freezes it."""

    interview_id: UUID
    code: str
    name: str
    weight: float
    attributes: dict[str, Any]
    revision_count: int
    answers_hash: str
    overrides: Frozen

    def hashed(self) -> list[Any]:
        """What goes into the run's hash: no ids and no number of saves, which differ from one database to another."""
        assessed = [self.overrides] if self.overrides else []
        return [self.code, self.name, self.weight, self.attributes, self.answers_hash, *assessed]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a run rests on at one moment, clusters and firms in the order of the tables."""

    specification: Specification
    clusters: list[tuple[Cluster, dict[str, Any], list[FirmInputs]]]

    def inputs_hash(self) -> str:
        return lines_hash(self._lines())

    def _lines(self) -> Iterator[Any]:
        yield self.specification.to_json()
        for _cluster, inputs, firms in self.clusters:
            yield inputs
            for firm in firms:
                yield firm.hashed()


def open_run(*, study: Study, by: User | None, now: datetime, **overrides: Any) -> Run:
    """Freeze the approved interviews and every choice, and have the run computed; the same inputs are the same run.

    `overrides` replace choices of the study's setup for this run (reports.specification.CHOICES). A failed run is
    tried again; one whose inputs stand again as they were is no longer stale. Raises RunRefusedError.
    """
    for _attempt in range(TRIES):
        before = _stamp(study)
        snapshot = take_snapshot(study, overrides)
        with transaction.atomic():
            # The snapshot was read without holding anything up: it counts only if no approval moved meanwhile.
            if _stamp(study) == before:
                return _store(snapshot, study, by, now)
    raise RunRefusedError([_("Interviews kept changing while the run was being opened. Try again in a moment.")])


def take_snapshot(study: Study, overrides: dict[str, Any]) -> Snapshot:
    """Read everything a run of this study would rest on now."""
    setup = setup_of(study)
    unknown = sorted(set(overrides) - set(CHOICES))
    if unknown:
        raise TypeError(f"A run has no choice named {', '.join(unknown)}; it has {', '.join(CHOICES)}.")
    choices = {name: overrides.get(name, getattr(setup, name)) for name in CHOICES}
    inputs = cluster_inputs(study)
    firms, used = _approved_firms(study)
    questionnaires = list(Questionnaire.objects.filter(pk__in=used).order_by("code", "version")) or [
        setup.questionnaire
    ]
    _refuse(choices["rule_set"], questionnaires, inputs, firms)
    versions = [version_ref(each) for each in questionnaires]
    specification = specification_of(study, choices, choices["rule_set"], versions, disclosure_rules_of(setup))
    return Snapshot(specification, [(cluster, frozen, firms.get(cluster.pk, [])) for cluster, frozen in inputs])


@transaction.atomic
def retry_run(*, run: Run, now: datetime) -> None:
    """Take up a failed run where it stopped; what is done stays done, and any other run stays as it is."""
    if Run.objects.filter(pk=run.pk, state=RunState.FAILED).update(state=RunState.BUILDING, error=""):
        submit_jobs(run=run, now=now)


@transaction.atomic
def submit_jobs(*, run: Run, now: datetime) -> None:
    """Enter the jobs that are still to be done for this run; those done or under way stay as they are."""
    left = run.clusters.filter(figures__isnull=True).select_related("cluster").order_by("position")
    for part in left:
        submit(
            kind=JobKind.RUN_CLUSTER,
            key=f"run {run.pk}: cluster {part.cluster.slug}",
            arguments={"run": run.pk, "cluster": part.cluster.slug},
            now=now,
            retry=True,
        )
    if not left:
        submit_gather(run_id=run.pk, now=now)


@transaction.atomic
def submit_checks(*, run: Run, now: datetime) -> None:
    """Enter the jobs that work out how far the figures of a finished run hold, where that is not known yet."""
    if run.state != RunState.READY:
        return
    for part in run.clusters.select_related("cluster").order_by("position"):
        if is_whole(part.robustness):
            continue
        submit(
            kind=JobKind.RUN_CHECKS,
            key=f"run {run.pk}: all checks of {part.cluster.slug}",
            arguments={"run": run.pk, "cluster": part.cluster.slug},
            now=now,
            retry=True,
        )


def submit_gather(*, run_id: str, now: datetime) -> None:
    """Enter the job that makes the tables of a run whose clusters are all done."""
    submit(kind=JobKind.RUN_GATHER, key=f"run {run_id}: gather", arguments={"run": run_id}, now=now, retry=True)


def _store(snapshot: Snapshot, study: Study, by: User | None, now: datetime) -> Run:
    digest = snapshot.inputs_hash()
    run, created = Run.objects.select_for_update().get_or_create(
        inputs_hash=digest,
        defaults={
            "id": digest[:ID_LENGTH],
            "study": study,
            "specification": snapshot.specification.to_json(),
            "software_version": SOFTWARE_VERSION,
            "created_by": by,
            "created_at": now,
        },
    )
    if created:
        _store_parts(run, snapshot)
    elif run.state == RunState.FAILED or run.stale_reasons:
        run.state = RunState.BUILDING if run.state == RunState.FAILED else run.state
        run.error = ""
        run.stale_reasons = []
        run.save(update_fields=["state", "error", "stale_reasons"])
    transaction.on_commit(lambda: mark_run_that_fell_behind(run=run, now=now), robust=True)
    if run.state == RunState.BUILDING:
        submit_jobs(run=run, now=now)
    return run


def _store_parts(run: Run, snapshot: Snapshot) -> None:
    RunCluster.objects.bulk_create(
        RunCluster(run=run, cluster=cluster, position=position, inputs=inputs)
        for position, (cluster, inputs, _firms) in enumerate(snapshot.clusters)
    )
    everyone = ((cluster, firm) for cluster, _inputs, firms in snapshot.clusters for firm in firms)
    rows = (
        RunFirm(
            run=run,
            cluster=cluster,
            interview_id=firm.interview_id,
            position=position,
            firm_code=firm.code,
            firm_name=firm.name,
            weight=firm.weight,
            attributes=firm.attributes,
            revision_count=firm.revision_count,
            answers_hash=firm.answers_hash,
            overrides=firm.overrides,
        )
        for position, (cluster, firm) in enumerate(everyone)
    )
    RunFirm.objects.bulk_create(rows, batch_size=BATCH)


def _approved(study: Study) -> Any:
    return Interview.objects.filter(
        firm__cluster__study=study, state=InterviewState.APPROVED, is_second_scoring=False
    ).order_by("pk")


def _stamp(study: Study) -> tuple[list[tuple[UUID, int]], int | None, int | None]:
    newest = LevelOverride.objects.filter(interview__firm__cluster__study=study).aggregate(newest=Max("pk"))
    return list(_approved(study).values_list("pk", "revision_count")), newest["newest"], newest_choice(study)


def _approved_firms(study: Study) -> tuple[dict[int, list[FirmInputs]], set[int]]:
    """By cluster, the firms with an approved first interview in order of code; and the questionnaires used."""
    found: dict[int, list[FirmInputs]] = {}
    used: set[int] = set()
    assessed = standing_overrides(LevelOverride.objects.filter(interview__firm__cluster__study=study))
    rows = _approved(study).values_list(
        "firm__cluster",
        "questionnaire",
        "pk",
        "firm__code",
        "firm__name",
        "firm__final_weight",
        "firm__attributes",
        "firm__stratum__code",
        "firm__frame_unit__sector",
        "revision_count",
        "answers",
    )
    for row in rows.iterator(BATCH):
        cluster_id, questionnaire_id, pk, code, name, weight, attributes, stratum, sector, count, answers = row
        used.add(questionnaire_id)
        of_frame = {"stratum": stratum, "sector": sector}
        named = {**{key: value for key, value in of_frame.items() if value}, **attributes}
        overrides = frozen_overrides(assessed.get(pk, {}))
        firm = FirmInputs(pk, code, name, weight, named, count, answers_hash(answers), overrides)
        found.setdefault(cluster_id, []).append(firm)
    for firms in found.values():
        firms.sort(key=lambda firm: firm.code)
    return found, used


def _refuse(
    rule_set: RuleSetVersion,
    questionnaires: list[Questionnaire],
    inputs: list[tuple[Cluster, dict[str, Any]]],
    firms: dict[int, Any],
) -> None:
    problems = []
    if not inputs:
        problems.append(_("This study has no cluster yet. Add one, with its firms, first."))
    elif not firms and not any(frozen["pillars"] for _cluster, frozen in inputs):
        problems.append(
            _(
                "No interview of this study is approved and no pillar is agreed on. Approve at least one "
                "interview first."
            )
        )
    if rule_set.status != Status.PUBLISHED:
        problems.append(
            _("The rule set %(title)s is a draft. Publish it, so that it can no longer change, or choose another.")
            % {"title": rule_set}
        )
    else:
        problems += [str(problem) for problem in rule_set_problems(rule_set, questionnaires)]
    if problems:
        raise RunRefusedError(problems)
