"""Marking runs stale: why they no longer show the present state. Their figures never change (docs/aggregation.md)."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Cluster
from reports.assessed_levels import frozen_overrides, overrides_of
from reports.cluster_inputs import frozen_phases, frozen_series
from reports.fingerprints import canonical
from reports.models import LevelOverride, Run, RunCluster, RunFirm
from reports.weights_in_use import frozen_weights
from surveys.models import InterviewState

WITHDRAWN = "withdrawn"
CHANGED = "changed"
ASSESSED = "assessed"
SERIES = "series"
PHASES = "pillars"
WEIGHTS = "weights"
FROZEN: dict[str, Callable[[Cluster], Any]] = {
    SERIES: frozen_series,
    PHASES: frozen_phases,
    WEIGHTS: frozen_weights,
}
NAMED = 5
BATCH = 500


@transaction.atomic
def mark_runs_that_used(*, interview_ids: Iterable[UUID], now: datetime) -> None:
    """Mark runs stale whose interviews lost their approval, or were approved anew with other answers."""
    wanted = list(interview_ids)
    batches = (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
    _mark_moved(itertools.chain.from_iterable(_moved(interview__in=ids) for ids in batches), now)


@transaction.atomic
def mark_runs_with_other_levels(*, interview_id: UUID, now: datetime) -> None:
    """Mark runs stale whose assessed levels of this interview are not those that hold now."""
    _mark_moved(_assessed_anew(interview=interview_id), now)


@transaction.atomic
def mark_run_that_fell_behind(*, run: Run, now: datetime) -> None:
    """Mark a run for what changed between the reading of its inputs and its commit: no change could see it then."""
    _mark_moved(itertools.chain(_moved(run=run), _assessed_anew(run=run)), now)
    for part in run.clusters.select_related("cluster"):
        for kind in FROZEN:
            mark_runs_with_other(part=kind, cluster=part.cluster, now=now)


@transaction.atomic
def mark_runs_with_other(*, part: str, cluster: Cluster, now: datetime) -> None:
    """Mark runs stale whose frozen series, phases or weights of this cluster (`part`) are not the present ones."""
    present = canonical(FROZEN[part](cluster))
    for frozen in RunCluster.objects.filter(cluster=cluster).only("run", "inputs"):
        if canonical(frozen.inputs.get(part)) != present:
            _add_reason(frozen.run_id, {"kind": part, "names": [cluster.name], "count": 1, "at": now.isoformat()})


def stale_sentences(reasons: Sequence[dict[str, Any]]) -> list[str]:
    """The reasons a run is stale, as sentences."""
    return [_sentence(reason) for reason in reasons]


def _sentence(reason: dict[str, Any]) -> str:
    count, names = reason["count"], ", ".join(reason["names"])
    if count > len(reason["names"]):
        names = _("%(names)s and others") % {"names": names}
    told = {"count": count, "names": names, "day": _day(reason["at"])}
    if reason["kind"] == WITHDRAWN:
        text = ngettext(
            "On %(day)s the approval of %(count)d interview was withdrawn (%(names)s).",
            "On %(day)s the approval of %(count)d interviews was withdrawn (%(names)s).",
            count,
        )
    elif reason["kind"] == CHANGED:
        text = ngettext(
            "On %(day)s %(count)d interview was approved with other answers (%(names)s).",
            "On %(day)s %(count)d interviews were approved with other answers (%(names)s).",
            count,
        )
    elif reason["kind"] == ASSESSED:
        text = ngettext(
            "On %(day)s assessed levels of %(count)d firm were given, changed or withdrawn (%(names)s).",
            "On %(day)s assessed levels of %(count)d firms were given, changed or withdrawn (%(names)s).",
            count,
        )
    elif reason["kind"] == SERIES:
        text = _("On %(day)s a series of %(names)s got a new version.")
    elif reason["kind"] == WEIGHTS:
        text = _("On %(day)s other weights of %(names)s were put in use.")
    else:
        text = _("On %(day)s a pillar of %(names)s was agreed on or validated anew.")
    return text % told


def _day(moment: str) -> str:
    return date_format(localtime(datetime.fromisoformat(moment)))


def _moved(**which: Any) -> Iterator[tuple[str, str, str]]:
    """Of these firms of runs, those whose interview is not as the run froze it: run, kind of reason, code."""
    rows = RunFirm.objects.filter(**which).exclude(
        interview__state=InterviewState.APPROVED, interview__revision_count=F("revision_count")
    )
    for run_id, code, state in rows.order_by("run", "position").values_list("run", "firm_code", "interview__state"):
        yield run_id, CHANGED if state == InterviewState.APPROVED else WITHDRAWN, code


def _assessed_anew(**which: Any) -> Iterator[tuple[str, str, str]]:
    """Of these firms of runs, those whose assessed levels are not as the run froze them: run, kind of reason, code."""
    spoken_of = LevelOverride.objects.filter(interview=OuterRef("interview"))
    rows = RunFirm.objects.filter(~Q(overrides={}) | Exists(spoken_of), **which)
    found = list(rows.order_by("run", "position").values_list("run", "firm_code", "interview", "overrides"))
    present = overrides_of({interview for _run, _code, interview, _frozen in found})
    for run_id, code, interview, frozen in found:
        if canonical(frozen) != canonical(frozen_overrides(present.get(interview, {}))):
            yield run_id, ASSESSED, code


def _mark_moved(moved: Iterable[tuple[str, str, str]], now: datetime) -> None:
    codes_of: dict[tuple[str, str], list[str]] = {}
    for run_id, kind, code in moved:
        codes_of.setdefault((run_id, kind), []).append(code)
    for (run_id, kind), codes in codes_of.items():
        _add_reason(run_id, {"kind": kind, "names": codes[:NAMED], "count": len(codes), "at": now.isoformat()})


def _add_reason(run_id: str, reason: dict[str, Any]) -> None:
    run = Run.objects.select_for_update().get(pk=run_id)
    known = [(each["kind"], each["names"], each["count"]) for each in run.stale_reasons]
    if (reason["kind"], reason["names"], reason["count"]) not in known:
        run.stale_reasons = [*run.stale_reasons, reason]
        run.save(update_fields=["stale_reasons"])
