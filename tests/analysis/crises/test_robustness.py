"""Zeros treated otherwise, bootstrap, many tests and counties left out: each against the equation it rests on."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.crises.choices import ZEROS, CrisisChoices
from analysis.crises.county_panel import CountyPanel, build_panel
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.paper import Equations, Parts, estimate
from analysis.crises.repeated import add_repeated
from analysis.crises.robustness import add_leave_one_out, add_randomisation, add_wild_bootstrap
from analysis.crises.zero_treatments import add_zero_treatments
from tests.analysis.crises.simulated import EFFECTS, simulated_tables

CHOICES = CrisisChoices(
    outcomes=("patents", "certified"), controls=("ln_gdp_pc",), repetitions=99, certified_years=(1997, 2006)
)


def ignored(_share: float) -> None:
    """Progress nobody looks at."""


@pytest.fixture(scope="module")
def panel() -> CountyPanel:
    tables = simulated_tables()
    return build_panel(CHOICES, tables["panel"], tables["crises"])


@pytest.fixture(scope="module")
def equations(panel: CountyPanel) -> Equations:
    return estimate(Parts(), CHOICES, panel)


def test_every_treatment_of_zeros_has_its_row_and_the_one_used_above_equals_r4(panel: CountyPanel) -> None:
    parts = Parts()
    add_zero_treatments(parts, CHOICES, panel)
    (table,) = parts.tables
    assert len(table.rows) == 2 * len(ZEROS)
    used = {row[0]: row for row in table.rows if "(used above)" in str(row[1])}
    for outcome in panel.outcomes:
        direct = fit_specification(panel, outcome, BEST, CHOICES).coefficient("crisis")
        assert used[outcome.code][3] == pytest.approx(direct.estimate, rel=1e-9)
    dropped = [row for row in table.rows if row[0] == "certified" and str(row[1]).startswith("ln(x), zeros")]
    assert dropped[0][8] == 730 - panel.outcomes[1].zeros


def test_poisson_finds_the_effect_that_logs_of_a_number_plus_one_shrink(panel: CountyPanel) -> None:
    """0.50 log points are in the data; the error of the Poisson row is about 0.05, and ln(x+1) lies below it."""
    parts = Parts()
    add_zero_treatments(parts, CHOICES, panel)
    told = {str(row[1]).split(" (")[0]: row[3] for row in parts.tables[0].rows if row[0] == "certified"}
    assert told["Poisson, x itself"] == pytest.approx(EFFECTS["certified"], abs=0.15)
    assert told["ln(x+1)"] < told["Poisson, x itself"]  # type: ignore[operator]


def test_the_bootstrap_tests_the_t_statistic_of_r4(panel: CountyPanel) -> None:
    pytest.importorskip("diff_diff", reason="the optional libraries for the wild bootstrap are not installed")
    parts = Parts()
    add_wild_bootstrap(parts, CHOICES, panel, ignored)
    (table,) = parts.tables
    for row, outcome in zip(table.rows, panel.outcomes, strict=True):
        direct = fit_specification(panel, outcome, BEST, CHOICES).coefficient("crisis")
        assert row[1] == pytest.approx(direct.estimate, rel=1e-6)
        assert row[2] == pytest.approx(direct.statistic, rel=1e-6)
        assert row[3] == "< 1/99" or 0 < float(str(row[3])) < 1


def test_the_bootstrap_refuses_weights_and_says_so(panel: CountyPanel) -> None:
    parts = Parts()
    add_wild_bootstrap(parts, replace(CHOICES, weights="population"), panel, ignored)
    assert parts.tables == []
    assert {each.reason for each in parts.refused} == {"The wild cluster bootstrap is not offered with weights."}


def test_many_tests_show_the_cells_of_table_7_with_p_values_in_order(panel: CountyPanel, equations: Equations) -> None:
    parts = Parts()
    add_randomisation(parts, CHOICES, panel, equations, ignored)
    (table,) = parts.tables
    by_type = [row for row in table.rows if row[1] != "All types"]
    assert len(by_type) == sum(len(kinds) for kinds in equations.kinds.values())
    assert len(table.rows) == len(by_type) + 2
    for row in by_type:
        clustered, swapped, holm, bh, stepdown = (float(each) for each in row[4:])  # type: ignore[arg-type]
        assert clustered <= bh <= holm <= 1
        assert 1 / 100 <= swapped <= stepdown <= 1
    # Holm by hand: the least p-value times the number of cells.
    least = min(by_type, key=lambda row: float(row[4]))  # type: ignore[arg-type]
    assert least[6] == pytest.approx(min(1.0, float(least[4]) * len(by_type)))  # type: ignore[arg-type]


def test_the_counties_left_out_bracket_the_whole_and_equal_a_fit_without_them(panel: CountyPanel) -> None:
    parts = Parts()
    first = replace(panel, outcomes=panel.outcomes[:1])
    add_leave_one_out(parts, CHOICES, first, ignored)
    ((_code, whole, low, low_county, high, _county, _crossings, fits),) = parts.tables[0].rows
    assert fits == 73
    assert low <= whole <= high  # type: ignore[operator]
    rows = panel.frame[panel.frame["county"] != low_county]
    assert low == fit_specification(panel, panel.outcomes[0], BEST, CHOICES, rows=rows).coefficient("crisis").estimate
    (series,) = parts.figures[0].series
    assert len(series.x) == 73
    assert list(series.y) == sorted(np.array(series.y, dtype=float))


def test_repeated_crises_are_told_both_ways_with_what_was_left_out(panel: CountyPanel) -> None:
    """Kept, the effect per crisis is near the 0.4 in the data: the error is about 0.035, three of them are left."""
    pytest.importorskip("diff_diff", reason="the optional libraries for repeated treatments are not installed")
    parts = Parts()
    add_repeated(parts, replace(CHOICES, repetitions=50), replace(panel, outcomes=panel.outcomes[:1]), ignored)
    (table,) = parts.tables
    per_crisis = [row for row in table.rows if row[1] == "per crisis" and str(row[0]).endswith("kept")]
    assert per_crisis[0][2] == pytest.approx(EFFECTS["patents"], abs=0.11)
    several = (panel.frame.groupby("county")["crisis"].agg(lambda stock: stock.diff().gt(0).sum()) > 1).sum()
    assert any(f"{several} units" in note and "left out" in note for note in table.notes)
    assert {row[0] for row in table.rows} == {
        "counties with several crises kept",
        "counties with several crises left out",
    }
