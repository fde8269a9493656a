"""The small analysis stands in the registry while a test that asks for it lasts."""

from pathlib import Path
from typing import Any

import pytest

from analysis.registry import SYSTEMS
from analysis.systems import System
from tests.factories.analysis import TINY


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> System:
    """The small analysis, known to the application."""
    monkeypatch.setitem(SYSTEMS, "tiny", TINY)
    return TINY


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> Path:
    """A store of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "store"
    return tmp_path / "store"
