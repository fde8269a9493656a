"""What was changed in a study and its choices, and in a run, and by whom."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import study_for
from clusters.changes import Thing, changes_of
from clusters.models import Membership
from reports.access import run_for
from surveys.models import StudySetup
from trail.reading import Tables, key_of

# Who has which role is told to those who manage the study, on a page of its own.
WITHOUT_ROLES = Tables(without=(Membership._meta.db_table,))


@require_safe
def study_changes(request: PersonRequest, study_slug: str) -> HttpResponse:
    """The study with its choices, and the questionnaire and rule set it has chosen."""
    study = study_for(request.user, study_slug)
    keys = [key_of(study)]
    setup = StudySetup.objects.select_related("questionnaire", "rule_set").filter(study=study).first()
    if setup:
        keys += [key_of(setup.questionnaire), key_of(setup.rule_set)]
    thing = Thing(str(study), keys, study, "clusters/trail.html", {"study": study}, WITHOUT_ROLES)
    return changes_of(request, thing)


@require_safe
def run_changes(request: PersonRequest, run_id: str) -> HttpResponse:
    """Who asked for the run, what it took in, and why it became stale."""
    run = run_for(request.user, run_id)
    words = _("run %(name)s") % {"name": run}
    return changes_of(
        request, Thing(words, [key_of(run)], run.study, "reports/run_trail.html", {"study": run.study, "run": run})
    )
