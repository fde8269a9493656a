"""The work behind a run of an analysis: read its tables, compute, store. The result and the end of the job are one."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.computing import compute_result
from analysis.errors import TableRefused
from analysis.estimators.records import EstimationRefused
from analysis.estimators.versions import library_versions
from analysis.models import AnalysisRun, AnalysisState, DataTable
from analysis.registry import SYSTEMS
from analysis.specifications import SpecificationError
from analysis.systems import System
from analysis.table_files import frame_of_file
from analysis.tables import opened
from reports.clock import ledger_now
from reports.errors import WorkRefusedError
from reports.jobs import Claim, beat, finish

STEPS = 1000
TELL_EVERY_SECONDS = 0.4
LONGEST_DOING = 200
PROBLEMS_TOLD = 5


def compute_analysis(claim: Claim) -> None:
    """Compute the run this job is for and make it ready; a refusal in words is raised as WorkRefusedError."""
    run = AnalysisRun.objects.get(pk=claim.arguments["run"])
    system = _system_of(run)
    frames = {used.layout: partial(_frame, system, used.layout, used.table) for used in _tables_of(run)}
    try:
        result = compute_result(system, run.choices, frames, telling(claim))
    except (SpecificationError, EstimationRefused) as refusal:
        raise WorkRefusedError(str(refusal)) from refusal
    except TableRefused as refusal:
        told = " ".join(map(str, refusal.problems[:PROBLEMS_TOLD]))
        raise WorkRefusedError(
            _("A table does not fit its layout any more. %(problems)s") % {"problems": told}
        ) from None
    now = timezone.now()
    with transaction.atomic():
        AnalysisRun.objects.filter(pk=run.pk).update(
            result=result.to_json(), state=AnalysisState.READY, error="", finished_at=now
        )
        finish(claim=claim, now=now)


def telling(claim: Claim) -> Callable[[str, float], None]:
    """Progress into the ledger, now and then; raises ClaimLostError where the run was cancelled or given to another."""
    last: dict[str, Any] = {"moment": float("-inf"), "doing": ""}

    def tell(doing: str, share: float) -> None:
        moment = time.monotonic()
        if moment - last["moment"] < TELL_EVERY_SECONDS and doing in ("", last["doing"]):
            return
        last.update({"moment": moment, "doing": doing or last["doing"]})
        done = int(STEPS * min(max(share, 0.0), 1.0))
        beat(claim=claim, now=ledger_now(), done=done, total=STEPS, doing=last["doing"][:LONGEST_DOING])

    return tell


def _system_of(run: AnalysisRun) -> System:
    if run.system not in SYSTEMS:
        raise WorkRefusedError(_("The worker knows no analysis “%(code)s”. Update it.") % {"code": run.system})
    here = library_versions(*run.libraries)
    other = [f"{name} {here[name]} ({version})" for name, version in run.libraries.items() if here[name] != version]
    if other:
        raise WorkRefusedError(
            _("The worker has other releases than this run froze: %(releases)s. Start the analysis anew.")
            % {"releases": ", ".join(other)}
        )
    return SYSTEMS[run.system]


def _tables_of(run: AnalysisRun) -> list[Any]:
    return list(run.used.select_related("table").order_by("pk"))


def _frame(system: System, code: str, table: DataTable) -> pd.DataFrame:
    layout = next(each for each in system.layouts if each.code == code)
    with opened(table) as file:
        return frame_of_file(file, table.file_name, layout, table.mapping)
