"""Every choice of a run of the development phase. The paper prints no threshold: each of them is ours and is named."""

from dataclasses import dataclass

from analysis.specifications import choice

TITLE = "Development phase and policy sequence"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What makes a trend a signal. Rates are yearly changes of logarithms, over a centred window of years."""

    window: int = choice(
        3, help="Years of the centred window over which trends are taken; an odd number.", low=3, high=9
    )
    ends: str = choice(
        "none",
        help="What the first and last years get: none, or a one-sided trend over the nearest full window.",
        choices=("none", "one_sided"),
    )
    initiation_firms: float = choice(
        10.0, help="A cluster that never had more firms than this is being initiated.", low=1
    )
    firms_change: float = choice(
        0.02, help="Yearly change of log firms from which their number counts as growing or falling.", low=0
    )
    profit_high: float = choice(
        0.6, help="Profit counts as high from this share of the highest smoothed profit so far.", low=0, high=1
    )
    profit_benchmark: float | None = choice(
        None, help="Profit per firm from which it counts as high, in place of the share of the highest so far."
    )
    profit_change: float = choice(
        0.05, help="Yearly change of profit, as a share of the highest so far, from which it is not flat.", low=0
    )
    survival_years: int = choice(
        3, help="Years in a row that must look like survival before it is told from a turning point.", low=1, high=20
    )
    size_change: float = choice(
        0.02, help="Yearly change of log workers per firm from which firms grow or shrink.", low=0
    )
    small_size: float = choice(30.0, help="Firms count as small below this mean number of workers.", low=0)
    output_change: float = choice(0.02, help="Yearly change of log output from which it grows or falls.", low=0)
    productivity_change: float = choice(
        0.03, help="Yearly change of log output per worker from which productivity is not flat.", low=0
    )
    quality_change: float = choice(
        0.02, help="Yearly change of the log quality index from which quality is not flat.", low=0
    )
    price_change: float = choice(0.02, help="Yearly change of log price from which it rises or falls.", low=0)
    exports_change: float = choice(
        0.01, help="Yearly change of the share of output that is exported from which exports widen.", low=0
    )


@dataclass(frozen=True, slots=True)
class Specification(Thresholds):
    """The thresholds, the conditions of the advice, and the choices of a training trial."""

    credit_needs_training: bool = choice(
        True, help="Whether zones and credit wait until management training has begun in the cluster."
    )
    show_cases: bool = choice(True, help="Whether the result holds the paper's nineteen cases.")
    trial_design: str = choice(
        "randomised",
        help="How firms came to be invited: by lot, or otherwise and then compared with matched or with all others.",
        choices=("randomised", "matched", "unmatched"),
    )
    baseline_wave: int = choice(0, help="The wave before the training.")
    outcomes: tuple[str, ...] = choice((), help="Columns of the trial that are outcomes.")
    practices: tuple[str, ...] = choice((), help="Columns of the trial that are practice items, each 0 to 1.")
    practices_known: float = choice(
        1.0,
        help="Least share of items known for a practice score; the score is the share met of those known.",
        low=0.01,
        high=1,
    )
    baseline: tuple[str, ...] = choice(
        (), help="Columns whose values at the baseline are balanced, matched and held fixed."
    )
    lagged_outcome: bool = choice(
        True, help="Whether the outcome at the baseline is held fixed (analysis of covariance), where it was measured."
    )
    errors: str = choice(
        "HC1", help="Standard errors where lots were drawn over firms.", choices=("HC1", "HC3", "plain")
    )
    caliper: float | None = choice(
        None, help="Greatest Mahalanobis distance between matched firms; none matches every one.", low=0
    )
    adjustment: str = choice("holm", help="Adjustment of p-values over all outcomes.", choices=("holm", "bh"))
    level: float = choice(0.95, help="Level of the intervals.", low=0.5, high=0.999)
    repetitions: int = choice(
        999, help="Draws of lots in randomisation tests and of firms in bootstraps.", low=99, high=99_999
    )
    seed: int = choice(1, help="Seed of the draws.", low=0)
