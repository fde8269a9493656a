"""Grants for training in Michigan as a trial, and the paper's own counts of firms as series."""

import pandas as pd

from analysis.development.cases import cases
from tests.real_tables.sources import Case, real

GRANTS = "Holzer, Block, Cheatham and Knott (1993), Michigan firms, 1987 and 1988"
PAPER = "Otsuka and Sonobe (2011), Table 2"
CHOICES = """\
trial_design = "unmatched"
baseline_wave = 1987
outcomes = ["ln_scrap", "training_hours"]
baseline = ["ln_employment", "union"]
repetitions = 199
"""


def training_case() -> Case:
    return Case(
        "development",
        {"cluster_series": counts(), "trial": grants()},
        {"cluster_series": PAPER, "trial": GRANTS},
        CHOICES,
    )


def counts() -> pd.DataFrame:
    """Firms by year of the clusters that Table 2 counts twice, where it tells the year; workers where told per firm."""
    told = [
        (f"{case.number} {each.cluster}", each.year, each.n_firms, each.workers and each.workers * each.n_firms)
        for case in cases()
        for each in case.observations
        if each.year is not None and case.country == "Japan"
    ]
    return pd.DataFrame(told, columns=["cluster", "year", "n_firms", "employment"])


def grants() -> pd.DataFrame:
    """Firms in 1987 and 1988; those with a grant in 1988 were trained. Nobody drew lots."""
    rows = pd.read_csv(real("04_panel_jtrain", "jtrain.csv"))
    rows = rows[rows["year"].isin([1987, 1988])]
    trained = rows[rows["year"] == 1988].set_index("fcode")["grant"]
    return pd.DataFrame(
        {
            "firm": rows["fcode"].astype(int).astype(str),
            "wave": rows["year"],
            "invited": (rows["fcode"].map(trained) == 1).map({True: "yes", False: "no"}),
            "ln_scrap": rows["lscrap"],
            "training_hours": rows["hrsemp"],
            "ln_employment": rows["lemploy"],
            "union": rows["union"],
        }
    )
