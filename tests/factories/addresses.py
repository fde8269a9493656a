"""Every address of the application, read off its patterns."""

from django.urls import URLPattern, URLResolver, get_resolver

CATCH_ALL = "(?P<url>.*)$"
"""The admin answers what it does not know itself, so that it tells no stranger which pages it has."""
OLD_CHANGE = "<path:object_id>/"
"""The admin leads from here to the page on which a row is changed."""


def patterns(resolver: URLResolver, space: str = "") -> list[tuple[str, URLPattern]]:
    """Every pattern with its name, which is empty where nobody gave it one."""
    found: list[tuple[str, URLPattern]] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif not (space == "admin:" and str(entry.pattern) in (CATCH_ALL, OLD_CHANGE)):
            found.append((f"{space}{entry.name}" if entry.name else "", entry))
    return found


ALL = patterns(get_resolver())
ADDRESSES = {
    name: list(entry.pattern.converters or entry.pattern.regex.groupindex) for name, entry in reversed(ALL) if name
}
"""The parameters each named address takes; of two patterns of one name the first."""
UNNAMED = [str(entry.pattern) for name, entry in ALL if not name]
