"""Specifications: frozen records of every choice of a run, read from TOML with all problems told at once.

A system declares a frozen dataclass whose fields are made by `choice`. Types of fields: str, int, float, bool,
tuple[str, ...], tuple[int, ...] and tuple[float, ...]; `int | None` and the like where None means "not wanted".
"""

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, field, fields
from typing import Any, TypeVar, get_args, get_origin

Record = TypeVar("Record")


class SpecificationError(Exception):
    """Raised when a specification cannot be used; `problems` are sentences: entry, fact, remedy."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


def choice(
    default: Any = MISSING,
    *,
    help: str,
    choices: tuple[str, ...] = (),
    low: float | None = None,
    high: float | None = None,
) -> Any:
    """A field of a specification: `help` is a sentence for the page and the docs; a number lies in low–high."""
    told = {"help": help, "choices": choices, "low": low, "high": high}
    return field(metadata=told) if default is MISSING else field(default=default, metadata=told)


def specification_from(record: type[Record], told: Mapping[str, Any]) -> Record:
    """The frozen record for these choices; raises SpecificationError with every problem found."""
    declared = {each.name: each for each in fields(record)}  # type: ignore[arg-type]
    hints = typing.get_type_hints(record)
    problems = [
        f"“{name}” is no choice of this analysis. Leave it out, or use one of: {', '.join(declared)}."
        for name in told
        if name not in declared
    ]
    values: dict[str, Any] = {}
    for name, each in declared.items():
        if name not in told:
            if each.default is MISSING:
                problems.append(f"“{name}” is missing. {each.metadata['help']}")
            continue
        value, problem = _read(each, hints[name], told[name])
        problems += [problem] if problem else []
        values[name] = value
    if problems:
        raise SpecificationError(problems)
    return record(**values)


def _read(declared: "Field[Any]", hint: Any, value: Any) -> tuple[Any, str]:
    origin = get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None or value == "":
            return None, ""
        hint = next(each for each in get_args(hint) if each is not type(None))
        origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            return None, f"“{declared.name}” must be a list, as in [a, b]; it is {value!r}."
        read = [_one(declared, get_args(hint)[0], each) for each in value]
        return tuple(each for each, _problem in read), next((problem for _each, problem in read if problem), "")
    return _one(declared, hint, value)


def _one(declared: "Field[Any]", hint: Any, value: Any) -> tuple[Any, str]:
    told = declared.metadata
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        words = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}[hint]
        return None, f"“{declared.name}” must be {words}; it is {value!r}."
    if told["choices"] and value not in told["choices"]:
        return None, f"“{declared.name}” is {value!r}; it may be one of: {', '.join(told['choices'])}."
    low, high = told["low"], told["high"]
    if (low is not None and value < low) or (high is not None and value > high):
        limits = f"at least {low}" if high is None else f"at most {high}" if low is None else f"from {low} to {high}"
        return None, f"“{declared.name}” is {value}; it must be {limits}."
    return value, ""
