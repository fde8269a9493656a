"""Event studies of staggered treatments agree with the same figures worked slowly from means and dummies."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.panel import fit_panel
from analysis.estimators.records import EffectPath, EstimationRefused
from analysis.estimators.staggered import event_study, goodman_bacon
from tests.analysis.estimators.staggered_panels import PANEL, dummies, staggered

pytest.importorskip("diff_diff", reason="the optional libraries for staggered designs are not installed")

EXACT = 1e-9
"""Both sides solve the same linear equations in double precision; only the order of sums differs."""


def by_period(path: EffectPath) -> dict[int, float]:
    return {period: each.estimate for period, each in zip(path.periods, path.effects, strict=True)}


def means(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(group=frame["first"].fillna(0)).pivot_table(index="group", columns="year", values="y")


def test_two_groups_of_two_units_by_hand() -> None:
    treated = {1: 10.0, 2: 11.0, 3: 15.0, 4: 18.0}
    later = {1: 4.0, 2: 6.0, 3: 7.0, 4: 12.0}
    never = {1: 1.0, 2: 2.0, 3: 3.0, 4: 5.0}
    groups = ((treated, 3.0), (later, 4.0), (never, np.nan))
    frame = pd.DataFrame(
        [
            (f"{place}{twin}", year, first, value + twin * 0.1 * year**2)
            for place, (values, first) in enumerate(groups)
            for twin in (-1, 1)
            for year, value in values.items()
        ],
        columns=["region", "year", "first", "y"],
    )
    found = by_period(event_study(frame, **PANEL, control="never"))
    # Group 3, year 3: (15 − 11) − (3 − 2) = 3; group 4, year 4: (12 − 7) − (5 − 3) = 3; mean 3.
    assert found[0] == pytest.approx(3.0, abs=EXACT)
    # Group 3, year 4: (18 − 11) − (5 − 2) = 4.
    assert found[1] == pytest.approx(4.0, abs=EXACT)
    # Before: group 3, year 1: (10 − 11) − (1 − 2) = 0; group 4, year 2: (6 − 7) − (2 − 3) = 0, year 1: −3 + 2 = −1.
    assert found[-2] == pytest.approx(0.0, abs=EXACT)
    assert found[-3] == pytest.approx(-1.0, abs=EXACT)


@pytest.mark.parametrize("control", ["never", "not_yet"])
def test_callaway_and_santanna_are_differences_of_means_weighted_by_group_size(control: str) -> None:
    frame = staggered().query("region != 'r1'")
    sizes = frame.groupby("first")["region"].nunique()
    wide = frame.assign(first=frame["first"].fillna(0)).pivot(index=["region", "first"], columns="year", values="y")
    first = wide.index.get_level_values("first").to_numpy()
    found = by_period(event_study(frame, **PANEL, control=control))
    for since in (0, 1, 2, 3, 4):
        parts = []
        for group in sizes.index:
            year = group + since
            if year not in wide.columns:
                continue
            change = (wide[year] - wide[group - 1]).to_numpy()
            controls = (first == 0) | ((first > year) & (control == "not_yet"))
            parts.append((sizes[group], change[first == group].mean() - change[controls].mean()))
        slow = sum(size * each for size, each in parts) / sum(size for size, _each in parts)
        assert found[since] == pytest.approx(slow, abs=EXACT)


def test_imputation_predicts_the_untreated_outcome_from_untreated_rows() -> None:
    frame = staggered(never=False)
    design = np.column_stack([dummies(frame["region"]), dummies(frame["year"])])
    untreated = (frame["treated"] == 0).to_numpy()
    predicted = design @ np.linalg.lstsq(design[untreated], frame["y"][untreated], rcond=None)[0]
    left = (frame["y"] - predicted)[~untreated]
    slow = left.groupby((frame["year"] - frame["first"])[~untreated]).mean()
    # The last two years have no untreated unit, so that nothing there can be predicted.
    known = frame[frame["year"] <= 2006]
    path = event_study(known, **PANEL, estimator="imputation")
    slow = left[frame["year"] <= 2006].groupby((frame["year"] - frame["first"])[~untreated]).mean()
    found = by_period(path)
    assert [found[since] for since in (0, 1, 2)] == pytest.approx([slow[since] for since in (0.0, 1.0, 2.0)], abs=1e-7)
    assert path.overall is not None
    assert path.overall.estimate == pytest.approx(left[frame["year"] <= 2006].mean(), abs=1e-7)


def test_sun_and_abraham_average_the_saturated_equation_by_cohort_shares() -> None:
    frame = staggered()
    since = (frame["year"] - frame["first"]).to_numpy()
    cells = [
        (first, int(e))
        for first in sorted(frame["first"].dropna().unique())
        for e in sorted(set(since[frame["first"] == first]))
        if e != -1
    ]
    saturated = np.column_stack(
        [((frame["first"] == first) & (since == e)).to_numpy(dtype=float) for first, e in cells]
        + [dummies(frame["region"]), dummies(frame["year"])]
    )
    estimates = np.linalg.lstsq(saturated, frame["y"].to_numpy(), rcond=None)[0]
    sizes = frame.groupby("first")["region"].nunique()
    found = by_period(event_study(frame, **PANEL, estimator="sun_abraham"))
    for period, effect in found.items():
        parts = [(sizes[first], estimates[at]) for at, (first, e) in enumerate(cells) if e == period]
        slow = sum(size * each for size, each in parts) / sum(size for size, _each in parts)
        assert effect == pytest.approx(slow, abs=1e-8)


def test_the_two_way_path_is_the_equation_with_dummies() -> None:
    frame = staggered()
    since = (frame["year"] - frame["first"]).clip(-3, 2)
    shown = [-3, -2, 0, 1, 2]
    named = frame.assign(**{f"e{period}": (since == period).astype(float) for period in shown})
    slow = fit_panel(
        named,
        outcome="y",
        regressors=[f"e{period}" for period in shown],
        entity="region",
        time="year",
        entity_effects=True,
        time_effects=True,
        cluster=("state",),
    )
    path = event_study(frame, **PANEL, estimator="two_way", cluster="state", leads=3, lags=2)
    assert path.periods == tuple(shown)
    for effect, each in zip(path.effects, slow.coefficients, strict=True):
        assert effect.estimate == pytest.approx(each.estimate, abs=EXACT)
        assert effect.standard_error == pytest.approx(each.standard_error, rel=EXACT)
        assert effect.p_value == pytest.approx(each.p_value, rel=1e-6)
    assert path.overall is not None
    assert path.overall.estimate == pytest.approx(np.mean([each.estimate for each in slow.coefficients[2:]]), abs=EXACT)


@pytest.mark.parametrize("estimator", ["callaway_santanna", "imputation", "sun_abraham"])
def test_a_known_effect_lies_in_its_interval_and_nothing_is_seen_before(estimator: str) -> None:
    path = event_study(staggered(seed=11, units=120), **PANEL, estimator=estimator, level=0.999)
    assert path.reference == -1 and -1 not in path.periods
    for period, effect in zip(path.periods, path.effects, strict=True):
        truth = 1 + 0.3 * period if period >= 0 else 0.0
        assert effect.low < truth < effect.high
    # A seed is fixed: a test of a true null at 0.001 that fails here fails in one seed of a thousand.
    assert path.joint_pre_p is not None and path.joint_pre_p > 0.001


def test_the_bootstrap_repeats_by_its_seed_and_is_near_the_analytical_error() -> None:
    frame = staggered(units=80)
    plain = event_study(frame, **PANEL)
    first = event_study(frame, **PANEL, repetitions=999, seed=3)
    again = event_study(frame, **PANEL, repetitions=999, seed=3)
    assert first == again and "999 draws, seed 3" in first.errors
    # The standard deviation of 999 draws has a relative error near 1/√(2·999) = 0.022; the factor G/(G−1) adds 0.006.
    for drawn, told in zip(first.effects, plain.effects, strict=True):
        assert drawn.standard_error == pytest.approx(told.standard_error, rel=0.12)


def test_the_covariance_stands_in_the_order_of_the_effects() -> None:
    for estimator in ("callaway_santanna", "sun_abraham", "two_way"):
        path = event_study(staggered(), **PANEL, estimator=estimator)
        errors = [each.standard_error for each in path.effects]
        assert np.sqrt(np.diag(np.array(path.covariance))) == pytest.approx(errors, rel=1e-8)


def test_the_two_by_two_parts_sum_to_the_two_way_coefficient() -> None:
    frame = staggered()
    parts = goodman_bacon(frame, **PANEL)
    slow = np.column_stack([frame["treated"], dummies(frame["region"]), dummies(frame["year"])])
    coefficient = np.linalg.lstsq(slow, frame["y"].to_numpy(), rcond=None)[0][0]
    assert sum(each.weight for each in parts) == pytest.approx(1.0, abs=EXACT)
    assert sum(each.weight * each.estimate for each in parts) == pytest.approx(coefficient, abs=EXACT)
    # Three groups treated at some time: three against never, and each pair both ways.
    kinds = [each.kind for each in parts]
    assert kinds.count("treated against never treated") == 3
    assert kinds.count("earlier against later treated") == kinds.count("later against earlier treated") == 3
    wide = means(frame)
    before, after = range(2001, 2004), range(2004, 2009)
    change = {g: wide.loc[g, list(after)].mean() - wide.loc[g, list(before)].mean() for g in (0, 2004)}
    against_never = next(each for each in parts if each.treated == 2004 and each.control is None)
    assert against_never.estimate == pytest.approx(change[2004] - change[0], abs=EXACT)


def test_units_treated_from_the_start_are_dropped_and_told() -> None:
    frame = staggered()
    early = frame.assign(first=frame["first"].where(frame["region"] != "r1", 2001.0))
    path = event_study(early, **PANEL)
    assert [(each.count, "2001 or before" in each.reason) for each in path.dropped] == [(8, True)]
    assert by_period(path) == pytest.approx(by_period(event_study(frame.query("region != 'r1'"), **PANEL)))


def test_units_treated_after_the_panel_are_never_treated_and_told() -> None:
    frame = staggered()
    late = frame.assign(first=frame["first"].fillna(2030))
    assert by_period(event_study(late, **PANEL)) == pytest.approx(by_period(event_study(frame, **PANEL)))
    assert any("6 units are first treated after 2008" in note for note in event_study(late, **PANEL).notes)


def test_missing_outcomes_are_dropped_and_told() -> None:
    frame = staggered()
    frame.loc[[3, 77], "y"] = np.nan
    path = event_study(frame, **PANEL)
    assert [(each.count, each.reason) for each in path.dropped] == [(2, "no value of “y”")]
    assert path.rows_used == len(frame) - 2
    assert any("2 of 24 units lack some periods" in note for note in path.notes)


@pytest.mark.parametrize(
    ("changed", "choices", "reason"),
    [
        ({}, {"estimator": "magic"}, "no estimator of event studies"),
        ({}, {"control": "all"}, "Controls “all”"),
        ({}, {"estimator": "imputation", "control": "never"}, "no choice of controls"),
        ({}, {"estimator": "imputation", "repetitions": 999}, "for callaway_santanna only"),
        ({}, {"leads": 0}, "at least one period before"),
        ({}, {"level": 95.0}, "between 0 and 1"),
        ({"first": np.nan}, {}, "No unit is first treated"),
        ({"first": "2004"}, {}, "holds no numbers"),
        ({"first": 2004.5}, {}, "whole numbers"),
        ({"state": 1}, {"cluster": "state"}, "single cluster"),
    ],
)
def test_what_cannot_be_done_is_refused(changed: dict[str, object], choices: dict[str, object], reason: str) -> None:
    with pytest.raises(EstimationRefused, match=reason):
        event_study(staggered().assign(**changed), **PANEL, **choices)  # type: ignore[arg-type]


def test_panels_that_are_none_are_refused() -> None:
    frame = staggered()
    with pytest.raises(EstimationRefused, match="leaves out 2003"):
        event_study(frame.query("year != 2003"), **PANEL)
    with pytest.raises(EstimationRefused, match="rows repeat"):
        event_study(pd.concat([frame, frame.head(2)]), **PANEL)
    with pytest.raises(EstimationRefused, match="varies within 24"):
        event_study(frame.assign(first=frame["year"] + 1), **PANEL)
    with pytest.raises(EstimationRefused, match="several “state”"):
        event_study(frame.assign(state=frame["year"] % 2), **PANEL, cluster="state")
    with pytest.raises(EstimationRefused, match="stays untreated"):
        event_study(staggered(never=False), **PANEL, estimator="sun_abraham")
    with pytest.raises(EstimationRefused, match="stays untreated"):
        event_study(staggered(never=False), **PANEL, control="never")
    with pytest.raises(EstimationRefused, match="every unit in every period"):
        goodman_bacon(frame.drop(index=5), **PANEL)
    with pytest.raises(EstimationRefused, match="same period"):
        goodman_bacon(frame.assign(first=2004), **PANEL)
