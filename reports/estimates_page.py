"""Estimates of a run ready to be read: shares of Table 5 and figures by cluster, and tests between clusters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.cautions import SAMPLES
from reports.comparison_words import decimals
from reports.comparisons import Comparisons, FigureDifference, LevelDifference, LevelTest, compare_clusters
from reports.joined_strata import joined_notes
from reports.pictures import Picture, grouped_bars
from reports.pictures.bars import MOST_SERIES
from reports.population_figures import FigureEstimate
from reports.published import one_decimal
from reports.results import DIMENSIONS, ClusterResult, RunTables
from reports.run_words import DIMENSION_HEADS
from reports.sampling import NoSample, PopulationShares
from reports.specification import Specification
from scoring.estimates import NoError
from scoring.interval_columns import IntervalMethod, share_bounds
from scoring.rungs import RUNGS

METHODS = {
    IntervalMethod.KORN_GRAUBARD: gettext_lazy("Korn and Graubard"),
    IntervalMethod.WILSON: gettext_lazy("Wilson"),
    IntervalMethod.HYPERGEOMETRIC: gettext_lazy("exact, hypergeometric"),
    IntervalMethod.STUDENT: gettext_lazy("value ± t·SE"),
    IntervalMethod.CENSUS: gettext_lazy("census"),
    IntervalMethod.NONE: gettext_lazy("no interval"),
}
FIGURES = {
    "foreign": (gettext_lazy("Foreign firms"), gettext_lazy("% of firms")),
    "skill_wide": (gettext_lazy("Skill intensity, wide"), gettext_lazy("% of workforce")),
    "skill_narrow": (gettext_lazy("Skill intensity, narrow"), gettext_lazy("% of workforce")),
    "wage": (gettext_lazy("Average wage"), gettext_lazy("currency of the cluster")),
    "exports": (gettext_lazy("Growth of exports"), gettext_lazy("% a year")),
    "employment": (gettext_lazy("Growth of employment"), gettext_lazy("% a year")),
    "real_wages": (gettext_lazy("Growth of real wages"), gettext_lazy("% a year")),
}
DIFFERENCES = {
    "foreign": gettext_lazy("points"),
    "skill_wide": gettext_lazy("points"),
    "skill_narrow": gettext_lazy("points"),
    "exports": gettext_lazy("points a year"),
    "employment": gettext_lazy("points a year"),
    "real_wages": gettext_lazy("points a year"),
}
"""Units of differences; those of wages have the currency of both clusters."""
REASONS = {
    **{reason.value: words for reason, words in SAMPLES.items()},
    NoSample.NO_FIRMS.value: gettext_lazy("No firm has a figure here."),
    NoSample.FEW.value: gettext_lazy("Fewer than two firms of this part were observed."),
    NoError.NO_VALUE.value: gettext_lazy("A total is 0, negative or not known."),
}


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One estimate: `low` and `high` are None without an interval, and `word` says why, or census."""

    label: str
    value: float | None
    se: float | None
    low: float | None
    high: float | None
    df: int
    n: int
    word: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DimensionLines:
    dimension: str
    head: str
    lines: tuple[EstimateLine, ...]


@dataclass(frozen=True, slots=True)
class ClusterEstimates:
    """What one cluster's sample says of its population; `reason` where it says nothing of its levels. `joined` says
    which strata were taken together for errors."""

    cluster: ClusterResult
    population: int | None
    dimensions: tuple[DimensionLines, ...]
    figures: tuple[EstimateLine, ...]
    methods: str
    reason: str
    joined: tuple[str, ...] = ()


def estimates_context(
    tables: RunTables, specification: Specification, method: IntervalMethod, currencies: Mapping[str, str]
) -> dict[str, Any]:
    """Everything the page shows; `currencies` are those of the clusters by slug."""
    lowest = lowest_level(specification)
    compared = compare_clusters(tables.clusters, lowest=lowest, currencies=currencies)
    names = {each.slug: each.name for each in tables.clusters}
    return {
        "parts": [cluster_estimates(each, lowest, method, currencies.get(each.slug, "")) for each in tables.clusters],
        "pictures": level_pictures(tables.clusters, lowest, method),
        "tests": [test_line(each) for each in compared.tests],
        "differences": [difference_line(each, names) for each in compared.differences],
        "figures": [figure_difference_line(each, names) for each in compared.figures],
        "method": method,
        "methods": [(each, METHODS[each]) for each in (IntervalMethod.KORN_GRAUBARD, IntervalMethod.WILSON)],
        "counted": counted_tests(compared),
    }


def lowest_level(specification: Specification) -> int:
    """The first level there is something to estimate of."""
    return 2 if specification.floor_level_1 else 1


def cluster_estimates(cluster: ClusterResult, lowest: int, method: IntervalMethod, currency: str) -> ClusterEstimates:
    """The estimates of one cluster, shares by one method of the interval; wages are in `currency` where it is known."""
    dimensions, reasons, methods = [], [], []
    population = None
    for name in DIMENSIONS:
        shares = cluster.dimensions[name].population if name in cluster.dimensions else None
        if shares is not None and shares.share:
            low, high, used = bounds_of(shares, method)
            lines = tuple(share_line(shares, low, high, level) for level in RUNGS if level >= lowest)
            dimensions.append(DimensionLines(name, DIMENSION_HEADS[name], lines))
            methods.append(str(METHODS[used]))
            population = shares.population
        elif shares is not None:
            reasons.append(str(REASONS.get(shares.reason, shares.reason)))
    return ClusterEstimates(
        cluster=cluster,
        population=population,
        dimensions=tuple(dimensions),
        figures=tuple(
            figure_line(name, figure, currency) for name, figure in cluster.estimates.items() if _is_told(figure)
        ),
        methods=", ".join(dict.fromkeys(methods)),
        reason=" ".join(dict.fromkeys(reasons)),
        joined=tuple(joined_notes(cluster)),
    )


def bounds_of(
    shares: PopulationShares, method: IntervalMethod
) -> tuple[tuple[float, ...], tuple[float, ...], IntervalMethod]:
    """The bounds in per cent by the method asked for; exact ones, and those of a census, stay as they are."""
    stored = IntervalMethod(shares.method) if shares.method else IntervalMethod.KORN_GRAUBARD
    if stored is not IntervalMethod.KORN_GRAUBARD or method is stored or not shares.se:
        return shares.low, shares.high, stored
    found = share_bounds(shares.estimates(), method=method, effect=shares.effect)
    return tuple((100 * found.low).tolist()), tuple((100 * found.high).tolist()), method


def share_line(shares: PopulationShares, low: tuple[float, ...], high: tuple[float, ...], level: int) -> EstimateLine:
    """The share of one level or above as a line, with the bounds in use."""
    place = level - 1
    return EstimateLine(
        label=str(level),
        value=shares.share[place],
        se=shares.se[place] if shares.se else None,
        low=low[place] if low else None,
        high=high[place] if high else None,
        df=shares.df,
        n=shares.n,
        word=str(METHODS[IntervalMethod.CENSUS]) if shares.reason == NoSample.CENSUS else "",
    )


def figure_line(name: str, figure: FigureEstimate, currency: str) -> EstimateLine:
    """A figure of the population as a line."""
    label, unit_in_words = FIGURES[name]
    unit = currency if name == "wage" and currency else str(unit_in_words)
    is_census = figure.reason == NoError.CENSUS
    word = METHODS[IntervalMethod.CENSUS] if is_census else REASONS.get(figure.reason, figure.reason)
    return EstimateLine(
        str(label), figure.value, figure.se, figure.low, figure.high, figure.df, figure.n, str(word), unit
    )


def level_pictures(clusters: Sequence[ClusterResult], lowest: int, method: IntervalMethod) -> list[tuple[str, Picture]]:
    """By dimension the shares at each level with their intervals, at most as many clusters as can be told apart."""
    found = []
    for name in DIMENSIONS:
        told = [(each.name, each.dimensions[name].population) for each in clusters if name in each.dimensions]
        known = [(cluster, shares) for cluster, shares in told if shares is not None and shares.share]
        if 0 < len(known) <= MOST_SERIES:
            found.append((DIMENSION_HEADS[name], _picture(name, known, lowest, method)))
    return found


def _picture(
    dimension: str, known: Sequence[tuple[str, PopulationShares]], lowest: int, method: IntervalMethod
) -> Picture:
    levels = [level for level in RUNGS if level >= lowest]
    errors: dict[str, list[tuple[float, float] | None]] = {}
    for cluster, shares in known:
        low, high, _used = bounds_of(shares, method)
        errors[cluster] = [(low[level - 1], high[level - 1]) if low else None for level in levels]
    return grouped_bars(
        [_("Level %(level)d or above") % {"level": level} for level in levels],
        {cluster: [one_decimal(shares.share[level - 1]) for level in levels] for cluster, shares in known},
        _("per cent of firms"),
        _("%(dimension)s: share of firms at each level or above") % {"dimension": DIMENSION_HEADS[dimension]},
        _("Estimates for the population with 95 % intervals"),
        key=f"estimates-{dimension}",
        show=decimals,
        absent=_("no figure"),
        errors=errors,
    )


def test_line(each: LevelTest) -> dict[str, Any]:
    """One test in the words of the page."""
    test = each.test
    return {
        "head": DIMENSION_HEADS[each.dimension],
        "level": each.level,
        "f": None if test is None else test.f,
        "df": None if test is None else test.df,
        "df_within": None if test is None else test.df_within,
        "p": probability(None if test is None else test.p),
        "adjusted": probability(each.adjusted),
        "differs": each.adjusted is not None and each.adjusted < 0.05,
    }


def difference_line(each: LevelDifference, names: dict[str, str]) -> dict[str, Any]:
    """One difference in the words of the page."""
    return {
        "head": DIMENSION_HEADS[each.dimension],
        "level": each.level,
        "one": names[each.one],
        "other": names[each.other],
        "value": each.found.value,
        "low": each.found.low,
        "high": each.found.high,
        "adjusted": probability(each.test.adjusted),
    }


def figure_difference_line(each: FigureDifference, names: Mapping[str, str]) -> dict[str, Any]:
    """The difference of one figure in the words of the page; two censuses have no interval but that word."""
    label, _unit = FIGURES[each.measure]
    known = each.found.se == 0 and each.found.df is None
    return {
        "label": str(label),
        "unit": str(DIFFERENCES.get(each.measure, each.currency)),
        "one": names[each.one],
        "other": names[each.other],
        "value": each.found.value,
        "low": each.found.low,
        "high": each.found.high,
        "word": str(METHODS[IntervalMethod.CENSUS]) if known else "–",
        "p": probability(each.p),
        "adjusted": probability(each.adjusted),
    }


def probability(p: float | None) -> str:
    """A p-value as it is printed: three decimals, never 0."""
    if p is None:
        return "–"
    # Django cuts decimals off where it is given more of them.
    return f"< {number_format(0.001, 3)}" if p < 0.001 else number_format(f"{p:.3f}", 3)


def counted_tests(compared: Comparisons) -> tuple[int, int, int]:
    """How many tests of all clusters, of pairs, and of figures of pairs, were adjusted together."""
    return (
        sum(each.test is not None for each in compared.tests),
        sum(each.test.test is not None for each in compared.differences),
        sum(each.p is not None for each in compared.figures),
    )


def _is_told(figure: FigureEstimate) -> bool:
    return figure.value is not None
