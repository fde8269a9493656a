"""Weights ready to be read: the versions of a cluster, one of them, and what the frame knows of its classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from clusters.models import Cluster, Firm
from reports.models import WeightVersion
from reports.weight_inputs import Sample
from reports.weight_words import (
    NAMES,
    STEPS,
    class_in_words,
    merges_in_words,
    notes_in_words,
    settings_in_words,
)
from reports.weights import figures_of, notes_of
from reports.weights_in_use import weights_in_use
from scoring.weighting import Step, Weighting
from surveys.models import Interview, InterviewState


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class of a variable: its code, firms and employees of the population (None where not known), drawn ones."""

    variable: str
    variable_label: str
    code: str
    label: str
    population: float | None
    drawn: int
    answered: int
    employees: float | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of weighting with its figures."""

    label: str
    figures: dict[str, Any]


def class_lines(sample: Sample) -> list[ClassLine]:
    """Every class of every variable of the frame, in the order of the variables."""
    lines = []
    for variable, label in NAMES.items():
        totals, employees = sample.totals.get(variable, {}), sample.employment.totals.get(variable, {})
        seen = {unit.labels.get(variable, "") for unit in sample.drawn} - {""}
        for code in sorted(seen | set(totals)):
            units = [unit for unit in sample.drawn if unit.labels.get(variable) == code]
            answered = sum(unit.responded for unit in units)
            lines.append(
                ClassLine(
                    variable=variable,
                    variable_label=str(label),
                    code=code,
                    label=class_in_words(code),
                    population=totals.get(code),
                    drawn=len(units),
                    answered=answered,
                    employees=employees.get(code),
                )
            )
    return lines


def step_lines(steps: Sequence[dict[str, Any]]) -> list[StepLine]:
    """The steps of a version with their names."""
    return [StepLine(str(STEPS[Step(figures["step"])]), figures) for figures in steps]


def preview_of(sample: Sample, found: Weighting) -> dict[str, Any]:
    """What a page shows of weights that are not kept yet."""
    merges = [[each.cell, each.into, each.respondents, each.into_respondents] for each in found.merges]
    return {
        "steps": step_lines([figures_of(step) for step in found.steps]),
        "merges": merges_in_words(merges),
        "notes": notes_in_words(notes_of(sample, found)),
    }


def version_of(cluster: Cluster, number: int) -> WeightVersion:
    """The version of this number, or a refusal."""
    found = WeightVersion.objects.filter(cluster=cluster, number=number).select_related("by").first()
    if found is None:
        raise Http404(_("This cluster has no such weights."))
    return found


def version_context(cluster: Cluster, version: WeightVersion) -> dict[str, Any]:
    """What the page of a version shows."""
    return {
        "study": cluster.study,
        "cluster": cluster,
        "version": version,
        "steps": step_lines(version.steps),
        "merges": merges_in_words(version.merges),
        "notes": notes_in_words(version.notes),
        "settings": settings_in_words(version.how),
        "in_use": weights_in_use(cluster) == version,
        "firms": version.firms,
        "heads": [STEPS[Step(figures["step"])] for figures in version.steps],
    }


def answered_since(cluster: Cluster, version: WeightVersion) -> int:
    """Firms whose interviews were approved after the weights were made: they count with their base weights."""
    carrying = {told["firm"] for told in version.firms if told["weights"][-1] > 0}
    approved = Interview.objects.filter(
        firm__cluster=cluster, state=InterviewState.APPROVED, is_second_scoring=False
    ).values_list("firm", flat=True)
    return sum(str(firm) not in carrying for firm in approved)


def weighed_anew(cluster: Cluster, version: WeightVersion) -> int:
    """Firms whose weights a list or a draw has set since, so that they are not those of the version in use."""
    carried = {told["firm"]: told["weights"][-1] for told in version.firms}
    firms = Firm.objects.filter(cluster=cluster).values_list("pk", "base_weight", "final_weight")
    return sum(final != (carried.get(str(pk)) or base) for pk, base, final in firms)
