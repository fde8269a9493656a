"""The phase rule sees what the paper tells, says what it lacks, and never guesses."""

from dataclasses import fields, replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.development.names import PHASES, UNDETERMINED
from analysis.development.phases import assess, judge, latest, override, spells
from analysis.development.signals import RULES, either, opposite, signals
from analysis.development.specification import Specification, Thresholds
from analysis.development.trends import YearTrends, trends
from analysis.specifications import SpecificationError

PLAIN = Thresholds()


def life(improves: bool) -> pd.DataFrame:
    """A cluster told by hand: pioneers, imitators, and then either fewer and larger firms or many small ones."""
    firms = [2, 4, 8, 16, 32, 60, 100, 140, 160]
    profit = [90, 100, 98, 95, 90, 75, 60, 45, 40]
    employment = [20, 40, 80, 160, 320, 600, 1000, 1400, 1600]
    if improves:
        firms += [140, 120, 100, 80, 60]
        profit += [50, 62, 75, 85, 92]
        employment += [1800, 2100, 2500, 3000, 3600]
    else:
        firms += [162, 163, 163, 164, 164]
        profit += [38, 38, 38, 38, 38]
        employment += [1610, 1620, 1620, 1630, 1630]
    return pd.DataFrame(
        {
            "cluster": "Improving" if improves else "Surviving",
            "year": range(1980, 1980 + len(firms)),
            "n_firms": firms,
            "profit_per_firm": profit,
            "employment": employment,
            "output": [1.1 * each for each in employment],
        }
    )


def phases_of(series: pd.DataFrame, thresholds: Thresholds = PLAIN) -> dict[int, str]:
    return {each.year: each.phase for each in assess(series, thresholds)}


def test_a_cluster_that_improves_goes_through_the_three_phases_of_the_paper() -> None:
    seen = phases_of(life(improves=True))
    assert seen[1981] == "initiation"
    assert {seen[year] for year in range(1983, 1988)} == {"quantity_expansion"}
    assert {seen[year] for year in range(1990, 1993)} == {"quality_improvement"}
    assert (seen[1980], seen[1993]) == (UNDETERMINED, UNDETERMINED)


def test_a_year_of_low_profit_at_the_turn_is_not_yet_survival() -> None:
    found = {each.year: each for each in assess(life(improves=True), PLAIN)}
    assert found[1988].phase == UNDETERMINED
    assert found[1988].reason.startswith("It looks like survival, but for 1 of the 3 years")
    assert phases_of(life(improves=True), replace(PLAIN, survival_years=1))[1988] == "survival"
    assert phases_of(life(improves=False), replace(PLAIN, survival_years=5))[1988] == "survival"
    assert phases_of(life(improves=False), replace(PLAIN, survival_years=6))[1988] == UNDETERMINED


def test_a_cluster_that_does_not_improve_ends_in_survival() -> None:
    seen = phases_of(life(improves=False))
    assert seen[1985] == "quantity_expansion"
    assert {seen[year] for year in range(1990, 1993)} == {"survival"}


def test_first_and_last_year_are_told_only_where_one_sided_trends_are_asked_for() -> None:
    one_sided = replace(PLAIN, ends="one_sided")
    seen = phases_of(life(improves=True), one_sided)
    assert seen[1993] == "quality_improvement"


def test_nothing_is_guessed_where_profit_is_not_known() -> None:
    blind = life(improves=True).drop(columns="profit_per_firm")
    found = {each.year: each for each in assess(blind, PLAIN)}
    assert {each.phase for each in found.values()} == {UNDETERMINED}
    assert "profit not known over the whole window" in found[1985].missing
    assert found[1985].reason.startswith("It may be quantity expansion or survival")


def test_a_gap_in_the_years_leaves_its_neighbours_undetermined() -> None:
    series = life(improves=True)
    seen = phases_of(series[series["year"] != 1985])
    assert (seen[1984], seen[1986]) == (UNDETERMINED, UNDETERMINED)
    assert seen[1988] != "initiation" and 1985 not in seen


def test_a_shrinking_cluster_fits_no_phase_and_says_so() -> None:
    series = life(improves=True).assign(output=lambda told: 1e5 / (told["year"] - 1970), employment=np.nan)
    here = {each.year: each for each in assess(series, PLAIN)}[1991]
    assert (here.phase, here.reason) == (UNDETERMINED, "What was seen fits no phase.")
    assert any(told.startswith("output -") for told in here.against)


def test_how_sure_a_phase_is_counts_the_signals() -> None:
    # Expansion looks at nine signals; quality, price and entry are not in the table: six of nine are known. Firms,
    # profit, output and productivity (constant at 1.1) all speak for it.
    here = {each.year: each for each in assess(life(improves=True), PLAIN)}[1985]
    assert here.known == pytest.approx(6 / 9)
    assert (here.agreeing, here.against) == (1.0, ())
    assert set(here.missing) == {
        f"{each} not known over the whole window" for each in ("product quality", "price", "entry and exit")
    }


def test_a_trend_of_three_years_is_half_the_difference_of_its_ends() -> None:
    seen = {each.year: each for each in trends(life(improves=True), PLAIN)}
    assert seen[1985].firms == pytest.approx((np.log(100) - np.log(32)) / 2, abs=1e-12)
    assert seen[1985].profit == pytest.approx((90 + 75 + 60) / 3, abs=1e-12)
    # Smoothed profits so far: 96, 97.67, 94.33, 87.67, 75: the highest is that of 1982.
    assert seen[1985].profit_peak == pytest.approx((100 + 98 + 95) / 3, abs=1e-12)
    assert seen[1985].profit_change == pytest.approx((60 - 90) / 2 / ((100 + 98 + 95) / 3), abs=1e-12)


@given(
    st.lists(st.floats(1, 1e4), min_size=5, max_size=15),
    st.sampled_from([3, 5]),
)
def test_a_trend_is_the_line_of_least_squares(firms: list[float], window: int) -> None:
    series = pd.DataFrame({"year": range(2000, 2000 + len(firms)), "n_firms": firms})
    for each in trends(series, replace(PLAIN, window=window)):
        here = [year - 2000 for year in range(each.year - window // 2, each.year + window // 2 + 1)]
        if here[0] < 0 or here[-1] >= len(firms):
            assert each.firms is None
        else:
            slow = np.polyfit(here, np.log([firms[place] for place in here]), 1)[0]
            assert each.firms == pytest.approx(slow, abs=1e-9)  # two ways to the same sum of at most five terms


def test_an_even_window_is_refused() -> None:
    with pytest.raises(SpecificationError, match="odd number of years"):
        trends(life(improves=True), replace(PLAIN, window=4))


RATES = st.none() | st.sampled_from([-0.5, -0.02, 0.0, 0.02, 0.5]) | st.floats(-1, 1)
LEVELS = st.none() | st.sampled_from([0.0, 10.0, 30.0, 100.0]) | st.floats(0, 1e4)


def any_year() -> st.SearchStrategy[YearTrends]:
    levels = {"n_firms", "most_firms", "size_level", "profit_peak"}
    names = [each.name for each in fields(YearTrends) if each.name != "year"]
    return st.builds(YearTrends, year=st.just(2000), **{name: LEVELS if name in levels else RATES for name in names})


@given(any_year(), st.none() | st.floats(-10, 100))
def test_no_two_phases_can_hold_in_one_year(seen: YearTrends, benchmark: float | None) -> None:
    thresholds = replace(PLAIN, profit_benchmark=benchmark)
    read = signals(seen, thresholds)
    held = [phase for phase in PHASES if all(read[code].holds for code in RULES[phase].needed)]
    assert len(held) <= 1
    assert judge("any", seen, thresholds).rule == (held[0] if held else UNDETERMINED)


@given(any_year(), st.sampled_from([each.name for each in fields(YearTrends) if each.name != "year"]))
def test_knowing_less_never_turns_one_phase_into_another(seen: YearTrends, forgotten: str) -> None:
    # Employment stands in for output only where output is unknown, so forgetting output may bring another source in.
    if forgotten == "output":
        seen = replace(seen, employment=None)
    before, after = judge("any", seen, PLAIN), judge("any", replace(seen, **{forgotten: None}), PLAIN)
    assert after.rule in (before.rule, UNDETERMINED)


def test_the_rules_name_signals_that_exist_and_contradict_each_other() -> None:
    read = signals(YearTrends(2000, *([None] * 15)), PLAIN)
    assert all(set(rule.needed) | set(rule.supporting) <= set(read) for rule in RULES.values())
    assert all(each.holds is None for each in read.values())
    assert all(set(one.needed) != set(other.needed) for one, other in combinations(RULES.values(), 2))


@pytest.mark.parametrize(
    ("parts", "told"),
    [((True, None), True), ((None, False), None), ((False, False), False), ((False, True), True)],
)
def test_or_keeps_what_is_not_known(parts: tuple[bool | None, ...], told: bool | None) -> None:
    assert either(*parts) is told
    assert opposite(None) is None and opposite(True) is False


def test_an_expert_s_phase_counts_and_the_rule_s_stays_beside_it() -> None:
    told = pd.DataFrame(
        {"cluster": ["Improving"], "year": [1980], "phase": ["initiation"], "reason": [" The first firm opened then. "]}
    )
    here = override(assess(life(improves=True), PLAIN), told)[0]
    assert (here.phase, here.rule, here.expert_reason) == ("initiation", UNDETERMINED, "The first firm opened then.")


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"year": [1900]}, "no such row"), ({"reason": [""]}, "has no reason"), ({"phase": ["bloom"]}, "may be one of")],
)
def test_an_override_that_cannot_be_used_is_refused(change: dict[str, list[object]], problem: str) -> None:
    told = {"cluster": ["Improving"], "year": [1985], "phase": ["survival"], "reason": ["Seen on site."], **change}
    with pytest.raises(SpecificationError, match=problem):
        override(assess(life(improves=True), PLAIN), pd.DataFrame(told))


def test_spells_cover_every_year_once_and_the_latest_known_phase_is_found() -> None:
    both = assess(pd.concat([life(improves=True), life(improves=False)]), PLAIN)
    found = spells(both)
    assert sum(each.last - each.first + 1 for each in found) == len(both)
    assert [each.phase for each in found if each.cluster == "Surviving"][-2:] == ["survival", UNDETERMINED]
    assert {name: (each.year, each.phase) for name, each in latest(both).items()} == {
        "Improving": (1992, "quality_improvement"),
        "Surviving": (1992, "survival"),
    }


def test_every_threshold_is_named_and_explained() -> None:
    for each in fields(Specification):
        assert each.metadata["help"].endswith((".", "?")), each.name
