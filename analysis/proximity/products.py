"""How near two products are: revealed comparative advantage and the proximity of Hausmann and Klinger (2006).

Source: Long and Zhang, section 3 (the formula with its conditions); Hausmann and Klinger (2006) for the matrix.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
ROUNDING = 1e-12
"""Three divisions of sums of some hundred values keep twelve digits; no index of real trade comes so near to one."""


@dataclass(frozen=True, slots=True)
class Proximities:
    """Proximities between codes: `values` is square in the order of `codes`, symmetric, 0–1, with ones on the diagonal.

    `left_out` are codes that were in the data and have no proximity: no country has an advantage in them.
    """

    codes: tuple[str, ...]
    values: FloatArray
    left_out: tuple[str, ...] = ()

    def pair(self, one: str, other: str) -> float:
        """The proximity of two codes; ValueError where one of them has none."""
        return float(self.values[self.codes.index(one), self.codes.index(other)])

    def pairs(self) -> FloatArray:
        """The proximities of all pairs of different codes, each once, row by row above the diagonal."""
        return self.values[np.triu_indices(len(self.codes), 1)]


def revealed_advantage(exports: FloatArray) -> FloatArray:
    """Balassa's index of each country (row) in each product (column): (x_ci/Σ_i x_ci) / (Σ_c x_ci/Σ_c Σ_i x_ci).

    `exports` are non-negative values in any one unit. NaN where the country or the world exports nothing of it all.
    """
    if np.any(~np.isfinite(exports)) or np.any(exports < 0):
        raise ValueError("Exports must be finite and not negative.")
    of_country = exports.sum(axis=1, keepdims=True)
    of_product = exports.sum(axis=0, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((exports / of_country) / (of_product / exports.sum()), dtype=np.float64)


def has_advantage(index: FloatArray, threshold: float = 1.0, rule: str = "above") -> BoolArray:
    """Where the index lies above the threshold (`rule` "above", as the paper) or reaches it ("at_least").

    An index that differs from the threshold by rounding alone is at it.
    """
    if rule not in {"above", "at_least"}:
        raise ValueError(f"The rule is “above” or “at_least”, not {rule!r}.")
    known = np.nan_to_num(index, nan=-np.inf)
    if rule == "above":
        return np.asarray(known > threshold * (1 + ROUNDING))
    return np.asarray(known >= threshold * (1 - ROUNDING))


def product_proximity(advantage: BoolArray) -> FloatArray:
    """min{P(i|j), P(j|i)} = (countries with an advantage in both) / (countries in the more widespread of the two).

    `advantage` has a row for each country and a column for each product. The result is square with ones on the
    diagonal, and NaN in the row and column of a product in which no country has an advantage.
    """
    held = advantage.astype(np.float32)  # counts of countries are exact below 2**24
    both = (held.T @ held).astype(np.float64)
    widespread = np.diag(both).copy()
    both /= np.where(widespread > 0, np.maximum.outer(widespread, widespread), np.nan)
    both[widespread == 0, :] = np.nan
    return both


def proximity_from_trade(
    trade: pd.DataFrame, *, years: tuple[int, ...] = (), threshold: float = 1.0, rule: str = "above"
) -> Proximities:
    """Proximity of products from the columns country, product, year and value, averaged over the years.

    A pair is averaged over the years in which both products have at least one country with an advantage; a pair that
    has no such year leaves out its rarer product. ValueError where a wanted year is not in the table.
    """
    present = tuple(int(year) for year in sorted(trade["year"].unique()))
    if missing := sorted(set(years) - set(present)):
        raise ValueError(f"The trade table has no year {', '.join(map(str, missing))}; it has {_listed(present)}.")
    products = tuple(sorted(trade["product"].unique()))
    total = np.zeros((len(products), len(products)))
    counted = np.zeros((len(products), len(products)), dtype=np.int32)
    for year in years or present:
        index = revealed_advantage(_exports(trade[trade["year"] == year], products))
        phi = product_proximity(has_advantage(index, threshold, rule))
        known = ~np.isnan(phi)
        total[known] += phi[known]
        counted += known
    with np.errstate(invalid="ignore"):
        return _whole(products, total / np.where(counted > 0, counted, np.nan))


def _exports(trade: pd.DataFrame, products: tuple[str, ...]) -> FloatArray:
    countries, _names = pd.factorize(trade["country"])
    places = pd.Index(products).get_indexer(pd.Index(trade["product"]))
    shape = (int(countries.max(initial=-1)) + 1, len(products))
    cells = countries * shape[1] + places
    values = trade["value"].to_numpy(dtype=np.float64)
    summed = np.bincount(cells, weights=values, minlength=shape[0] * shape[1])
    return np.asarray(summed.reshape(shape), dtype=np.float64)


def _whole(products: tuple[str, ...], values: FloatArray) -> Proximities:
    """The largest block without gaps: the product with the most unknown pairs goes first, until none is unknown."""
    unknown = np.isnan(values)
    kept = ~np.diag(unknown)
    while (gaps := (unknown & kept).sum(axis=1) * kept).any():
        kept[int(np.argmax(gaps))] = False
    codes = tuple(code for code, stays in zip(products, kept, strict=True) if stays)
    left_out = tuple(code for code, stays in zip(products, kept, strict=True) if not stays)
    return Proximities(codes, values[np.ix_(kept, kept)], left_out)


def _listed(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years)) or "none"
