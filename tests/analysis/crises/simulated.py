"""A county panel made up by a seeded generator, of the size of the paper's, in which the effect of a crisis is known.

73 counties in 1990–2008, with the 53 crises of the paper's Table 3 spread over 45 counties, and with the holes that the
paper tells of: industrial GDP in 1990–92, gross output of a few counties in 1992, state-owned enterprises in 1990 and
since 1999.
"""

import numpy as np
import pandas as pd

from analysis.crises.layouts import TYPES
from analysis.crises.published import PRINTED_CRISES

COUNTIES = 73
YEARS = range(1990, 2009)
EFFECTS = {"patents": 0.40, "certified": 0.50, "staff": 0.20}
"""Log points one crisis adds for good, from its year on."""


def simulated_tables(seed: int = 20, *, effects: dict[str, float] = EFFECTS) -> dict[str, pd.DataFrame]:
    """All four tables, in the kinds a system is handed."""
    generator = np.random.default_rng(seed)
    crises = _crises(generator)
    return {
        "panel": _panel(generator, crises, effects),
        "crises": crises,
        "policies": _policies(generator, crises),
        "clusters": pd.DataFrame({"sector": ["Shoes", "Ties"], "n_clusters": [3, 1], "output": [30.0, 10.0]}),
    }


def names() -> list[str]:
    return [f"county {number:02d}" for number in range(1, COUNTIES + 1)]


def _crises(generator: np.random.Generator) -> pd.DataFrame:
    rows = []
    for year, *counts, _total in PRINTED_CRISES:
        for kind, count in zip(TYPES, counts, strict=True):
            for county in generator.choice(names()[:45], size=count, replace=False):
                rows.append((f"cluster {generator.integers(1, 4)} of {county}", county, year, kind))
    return pd.DataFrame(rows, columns=["cluster", "county", "year", "type"])


def _policies(generator: np.random.Generator, crises: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for cluster, year in zip(crises["cluster"], crises["year"], strict=True):
        for policy in generator.choice(range(1, 12), size=3, replace=False):
            after = policy > 5
            rows.append((cluster, year + (1 if after else -1), int(policy), "after" if after else "before"))
    return pd.DataFrame(rows, columns=["cluster", "year", "type", "relative"])


def _panel(generator: np.random.Generator, crises: pd.DataFrame, effects: dict[str, float]) -> pd.DataFrame:
    rows = len(names()) * len(YEARS)
    frame = pd.DataFrame([(county, year) for county in names() for year in YEARS], columns=["county", "year"])
    level = np.repeat(generator.normal(size=COUNTIES), len(YEARS))
    time = frame["year"].to_numpy() - 1990
    stock = np.zeros(rows)
    for county, year in zip(crises["county"], crises["year"], strict=True):
        stock += ((frame["county"] == county) & (frame["year"] >= year)).to_numpy()
    population = np.exp(13.0 + 0.3 * level + 0.004 * time)
    gdp = population * np.exp(8.0 + 0.2 * level + 0.1 * time + generator.normal(scale=0.1, size=rows))
    output = 2.5 * gdp
    share = np.clip(0.45 + 0.05 * level + 0.005 * time + generator.normal(scale=0.02, size=rows), 0.1, 0.9)
    common = np.repeat([generator.normal(scale=0.1, size=len(YEARS)).cumsum()], COUNTIES, axis=0).ravel()

    def per_head(base: float, growth: float, effect: float) -> np.ndarray:
        noise = generator.normal(scale=0.25, size=rows)
        return np.exp(base + 0.5 * level + growth * time + common + effect * stock + noise)

    people = population / 10_000
    frame["population"] = population
    frame["area"] = np.repeat(np.exp(generator.normal(7.0, 0.4, COUNTIES)), len(YEARS))
    frame["gdp"], frame["gross_output"] = gdp, output
    frame["gdp_industry"], frame["gross_output_industry"] = share * gdp, share * output
    frame["fdi"] = gdp * np.exp(generator.normal(-4.0, 0.5, rows)) * (generator.random(rows) > 0.05)
    frame["n_enterprises"] = np.round(np.exp(6.0 + 0.3 * level + 0.03 * time))
    frame["n_soe"] = np.round(frame["n_enterprises"] * np.clip(0.3 - 0.02 * time, 0.02, 1.0))
    frame["patents"] = people * per_head(1.0, 0.12, effects["patents"])
    frame["certified"] = generator.poisson(people * per_head(-3.0, 0.20, effects["certified"])).astype(float)
    frame["staff"] = people * per_head(5.0, 0.03, effects["staff"])
    return _with_holes(frame)


def _with_holes(frame: pd.DataFrame) -> pd.DataFrame:
    year = frame["year"]
    frame.loc[year <= 1992, "gdp_industry"] = np.nan
    frame.loc[(year == 1992) & frame["county"].isin(names()[:4]), "gross_output_industry"] = np.nan
    frame.loc[(year == 1990) | (year >= 1999), "n_soe"] = np.nan
    frame.loc[year < 1995, "staff"] = np.nan
    frame.loc[(year < 1997) | (year > 2006), "certified"] = np.nan
    return frame.assign(year=year.astype("Int64"))
