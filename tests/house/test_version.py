"""The version a run names is the version of the project."""

import tomllib
from pathlib import Path

from reports.specification import SOFTWARE_VERSION

ROOT = Path(__file__).resolve().parents[2]


def test_runs_name_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == SOFTWARE_VERSION
