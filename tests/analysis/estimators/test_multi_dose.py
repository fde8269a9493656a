"""Effects of doses that change at different times, and again, agree with differences of changes written out."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.records import EffectPath, EstimationRefused
from analysis.estimators.staggered import multi_dose

pytest.importorskip("diff_diff", reason="the optional libraries for staggered designs are not installed")

NAMES = {"outcome": "y", "unit": "county", "time": "year", "dose": "crises"}
EXACT = 1e-9
"""Both sides are means of the same differences in double precision."""


def crises(seed: int = 4, units: int = 30, years: int = 9, down: bool = False) -> pd.DataFrame:
    """A third never has a crisis, a third one, a third two; with `down` one in four starts at 2 and loses one."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(units):
        times = sorted(draw.choice(range(4, years), size=number % 3, replace=False))
        falls = down and number % 4 == 0
        for year in range(1, years + 1):
            stock = sum(year >= each for each in times)
            dose = 2.0 - min(stock, 1) if falls else float(stock)
            rows.append((f"c{number}", 1990 + year, dose, number + 0.2 * year + 0.5 * dose + draw.normal() * 0.3))
    return pd.DataFrame(rows, columns=["county", "year", "crises", "y"])


def once(frame: pd.DataFrame) -> pd.DataFrame:
    """The counties whose stock changes at most once."""
    changes = (frame.groupby("county")["crises"].diff().fillna(0) != 0).groupby(frame["county"]).sum()
    return frame[frame["county"].isin(changes.index[changes <= 1])]


def slow(frame: pd.DataFrame, since: int) -> float:
    """The mean over counties that change of their change in outcome less that of counties alike and not changed yet."""
    outcome = frame.pivot(index="county", columns="year", values="y")
    dose = frame.pivot(index="county", columns="year", values="crises")
    first = {
        county: next((year for year in row.index[1:] if row[year] != row.iloc[0]), np.inf)
        for county, row in dose.iterrows()
    }
    effects = []
    for county, start in first.items():
        if not np.isfinite(start):
            continue
        base = start - 1
        # A placebo mirrors the effect as far before the period of reference as that lies after it.
        year = base + since + 1
        last = year if since >= 0 else base - (since + 1)
        if year not in outcome.columns or last not in outcome.columns:
            continue
        alike = [
            each
            for each in first
            if first[each] > last and dose.loc[each].iloc[0] == dose.loc[county].iloc[0] and each != county
        ]
        if not alike:
            continue
        change = outcome[year] - outcome[base]
        sign = 1 if dose.loc[county, start] > dose.loc[county].iloc[0] else -1
        effects.append(sign * (change[county] - change[alike].mean()))
    return float(np.mean(effects))


def by_period(path: EffectPath) -> dict[int, float]:
    return {period: each.estimate for period, each in zip(path.periods, path.effects, strict=True)}


@pytest.mark.parametrize("down", [False, True])
def test_effects_of_single_changes_are_differences_written_out(down: bool) -> None:
    frame = once(crises(down=down))
    path = multi_dose(frame, **NAMES, keep_switchers=False, leads=3, lags=3)
    found = by_period(path)
    assert path.periods == (-3, -2, 0, 1, 2, 3)
    assert found == pytest.approx({period: slow(frame, period) for period in path.periods}, abs=EXACT)
    assert path.dropped == ()


def test_counties_that_change_again_are_dropped_and_told_or_kept_and_told() -> None:
    frame = crises()
    dropped = multi_dose(frame, **NAMES, keep_switchers=False, lags=2, leads=2)
    kept = multi_dose(frame, **NAMES, keep_switchers=True, lags=2, leads=2, repetitions=50)
    assert [(each.count, each.reason) for each in dropped.dropped] == [
        (90, "10 units whose dose changes more than once")
    ]
    assert by_period(dropped) == pytest.approx(
        {period: slow(once(frame), period) for period in (-2, 0, 1, 2)}, abs=EXACT
    )
    assert kept.dropped == () and kept.clusters == {"county": 30}
    assert any("10 of 30 units change their dose more than once and are kept" in note for note in kept.notes)
    assert by_period(kept) == pytest.approx({period: slow(frame, period) for period in (-2, 0, 1, 2)}, abs=EXACT)
    assert "draws of whole units, seed 0" in kept.errors and "analytical" in dropped.errors
    assert kept.joint_pre_p is not None and 0 <= kept.joint_pre_p <= 1
    assert np.sqrt(np.diag(np.array(kept.covariance))) == pytest.approx([each.standard_error for each in kept.effects])


def test_without_counties_that_change_again_keeping_them_changes_nothing() -> None:
    frame = once(crises())
    choices = {"leads": 2, "lags": 2}
    assert multi_dose(frame, **NAMES, keep_switchers=True, **choices) == multi_dose(
        frame, **NAMES, keep_switchers=False, **choices
    )


def test_the_overall_effect_is_that_of_one_dose() -> None:
    frame = crises(units=90)
    double = frame.assign(crises=frame["crises"] * 2)
    single = multi_dose(once(frame), **NAMES, keep_switchers=False).overall
    halved = multi_dose(once(double), **NAMES, keep_switchers=False).overall
    assert single is not None and halved is not None
    assert (halved.estimate, halved.low) == pytest.approx((single.estimate / 2, single.low / 2), abs=EXACT)
    assert single.low < 0.5 < single.high


def test_the_overall_effect_of_unlike_doses_is_the_total_by_all_doses() -> None:
    frame = crises(units=60)
    kept = multi_dose(frame, **NAMES, keep_switchers=True, leads=1, lags=2, repetitions=50)
    dose = frame.pivot(index="county", columns="year", values="crises").to_numpy()
    total, doses = 0.0, 0.0
    for since in (0, 1, 2):
        starts = [int(np.argmax(row > 0)) for row in dose if row.any()]
        seen = [
            row[start + since] for row, start in zip(dose[dose.any(axis=1)], starts, strict=True) if start + since < 9
        ]
        total += len(seen) * slow(frame, since)
        doses += sum(seen)
    assert kept.overall is not None
    assert kept.overall.estimate == pytest.approx(total / doses, abs=EXACT)
    unlike = once(frame).assign(crises=lambda each: each["crises"] * (1 + (each["county"] > "c3")))
    alone = multi_dose(unlike, **NAMES, keep_switchers=False)
    assert alone.overall is None and any("left out" in note for note in alone.notes)


def test_counties_with_gaps_are_dropped_and_told() -> None:
    frame = once(crises())
    path = multi_dose(frame.drop(index=frame.index[3]), **NAMES, keep_switchers=False)
    assert [(each.count, each.reason) for each in path.dropped] == [
        (8, "1 units that lack the first period or one between")
    ]


@pytest.mark.parametrize(
    ("changed", "choices", "reason"),
    [
        ({"crises": 0.0}, {}, "changes in no unit"),
        ({}, {"lags": 8}, "at most 7"),
        ({}, {"leads": 0}, "at least one period"),
        ({}, {"repetitions": 5}, "too few"),
        ({"crises": "one"}, {}, "holds no numbers"),
        ({"y": 2.5}, {}, "there is nothing to explain"),
    ],
)
def test_what_cannot_be_done_is_refused(changed: dict[str, object], choices: dict[str, object], reason: str) -> None:
    with pytest.raises(EstimationRefused, match=reason):
        multi_dose(crises().assign(**changed), **NAMES, keep_switchers=True, **choices)  # type: ignore[arg-type]


def test_an_effect_of_counties_each_alone_in_its_kind_has_no_error_and_says_so() -> None:
    """One county that changes and one that never does: nothing tells how much either might have differed."""
    frame = once(crises())
    changes = frame.groupby("county")["crises"].nunique() > 1
    pair = [changes.index[changes][0], changes.index[~changes][0]]
    path = multi_dose(frame[frame["county"].isin(pair)], **NAMES, keep_switchers=False, leads=1, lags=0)
    assert np.isnan([each.standard_error for each in path.effects]).all()
    assert "No error is given at 0: each unit there is alone in its first dose and time of change." in path.notes
