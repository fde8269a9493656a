"""manage.py estimate RUN [--table 5] [--domain size|ownership] [--format text|json]"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reports.domain_results import DOMAIN_VARIABLES
from reports.models import Run
from reports.results import DIMENSIONS, ClusterResult, RunTables
from reports.sampling import NoSample, PopulationShares
from scoring.rungs import RUNGS

TABLES = ("5",)
COLUMNS = ("cluster", "dimension", "level", "estimate", "standard_error", "low", "high", "df", "count", "n", "method")
DOMAIN_COLUMNS = ("cluster", "domain", *(name for name in COLUMNS[1:] if name != "count"))


class Command(BaseCommand):
    help = "Print what the samples of a finished run say of their populations: every cell of a table with its interval."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", metavar="RUN", help="the run's id, as `aggregate` prints it")
        parser.add_argument("--table", choices=TABLES, default="5", help="which table's cells (only 5 so far)")
        parser.add_argument(
            "--domain",
            choices=DOMAIN_VARIABLES,
            help="the cells over parts of each cluster, by the size or the owners that interviews found",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text", help="for people, or for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        tables, domain = _tables_of(options["run"]), options["domain"]
        cells = list(cells_by_domain(tables, domain) if domain else cells_of_table_5(tables))
        columns = DOMAIN_COLUMNS if domain else COLUMNS
        if options["format"] == "json":
            told = {"run": options["run"], "table": options["table"], **({"domain": domain} if domain else {})}
            told |= {"confidence": 0.95, "unit": "per cent", "cells": cells}
            self.stdout.write(json.dumps(told, indent=1, ensure_ascii=False))
            return
        for line in [dict(zip(columns, columns, strict=True)), *cells]:
            self.stdout.write("  ".join(_shown(line[name]).rjust(14) for name in columns))


def cells_of_table_5(tables: RunTables) -> Iterator[dict[str, Any]]:
    """Every cell: estimate, standard error and bounds in per cent, degrees of freedom, counts, method or reason."""
    for cluster in tables.clusters:
        for dimension in DIMENSIONS:
            for level in RUNGS:
                if dimension in cluster.dimensions:
                    yield _cell(cluster, dimension, level)


def cells_by_domain(tables: RunTables, variable: str) -> Iterator[dict[str, Any]]:
    """Every cell over each part of each cluster, as `cells_of_table_5`; refused for a run that has none."""
    if not any(cluster.domains for cluster in tables.clusters):
        raise CommandError(_("This run was computed before parts of clusters were estimated. A new run has them."))
    for cluster in tables.clusters:
        for domain in cluster.domains:
            for dimension, shares in domain.dimensions.items() if domain.variable == variable else ():
                for level in RUNGS:
                    yield {
                        "cluster": cluster.slug,
                        "domain": domain.code,
                        "dimension": dimension,
                        "level": level,
                        **_figures(shares, level),
                        "n": shares.n,
                        "share_of_firms": domain.share.value,
                        "method": shares.method or shares.reason,
                        "reason": shares.reason,
                    }


def _tables_of(run_id: str) -> RunTables:
    run = Run.objects.filter(pk=run_id).first()
    if run is None or not run.tables:
        raise CommandError(
            _("There is no finished run %(run)s. Take the id that aggregate prints, or that the page of runs shows.")
            % {"run": run_id}
        )
    return RunTables.from_json(run.tables)


def _cell(cluster: ClusterResult, dimension: str, level: int) -> dict[str, Any]:
    table = cluster.dimensions[dimension]
    shares = table.population
    return {
        "cluster": cluster.slug,
        "dimension": dimension,
        "level": level,
        **_figures(shares or PopulationShares(), level),
        "count": table.cumulative[level - 1],
        "n": table.n,
        "population": shares.population if shares else None,
        "method": shares.method or shares.reason if shares else NoSample.NO_FIRMS.value,
        "reason": shares.reason if shares else NoSample.NO_FIRMS.value,
    }


def _figures(shares: PopulationShares, level: int) -> dict[str, Any]:
    told = shares.at(level)
    return {
        "estimate": told.value,
        "standard_error": told.se,
        "low": told.low,
        "high": told.high,
        "df": None if told.se is None else told.df,
        "joined": [asdict(group) for group in shares.joined],
    }


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
