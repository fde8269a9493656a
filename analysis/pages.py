"""What the pages of analyses need to know, each in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from analysis.files import FILES, choice_words
from analysis.layouts import Layout, LayoutColumn
from analysis.models import AnalysisRun, AnalysisState, DataTable
from analysis.own_tables import can_be_built
from analysis.registry import SYSTEMS
from analysis.results import Result
from analysis.shown_results import shown_figures, shown_tables
from analysis.systems import System
from analysis.tables import layout_of, tables_for
from clusters.access import rights_in
from clusters.models import Study

RUNS_SHOWN = 30
KIND_WORDS = {
    "text": gettext_lazy("text"),
    "number": gettext_lazy("number"),
    "whole": gettext_lazy("whole number"),
    "year": gettext_lazy("year"),
    "yes_no": gettext_lazy("yes or no"),
}


@dataclass(frozen=True, slots=True)
class SystemCard:
    """One analysis on the page of all of them, with how many runs of it the study has."""

    system: System
    runs: int
    ready: int


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column of a layout as its documentation tells it."""

    column: LayoutColumn
    kind: Any
    needed: bool
    limits: str


@dataclass(frozen=True, slots=True)
class LayoutPart:
    """One documented table, with the tables of the study that are read as it."""

    layout: Layout
    columns: list[ColumnWords]
    tables: list[DataTable]
    may_be_built: bool


@dataclass(frozen=True, slots=True)
class Fact:
    term: str
    text: str


def system_cards(study: Study) -> list[SystemCard]:
    """Every analysis with its runs; one query."""
    states = Counter(AnalysisRun.objects.filter(study=study).order_by().values_list("system", "state"))
    return [
        SystemCard(
            system,
            runs=sum(count for (code, _state), count in states.items() if code == system.code),
            ready=states[system.code, AnalysisState.READY.value],
        )
        for system in SYSTEMS.values()
    ]


def runs_of(study: Study, system: System) -> QuerySet[AnalysisRun]:
    """The runs of one analysis, the newest first; results are not loaded."""
    found = AnalysisRun.objects.filter(study=study, system=system.code)
    return found.select_related("job", "created_by").defer("result").prefetch_related("used__table")


def layout_parts(study: Study, system: System) -> list[LayoutPart]:
    """The tables an analysis reads; a query each."""
    return [
        LayoutPart(layout, column_words(layout), tables_for(study, layout), can_be_built(system.code, layout.code))
        for layout in system.layouts
    ]


def column_words(layout: Layout) -> list[ColumnWords]:
    """The columns of a layout in words."""
    return [ColumnWords(each, KIND_WORDS[each.kind], each.required, _limits(each)) for each in layout.columns]


def table_context(user: User, table: DataTable) -> dict[str, Any]:
    """A table's own page."""
    system, layout = SYSTEMS.get(table.system), layout_of(table)
    meanings = {column.name: column.meaning for column in layout.columns} if layout else {}
    columns = [
        {**column, "meaning": meanings.get(column["name"], ""), "kind_words": KIND_WORDS.get(column["kind"], "")}
        for column in table.columns
    ]
    return {
        "study": table.study,
        "table": table,
        "system": system,
        "layout": layout,
        "columns": columns,
        "heads": [column["name"] for column in table.columns],
        "runs": table.runs.select_related("job").defer("result").order_by("-created_at"),
        "rights": rights_in(user, table.study),
    }


def run_context(user: User, run: AnalysisRun) -> dict[str, Any]:
    """A run's own page: what it rests on, and what it says once it is ready."""
    system = SYSTEMS.get(run.system)
    result = Result.from_json(run.result) if run.result else None
    return {
        "study": run.study,
        "run": run,
        "system": system,
        "title": system.title if system else run.system,
        "used": list(run.used.select_related("table")),
        "choices": [Fact(name, choice_words(value)) for name, value in run.choices.items()],
        "result": result,
        "tables": shown_tables(result) if result else [],
        "figures": shown_figures(result) if result else [],
        "files": FILES,
        "rights": rights_in(user, run.study),
    }


def percent_done(run: AnalysisRun) -> int:
    """How far a run is, 0 to 100."""
    job = run.job
    return 100 * job.done_units // job.total_units if job is not None and job.total_units else 0


def _limits(column: LayoutColumn) -> str:
    if column.choices:
        return ", ".join(column.choices)
    if column.low is not None and column.high is not None:
        return _("%(low)s to %(high)s") % {"low": f"{column.low:g}", "high": f"{column.high:g}"}
    if column.low is not None:
        return _("at least %(low)s") % {"low": f"{column.low:g}"}
    return _("at most %(high)s") % {"high": f"{column.high:g}"} if column.high is not None else ""
