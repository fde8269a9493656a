"""Guards of tables and analyses: they hand over the row, or refuse. Both tell of a whole study, as runs do.

A stranger to the study gets 404, so that its existence is not told; somebody inside it without the right gets 403.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.layouts import Layout
from analysis.models import AnalysisRun, DataTable
from analysis.registry import SYSTEMS
from analysis.systems import System
from clusters.access import Right, studies_for, study_for, whole_studies_for
from clusters.models import Study


def study_of_analyses_for(user: User, slug: str, right: Right = Right.VIEW) -> Study:
    """The study whose analyses the person may read, or change with a further right, or a refusal."""
    study = study_for(user, slug, right)
    _refuse_partial(user, study, right)
    return study


def system_named(code: str) -> System:
    """The analysis of this code, or 404."""
    if code not in SYSTEMS:
        raise Http404(_("There is no such analysis."))
    return SYSTEMS[code]


def layout_named(system: System, code: str) -> Layout:
    """The documented table of this code, or 404."""
    found = next((layout for layout in system.layouts if layout.code == code), None)
    if found is None:
        raise Http404(_("This analysis reads no such table."))
    return found


def table_for(user: User, table_id: int, right: Right = Right.VIEW) -> DataTable:
    """The table, with its study at hand, or a refusal."""
    found = DataTable.objects.filter(pk=table_id, study__in=studies_for(user)).select_related("study", "uploaded_by")
    table = found.first()
    if table is None:
        raise Http404(_("There is no such table among yours."))
    _refuse_partial(user, table.study, right)
    return table


def analysis_for(user: User, run_id: str, right: Right = Right.VIEW) -> AnalysisRun:
    """The run of an analysis, with its study and its job at hand, or a refusal."""
    # PostgreSQL fails on a NUL, which no id has.
    found = AnalysisRun.objects.filter(pk=run_id if run_id.isalnum() else "", study__in=studies_for(user))
    run = found.select_related("study", "job", "created_by").first()
    if run is None:
        raise Http404(_("There is no such run among yours."))
    _refuse_partial(user, run.study, right)
    return run


def _refuse_partial(user: User, study: Study, right: Right) -> None:
    if not whole_studies_for(user, right).filter(pk=study.pk).exists():
        raise PermissionDenied(_("Your role in this study does not allow this."))
