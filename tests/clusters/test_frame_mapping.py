"""The command reads a messy list with a mapping, prints its guess as one, and reads the next list as the last."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clusters.frame_choices import Choices
from clusters.frame_file import read_frame
from clusters.frame_memory import remembered
from clusters.frames import import_frame
from clusters.models import Cluster, Firm, Frame
from tests.factories.files import FIRMS, HEADINGS, csv_file

MESSY = [("Folio", "Firma", "Capital"), ("1", "Nets", "mixta"), ("2", "Piers", "local"), ("3", "Pier", "local")]
MAPPING = {
    "columns": {"folio": "code", "Firma": "name", "Capital": "ownership"},
    "words": {"ownership": {"mixta": "foreign"}},
    "rows": {"4": "leave_out"},
}


def run(tmp_path: Path, rows: Any, *options: object, mapping: Any = None) -> tuple[int, str, str]:
    path, out, err = tmp_path / "list.csv", StringIO(), StringIO()
    path.write_bytes(csv_file(rows))
    if mapping is not None:
        text = mapping if isinstance(mapping, str) else json.dumps(mapping)
        (tmp_path / "mapping.json").write_text(text)
        options = (*options, "--mapping", tmp_path / "mapping.json")
    try:
        call_command("import_frame", "salmon-study", "lakes", str(path), *map(str, options), stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue() + str(error)
    return 0, out.getvalue(), err.getvalue()


@pytest.mark.usefixtures("cluster")
def test_a_mapping_says_what_columns_words_and_rows_are(tmp_path: Path) -> None:
    assert run(tmp_path, MESSY)[0] == 1
    status, out, err = run(tmp_path, MESSY, mapping=MAPPING)
    assert (status, err) == (0, "")
    assert "2 firms listed" in out
    assert list(Firm.objects.order_by("code").values_list("name", "frame_unit__ownership")) == [
        ("Nets", "foreign"),
        ("Piers", "national"),
    ]
    frame = Frame.objects.get()
    assert frame.reading["columns"] == {"Folio": "code", "Firma": "name", "Capital": "ownership"}
    assert frame.taken_by is None


@pytest.mark.usefixtures("cluster")
def test_the_same_file_taken_again_changes_nothing_also_without_its_mapping(tmp_path: Path) -> None:
    run(tmp_path, MESSY, mapping=MAPPING)
    status, out, _err = run(tmp_path, MESSY)
    assert status == 0
    assert "nothing changes" in out
    assert Frame.objects.count() == 1


@pytest.mark.usefixtures("cluster")
def test_the_same_file_read_differently_is_a_new_version(tmp_path: Path) -> None:
    run(tmp_path, MESSY, mapping=MAPPING)
    changed = {**MAPPING, "words": {"ownership": {"mixta": "unknown"}}}
    assert "version 2 of the frame now" in run(tmp_path, MESSY, mapping=changed)[1]


@pytest.mark.usefixtures("cluster")
def test_the_next_list_with_the_same_headings_is_read_as_the_last(tmp_path: Path) -> None:
    run(tmp_path, MESSY, "--source", "Register", mapping=MAPPING)
    status, out, _err = run(tmp_path, [MESSY[0], ("9", "Salmon", "mixta")])
    assert status == 0
    assert "So it was in “Register”" in out
    assert Firm.objects.get(code="9").frame_unit.ownership == "foreign"


def test_what_was_chosen_in_one_study_is_not_known_in_another(cluster: Cluster) -> None:
    file = read_frame(csv_file(MESSY[:3]), "list.csv", Choices(columns=MAPPING["columns"], words=MAPPING["words"]))
    import_frame(cluster=cluster, file=file, source="Register")
    other = type(cluster.study).objects.create(
        slug="other", title="Other", base_year=2000, reference_year=2006, price_base_year=2000
    )
    assert remembered(cluster.study).readings
    assert not remembered(other).readings


@pytest.mark.usefixtures("cluster")
def test_the_guess_is_printed_as_a_mapping_and_takes_nothing(tmp_path: Path) -> None:
    rows = [("Folio", "Razón social"), ("A-1", "Nets"), ("A-2", "Piers"), ("A-3", "Salmon")]
    status, out, err = run(tmp_path, rows, "--guess")
    told = json.loads(out)
    assert status == 0
    assert told["columns"] == {"Folio": "code", "Razón social": "name"}
    assert "Folio: code (perhaps)." in err
    assert not Frame.objects.exists()
    assert run(tmp_path, rows, mapping=told)[0] == 0
    assert Frame.objects.get().units.count() == 3


@pytest.mark.parametrize(
    ("mapping", "status", "told"),
    [
        ("{", 2, "is no JSON"),
        ({"columns": {"Folio": "kode"}}, 1, "There is no such field."),
        ({"columns": {"Zona": "code", "Firma": "name"}}, 1, "names a column that the list has not"),
        ({"sheet": "Firms"}, 1, "no visible sheet of this name"),
        ({"heading_row": 40}, 1, "the list ends above it"),
    ],
)
@pytest.mark.usefixtures("cluster")
def test_a_wrong_mapping_is_told(tmp_path: Path, mapping: Any, status: int, told: str) -> None:
    found, _out, err = run(tmp_path, MESSY, mapping=mapping)
    assert found == status
    assert told in err
    assert not Frame.objects.exists()


@pytest.mark.usefixtures("cluster")
def test_a_mapping_may_name_some_columns_and_leave_the_plain_ones(tmp_path: Path) -> None:
    rows = [("code", "Firma", "employees"), ("1", "Nets", "12")]
    assert run(tmp_path, rows, mapping={"columns": {"Firma": "name"}})[0] == 0
    assert Firm.objects.get().frame_unit.employees == 12


def test_a_clean_list_keeps_how_it_was_read(cluster: Cluster) -> None:
    import_frame(cluster=cluster, file=read_frame(csv_file([HEADINGS, *FIRMS]), "frame.csv"), source="Register")
    assert Frame.objects.get().reading == {
        "encoding": "utf-8",
        "separator": ",",
        "heading_row": 1,
        "columns": {heading: heading for heading in HEADINGS},
    }
