"""What the tables say, in sentences for a reader in a hurry."""

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel
from analysis.crises.equations import BEST
from analysis.crises.layouts import TYPE_TITLES, TYPES
from analysis.crises.paper import Equations
from analysis.crises.register import YearTypes
from analysis.estimators.records import Coefficient


def findings_of(
    choices: CrisisChoices, panel: CountyPanel, register: YearTypes, equations: Equations
) -> tuple[str, ...]:
    """One sentence an outcome on R4, one on how the four equations differ, one on the register."""
    told: list[str] = []
    for outcome in panel.outcomes:
        fits = {each.specification.code: each.fit for each in equations.main[outcome.code] if each.fit}
        if BEST.code in fits:
            told.append(
                _headline(outcome.title, fits[BEST.code].coefficient("crisis"), choices.level, outcome.treatment)
            )
        current = [fits[code].coefficient("crisis").estimate for code in ("R1", "R2", "R3", "R4") if code in fits]
        if len(current) > 1:
            told.append(
                f"{outcome.title}: from the pooled equation to county and year effects the estimate runs from "
                f"{min(current):.3f} to {max(current):.3f}."
            )
    if register.total:
        most = max(range(len(TYPES)), key=lambda place: register.by_type[place])
        told.append(
            f"The register has {register.total} crises in {register.years[0]}–{register.years[-1]}; the most frequent "
            f"type is {TYPE_TITLES[TYPES[most]].lower()} with {register.by_type[most]}."
        )
    else:
        told.append("The register of crises is empty, so that no effect can be told.")
    return tuple(told)


def _headline(title: str, found: Coefficient, level: float, treatment: str) -> str:
    sure = "its interval leaves zero out" if found.low > 0 or found.high < 0 else "its interval holds zero"
    unit = "" if treatment == "as given" else " log points" if treatment == "ppml" else " in the transformed outcome"
    return (
        f"{title}: one crisis more goes with {found.estimate:+.3f}{unit} (R4, county and year effects; "
        f"{100 * level:g} % interval {found.low:.3f} to {found.high:.3f}); {sure}. This is a correlation, see cautions."
    )
