"""What the tables say, in sentences for a reader in a hurry."""

from collections.abc import Sequence

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CountyPanel
from analysis.crises.dynamics import TITLES, Path
from analysis.crises.equations import BEST
from analysis.crises.layouts import TYPE_TITLES, TYPES
from analysis.crises.paper import Equations
from analysis.crises.register import YearTypes
from analysis.estimators.records import Coefficient
from analysis.intervals import p_words


def findings_of(
    choices: CrisisChoices,
    panel: CountyPanel,
    register: YearTypes,
    equations: Equations,
    paths: Sequence[Path] = (),
) -> tuple[str, ...]:
    """An outcome at a time R4, how the four equations differ, and the event study; then the register."""
    told: list[str] = []
    headlines = _headlines(paths)
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
        if outcome.code in headlines:
            told.append(_first_crisis(*headlines[outcome.code], choices.level))
    if register.total:
        most = max(range(len(TYPES)), key=lambda place: register.by_type[place])
        told.append(
            f"The register has {register.total} crises in {register.years[0]}–{register.years[-1]}; the most frequent "
            f"type is {TYPE_TITLES[TYPES[most]].lower()} with {register.by_type[most]}."
        )
    else:
        told.append("The register of crises is empty, so that no effect can be told.")
    return tuple(told)


def _headlines(paths: Sequence[Path]) -> dict[str, tuple[Path, Coefficient]]:
    found: dict[str, tuple[Path, Coefficient]] = {}
    for each in paths:
        if each.path.overall:
            found.setdefault(each.outcome.code, (each, each.path.overall))
    return found


def _first_crisis(each: Path, overall: Coefficient, level: float) -> str:
    before = each.path.joint_pre_p
    looked = "earlier years cannot be tested" if before is None else f"{p_words(before)} that earlier ones show nothing"
    return (
        f"{each.outcome.title}: the first crisis changes it by {overall.estimate:+.3f} on average "
        f"({TITLES[each.estimator]}; {100 * level:g} % interval {overall.low:.3f} to {overall.high:.3f}; {looked})."
    )


def _headline(title: str, found: Coefficient, level: float, treatment: str) -> str:
    sure = "its interval leaves zero out" if found.low > 0 or found.high < 0 else "its interval holds zero"
    unit = "" if treatment == "as given" else " log points" if treatment == "ppml" else " in the transformed outcome"
    return (
        f"{title}: one crisis more goes with {found.estimate:+.3f}{unit} (R4, county and year effects; "
        f"{100 * level:g} % interval {found.low:.3f} to {found.high:.3f}); {sure}. This is a correlation, see cautions."
    )
