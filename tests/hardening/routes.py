"""Every address there is, read off the resolver, so that an address that is new is asked without anybody's doing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

STAND_INS: dict[str, Any] = {
    "IntConverter": 1,
    "UUIDConverter": UUID(int=7),
    "SlugConverter": "nothing",
    "StringConverter": "nothing",
    "PathConverter": "nothing/here",
}
ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name with its namespace, and what kind of thing each of its parts is."""

    name: str
    parts: tuple[tuple[str, str], ...]

    def address(self, world: Mapping[str, Any]) -> str:
        """Where it is in this world; a part of a kind the world knows nothing of is stood in for."""
        return reverse(self.name, kwargs={part: world.get(part, STAND_INS.get(kind, 1)) for part, kind in self.parts})


def routes() -> list[Route]:
    """Every named address, also those of the admin and of packages."""
    return sorted(_below(get_resolver(), ""), key=lambda route: route.name)


def _below(resolver: URLResolver, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            kinds = tuple((name, type(kind).__name__) for name, kind in entry.pattern.converters.items())
            if _can_be_named(route := Route(space + entry.name, kinds)):
                yield route


def _can_be_named(route: Route) -> bool:
    """An address found by an expression, as some packages have them, cannot be made of its parts."""
    try:
        return bool(route.address({}))
    except NoReverseMatch:
        return False


def things_in_the_admin() -> dict[str, Any]:
    """For each address of the admin that names a thing, the key of one that is there."""
    found = {}
    for model in admin.site._registry:
        key = model._default_manager.values_list("pk", flat=True).first()
        name = f"{ADMIN}:{model._meta.app_label}_{model._meta.model_name}"
        for step in ("change", "delete", "history"):
            found[f"{name}_{step}"] = str(key or 1)
    return found
