"""A run on tables that are made up, so that a checkout without the real files proves the whole way too."""

from tests.analysis.crises.simulated import simulated_tables
from tests.real_tables.sources import Case

CHOICES = """\
outcomes = ["patents"]
gross_output_years = [1992]
gdp_industry_years = [1990, 1991, 1992]
soe_next_year = [1990]
soe_zero_from = 1999
beyond = false
repetitions = 99
"""


def register_case() -> Case:
    """A register of crises and policies of the size of the paper's, over a made-up county panel."""
    tables = simulated_tables()
    return Case("crises", tables, dict.fromkeys(tables, "Made up by a seeded generator"), CHOICES)
