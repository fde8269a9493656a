"""The table of errors in docs/estimators.md says what the estimators do."""

import math
from pathlib import Path

import pytest
import statsmodels.api as sm

from analysis.estimators.panel import fit_panel

PAGE = Path(__file__).resolve().parents[3] / "docs" / "estimators.md"


def rows_of_errors() -> list[tuple[str, str, float]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index("| convention | K | standard error |") + 2
    found = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        convention, counted, error = (cell.strip() for cell in line.strip("|").split("|"))
        found.append((convention, counted, float(error)))
    return found


def test_the_errors_of_the_page_follow_from_our_fit_by_their_factors() -> None:
    fit = fit_panel(
        sm.datasets.grunfeld.load_pandas().data, outcome="invest", regressors=["value", "capital"], entity="firm",
        time="year", entity_effects=True, time_effects=True, cluster=("firm",),
    )  # fmt: skip
    rows, firms, ours = 220, 11, 22
    bare = fit.coefficient("value").standard_error / math.sqrt(firms / (firms - 1) * (rows - 1) / (rows - ours))
    table = rows_of_errors()
    assert [counted for _convention, counted, _error in table] == ["–", "2", "22", "32"]
    for _convention, counted, error in table:
        factor = 1.0 if counted == "–" else firms / (firms - 1) * (rows - 1) / (rows - int(counted))
        assert bare * math.sqrt(factor) == pytest.approx(error, abs=5e-11)
    assert table[2][0].startswith("**ours**")
    assert f"K = {table[2][1]}," in fit.errors
