"""Migrations are frozen programs: none missing, none named by a machine, none importing the application."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted(path for path in ROOT.glob("*/migrations/0*.py"))
ROOMS = {"config", "analysis", "reports", "surveys", "clusters", "accounts", "scoring"}


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_migration_is_named_by_hand_and_imports_no_application_code(path: Path) -> None:
    assert not re.search(r"_auto_\d|_initial$|_and_more$", path.stem), "say in the name what the migration does"
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    assert not names & ROOMS, "code moves on and a migration must not"
