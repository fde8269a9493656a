"""Figures 1 and 2 (distribution of proximity over regions, and the map) and the product space of a region."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.proximity.measured import Measured
from analysis.proximity.network import links_of, positions
from analysis.proximity.products import FloatArray
from analysis.results import Figure, Refused, Series

MOST_BARS = 40
FEWEST_IN_CLASSES = 6
MOST_NODES = 250
"""A picture of more industries cannot be read; then only those of the region are drawn."""


def distribution(found: Measured, weight: str, years: tuple[int, int]) -> Figure:
    """How many regions lie at which proximity in each year, as shares of the regions of the year."""
    wanted = tuple(dict.fromkeys(years))
    values = {year: _known(found.of(weight, year)) for year in wanted}
    edges = _edges(np.concatenate(list(values.values())))
    middles = tuple(((edges[1:] + edges[:-1]) / 2).tolist())
    series = []
    for year in wanted:
        counts, _edges_again = np.histogram(values[year], edges)
        shares = counts / max(len(values[year]), 1)
        series.append(Series(str(year), middles, tuple(shares.tolist())))
    medians = ", ".join(f"{np.median(values[year]):.3f} in {year}" for year in wanted if len(values[year]))
    return Figure(
        code="distribution",
        title=f"Proximity of regions, weighted by {weight}",
        shape="histogram",
        series=tuple(series),
        x_title="Proximity",
        y_title="Share of regions",
        reading=f"The middle region has a proximity of {medians}." if medians else "No region has a proximity.",
        paper="Figures 1 and 2",
        notes=("The paper draws maps, of which only the titles are known to us.",),
    )


def _known(values: FloatArray) -> FloatArray:
    return np.asarray(values[~np.isnan(values)], dtype=np.float64)


def _edges(values: FloatArray) -> FloatArray:
    """Bars by the rule of Freedman and Diaconis, at most forty."""
    if not len(values) or values.min() == values.max():
        middle = float(values[0]) if len(values) else 0.5
        return np.array([middle - 0.005, middle + 0.005])
    low, high = np.quantile(values, [0.25, 0.75])
    width = 2 * (high - low) / len(values) ** (1 / 3)
    span = float(values.max() - values.min())
    count = min(MOST_BARS, max(1, int(np.ceil(span / width)))) if width > 0 else MOST_BARS
    return np.linspace(values.min(), values.max(), count + 1)


def place_map(
    found: Measured, weight: str, year: int, places: pd.DataFrame | None
) -> tuple[Figure | None, tuple[Refused, ...]]:
    """The regions where they are, in classes of their proximity; refused where no places are given."""
    if places is None:
        return None, (Refused("Map of Figures 1 and 2", "No table of places was given."),)
    rows = pd.Index(found.cells.regions).get_indexer(pd.Index(places["region"]))
    values = found.of(weight, year)
    told = np.array([row >= 0 and not np.isnan(values[row]) for row in rows], dtype=bool)
    if not told.any():
        return None, (Refused("Map of Figures 1 and 2", "No region with a proximity is in the table of places."),)
    here, near = places[told], values[rows[told]]
    lacking = int((~np.isnan(values)).sum() - told.sum())
    top = here["region"].iloc[int(np.argmax(near))]
    return (
        Figure(
            code="map",
            title=f"Proximity of regions in {year}, weighted by {weight}",
            shape="map",
            series=_classes(here, near),
            x_title="Longitude",
            y_title="Latitude",
            reading=f"Proximity is highest in {top} ({near.max():.3f}).",
            paper="Figures 1 and 2",
            notes=(f"{lacking} regions with a proximity have no place.",) if lacking else (),
        ),
        (),
    )


def _classes(here: pd.DataFrame, near: FloatArray) -> tuple[Series, ...]:
    """The regions in thirds by proximity, the nearest last; in one class where fewer than six regions are told.

    Proximities of regions differ by too little to be seen in the size of a point.
    """
    cuts = np.quantile(near, [1 / 3, 2 / 3]) if len(near) >= FEWEST_IN_CLASSES else np.array([])
    third = np.searchsorted(cuts, near, side="left")
    series = []
    for each in sorted(set(third.tolist())):
        rows, values = here[third == each], near[third == each]
        series.append(
            Series(
                f"{values.min():.3f} to {values.max():.3f}",
                _floats(rows["longitude"].to_numpy(float)),
                _floats(rows["latitude"].to_numpy(float)),
                labels=tuple(f"{name}: {value:.3f}" for name, value in zip(rows["region"], values, strict=True)),
            )
        )
    return tuple(series)


def product_space(
    found: Measured, weight: str, year: int, region: str, strongest: int, names: Mapping[str, str]
) -> Figure:
    """All industries as a network, those of the region by their size.

    With more than 250 industries those of the region alone are drawn; `names` are longer names, where known.
    """
    own = found.cells.of(weight, year)[found.cells.regions.index(region)]
    drawn = _drawn(own)
    phi = found.phi[np.ix_(drawn, drawn)]
    links = links_of(phi, strongest)
    spots = positions(phi, links)
    labels = tuple(names.get(found.cells.industries[at], found.cells.industries[at]) for at in drawn)
    inside = np.flatnonzero(own[drawn] > 0)
    share = own[drawn] / own.sum()
    joined = sum(bool(share[one] > 0 and share[other] > 0) for one, other in links)
    return Figure(
        code="product_space",
        title=f"Product space of {region} in {year}",
        shape="network",
        series=(
            Series("All industries", _floats(spots[:, 0]), _floats(spots[:, 1]), labels=labels, links=links),
            Series(
                f"Industries of {region}",
                _floats(spots[inside, 0]),
                _floats(spots[inside, 1]),
                size=_floats(share[inside]),
                labels=tuple(labels[at] for at in inside),
            ),
        ),
        reading=(
            f"{region} has {len(inside)} of the {len(drawn)} industries drawn; {joined} of the {len(links)} links join "
            "two of its own."
        ),
        notes=(
            f"Links are a maximum spanning tree and the {strongest} nearest pairs. Distances on the page follow the "
            "links and are no measure.",
            *((f"Only the {len(drawn)} largest industries of the region are drawn.",) if len(own) > MOST_NODES else ()),
        ),
    )


def _drawn(own: FloatArray) -> npt.NDArray[np.intp]:
    if len(own) <= MOST_NODES:
        return np.arange(len(own), dtype=np.intp)
    largest = np.argsort(-own, kind="stable")[:MOST_NODES]
    return np.sort(largest[own[largest] > 0])


def _floats(values: FloatArray) -> tuple[float, ...]:
    return tuple(float(each) for each in values)
