"""The usual measures of specialisation and concentration, to stand beside proximity.

Sources: location quotient (regional science's standard); locational Gini of Krugman (1991); Herfindahl; the index γ of
Ellison and Glaeser (1997), equation 5. Long and Zhang compare with the Herfindahl index and the Gini in note 4.
All take `sizes` with a row for each region and a column for each industry, in any one unit.
"""

import numpy as np

from analysis.proximity.products import FloatArray


def location_quotients(
    sizes: FloatArray, *, industry_totals: FloatArray | None = None, total: float | None = None
) -> FloatArray:
    """(s_ri / s_r) / (s_i / s): above one where the region has more of the industry than the whole has.

    `industry_totals` and `total` are those of the whole where the regions do not add up to it. NaN where the region
    or the industry is empty.
    """
    of_industry = sizes.sum(axis=0) if industry_totals is None else industry_totals
    whole = of_industry.sum() if total is None else total
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((sizes / sizes.sum(axis=1, keepdims=True)) / (of_industry / whole), dtype=np.float64)


def locational_gini(sizes: FloatArray) -> FloatArray:
    """Krugman's Gini of each industry, 0 (spread like everything else) to below 1 (in one small region).

    Regions are ordered by their location quotient; the curve sums up the industry's shares over the shares of all
    industries, and the Gini is one minus twice the area below it. NaN for an empty industry.
    """
    everything = sizes.sum(axis=1)
    here = everything > 0
    base = everything[here] / everything.sum()
    found = np.full(sizes.shape[1], np.nan)
    for industry in np.flatnonzero(sizes.sum(axis=0) > 0):
        share = sizes[here, industry] / sizes[:, industry].sum()
        order = np.argsort(share / base, kind="stable")
        rising = np.concatenate([[0.0], np.cumsum(share[order])])
        found[industry] = 1 - float(np.sum(base[order] * (rising[1:] + rising[:-1])))
    return found


def specialisation(sizes: FloatArray) -> FloatArray:
    """Herfindahl index of each region over its industries: 1 where it has one, 1/n where it has n alike; NaN empty."""
    return _herfindahl(sizes)


def concentration(sizes: FloatArray) -> FloatArray:
    """Herfindahl index of each industry over the regions: 1 where it is in one region; NaN where it is empty."""
    return _herfindahl(sizes.T)


def _herfindahl(rows: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(((rows / rows.sum(axis=1, keepdims=True)) ** 2).sum(axis=1), dtype=np.float64)


def ellison_glaeser(sizes: FloatArray, squares: FloatArray) -> FloatArray:
    """γ_i = (G_i − (1 − Σ_r x_r²) H_i) / ((1 − Σ_r x_r²)(1 − H_i)): concentration beyond what few firms explain.

    `squares` are Σ over an industry's firms of their squared size; G_i = Σ_r (s_ri/s_i − x_r)², x_r the region's share
    in everything, H_i the Herfindahl index of the industry's firms. About zero where firms choose regions by chance;
    above 0.05 is called much. NaN for an empty industry, one with a single firm, or where there is one region only.
    ValueError where squares are larger than sizes allow, so that they cannot be of these firms.
    """
    totals = sizes.sum(axis=0)
    share = sizes.sum(axis=1) / sizes.sum()
    spread = 1 - float(np.sum(share**2))
    with np.errstate(invalid="ignore", divide="ignore"):
        firms = squares / totals**2
        if np.any(firms > 1 + 1e-9):
            raise ValueError("Squares of firms' sizes are greater than the square of their sum.")
        raw = ((sizes / totals - share[:, None]) ** 2).sum(axis=0)
        found: FloatArray = (raw - spread * firms) / (spread * (1 - firms))
    found[~(firms < 1 - 1e-12)] = np.nan
    return np.where(np.isfinite(found), found, np.nan)
