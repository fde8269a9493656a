"""What the paper does not do and a reader of today asks for, in one sequence with its progress."""

from collections.abc import Callable

from analysis.crises.bounds import add_bounds
from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel
from analysis.crises.dynamics import Path, add_decomposition, add_event_studies, add_weights
from analysis.crises.paper import Equations, Parts
from analysis.crises.repeated import add_repeated
from analysis.crises.robustness import add_leave_one_out, add_randomisation, add_wild_bootstrap
from analysis.crises.zero_treatments import add_zero_treatments
from analysis.systems import Progress


def go_beyond(
    parts: Parts, choices: CrisisChoices, panel: CountyPanel, equations: Equations, progress: Progress
) -> tuple[Path, ...]:
    """Add every further table and picture to `parts`; what cannot be computed is refused there with its reason.

    The answer is the event studies, for the findings.
    """

    def told(doing: str, start: float, end: float) -> Callable[[float], None]:
        progress(doing, start)
        return lambda share: progress(doing, start + share * (end - start))

    told("Treating zeros in other ways", 0.12, 0.15)
    add_zero_treatments(parts, choices, panel)
    paths = add_event_studies(parts, choices, panel, told("Following counties around their first crisis", 0.15, 0.33))
    told("Letting trends part", 0.33, 0.35)
    add_bounds(parts, choices, paths)
    told("Looking into the weights of the equations", 0.35, 0.40)
    add_weights(parts, panel)
    add_decomposition(parts, panel)
    add_repeated(parts, choices, panel, told("Following counties through repeated crises", 0.40, 0.50))
    add_wild_bootstrap(parts, choices, panel, told("Drawing counties in the wild bootstrap", 0.50, 0.55))
    add_randomisation(parts, choices, panel, equations, told("Swapping crises between counties", 0.55, 0.80))
    add_leave_one_out(parts, choices, panel, told("Leaving one county out at a time", 0.80, 1.0))
    return paths
