"""What has to be said beside the figures: notes on one cluster, warnings on a whole run. Pure."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.models import SeriesKind
from reports.joined_strata import joined_notes
from reports.results import ClusterResult
from reports.sampling import NoSample
from reports.specification import Specification
from scoring.admission import admission
from scoring.aggregate_growth import AggregateBasis
from scoring.rungs import Dimension
from scoring.vectorised import NO_POINT, LevelColumns

ALIKE = 0.95
IMPLAUSIBLE_WAGE_GROWTH_PCT = 15.0

DIMENSION_NAMES = {
    "hr": gettext_lazy("human resources"),
    "process": gettext_lazy("process technology"),
    "product": gettext_lazy("product technology"),
}


def cluster_notes(
    result: ClusterResult,
    inputs: Mapping[str, Any],
    specification: Specification,
    levels: Mapping[Dimension, LevelColumns],
) -> ClusterResult:
    """Return the result with everything a reader of its figures has to know, in the order of the tables."""
    location, wages = result.exports_growth_location, result.real_wage_growth
    notes = [
        (_on_experience(inputs, specification), False),
        (_on_growth(result), location.protected),
        (_on_location(result, inputs, specification), location.protected),
        (_on_ownership(result), False),
        (_on_unknown_rungs(result, specification), False),
        (_on_assessed(result, specification), True),
        (_on_likeness(levels), False),
        (sample_notes(result), False),
        (joined_notes(result), True),
        (_on_wages(result, specification), wages.protected),
    ]
    return replace(
        result,
        notes=tuple(note for found, _is_protected in notes for note in found),
        public_notes=tuple(note for found, is_protected in notes if not is_protected for note in found),
    )


def run_warnings(clusters: Sequence[ClusterResult], specification: Specification) -> list[str]:
    """Return what holds for every table of the run."""
    warnings = [
        _(
            "The survey's papers print no item wording, no scoring rule, no threshold and no votes: questionnaire, "
            "rule set and voting are a reconstruction. Levels rest on the rule set %(rules)s, level rule %(rule)s."
        )
        % {"rules": specification.rule_set, "rule": specification.level_rule}
    ]
    if specification.is_reconstruction:
        warnings.append(_("The firms of this study are reconstructed from published totals; none is a real firm."))
    if specification.growth_over is not AggregateBasis.OFFICIAL_SERIES:
        warnings.append(
            _(
                "Growth from firms rests on those alive at the interview: what firms exported and employed that have "
                "closed since %(year)d is missing from the base year, so growth is overstated."
            )
            % {"year": specification.base_year}
        )
    if not any(cluster.firms for cluster in clusters):
        warnings.append(_("No interview is approved; only the phases of the pillars can be told."))
    return warnings


def likeness(one: LevelColumns, other: LevelColumns) -> float | None:
    """Return the correlation of two dimensions' levels over the firms that have both, -1 to 1.

    None with fewer than three such firms or where one dimension has one level only.
    """
    both = (one.point != NO_POINT) & (other.point != NO_POINT)
    first, second = one.point[both].astype(float), other.point[both].astype(float)
    if first.size < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def _on_experience(inputs: Mapping[str, Any], specification: Specification) -> list[str]:
    """The first condition of admission: twenty years of experience (method, A.5)."""
    started = inputs["started_year"]
    if started is None:
        return [
            _(
                "The year in which the cluster began is not entered: whether it meets the survey's condition of 20 "
                "years of experience is not known."
            )
        ]
    margin = admission(specification.reference_year - started, None, None).years_margin
    if margin is None or margin >= 0:
        return []
    return [
        _(
            "The cluster began in %(started)d, less than 20 years before %(year)d: it does not meet the "
            "survey's condition of experience."
        )
        % {"started": started, "year": specification.reference_year}
    ]


def _on_growth(result: ClusterResult) -> list[str]:
    """The second condition of admission: exports that outgrow the nation's (method, A.5)."""
    found = admission(None, result.exports_growth_location.value, result.exports_growth_national.value)
    if found.growth_margin is None:
        return [
            _(
                "Growth of exports is not known for the location, the nation or both: whether the cluster meets the "
                "survey's condition of growth is not known."
            )
        ]
    if found.growth_margin > 0:
        return []
    return [
        _(
            "Exports of the location did not grow faster than the nation's (margin %(margin).1f points): "
            "the cluster does not meet the survey's condition of growth."
        )
        % {"margin": found.growth_margin}
    ]


def _on_location(result: ClusterResult, inputs: Mapping[str, Any], specification: Specification) -> list[str]:
    if SeriesKind.LOCATION_EXPORTS in inputs["series"] or result.exports_growth_location.value is None:
        return []
    if specification.growth_over is AggregateBasis.OFFICIAL_SERIES:
        return []
    return [
        ngettext(
            "There is no series of the location's exports: its growth is that of %(count)d firm of the sample.",
            "There is no series of the location's exports: its growth is that of %(count)d firms of the sample.",
            result.exports_growth_location.n,
        )
        % {"count": result.exports_growth_location.n}
    ]


def _on_ownership(result: ClusterResult) -> list[str]:
    unknown = result.ownership.unknown
    if not unknown:
        return []
    return [
        ngettext(
            "The owners of %(count)d firm are not known; it is left out of the foreign share.",
            "The owners of %(count)d firms are not known; they are left out of the foreign share.",
            unknown,
        )
        % {"count": unknown}
    ]


def _on_unknown_rungs(result: ClusterResult, specification: Specification) -> list[str]:
    treated = {
        "low": _("counted at the lowest level they can have"),
        "exclude_if_differs": _("left out of the counts"),
        "multiple_imputation": _(
            "left out of the counts, and spread over their possible levels in the expected counts"
        ),
    }[specification.point_policy]
    return [
        _(
            "In %(dimension)s the level of %(count)d of %(firms)d firms is not settled, because answers are missing, "
            "refused or not known; they are %(treated)s."
        )
        % {"dimension": DIMENSION_NAMES[name], "count": table.undetermined, "firms": result.firms, "treated": treated}
        for name, table in result.dimensions.items()
        if table.undetermined
    ]


def _on_assessed(result: ClusterResult, specification: Specification) -> list[str]:
    """What assessed levels move: the counts with them and without them. One firm shows in the difference."""
    if specification.use_assessed:
        form = _(
            "In %(dimension)s a person assessed the level of %(number)d of %(firms)d firms, and that level counts. "
            "Firms at levels 1 to 6 or above: %(used)s; by computed levels alone: %(other)s."
        )
    else:
        form = _(
            "In %(dimension)s a person assessed the level of %(number)d of %(firms)d firms; this run counts by "
            "computed levels all the same. Firms at levels 1 to 6 or above: %(used)s; by assessed levels: %(other)s."
        )
    return [
        form
        % {
            "dimension": DIMENSION_NAMES[name],
            "number": table.assessed,
            "firms": result.firms,
            "used": ", ".join(map(str, table.cumulative)),
            "other": ", ".join(map(str, table.cumulative_other)),
        }
        for name, table in result.dimensions.items()
        if table.assessed
    ]


def _on_likeness(levels: Mapping[Dimension, LevelColumns]) -> list[str]:
    notes = []
    for one, other in itertools.combinations(levels, 2):
        r = likeness(levels[one], levels[other])
        if r is not None and r > ALIKE:
            notes.append(
                _(
                    "Levels in %(one)s and %(other)s move together almost perfectly (correlation %(r).2f): "
                    "the same practices may have answered both."
                )
                % {"one": DIMENSION_NAMES[one], "other": DIMENSION_NAMES[other], "r": r}
            )
    return notes


SAMPLES = {
    NoSample.NOT_BY_CHANCE: gettext_lazy(
        "The firms were not drawn by chance, so no sampling interval is printed; the figures describe these firms only."
    ),
    NoSample.CENSUS: gettext_lazy(
        "Census: every firm of the population has a level, so the figures have no sampling error."
    ),
    NoSample.POPULATION_UNKNOWN: gettext_lazy(
        "The firms were drawn by chance, but how many firms a stratum has is not known, or none of them was "
        "interviewed: no sampling interval can be given, and the figures describe these firms only."
    ),
    NoSample.SINGLETON: gettext_lazy(
        "The firms were drawn by chance, but a stratum has one firm only and was joined with no other: no sampling "
        "interval can be given. A new run joins it with the nearest stratum that was sampled, if there is one."
    ),
}
FORMER = (
    gettext_lazy(
        "The firms were drawn by chance, but a stratum has one firm only: no sampling interval can be given. Merge "
        "strata to have one."
    ),
)
"""Sentences that runs of before stored, and that are still read in every language."""


def sample_notes(result: ClusterResult) -> list[str]:
    """Whether figures carry an interval, once for all dimensions unless they differ (method, A.6)."""
    found: dict[str, list[str]] = {}
    for name, table in result.dimensions.items():
        if table.population is not None:
            found.setdefault(table.population.reason, []).append(name)
    notes = []
    for reason, dimensions in found.items():
        if reason == NoSample.NO_FIRMS:
            continue
        note = (
            str(SAMPLES[NoSample(reason)])
            if reason
            else _(
                "The firms were drawn by chance: what they say of the population, with 95 %% intervals, stands on the "
                "sheet Intervals of the workbook for the team."
            )
            % {}
        )
        if len(found) > 1:
            note += " (" + ", ".join(str(DIMENSION_NAMES[name]) for name in dimensions) + ")"
        notes.append(note)
    return notes


def _on_wages(result: ClusterResult, specification: Specification) -> list[str]:
    rate = result.real_wage_growth.value
    if rate is None or rate <= IMPLAUSIBLE_WAGE_GROWTH_PCT:
        return []
    return [
        _(
            "Real wages that grow by %(rate).1f per cent a year are %(factor).1f times as high after %(years)d "
            "years. Look whether the figure is nominal, or the growth of the whole span."
        )
        % {"rate": rate, "factor": (1 + rate / 100) ** specification.years, "years": specification.years}
    ]
