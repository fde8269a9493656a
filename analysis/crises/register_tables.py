"""The tables and pictures that describe: Tables 1 to 3, Figure 2, and the map of imputed cells."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.crises.county_panel import CountyPanel
from analysis.crises.descriptions import PolicyCount, SectorShare, YearGrowth
from analysis.crises.inconsistencies import INCONSISTENCIES
from analysis.crises.layouts import TYPE_TITLES, TYPES
from analysis.crises.published import (
    AFTER_POLICIES,
    BEFORE_POLICIES,
    PRINTED_CLUSTERS,
    PRINTED_CRISES,
    PRINTED_CRISIS_SUMS,
    PRINTED_GROWTH,
    PRINTED_OUTPUT,
    PRINTED_SECTORS,
)
from analysis.crises.register import YearTypes
from analysis.results import Cell, Figure, ResultColumn, ResultTable, Series

TABLE_1_UNIT_NOTE = "The printed output is in hundred million yuan of 2004; ours is in the unit of the table given."


def table_1(sectors: Sequence[SectorShare], compare: bool) -> ResultTable:
    """Clusters by sector with their share of output, and the sums in the last row."""
    rows: list[tuple[Cell, ...]] = [(each.sector, each.clusters, each.output, each.share) for each in sectors]
    output = sum(each.output for each in sectors)
    rows.append(("Total", sum(each.clusters for each in sectors), output, 1.0 if output else None))
    printed: list[tuple[Cell, ...]] = [
        (name, clusters, value, share / 100.0) for name, clusters, value, share in PRINTED_SECTORS
    ]
    printed.append(("Total", PRINTED_CLUSTERS, PRINTED_OUTPUT, None))
    return ResultTable(
        "table_1",
        "Clusters by sector",
        (
            ResultColumn("sector", "Sector", "text"),
            ResultColumn("clusters", "Clusters", "count"),
            ResultColumn("output", "Gross output", decimals=1),
            ResultColumn("share", "Share of the output of all clusters", "share", decimals=1),
        ),
        tuple(rows),
        "Table 1",
        (TABLE_1_UNIT_NOTE,) if compare else (),
        printed=tuple(printed) if compare else (),
    )


def table_2(patents: Sequence[YearGrowth], certified: Sequence[YearGrowth], compare: bool) -> ResultTable:
    """Patents and certified enterprises of all counties together, by year, with growth."""
    first = {each.year: each for each in patents}
    second = {each.year: each for each in certified}
    rows: list[tuple[Cell, ...]] = []
    for year in sorted(first.keys() | second.keys()):
        cells: list[Cell] = [year]
        for found in (first.get(year), second.get(year)):
            cells += [found.total, found.growth, found.silent] if found else [None, None, None]
        rows.append(tuple(cells))
    printed = tuple(
        (year, number, growth, None, certificates, certificate_growth, None)
        for year, number, growth, certificates, certificate_growth in PRINTED_GROWTH
    )
    return ResultTable(
        "table_2",
        "Patents and certified enterprises, all counties together",
        (
            ResultColumn("year", "Year", "year"),
            ResultColumn("patents", "Patents", "count"),
            ResultColumn("patents_growth", "Growth of patents", unit="%", decimals=2),
            ResultColumn("patents_silent", "Counties without a figure for patents", "count"),
            ResultColumn("certified", "Certified enterprises", "count"),
            ResultColumn("certified_growth", "Growth of certified enterprises", unit="%", decimals=2),
            ResultColumn("certified_silent", "Counties without a figure for certificates", "count"),
        ),
        tuple(rows),
        "Table 2",
        (
            "Growth is told only from one year to the next, and not after a year of zero. Where the number of counties "
            "without a figure changes, growth is partly that.",
        ),
        printed=printed if compare else (),
    )


def table_3(counted: YearTypes, compare: bool) -> ResultTable:
    """Crises by year and type with their sums."""
    rows: list[tuple[Cell, ...]] = [
        (str(year), *row, total)
        for year, row, total in zip(counted.years, counted.counts, counted.by_year, strict=True)
    ]
    rows.append(("Total", *counted.by_type, counted.total))
    printed: list[tuple[Cell, ...]] = [(str(year), *row) for year, *row in PRINTED_CRISES]
    printed.append(("Total", *PRINTED_CRISIS_SUMS))
    return ResultTable(
        "table_3",
        "Crises by year and type",
        (
            ResultColumn("year", "Year", "text"),
            *(ResultColumn(kind, TYPE_TITLES[kind], "count") for kind in TYPES),
            ResultColumn("total", "Total", "count"),
        ),
        tuple(rows),
        "Table 3",
        ("Years without a crisis have no row. Crises are those told in the register, by recall of informants.",),
        printed=tuple(printed) if compare else (),
    )


def crises_figure(counted: YearTypes) -> Figure:
    """Crises by year, one set of bars for each type that occurs."""
    years = tuple(range(min(counted.years), max(counted.years) + 1)) if counted.years else ()
    known = dict(zip(counted.years, counted.counts, strict=True))
    empty = (0,) * len(TYPES)
    series = tuple(
        Series(TYPE_TITLES[kind], tuple(years), tuple(float(known.get(year, empty)[place]) for year in years))
        for place, kind in enumerate(TYPES)
        if counted.by_type[place]
    )
    peak = max(zip(counted.by_year, counted.years, strict=True), default=(0, 0))
    reading = f"{counted.total} crises; most, {peak[0]}, in {peak[1]}." if counted.total else "The register is empty."
    title = f"Crises by year: {series[0].name.lower()}" if len(series) == 1 else "Crises by year and type"
    return Figure("crises_by_year", title, "bar", series, "Year", "Crises", reading, "Table 3")


def policy_figure(counts: Sequence[PolicyCount]) -> Figure:
    """Figure 2: policies before and after a crisis."""
    titles = tuple(each.title for each in counts)
    after = [each.title for each in counts if each.after > each.before]
    reading = f"More frequent after a crisis than before: {', '.join(after) or 'none'}."
    return Figure(
        "figure_2",
        "Local industrial policies before and after a crisis",
        "bar",
        (
            Series("Before a crisis", titles, tuple(float(each.before) for each in counts)),
            Series("After a crisis", titles, tuple(float(each.after) for each in counts)),
        ),
        "Policy",
        "Actions",
        reading,
        "Figure 2",
        ("The paper prints no figures with Figure 2; section 2 names the policies more frequent before and after.",),
    )


def policy_table(counts: Sequence[PolicyCount], compare: bool) -> ResultTable:
    """The figures behind Figure 2, with the paper's reading of each policy."""
    said = dict.fromkeys(BEFORE_POLICIES, "before") | dict.fromkeys(AFTER_POLICIES, "after")
    return ResultTable(
        "policies",
        "Policies before and after a crisis",
        (
            ResultColumn("number", "No.", "count"),
            ResultColumn("policy", "Policy", "text"),
            ResultColumn("before", "Before", "count"),
            ResultColumn("after", "After", "count"),
            ResultColumn("share_after", "Share after", "share", decimals=1),
            ResultColumn("paper", "More frequent, says the paper", "text"),
        ),
        tuple(
            (
                each.policy,
                each.title,
                each.before,
                each.after,
                each.share_after,
                said.get(each.policy, "not told") if compare else None,
            )
            for each in counts
        ),
        "Figure 2",
        ("Before and after are as recorded with each action; time before a crisis and after it may differ in length.",),
    )


def imputation_table(panel: CountyPanel) -> ResultTable:
    """What each rule filled."""
    frame = panel.imputed.frame
    rows: list[tuple[Cell, ...]] = []
    for rule in panel.imputed.rules:
        filled = frame[np.array(rule.filled, dtype=bool)]
        years = sorted({int(year) for year in filled["year"]})
        span = f"{years[0]}–{years[-1]}" if years else "none"
        rows.append((rule.words, rule.variable, rule.cells, len(frame), int(filled["county"].nunique()), span))
    return ResultTable(
        "imputations",
        "Cells that were filled by a rule",
        (
            ResultColumn("rule", "Rule", "text"),
            ResultColumn("variable", "Variable", "text"),
            ResultColumn("cells", "Cells filled", "count"),
            ResultColumn("rows", "Rows of the panel", "count"),
            ResultColumn("counties", "Counties", "count"),
            ResultColumn("years", "Years", "text"),
        ),
        tuple(rows),
        notes=(
            "Rules fill empty cells only, in this order; each is switched off by leaving its choice out."
            if rows
            else "No rule was switched on: empty cells stayed empty.",
        ),
    )


def imputation_map(panel: CountyPanel) -> Figure:
    """Counties by years: how many variables of the row were filled."""
    flags = panel.imputed.flags()
    filled = pd.Series(flags.sum(axis=1).to_numpy(float) if len(flags.columns) else 0.0, index=panel.frame.index)
    years = tuple(sorted({int(year) for year in panel.frame["year"]}))
    by_cell = filled.groupby([panel.frame["county"], panel.frame["year"]]).sum().to_dict()
    series = tuple(
        Series(str(county), tuple(years), tuple(by_cell.get((county, year)) for year in years))
        for county in sorted(set(panel.frame["county"]))
    )
    touched = int((filled > 0).sum())
    reading = f"{touched} of {len(filled)} rows have at least one cell that was filled by a rule."
    return Figure("imputed_cells", "Map of filled cells", "matrix", series, "Year", "Variables filled", reading)


def inconsistency_table() -> ResultTable:
    """Where the paper contradicts itself."""
    return ResultTable(
        "sic",
        "Where the paper contradicts itself",
        (
            ResultColumn("place", "Place", "text"),
            ResultColumn("printed", "Printed (sic)", "text"),
            ResultColumn("found", "What its own figures say", "text"),
        ),
        tuple((each.place, each.printed, each.found) for each in INCONSISTENCIES),
    )
