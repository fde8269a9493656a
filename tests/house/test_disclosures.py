"""Every file that leaves, and every page declared to show persons, is written down: see docs/privacy.md."""

import ast
import inspect
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from clusters.disclosure_words import PAGES

FILE_SIGNS = ("Content-Disposition", "FileResponse", "as_attachment")
LOGGING = {"handed_out", "shown"}
PERSONAL = {
    "study_people",
    "firm_contacts",
    "contact_edit",
    "visits",
    "contact_erase",
    "workshop",
    "workshop_panel",
    "workshop_protocol",
    "disclosures",
}
"""Pages that show persons: whoever draws one more declares it here, and the test asks that it is logged."""


def views(resolver: URLResolver) -> dict[str, Callable[..., Any]]:
    """Our views by URL name, without their decorators."""
    found = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern) and entry.name:
            found[entry.name] = inspect.unwrap(entry.callback)
        elif isinstance(entry, URLResolver) and entry.app_name != "admin":
            found |= views(entry)
    ours = Path(__file__).resolve().parents[2]
    return {
        name: view
        for name, view in found.items()
        if inspect.isfunction(view) and Path(inspect.getfile(view)).is_relative_to(ours / view.__module__.split(".")[0])
    }


VIEWS = views(get_resolver())


@cache
def functions_of(path: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(Path(path).read_text()).body if isinstance(node, ast.FunctionDef)}


def reached(path: str, name: str) -> list[ast.FunctionDef]:
    """The function and every one of its own module that it calls."""
    functions, waiting, seen = functions_of(path), [name], {}
    while waiting:
        current = waiting.pop()
        if current in functions and current not in seen:
            seen[current] = functions[current]
            waiting += names_called(functions[current])
    return list(seen.values())


def names_called(node: ast.AST) -> list[str]:
    return [each.func.id for each in ast.walk(node) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)]


def parts_of(view: Callable[..., Any]) -> list[ast.FunctionDef]:
    return reached(inspect.getfile(view), view.__name__)


def hands_out_a_file(view: Callable[..., Any]) -> bool:
    return any(sign in ast.unparse(part) for part in parts_of(view) for sign in FILE_SIGNS)


def is_logged(view: Callable[..., Any]) -> bool:
    return any(LOGGING & set(names_called(part)) for part in parts_of(view))


FILES = sorted(name for name, view in VIEWS.items() if hands_out_a_file(view))


def test_the_test_finds_the_files_that_leave() -> None:
    assert {"run_workbook", "data_table_file", "analysis_file", "fill_in_cluster", "cluster_brief"} <= set(FILES)


@pytest.mark.parametrize("name", sorted({*FILES, *PERSONAL}))
def test_what_leaves_is_written_down_and_has_a_name_in_the_log(name: str) -> None:
    assert is_logged(VIEWS[name]), f"{name}: let the answer go through handed_out() or shown() of clusters.disclosing"
    assert name in PAGES, f"{name}: give it words in clusters/disclosure_words.py"


def test_the_log_has_words_for_nothing_that_is_not_there() -> None:
    assert {page for page in PAGES if not page.startswith("command ")} <= set(VIEWS)


def test_a_view_that_logs_nothing_is_found() -> None:
    assert not is_logged(VIEWS["home"])
    assert not hands_out_a_file(VIEWS["home"])
