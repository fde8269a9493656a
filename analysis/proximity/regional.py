"""How near the industries of a region are to each other, weighted by size, without an industry's pair with itself.

Source: Long and Zhang, section 3, steps 3 and 4. The paper weighs with "the size of the other industry in each pair";
its example of steel, automobiles and rubber holds only if the pair of an industry with itself is left out.
"""

import numpy as np
import numpy.typing as npt

from analysis.proximity.products import FloatArray

BLOCK = 128
"""Regions computed at a time: sizes, sums and shares of 500 industries then stay in the processor's cache."""
DOMINANT = 1.0 - 1e-6
"""Above this share of one industry the rest is summed anew: total minus own would keep too few digits."""
SYMMETRIC = 1e-9
"""Two directions of a pair that come from matrix products differ by rounding far below this."""
NOTHING_LEFT = 1e-9
"""What is left of an industry after its only firm goes is rounding, if it is below this share of the industry."""


def without_own(phi: FloatArray) -> FloatArray:
    """The matrix with zeros on its diagonal; ValueError unless it is square, symmetric and without gaps."""
    if phi.ndim != 2 or phi.shape[0] != phi.shape[1] or not np.all(np.isfinite(phi)):
        raise ValueError("Proximities must be a square matrix without gaps.")
    if phi.size and np.max(np.abs(phi - phi.T)) > SYMMETRIC:
        raise ValueError("Proximities must be the same in both directions.")
    own = phi.astype(np.float64, copy=True)
    np.fill_diagonal(own, 0.0)
    return own


def regional_proximity(sizes: FloatArray, phi: FloatArray, *, single: str = "missing") -> FloatArray:
    """P_r = Σ_i s_i p_i / Σ_i s_i with p_i = Σ_{j≠i} s_j φ_ij / Σ_{j≠i} s_j, for each region.

    `sizes` has a row for each region and a column for each industry (any one unit, not negative); `phi` is square in
    the order of these columns, its diagonal is not read. A region with one industry has no pair: NaN, or 0.0 where
    `single` is "zero", as the paper's minimum of 0.000 suggests. A region of no size is NaN.
    """
    if single not in {"missing", "zero"}:
        raise ValueError(f"A region with one industry is “missing” or “zero”, not {single!r}.")
    pairs = without_own(phi)
    found = np.empty(len(sizes))
    for start in range(0, len(sizes), BLOCK):
        found[start : start + BLOCK] = _block(sizes[start : start + BLOCK], pairs)
    if single == "zero":
        found[np.count_nonzero(sizes, axis=1) == 1] = 0.0
    return found


def _block(sizes: FloatArray, pairs: FloatArray) -> FloatArray:
    total = sizes.sum(axis=1)
    if not np.all(np.isfinite(total)) or sizes.min(initial=0.0) < 0:
        raise ValueError("Sizes must be finite and not negative.")
    weights = _others(sizes, total)
    with np.errstate(invalid="ignore", divide="ignore"):
        np.divide(sizes, weights, out=weights)
        found: FloatArray = np.einsum("ij,ij->i", sizes @ pairs, weights) / total
    return found


def _others(sizes: FloatArray, total: FloatArray) -> FloatArray:
    """Σ_{j≠i} s_j, exactly zero for an industry that is alone, so that its share 0/0 becomes NaN."""
    others = total[:, None] - sizes
    for row in np.flatnonzero(sizes.max(axis=1, initial=0.0) > DOMINANT * total):
        at = int(np.argmax(sizes[row]))
        others[row, at] = np.delete(sizes[row], at).sum()
    return others


def industry_proximity(sizes: FloatArray, phi: FloatArray) -> FloatArray:
    """p_i of each industry (column) in each region (row): the mean proximity to the region's other industries.

    Told for industries that are not in the region too: how near they would be. NaN where there is no other industry.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((sizes @ without_own(phi)) / _others(sizes, sizes.sum(axis=1)), dtype=np.float64)


def proximity_without(
    sizes: FloatArray, phi: FloatArray, industries: npt.NDArray[np.intp], removed: FloatArray
) -> FloatArray:
    """P of one region after `removed[k]` of the size of industry `industries[k]` is taken away, for each k by itself.

    With the size of a firm this is proximity without the firm itself; with the size of its industry, without that
    industry. `sizes` is the region's row. NaN where fewer than two industries are left.
    """
    present = np.flatnonzero(sizes)
    own = sizes[present]
    pairs = without_own(phi[np.ix_(present, present)])
    places = np.searchsorted(present, industries)
    if np.any(places >= len(present)) or np.any(present[np.minimum(places, len(present) - 1)] != industries):
        raise ValueError("What is removed must be in the region.")
    found = np.empty(len(industries))
    for start in range(0, len(industries), BLOCK):
        part = slice(start, start + BLOCK)
        found[part] = _removed_block(own, pairs, places[part], removed[part])
    return found


def _removed_block(own: FloatArray, pairs: FloatArray, places: npt.NDArray[np.intp], removed: FloatArray) -> FloatArray:
    rows = np.arange(len(places))
    left = np.repeat(own[None, :], len(places), axis=0)
    kept = own[places] - removed
    if np.any(kept < -NOTHING_LEFT * own[places]):
        raise ValueError("More was removed than the industry has.")
    left[rows, places] = np.where(kept > NOTHING_LEFT * own[places], kept, 0.0)
    total = left.sum(axis=1)
    others = _others(left, total)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = left * (left @ pairs) / others
        found: FloatArray = np.where(left > 0, shares, 0.0).sum(axis=1) / total
    found[np.count_nonzero(left, axis=1) < 2] = np.nan
    return found
