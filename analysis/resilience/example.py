"""The example of the choices, in TOML with a comment each: every choice there is, at its default."""

import json
import textwrap
from dataclasses import fields

from analysis.resilience.choices import ResilienceChoices


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def written(record: type[ResilienceChoices]) -> str:
    """Each choice with its help as a comment above it; a choice that is not wanted by default stands as a comment."""
    lines = []
    for each in fields(record):
        told = each.metadata["help"]
        options = each.metadata["choices"]
        told += f" One of: {', '.join(options)}." if options else ""
        lines += [f"# {line}" for line in textwrap.wrap(told, 100)]
        lines += [f"# {each.name} =" if each.default is None else f"{each.name} = {_value(each.default)}", ""]
    return "\n".join(lines)


EXAMPLE = written(ResilienceChoices)
