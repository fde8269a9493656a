"""Guards of runs: they hand over the run, or refuse.

A stranger to the study gets 404, so that its existence is not told; somebody inside it without the right gets 403.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, studies_for, study_for, whole_studies_for
from clusters.models import Study
from reports.models import Run


def runs_for(user: User, right: Right = Right.VIEW) -> QuerySet[Run]:
    """Runs of the studies in which the person holds the right; a run tells of every cluster of its study."""
    return Run.objects.filter(study__in=whole_studies_for(user, right))


def run_for(user: User, run_id: str, right: Right = Right.VIEW) -> Run:
    """The run, with its study at hand, or a refusal."""
    # PostgreSQL fails on a NUL, which no id has.
    found = Run.objects.filter(pk=run_id if run_id.isalnum() else "", study__in=studies_for(user))
    run = found.select_related("study").first()
    if run is None:
        raise Http404(_("There is no such run among yours."))
    if not runs_for(user, right).filter(pk=run.pk).exists():
        raise PermissionDenied(_("Your role in this study does not allow this."))
    return run


def study_of_runs_for(user: User, slug: str) -> Study:
    """The study whose runs the person may read, or a refusal."""
    study = study_for(user, slug)
    if not whole_studies_for(user).filter(pk=study.pk).exists():
        raise PermissionDenied(_("Runs tell of every cluster of the study; your role holds in some of them."))
    return study
