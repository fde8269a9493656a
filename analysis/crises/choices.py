"""Every choice of a run of the crisis analysis, and the example that takes the paper's."""

from dataclasses import dataclass

from analysis.specifications import choice

TITLE = "Crises and quality upgrading"
OUTCOMES = ("patents", "certified", "staff")
CONTROLS = ("ln_gdp_pc", "density", "ln_fdi_pc", "industry_share", "soe_share")
ZEROS = ("ln_plus_one", "ln_plus_constant", "asinh", "drop_zeros", "ppml")


@dataclass(frozen=True, slots=True)
class CrisisChoices:
    """The choices of one run; what each means stands in its `help`, and in docs/crises.md."""

    outcomes: tuple[str, ...] = choice(
        OUTCOMES, help="Which of the paper's three outcomes are analysed.", choices=OUTCOMES
    )
    other_outcomes: tuple[str, ...] = choice(
        (), help="Further columns of the panel that are outcomes as they stand, already in logs where logs are wanted."
    )
    controls: tuple[str, ...] = choice(CONTROLS, help="Which of the paper's five controls enter.", choices=CONTROLS)
    other_controls: tuple[str, ...] = choice((), help="Further columns of the panel that enter as they stand.")
    weights: str = choice("", help="Column of the panel that weights the rows; empty: every row counts the same.")
    zeros: str = choice(
        "ln_plus_one",
        help="What is done about zeros of an outcome in logs; outcomes without a zero are plain logs. "
        "“ppml” is Poisson regression of the outcome itself.",
        choices=ZEROS,
    )
    zero_constant: float = choice(
        0.5, help="The constant c of ln(x+c), used with zeros = “ln_plus_constant”.", low=1e-9
    )
    fdi_zeros: str = choice(
        "ln_plus_one",
        help="What is done about zeros of foreign investment per head.",
        choices=("ln_plus_one", "asinh", "drop_zeros"),
    )
    per_persons: int = choice(
        10_000, help="Outcomes per head are told per so many persons; ln(x+1) depends on it.", low=1
    )
    certified_as: str = choice(
        "per_capita",
        help="Certified enterprises per head (the paper's text) or their number (the title of its Table 5).",
        choices=("per_capita", "number"),
    )
    patents_years: tuple[int, ...] = choice((), help="First and last year of the patent equations; empty: all.")
    certified_years: tuple[int, ...] = choice((), help="First and last year of the certificate equations; empty: all.")
    staff_years: tuple[int, ...] = choice((), help="First and last year of the staff equations; empty: all.")
    gross_output_years: tuple[int, ...] = choice(
        (), help="Years in which a missing industrial gross output becomes the mean of the years beside it."
    )
    gdp_industry_years: tuple[int, ...] = choice(
        (), help="Years in which a missing industrial GDP becomes GDP times the industrial share of gross output."
    )
    soe_next_year: tuple[int, ...] = choice(
        (), help="Years in which a missing share of state-owned enterprises becomes that of the next year."
    )
    soe_zero_from: int | None = choice(
        None, help="Year from which a missing share of state-owned enterprises becomes zero; empty: never."
    )
    register_from: int | None = choice(
        None,
        help="First year the register of crises covers; the stock of the year before it is unknown. "
        "Empty: the first year of the panel.",
    )
    types_enter: str = choice(
        "jointly",
        help="Whether the five stocks by type stand in one equation or in one each; the paper does not say.",
        choices=("jointly", "one_by_one"),
    )
    least_treated: int = choice(
        3, help="A type met by fewer counties than this is not estimated: its errors would mean nothing.", low=2
    )
    beyond: bool = choice(True, help="Whether the analyses beyond the paper are computed.")
    estimators: tuple[str, ...] = choice(
        ("callaway_santanna", "imputation", "sun_abraham", "two_way"),
        help="Event studies of the first crisis, the headline first.",
        choices=("callaway_santanna", "imputation", "sun_abraham", "two_way"),
    )
    comparison: str = choice(
        "not_yet",
        help="Counties compared with: not yet in crisis (and never), or never only.",
        choices=("not_yet", "never"),
    )
    leads: int = choice(5, help="Years before the first crisis that are told.", low=1, high=30)
    lags: int = choice(5, help="Years after the first crisis that are told.", low=0, high=30)
    violations: tuple[float, ...] = choice(
        (0.0, 0.5, 1.0, 1.5, 2.0),
        help="Steps apart of trends after the first crisis, in greatest steps before, that effects are bounded under.",
        low=0.0,
    )
    repetitions: int = choice(
        999, help="Draws of the wild bootstrap, the randomisation and the stepdown.", low=99, high=99_999
    )
    seed: int = choice(20120701, help="Seed of every draw.", low=0)
    level: float = choice(0.95, help="Level of the intervals.", low=0.5, high=0.999)
    compare_with_paper: bool = choice(True, help="Whether the printed tables stand beside ours.")


EXAMPLE = """\
# Crises and quality upgrading: the choices of the paper (Zhejiang, 1990-2008).
outcomes = ["patents", "certified", "staff"]
controls = ["ln_gdp_pc", "density", "ln_fdi_pc", "industry_share", "soe_share"]

# The paper takes logs and does not say what became of zeros: ln_plus_one, ln_plus_constant, asinh, drop_zeros or ppml.
zeros = "ln_plus_one"
# ln(x+1) depends on the unit of x: outcomes are told per so many persons.
per_persons = 10000
# "per_capita" as the text says, or "number" as the title of Table 5 says.
certified_as = "per_capita"

# First and last year of each equation.
patents_years = [1990, 2008]
certified_years = [1997, 2006]
staff_years = [1995, 2008]

# Imputations. They fill empty cells only, each filled cell is flagged; leave a line out to switch it off.
gross_output_years = [1992]
gdp_industry_years = [1990, 1991, 1992]
soe_next_year = [1990]
soe_zero_from = 1999

# Stocks by type in one equation ("jointly") or in one each ("one_by_one").
types_enter = "jointly"
least_treated = 3

# Beyond the paper: event studies, diagnostics, bootstrap, randomisation, multiplicity.
beyond = true
estimators = ["callaway_santanna", "imputation", "sun_abraham", "two_way"]
comparison = "not_yet"
leads = 5
lags = 5
# Unequal trends after the first crisis, in the greatest step seen before it.
violations = [0.0, 0.5, 1.0, 1.5, 2.0]
repetitions = 999
seed = 20120701
level = 0.95
"""
