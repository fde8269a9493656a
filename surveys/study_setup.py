"""What a study chooses: questionnaire, rule set, and every assumption its tables rest on."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clusters.models import Study
from surveys.default_content import default_questionnaire, default_rule_set
from surveys.errors import Problem, SetupRefused
from surveys.models import Questionnaire, RuleSetVersion, Status, StudySetup
from surveys.publishing import rule_set_problems


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


def _problems(setup: StudySetup) -> list[Problem]:
    drafts = [
        Problem(str(version), _("This is a draft."), _("Publish it, or choose a published version."))
        for version in (setup.questionnaire, setup.rule_set)
        if version.status != Status.PUBLISHED
    ]
    return drafts or rule_set_problems(setup.rule_set, [setup.questionnaire])
