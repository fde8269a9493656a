"""The picture of the development strategy: number of firms against profitability, drawn from series, and as a scheme.

Figure 1 of the paper is a drawing without figures. The scheme here is ours: the course that sections III and IV tell in
words, in units without meaning.
"""

from collections.abc import Iterable

from analysis.development.names import PHASE_TITLES
from analysis.development.phases import Assessment
from analysis.development.trends import YearTrends
from analysis.results import Figure, Series

SCHEME_FIRMS = (1.0, 2.0, 12.0, 38.0, 68.0, 86.0)
SCHEME_PROFIT = (60.0, 95.0, 90.0, 70.0, 42.0, 25.0)
SCHEME_IMPROVING = ((86.0, 78.0, 60.0, 44.0, 34.0), (25.0, 34.0, 56.0, 74.0, 82.0))
SCHEME_SURVIVING = ((86.0, 92.0, 95.0, 96.0, 96.0), (25.0, 20.0, 18.0, 17.0, 17.0))


def trajectory(
    place: int, cluster: str, seen: Iterable[YearTrends], assessments: Iterable[Assessment]
) -> Figure | None:
    """The way of one cluster in the plane of firms (across) and smoothed profit (up); None with fewer than two points.

    Each point is a year with both known, labelled with the year and its phase; `place` numbers the cluster.
    """
    phases = {each.year: each.phase for each in assessments if each.cluster == cluster}
    points = [each for each in seen if each.n_firms is not None and each.profit is not None]
    if len(points) < 2:
        return None
    way = Series(
        name=cluster,
        x=tuple(each.n_firms for each in points),
        y=tuple(each.profit for each in points),
        labels=tuple(f"{each.year} {PHASE_TITLES[phases[each.year]].lower()}" for each in points),
    )
    first, last = points[0], points[-1]
    return Figure(
        code=f"trajectory_{place}",
        title=f"{cluster}: number of firms and profitability",
        shape="trajectory",
        series=(way,),
        x_title="Firms",
        y_title="Profit per firm, mean of the window",
        reading=(
            f"From {first.n_firms:g} firms and a profit of {first.profit:.4g} in {first.year} "
            f"to {last.n_firms:g} firms and {last.profit:.4g} in {last.year}."
        ),
        paper="Figure 1",
        notes=(f"{len(points)} years with both figures known.",),
    )


def scheme() -> Figure:
    """Figure 1 as a scheme: the common way, and where it parts into improvement and mere survival. Not data."""
    return Figure(
        code="development_patterns",
        title="Patterns of development in terms of profitability and the number of firms (a scheme)",
        shape="trajectory",
        series=(
            Series("Initiation and quantity expansion", SCHEME_FIRMS, SCHEME_PROFIT),
            Series("Quality improvement", *SCHEME_IMPROVING),
            Series("Survival", *SCHEME_SURVIVING),
        ),
        x_title="Number of firms (no unit)",
        y_title="Profitability (no unit)",
        reading=(
            "Pioneers earn well, followers come and press profits down; then either firms improve, become fewer and "
            "earn more, or they stay many and earn little."
        ),
        paper="Figure 1",
        notes=("A scheme drawn by us from the words of sections III and IV; the paper’s figure has no numbers.",),
    )


def courses(place: int, cluster: str, seen: Iterable[YearTrends]) -> Figure | None:
    """Firms and smoothed profit over time, each in per cent of its greatest value; None where no year has a profit."""
    points = list(seen)
    firms = [each.n_firms for each in points]
    profit = [each.profit for each in points]
    if len(points) < 2 or not any(value is not None for value in profit):
        return None
    years = tuple(each.year for each in points)
    return Figure(
        code=f"courses_{place}",
        title=f"{cluster}: firms and profitability over time",
        shape="line",
        series=(
            Series("Number of firms", years, _percent(firms)),
            Series("Profit per firm, mean of the window", years, _percent(profit)),
        ),
        x_title="Year",
        y_title="Per cent of the greatest value",
        horizontal_line=0.0,
    )


def _percent(values: list[float | None]) -> tuple[float | None, ...]:
    greatest = max((abs(value) for value in values if value is not None), default=0.0)
    return tuple(None if value is None or not greatest else 100 * value / greatest for value in values)
