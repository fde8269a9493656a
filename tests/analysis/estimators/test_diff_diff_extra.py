"""Without the optional library a refusal names it; its warnings become notes and its errors refusals."""

import sys
import warnings

import pytest

from analysis.estimators.diff_diff_extra import heard
from analysis.estimators.discontinuity import fit_discontinuity
from analysis.estimators.records import EstimationRefused
from analysis.estimators.staggered import event_study, two_way_weights
from analysis.estimators.synthetic import synthetic_did
from analysis.estimators.wild_bootstrap import wild_cluster_test
from tests.analysis.estimators.staggered_panels import PANEL, staggered


@pytest.fixture(name="without")
def fixture_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """None among the loaded modules makes an import fail, as where nothing is installed."""
    monkeypatch.setitem(sys.modules, "diff_diff", None)


@pytest.mark.usefixtures("without")
def test_a_missing_library_is_named() -> None:
    frame = staggered(units=48)
    same = frame.assign(zone=((frame["first"] == 2004) & (frame["year"] >= 2004)).astype(float))
    score = frame.assign(score=frame["y"] - frame["y"].median())
    names = {"outcome": "y", "unit": "region", "time": "year"}
    calls = (
        lambda: event_study(frame, **PANEL),
        lambda: synthetic_did(same, **names, treated="zone"),
        lambda: fit_discontinuity(score, outcome="y", running="score"),
        lambda: wild_cluster_test(
            frame, outcome="y", regressors=["treated"], cluster="state", parameter="treated", seed=1
        ),
    )
    for call in calls:
        with pytest.raises(EstimationRefused, match="diff-diff"):
            call()


@pytest.mark.usefixtures("without")
def test_what_needs_no_library_goes_on() -> None:
    frame = staggered()
    assert event_study(frame, **PANEL, estimator="two_way").periods
    assert two_way_weights(frame, unit="region", time="year", treatment="treated").n_cells > 0


def test_warnings_are_told_by_their_first_sentence_and_known_ones_left_out() -> None:
    def call() -> int:
        warnings.warn("Few rows are left. Use more.", stacklevel=1)
        warnings.warn("A thing said elsewhere.", stacklevel=1)
        warnings.warn("old name", DeprecationWarning, stacklevel=1)
        return 3

    assert heard(call, known=("said elsewhere",)) == (3, ("The library warns: Few rows are left.",))


def test_errors_of_the_library_are_refusals() -> None:
    def call() -> int:
        raise ValueError("No switching\n   groups found. See the manual.")

    with pytest.raises(EstimationRefused, match=r"on these rows: No switching groups found\.$"):
        heard(call)
