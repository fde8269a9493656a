"""What the paper prints, computed from the user's tables: Tables 1 to 7 and Figure 2."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.crises.choices import CrisisChoices
from analysis.crises.concept import concept_figure
from analysis.crises.county_panel import CountyPanel, Outcome
from analysis.crises.descriptions import policy_counts, sector_shares, yearly_growth
from analysis.crises.equation_tables import by_type_table, equations_table, fit_table, type_fit_table
from analysis.crises.equations import Fitted, fit_all, fit_by_type, thin_types
from analysis.crises.layouts import TYPE_TITLES, TYPES
from analysis.crises.register import YearTypes, count_by_year_and_type
from analysis.crises.register_tables import (
    crises_figure,
    imputation_map,
    imputation_table,
    inconsistency_table,
    policy_figure,
    policy_table,
    table_1,
    table_2,
    table_3,
)
from analysis.results import Figure, Refused, ResultTable


@dataclass(slots=True)
class Parts:
    """Tables, pictures and refusals gathered on the way to a result, in the order in which they are shown."""

    tables: list[ResultTable] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Equations:
    """The fits behind Tables 4 to 7: by outcome R1 to R8, the groups of Table 7, the types in it, and who met each."""

    main: Mapping[str, tuple[Fitted, ...]]
    by_type: Mapping[str, tuple[tuple[Fitted, ...], ...]]
    kinds: Mapping[str, tuple[str, ...]]
    met: Mapping[str, Mapping[str, int]]


def describe(parts: Parts, choices: CrisisChoices, panel: CountyPanel, tables: Mapping[str, pd.DataFrame]) -> YearTypes:
    """Tables 1 to 3, Figure 2 and what was imputed; absent tables are told as refused."""
    compare = choices.compare_with_paper
    if "clusters" in tables:
        parts.tables.append(table_1(sector_shares(tables["clusters"]), compare))
    else:
        parts.refused.append(Refused("Table 1", "No table of clusters by sector was given."))
    counted = {
        name: yearly_growth(panel.frame, name) if name in panel.frame.columns else ()
        for name in ("patents", "certified")
    }
    if any(counted.values()):
        parts.tables.append(table_2(counted["patents"], counted["certified"], compare))
    else:
        parts.refused.append(Refused("Table 2", "The county panel has neither patents nor certified enterprises."))
    register = count_by_year_and_type(tables["crises"])
    parts.tables.append(table_3(register, compare))
    parts.figures.append(crises_figure(register))
    if "policies" in tables:
        actions = policy_counts(tables["policies"])
        parts.tables.append(policy_table(actions, compare))
        parts.figures.append(policy_figure(actions))
    else:
        parts.refused.append(Refused("Figure 2", "No register of policy actions was given."))
    parts.tables.append(imputation_table(panel))
    if panel.imputed.flags().to_numpy().any():
        parts.figures.append(imputation_map(panel))
    if compare:
        parts.figures.append(concept_figure())
        parts.tables.append(inconsistency_table())
    return register


def estimate(parts: Parts, choices: CrisisChoices, panel: CountyPanel) -> Equations:
    """Tables 4 to 6 with their fit, and Table 7 with its."""
    compare = choices.compare_with_paper
    main: dict[str, tuple[Fitted, ...]] = {}
    for outcome in panel.outcomes:
        fitted = main[outcome.code] = fit_all(panel, outcome, choices)
        _tell_refusals(parts, f"Equations of {outcome.title}", fitted)
        if any(each.fit for each in fitted):
            parts.tables.append(equations_table(outcome, fitted, panel.controls, compare))
            parts.tables.append(fit_table(outcome, fitted, compare))
    kinds: dict[str, tuple[str, ...]] = {}
    met: dict[str, Mapping[str, int]] = {}
    groups: dict[str, tuple[tuple[Fitted, ...], ...]] = {}
    for outcome in panel.outcomes:
        kinds[outcome.code], met[outcome.code] = thin_types(panel, outcome, choices.least_treated)
        _tell_thin(parts, outcome, kinds[outcome.code], met[outcome.code], choices.least_treated)
        groups[outcome.code] = fit_by_type(panel, outcome, choices, kinds[outcome.code])
        for group in groups[outcome.code]:
            _tell_refusals(parts, f"Table 7, {outcome.title}", group)
    if any(each.fit for found in groups.values() for group in found for each in group):
        parts.tables.append(by_type_table(panel.outcomes, groups, met, choices.types_enter, compare))
        parts.tables.append(type_fit_table(panel.outcomes, groups))
    return Equations(main, groups, kinds, met)


def _tell_refusals(parts: Parts, what: str, fitted: tuple[Fitted, ...]) -> None:
    reasons: dict[str, list[str]] = {}
    for each in fitted:
        if each.fit is None:
            reasons.setdefault(each.refused, []).append(each.specification.code)
    parts.refused += [Refused(f"{what}: {', '.join(codes)}", reason) for reason, codes in reasons.items()]


def _tell_thin(parts: Parts, outcome: Outcome, kinds: tuple[str, ...], met: Mapping[str, int], least: int) -> None:
    for kind in TYPES:
        if kind not in kinds:
            parts.refused.append(
                Refused(
                    f"Table 7, {outcome.title}: {TYPE_TITLES[kind]}",
                    f"{met[kind]} counties met this type, fewer than the {least} asked for (least_treated). "
                    "It is left out of the equations by type.",
                )
            )
