"""What stands in the way of weights, as a code with its particulars and a sentence. Source: method.md A.6, point 5."""

from __future__ import annotations

from enum import StrEnum


class WeightingFault(StrEnum):
    """Why weights could not be made."""

    NO_POPULATION = "no_population"
    SMALL_POPULATION = "small_population"
    NOBODY_DRAWN = "nobody_drawn"
    NOBODY_RESPONDED = "nobody_responded"
    NO_LABEL = "no_label"
    CLASS_WITHOUT_TOTAL = "class_without_total"
    TOTAL_WITHOUT_UNIT = "total_without_unit"
    MARGINS_DISAGREE = "margins_disagree"
    NOT_CONVERGED = "not_converged"
    LOW_BOUND = "low_bound"
    NO_AMOUNT = "no_amount"
    OUT_OF_REACH = "out_of_reach"


SENTENCES = {
    WeightingFault.NO_POPULATION: (
        "Stratum {stratum}: how many firms it has is not known; enter its population in the frame."
    ),
    WeightingFault.SMALL_POPULATION: (
        "Stratum {stratum}: {drawn} units drawn of {known}; correct the population in the frame."
    ),
    WeightingFault.NOBODY_DRAWN: (
        "Stratum {stratum}: has firms but none was drawn; merge it with a neighbour or leave its population out."
    ),
    WeightingFault.NOBODY_RESPONDED: "Cell {cell}: nobody responded; merge it with a neighbour.",
    WeightingFault.NO_LABEL: (
        "{variable}: {count} responding units have no class; give each one or choose another variable."
    ),
    WeightingFault.CLASS_WITHOUT_TOTAL: (
        "{variable}: the class {label} has respondents but no total; give it one above 0."
    ),
    WeightingFault.TOTAL_WITHOUT_UNIT: (
        "{variable}: the class {label} has a total of {total:g} but no respondent; merge it with another class."
    ),
    WeightingFault.MARGINS_DISAGREE: (
        "Raking: the totals of {variable} sum to {total:g}, those of {other} to {other_total:g}; "
        "give margins of the same population."
    ),
    WeightingFault.NOT_CONVERGED: (
        "Raking: after {rounds} rounds the class {label} of {variable} is still {gap:.2%} away from its total; "
        "merge small classes or leave a margin out."
    ),
    WeightingFault.NO_AMOUNT: (
        "Employment: of {count} responding units the frame gives no head count; complete it or leave employment out."
    ),
    WeightingFault.OUT_OF_REACH: (
        "Employment of {label}: the totals make a mean of {mean:g}, and responding units have {least:g} to {most:g}; "
        "no weights meet this. Leave employment out or take wider classes."
    ),
    WeightingFault.LOW_BOUND: "Trimming: a bound of {times:g} medians cannot hold the total; give a higher one.",
}


class WeightingError(ValueError):
    """Weights that cannot be made: ``fault`` and ``told`` for whoever words it anew, and a sentence."""

    def __init__(self, fault: WeightingFault, **told: object) -> None:
        super().__init__(SENTENCES[fault].format(**told))
        self.fault = fault
        self.told = told
