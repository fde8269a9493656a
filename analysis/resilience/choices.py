"""Every choice of the analysis of resilience."""

from dataclasses import dataclass

from analysis.resilience.layouts import OUTCOMES
from analysis.specifications import SpecificationError, choice

TITLE = "Resilience to a shock"


@dataclass(frozen=True, slots=True)
class ResilienceChoices:
    """The choices of one run; the years default to those of the paper."""

    outcomes: tuple[str, ...] = choice(
        (), help="Which outcomes are analysed; empty: every outcome that the table of regions has.", choices=OUTCOMES
    )
    year_before: int = choice(2018, help="The year before the shock that the two-by-two comparisons start from.")
    base_year: int = choice(2019, help="The last year before the shock: reference of the event study.")
    year_shock: int = choice(2020, help="The year of the shock.")
    year_after: int = choice(2022, help="The year by which recovery is measured.")
    comparison: str = choice(
        "growth",
        help="What the two-by-two comparisons compare: growth on an earlier year, the level, or its logarithm.",
        choices=("growth", "level", "log"),
    )
    growth_years: int = choice(
        1, help="Over how many years growth is taken; the paper's printed means fit growth on the year before.", low=1
    )
    treatment: str = choice(
        "strong_clusters",
        help="Who counts as treated: regions with much employment in strong clusters before the shock, or the column "
        "“treated” of the table of regions; none: resilience is measured and nothing compared.",
        choices=("strong_clusters", "column", "none"),
    )
    treatment_years: tuple[int, ...] = choice(
        (2017, 2018, 2019), help="The years, all before the shock, over which the strength of clusters is averaged."
    )
    lq_cut: float = choice(1.3, help="A cluster is strong in a region from this location quotient on.", low=0.0)
    share_cut: float = choice(
        0.01, help="… and from this share of the region in the cluster's employment on.", low=0.0, high=1.0
    )
    traded_only: bool = choice(True, help="Whether only traded clusters can be strong.")
    treated_from: float | None = choice(
        None,
        help="A region is treated from this share of employment in strong clusters on; empty: the median region.",
        low=0.0,
        high=1.0,
    )
    dose: str = choice(
        "group",
        help="Whether the event study compares the groups or the intensity (share of employment in strong clusters).",
        choices=("group", "intensity"),
    )
    cluster_by: str = choice(
        "region", help="What standard errors are clustered by.", choices=("region", "state", "division")
    )
    division_by_year: bool = choice(False, help="Effects of division and year in place of effects of the year.")
    exposure: bool = choice(
        False, help="Whether the fall expected from the mix of industries is controlled for (table of industries)."
    )
    carry_clusters: bool = choice(
        False,
        help="Whether clusters of the last year known stand in for a later year without any, in the tables that follow "
        "the paper; the platform ended in 2020, so the paper must have done something of the kind for 2022.",
    )
    yardstick: str = choice(
        "peak",
        help="What a fall is measured against: the peak before the shock, or the trend before it carried on.",
        choices=("peak", "trend"),
    )
    pre_years: int = choice(3, help="How many years up to the base year the peak or the trend is taken from.", low=1)
    whole: str = choice(
        "", help="The row of the table that is the whole country; empty: the sum of the regions with every year."
    )
    wild_weights: str = choice("webb", help="Weights of the wild cluster bootstrap.", choices=("webb", "rademacher"))
    wild_repetitions: int = choice(999, help="Repetitions of the wild cluster bootstrap; 0: none.", low=0, high=99999)
    synthetic: bool = choice(True, help="Whether synthetic difference in differences is computed.")
    synthetic_variance: str = choice(
        "jackknife",
        help="Its standard error: regions left out in turn, drawn again, or others treated in turn (needs more others "
        "than treated).",
        choices=("jackknife", "bootstrap", "placebo"),
    )
    synthetic_repetitions: int = choice(
        200, help="Repetitions behind its standard error by bootstrap or placebo.", low=50, high=10000
    )
    honest_m: tuple[float, ...] = choice(
        (0.5, 1.0, 2.0),
        help="How many times the largest break before the shock a break after it may be, in the bounds of the event "
        "study.",
        low=0.0,
    )
    power: bool = choice(
        False,
        help="Whether to compute which drift the years before could have shown; ten years take half a minute each.",
    )
    cutoff: float = choice(0.0, help="The cut-off of the programme's score.")
    bandwidth: float | None = choice(None, help="The bandwidth; empty: the one with least mean squared error.", low=0.0)
    kernel: str = choice(
        "triangular", help="The kernel of the discontinuity.", choices=("triangular", "uniform", "epanechnikov")
    )
    donut: float = choice(0.0, help="Scores nearer to the cut-off than this are left out in the donut test.", low=0.0)
    placebo_cutoffs: tuple[float, ...] = choice((), help="Scores at which nothing happened, to test as cut-offs.")
    level: float = choice(0.95, help="The level of the intervals.", low=0.5, high=0.999)
    seed: int = choice(1, help="The seed of everything that draws.", low=0)

    def __post_init__(self) -> None:
        problems = []
        years = (self.year_before, self.base_year, self.year_shock, self.year_after)
        if not years[0] <= years[1] < years[2] < years[3]:
            problems.append(
                "year_before, base_year, year_shock and year_after must stand in this order, and the shock after the "
                f"base year; they are {years}."
            )
        if self.treatment == "strong_clusters" and not self.treatment_years:
            problems.append("“treatment_years” is empty. Name the years before the shock in which clusters are judged.")
        late = [year for year in self.treatment_years if year >= self.year_shock]
        if self.treatment == "strong_clusters" and late:
            problems.append(
                f"“treatment_years” holds {late}, which the shock of {self.year_shock} may have changed already. "
                "Leave in only years before it."
            )
        if self.dose == "intensity" and self.treatment == "column":
            problems.append('“dose” is intensity, but the column “treated” has none. Use dose = "group".')
        if self.yardstick == "trend" and self.pre_years < 3:
            problems.append(
                "“pre_years” must be at least 3 for a trend; with fewer there is nothing to draw it through."
            )
        if problems:
            raise SpecificationError(problems)
