"""What a run stored in English is read in the reader's language, with the same names and numbers."""

import ast
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from clusters.models import Cluster
from reports.results import RunTables
from reports.stored_sentences import SPEAKERS, said_again
from tests.factories.reports import approved_firm, ready_run

ROOT = Path(settings.BASE_DIR)
SPANISH = polib.pofile(str(ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"))


def test_the_sentences_of_a_run_are_said_in_spanish(cluster: Cluster) -> None:
    for number, level in enumerate((1, 2, 3, 4)):
        approved_firm(cluster, code=f"F{number}", hr=level, process=level, product="1?1000")
    run = ready_run(cluster.study)
    tables = RunTables.from_json(run.tables)
    growth = tables.clusters[0].exports_growth_location.reason
    stored = [*tables.warnings, *tables.clusters[0].notes, growth]
    assert len(stored) > 4
    with translation.override("es"):
        said = {sentence: said_again(sentence) for sentence in stored}
    assert [sentence for sentence, spanish in said.items() if sentence == spanish] == []
    assert said[growth] == "No hay cifra de exportaciones para el año base."
    assert [said_again(sentence) for sentence in stored] == stored, "English stays as it was stored"


def test_numbers_and_names_within_a_sentence_follow_the_language() -> None:
    likeness = (
        "Levels in human resources and process technology move together almost perfectly (correlation 0.97): "
        "the same practices may have answered both."
    )
    owners = "The owners of 1 firm are not known; it is left out of the foreign share."
    suffix = (
        "The firms were not drawn by chance, so no sampling interval is printed; the figures describe these firms only."
    )
    with translation.override("es"):
        assert "recursos humanos y de tecnología de proceso" in said_again(likeness)
        assert "0,97" in said_again(likeness)
        assert said_again(owners).startswith("No se conocen los dueños de 1 empresa;")
        assert said_again(f"{suffix} (human resources, product technology)").endswith(
            ". (recursos humanos, tecnología de producto)"
        )


def test_what_nobody_made_stays_as_it_is() -> None:
    with translation.override("es"):
        assert said_again("A note of a person.") == "A note of a person."
        assert said_again("") == ""


@pytest.mark.parametrize("place", sorted(SPEAKERS))
def test_the_catalogue_knows_whose_sentences_are_stored(place: str) -> None:
    assert ast.parse((ROOT / place).read_text())
    assert any((place, "") in entry.occurrences for entry in SPANISH)
