"""Words of people never become formulae: every export there is, filled with words that begin like one.

Exports are found: each address is asked in each of its ways, each command that writes is called, and each module that
writes a spreadsheet has its place here.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from clusters.models import Cluster, Firm, Study
from reports.models import Run
from surveys.models import Interview
from tests.factories.analysis import CSV as TINY_CSV
from tests.factories.analysis import computed
from tests.factories.reports import approved_firm, ready_run
from tests.factories.surveys import give_answers
from tests.hardening.fuzzing import ROOMS, ROOT
from tests.hardening.routes import Route, routes
from tests.hardening.sheets import CSV, OTHERS, SHEETS, XLSX, holds, kind_of, wrong_in
from tests.hardening.test_headers import is_of_the_admin
from trail.csv_files import csv_text

WAYS: tuple[dict[str, str], ...] = (
    {"file": "csv", "firms": "open", "shape": "one"},
    {"file": "xlsx", "firms": "open", "shape": "zip", "public": "1"},
)
"""What may stand behind the question mark of an address that hands something out."""
EXPORTS = {
    *("run_workbook", "fill_in_cluster", "fill_in_firm", "fill_in_interview"),
    *("cluster_changes", "firm_changes", "interview_changes", "run_changes", "study_changes"),
    *("study_people_changes", "workshop_changes", "disclosures_file", "analysis_file", "data_table_file"),
}
"""The addresses that hand out a spreadsheet."""
COMMANDS = {"export_tables": "a workbook", "interview_workbook": "workbooks", "analyse": "as analysis_file"}
COMMANDS |= {"backup": "no spreadsheet"}
WRITERS = {
    "trail/csv_files.py": "every CSV file",
    "trail/files.py": "the history as a workbook",
    "reports/spreadsheet.py": "the workbook of a run",
    "analysis/workbook/pages.py": "the workbook of an analysis",
    "surveys/fill_in/spreadsheet.py": "workbooks that are filled in",
    "reports/demo/loading.py": "nothing that leaves: a list it reads itself",
}
WRITES = re.compile(r"csv\.writer|DictWriter|xlsxwriter\.Workbook|(?<![.\w])Workbook\(\)|to_csv|to_excel|ExcelWriter")
BEGINNINGS = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "=cmd|' /C calc'!A0",
    '"=1',
    "'=1",
)
BEGINNINGS += (
    '=HYPERLINK("http://evil.example","x")',
    "='[http://evil.example/x.xlsx]S'!$A$1",
    "a;=1+1;",
    "a\t=1",
    'a";=1',
)
BEGINNINGS += (
    "http://evil.example",
    "mailto:a@example.org",
    "a\n=1+1\nb",
    "=1,=2",
    "a;+1",
    "<r>=1</r>",
    "#REF!",
    "{=1}",
)
KEPT = {"password", "email", "file", "file_name", "username", "key", "worker", "device", "currency", "language", "unit"}
KEPT |= {"code", "error", "doing", "content_hash", "holds", "item", "request_id", "page", "by_name", "seed", "column"}
"""Texts that nobody types, or that only take what has a certain shape."""
tails = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=6)
a_text = st.builds(str.__add__, st.sampled_from(BEGINNINGS), tails)
hostile = st.lists(a_text, min_size=30, max_size=30)


def prose() -> Iterator[tuple[type[models.Model], Any]]:
    """Each column in which somebody's words may stand."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model._meta.app_label in ROOMS else ():
            is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
            is_short = (field.max_length or 200) < 60
            if is_text and not (
                field.choices or field.unique or is_short or field.name in KEPT or "hash" in field.name
            ):
                yield model, field


def fill(words: list[str]) -> int:
    """Put the words into every text there is; returns how many cells were filled."""
    number = count()
    for model, field in prose():
        for key in list(models.QuerySet(model).values_list("pk", flat=True)[:8]):
            at = next(number)
            text = f"{words[at % len(words)]} told{at}"[: field.max_length or 300]
            # Rows that are append-only refuse it; what is written into them comes by the words around them.
            with suppress(DatabaseError), transaction.atomic():
                models.QuerySet(model).filter(pk=key).update(**{field.name: text})
    for firm in Firm.objects.all()[:8]:
        firm.attributes = {words[next(number) % len(words)][:30]: words[next(number) % len(words)][:60]}
        firm.save(update_fields=["attributes"])
    return next(number)


@pytest.fixture
def place(world: dict[str, Any]) -> dict[str, Any]:
    """The world with approved firms, a remark among the answers and a register of crises."""
    cluster = Cluster.objects.get(pk=world["cluster_id"])
    for level in (2, 3):
        approved_firm(cluster, code=f"A{level}", hr=level, attributes={"size": "large"})
    interview = Interview.objects.get(pk=world["interview_id"])
    give_answers(interview, None, REMARK='=HYPERLINK("http://evil.example","remark")')
    return world


@contextmanager
def hostile_world(place: dict[str, Any], words: list[str]) -> Iterator[dict[str, Any]]:
    """The world filled with the words, a run and an analysis made of it; taken back afterwards."""
    with transaction.atomic():
        assert fill(words) > 60
        study = Study.objects.get(slug=place["study_slug"])
        firms = csv_text([[words[0][:40], *TINY_CSV.splitlines()[0].split(",")]]).strip()
        lines = [csv_text([[words[1], f"{words[at]} told{at}", 2001 + at, at, at]]).strip() for at in range(2, 6)]
        content = "\n".join([firms.replace(",Size,extra", ""), *lines, ""])
        analysis = computed(study, content)
        place["clients"]["owner"].post(reverse("table_build", args=[study.slug, "crises", "crises"]))
        built = study.tables.latest("pk")
        yield {
            **place,
            "run_id": ready_run(study).pk,
            "analysis_id": analysis.pk,
            "file": "workbook",
            "table_id": built.pk,
        }
        transaction.set_rollback(True)


def handed_out(client: Client, route: Route, world: dict[str, Any]) -> Iterator[tuple[str, bytes, Any]]:
    for way in WAYS:
        with transaction.atomic():
            answer = client.get(route.address(world), way)
            transaction.set_rollback(True)
        if answer.status_code == 200:
            yield kind_of(answer), answer.getvalue(), answer


def test_every_address_that_hands_out_a_spreadsheet_is_among_those_tested(place: dict[str, Any]) -> None:
    found, unknown = set(), set()
    client = place["clients"]["owner"]
    with hostile_world(place, [*BEGINNINGS, "=2"]) as world:
        for route in routes():
            if is_of_the_admin(route) or route.name in {"logout", "sessions_end"}:
                continue
            for kind, _content, answer in handed_out(client, route, world):
                assert "\n" not in answer.headers.get("Content-Disposition", "")
                if kind in SHEETS:
                    found.add(route.name)
                elif not kind.startswith(OTHERS):
                    unknown.add((route.name, kind))
    assert unknown <= {("metrics", "text/plain"), ("healthz", "text/plain"), ("readyz", "text/plain")}
    assert found == EXPORTS


def test_no_word_becomes_a_formula_in_what_is_handed_out(place: dict[str, Any]) -> None:
    asked = [route for route in routes() if route.name in EXPORTS]

    @settings(max_examples=2, database=None, phases=[Phase.generate])
    @given(hostile)
    def look(words: list[str]) -> None:
        wrong: dict[str, list[str]] = {}
        seen = set()
        with hostile_world(place, words) as world:
            for route in asked:
                for kind, content, _answer in handed_out(place["clients"]["owner"], route, world):
                    if kind in SHEETS:
                        wrong.setdefault(f"{route.name} {kind}", []).extend(wrong_in(kind, content))
                        seen |= {route.name} if holds(kind, content, b" told") else set()
        assert {name: cells[:5] for name, cells in wrong.items() if cells} == {}
        assert {name.split()[0] for name in wrong} == EXPORTS
        assert {"run_workbook", "fill_in_firm", "firm_changes", "analysis_file", "data_table_file"} <= seen

    look()


def test_no_word_becomes_a_formula_in_what_a_command_writes(place: dict[str, Any], tmp_path: Path) -> None:
    with hostile_world(place, [*BEGINNINGS, "=2"]) as world:
        said = io.StringIO()
        call_command("export_tables", world["run_id"], str(tmp_path / "run.xlsx"), stdout=said)
        study, cluster = world["study_slug"], world["cluster_slug"]
        call_command("interview_workbook", study, cluster, str(tmp_path / "all.zip"), "--all", stdout=said)
        firm = Firm.objects.get(pk=world["firm_id"])
        call_command("interview_workbook", study, cluster, str(tmp_path / "one.xlsx"), "--firm", firm.code, stdout=said)
        assert wrong_in(XLSX, (tmp_path / "run.xlsx").read_bytes()) == []
        assert wrong_in(XLSX, (tmp_path / "one.xlsx").read_bytes()) == []
        assert wrong_in("application/zip", (tmp_path / "all.zip").read_bytes()) == []
        assert Run.objects.get(pk=world["run_id"]).firms.exists()


def test_every_command_that_writes_a_file_and_every_writer_has_its_place_here() -> None:
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for room in (*ROOMS, "trail", "config", "scoring")
        for path in (ROOT / room).rglob("*.py")
    }
    commands = {
        Path(name).stem
        for name, source in sources.items()
        if "/commands/" in name and re.search(r'add_argument\(\s*"out', source)
    }
    assert commands == set(COMMANDS)
    assert {name for name, source in sources.items() if WRITES.search(source)} == set(WRITERS)


@given(st.lists(st.lists(a_text, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(max_examples=60, database=None, phases=[Phase.generate])
def test_a_csv_file_holds_texts_alone(rows: list[list[str]]) -> None:
    assert wrong_in(CSV, csv_text(rows).encode("utf-8", "surrogatepass")) == []


def test_what_is_no_formula_stays_as_it_was_typed() -> None:
    kept = ["Nets & Sons", "a-b", "R=1", "x; y", 'said "yes"', "1;2", "e-mail@example.org", "漢字", "", "a, =b"]
    assert csv_text([[*kept, -5, 1.5, None, "=1"]]) == (
        'Nets & Sons,a-b,R=1,x; y,"said ""yes""",1;2,e-mail@example.org,漢字,,"a, =b",-5,1.5,,\'=1\r\n'
    )
