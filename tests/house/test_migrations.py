"""Migrations are frozen programs: none missing, none named by a machine, none importing the application."""

import ast
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tests.house.downtime import EXCEPTIONS, breaches, undone

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted(path for path in ROOT.glob("*/migrations/0*.py"))
BEFORE_THE_RULE = (Path(__file__).with_name("migrations_before_the_rule.txt")).read_text().splitlines()[1:]
ROOMS = {"config", "analysis", "reports", "surveys", "clusters", "accounts", "trail", "scoring"}


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


def test_old_code_goes_on_working_on_the_tables_of_every_new_migration() -> None:
    loader = MigrationLoader(None)
    wrong = []
    for path in MIGRATIONS:
        app, name = path.parent.parent.name, path.stem
        if f"{app}.{name}" not in BEFORE_THE_RULE:
            state = loader.project_state([(app, name)], at_end=False)
            migration = loader.disk_migrations[app, name]
            module = __import__(migration.__module__, fromlist=["Migration"])
            wrong += [f"{app}.{name}: {told}" for told in undone(app, migration.operations, state, module)]
    assert not wrong, "\n".join([*wrong, "See docs/operations.md, “Migrations without downtime”."])


def test_the_list_of_migrations_before_the_rule_only_names_what_is_there() -> None:
    assert set(BEFORE_THE_RULE) <= {f"{path.parent.parent.name}.{path.stem}" for path in MIGRATIONS}
    assert len(BEFORE_THE_RULE) == 22, "the list is closed; write the migration by the rule, or give its reason in it"


SHORT, OPEN = models.CharField(max_length=20), models.CharField(max_length=20, null=True)
KNOWN = migrations.CreateModel("Firm", [("id", models.BigAutoField(primary_key=True)), ("name", SHORT), ("note", OPEN)])
INDEX, UNIQUE = models.Index(fields=["name"], name="idx"), models.UniqueConstraint(fields=["name"], name="one")
BREAKS = [
    migrations.AddField("firm", "size", models.IntegerField(default=0)),
    migrations.AddField("firm", "code", models.CharField(max_length=5, null=True, unique=True)),
    migrations.RemoveField("firm", "note"),
    migrations.RenameField("firm", "note", "remark"),
    migrations.RenameModel("Firm", "Company"),
    migrations.DeleteModel("Firm"),
    migrations.AlterModelTable("firm", "firms"),
    migrations.AlterField("firm", "note", SHORT),
    migrations.AlterField("firm", "name", models.CharField(max_length=10)),
    migrations.AlterField("firm", "name", models.CharField(max_length=20, unique=True)),
    migrations.AlterField("firm", "name", models.CharField(max_length=20, db_index=True)),
    migrations.AlterField("firm", "name", models.CharField(max_length=20, db_column="called")),
    migrations.AlterField("firm", "name", models.IntegerField()),
    migrations.AddConstraint("firm", UNIQUE),
    migrations.AddIndex("firm", INDEX),
    migrations.RunSQL("SELECT 1"),
]
HARMLESS = [
    migrations.AddField("firm", "size", models.IntegerField(null=True)),
    migrations.AddField("firm", "size", models.IntegerField(db_default=0)),
    migrations.AddField("firm", "others", models.ManyToManyField("clusters.Firm")),
    migrations.AlterField("firm", "name", models.CharField(max_length=40, null=True)),
    migrations.CreateModel("Shed", [("id", models.BigAutoField(primary_key=True))]),
    migrations.RunPython(migrations.RunPython.noop),
    migrations.SeparateDatabaseAndState(
        state_operations=[migrations.AddIndex("firm", INDEX)],
        database_operations=[migrations.RunPython(migrations.RunPython.noop)],
    ),
]


def broken_by(*operations: Operation) -> dict[str, str]:
    state = ProjectState()
    KNOWN.state_forwards("clusters", state)
    return dict(breaches("clusters", operations, state))


def spelled(operation: Operation) -> str:
    return operation.describe()


@pytest.mark.parametrize("operation", BREAKS, ids=spelled)
def test_what_old_code_would_stumble_over_is_found(operation: Operation) -> None:
    (name,) = broken_by(operation)
    assert name.startswith(type(operation).__name__)
    hidden = migrations.SeparateDatabaseAndState(database_operations=[operation])
    assert list(broken_by(hidden)) == [name]


@pytest.mark.parametrize("operation", HARMLESS, ids=spelled)
def test_what_old_code_does_not_notice_is_let_through(operation: Operation) -> None:
    assert broken_by(operation) == {}


def test_a_table_that_is_made_in_the_same_migration_is_unknown_to_old_code() -> None:
    shed = migrations.CreateModel("Shed", [("id", models.BigAutoField(primary_key=True)), ("name", SHORT)])
    added = migrations.AddField("shed", "size", models.IntegerField(default=0))
    assert broken_by(shed, added, migrations.AddConstraint("shed", UNIQUE)) == {}


def test_a_reason_lets_one_operation_through_and_is_asked_for_by_name() -> None:
    state, module = ProjectState(), ModuleType("made up")
    KNOWN.state_forwards("clusters", state)
    dropped = [migrations.RemoveField("firm", "note")]
    (asked,) = undone("clusters", dropped, state, module)
    assert "RemoveField firm.note" in asked
    setattr(module, EXCEPTIONS, {"RemoveField firm.note": "Since 0.2 no code names it."})
    assert list(undone("clusters", dropped, state, module)) == []
    (left,) = undone("clusters", [], state, module)
    assert "take it out" in left
