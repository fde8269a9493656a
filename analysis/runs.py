"""Opening, cancelling and taking up runs of analyses: what it rests on is frozen, and its hash names it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.errors import AnalysisRefused
from analysis.estimators.versions import library_versions
from analysis.models import AnalysisRun, AnalysisState, DataTable, RunTable
from analysis.systems import System
from clusters.models import Study
from reports.fingerprints import lines_hash
from reports.jobs import cancel, submit
from reports.models import JobKind
from reports.specification import SOFTWARE_VERSION

ID_LENGTH = 12
LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "statsmodels", "linearmodels", "pyfixest", "diff-diff")
"""What a figure may come from; another release of one of them is another run."""


def open_analysis(
    *, study: Study, system: System, choices: Any, tables: Mapping[str, DataTable], by: User | None, now: datetime
) -> AnalysisRun:
    """Freeze choices and tables and have the analysis computed; the same inputs are the same run.

    `choices` is the record of the system's specification, `tables` maps codes of its layouts to tables of the study. A
    run that failed or was cancelled is taken up again. Raises AnalysisRefused.
    """
    _refuse(system, study, tables)
    told = plain_choices(choices)
    libraries = library_versions(*LIBRARIES)
    named = {code: (table.file_hash, table.mapping) for code, table in tables.items()}
    digest = hash_inputs(system.code, study.slug, libraries, told, named)
    with transaction.atomic():
        run, created = AnalysisRun.objects.select_for_update().get_or_create(
            inputs_hash=digest,
            defaults={
                "id": digest[:ID_LENGTH],
                "study": study,
                "system": system.code,
                "choices": told,
                "software_version": SOFTWARE_VERSION,
                "libraries": libraries,
                "created_by": by,
                "created_at": now,
            },
        )
        if created:
            places = {layout.code: place for place, layout in enumerate(system.layouts)}
            ordered = sorted(tables.items(), key=lambda each: places[each[0]])
            RunTable.objects.bulk_create(RunTable(run=run, table=table, layout=code) for code, table in ordered)
        if created or run.state in (AnalysisState.FAILED, AnalysisState.CANCELLED):
            _begin(run, now)
    return run


@transaction.atomic
def retry_analysis(*, run: AnalysisRun, now: datetime) -> None:
    """Take up a run that failed or was cancelled; any other stays as it is."""
    found = AnalysisRun.objects.select_for_update().get(pk=run.pk)
    if found.state in (AnalysisState.FAILED, AnalysisState.CANCELLED):
        _begin(found, now)


@transaction.atomic
def cancel_analysis(*, run: AnalysisRun, now: datetime) -> bool:
    """End a run that waits or is computed; returns whether it was still to be ended.

    Its worker stops at its next step; nothing of it is stored any more.
    """
    if run.job_id is None or not cancel(job_id=run.job_id, now=now):
        return False
    AnalysisRun.objects.filter(pk=run.pk, state=AnalysisState.BUILDING).update(
        state=AnalysisState.CANCELLED, finished_at=now
    )
    return True


def mark_failed(arguments: dict[str, Any], reason: str) -> None:
    """A run whose job failed has failed for the same reason."""
    AnalysisRun.objects.filter(pk=arguments["run"], state=AnalysisState.BUILDING).update(
        state=AnalysisState.FAILED, error=reason
    )


def hash_inputs(
    system: str,
    study: str,
    libraries: Mapping[str, str],
    choices: Mapping[str, Any],
    tables: Mapping[str, tuple[str, Mapping[str, str]]],
) -> str:
    """SHA-256 of all that a result rests on; `tables` maps layouts to the hash of the file and its columns."""
    about: list[Any] = [["analysis", system, study, SOFTWARE_VERSION], dict(libraries), dict(choices)]
    return lines_hash([*about, *([code, file, dict(columns)] for code, (file, columns) in sorted(tables.items()))])


def plain_choices(choices: Any) -> dict[str, Any]:
    """A record of choices as JSON can hold it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(choices).items()}


def _begin(run: AnalysisRun, now: datetime) -> None:
    run.state, run.error, run.finished_at = AnalysisState.BUILDING, "", None
    arguments = {"run": run.pk}
    run.job = submit(kind=JobKind.ANALYSIS, key=f"analysis {run.pk}", arguments=arguments, now=now, retry=True)
    run.save(update_fields=["state", "error", "finished_at", "job"])


def _refuse(system: System, study: Study, tables: Mapping[str, DataTable]) -> None:
    known = {layout.code: layout for layout in system.layouts}
    problems = [
        _("The table “%(table)s” is missing. It holds: %(meaning)s")
        % {"table": layout.title, "meaning": layout.meaning}
        for code, layout in known.items()
        if code not in tables and not layout.may_be_absent
    ]
    problems += [_("This analysis reads no table “%(code)s”.") % {"code": code} for code in tables if code not in known]
    problems += [
        _("The table “%(file)s” belongs to another study.") % {"file": table}
        for table in tables.values()
        if table.study_id != study.pk
    ]
    if not tables:
        problems.append(_("No table was chosen. Choose at least one; send it first where there is none."))
    if problems:
        raise AnalysisRefused(problems)
