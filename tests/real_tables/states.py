"""States of the United States before, in and after 2020: resilience on the sources of paper 003."""

import numpy as np
import pandas as pd

from tests.real_tables.sources import Case, real

GDP = "Bureau of Economic Analysis, GDP by state and industry, release of 31 March 2023"
CLUSTERS = "U.S. Cluster Mapping, clusters by state, 2016"
EMPLOYMENT = "Bureau of Labor Statistics, nonfarm employment by state"
SENATE = "Elections to the United States Senate, 1914–2010 (Cattaneo, Frandsen and Titiunik 2015)"
CHOICES = """\
outcomes = ["gdp"]
treatment_years = [2016]
carry_clusters = true
wild_repetitions = 199
synthetic = false
"""


def states_case() -> Case:
    """GDP of states, which alone is analysed, their clusters, and a programme with a cut-off to prove that too."""
    regions = gdp().merge(employment(), how="left", on=["region", "year"])
    tables = {"regions": regions[regions["year"] >= 2012], "clusters": clusters(), "programme": programme()}
    sources = {"regions": f"{GDP}; {EMPLOYMENT}", "clusters": CLUSTERS, "programme": SENATE}
    return Case("resilience", tables, sources, CHOICES)


def gdp() -> pd.DataFrame:
    """Million current dollars."""
    rows = pd.read_csv(real("02_bea_state_gdp_1997_2022", "state_gdp_total_and_manufacturing.csv"))
    rows = rows.rename(columns={"state": "region", "gdp_musd": "gdp", "gdp_manufacturing_musd": "gdp_manu"})
    return rows[["region", "year", "gdp", "gdp_manu"]]


def employment() -> pd.DataFrame:
    """Persons; the file counts thousands and ends in 2020."""
    rows = pd.read_csv(real("02_bls_state_employment_1990_2020", "state_total_and_manufacturing_1990_2020.csv"))
    rows = rows[rows["industry"] == "Total Nonfarm"].rename(columns={"state": "region"})
    return rows.assign(employment=(rows["employees_thousand"] * 1000).round())[["region", "year", "employment"]]


def clusters() -> pd.DataFrame:
    """Payroll in thousand dollars."""
    rows = pd.read_csv(real("02_us_cluster_mapping_2016", "state_clusters_2016.csv"))
    return pd.DataFrame(
        {
            "region": rows["region_name_t"],
            "cluster": rows["cluster_name_t"],
            "year": rows["year_t"],
            "employment": rows["emp_tl"],
            "establishments": rows["est_tl"],
            "annual_payroll": rows["ap_tl"],
            "first_quarter_payroll": rows["qp1_tl"],
            "wage": rows["private_wage_tf"],
            "lq": rows["lq_tf"],
            "kind": np.where(rows["traded_b"], "traded", "local"),
        }
    )


def programme() -> pd.DataFrame:
    """Democratic margin of an election and vote share in the next: seats won narrowly, in per cent."""
    rows = pd.read_csv(real("03_rdd_us_senate_cct", "rdrobust_senate.csv"))
    return pd.DataFrame(
        {
            "unit": [f"Election {place}" for place in range(1, len(rows) + 1)],
            "score": rows["margin"],
            "outcome": rows["vote"],
        }
    )
