"""Tables 6 to 10 as tables of a result: every coefficient with both errors, the paper's own figures beside."""

from collections.abc import Callable, Mapping

import pandas as pd

from analysis.estimators.records import Coefficient, Fit
from analysis.intervals import with_level
from analysis.proximity.choices import Choices
from analysis.proximity.equations import (
    AS_PAPER,
    Column,
    Columns,
    entry_capital,
    firm_effects,
    firm_numbers,
    pooled_share,
)
from analysis.proximity.measured import Measured
from analysis.proximity.printed_equations import PRINTED, SIC
from analysis.proximity.variables import (
    TITLES,
    ages_alike,
    firm_panel,
    missing_columns,
    proximity_name,
    proximity_without_firm,
    region_variables,
)
from analysis.results import Cell, Inference, Refused, ResultColumn, ResultTable

COLUMNS = (
    ResultColumn("outcome", "Explained", "text"),
    ResultColumn("weight", "Proximity weighted by", "text"),
    ResultColumn("variant", "Estimated", "text"),
    ResultColumn("term", "Coefficient of", "text"),
    ResultColumn("estimate", "Estimate"),
    ResultColumn("robust_error", "Standard error, robust"),
    ResultColumn("robust_p", "p-value, robust"),
    ResultColumn("clustered_error", "Standard error, clustered"),
    ResultColumn("clustered_p", "p-value, clustered"),
    ResultColumn("low", "Interval from"),
    ResultColumn("high", "Interval to"),
    ResultColumn("rows", "Rows", "count", decimals=0),
    ResultColumn("r2", "R²", decimals=2),
)
NAMES: Mapping[int, str] = {
    6: "Smallest assets and proximity of regions",
    7: "Trade credit and proximity, firms of both years",
    8: "Number of firms and proximity of regions",
    9: "Exports and proximity, firms of both years",
    10: "Productivity and proximity, firms of both years",
}
OWNERS = ("share_private", "share_hmt", "share_foreign")
PANELS: Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]] = {
    7: (("payables_ratio", "receivables_ratio"), ("age", "ln_sales", "debt_ratio", "fixed_ratio", *OWNERS)),
    9: (("export_share", "exporter"), ("age", "ln_sales", *OWNERS)),
    10: (("ln_value_added", "ln_value_added_2"), ("ln_employment", "ln_assets", "age", *OWNERS)),
}
"""Outcomes and controls of the tables with effects of firms, as the paper's tables have them."""
INTERACTED = ("ln_employment_later", "ln_assets_later")
ONE_YEAR = "The table of firms has one year; the equation needs an earlier and a later one."
AGES_ALIKE = (
    "Every firm is older by the same number of years in the later year, so that its age and the later year cannot be "
    "told apart beside effects of firms. Choose leave_out = [“age”]; the paper's coefficient of age rests on firms "
    "that told two different founding years."
)
SUMS = "The rows of the table of firms are sums of regions and industries; the equation needs firms."

Found = tuple[tuple[ResultTable, ...], tuple[Refused, ...]]


def equation_tables(
    choices: Choices,
    found: Measured,
    firms: pd.DataFrame,
    years: tuple[int, int],
    weights: tuple[str, ...],
    watch: Callable[[float], None] = lambda _share: None,
) -> Found:
    """The wanted tables of 6 to 10, and for each that cannot be the reason."""
    wanted = [int(number) for number in choices.tables]
    reason = ONE_YEAR if years[0] == years[1] else SUMS if choices.rows_are == "sums" else ""
    if reason:
        return (), tuple(Refused(f"Table {number}", reason) for number in wanted)
    tables: list[ResultTable] = []
    refused: list[Refused] = []
    panel, problem = _panel(choices, found, firms, years, weights, any(number in PANELS for number in wanted))
    for turn, number in enumerate(wanted):
        if number not in PANELS:
            columns = _of_regions(choices, found, firms, years, weights, number)
        elif panel is None:
            columns = Columns((), (Refused(f"Table {number}", problem),))
        else:
            columns = _of_firms(choices, panel, weights, number)
        refused += columns.refused
        tables += [with_level(_table(number, columns.fitted), choices.level)] if columns.fitted else []
        watch((turn + 1) / len(wanted))
    return tuple(tables), tuple(refused)


def _panel(
    choices: Choices,
    found: Measured,
    firms: pd.DataFrame,
    years: tuple[int, int],
    weights: tuple[str, ...],
    wanted: bool,
) -> tuple[pd.DataFrame | None, str]:
    if not wanted:
        return None, ""
    if "firm" not in firms.columns:
        return None, "The table of firms has no column “firm”; effects of firms need the same code in both years."
    panel = firm_panel(found, firms, years)
    if panel.empty:
        return None, f"No firm is there in both {years[0]} and {years[1]}."
    if choices.sensitivity:
        for weight in weights:
            for ending, industry in (("_no_firm", False), ("_no_industry", True)):
                told = proximity_without_firm(found, panel, weight, industry=industry)
                panel[proximity_name(weight) + ending] = told
    return panel, ""


def _of_regions(
    choices: Choices,
    found: Measured,
    firms: pd.DataFrame,
    years: tuple[int, int],
    weights: tuple[str, ...],
    number: int,
) -> Columns:
    larger = choices.larger_region
    regions = region_variables(found, firms, years, small=choices.small_output, larger=larger)
    if number == 8:
        return firm_numbers(regions, weights, larger, choices.level)
    if "minimum_last" not in regions.columns:
        return Columns((), (Refused("Table 6", "The table of firms has no column “assets”."),))
    return entry_capital(regions, weights, larger, choices.level)


def _of_firms(choices: Choices, panel: pd.DataFrame, weights: tuple[str, ...], number: int) -> Columns:
    outcomes, controls = PANELS[number]
    kept = tuple(name for name in controls if name not in choices.leave_out)
    regressors = (*kept, *(INTERACTED if number == 10 else ()))
    fitted: list[Column] = []
    refused: list[Refused] = []
    for outcome in outcomes:
        if missing := missing_columns(panel, (outcome, *kept)):
            told = ", ".join(f"“{name}”" for name in missing)
            reason = f"The table of firms has no column {told}. Add it, or leave the control out with leave_out."
            refused.append(Refused(f"Table {number}, {TITLES[outcome]}", reason))
            continue
        if "age" in kept and ages_alike(panel):
            refused.append(Refused(f"Table {number}, {TITLES[outcome]}", AGES_ALIKE))
            continue
        for weight in weights:
            parts = [firm_effects(panel, number, outcome, weight, regressors, choices.level)]
            if outcome == "export_share" and choices.sensitivity:
                parts.append(pooled_share(panel, number, outcome, weight, regressors, choices.level))
            for part in parts:
                fitted += part.fitted
                refused += part.refused
    return Columns(tuple(fitted), tuple(refused))


def _table(number: int, columns: tuple[Column, ...]) -> ResultTable:
    printed = [each for each in PRINTED if each.table == number and each.weight]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            TITLES[each.outcome],
            each.weight,
            f"as printed, column {each.column}",
            "Proximity",
            each.estimate,
            each.error,
            *(None,) * 5,
            each.rows,
            each.r2,
        )
        for each in printed
    )
    inference: list[Inference] = []
    for column in columns:
        for fit in (column.robust, column.clustered):
            if fit is not None and fit.inference() not in inference:
                inference.append(fit.inference())
    return ResultTable(
        code=f"table_{number}",
        title=NAMES[number],
        columns=COLUMNS,
        rows=tuple(row for column in columns for row in _rows(column)),
        paper=f"Table {number}",
        notes=_notes(number, columns),
        inference=tuple(inference),
        printed=rows,
        sic={
            f"{at}:{'robust_error' if number == 8 else 'rows'}": SIC[number, each.column]
            for at, each in enumerate(printed)
            if (number, each.column) in SIC
        },
    )


def _rows(column: Column) -> tuple[tuple[Cell, ...], ...]:
    return tuple(_row(column, each) for each in column.robust.coefficients)


def _row(column: Column, each: Coefficient) -> tuple[Cell, ...]:
    again = _same(column.clustered, each.name)
    told = again or each
    return (
        TITLES[column.outcome],
        column.weight or "none",
        column.variant,
        _term(each.name),
        each.estimate,
        each.standard_error,
        each.p_value,
        again.standard_error if again else None,
        again.p_value if again else None,
        told.low,
        told.high,
        column.robust.rows_used,
        column.robust.measures.get("r2"),
    )


def _same(fit: Fit | None, name: str) -> Coefficient | None:
    return fit.coefficient(name) if fit is not None else None


def _term(name: str) -> str:
    if name.startswith("proximity_"):
        return "Proximity"
    if name == "const":
        return "Constant"
    if name == "later":
        return "Later year"
    for ending, told in (("_later", " × later year"), ("_first", " in the earlier year"), ("", "")):
        stem = name.removesuffix(ending) if ending else name
        if stem in TITLES and (not ending or name.endswith(ending)):
            return TITLES[stem] + told
        if stem.removeprefix("ln_") in TITLES and (not ending or name.endswith(ending)):
            return f"Log({TITLES[stem.removeprefix('ln_')].lower()})" + told
    return name


def _notes(number: int, columns: tuple[Column, ...]) -> tuple[str, ...]:
    notes = ["Intervals are by clustered errors where there are any, else by robust ones."]
    if number in PANELS:
        notes.append(
            "Proximity is the same for all firms of a region: the robust errors, which the paper prints, take them as "
            "independent and are too small; those clustered by region are not."
        )
        notes.append("Only firms of both years count; firms that closed between are no part of it.")
    else:
        notes.append(
            "Rows are regions. With more firms the smallest is smaller by arithmetic alone, which no error tells."
            if number == 6
            else "Rows are regions; clustered errors need larger_region."
        )
    if number == 10:
        notes.append("Inputs that firms choose when productivity is high bias this; no instrument or control is used.")
    if number == 9:
        notes.append("Shares and yes/no outcomes are fitted by straight lines, as in the paper.")
    if not any(column.variant == AS_PAPER for column in columns):
        notes.append("No column is as the paper's; see what was refused.")
    return tuple(notes)
