"""A small country that never was: trade with two families of products, and firms whose regions drift together."""

import numpy as np
import pandas as pd

INDUSTRIES = 12
REGIONS = 40


def trade(seed: int = 1) -> pd.DataFrame:
    """Sixty countries and twenty-four products of two families; a country is good at one family, mostly."""
    generator = np.random.default_rng(seed)
    family = np.repeat([0, 1], 12)
    rows = []
    for year in (1998, 1999, 2000):
        for country in range(60):
            good = np.where(family == country % 2, 4.0, 1.0)
            values = good * generator.lognormal(0, 1, 24)
            rows += [(f"c{country:02}", f"{product:04}", year, values[product]) for product in range(24)]
    return pd.DataFrame(rows, columns=["country", "product", "year", "value"])


def concordance() -> pd.DataFrame:
    """Each industry makes two products of one family; industries 0–5 the first, 6–11 the second."""
    rows = [(f"i{industry:02}", f"{2 * industry + at:04}") for industry in range(INDUSTRIES) for at in (0, 1)]
    return pd.DataFrame(rows, columns=["industry", "product"])


def firms(seed: int = 1, each: int = 30) -> pd.DataFrame:
    """Forty regions in eight provinces, most firms both in 1995 and 2004, with every column of the layout.

    A region leans to the first family by its number. Firms open and close between the years, in some regions more
    than in others.
    """
    generator = np.random.default_rng(seed)
    count = REGIONS * each
    region = np.repeat(np.arange(REGIONS), each)
    lean = 0.5 + 0.5 * region / REGIONS
    first = generator.random(count) < lean
    industry = generator.integers(0, 6, count) + np.where(first, 0, 6)
    new, closed = (generator.random(count) < 0.1 + 0.3 * generator.random(REGIONS)[region] for _ in range(2))
    tables = []
    for year in (1995, 2004):
        size = generator.lognormal(3, 1, count)
        sales = size * generator.lognormal(0, 0.2, count)
        assets = size * generator.lognormal(0, 0.5, count)
        debt = assets * generator.uniform(0.2, 0.9, count)
        tables.append(
            pd.DataFrame(
                {
                    "region": [f"r{each:02}" for each in region],
                    "province": [f"p{each % 8}" for each in region],
                    "industry": [f"i{each:02}" for each in industry],
                    "year": pd.array([year] * count, dtype="Int64"),
                    "firm": [f"f{each:05}" for each in range(count)],
                    "output": size,
                    "employment": np.ceil(size / 3),
                    "assets": assets,
                    "sales": sales,
                    "value_added": size * generator.uniform(0.1, 0.5, count),
                    "value_added_2": size * generator.uniform(-0.05, 0.5, count),
                    "fixed_assets": assets * generator.uniform(0, 1, count),
                    "total_debt": debt,
                    "payables": debt * generator.uniform(0, 0.6, count),
                    "receivables": sales * generator.uniform(0, 0.6, count),
                    "export_value": sales * np.where(generator.random(count) < 0.3, generator.random(count), 0),
                    "founded": pd.array(generator.integers(1950, 1995, count), dtype="Int64"),
                    "share_private": generator.integers(0, 2, count).astype(float),
                    "share_hmt": generator.random(count) * (generator.random(count) < 0.1),
                    "share_foreign": generator.random(count) * (generator.random(count) < 0.1),
                }
            )
        )
    tables = [tables[0][~new], tables[1][new | ~closed]]
    return pd.concat(tables, ignore_index=True)


def tables(**other: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Everything a run reads, with some of it replaced."""
    return {"firms": firms(), "trade": trade(), "concordance": concordance(), **other}
