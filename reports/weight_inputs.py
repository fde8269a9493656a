"""What weights are made of: the drawn firms of a cluster, what became of them, and what the frame knows of all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from clusters.models import Cluster, Firm, Frame
from clusters.models.frame import OwnershipClass, SizeClass
from reports.errors import WeightsRefusedError
from reports.weight_employment import FrameEmployment, employment_margin, frame_employment
from scoring.cell_merging import FEWEST_RESPONDENTS
from scoring.raking import Margin
from scoring.weighting import Drawn, Eligibility, Outcome, Settings, Weighting, weight
from surveys.models import Interview, InterviewState

VARIABLES = ("ownership", "size", "sector", "stratum")
Totals = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class WeightChoices:
    """How weights are to be made, as a form gives it and a version keeps it.

    `given_base`: base weights that the list or the draw brought, in place of N/n. `totals` by variable and class were
    typed; a variable of `post_strata` or `margins` without them takes the frame's, scaled to the eligible firms.
    `employment`: the variable, or `all`, by whose classes employees of the frame are trusted; empty: they are not.
    """

    eligibility: str = Eligibility.MEDIAN.value
    given_base: bool = False
    cells: tuple[str, ...] = ()
    fewest: int = FEWEST_RESPONDENTS
    post_strata: str = ""
    margins: tuple[str, ...] = ()
    totals: Totals = field(default_factory=dict)
    trim_at: float | None = None
    employment: str = ""

    def to_json(self) -> dict[str, Any]:
        """The choices as JSON; employment stands in it where it is trusted, so that other weights stay as they were."""
        told = {**asdict(self), "cells": list(self.cells), "margins": list(self.margins)}
        if not self.employment:
            del told["employment"]
        return told


@dataclass(frozen=True, slots=True)
class Sample:
    """The drawn firms of a cluster, in order of code, each with what weighting asks of it; and their frame.

    `outside` counts firms that no stratum of the newest frame holds: they keep the weight they have.
    """

    frame: Frame
    firms: tuple[Firm, ...]
    drawn: tuple[Drawn, ...]
    population: dict[str, int]
    totals: Totals
    outside: int
    employment: FrameEmployment

    @property
    def responded(self) -> int:
        return sum(unit.responded for unit in self.drawn)

    @property
    def pending(self) -> int:
        return sum(unit.outcome is Outcome.PENDING and not unit.responded for unit in self.drawn)


def sample_of(cluster: Cluster) -> Sample:
    """Read the drawn firms of the newest frame; raises WeightsRefusedError where there is none."""
    frame = Frame.objects.filter(cluster=cluster).order_by("version").last()
    if frame is None:
        raise WeightsRefusedError(
            _("This cluster has no sampling frame."),
            _("Bring in the list of its firms first: it says how many there are."),
        )
    firms = list(Firm.objects.filter(cluster=cluster).select_related("stratum", "frame_unit").order_by("code"))
    inside = [firm for firm in firms if firm.stratum is not None and firm.stratum.frame_id == frame.pk]
    if not inside:
        raise WeightsRefusedError(
            _("No firm of this cluster belongs to a stratum of its frame."), _("Bring in the list of its firms again.")
        )
    approved = set(
        Interview.objects.filter(
            firm__cluster=cluster, state=InterviewState.APPROVED, is_second_scoring=False
        ).values_list("firm", flat=True)
    )
    known = dict(frame.strata.exclude(population=None).values_list("code", "population"))
    return Sample(
        frame=frame,
        firms=tuple(inside),
        drawn=tuple(_drawn(firm, firm.pk in approved) for firm in inside),
        population={code: size for code, size in known.items() if size is not None},
        totals=frame_totals(frame),
        outside=len(firms) - len(inside),
        employment=frame_employment(frame),
    )


def frame_totals(frame: Frame) -> Totals:
    """Firms of the population by variable and class: from the list where it is whole, else from its strata.

    Owners and size come from the strata only where these are owners by size. What is not known is not there.
    """
    strata = dict(frame.strata.values_list("code", "population"))
    found: Totals = {}
    if strata and all(size is not None for size in strata.values()):
        found["stratum"] = {code: float(size or 0) for code, size in strata.items() if size}
    units = frame.units.values_list("ownership", "size", "sector")
    if found and sum(found["stratum"].values()) == units.count():
        for place, variable in enumerate(("ownership", "size", "sector")):
            counts = Counter(unit[place] for unit in units)
            if all(counts):
                found[variable] = {label: float(count) for label, count in sorted(counts.items())}
    elif found and all(_is_owners_by_size(code) for code in found["stratum"]):
        for place, variable in enumerate(("ownership", "size")):
            sums: Counter[str] = Counter()
            for code, size in found["stratum"].items():
                sums[code.split("-")[place]] += round(size)
            found[variable] = {label: float(count) for label, count in sorted(sums.items())}
    return found


def reckon(sample: Sample, choices: WeightChoices) -> Weighting:
    """Return the weights; raises WeightingError with what stands in the way."""
    drawn = sample.drawn
    if choices.given_base:
        drawn = tuple(replace(unit, base=firm.base_weight) for firm, unit in zip(sample.firms, drawn, strict=True))
    plain = Settings(Eligibility(choices.eligibility), choices.cells, choices.fewest)
    eligible = weight(drawn, sample.population, plain).steps[-1].total
    settings = Settings(
        eligibility=plain.eligibility,
        cells=plain.cells,
        fewest=plain.fewest,
        post_strata=_margin(choices.post_strata, sample, choices.totals, eligible) if choices.post_strata else None,
        margins=tuple(_margin(name, sample, choices.totals, eligible) for name in choices.margins),
        employment=_employment(sample, choices, eligible) if choices.employment else None,
        trim_at=choices.trim_at,
    )
    return weight(drawn, sample.population, settings)


def eligible_by_stratum(sample: Sample, found: Weighting) -> dict[str, float]:
    """The eligible firms of each stratum, as the second step estimates them."""
    sums: dict[str, float] = {}
    for unit, held in zip(sample.drawn, found.steps[1].weights.tolist(), strict=True):
        sums[unit.stratum] = sums.get(unit.stratum, 0.0) + held
    return {code: round(total, 6) for code, total in sorted(sums.items())}


def _employment(sample: Sample, choices: WeightChoices, eligible: float) -> Margin:
    factor = eligible / sum(sample.population.values())
    return employment_margin(choices.employment, sample.employment, choices.totals, factor)


def _margin(name: str, sample: Sample, typed: Mapping[str, Mapping[str, float]], eligible: float) -> Margin:
    if name in typed:
        return Margin(name, typed[name])
    totals = sample.totals.get(name)
    if not totals:
        raise WeightsRefusedError(
            _("The frame does not say how many firms each class of %(variable)s has.") % {"variable": name},
            _("Type the totals, or choose another variable."),
        )
    # Listed firms that are not eligible weigh nothing, so that the list's shares are kept and its sum is not.
    factor = eligible / sum(totals.values())
    return Margin(name, {label: total * factor for label, total in totals.items()})


def _drawn(firm: Firm, responded: bool) -> Drawn:
    labels = {"stratum": firm.stratum.code if firm.stratum else ""}
    employees = None
    if firm.frame_unit is not None:
        unit = firm.frame_unit
        employees = unit.employees
        labels |= {"ownership": unit.ownership, "size": unit.size, "sector": unit.sector}
    return Drawn(labels["stratum"], Outcome(firm.disposition), responded, labels, employees=employees)


def _is_owners_by_size(code: str) -> bool:
    owners, dash, size = code.partition("-")
    return bool(dash) and owners in OwnershipClass.values and size in SizeClass.values
