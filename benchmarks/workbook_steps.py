"""The steps of the workbook's benchmark, each a program: fill N, export, bare. Prints one line of JSON.

Time is processor time: what else the machine does must not count for one of the two only.
"""

import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

import xlsxwriter  # noqa: E402
from django.core.management import call_command  # noqa: E402

from clusters.models import Cluster, Firm, Study  # noqa: E402
from reports.models import Run, RunCluster, RunFirm, RunState  # noqa: E402
from reports.results import ClusterResult, DimensionTable, Figure, Ownership, RunTables  # noqa: E402
from reports.specification import specification_of, version_ref  # noqa: E402
from reports.workbook.building import build_workbook  # noqa: E402
from reports.workbook.firms import FIRST_ROW, all_columns  # noqa: E402
from reports.workbook.material import gather  # noqa: E402
from surveys.models import Interview, InterviewState, Item, ItemKind  # noqa: E402
from surveys.study_setup import setup_of  # noqa: E402

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BATCH = 2000
DIMENSIONS = ("hr", "process", "product")
NONE = Figure(None, reason="Not measured here.")
VALUES: dict[str, Any] = {
    ItemKind.YES_NO: True,
    ItemKind.SHARE: 37.5,
    ItemKind.COUNT: 120,
    ItemKind.NUMBER: 12.25,
    ItemKind.MONEY: 48_250.75,
    ItemKind.YEAR: 1987,
    ItemKind.TEXT: "Told at the plant",
    ItemKind.LEVEL: 3,
}


def fill(count: int) -> None:
    """Put a study of one cluster and a finished run of `count` firms into the database."""
    call_command("migrate", verbosity=0)
    study = Study.objects.create(slug="bench", title="Bench", base_year=2000, reference_year=2006, price_base_year=2000)
    cluster = Cluster.objects.create(study=study, slug="bench", name="Bench", country="Nowhere", product="Goods")
    setup = setup_of(study)
    answers = {item.code: answer(item) for item in Item.objects.filter(questionnaire=setup.questionnaire)}
    choices = {field.name: getattr(setup, field.name) for field in setup._meta.concrete_fields}
    specification = specification_of(study, choices, setup.rule_set, [version_ref(setup.questionnaire)])
    run = Run.objects.create(
        id="bench",
        study=study,
        inputs_hash="b" * 64,
        specification=specification.to_json(),
        software_version="bench",
        state=RunState.READY,
        tables=RunTables((cluster_result(count),)).to_json(),
        created_at=NOON,
    )
    RunCluster.objects.create(run=run, cluster=cluster, inputs={"slug": "bench", "series": {}})
    for start in range(0, count, BATCH):
        add_firms(run, cluster, setup.questionnaire, answers, range(start, min(start + BATCH, count)))


def answer(item: Item) -> dict[str, Any]:
    """A stored answer to any item."""
    codes = [option["code"] for option in item.options]
    value = VALUES.get(item.kind) if item.kind in VALUES else codes[0] if item.kind == ItemKind.SINGLE else codes[:2]
    return {"state": "answered", "value": value, "done_by": "", "note": "", "evidence": {}, "revision": "0" * 36}


def add_firms(run: Run, cluster: Cluster, questionnaire: Any, answers: dict[str, Any], places: range) -> None:
    """Add firms with their interviews and what the run keeps of them."""
    firms = [Firm(cluster=cluster, code=f"F{place:06d}", name=f"Firm number {place}") for place in places]
    Firm.objects.bulk_create(firms)
    interviews = [
        Interview(
            firm=firm,
            questionnaire=questionnaire,
            state=InterviewState.APPROVED,
            answers={**answers, "SALES_REF": {**answers["SALES_REF"], "value": place + 0.5}},
            begun_at=NOON,
            changed_at=NOON,
        )
        for firm, place in zip(firms, places, strict=True)
    ]
    Interview.objects.bulk_create(interviews)
    RunFirm.objects.bulk_create(
        RunFirm(
            run=run,
            cluster=cluster,
            interview=interview,
            position=place,
            firm_code=interview.firm.code,
            firm_name=interview.firm.name,
            attributes={"size": "large", "branch": "28"},
            revision_count=0,
            answers_hash="",
            scores={dimension: score(place % 6 + 1) for dimension in DIMENSIONS} | {"ownership": "national"},
        )
        for interview, place in zip(interviews, places, strict=True)
    )


def score(level: int) -> dict[str, Any]:
    rungs = ["met"] * level + ["not_met"] * (6 - level)
    return {"rungs": rungs, "low": level, "high": level, "point": level, "tie": False}


def cluster_result(count: int) -> ClusterResult:
    """The tables of firms whose levels run 1, 2, 3, 4, 5, 6 and again."""
    exact = [0] + [len(range(level - 1, count, 6)) for level in range(1, 7)]
    reached = tuple(sum(exact[level:]) for level in range(1, 7))
    percent = tuple((200 * each + count) // (2 * count) for each in reached)
    table = DimensionTable(count, reached, percent, tuple(exact), reached, 0, 0, reached)
    figures = dict.fromkeys(
        (
            "exports_growth_national",
            "exports_growth_location",
            "exports_growth",
            "employment_growth",
            "real_wage_growth",
            "skill_narrow",
            "skill_wide",
        ),
        NONE,
    )
    return ClusterResult(
        slug="bench",
        name="Bench",
        country="Nowhere",
        location="",
        product="Goods",
        origin="",
        sector_variant="generic",
        firms=count,
        ownership=Ownership(0, count, 0, 0.0),
        dimensions=dict.fromkeys(DIMENSIONS, table),
        pillars={},
        **figures,
    )


def export() -> dict[str, float]:
    """Write the workbook through the application; seconds of processor time and peak of memory in KiB."""
    run = Run.objects.get(pk="bench")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        written = build_workbook(run, Path(folder) / "out.xlsx")
        seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "peak": peak, "cells": written.firms * len(all_columns(gather(run)))}


def bare() -> dict[str, float]:
    """Write the cells of the Firms sheet with the library alone; what they hold is read beforehand, a firm at a time.

    The clock runs only while the library works: rows are made while it stands still.
    """
    material = gather(Run.objects.get(pk="bench"))
    readers = [column.value for column in all_columns(material)]
    with tempfile.TemporaryDirectory() as folder:
        clock = -time.process_time()
        workbook = xlsxwriter.Workbook(str(Path(folder) / "bare.xlsx"), {"constant_memory": True})
        sheet = workbook.add_worksheet("Firms")
        number_format, text_format = workbook.add_format({"num_format": "0"}), workbook.add_format({"align": "left"})
        for row, firm in enumerate(material.firms(), start=FIRST_ROW):
            clock += time.process_time()
            values = [read(firm) for read in readers]
            clock -= time.process_time()
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, value, text_format)
                elif value is not None:
                    sheet.write_number(row, column, value, number_format)
        workbook.close()
        clock += time.process_time()
    return {"seconds": clock}


def perform(step: str, *arguments: str) -> dict[str, float]:
    if step == "fill":
        fill(int(arguments[0]))
        return {}
    return {"export": export, "bare": bare}[step]()


if __name__ == "__main__":
    print(json.dumps(perform(*sys.argv[1:])))
