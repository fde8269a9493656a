"""Paths of the groups and of the whole: the measured pictures in place of the paper's schemes (its Figures 1 to 3)."""

import pandas as pd

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.comparisons import ONCE, Comparison
from analysis.resilience.regional import Measured
from analysis.resilience.tables import TITLES, WITHIN
from analysis.results import Figure, Series

GROUPS = {1.0: "Treated", 0.0: "Others"}


def indexed(frame: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> pd.DataFrame:
    """Year by group (1.0, 0.0): the group's sum over its regions with every year known, base year = 100."""
    rows = frame.dropna(subset=[outcome])
    whole = rows.groupby("region")["year"].transform("nunique") == rows["year"].nunique()
    sums = rows[whole].pivot_table(index="year", columns="treated", values=outcome, aggfunc="sum")
    if choices.base_year not in sums.index:
        return sums.iloc[0:0]
    return 100 * sums / sums.loc[choices.base_year]


def group_figure(frame: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> Figure | None:
    """Sums of treated and other regions, base year = 100; None where no region has every year or a group nothing."""
    lines = indexed(frame, outcome, choices)
    if lines.empty or len(lines.columns) < len(GROUPS) or bool(lines.isna().any(axis=None)):
        return None
    last = lines.iloc[-1]
    return Figure(
        code=f"groups-{outcome.replace('_', '-')}",
        title=f"{TITLES[outcome]} of treated and other regions",
        shape="line",
        series=tuple(
            Series(name, tuple(int(year) for year in lines.index), tuple(float(each) for each in lines[group]))
            for group, name in GROUPS.items()
        ),
        x_title="Year",
        y_title=f"{choices.base_year} = 100",
        reading=(
            f"By {lines.index[-1]} treated regions stood at {last[1.0]:.1f} and the others at {last[0.0]:.1f}, "
            f"{choices.base_year} being 100."
        ),
        paper="Figure 3",
        notes=("Sums of the regions that have every year.",),
        vertical_line=(choices.base_year + choices.year_shock) / 2,
    )


def scheme_figure(each: Measured, choices: ResilienceChoices) -> Figure:
    """What the paper's Figure 1 sketches, measured: the whole against its level of the base year."""
    years = sorted(each.whole)
    base = each.whole[choices.base_year]
    values = tuple(100 * each.whole[year] / base for year in years)
    found = each.whole_measures
    back = "had not recovered" if found.years_to_recover is None else f"was back after {found.years_to_recover} years"
    fell = (
        f"fell by {100 * found.depth:.1f} per cent and {back}" if found.depth > 0 else "never fell below its yardstick"
    )
    return Figure(
        code=f"shock-and-recovery-{each.outcome.replace('_', '-')}",
        title=f"Shock and recovery of {WITHIN[each.outcome]}",
        shape="line",
        series=(Series("The whole", tuple(years), values),),
        x_title="Year",
        y_title=f"{choices.base_year} = 100",
        reading=f"{TITLES[each.outcome]} of {each.whole_name} {fell}.",
        paper="Figure 1",
        vertical_line=(choices.base_year + choices.year_shock) / 2,
        horizontal_line=100.0,
    )


def _compared_words(choices: ResilienceChoices) -> str:
    span = "the year before" if choices.growth_years == 1 else f"{choices.growth_years} years before"
    return {
        "growth": f"Mean growth on {span} (1 = 100 %)",
        "level": "Mean level (unit of the table)",
        "log": "Mean logarithm",
    }[choices.comparison]


def comparison_figure(found: Comparison, outcome: str, choices: ResilienceChoices) -> Figure:
    """What the paper's Figure 2 sketches, measured: both groups, and the treated had they changed as the others did."""
    fit = found.fits[outcome][ONCE]
    start, change, gap, effect = (
        fit.coefficient(name).estimate for name in ("const", "period", "treated", "interaction")
    )
    years = found.years
    treated = start + gap
    return Figure(
        code=f"difference-{years[0]}-{years[1]}-{outcome.replace('_', '-')}",
        title=f"Difference in differences of {WITHIN[outcome]}, {years[0]} and {years[1]}",
        shape="line",
        series=(
            Series("Treated", years, (treated, treated + change + effect)),
            Series("Others", years, (start, start + change)),
            Series("Treated if parallel", years, (treated, treated + change)),
        ),
        x_title="Year",
        y_title=_compared_words(choices),
        notes=("Parallel: where the change of the others would have brought the treated.",),
        reading=f"The treated ended {effect:+.4f} from where the change of the others would have brought them.",
        paper="Figure 2",
    )
