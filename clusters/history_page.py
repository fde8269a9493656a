"""The register of a cluster as its page shows it: year by year, with what does not fit together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusters.models import Cluster, CrisisEvent, PolicyAction, Timing


@dataclass(frozen=True, slots=True)
class Year:
    """What happened in one year; `year` is None for actions nobody could date."""

    year: int | None
    crises: tuple[CrisisEvent, ...]
    policies: tuple[PolicyAction, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The years in order, the undated last; `doubts` are sentences about lines that contradict each other."""

    years: tuple[Year, ...]
    crises: int
    policies: int
    doubts: tuple[str, ...]


def register_of(cluster: Cluster) -> Register:
    """The register of a cluster; two queries."""
    crises, policies = list(cluster.crises.order_by("year", "pk")), list(cluster.policies.order_by("year", "pk"))
    dated = {crisis.year for crisis in crises} | {policy.year for policy in policies if policy.year is not None}
    years = [_year(year, crises, policies) for year in sorted(dated)]
    undated = _year(None, [], policies)
    return Register(
        tuple(years) + ((undated,) if undated.policies else ()), len(crises), len(policies), _doubts(crises, policies)
    )


def _year(year: int | None, crises: Iterable[CrisisEvent], policies: Iterable[PolicyAction]) -> Year:
    return Year(
        year,
        tuple(crisis for crisis in crises if crisis.year == year),
        tuple(policy for policy in policies if policy.year == year),
    )


def _doubts(crises: list[CrisisEvent], policies: list[PolicyAction]) -> tuple[str, ...]:
    if not crises:
        return ()
    first, last = crises[0].year, crises[-1].year
    found = []
    for policy in policies:
        if policy.year is None:
            continue
        values = {"policy": policy.get_kind_display(), "year": policy.year, "first": first, "last": last}
        if policy.timing == Timing.AFTER and policy.year < first:
            found.append(
                _("“%(policy)s” of %(year)d is noted as after the crisis, but the first crisis was in %(first)d.")
                % values
            )
        elif policy.timing == Timing.BEFORE and policy.year > last:
            found.append(
                _("“%(policy)s” of %(year)d is noted as before the crisis, but the last crisis was in %(last)d.")
                % values
            )
    return tuple(found)
