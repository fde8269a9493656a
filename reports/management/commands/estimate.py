"""manage.py estimate RUN [--table 5] [--format text|json]"""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reports.models import Run
from reports.results import DIMENSIONS, ClusterResult, RunTables
from reports.sampling import NoSample
from scoring.rungs import RUNGS

TABLES = ("5",)
COLUMNS = ("cluster", "dimension", "level", "estimate", "standard_error", "low", "high", "df", "count", "n", "method")


class Command(BaseCommand):
    help = "Print what the samples of a finished run say of their populations: every cell of a table with its interval."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", metavar="RUN", help="the run's id, as `aggregate` prints it")
        parser.add_argument("--table", choices=TABLES, default="5", help="which table's cells (only 5 so far)")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="for people, or for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.filter(pk=options["run"]).first()
        if run is None or not run.tables:
            raise CommandError(
                _(
                    "There is no finished run %(run)s. Take the id that aggregate prints, or that the page of runs "
                    "shows."
                )
                % {"run": options["run"]}
            )
        cells = list(cells_of_table_5(RunTables.from_json(run.tables)))
        if options["format"] == "json":
            told = {"run": run.pk, "table": options["table"], "confidence": 0.95, "unit": "per cent", "cells": cells}
            self.stdout.write(json.dumps(told, indent=1, ensure_ascii=False))
            return
        for line in [dict(zip(COLUMNS, COLUMNS, strict=True)), *cells]:
            self.stdout.write("  ".join(_shown(line[name]).rjust(14) for name in COLUMNS))


def cells_of_table_5(tables: RunTables) -> Iterator[dict[str, Any]]:
    """Every cell: estimate, standard error and bounds in per cent, degrees of freedom, counts, method or reason."""
    for cluster in tables.clusters:
        for dimension in DIMENSIONS:
            for level in RUNGS:
                if dimension in cluster.dimensions:
                    yield _cell(cluster, dimension, level)


def _cell(cluster: ClusterResult, dimension: str, level: int) -> dict[str, Any]:
    table = cluster.dimensions[dimension]
    shares, place = table.population, level - 1

    def at(values: tuple[float, ...]) -> float | None:
        return values[place] if values else None

    return {
        "cluster": cluster.slug,
        "dimension": dimension,
        "level": level,
        "estimate": at(shares.share) if shares else None,
        "standard_error": at(shares.se) if shares else None,
        "low": at(shares.low) if shares else None,
        "high": at(shares.high) if shares else None,
        "df": shares.df if shares and shares.se else None,
        "count": table.cumulative[place],
        "n": table.n,
        "population": shares.population if shares else None,
        "method": shares.method or shares.reason if shares else NoSample.NO_FIRMS.value,
        "reason": shares.reason if shares else NoSample.NO_FIRMS.value,
    }


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
