"""Heads are kept beside the data, and the check takes the last one by itself."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clusters.models import Study
from tests.conftest import NOON
from tests.factories.clusters import StudyFactory
from tests.trail.damage import guards_lifted, run, seal_now
from trail.chain import head
from trail.kept_heads import keep_head, last_kept
from trail.tasks import keep_head_of_the_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_file(settings: Any, tmp_path: Path) -> Path:
    settings.HISTORY_HEADS = tmp_path / "kept" / "heads"
    return tmp_path / "kept" / "heads"


def test_each_day_adds_a_line(own_file: Path) -> None:
    assert last_kept() is None
    keep_head_of_the_day()
    StudyFactory()
    seal_now()
    keep_head(now=NOON)
    assert len(own_file.read_text().splitlines()) == 2
    assert own_file.read_text().splitlines()[1] == f"2026-03-02T12:00:00+00:00 {head()}"
    assert last_kept() == head()


def test_the_check_takes_the_head_that_was_kept_last() -> None:
    study = StudyFactory()
    Study.objects.filter(pk=study.pk).update(title="Two")
    seal_now()
    kept = keep_head(now=NOON)
    call_command("verify_history", stdout=StringIO())
    with guards_lifted():
        run("DELETE FROM trail_entry WHERE id = (SELECT entry_id FROM trail_seal WHERE position = %s)", kept.position)
        run("DELETE FROM trail_seal WHERE position = %s", kept.position)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_history", stderr=said)
    assert "its end was cut off" in said.getvalue()
