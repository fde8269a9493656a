"""Pages of tables and analyses: from a file to a result, with every refusal in words on the way."""

import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from analysis.forms import ColumnsForm
from analysis.models import AnalysisRun, AnalysisState, DataTable
from analysis.results import Result
from analysis.runs import cancel_analysis
from clusters.models import Cluster, Study
from reports.jobs import claim
from tests.factories.analysis import CSV, FIRMS, NOON, PRICES, computed, taken, tiny_run
from tests.factories.clusters import MembershipFactory
from tests.factories.reports import perform_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files", "tiny")]


def words(html: str) -> str:
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def reader(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def send(reader: Client, study: Study, content: str, name: str = "firms.csv", **extra: Any) -> Any:
    file = SimpleUploadedFile(name, content.encode())
    address = reverse("table_upload", args=[study.slug, "tiny", "firms"])
    return reader.post(address, {"file": file, "source": "Statistics office, table 7"}, **extra)


def page(reader: Client, name: str, *arguments: Any, **query: Any) -> str:
    return words(reader.get(reverse(name, args=arguments), query).content.decode())


def test_the_page_of_analyses_lists_each_with_its_question(reader: Client, study: Study) -> None:
    computed(study)
    text = page(reader, "analyses", study.slug)
    assert "Which region is ahead? 1 run, 1 ready" in text


def test_an_analysis_tells_its_tables_and_every_column_of_them(reader: Client, study: Study) -> None:
    text = page(reader, "analysis", study.slug, "tiny")
    assert "Firms needed One row a firm and year." in text and "Prices may be absent" in text
    assert "output needed number Gross output. [million USD] at least 0" in text
    assert "No two rows have the same firm, year." in text
    assert "under names of your choice: further controls" in text


def test_a_table_with_plain_columns_is_taken_at_once(reader: Client, study: Study) -> None:
    answer = send(reader, study, CSV)
    table = DataTable.objects.get()
    assert answer["Location"] == reverse("data_table", args=[table.pk])
    text = page(reader, "data_table", table.pk)
    assert "The table was taken." in text and "Statistics office, table 7" in text
    assert "year YEAR year 0 2001 2002 Year of the figure." in text
    assert "south 2001 2 3.25 Large 9" in text


def test_the_same_file_again_leads_to_the_same_table(reader: Client, study: Study) -> None:
    assert send(reader, study, CSV)["Location"] == send(reader, study, CSV)["Location"]
    assert "this is that table" in page(reader, "data_table", DataTable.objects.get().pk)


def test_every_problem_of_a_table_is_shown_with_its_place_and_nothing_is_kept(reader: Client, study: Study) -> None:
    answer = send(reader, study, CSV.replace("1.5", "much").replace("2002", "x"))
    assert answer.status_code == 422
    text = words(answer.content.decode())
    assert "it has 2 problems. Nothing was kept." in text
    assert "row 2, column “output” much This is not a number." in text
    assert "row 3, column “YEAR” x This is not a year." in text
    assert not DataTable.objects.exists()


def test_columns_that_are_missing_are_asked_for_and_then_taken(reader: Client, study: Study) -> None:
    content = CSV.replace("Region", "Gebiet").replace("output", "Wert")
    answer = send(reader, study, content)
    columns = reverse("table_columns", args=[study.slug, "tiny", "firms"])
    assert answer["Location"] == columns
    html = reader.get(columns).content.decode()
    assert re.search(r'<option value="YEAR" selected>', html) and '<option value="Gebiet">' in html
    chosen = {"region": "Gebiet", "year": "YEAR", "firm": "firm", "output": "", "size": "Size"}
    answer = reader.post(columns, chosen)
    assert "This column is needed. Say which one it is." in answer.content.decode()
    answer = reader.post(columns, {**chosen, "output": "Wert"})
    table = DataTable.objects.get()
    assert answer["Location"] == reverse("data_table", args=[table.pk])
    assert table.mapping["Wert"] == "output" and table.mapping["Gebiet"] == "region"
    assert reader.get(columns).status_code == 302, "no file waits any more"


@pytest.mark.parametrize(
    ("chosen", "mapping"),
    [
        ({"size": "Size"}, {}),
        ({"size": ""}, {"Region": "region", "YEAR": "year", "firm": "firm", "output": "output", "Size": ""}),
    ],
)
def test_only_what_differs_from_the_guess_is_kept_as_a_mapping(chosen: dict[str, str], mapping: dict[str, str]) -> None:
    sent = {"region": "Region", "year": "YEAR", "firm": "firm", "output": "output", **chosen}
    form = ColumnsForm(FIRMS, ["Region", "YEAR", "firm", "output", "Size", "extra"], sent)
    assert form.is_valid(), form.errors
    assert form.mapping() == mapping


def test_a_column_of_the_file_is_one_column_of_the_table(reader: Client) -> None:
    sent = {"region": "Region", "year": "YEAR", "firm": "YEAR", "output": "output"}
    form = ColumnsForm(FIRMS, ["Region", "YEAR", "firm", "output"], sent)
    assert not form.is_valid() and set(form.errors) == {"year", "firm"}


def test_a_file_nobody_can_read_is_refused_on_the_page(reader: Client, study: Study) -> None:
    answer = send(reader, study, "PAR1 no such thing", "t.parquet")
    assert answer.status_code == 422 and "damaged" in answer.content.decode()


def test_a_table_can_be_taken_away_as_it_was_sent(reader: Client, study: Study) -> None:
    table = taken(study)
    answer = reader.get(reverse("data_table_file", args=[table.pk]))
    assert b"".join(answer.streaming_content).decode() == CSV
    assert 'filename="firms.csv"' in answer["Content-Disposition"]


def test_every_choice_of_a_system_is_a_field_with_its_help(reader: Client, study: Study) -> None:
    text = page(reader, "analysis_new", study.slug, "tiny")
    assert "The table “Firms” is needed and was not sent yet. Send it" in text
    for sentence in ("What is told of output.", "Greatest output that counts; empty: none.", "Only exporters"):
        assert sentence in text
    assert 'measure = "mean"' in text.replace("&quot;", '"'), "the example can be copied"


def start(reader: Client, study: Study, **choices: Any) -> Any:
    table = taken(study)
    made = {"measure": "mean", "least": 1, "share": 0.5, "parts": ["regions"], **choices}
    sent = {name if name in ("toml", "table-firms") else f"choice-{name}": value for name, value in made.items()}
    sent = {"table-firms": table.pk, **sent}
    return reader.post(reverse("analysis_new", args=[study.slug, "tiny"]), sent)


def test_a_run_is_started_watched_and_read(reader: Client, study: Study) -> None:
    answer = start(reader, study, years="2001, 2002", cap="", measure="sum")
    run = AnalysisRun.objects.get()
    assert answer["Location"] == reverse("analysis_run", args=[run.pk])
    assert (run.choices["years"], run.choices["cap"], run.choices["measure"]) == ([2001, 2002], None, "sum")
    waiting = reader.get(reverse("analysis_run", args=[run.pk])).content.decode()
    assert "Waits for a worker" in waiting and 'hx-trigger="every 1s"' in waiting
    assert reader.get(reverse("analysis_progress", args=[run.pk])).status_code == 200
    perform_all()
    assert reader.get(reverse("analysis_progress", args=[run.pk]))["HX-Refresh"] == "true"
    text = page(reader, "analysis_run", run.pk)
    assert "north is ahead." in text and "Two regions are few." in text
    assert "Event study There is one year only." in text
    # ours, then what the paper prints, and what is wrong with it
    assert "south 3.250 9.900 sic" in text and "The paper's own rows add up to 4.0." in text.replace("&#x27;", "'")
    assert "Standard errors: HC1. 3 rows used. Clusters: region 2." in text
    assert "Output north 4" in text, "the data of the picture"


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"least": 0}, "greater than or equal to 1"),
        ({"years": "2001, soon"}, "“soon” is not a number."),
        ({"table-firms": ""}, "This table is needed. Send it first."),
        ({"toml": "measure = "}, "This is not TOML"),
        ({"toml": 'measure = "median"\nleast = 0'}, "it may be one of: mean, sum"),
        ({"toml": "wind = 3"}, "“wind” is no choice of this analysis."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_at_its_place(
    reader: Client, study: Study, choices: dict[str, Any], sentence: str
) -> None:
    answer = start(reader, study, **choices)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not AnalysisRun.objects.exists()


@pytest.mark.parametrize("toml", ['measure = "sum"\nleast = 2', '[choices]\nmeasure = "sum"\nleast = 2\n'])
def test_pasted_choices_go_before_the_fields(reader: Client, study: Study, toml: str) -> None:
    start(reader, study, toml=toml, measure="mean", least="nonsense")
    run = AnalysisRun.objects.get()
    assert (run.choices["measure"], run.choices["least"], run.choices["share"]) == ("sum", 2, 0.5)


def test_choices_can_be_begun_with_those_of_an_earlier_run(reader: Client, study: Study) -> None:
    run = computed(study, measure="sum", years=[2001])
    html = reader.get(reverse("analysis_new", args=[study.slug, "tiny"]), {"from": run.pk}).content.decode()
    assert '<option value="sum" selected>' in html and 'value="2001"' in html
    assert f'<option value="{run.tables.get().pk}" selected>' in html


def test_the_newest_table_is_preset_whether_it_is_needed_or_not(reader: Client, study: Study) -> None:
    taken(study)
    prices = taken(study, "year,index\n2001,100\n", "prices.csv", PRICES)
    html = reader.get(reverse("analysis_new", args=[study.slug, "tiny"])).content.decode()
    assert f'<option value="{prices.pk}" selected>' in html
    assert "Not saved yet" not in html, "nothing was refused yet"


def test_a_choice_left_empty_is_left_to_its_default(reader: Client, study: Study) -> None:
    start(reader, study, least="", share="", parts=[])
    run = AnalysisRun.objects.get()
    assert (run.choices["least"], run.choices["share"], run.choices["parts"]) == (1, 0.5, [])


def test_a_run_is_cancelled_from_its_page_and_begun_again(reader: Client, study: Study) -> None:
    run = tiny_run(study)
    assert "Cancel the run" in page(reader, "analysis_run", run.pk)
    reader.post(reverse("analysis_cancel", args=[run.pk]))
    assert "This run was cancelled; nothing of it was kept." in page(reader, "analysis_run", run.pk)
    reader.post(reverse("analysis_retry", args=[run.pk]))
    perform_all()
    assert AnalysisRun.objects.get().state == AnalysisState.READY
    reader.post(reverse("analysis_cancel", args=[run.pk]))
    assert "The run was over already." in page(reader, "analysis_run", run.pk)


def test_a_run_under_way_tells_what_is_being_done(reader: Client, study: Study) -> None:
    run = tiny_run(study)
    assert run.job is not None and claim(job_id=run.job.pk, worker="w", now=NOON) is not None
    run.job.__class__.objects.update(doing="Reshuffling regions", done_units=420, total_units=1000)
    text = page(reader, "analysis_progress", run.pk)
    assert "Reshuffling regions 42 %" in text and "Cancel" not in text


def test_a_refusal_of_the_system_is_told_in_its_words(reader: Client, study: Study) -> None:
    run = computed(study, CSV.replace("south", "north"))
    text = page(reader, "analysis_run", run.pk)
    assert "This run could not be computed. One region cannot be compared. Send at least two." in text
    assert "Try again" in text and "Change the choices" in text


def test_pictures_have_addresses_of_their_own(reader: Client, study: Study) -> None:
    run = computed(study)
    svg = reader.get(reverse("analysis_figure", args=[run.pk, "by-region", "svg"]))
    assert svg["Content-Type"] == "image/svg+xml" and svg.content.startswith(b"<svg")
    png = reader.get(reverse("analysis_figure", args=[run.pk, "by-region", "png"]), {"save": "1"})
    assert png.content.startswith(b"\x89PNG") and "attachment" in png["Content-Disposition"]
    assert reader.get(reverse("analysis_figure", args=[run.pk, "nowhere", "svg"])).status_code == 404
    assert reader.get(reverse("analysis_figure", args=[run.pk, "by-region", "gif"])).status_code == 404


def test_the_result_can_be_taken_away_with_what_it_rests_on(reader: Client, study: Study) -> None:
    run = computed(study)
    told = json.loads(reader.get(reverse("analysis_file", args=[run.pk, "json"])).content)
    assert Result.from_json(told["result"]) == Result.from_json(run.result or {})
    assert told["about"]["run"] == run.pk and told["about"]["sources"] == "Statistics office."
    assert reader.get(reverse("analysis_file", args=[run.pk, "exe"])).status_code == 404


def test_the_workbook_of_a_run_names_it_and_holds_its_tables(reader: Client, study: Study) -> None:
    run = computed(study)
    book = load_workbook(io.BytesIO(reader.get(reverse("analysis_file", args=[run.pk, "workbook"])).content))
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert {"Statistics office.", run.pk, "south", "3.25"} <= cells
    assert "south is ahead." in cells


def test_the_brief_of_a_run_is_a_document(reader: Client, study: Study) -> None:
    answer = reader.get(reverse("analysis_file", args=[computed(study).pk, "brief"]))
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"


def test_a_run_that_is_not_ready_has_no_files_and_no_pictures(reader: Client, study: Study) -> None:
    run = tiny_run(study)
    assert reader.get(reverse("analysis_file", args=[run.pk, "json"])).status_code == 404
    assert reader.get(reverse("analysis_figure", args=[run.pk, "by-region", "svg"])).status_code == 404
    assert cancel_analysis(run=AnalysisRun.objects.select_related("job").get(), now=NOON)


def test_who_holds_a_role_in_one_cluster_only_reads_no_table_and_no_run(
    client: Client, study: Study, cluster: Cluster, stranger: User
) -> None:
    MembershipFactory(user=stranger, study=study, cluster=cluster, role="analyst")
    client.force_login(stranger)
    run = computed(study)
    for name, argument in (("analyses", study.slug), ("data_table", taken(study).pk), ("analysis_run", run.pk)):
        assert client.get(reverse(name, args=[argument])).status_code == 403


def test_a_reader_without_the_right_is_offered_nothing_to_send(client: Client, study: Study, reviewer: User) -> None:
    client.force_login(reviewer)
    text = page(client, "analysis", study.slug, "tiny")
    assert "Send a table" not in text and "Start a run" not in text


def test_the_pages_of_an_analysis_take_a_fixed_number_of_queries(
    reader: Client, study: Study, django_assert_max_num_queries: Any
) -> None:
    for measure in ("mean", "sum"):
        computed(study, measure=measure)
    with django_assert_max_num_queries(14):
        reader.get(reverse("analysis", args=[study.slug, "tiny"]))
    with django_assert_max_num_queries(12):
        reader.get(reverse("analysis_run", args=[AnalysisRun.objects.first().pk]))  # type: ignore[union-attr]
