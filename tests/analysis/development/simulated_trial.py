"""A trial made up with effects that are known, for tests: what is estimated can be held against what was put in."""

import numpy as np
import pandas as pd

EFFECT = 2.0
"""Of attending, on the sales of every firm."""
SPILLOVER = 1.5
"""Of having all neighbours invited, on sales."""


def simulated_trial(firms: int = 600, seed: int = 4, lost: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The trial and the links. Three strata with other levels and chances; 70 % of invited and 5 % of others attend.

    `lost`: chance that a firm that was not invited is not found again.
    """
    random = np.random.default_rng(seed)
    stratum = np.arange(firms) % 3
    invited = np.zeros(firms)
    for code, rate in enumerate((0.3, 0.5, 0.6)):
        places = np.flatnonzero(stratum == code)
        invited[random.permutation(places)[: round(rate * len(places))]] = 1
    attended = random.random(firms) < np.where(invited == 1, 0.7, 0.05)
    around = [random.choice(firms, 4, replace=False) for _firm in range(firms)]
    links = pd.DataFrame(
        [(f"f{one}", f"f{other}") for one, others in enumerate(around) for other in others if one != other]
    )
    joined = np.zeros((firms, firms))
    for one, others in enumerate(around):
        joined[one, others] = joined[others, one] = 1
    np.fill_diagonal(joined, 0)
    exposure = joined @ invited / joined.sum(axis=1)
    before = 10 + stratum + random.normal(0, 2, firms)
    after = 2 + 0.8 * before + EFFECT * attended + SPILLOVER * exposure + random.normal(0, 1, firms)
    kept = np.clip(0.2 + 0.3 * attended, 0, 1)
    items = {f"item{number}": (random.random(firms) < kept).astype(float) for number in range(5)}
    common = {"firm": [f"f{place}" for place in range(firms)], "invited": invited == 1, "stratum": stratum.astype(str)}
    first = pd.DataFrame(
        {**common, "wave": 0, "attended": attended, "sales": before, "age": random.normal(20, 5, firms)}
    )
    second = pd.DataFrame({**common, "wave": 1, "attended": attended, "sales": after, **items})
    found = (invited == 1) | (random.random(firms) >= lost)
    return pd.concat([first, second[found]], ignore_index=True), links.set_axis(["firm", "other"], axis=1)
