"""States that let people stand their ground, as places that a dated shock met: the crisis analysis in form."""

import numpy as np
import pandas as pd

from tests.real_tables.sources import Case, real

SOURCE = "Cheng and Hoekstra (2013), fifty states of the United States, 2000–2010"
CHOICES = """\
outcomes = []
other_outcomes = ["ln_homicide"]
controls = []
leads = 4
lags = 3
repetitions = 199
seed = 11
"""


def castle_case() -> Case:
    """Log of homicides per 100,000 persons; the law of a state is its only crisis."""
    rows = pd.read_csv(real("03_did_castle_cheng_hoekstra", "castle.csv.gz"))
    panel = pd.DataFrame(
        {
            "county": rows["state"],
            "year": rows["year"],
            "population": rows["population"],
            "ln_homicide": np.log(rows["homicide"]),
        }
    )
    laws = rows.dropna(subset=["effyear"]).drop_duplicates("state")
    crises = pd.DataFrame(
        {
            "cluster": laws["state"],
            "county": laws["state"],
            "year": laws["effyear"].astype(int),
            "type": "macro_policy",
            "description": "The castle doctrine came into force.",
            "informant": "",
            "source": "Cheng and Hoekstra (2013)",
        }
    )
    return Case("crises", {"panel": panel, "crises": crises}, {"panel": SOURCE, "crises": SOURCE}, CHOICES)
