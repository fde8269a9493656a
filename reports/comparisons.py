"""Are the clusters of a run different? Tests and differences over all levels and dimensions, adjusted together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from reports.population_figures import MEASURES, FigureEstimate
from reports.results import DIMENSIONS, ClusterResult
from reports.sampling import NoSample, PopulationShares
from scoring.comparisons import (
    ChiSquare,
    Difference,
    Group,
    MeanTest,
    holm,
    mean_difference,
    mean_test,
    rao_scott,
    share_difference,
)
from scoring.estimates import Estimate, NoError
from scoring.intervals import CONFIDENCE, ConfidenceInterval
from scoring.rungs import RUNGS


@dataclass(frozen=True, slots=True)
class LevelTest:
    """The test that the share at one level or above is the same in all these clusters, or in two of them.

    `test` is None where there is nothing to test: everything known, or nobody or everybody in all of them. `adjusted`
    is Holm's p-value over all tests of the run of the same kind.
    """

    dimension: str
    level: int
    clusters: tuple[str, ...]
    test: ChiSquare | None
    adjusted: float | None = None


@dataclass(frozen=True, slots=True)
class LevelDifference:
    """The share of one cluster less that of another, in points, with its interval and the test of the two."""

    dimension: str
    level: int
    one: str
    other: str
    found: Difference
    test: LevelTest


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure of one cluster less that of another, in the figure's unit; wages only where both have one `currency`.

    `test` is that both are the same, Welch's (of owners Rao and Scott's), None where there is nothing to test;
    `adjusted` is Holm's p-value over all figures and pairs of the run.
    """

    measure: str
    one: str
    other: str
    found: Difference
    test: MeanTest | ChiSquare | None = None
    adjusted: float | None = None
    currency: str = ""

    @property
    def p(self) -> float | None:
        """The p-value, not adjusted."""
        return self.test.p if self.test else None


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Everything that compares the clusters of a run."""

    tests: tuple[LevelTest, ...] = ()
    differences: tuple[LevelDifference, ...] = ()
    figures: tuple[FigureDifference, ...] = ()


def compare_clusters(
    clusters: Sequence[ClusterResult], *, lowest: int = 1, currencies: Mapping[str, str] | None = None
) -> Comparisons:
    """Return the comparisons of the clusters whose samples say something of their populations.

    `lowest` is the first level compared: 2 where level 1 is granted to every firm; `currencies` by cluster say which
    wages are in one unit. Source: method.md A.6, point 9.
    """
    pairs = list(_differences(clusters, lowest))
    tests = _adjusted([_test(*cell) for cell in _cells(clusters, lowest) if len(cell[2]) > 1])
    adjusted = _adjusted([pair.test for pair in pairs])
    return Comparisons(
        tests=tuple(tests),
        differences=tuple(replace(pair, test=test) for pair, test in zip(pairs, adjusted, strict=True)),
        figures=tuple(_figures_adjusted(list(_figures(clusters, currencies or {})))),
    )


Cell = tuple[str, int, list[tuple[str, PopulationShares]]]


def _cells(clusters: Sequence[ClusterResult], lowest: int) -> Iterator[Cell]:
    """Each level of each dimension with the clusters that say something of it."""
    for dimension in DIMENSIONS:
        told = [(each.slug, _shares(each, dimension)) for each in clusters]
        known = [(slug, shares) for slug, shares in told if shares is not None]
        for level in RUNGS:
            if level >= lowest:
                yield dimension, level, known


def _shares(cluster: ClusterResult, dimension: str) -> PopulationShares | None:
    table = cluster.dimensions.get(dimension)
    shares = table.population if table is not None else None
    # Runs of an older version kept no standard errors.
    if shares is None or not shares.share or not (shares.se or shares.reason == NoSample.CENSUS):
        return None
    return shares


def _differences(clusters: Sequence[ClusterResult], lowest: int) -> Iterator[LevelDifference]:
    for dimension, level, known in _cells(clusters, lowest):
        for (one, first), (other, second) in combinations(known, 2):
            found = share_difference(
                _estimate(first, level), _estimate(second, level), _bounds(first, level), _bounds(second, level)
            )
            test = _test(dimension, level, [(one, first), (other, second)])
            yield LevelDifference(dimension, level, one, other, _in_per_cent(found), test)


def _test(dimension: str, level: int, known: Sequence[tuple[str, PopulationShares]]) -> LevelTest:
    shares = {shares.share[level - 1] for _slug, shares in known}
    nothing = shares in ({0.0}, {100.0})
    groups = [Group(_estimate(shares, level), shares.effect) for _slug, shares in known]
    return LevelTest(dimension, level, tuple(slug for slug, _shares in known), None if nothing else rao_scott(groups))


def _adjusted(tests: Sequence[LevelTest]) -> list[LevelTest]:
    found = holm([each.test.p if each.test else None for each in tests])
    return [replace(each, adjusted=p) for each, p in zip(tests, found, strict=True)]


def _estimate(shares: PopulationShares, level: int) -> Estimate:
    return shares.estimates().at(level - 1)


def _bounds(shares: PopulationShares, level: int) -> ConfidenceInterval:
    if not shares.low:
        return ConfidenceInterval(None, None, CONFIDENCE)
    return ConfidenceInterval(shares.low[level - 1] / 100, shares.high[level - 1] / 100, CONFIDENCE)


def _in_per_cent(found: Difference) -> Difference:
    value, se, low, high = (
        None if each is None else 100 * each for each in (found.value, found.se, found.low, found.high)
    )
    return Difference(value or 0.0, se, found.df, low, high)


def _figures(clusters: Sequence[ClusterResult], currencies: Mapping[str, str]) -> Iterator[FigureDifference]:
    for measure in MEASURES:
        told = [(each.slug, each.estimates[measure]) for each in clusters if measure in each.estimates]
        known = [(slug, figure) for slug, figure in told if figure.value is not None and _has_error(figure)]
        for (one, first), (other, second) in combinations(known, 2):
            if measure == "foreign":
                yield _owners(one, other, first, second)
            elif measure != "wage":
                yield _difference(measure, one, other, first, second)
            elif (currency := currencies.get(one, "")) and currency == currencies.get(other):
                yield replace(_difference(measure, one, other, first, second), currency=currency)


def _difference(measure: str, one: str, other: str, first: FigureEstimate, second: FigureEstimate) -> FigureDifference:
    found = mean_difference(_mean(first), _mean(second))
    return FigureDifference(measure, one, other, found, mean_test(found))


def _owners(one: str, other: str, first: FigureEstimate, second: FigureEstimate) -> FigureDifference:
    """The share of foreign firms is a share: Newcombe's interval, and Rao and Scott's test off 0 and 100 per cent."""
    shares = _share(first), _share(second)
    found = share_difference(*shares, _bounds_of_figure(first), _bounds_of_figure(second))
    # The design effect of weights alone, which stands in at the edges, is not kept with a figure.
    is_inside = all(each.census or (each.se and 0 < (each.value or 0) < 1) for each in shares)
    test = rao_scott([Group(each, 0.0) for each in shares]) if is_inside else None
    return FigureDifference("foreign", one, other, _in_per_cent(found), test)


def _share(figure: FigureEstimate) -> Estimate:
    found = _mean(figure)
    value, se = (None if each is None else each / 100 for each in (found.value, found.se))
    return replace(found, value=value, se=se)


def _bounds_of_figure(figure: FigureEstimate) -> ConfidenceInterval:
    low, high = (None if each is None else each / 100 for each in (figure.low, figure.high))
    return ConfidenceInterval(low, high, CONFIDENCE)


def _figures_adjusted(figures: Sequence[FigureDifference]) -> list[FigureDifference]:
    return [replace(each, adjusted=p) for each, p in zip(figures, holm([each.p for each in figures]), strict=True)]


def _has_error(figure: FigureEstimate) -> bool:
    return figure.se is not None or figure.reason == NoError.CENSUS


def _mean(figure: FigureEstimate) -> Estimate:
    no_error = NoError.CENSUS if figure.reason == NoError.CENSUS else None
    return Estimate(figure.value, figure.se, figure.df, figure.n, figure.n, no_error)
