"""What is tracked: each room says it of its own models, in a module `tracked.py`.

`TRACKED` lists `Tracked` declarations, `NOT_TRACKED` maps every other model to the reason why not. A test of the house
asks that no model of ours is missing from both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Field, Model

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    AnyField = Field[Any, Any]
else:
    AnyField = Field


@dataclass(frozen=True)
class Tracked:
    """A model whose changes are written down.

    `about` names the foreign keys that lead to the thing a row belongs to, joined by two underscores; empty where the
    row is that thing. Columns in `left_out` are not written down at all; of those in `digest` the SHA-256 of their
    text stands in for what they hold; of those in `untold` only that they changed, because history cannot be erased.
    `append_only` lets the database refuse every change of a stored row.

    How it is told: `called` says what a row is where its model has no name of its own. `named_by` names the fields by
    which a row is told from others of its kind, joined by two underscores where they stand in other models, or is the
    dotted name of a function (`trail.naming.Namer`). `read_by` maps columns to dotted names of functions that put
    their values into words (`trail.values.Reader`). What stands in `details` is for those who check, not for those who
    read. `told_by` is the dotted name of a function that tells entries better than column by column
    (`trail.telling.Teller`).
    """

    model: type[Model]
    about: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    digest: Mapping[str, str] = field(default_factory=dict)
    untold: Mapping[str, str] = field(default_factory=dict)
    append_only: bool = False
    called: "StrOrPromise" = ""
    named_by: str | tuple[str, ...] = ()
    read_by: Mapping[str, str] = field(default_factory=dict)
    details: tuple[str, ...] = ()
    told_by: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> AnyField:
        return self.model._meta.pk  # type: ignore[return-value]

    def fields(self) -> list[AnyField]:
        """The fields whose columns are written down, in some form."""
        return [each for each in self.model._meta.concrete_fields if each.name not in self.left_out]

    def unknown_names(self) -> set[str]:
        """Names in the declaration that the model does not have."""
        named = {*self.left_out, *self.digest, *self.untold, *self.read_by, *self.details}
        return named - {each.name for each in self.model._meta.concrete_fields}

    def path(self) -> list[AnyField]:
        """The foreign keys from the row to the thing it belongs to."""
        found: list[AnyField] = []
        model = self.model
        for name in self.about.split("__") if self.about else []:
            found.append(model._meta.get_field(name))  # type: ignore[arg-type]
            model = found[-1].related_model  # type: ignore[assignment]
        return found


@cache
def tracked() -> tuple[Tracked, ...]:
    """Every declaration of every room."""
    return tuple(each for module in _modules() for each in module.TRACKED)


@cache
def tracked_tables() -> dict[str, Tracked]:
    """The declarations by table."""
    return {each.table: each for each in tracked()}


@cache
def not_tracked() -> dict[type[Model], str]:
    """Models that are not tracked, and why."""
    return {model: reason for module in _modules() for model, reason in module.NOT_TRACKED.items()}


def _modules() -> list[Any]:
    names = [f"{config.name}.tracked" for config in apps.get_app_configs()]
    return [import_module(name) for name in names if find_spec(name) is not None]
