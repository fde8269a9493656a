"""How near two industries are: products' proximities carried over by a concordance, or a matrix given ready.

Source: Long and Zhang, section 3, steps 2 and 3: an industry with several products gives them equal weights that sum
to one. The proximity of two industries is then the mean proximity of their products under both weights.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.proximity.products import BoolArray, FloatArray, Proximities
from analysis.specifications import SpecificationError

SUM_TOLERANCE = 1e-6
"""Weights written with six decimals or more add up to one within this."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Proximities of industries, and what happened on the way.

    `without_product` are industries none of whose products has a proximity; `rescaled` those that lost some of them,
    so that the weights of the others were raised to sum to one; `shared` counts the pairs that share a product.
    """

    proximities: Proximities
    without_product: tuple[str, ...] = ()
    rescaled: tuple[str, ...] = ()
    shared: int = 0


def carried_over(products: Proximities, concordance: pd.DataFrame, *, shared: str = "one") -> Carried:
    """φ_ab = Σ_i Σ_j ω_ai ω_bj φ_ij over the products i of industry a and j of b, from the columns industry, product
    and, where given, weight.

    A product that two industries share is as near to itself as can be (`shared` "one"), or the pair of the product
    with itself is left out and the weights of the other pairs raised ("left_out"). Raises SpecificationError where
    weights do not sum to one, or where two industries have nothing but one shared product and it is left out.
    """
    weights, industries = _weights(concordance, products.codes)
    reached = weights.sum(axis=1)
    known = reached > 0
    scaled = weights[known] / reached[known, None]
    names = tuple(name for name, stays in zip(industries, known, strict=True) if stays)
    own = scaled @ scaled.T
    values = scaled @ products.values @ scaled.T
    if shared == "left_out":
        values = _without_shared(values, own, names)
    np.fill_diagonal(values, 1.0)
    lost = known & (reached < 1 - SUM_TOLERANCE)
    return Carried(
        Proximities(names, (values + values.T) / 2),
        tuple(name for name, stays in zip(industries, known, strict=True) if not stays),
        tuple(name for name, some in zip(industries, lost, strict=True) if some),
        int(np.count_nonzero(own[np.triu_indices(len(names), 1)] > 0)),
    )


def _weights(concordance: pd.DataFrame, products: tuple[str, ...]) -> tuple[FloatArray, tuple[str, ...]]:
    rows, industries = pd.factorize(concordance["industry"], sort=True)
    if "weight" in concordance.columns and concordance["weight"].notna().any():
        given = concordance["weight"].to_numpy(dtype=np.float64)
        _check_sums(np.asarray(np.bincount(rows, weights=given), dtype=np.float64), industries)
    else:
        given = 1.0 / np.bincount(rows)[rows]
    places = pd.Index(products).get_indexer(pd.Index(concordance["product"]))
    here = places >= 0
    weights = np.zeros((len(industries), len(products)))
    np.add.at(weights, (rows[here], places[here]), given[here])
    return weights, tuple(str(name) for name in industries)


def _check_sums(sums: FloatArray, industries: "pd.Index[str]") -> None:
    wrong = np.flatnonzero(~(np.abs(sums - 1) <= SUM_TOLERANCE))
    if wrong.size:
        told = ", ".join(
            f"{industries[at]} ({'a weight is missing' if np.isnan(sums[at]) else f'{sums[at]:.6g}'})"
            for at in wrong[:5]
        )
        raise SpecificationError(
            [
                f"The weights of {wrong.size} industries of the concordance do not sum to one: {told}. "
                "Correct them, or leave the column “weight” out for equal weights."
            ]
        )


def _without_shared(values: FloatArray, own: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """Products have a proximity of one with themselves, so `own` is both the weight and the sum of what goes."""
    rest = 1.0 - own
    np.fill_diagonal(rest, 1.0)
    nothing = np.argwhere(np.triu(rest <= SUM_TOLERANCE, 1))
    if nothing.size:
        one, other = (names[at] for at in nothing[0])
        raise SpecificationError(
            [
                f"Industries {one} and {other} have only one product, the same one: without it they have no "
                "proximity. Choose shared_products = “one”, or join the two industries."
            ]
        )
    return np.asarray((values - own) / rest)


def given_ready(pairs: pd.DataFrame, *, missing_pairs: str = "refuse") -> Proximities:
    """A matrix from the columns industry, other and phi, each pair once or in both directions.

    Rows of an industry with itself are read over. A pair that is not there is refused, or counts as zero
    (`missing_pairs` "zero"). Raises SpecificationError with the first pairs that are missing or told in two ways.
    """
    codes = tuple(sorted(set(pairs["industry"]) | set(pairs["other"])))
    index = pd.Index(codes)
    rows, columns = index.get_indexer(pd.Index(pairs["industry"])), index.get_indexer(pd.Index(pairs["other"]))
    values = np.full((len(codes), len(codes)), np.nan)
    values[rows, columns] = pairs["phi"].to_numpy(dtype=np.float64)
    _refuse_pairs(codes, np.abs(values - values.T) > SUM_TOLERANCE, "told in two ways", "Keep one of the two rows.")
    values = np.where(np.isnan(values), values.T, values)
    values = (values + values.T) / 2  # the last printed digit may differ between the two directions
    np.fill_diagonal(values, 1.0)
    if missing_pairs == "refuse":
        remedy = "Add them, or choose missing_pairs = “zero” if pairs without proximity were not written down."
        _refuse_pairs(codes, np.isnan(values), "missing", remedy)
    return Proximities(codes, np.nan_to_num(values, nan=0.0))


def _refuse_pairs(codes: tuple[str, ...], where: BoolArray, fact: str, remedy: str) -> None:
    found = np.argwhere(np.triu(where, 1))
    if found.size:
        told = ", ".join(f"{codes[one]}–{codes[other]}" for one, other in found[:5])
        raise SpecificationError([f"Of the given proximities {len(found)} pairs are {fact}: {told}. {remedy}"])
