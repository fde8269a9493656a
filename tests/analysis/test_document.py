"""docs/analyses.md says what is so."""

import re
from pathlib import Path

from analysis.cells import NO, NO_VALUE, YES
from analysis.reading import LARGEST_SMALL
from analysis.registry import SYSTEMS
from analysis.spec_files import read_spec
from analysis.specifications import specification_from
from tests.factories.analysis import series_csv

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "analyses.md").read_text()


def test_the_specification_of_the_page_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "spec.toml").write_text(block)
    (tmp_path / "clusters.csv").write_text(series_csv())
    system = SYSTEMS["development"]
    spec = read_spec(tmp_path / "spec.toml", system)
    assert spec.columns == {"cluster_series": {"Number of firms": "n_firms"}}
    assert specification_from(system.specification, spec.choices).window == 3


def test_the_words_of_the_page_are_those_that_are_read() -> None:
    (said,) = re.findall(r"\| yes or no \| (.*?) \|", PAGE)
    yes, no = (set(words.strip().split(", ")) for words in said.split(";"))
    assert yes <= YES and no <= NO
    (empty,) = re.findall(r"\| number \|.*\| (NA,.*?), a point or a dash \|", PAGE)
    assert {word.lower() for word in empty.split(", ")} | {".", "-"} <= NO_VALUE
    assert f"up to {LARGEST_SMALL // 2**20} MB" in PAGE


def test_every_analysis_is_named() -> None:
    assert "analyse " + "|".join(SYSTEMS) in PAGE
