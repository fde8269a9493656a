"""The event study: by means, by slopes, and by what a known shock must give."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.records import EstimationRefused
from analysis.estimators.sensitivity import honest_bounds, pre_trend_power
from analysis.resilience.bounds import bounds_table, group_path, power_table
from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.effects import add_effects, holm_of, wild_tests, with_exposure
from analysis.resilience.event_tables import effects_table, event_figure, phases_table, pre_trend_table
from analysis.resilience.events import EventStudy, event_study_of
from analysis.resilience.parts import Parts

YEARS = range(2015, 2023)


def panel(seed: int = 3, regions: int = 24, effect: float = -0.10, drift: float = 0.0) -> pd.DataFrame:
    """Regions that grow alike; from 2020 those with intensity lose `effect` times it, half of that from 2022."""
    draw = np.random.default_rng(seed)
    intensity = draw.uniform(0, 1, regions)
    rows = []
    for place in range(regions):
        for year in YEARS:
            lost = effect * intensity[place] * (0 if year < 2020 else 1 if year < 2022 else 0.5)
            drifted = drift * intensity[place] * (year - 2019)
            level = 5 + 0.1 * place + 0.02 * (year - 2015) - 0.05 * (year == 2020) + lost + drifted
            rows.append(
                (f"R{place:02d}", f"D{place % 3}", year, np.exp(level + draw.normal(0, 0.005)), intensity[place])
            )
    frame = pd.DataFrame(rows, columns=["region", "division", "year", "gdp", "intensity"])
    return frame.assign(treated=(frame["intensity"] >= 0.5).astype(float))


GROUPS = ResilienceChoices()
DOSES = ResilienceChoices(dose="intensity")


def test_effects_of_groups_are_differences_of_means() -> None:
    """In a full panel the effect of a year is (treated now − base) − (others now − base), in logarithms."""
    frame = panel()
    found = event_study_of(frame, "gdp", GROUPS)
    means = frame.assign(log=np.log(frame["gdp"])).groupby(["treated", "year"])["log"].mean()
    for year in YEARS:
        if year != 2019:
            obvious = (means[1.0, year] - means[1.0, 2019]) - (means[0.0, year] - means[0.0, 2019])
            assert found.effect(year).estimate == pytest.approx(obvious, abs=1e-9)


def test_effects_of_intensity_are_slopes_of_changes() -> None:
    """In a full panel the effect of a year is the slope of the change since the base year on the intensity."""
    frame = panel()
    found = event_study_of(frame, "gdp", DOSES)
    wide = np.log(frame.pivot(index="region", columns="year", values="gdp"))
    intensity = frame.groupby("region")["intensity"].first()
    for year in (2015, 2020, 2022):
        change = wide[year] - wide[2019]
        assert found.effect(year).estimate == pytest.approx(np.polyfit(intensity, change, 1)[0], abs=1e-9)


def test_a_known_shock_is_found_in_its_years() -> None:
    """Built in: −0.10 in 2020 and 2021, −0.05 in 2022. Noise of 0.005 on 24 regions: errors near 0.004, times three."""
    found = event_study_of(panel(), "gdp", DOSES)
    assert found.effect(2020).estimate == pytest.approx(-0.10, abs=0.015)
    assert found.phases.coefficient("shock").estimate == pytest.approx(-0.10, abs=0.015)
    assert found.phases.coefficient("recovery").estimate == pytest.approx(-0.05, abs=0.015)


def test_groups_that_moved_alike_are_seldom_said_to_have_moved_apart() -> None:
    """Bonferroni's test at 5 per cent over 30 panels without drift: 1.5 expected at most; 6 are four errors more."""
    found = [event_study_of(panel(seed), "gdp", DOSES).joint_pre_p for seed in range(100, 130)]
    assert sum(p is not None and p < 0.05 for p in found) <= 6


def test_a_drift_before_the_shock_is_told() -> None:
    found = event_study_of(panel(drift=0.03), "gdp", DOSES)
    assert found.pre_slope is not None
    assert found.pre_slope.estimate == pytest.approx(0.03, abs=0.006)
    assert found.joint_pre_p is not None and found.joint_pre_p < 0.001


def test_effects_of_division_and_year_equal_means_within_divisions() -> None:
    """Taking out division × year is demeaning the change and the intensity within divisions."""
    frame = panel()
    choices = ResilienceChoices(dose="intensity", division_by_year=True)
    found = event_study_of(frame, "gdp", choices)
    wide = np.log(frame.pivot(index="region", columns="year", values="gdp"))
    traits = frame.groupby("region")[["division", "intensity"]].first()
    change = wide[2020] - wide[2019]
    own = change - change.groupby(traits["division"]).transform("mean")
    dose = traits["intensity"] - traits.groupby("division")["intensity"].transform("mean")
    assert found.effect(2020).estimate == pytest.approx(float((own * dose).sum() / (dose**2).sum()), abs=1e-9)


def test_exposure_of_the_industry_mix_is_taken_out() -> None:
    """A fall that the mix explains is no effect of clusters. Built in: −1 × exposure, which intensity follows."""
    frame = panel(effect=0.0)
    exposure = frame["intensity"] * 0.2 + np.random.default_rng(1).uniform(0, 0.02, 24).repeat(8)
    frame["gdp"] *= np.exp(-exposure * (frame["year"] == 2020))
    frame["exposure"] = exposure
    bare = event_study_of(frame, "gdp", DOSES)
    held = event_study_of(frame, "gdp", ResilienceChoices(dose="intensity", exposure=True))
    assert bare.effect(2020).estimate == pytest.approx(-0.2, abs=0.02)
    assert abs(held.effect(2020).estimate) < 3 * held.effect(2020).standard_error + 1e-9
    assert held.by_year.coefficient("exposure_in_2020").estimate == pytest.approx(-1, abs=0.9)


def test_what_the_tables_do_not_hold_is_refused() -> None:
    frame = panel()
    with pytest.raises(EstimationRefused, match="table of industries"):
        event_study_of(frame, "gdp", ResilienceChoices(exposure=True))
    with pytest.raises(EstimationRefused, match="column “division”"):
        event_study_of(frame.drop(columns="division"), "gdp", ResilienceChoices(division_by_year=True))
    with pytest.raises(EstimationRefused, match="base year 2019"):
        event_study_of(frame[frame["year"] != 2019], "gdp", GROUPS)
    with pytest.raises(EstimationRefused, match="no year after"):
        event_study_of(frame[frame["year"] <= 2019], "gdp", GROUPS)


def test_exposure_joins_the_rows_only_when_wanted() -> None:
    frame = panel()
    industries = pd.DataFrame(
        [(region, industry, year, 10.0) for region in ("R00", "R01") for industry in "xy" for year in (2019, 2020)],
        columns=["region", "industry", "year", "employment"],
    )
    assert "exposure" not in with_exposure(frame, industries, GROUPS)
    joined = with_exposure(frame, industries, ResilienceChoices(exposure=True))
    assert joined.loc[joined["region"] == "R00", "exposure"].eq(0).all()
    assert joined.loc[joined["region"] == "R05", "exposure"].isna().all()


def studied(effect: float = -0.10) -> tuple[EventStudy, ResilienceChoices]:
    choices = ResilienceChoices(dose="intensity", wild_repetitions=199)
    return event_study_of(panel(effect=effect), "gdp", choices), choices


def test_the_wild_bootstrap_tests_the_same_coefficients() -> None:
    """Its t is that of the fit with errors by region, and so strong an effect is beyond nearly all of its draws."""
    pytest.importorskip("diff_diff", reason="the wild bootstrap comes with the optional libraries")
    parts = Parts()
    study, choices = studied()
    found = wild_tests(study, choices, parts)
    for phase in ("shock", "recovery"):
        own = study.phases.coefficient(phase)
        assert found["gdp", phase].statistic == pytest.approx(own.statistic, rel=1e-6)
        assert found["gdp", phase].estimate == pytest.approx(own.estimate, rel=1e-6)
        assert found["gdp", phase].p_value < 0.05
    assert parts.refused == []


def test_holm_multiplies_the_least_p_by_the_number_of_tests() -> None:
    study, _choices = studied(effect=0.0)
    own = {name: study.phases.coefficient(name).p_value for name in ("shock", "recovery")}
    found = holm_of((study,), {})
    assert min(found.values()) == pytest.approx(min(1.0, 2 * min(own.values())))


def test_the_wald_test_before_the_shock_agrees_with_the_effects() -> None:
    """The two-way path of groups has the same effects as ours: differences of means in a full panel."""
    pytest.importorskip("diff_diff", reason="the path comes with the optional libraries")
    frame = panel()
    path = group_path(frame, "gdp", GROUPS)
    ours = event_study_of(frame, "gdp", GROUPS)
    for period, effect in zip(path.periods, path.effects, strict=True):
        if period != -1:
            assert effect.estimate == pytest.approx(ours.effect(2020 + period).estimate, abs=1e-9)
    assert path.joint_pre_p is not None and path.joint_pre_p > 0.01


def test_tables_and_picture_have_a_cell_for_each_column_and_year() -> None:
    study, choices = studied()
    table = effects_table((study,), choices)
    assert [row[1] for row in table.rows] == list(YEARS)
    assert table.rows[4][2:4] == (0.0, None)
    phases = phases_table((study,), {}, holm_of((study,), {}), choices)
    before = pre_trend_table((study,), {})
    for each in (table, phases, before):
        assert all(len(row) == len(each.columns) for row in each.rows)
        assert each.inference[0].clusters == {"region": 24}
    drawn = event_figure(study, choices).series[0]
    assert drawn.x == tuple(YEARS)
    assert all(low <= middle <= high for low, middle, high in zip(drawn.low, drawn.y, drawn.high, strict=True))


def test_bounds_widen_with_what_trends_may_do_and_begin_at_the_estimate() -> None:
    """At size 0 the bounds are the mean effect itself; the mean of the path's effects from the shock on."""
    pytest.importorskip("diff_diff", reason="bounds come with the optional libraries")
    path = group_path(panel(), "gdp", GROUPS)
    found = honest_bounds(path, sizes=(0.0, *GROUPS.honest_m))
    after = [each.estimate for period, each in zip(path.periods, path.effects, strict=True) if period >= 0]
    table = bounds_table({"gdp": found}, {"gdp": path})
    assert table.inference[0].rows_used == 24 * 8 and table.inference[0].clusters == {"region": 24}
    rows = table.rows
    assert rows[0][2:5] == pytest.approx((np.mean(after),) * 3, abs=1e-6)
    assert [row[1] for row in rows] == [0.0, 0.5, 1.0, 2.0]
    widths = [row[4] - row[3] for row in rows]
    assert widths == sorted(widths) and widths[1] > 0
    assert all(row[5] <= row[3] and row[4] <= row[6] for row in rows)


def test_the_drift_that_would_be_seen_is_told_with_what_it_adds_up_to() -> None:
    """Five years before 2020, four of them compared; the power table adds the drift up over the years after."""
    pytest.importorskip("diff_diff", reason="power comes with the optional libraries")
    path = group_path(panel(), "gdp", GROUPS)
    row = power_table({"gdp": pre_trend_power(path)}, {"gdp": path}).rows[0]
    assert row[1] == 4 and 0 < row[2] < 0.02
    assert row[3] == pytest.approx(row[2] * 2)


def test_bounds_are_refused_for_intensity_and_said_so() -> None:
    parts = Parts()
    add_effects(parts, panel(), ("gdp",), ResilienceChoices(dose="intensity", wild_repetitions=0))
    assert "Wald test before the shock, bounds and power" in {each.part for each in parts.refused}
    assert {table.code for table in parts.tables} == {"effects", "event-study", "before"}


def test_the_power_before_the_shock_is_told_when_wanted() -> None:
    pytest.importorskip("diff_diff", reason="power comes with the optional libraries")
    for wanted in (False, True):
        parts = Parts()
        add_effects(parts, panel(), ("gdp",), ResilienceChoices(power=wanted, wild_repetitions=0))
        assert ("power" in {table.code for table in parts.tables}) is wanted
        assert "bounds" in {table.code for table in parts.tables}
