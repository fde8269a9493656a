"""What Procfile, units, compose file, page and settings say about processes and their environment."""

import ast
import re
import shlex
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
EXAMPLE = ROOT / "deploy" / "environment.example"
PAGE = ROOT / "docs" / "operations.md"
PROGRAMS = "/opt/sextant/.venv/bin/"
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")


def of_procfile() -> dict[str, list[str]]:
    """The command of each process by its name."""
    lines = (line.partition(":") for line in (ROOT / "Procfile").read_text().splitlines())
    return {name: shlex.split(command) for name, _colon, command in lines}


def of_unit(name: str) -> list[tuple[str, str, str]]:
    """Section, key and value of each line of a unit."""
    told, section = [], ""
    for line in (UNITS / name).read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _equals, value = line.partition("=")
            told.append((section, key, value))
    return told


def values(name: str, key: str) -> list[str]:
    """What a unit says under a key, as often as it stands there."""
    return [value for _section, each, value in of_unit(name) if each == key]


def command_of(name: str) -> list[str]:
    """What a unit starts, without the folder of the programs."""
    (command,) = values(name, "ExecStart")
    assert command.startswith(PROGRAMS), "systemd wants the whole path of a program"
    return shlex.split(command.removeprefix(PROGRAMS))


def environment_of(name: str) -> dict[str, str]:
    """What a unit puts into the environment by itself."""
    return dict(value.split("=", 1) for value in values(name, "Environment"))


def of_compose() -> dict[str, dict[str, Any]]:
    """The services of the compose file, with what they share filled in."""
    services: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return services


def of_settings() -> set[str]:
    """Every variable the settings read, found in the calls to their reader, and what Django itself reads."""
    sources = [ast.parse(path.read_text()) for path in (ROOT / "config" / "settings").glob("*.py")]
    calls = [node for tree in sources for node in ast.walk(tree) if isinstance(node, ast.Call)]
    read = [call for call in calls if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "env"]
    return {"DJANGO_SETTINGS_MODULE", *(ast.literal_eval(call.args[0]) for call in read)}


def of_example() -> dict[str, tuple[str, bool]]:
    """Each variable of the example with its value, and whether it must be filled in."""
    told = {}
    for line in EXAMPLE.read_text().splitlines():
        if line and not line.startswith("# "):
            name, equals, value = line.removeprefix("#").partition("=")
            assert equals and VARIABLE.fullmatch(name) and name not in told, line
            told[name] = (value, not line.startswith("#"))
    return told


def of_page() -> set[str]:
    """Every variable of the table of settings."""
    table = PAGE.read_text().split("\n## Settings\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in VARIABLE.findall(cell)}


def indented(page: str) -> set[str]:
    """Every line of the page that shows a command."""
    return {line.strip() for line in page.splitlines() if line.startswith("    ")}
