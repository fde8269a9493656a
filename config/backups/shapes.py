"""Which tables and columns there are, as the migrations that have been applied say: not as today's models do."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField

from config.backups.errors import BackupRefusedError
from config.backups.values import kind_of

Migrations = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the kind of each column by its name, and the columns that name an uploaded file."""

    name: str
    columns: dict[str, str]
    files: tuple[str, ...] = field(default=(), compare=False)

    @property
    def kinds(self) -> list[str]:
        return list(self.columns.values())


def applied_migrations() -> Migrations:
    """The names of what has been applied to the database, by application."""
    applied: Migrations = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied


def unknown_migrations(applied: Migrations) -> list[str]:
    """Those of the migrations that this release does not know: they are of a newer one."""
    known = _loader().disk_migrations
    return [f"{app}.{name}" for app, names in applied.items() for name in names if (app, name) not in known]


def newest_of(applied: Migrations) -> list[tuple[str, str]]:
    """The last migration of each application among those applied: what the database was migrated to."""
    graph = _loader().graph
    nodes = {(app, name) for app, names in applied.items() for name in names}
    return sorted(
        node
        for node in nodes & graph.nodes.keys()
        if not any(child.key in nodes and child.key[0] == node[0] for child in graph.node_map[node].children)
    )


def tables_of(applied: Migrations) -> list[Table]:
    """Every table after these migrations, by name."""
    if unknown := unknown_migrations(applied):
        raise BackupRefusedError(
            f"The database is of a newer release: this one does not know {', '.join(unknown[:3])}.",
            "Call the command of the release that migrated it.",
        )
    return list(_tables_at(tuple(newest_of(applied))))


@lru_cache(maxsize=1)
def _loader() -> MigrationLoader:
    """The migrations of this release: reading them takes longer than asking them anything."""
    return MigrationLoader(None, ignore_no_migrations=True)


@lru_cache(maxsize=4)
def _tables_at(newest: tuple[tuple[str, str], ...]) -> tuple[Table, ...]:
    state = _loader().project_state(list(newest))
    found = {}
    for model in state.apps.get_models(include_auto_created=True, include_swapped=True):
        meta = model._meta
        if meta.managed and not meta.proxy and not meta.swapped:
            columns = {str(each.column): kind_of(each) for each in meta.local_concrete_fields}
            files = [str(each.column) for each in meta.local_concrete_fields if isinstance(each, FileField)]
            found[meta.db_table] = Table(meta.db_table, columns, tuple(files))
    return tuple(found[name] for name in sorted(found))
