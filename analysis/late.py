"""Functions of modules that are read at their first call.

Libraries of statistics, pictures and letters take seconds and a hundred megabytes to read in; only a process that
computes, draws or writes needs them.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def read_late(module: str, name: str) -> Callable[..., Any]:
    """The function of this name; its module is read when it is called."""

    def called(*arguments: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*arguments, **named)

    return called
