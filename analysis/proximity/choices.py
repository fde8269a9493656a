"""The choices of a run on industry proximity, and a TOML text of them with a comment each."""

from dataclasses import dataclass

from analysis.specifications import choice

TITLE = "Industry proximity and clustering"
SIZES = ("output", "employment", "assets")
TABLES = ("6", "7", "8", "9", "10")
CONTROLS = ("age", "ln_sales", "debt_ratio", "fixed_ratio", "share_private", "share_hmt", "share_foreign")


@dataclass(frozen=True, slots=True)
class Choices:
    """Every choice of a run; the defaults are the paper's where the paper says what it did."""

    advantage_threshold: float = choice(
        1.0, help="A country has an advantage in a product where the index of Balassa passes this.", low=0.01
    )
    advantage_rule: str = choice(
        "above",
        help="Whether the index must lie above the threshold, as in the paper, or may be at it.",
        choices=("above", "at_least"),
    )
    trade_years: tuple[int, ...] = choice(
        (), help="Years of trade whose proximities are averaged; none means every year of the table."
    )
    shared_products: str = choice(
        "one",
        help="A product that two industries share counts as a pair of proximity one, or is left out.",
        choices=("one", "left_out"),
    )
    missing_pairs: str = choice(
        "refuse",
        help="What a pair that a given matrix does not have means: a refusal, or a proximity of zero.",
        choices=("refuse", "zero"),
    )
    rows_are: str = choice(
        "firms",
        help="Whether a row of the table of firms is one firm, or the sum of the firms of a region and industry.",
        choices=("firms", "sums"),
    )
    weights: tuple[str, ...] = choice(
        (), help="Sizes that weigh industries; none means every one the table of firms has.", choices=SIZES
    )
    main_weight: str = choice(
        "",
        help="The size used for Table 4 and the pictures; empty means the first of the weights.",
        choices=("", *SIZES),
    )
    first_year: int | None = choice(None, help="The earlier of the two years compared; empty means the first.")
    last_year: int | None = choice(None, help="The later of the two years compared; empty means the last.")
    single_industry: str = choice(
        "missing",
        help="A region with one industry has no pair: it is missing, or counts as zero as the paper seems to do.",
        choices=("missing", "zero"),
    )
    larger_region: str = choice(
        "", help="Column of the firms with the larger region of Table 4 and of clustered errors, such as province."
    )
    mean_weights: str = choice(
        "size",
        help="What weighs regions in the averages of Table 4: their size, their number of firms, or nothing.",
        choices=("size", "firms", "equal"),
    )
    tables: tuple[str, ...] = choice(TABLES, help="Which of the paper's Tables 6 to 10 are wanted.", choices=TABLES)
    small_output: float | None = choice(
        None,
        help="Output below which a firm is small in Table 8, in the table's money; the paper has 5 million.",
        low=0,
    )
    leave_out: tuple[str, ...] = choice(
        (),
        help="Control variables of Tables 7, 9 and 10 that are left out, as where the table lacks them.",
        choices=CONTROLS,
    )
    benchmark_draws: int = choice(
        199, help="How often industries are reshuffled over the regions; 0 for no benchmark.", low=0, high=10_000
    )
    benchmark_by: str = choice(
        "prevalence",
        help="Industries are drawn by the number of regions that have them, or all alike.",
        choices=("prevalence", "uniform"),
    )
    bootstrap_draws: int = choice(
        199,
        help="How often the firms of a region are drawn anew for its interval; 0 for no interval.",
        low=0,
        high=10_000,
    )
    seed: int = choice(1, help="The seed of all draws: the same seed gives the same figures.", low=0)
    level: float = choice(0.95, help="The level of intervals.", low=0.5, high=0.999)
    picture_region: str = choice("", help="The region whose product space is drawn; empty means the largest.")
    picture_links: int = choice(
        60, help="How many of the strongest links are drawn beside the spanning tree.", low=0, high=2_000
    )
    sensitivity: bool = choice(
        True, help="Whether the averages are told under other thresholds, rules and single years of trade."
    )


EXAMPLE = """\
# A country has an advantage in a product where its share in the product's world exports, over its share in all world
# exports, lies above the threshold (the paper: above 1).
advantage_threshold = 1.0
advantage_rule = "above"        # or "at_least"
trade_years = [1998, 1999, 2000]  # [] for every year of the table
shared_products = "one"         # or "left_out"

# The firms: one row a firm ("firms"), or sums of a region and industry ("sums").
rows_are = "firms"
weights = ["output", "employment", "assets"]  # [] for every size the table has
main_weight = "output"
first_year = 1995
last_year = 2004
single_industry = "missing"     # or "zero"

# Table 4 is told for this column of the firms, and errors are clustered by it; "" for the regions themselves.
larger_region = "province"
mean_weights = "size"           # or "firms", "equal"

tables = ["6", "7", "8", "9", "10"]
small_output = 5.0              # in the money of the table; the paper: 5 million yuan
leave_out = []                  # controls the table lacks, such as "fixed_ratio"

# Beyond the paper: what chance would give, and how much rests on single firms.
benchmark_draws = 199
benchmark_by = "prevalence"     # or "uniform"
bootstrap_draws = 199
seed = 1
level = 0.95
picture_region = ""             # "" for the largest
picture_links = 60
sensitivity = true
"""
