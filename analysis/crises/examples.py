"""The three case studies of the paper (section 3) as an example of the register, in our own words.

Each fact has the place of the paper it comes from. `year` is None where the paper gives none. The types of
policies are our reading. Wenzhou's crisis lies before the panel and is not among the 53 of Table 3.
"""

from dataclasses import dataclass

import pandas as pd

SOURCE = "Ruan and Zhang, Crisis as a Catalyst for Quality Upgrade, section 3"


@dataclass(frozen=True, slots=True)
class ExampleCrisis:
    """A crisis of the register; `type` as in the layout, `source` the place in the paper."""

    cluster: str
    county: str
    year: int
    type: str
    description: str
    source: str


@dataclass(frozen=True, slots=True)
class ExampleAction:
    """A policy action; `type` numbered as in the layout, `relative` before or after the crisis."""

    cluster: str
    year: int | None
    type: int
    relative: str
    description: str
    source: str


WENZHOU, PUYUAN, SHENGZHOU = "Wenzhou footwear", "Puyuan sweaters", "Shengzhou neckties"
FIRST, SECOND, THIRD = (f"{SOURCE}, {title}" for title in ("Wenzhou shoes", "Puyuan sweaters", "Shengzhou neckties"))

CRISES: tuple[ExampleCrisis, ...] = (
    ExampleCrisis(
        WENZHOU,
        "Wenzhou",
        1987,
        "quality",
        "Shoes of poor and fake material ruined the name of all makers; in August 1987 the trade authority of Hangzhou "
        "burned 5,000 pairs in public, other cities followed, and several banned shoes from Wenzhou.",
        FIRST,
    ),
    ExampleCrisis(
        PUYUAN,
        "Tongxiang",
        1995,
        "quality",
        "Merchants stopped buying sweaters of bad repute; the recession of the textile trade in 1995 and 1996 and an "
        "ill-managed market made it worse.",
        f"{SECOND} (which does not name the county of the township)",
    ),
    ExampleCrisis(
        SHENGZHOU,
        "Shengzhou",
        2005,
        "factor_price",
        "Silk, nearly all of it bought elsewhere, rose from 170,000 to 260,000 yuan a tonne within 2005 and to 344,000 "
        "by February 2006, and the trade made losses.",
        THIRD,
    ),
)
"""One crisis a case."""

ACTIONS: tuple[ExampleAction, ...] = (
    ExampleAction(
        WENZHOU,
        1988,
        6,
        "after",
        "Makers founded the footwear association in June 1988, with more than 370 members; it ruled against fakes and "
        "made offenders known.",
        FIRST,
    ),
    ExampleAction(
        WENZHOU,
        None,
        10,
        "after",
        "The district of Lucheng and several authorities set up an office that inspects firms, samples shoes and "
        "certifies them for sale.",
        FIRST,
    ),
    ExampleAction(
        WENZHOU,
        1993,
        8,
        "after",
        "The city asked that all shoes carry the mark of Wenzhou: a brand of the region.",
        FIRST,
    ),
    ExampleAction(
        WENZHOU, None, 7, "after", "A firm that wins the national title of a famous brand gets a million yuan.", FIRST
    ),
    ExampleAction(PUYUAN, None, 2, "before", "A sweater market was run by several owners with unclear rights.", SECOND),
    ExampleAction(
        PUYUAN, None, 2, "after", "The market got a new management and a street for well-known brands.", SECOND
    ),
    ExampleAction(PUYUAN, None, 10, "after", "An office inspects the quality of sweaters regularly.", SECOND),
    ExampleAction(
        SHENGZHOU,
        None,
        4,
        "after",
        "Two million yuan a year support a logistics company that buys silk for many makers together.",
        THIRD,
    ),
    ExampleAction(
        SHENGZHOU,
        None,
        11,
        "after",
        "Government and association helped large firms to a library of designs open to all.",
        THIRD,
    ),
    ExampleAction(
        SHENGZHOU,
        None,
        7,
        "after",
        "A fund supports firms that export, buy or register brands of their own abroad.",
        THIRD,
    ),
)
"""What was done, before and after. The paper does not date Shengzhou's inspection centre and brand: left out."""


def example_tables() -> dict[str, pd.DataFrame]:
    """The example as the tables crises and policies of the layouts, with a column that describes each action."""
    crises = pd.DataFrame(
        [(each.cluster, each.county, each.year, each.type, each.description, "", each.source) for each in CRISES],
        columns=["cluster", "county", "year", "type", "description", "informant", "source"],
    )
    policies = pd.DataFrame(
        [(each.cluster, each.year, each.type, each.relative, each.description) for each in ACTIONS],
        columns=["cluster", "year", "type", "relative", "description"],
    )
    return {"crises": crises, "policies": policies.astype({"year": "Int64", "type": "Int64"})}
