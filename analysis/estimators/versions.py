"""Versions of the libraries behind a result, so that a figure can be traced to the release it came from."""

from importlib import metadata


def library_versions(*names: str) -> dict[str, str]:
    """The installed release of each distribution; "not installed" where there is none."""
    return {name: _version(name) for name in names}


def library_named(name: str) -> str:
    """A distribution with its release in words, as `Fit.library` tells it."""
    return f"{name} {_version(name)}"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
