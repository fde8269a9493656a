"""Imports run one way, and the pure rooms stay pure. A rule in prose wears away; this one is read off the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "analysis", "reports", "surveys", "clusters", "accounts", "trail", "scoring")
ALLOWED = {
    "config": {"analysis", "reports", "surveys", "clusters", "accounts", "trail", "scoring"},
    "analysis": {"reports", "surveys", "clusters", "accounts", "trail", "scoring"},
    "reports": {"surveys", "clusters", "accounts", "trail", "scoring"},
    "surveys": {"clusters", "accounts", "trail", "scoring"},
    "clusters": {"accounts", "trail", "scoring"},
    "accounts": {"trail"},
    "trail": set(),
    "scoring": set(),
}
IMPURE = {
    "django", "celery", "datetime", "time", "os", "pathlib", "io", "sqlite3", "random", "secrets", "socket",
    "subprocess", "tempfile", "shutil", "requests", "urllib", "crispy_forms", "openpyxl", "xlsxwriter", "pandas",
}  # fmt: skip
DRAWERS = {"utils", "util", "helpers", "common", "misc", "services", "tools", "stuff"}


def sources(room: str) -> list[Path]:
    return sorted(path for path in (ROOT / room).rglob("*.py"))


def own_sources() -> list[Path]:
    return [path for room in ROOMS for path in sources(room)]


def imported(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports with the room's name, so that the arrow can be read"
            yield node.module or "", node


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    wrong = [
        f"{label(path)}:{node.lineno} imports {name}"
        for path in sources(room)
        for name, node in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in ROOMS and name.split(".")[0] not in ALLOWED[room] | {room}
    ]
    assert wrong == [], (
        f"{room} may import {sorted(ALLOWED[room])} only: an arrow that turns back makes two rooms into one"
    )


def test_scoring_knows_no_framework_clock_file_or_database() -> None:
    wrong = [
        f"{label(path)}:{node.lineno} imports {name}"
        for path in sources("scoring")
        for name, node in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in IMPURE
    ]
    assert wrong == [], "arguments in, frozen record out: pass the value in instead"


FRAMEWORKS = {"django", "celery", "crispy_forms", "sqlite3", "requests", "urllib", "socket", "datetime", "time", "os"}
FREE_OF_FRAMEWORKS = ("estimators", "crises", "proximity", "resilience", "development")


@pytest.mark.parametrize("part", FREE_OF_FRAMEWORKS)
def test_estimators_and_systems_know_no_framework_clock_or_database(part: str) -> None:
    wrong = [
        f"{label(path)}:{node.lineno} imports {name}"
        for path in sources(f"analysis/{part}")
        for name, node in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in (FRAMEWORKS | ALLOWED["analysis"]) - {"scoring"}
    ]
    assert wrong == [], "tables and choices in, a result out: pass the value in instead"


def test_no_room_imports_its_own_inside_a_function() -> None:
    wrong = []
    for path in own_sources():
        if "migrations" in path.parts:
            continue
        for outer in ast.walk(ast.parse(path.read_text())):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [
                    f"{label(path)}:{node.lineno} imports {name} inside {outer.name}"
                    for name, node in imported(outer)
                    if name.split(".")[0] in ROOMS
                ]
    assert wrong == [], "an import inside a function hides a circle; move what both need to the lower room"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_modules_form_no_circle() -> None:
    modules = {module_name(path): path for path in own_sources() if "migrations" not in path.parts}
    edges: dict[str, set[str]] = {}
    for name, path in modules.items():
        targets: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                deeper = {f"{node.module}.{alias.name}" for alias in node.names}
                found = deeper & modules.keys()
                targets |= found or {node.module}
        edges[name] = (targets & modules.keys()) - {name}
    circles = []

    def walk(name: str, trail: list[str], done: set[str]) -> None:
        if name in trail:
            circles.append(" -> ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for target in sorted(edges[name]):
                walk(target, [*trail, name], done)
            done.add(name)

    finished: set[str] = set()
    for name in sorted(edges):
        walk(name, [], finished)
    assert circles == [], "two modules that need each other are one module, or lack a third below both"


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    wrong = [label(path) for path in own_sources() if path.stem in DRAWERS or set(path.parent.parts) & DRAWERS]
    assert wrong == [], "name the module after what it holds"


def test_files_and_functions_stay_short() -> None:
    wrong = []
    for path in own_sources():
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        if text.count("\n") > 400:
            wrong.append(f"{label(path)} has {text.count(chr(10))} lines (at most 400)")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 40:
                    wrong.append(f"{label(path)}:{node.lineno} {node.name} has {length} lines (at most 40)")
    assert wrong == [], "split it, or name the part that has its own sense"
