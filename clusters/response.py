"""How many firms of each stratum answered (AAPOR response rate 1; method, A.6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from clusters.models import Disposition, Firm, Frame
from scoring.response import Dispositions, response_rates

COUNTED = (
    Disposition.COMPLETE,
    Disposition.PARTIAL,
    Disposition.REFUSAL,
    Disposition.NON_CONTACT,
    Disposition.OTHER,
    Disposition.UNKNOWN_ELIGIBILITY,
)

HEADINGS = {
    Disposition.COMPLETE: gettext_lazy("Complete"),
    Disposition.PARTIAL: gettext_lazy("Partial"),
    Disposition.REFUSAL: pgettext_lazy("interview", "Refused"),
    Disposition.NON_CONTACT: gettext_lazy("Not reached"),
    Disposition.OTHER: gettext_lazy("Other"),
    Disposition.UNKNOWN_ELIGIBILITY: gettext_lazy("Unclear"),
    Disposition.INELIGIBLE: gettext_lazy("Not eligible"),
    Disposition.PENDING: gettext_lazy("Open"),
}


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One stratum; `population` is N (None when not known), `drawn` its firms, `counts` follow HEADINGS."""

    title: str
    population: int | None
    listed: int | None
    drawn: int
    counts: tuple[int, ...]
    settled: int
    rate_percent: float | None
    complete: int


def response_rate(counts: Mapping[str, int]) -> float | None:
    """I / (I + P + R + NC + O + U), between 0 and 1; None before any firm is settled.

    Firms not yet contacted and firms found not eligible count on neither side.
    """
    return response_rates(dispositions_of(counts)).rr1


def dispositions_of(counts: Mapping[str, int]) -> Dispositions:
    """The counts as the arithmetic takes them; firms that are still open are left out."""
    return Dispositions(**{name: counts.get(name, 0) for name in Dispositions.__dataclass_fields__})


def response_row(
    title: str, counts: Mapping[str, int], population: int | None = None, listed: int | None = None
) -> ResponseRow:
    rate = response_rate(counts)
    return ResponseRow(
        title=title,
        population=population,
        listed=listed,
        drawn=sum(counts.values()),
        counts=tuple(counts.get(disposition, 0) for disposition in HEADINGS),
        settled=sum(counts.get(disposition, 0) for disposition in COUNTED),
        rate_percent=None if rate is None else 100 * rate,
        complete=counts.get(Disposition.COMPLETE, 0),
    )


def dispositions_by_stratum(firms: QuerySet[Firm]) -> dict[int | None, dict[str, int]]:
    """Firms by stratum and disposition, in one query; None stands for firms of no stratum."""
    counts: dict[int | None, dict[str, int]] = {}
    found = firms.order_by().values_list("stratum", "disposition")
    for stratum, disposition, count in found.annotate(count=Count("pk")):
        counts.setdefault(stratum, {})[disposition] = count
    return counts


def disposition_counts(firms: QuerySet[Firm]) -> dict[str, int]:
    """The firms by disposition, in one query."""
    return total_of(dispositions_by_stratum(firms))


def total_of(parts: Mapping[int | None, Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in parts.values():
        for disposition, count in counts.items():
            total[disposition] = total.get(disposition, 0) + count
    return total


def response_of(frame: Frame, firms: QuerySet[Firm], outside: str, total: str) -> list[ResponseRow]:
    """A row for each stratum of the frame, one for firms outside it if there are any, and the total; two queries.

    `firms` are those of the cluster that are counted; `outside` and `total` are the titles of the last rows.
    """
    parts = dispositions_by_stratum(firms)
    strata = list(frame.strata.order_by("pk").annotate(listed=Count("units")))
    rows = [
        response_row(str(stratum), parts.get(stratum.pk, {}), stratum.population, stratum.listed) for stratum in strata
    ]
    own = {stratum.pk for stratum in strata}
    others = total_of({key: counts for key, counts in parts.items() if key not in own})
    if others:
        rows.append(response_row(outside, others))
    known = [stratum.population for stratum in strata if stratum.population is not None]
    population = sum(known) if len(known) == len(strata) else None
    rows.append(response_row(total, total_of(parts), population, sum(stratum.listed for stratum in strata)))
    return rows
