"""What a migration does that the release before it, still at work on the new tables, would stumble over."""

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

EXCEPTIONS = "OLD_CODE_STAYS_WHOLE"
"""Name of the dictionary in which a migration says, operation by operation, why it does no harm."""
GROWING = {
    "accounts.user": "people",
    "clusters.firm": "firms",
    "clusters.frameunit": "lines of sampling frames",
    "reports.job": "the job ledger",
    "reports.runfirm": "firms of runs",
    "reports.score": "scores",
    "surveys.interview": "interviews",
    "surveys.reviewevent": "steps of review",
    "surveys.revision": "revisions",
    "trail.entry": "the history",
    "trail.seal": "seals of the history",
}
"""Tables that grow with the work: an index made in the ordinary way would keep everybody from writing meanwhile."""


def undone(app: str, operations: Iterable[Operation], state: ProjectState, module: ModuleType) -> Iterator[str]:
    """What is wrong with a migration: breaches it gives no reason for, and reasons for what it does not do."""
    reasons: Mapping[str, str] = getattr(module, EXCEPTIONS, {})
    found = dict(breaches(app, operations, state))
    for name, why in found.items():
        if len(reasons.get(name, "").split()) < 4:
            yield f'{name}: {why}. If it does no harm here, say why: {EXCEPTIONS} = {{"{name}": "…"}}'
    for name in reasons.keys() - found.keys():
        yield f"{EXCEPTIONS} names {name}, which is not done or needs no reason; take it out."


def breaches(app: str, operations: Iterable[Operation], state: ProjectState) -> Iterator[tuple[str, str]]:
    """Each operation that breaks the rule, as `Operation model.name`, with what the rule says about it."""
    state = state.clone()
    made: set[str] = set()
    for operation in operations:
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from breaches(app, operation.database_operations, state)
        elif getattr(operation, "model_name_lower", None) not in made:
            why = _why(app, operation, state)
            if why:
                yield named(operation), why
        operation.state_forwards(app, state)


def named(operation: Operation) -> str:
    """What an operation is called in reasons and refusals."""
    parts = [getattr(operation, "model_name", None), *(getattr(operation, each, None) for each in ("name", "old_name"))]
    thing = getattr(operation, "index", None) or getattr(operation, "constraint", None)
    words = [str(part) for part in parts if part] + ([thing.name] if thing else [])
    return " ".join([type(operation).__name__, ".".join(words).lower()]).strip()


def _why(app: str, operation: Operation, state: ProjectState) -> str:
    match operation:
        case migrations.RemoveField() | migrations.DeleteModel():
            return "old code still reads and writes it; stop using it in one release and drop it in the next"
        case migrations.RenameField() | migrations.RenameModel() | migrations.AlterModelTable():
            return "old code knows the old name only; add the new one, fill it, drop the old one a release later"
        case migrations.AddField():
            return _of_added(operation.field)
        case migrations.AlterField():
            before = state.models[app, operation.model_name_lower].fields[operation.name]
            return _of_altered(before, operation.field)
        case migrations.AddConstraint() | migrations.AlterUniqueTogether():
            return "old code may still write what it forbids; let a release that obeys it go first"
        case migrations.AddIndex():
            return _of_index(f"{app}.{operation.model_name_lower}")
        case migrations.RunSQL():
            return "nobody can tell from here what it does"
    return ""


def _of_added(field: Field) -> str:
    harmless = isinstance(field, ManyToManyField) or field.null or field.db_default is not NOT_PROVIDED
    if not harmless:
        return "old code writes rows without it; allow null or give it a db_default, and tighten it a release later"
    if field.unique:
        return "its index is made while everybody waits, and old code does not know the rule; do it a release later"
    return ""


def _of_altered(old: Field, new: Field) -> str:
    if old.null and not new.null:
        return "old code may still write rows without it; let a release that always fills it go first"
    if new.unique and not old.unique:
        return "old code may still write the same twice; let a release that obeys it go first"
    if new.db_column != old.db_column:
        return "old code knows the old name of the column only"
    if new.get_internal_type() != old.get_internal_type():
        return "the table is written anew while everybody waits; add a column, fill it, drop the old one later"
    if new.max_length and (old.max_length is None or new.max_length < old.max_length):
        return "old code may still write longer values; let a release that keeps them short go first"
    if new.db_index and not old.db_index:
        return "an index is made in the ordinary way; name it in Meta.indexes"
    return ""


def _of_index(model: str) -> str:
    if model not in GROWING:
        return ""
    return f"writing {GROWING[model]} would have to wait for it; make it concurrently (docs/operations.md)"
