"""Weights in words: their steps and assumptions, what stands in the way of them, and the notes of a version."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.stratum_words import class_words
from reports.errors import WeightsRefusedError
from scoring.weighting import EMPLOYMENT, WHOLE, Eligibility, Step
from scoring.weighting_errors import WeightingError, WeightingFault

STEPS = {
    Step.BASE: gettext_lazy("Base"),
    Step.ELIGIBILITY: gettext_lazy("Eligibility"),
    Step.NON_RESPONSE: gettext_lazy("Non-response"),
    Step.POST_STRATIFICATION: gettext_lazy("Post-stratification"),
    Step.RAKING: gettext_lazy("Raking"),
    Step.TRIMMING: gettext_lazy("Trimming"),
}
ASSUMPTIONS = {
    Eligibility.STRICT: gettext_lazy("Strict: firms confirmed as eligible"),
    Eligibility.MEDIAN: gettext_lazy("Median: also firms that refused or left it open"),
    Eligibility.WEAK: gettext_lazy("Weak: also firms that could not be reached"),
}
NAMES = {
    "ownership": gettext_lazy("Ownership"),
    "size": gettext_lazy("Size"),
    "sector": gettext_lazy("Sector"),
    "stratum": gettext_lazy("Stratum"),
}
ALL_NAMES = {**NAMES, EMPLOYMENT: gettext_lazy("Employment")}
EMPLOYMENT_BY = {WHOLE: gettext_lazy("The whole cluster"), **NAMES}
FAULTS = {
    WeightingFault.NO_POPULATION: (
        gettext_lazy("How many firms the stratum %(stratum)s has is not known."),
        gettext_lazy("Enter it in the list and bring the list in again."),
    ),
    WeightingFault.SMALL_POPULATION: (
        gettext_lazy("Of the stratum %(stratum)s %(drawn)s firms were drawn, and it has %(known)s."),
        gettext_lazy("Correct its number of firms in the list."),
    ),
    WeightingFault.NOBODY_DRAWN: (
        gettext_lazy("The stratum %(stratum)s has firms, and none was drawn."),
        gettext_lazy("Merge it with another in the list, or leave it out of the population."),
    ),
    WeightingFault.NOBODY_RESPONDED: (
        gettext_lazy("In the cell %(cell)s nobody answered."),
        gettext_lazy("Ask for more firms in a cell, so that it is merged, or approve an interview."),
    ),
    WeightingFault.NO_LABEL: (
        gettext_lazy("Of %(count)s firms that answered the class of %(variable)s is not known."),
        gettext_lazy("Choose another variable, or complete the list."),
    ),
    WeightingFault.CLASS_WITHOUT_TOTAL: (
        gettext_lazy("The class %(label)s of %(variable)s has firms that answered, but no total above 0."),
        gettext_lazy("Give it one."),
    ),
    WeightingFault.TOTAL_WITHOUT_UNIT: (
        gettext_lazy("The class %(label)s of %(variable)s has a total of %(total)s, but no firm of it answered."),
        gettext_lazy("Merge it with another class in the totals, or leave the variable out."),
    ),
    WeightingFault.MARGINS_DISAGREE: (
        gettext_lazy("The totals of %(variable)s sum to %(total)s, those of %(other)s to %(other_total)s."),
        gettext_lazy("Give totals of the same firms."),
    ),
    WeightingFault.NOT_CONVERGED: (
        gettext_lazy("After %(rounds)s rounds the class %(label)s of %(variable)s is still %(gap)s %% from its total."),
        gettext_lazy("Leave a variable out, or merge small classes in its totals."),
    ),
    WeightingFault.NO_AMOUNT: (
        gettext_lazy("Of %(count)s firms that answered the list does not say how many employees they have."),
        gettext_lazy("Complete the list, or leave employment out."),
    ),
    WeightingFault.OUT_OF_REACH: (
        gettext_lazy(
            "%(label)s: the totals make %(mean)s employees a firm, and those that answered have %(least)s to %(most)s. "
            "No weights meet that."
        ),
        gettext_lazy("Leave employment out, or take it for wider classes."),
    ),
    WeightingFault.LOW_BOUND: (
        gettext_lazy("Weights of %(times)s times the median at most cannot hold the number of firms."),
        gettext_lazy("Give a higher bound."),
    ),
}


def refusal_of(fault: WeightingError) -> WeightsRefusedError:
    """What stands in the way of weights, in words, with what would be right."""
    fact, remedy = FAULTS[fault.fault]
    told = {name: _in_words(name, value) for name, value in fault.told.items()}
    return WeightsRefusedError(str(fact) % told, str(remedy))


def class_in_words(label: str) -> str:
    """A class as people call it."""
    if label == WHOLE:
        return _("All firms")
    return class_words(label) if label else "–"


def cell_in_words(cell: str) -> str:
    """A cell, or several that were merged."""
    return " + ".join(class_in_words(part) for part in cell.split(" + "))


def settings_in_words(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How a version was made, choice by choice."""
    cells = ", ".join(str(NAMES[each]) for each in settings["cells"]) or str(NAMES["stratum"])
    found = [
        (_("Eligible firms"), str(ASSUMPTIONS[Eligibility(settings["eligibility"])])),
        (
            _("Base weights"),
            _("as the list or the draw gave them") if settings["given_base"] else _("N / n by stratum"),
        ),
        (
            _("Cells of non-response"),
            _("%(cells)s, at least %(fewest)s firms") % {"cells": cells, "fewest": settings["fewest"]},
        ),
    ]
    if settings["post_strata"]:
        found.append((_("Post-stratified by"), str(NAMES[settings["post_strata"]])))
    if settings["margins"]:
        found.append((_("Raked to"), ", ".join(str(NAMES[each]) for each in settings["margins"])))
    if settings.get("employment"):
        found.append(
            (_("Employment of the frame"), _("trusted: %(by)s") % {"by": EMPLOYMENT_BY[settings["employment"]]})
        )
    found += [
        (_("Totals of %(variable)s") % {"variable": ALL_NAMES[name]}, _totals(totals))
        for name, totals in settings["totals"].items()
    ]
    if settings["trim_at"] is not None:
        bound = number_format(settings["trim_at"])
        found.append((_("Trimmed at"), _("%(bound)s times the median") % {"bound": bound}))
    return found


def merges_in_words(merges: Sequence[Sequence[Any]]) -> list[str]:
    """Which cells were merged with which, and how many firms had answered in each."""
    return [
        ngettext(
            "%(cell)s (%(count)d firm answered) was merged with %(into)s (%(others)d).",
            "%(cell)s (%(count)d firms answered) was merged with %(into)s (%(others)d).",
            count,
        )
        % {"cell": cell_in_words(cell), "count": count, "into": cell_in_words(into), "others": others}
        for cell, into, count, others in merges
    ]


def notes_in_words(notes: Mapping[str, Any]) -> list[str]:
    """What else there is to know of a version."""
    found = []
    if notes["pending"]:
        found.append(
            ngettext(
                "%(count)d firm was not yet contacted: it takes the share of eligible firms of its stratum.",
                "%(count)d firms were not yet contacted: they take the share of eligible firms of their strata.",
                notes["pending"],
            )
            % {"count": notes["pending"]}
        )
    if notes["outside"]:
        found.append(
            ngettext(
                "%(count)d firm is in no stratum of the frame and keeps the weight it has.",
                "%(count)d firms are in no stratum of the frame and keep the weights they have.",
                notes["outside"],
            )
            % {"count": notes["outside"]}
        )
    if notes["rounds"]:
        found.append(_("Raking took %(rounds)d rounds.") % {"rounds": notes["rounds"]})
    if notes.get("employees") is not None:
        found.append(_employees_in_words(notes["employees"], notes.get("employees_at_last")))
    if notes["trimmed"]:
        found.append(
            ngettext("%(count)d weight was cut.", "%(count)d weights were cut.", notes["trimmed"])
            % {"count": notes["trimmed"]}
        )
    if notes["margin_gap"] is not None and notes["trimmed"]:
        gap = number_format(f"{100 * notes['margin_gap']:.1f}", 1)
        found.append(_("Trimming moved a class up to %(gap)s %% away from its total.") % {"gap": gap})
    return found


def _employees_in_words(before: float, at_last: float | None) -> str:
    """How many employees the firms stand for; weights that were kept before both were told have the first alone."""
    told = {"employees": number_format(f"{before:.0f}", force_grouping=True)}
    if at_last is None:
        return _("Before raking the firms that answered stood for %(employees)s employees.") % told
    told["last"] = number_format(f"{at_last:.0f}", force_grouping=True)
    return (
        _("Before raking the firms that answered stood for %(employees)s employees; with these weights for %(last)s.")
        % told
    )


def _totals(totals: Mapping[str, float]) -> str:
    return ", ".join(f"{class_in_words(label)} {number_format(f'{total:g}')}" for label, total in totals.items())


def _in_words(name: str, value: Any) -> str:
    if name in ("variable", "other"):
        return str(ALL_NAMES.get(value, value))
    if name in ("label", "stratum", "cell"):
        return cell_in_words(str(value))
    if name == "mean":
        return number_format(f"{value:.1f}", 1)
    if name == "gap":
        return number_format(f"{100 * value:.1f}", 1)
    return number_format(f"{value:g}") if isinstance(value, float) else str(value)
