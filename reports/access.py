"""Guards of runs: they hand over the run, or refuse.

A stranger to the study gets 404, so that its existence is not told; somebody inside it without the right gets 403.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, may, studies_for
from reports.models import Run


def runs_for(user: User, right: Right = Right.VIEW) -> QuerySet[Run]:
    """Runs of the studies in which the person holds the right."""
    return Run.objects.filter(study__in=studies_for(user, right))


def run_for(user: User, run_id: str, right: Right = Right.VIEW) -> Run:
    """The run, with its study at hand, or a refusal."""
    run = runs_for(user).select_related("study").filter(pk=run_id).first()
    if run is None:
        raise Http404(_("There is no such run among yours."))
    if right is not Right.VIEW and not may(user, right, run.study):
        raise PermissionDenied(_("Your role in this study does not allow this."))
    return run
