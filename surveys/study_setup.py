"""What a study chooses: questionnaire, rule set, and every assumption its tables rest on."""

from collections import Counter
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Study
from surveys.default_content import default_questionnaire, default_rule_set
from surveys.errors import Problem, SetupRefused
from surveys.models import Interview, Questionnaire, RuleSetVersion, Status, StudySetup
from surveys.publishing import rule_set_problems
from surveys.review_table import CHECKED, TWO, WITH_SUPERVISOR


def setup_of(study: Study) -> StudySetup:
    """The study's choices; a study that has made none gets those that ship with the project."""
    setup = StudySetup.objects.select_related("questionnaire", "rule_set").filter(study=study).first()
    if setup is not None:
        return setup
    try:
        with transaction.atomic():
            return choose_setup(study=study)
    except IntegrityError:
        # Somebody else asked at the same moment and made it.
        return StudySetup.objects.select_related("questionnaire", "rule_set").get(study=study)


@transaction.atomic
def choose_setup(
    *,
    study: Study,
    questionnaire: Questionnaire | None = None,
    rule_set: RuleSetVersion | None = None,
    **choices: Any,
) -> StudySetup:
    """Store the choices given and keep the others; interviews already begun keep the version they began on.

    `choices` are fields of StudySetup. Raises SetupRefused for a draft or a rule set that does not fit the
    questionnaire, ValidationError for a choice that does not exist.
    """
    setup = StudySetup.objects.select_for_update().filter(study=study).first() or StudySetup(
        study=study, questionnaire=default_questionnaire(), rule_set=default_rule_set()
    )
    setup.questionnaire = questionnaire or setup.questionnaire
    setup.rule_set = rule_set or setup.rule_set
    known = {field.name for field in StudySetup._meta.concrete_fields} - {"id", "study", "questionnaire", "rule_set"}
    if set(choices) - known:
        raise TypeError(f"{sorted(set(choices) - known)} cannot be chosen; choose among {sorted(known)}.")
    for name, value in choices.items():
        setattr(setup, name, value)
    problems = _problems(setup)
    if problems:
        raise SetupRefused(problems)
    setup.full_clean(validate_unique=False)
    setup.save()
    return setup


def words_of_review_steps(study: Study, *, before: int, after: int) -> str:
    """What another number of review steps means for the interviews under way; nothing where it did not change."""
    if before == after:
        return ""
    counts = Counter(Interview.objects.filter(firm__cluster__study=study).order_by().values_list("state", flat=True))
    if after == TWO:
        waiting = sum(counts[state] for state in WITH_SUPERVISOR)
        return ngettext(
            "From now on headquarters approves: %(count)d interview that waits now is passed first. What is approved "
            "stays approved.",
            "From now on headquarters approves: %(count)d interviews that wait now are passed first. What is approved "
            "stays approved.",
            waiting,
        ) % {"count": waiting}
    return ngettext(
        "From now on one reviewer approves, also %(count)d interview that was passed and waits for headquarters.",
        "From now on one reviewer approves, also %(count)d interviews that were passed and wait for headquarters.",
        counts[CHECKED],
    ) % {"count": counts[CHECKED]}


def _problems(setup: StudySetup) -> list[Problem]:
    drafts = [
        Problem(str(version), _("This is a draft."), _("Publish it, or choose a published version."))
        for version in (setup.questionnaire, setup.rule_set)
        if version.status != Status.PUBLISHED
    ]
    return drafts or rule_set_problems(setup.rule_set, [setup.questionnaire])
