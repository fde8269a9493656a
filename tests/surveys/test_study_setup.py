"""What a study has chosen."""

import pytest
from django.core.exceptions import ValidationError

from surveys.default_content import default_questionnaire, default_rule_set
from surveys.errors import SetupRefused
from surveys.models import RuleSetVersion, StudySetup
from surveys.study_setup import choose_setup, setup_of
from tests.factories.surveys import QuestionnaireFactory, RuleSetFactory

pytestmark = pytest.mark.django_db


def test_a_study_that_has_chosen_nothing_gets_what_ships_with_the_project(study):
    setup = setup_of(study)
    assert (setup.questionnaire, setup.rule_set) == (default_questionnaire(), default_rule_set())
    assert (setup.level_rule, setup.floor_level_1, setup.point_policy) == ("R1", True, "low")
    assert setup_of(study) == setup
    assert StudySetup.objects.count() == 1


def test_a_choice_changes_what_is_given_and_keeps_the_rest(study):
    choose_setup(study=study, level_rule="R2", foreign_threshold=10)
    strict = RuleSetVersion.objects.get(code="strict")
    setup = choose_setup(study=study, rule_set=strict, growth="loglinear")
    setup.refresh_from_db()
    assert (setup.level_rule, setup.foreign_threshold, setup.growth) == ("R2", 10, "loglinear")
    assert (setup.rule_set, setup.questionnaire) == (strict, default_questionnaire())


def test_rules_that_do_not_fit_the_questionnaire_are_refused_and_nothing_changes(study):
    choose_setup(study=study, level_rule="R2")
    with pytest.raises(SetupRefused, match="The questionnaire has no item HR1_OJT"):
        choose_setup(study=study, questionnaire=QuestionnaireFactory(), level_rule="R1")
    assert setup_of(study).level_rule == "R2"


def test_a_draft_cannot_be_chosen(study):
    with pytest.raises(SetupRefused, match="Publish it, or choose a published version"):
        choose_setup(study=study, rule_set=RuleSetFactory())


def test_a_choice_that_does_not_exist_is_refused(study):
    with pytest.raises(ValidationError):
        choose_setup(study=study, level_rule="R9")
    with pytest.raises(ValidationError):
        choose_setup(study=study, foreign_threshold=120)
    with pytest.raises(TypeError, match="cannot be chosen"):
        choose_setup(study=study, colour="red")
    assert not StudySetup.objects.exists()
