"""Whatever belongs to a study is shown in the admin to those who manage the study."""

from django.contrib import admin
from django.db.models import Model

from clusters.admin import OfManagedStudies
from clusters.models import Cluster, Study


def belongs_to_a_study(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
    """Whether some chain of foreign keys leads from the model to a study."""
    if model in (Study, Cluster):
        return True
    above = {field.related_model for field in model._meta.get_fields() if field.many_to_one or is_own_one_to_one(field)}
    return any(belongs_to_a_study(each, seen | {model}) for each in above - seen - {model})


def is_own_one_to_one(field: object) -> bool:
    return bool(getattr(field, "one_to_one", False) and getattr(field, "concrete", False))


def test_rows_of_a_study_are_kept_to_those_who_manage_it() -> None:
    open_to_all = [
        model.__name__
        for model, page in admin.site._registry.items()
        if belongs_to_a_study(model) and not isinstance(page, OfManagedStudies)
    ]
    assert open_to_all == [], "mix OfManagedStudies into the admin of these models and name their path"


def test_the_test_knows_what_belongs_to_a_study() -> None:
    names = {model.__name__ for model in admin.site._registry if belongs_to_a_study(model)}
    assert {"Study", "Membership", "Vote", "StudySetup", "RunCluster", "Score"} <= names
    assert not {"User", "Questionnaire", "Item", "Job"} & names
