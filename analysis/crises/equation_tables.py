"""Tables 4 to 7 in the paper's form: estimates with t-statistics side by side, and the fit of each equation."""

from collections.abc import Mapping, Sequence

from analysis.crises.county_panel import CONTROL_TITLES, Outcome
from analysis.crises.equations import SPECIFICATIONS, Fitted, Specification, aic_without_county_effects
from analysis.crises.layouts import TYPE_TITLES, TYPES
from analysis.crises.published_equations import PRINTED_EQUATIONS
from analysis.crises.published_equations import Cell as Printed
from analysis.crises.published_types import PRINTED_BY_TYPE
from analysis.results import Cell, Inference, ResultColumn, ResultTable

PAPER_TABLES = {"patents": "Table 4", "certified": "Table 5", "staff": "Table 6"}
STOCK_TITLES = {"crisis": "Current crisis", "crisis_lag1": "Crisis lagged by one year"}
AIC_NOTE = (
    "AIC counts every effect as a parameter: −2 ln L + 2k with the Gaussian ln L. The second AIC leaves the county "
    "effects out of k, the definition under which the paper's adjusted R² and AIC agree with each other."
)
ADJUSTED_NOTE = "Adjusted R² counts every effect: 1 − (RSS/(N−k)) / (TSS/(N−1))."
POISSON_NOTE = "Poisson regression: adjusted R² and a Gaussian AIC are not defined."
CLUSTERED_NOTE = "t-statistics, clustered by county, stand beside the estimates."


def equations_table(outcome: Outcome, fitted: Sequence[Fitted], controls: Sequence[str], compare: bool) -> ResultTable:
    """R1 to R8 of one outcome: a row a variable, for each equation the estimate and its t-statistic."""
    terms = ["crisis", "crisis_lag1", *controls, "trend"]
    columns = [ResultColumn("variable", "Variable", "text")]
    for each in SPECIFICATIONS:
        columns += [ResultColumn(each.code.lower(), each.code), ResultColumn(f"{each.code.lower()}_t", "t")]
    rows = tuple((_title(term), *(cell for each in fitted for cell in _estimate(each, term))) for term in terms)
    printed: tuple[tuple[Cell, ...], ...] = ()
    if compare and outcome.code in PRINTED_EQUATIONS:
        cells = PRINTED_EQUATIONS[outcome.code].cells
        nothing = (None,) * len(SPECIFICATIONS)
        printed = tuple(
            (_title(term), *(part for each in cells.get(term, nothing) for part in _as_printed(each))) for term in terms
        )
    return ResultTable(
        f"equations_{outcome.code}",
        f"Crises and {outcome.title}",
        tuple(columns),
        rows,
        PAPER_TABLES.get(outcome.code, ""),
        (outcome.note, CLUSTERED_NOTE, "The units of density and of outcomes per head in the paper are not told."),
        _inferences(fitted),
        printed,
    )


def fit_table(outcome: Outcome, fitted: Sequence[Fitted], compare: bool) -> ResultTable:
    """The fit of R1 to R8 of one outcome."""
    rows = tuple(_fit_row(each) for each in fitted)
    printed: tuple[tuple[Cell, ...], ...] = ()
    sic: dict[str, str] = {}
    if compare and outcome.code in PRINTED_EQUATIONS:
        paper = PRINTED_EQUATIONS[outcome.code]
        printed = tuple(
            (*_words(each.specification), paper.adjusted_r2[place], None, paper.aic[place], paper.rows[place], None)
            for place, each in enumerate(fitted)
        )
        if outcome.code == "staff":
            reason = "73 counties in 14 years are 1022 rows; one is missing and not explained."
            sic = {f"{place}:rows": reason for place in range(len(fitted))}
    poisson = outcome.treatment == "ppml"
    return ResultTable(
        f"fit_{outcome.code}",
        f"Fit of the equations of {outcome.title}",
        (
            ResultColumn("equation", "Equation", "text"),
            ResultColumn("stock", "Crisis stock", "text"),
            ResultColumn("county", "County effects", "text"),
            ResultColumn("trend", "Time trend", "text"),
            ResultColumn("year", "Year effects", "text"),
            ResultColumn("adjusted_r2", "Adjusted R²"),
            ResultColumn("aic", "AIC"),
            ResultColumn("aic_paper", "AIC, county effects not counted"),
            ResultColumn("rows", "Rows", "count"),
            ResultColumn("counties", "Counties", "count"),
        ),
        rows,
        PAPER_TABLES.get(outcome.code, ""),
        (POISSON_NOTE,) if poisson else (ADJUSTED_NOTE, AIC_NOTE),
        _inferences(fitted),
        printed,
        sic,
    )


def by_type_table(
    outcomes: Sequence[Outcome],
    fitted: Mapping[str, Sequence[Sequence[Fitted]]],
    met: Mapping[str, Mapping[str, int]],
    types_enter: str,
    compare: bool,
) -> ResultTable:
    """Table 7: a row a type of crisis, for each outcome R1 to R4 with estimate and t-statistic.

    `fitted` maps an outcome to its groups of R1 to R4, `met` to the counties that met each type.
    """
    columns = [ResultColumn("type", "Type of crisis", "text")]
    for outcome in outcomes:
        columns.append(ResultColumn(f"{outcome.code}_counties", f"{outcome.code}: counties that met it", "count"))
        for code in ("R1", "R2", "R3", "R4"):
            key = f"{outcome.code}_{code.lower()}"
            columns += [ResultColumn(key, f"{outcome.code} {code}"), ResultColumn(f"{key}_t", "t")]
    rows = []
    for kind in TYPES:
        cells: list[Cell] = [TYPE_TITLES[kind]]
        for outcome in outcomes:
            cells.append(met[outcome.code][kind])
            cells += _type_cells(fitted[outcome.code], kind)
        rows.append(tuple(cells))
    together = "in one equation together" if types_enter == "jointly" else "in an equation of their own each"
    return ResultTable(
        "table_7",
        "Crises by type",
        tuple(columns),
        tuple(rows),
        "Table 7",
        (
            f"The stocks of the five types stand {together}; the paper does not say which it did.",
            CLUSTERED_NOTE,
            *(outcome.note for outcome in outcomes),
        ),
        tuple(each for outcome in outcomes for group in fitted[outcome.code] for each in _inferences(group)),
        _printed_by_type(outcomes) if compare else (),
    )


def type_fit_table(outcomes: Sequence[Outcome], fitted: Mapping[str, Sequence[Sequence[Fitted]]]) -> ResultTable:
    """The fit of each equation of Table 7, which the paper leaves out: rows, counties, adjusted R², AIC."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        for group in fitted[outcome.code]:
            for each in group:
                held = [name for name in TYPES if each.fit and f"crisis_{name}" in _names(each)]
                rows.append((outcome.code, ", ".join(TYPE_TITLES[name] for name in held), *_fit_row(each, stock=False)))
    return ResultTable(
        "fit_by_type",
        "Fit of the equations by type",
        (
            ResultColumn("outcome", "Outcome", "text"),
            ResultColumn("types", "Types in the equation", "text"),
            ResultColumn("equation", "Equation", "text"),
            ResultColumn("county", "County effects", "text"),
            ResultColumn("trend", "Time trend", "text"),
            ResultColumn("year", "Year effects", "text"),
            ResultColumn("adjusted_r2", "Adjusted R²"),
            ResultColumn("aic", "AIC"),
            ResultColumn("aic_paper", "AIC, county effects not counted"),
            ResultColumn("rows", "Rows", "count"),
            ResultColumn("counties", "Counties", "count"),
        ),
        tuple(rows),
        "Table 7",
        (ADJUSTED_NOTE, AIC_NOTE),
    )


def _title(term: str) -> str:
    if term == "trend":
        return "Time trend (a year)"
    return STOCK_TITLES.get(term) or CONTROL_TITLES.get(term, term)


def _names(fitted: Fitted) -> set[str]:
    return {each.name for each in fitted.fit.coefficients} if fitted.fit else set()


def _estimate(fitted: Fitted, term: str) -> tuple[Cell, Cell]:
    if fitted.fit is None or term not in _names(fitted):
        return None, None
    found = fitted.fit.coefficient(term)
    return found.estimate, found.statistic


def _as_printed(cell: Printed) -> tuple[Cell, Cell]:
    return (cell[0], cell[2]) if cell else (None, None)


def _words(told: Specification, stock: bool = True) -> tuple[Cell, ...]:
    yes = {True: "yes", False: "no"}
    head: tuple[Cell, ...] = (told.code, STOCK_TITLES[told.stock]) if stock else (told.code,)
    return (*head, yes[told.county_effects], yes[told.trend], yes[told.year_effects])


def _fit_row(fitted: Fitted, stock: bool = True) -> tuple[Cell, ...]:
    words = _words(fitted.specification, stock)
    if fitted.fit is None:
        return (*words, None, None, None, None, None)
    fit = fitted.fit
    gaussian = "adjusted_r2" in fit.measures
    return (
        *words,
        fit.measures.get("adjusted_r2"),
        fit.measures.get("aic") if gaussian else None,
        aic_without_county_effects(fit, fitted.specification) if gaussian else None,
        fit.rows_used,
        fit.clusters.get("county"),
    )


def _type_cells(groups: Sequence[Sequence[Fitted]], kind: str) -> list[Cell]:
    for group in groups:
        if any(f"crisis_{kind}" in _names(each) for each in group):
            return [cell for each in group for cell in _estimate(each, f"crisis_{kind}")]
    return [None] * 8


def _printed_by_type(outcomes: Sequence[Outcome]) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for kind in TYPES:
        cells: list[Cell] = [TYPE_TITLES[kind]]
        for outcome in outcomes:
            found = PRINTED_BY_TYPE.get(outcome.code, {}).get(kind, (None,) * 4)
            cells += [None, *(part for each in found for part in _as_printed(each))]
        rows.append(tuple(cells))
    return tuple(rows) if any(outcome.code in PRINTED_BY_TYPE for outcome in outcomes) else ()


def _inferences(fitted: Sequence[Fitted]) -> tuple[Inference, ...]:
    return tuple(each.fit.inference() for each in fitted if each.fit)
