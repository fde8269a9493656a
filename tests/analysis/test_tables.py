"""Tables of a study: taken whole or not at all, once, and kept as they were sent."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from accounts.models import User
from analysis.errors import TableRefused
from analysis.models import DataTable
from analysis.systems import System
from analysis.tables import (
    Place,
    drop_waiting,
    keep_waiting,
    layout_of,
    opened,
    tables_for,
    take_table,
    waiting_file,
)
from clusters.models import Study
from tests.factories.analysis import CSV, FIRMS, NOON, PRICES, place_in, taken
from tests.factories.clusters import StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def test_a_table_is_kept_as_it_was_sent_with_what_it_holds(study: Study) -> None:
    table = taken(study)
    assert (table.rows, table.file_name, table.source, table.file_size) == (
        3,
        "firms.csv",
        "Statistics office",
        len(CSV),
    )
    assert [column["name"] for column in table.columns] == ["region", "year", "firm", "output", "size", "extra"]
    with opened(table) as file:
        assert file.read().decode() == CSV
    assert table.file_hash == hashlib.sha256(CSV.encode()).hexdigest()


def test_the_same_file_is_the_same_table_and_is_stored_once(study: Study, files: Path) -> None:
    assert taken(study).pk == taken(study, name="again.csv").pk
    other = StudyFactory()
    assert taken(other).pk != taken(study).pk
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_the_same_file_read_in_another_way_is_another_table(study: Study) -> None:
    mapped, is_new = take_table(
        place=place_in(study),
        file=io.BytesIO(CSV.encode()),
        name="firms.csv",
        source="s",
        mapping={"extra": ""},
        by=None,
        now=NOON,
    )
    assert is_new and mapped.pk != taken(study).pk and mapped.left_out == ["extra"]


def test_a_broken_table_leaves_neither_a_row_nor_a_file(study: Study, files: Path) -> None:
    with pytest.raises(TableRefused):
        taken(study, CSV.replace("1.5", "much"))
    assert not DataTable.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_a_file_waits_for_its_columns_and_a_later_one_takes_its_place(study: Study, owner: User) -> None:
    place = place_in(study)
    assert waiting_file(place=place, user=owner) is None
    keep_waiting(place=place, user=owner, file=ContentFile(b"a"), name="a.csv", source="A")
    keep_waiting(place=place, user=owner, file=ContentFile(b"b"), name="b.csv", source="B")
    found = waiting_file(place=place, user=owner)
    assert found is not None and (found.name, found.source) == ("b.csv", "B")
    assert waiting_file(place=place_in(study, PRICES), user=owner) is None
    drop_waiting(place=place, user=owner)
    assert waiting_file(place=place, user=owner) is None


@pytest.mark.usefixtures("tiny")
def test_tables_are_offered_to_every_analysis_that_reads_the_very_same_layout(
    study: Study, tiny: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = taken(study)
    assert layout_of(table) == FIRMS
    assert tables_for(study, FIRMS) == [table]
    assert tables_for(study, PRICES) == []
    DataTable.objects.update(system="gone")
    assert tables_for(study, FIRMS) == [], "what it was checked against is not known any more"


def test_a_place_is_a_study_an_analysis_and_a_layout(study: Study) -> None:
    assert place_in(study) == Place(study, "tiny", FIRMS)
