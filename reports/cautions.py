"""What has to be said beside the figures: notes on one cluster, warnings on a whole run. Pure."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.models import SeriesKind
from reports.results import ClusterResult
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
    notes = [
        *_on_admission(result, inputs, specification),
        *_on_location(result, inputs, specification),
        *_on_ownership(result),
        *_on_unknown_rungs(result, specification),
        *_on_likeness(levels),
        *_on_sample(result, inputs),
        *_on_wages(result, specification),
    ]
    return replace(result, notes=tuple(notes))


def run_warnings(clusters: Sequence[ClusterResult], specification: Specification) -> list[str]:
    """Return what holds for every table of the run."""
    warnings = [
        _(
            "The survey's papers print no item wording, no scoring rule and no threshold: questionnaire and rule set "
            "are a reconstruction. Levels rest on the rule set %(rules)s, level rule %(rule)s."
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


def _on_admission(result: ClusterResult, inputs: Mapping[str, Any], specification: Specification) -> list[str]:
    """Twenty years of experience, and exports that outgrow the nation's (method, A.5)."""
    started = inputs["started_year"]
    found = admission(
        None if started is None else specification.reference_year - started,
        result.exports_growth_location.value,
        result.exports_growth_national.value,
    )
    notes = []
    if found.years_margin is not None and found.years_margin < 0:
        notes.append(
            _(
                "The cluster began in %(started)d, less than 20 years before %(year)d: it does not meet the "
                "survey's condition of experience."
            )
            % {"started": started, "year": specification.reference_year}
        )
    if found.growth_margin is not None and found.growth_margin <= 0:
        notes.append(
            _(
                "Exports of the location did not grow faster than the nation's (margin %(margin).1f points): "
                "the cluster does not meet the survey's condition of growth."
            )
            % {"margin": found.growth_margin}
        )
    return notes


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
            "In %(dimension)s the level of %(count)d of %(firms)d firms is not settled, because answers are "
            "missing; they are %(treated)s."
        )
        % {"dimension": DIMENSION_NAMES[name], "count": table.undetermined, "firms": result.firms, "treated": treated}
        for name, table in result.dimensions.items()
        if table.undetermined
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


def _on_sample(result: ClusterResult, inputs: Mapping[str, Any]) -> list[str]:
    frame = inputs["frame"]
    if not result.firms or (frame and frame["is_probability_sample"]):
        return []
    return [
        _(
            "The firms were not drawn by chance, so no sampling interval is printed; the figures describe "
            "these firms only."
        )
    ]


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
