"""Every model of ours is tracked by the history, or it is said why not."""

from django.apps import apps
from django.db.models import Model

from trail.declarations import not_tracked, tracked

ROOMS = {"accounts", "clusters", "surveys", "reports", "analysis", "trail"}


def own_models() -> list[type[Model]]:
    return [each for each in apps.get_models(include_auto_created=True) if each._meta.app_label in ROOMS]


def test_every_model_is_tracked_or_named_as_not_tracked() -> None:
    known = {each.model for each in tracked()} | not_tracked().keys()
    forgotten = sorted(each.__name__ for each in own_models() if each not in known and each._meta.managed)
    assert forgotten == [], (
        "declare the model in `tracked.py` of its room: in TRACKED, saying what it is about and which columns must not "
        "be told; or in NOT_TRACKED, with the reason"
    )


def test_no_model_is_declared_twice_or_both_ways() -> None:
    models = [each.model for each in tracked()]
    assert len(models) == len(set(models))
    assert not set(models) & not_tracked().keys()
    assert all(not_tracked().values())


def test_a_declaration_names_only_what_is_there_and_each_column_once() -> None:
    for each in tracked():
        assert each.unknown_names() == set(), each.model
        assert len({*each.left_out, *each.untold, *each.digest}) == (
            len(each.left_out) + len(each.untold) + len(each.digest)
        )
        assert each.path() or not each.about


def test_what_opens_a_door_is_never_told() -> None:
    for each in tracked():
        for field in each.fields():
            secret = any(word in field.name for word in ("password", "secret", "token", "key_hash", "screen_key"))
            assert not secret or field.name in each.untold, f"{each.model.__name__}.{field.name}"
