"""What a reader must know before believing the tables, each computed from the tables at hand (method B.0)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import CONTROL_TITLES, CountyPanel, Outcome
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.layouts import TYPE_TITLES, TYPES
from analysis.crises.paper import Equations
from analysis.crises.register import YearTypes, crowding, likely_twins
from analysis.estimators.panel import fit_panel
from analysis.estimators.records import EstimationRefused
from analysis.intervals import p_words

FEW = 10
"""A type met by fewer counties than this has clustered errors that cannot be trusted."""

REACTING = ("ln_gdp_pc", "ln_fdi_pc", "industry_share")
"""Controls that a crisis may change, so that holding them fixed hides part of its effect."""


def cautions_of(
    choices: CrisisChoices,
    panel: CountyPanel,
    crises: pd.DataFrame,
    register: YearTypes,
    equations: Equations,
) -> tuple[str, ...]:
    """The questionable points of the method that apply here, with their figures, the weightiest first."""
    told = [
        *_crowded(register),
        *_timing(register),
        *_reacting_controls(choices, panel, equations),
        *_zero_shares(panel),
        *_units(crises),
        *_multiplicity(equations),
        *_zeros(choices, panel),
        *_twins(crises),
    ]
    return tuple(told)


def _crowded(register: YearTypes) -> list[str]:
    found = crowding(register)
    if found is None:
        return []
    return [
        f"{found.count} of {found.total} crises ({100 * found.share:.0f} %) fall in {found.first}–{found.last}. "
        "Whatever else changed in these years is hard to tell from the crises, above all without year effects (R1–R3)."
    ]


def _timing(register: YearTypes) -> list[str]:
    if not register.total:
        return []
    quality = register.by_type[TYPES.index("quality")]
    survivors = (
        "Crises are recalled by informants of clusters that survived; those that a crisis ended are not in the "
        "register."
    )
    if not quality:
        return [survivors]
    return [
        f"{quality} of {register.total} crises are quality crises, which happen because quality is low: what follows "
        f"may be a return to the mean. {survivors}"
    ]


def _reacting_controls(choices: CrisisChoices, panel: CountyPanel, equations: Equations) -> list[str]:
    told = []
    for control in (name for name in REACTING if name in panel.controls):
        others = [name for name in panel.controls if name != control]
        try:
            found = fit_panel(
                panel.frame,
                outcome=control,
                regressors=["crisis", *others],
                entity="county",
                time="year",
                entity_effects=True,
                time_effects=True,
                weights=choices.weights or None,
                cluster=("county",),
                level=choices.level,
            ).coefficient("crisis")
        except EstimationRefused:
            continue
        if found.p_value < 0.1:
            told.append(
                f"The control “{CONTROL_TITLES[control]}” itself moves with the crisis stock ({found.estimate:+.3f}, "
                f"{p_words(found.p_value)}, county and year effects): holding it fixed takes part of the effect away "
                "or adds to it."
            )
    for outcome in panel.outcomes:
        told += _without_controls(choices, panel, outcome, equations)
    return told


def _without_controls(choices: CrisisChoices, panel: CountyPanel, outcome: Outcome, equations: Equations) -> list[str]:
    fits = {each.specification.code: each.fit for each in equations.main[outcome.code] if each.fit}
    if BEST.code not in fits or not panel.controls:
        return []
    full = fits[BEST.code]
    used = panel.sample(outcome)
    rows = used[used[list(panel.controls)].notna().all(axis=1)]
    try:
        bare = fit_specification(panel, outcome, BEST, choices, controls=(), rows=rows).coefficient("crisis")
    except EstimationRefused:
        return []
    with_them = full.coefficient("crisis")
    return [
        f"{outcome.title}: without any control R4 gives {bare.estimate:.3f} on the same rows, with them "
        f"{with_them.estimate:.3f}."
    ]


def _zero_shares(panel: CountyPanel) -> list[str]:
    zeroed = [rule for rule in panel.imputed.rules if rule.code == "soe_zero" and rule.cells]
    if not zeroed or "soe_share" not in panel.controls:
        return []
    filled = np.array(zeroed[0].filled, dtype=bool)
    years = panel.frame.loc[filled, "year"]
    later = panel.frame["year"] >= int(years.min())
    share = 100 * float(filled[later].mean())
    return [
        f"The share of state-owned enterprises was set to zero in {zeroed[0].cells} cells, {share:.0f} % of the rows "
        f"since {int(years.min())}: there it works as a dummy of the period, not as a share."
    ]


def _units(crises: pd.DataFrame) -> list[str]:
    clusters = crises.groupby("county")["cluster"].nunique()
    several = int((clusters > 1).sum())
    if not len(clusters):
        return []
    return [
        f"A crisis is one of a cluster, outcomes are those of its county: {len(clusters)} counties met one, {several} "
        "of them through more than one cluster. The estimate mixes clusters with the rest of their county."
    ]


def _multiplicity(equations: Equations) -> list[str]:
    cells = sum(
        1 for found in equations.by_type.values() for group in found for each in group if each.fit
        for name in (coefficient.name for coefficient in each.fit.coefficients) if name.startswith("crisis_")
    )  # fmt: skip
    thin: Mapping[str, int] = {
        kind: max(met[kind] for met in equations.met.values()) for kind in TYPES if equations.met
    }
    told = []
    if cells:
        told.append(
            f"Table 7 tests {cells} cells. At 10 per cent {cells / 10:g} would be called significant by chance; "
            "see the adjusted p-values."
        )
    few = [f"{TYPE_TITLES[kind].lower()} ({count})" for kind, count in thin.items() if 0 < count < FEW]
    if few:
        told.append(
            f"Types met by fewer than {FEW} counties: {', '.join(few)}. Clustered errors are too small there; "
            "see the randomisation p-values."
        )
    return told


def _zeros(choices: CrisisChoices, panel: CountyPanel) -> list[str]:
    told = []
    for outcome in panel.outcomes:
        if outcome.zeros and outcome.treatment in {"ln_plus_one", "ln_plus_constant", "asinh"}:
            told.append(
                f"{outcome.title}: {outcome.zeros} cells are zero. The estimate depends on the unit "
                f"(per {choices.per_persons:,} persons) and is no percentage; see the treatments of zeros."
            )
    return told


def _twins(crises: pd.DataFrame) -> list[str]:
    twins = likely_twins(crises)
    if not twins:
        return []
    return [
        f"{twins} rows of the register repeat the cluster, year and type of another row. They are counted as crises of "
        "their own; strike them out if they are not."
    ]
