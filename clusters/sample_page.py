"""What the page of a sample shows: a row for each stratum, the record of the draw, and who replaced whom."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Attempt, DrawnUnit, Firm, Frame, Replacement, SampleDraw, SamplePlan
from clusters.response import dispositions_by_stratum, dispositions_of, total_of
from clusters.sample_draws import Fault, faults_of, newest_draw, newest_plan
from clusters.sample_plans import PlannedStratum, choices_of, listed_strata, margin_of_plan, planned_strata
from clusters.sampled_firms import taken_by_stratum
from scoring.drawing import DrawFault, draw_key
from scoring.response import ResponseRates, Thin, response_rates, thinness

THIN_WORDS = {
    Thin.FEW_COMPLETE: gettext_lazy("few complete interviews"),
    Thin.LOW_RESPONSE: gettext_lazy("low response"),
}
FAULT_WORDS = {
    DrawFault.FRAME: gettext_lazy("The list is not the one that was drawn from."),
    DrawFault.LISTED: gettext_lazy("Another number of firms is listed."),
    DrawFault.ORDER: gettext_lazy("The seed gives another order."),
}
FILE_COLUMNS = ("stratum", "place", "code", "sha256", "drawn_as", "inclusion", "firm_of_the_sample")


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One stratum, or the total. `planned` is of the newest plan, `drawn` of the draw, both None without one.

    `brought_in` counts replacements, `left` what is left of the reserve, `open` the firms that are not settled; `rates`
    are shares; `thin` says in words why response is thin.
    """

    title: str
    population: int
    listed: int
    planned: PlannedStratum | None
    drawn: int | None
    brought_in: int
    left: int
    open: int
    complete: int
    settled: int
    rates: ResponseRates
    thin: tuple[str, ...] = ()

    @property
    def weight(self) -> float | None:
        """The base weight as it is now."""
        taken = (self.drawn or 0) + self.brought_in
        return self.population / taken if taken else None

    @property
    def percents(self) -> tuple[float | None, ...]:
        """RR1, RR with e, cooperation and eligibility in per cent."""
        shares = (self.rates.rr1, self.rates.rr_estimated, self.rates.cooperation, self.rates.eligibility)
        return tuple(None if share is None else 100 * share for share in shares)


@dataclass(frozen=True, slots=True)
class SamplePage:
    """The sample of one frame. `rows` end with the total; `faults` of the draw are empty where it reproduces."""

    frame: Frame
    plan: SamplePlan | None
    draw: SampleDraw | None
    rows: list[SampleRow]
    margin_pct: float | None
    faults: list[tuple[Fault, str]]
    replacements: list[Replacement]
    is_taken: bool

    @property
    def is_drawn_by_plan(self) -> bool:
        """Whether the newest plan is the one that was drawn."""
        return self.plan is not None and self.draw is not None and self.plan.pk == self.draw.plan_id

    @property
    def thin(self) -> list[SampleRow]:
        """The strata in which response is thin."""
        return [row for row in self.rows[:-1] if row.thin]


def sample_page(frame: Frame, firms: QuerySet[Firm]) -> SamplePage:
    """The sample of the frame, its response counted over `firms`, those of the cluster that the reader may see."""
    plan, draw = newest_plan(frame), newest_draw(frame)
    planned = planned_strata(plan) if plan else []
    replaced = Replacement.objects.filter(draw__frame=frame, replaced__in=firms.values("pk")) if draw else None
    return SamplePage(
        frame=frame,
        plan=plan,
        draw=draw,
        rows=sample_rows(frame, firms, planned, draw),
        margin_pct=margin_of_plan(planned, choices_of(plan)) if plan else None,
        faults=[(each, str(FAULT_WORDS[each.fault])) for each in faults_of(draw)] if draw else [],
        replacements=list(replaced.select_related("replaced__stratum", "firm", "by")) if replaced is not None else [],
        is_taken=draw is None and frame.units.filter(is_selected=True).exists(),
    )


def sample_rows(
    frame: Frame, firms: QuerySet[Firm], planned: list[PlannedStratum], draw: SampleDraw | None
) -> list[SampleRow]:
    """A row for each stratum of the frame, and the total."""
    numbers = dict(frame.strata.values_list("code", "pk"))
    counts = dispositions_by_stratum(firms.filter(frame_unit__frame=frame))
    sample, taken = _drawn(draw)
    left = Counter(
        draw.units.filter(is_reserve=True, unit__is_selected=False).values_list("stratum", flat=True) if draw else ()
    )
    plans = {each.code: each for each in planned}
    rows = []
    for stratum in listed_strata(frame):
        number = numbers[stratum.code]
        rows.append(
            _row(
                stratum.title,
                (stratum.population, stratum.listed),
                plans.get(stratum.code),
                (sample[number] if draw else None, taken[number] - sample[number], left[number]),
                counts.get(number, {}),
            )
        )
    return [*rows, _total(rows, total_of({number: counts.get(number, {}) for number in numbers.values()}))]


def draw_file(draw: SampleDraw) -> list[tuple[object, ...]]:
    """The record with a head in English: every line drawn, in order, so that anybody can repeat the draw."""
    told = draw.units.select_related("stratum", "unit").order_by("stratum", "place")
    return [FILE_COLUMNS, *(_line(draw, each) for each in told)]


def last_attempts(firms: QuerySet[Firm]) -> dict[object, Attempt]:
    """The newest attempt of each firm, by its key; one query."""
    found: dict[object, Attempt] = {}
    for attempt in Attempt.objects.filter(firm__in=firms.values("pk")).select_related("by").order_by("at", "pk"):
        found[attempt.firm_id] = attempt
    return found


def _line(draw: SampleDraw, each: DrawnUnit) -> tuple[object, ...]:
    code = each.unit.code
    drawn_as = "reserve" if each.is_reserve else "sample"
    return (
        each.stratum.code,
        each.place,
        code,
        draw_key(draw.seed, code),
        drawn_as,
        "" if each.inclusion is None else repr(each.inclusion),
        "yes" if each.unit.is_selected else "no",
    )


def _drawn(draw: SampleDraw | None) -> tuple[Counter[int], Counter[int]]:
    """How many lines of each stratum were drawn, and how many are in the sample now."""
    if draw is None:
        return Counter(), Counter()
    return Counter(draw.units.filter(is_reserve=False).values_list("stratum", flat=True)), taken_by_stratum(draw)


def _row(
    title: str,
    sizes: tuple[int, int],
    planned: PlannedStratum | None,
    draw: tuple[int | None, int, int],
    counts: Mapping[str, int],
) -> SampleRow:
    units = dispositions_of(counts)
    return SampleRow(
        title=title,
        population=sizes[0],
        listed=sizes[1],
        planned=planned,
        drawn=draw[0],
        brought_in=draw[1],
        left=draw[2],
        open=sum(counts.values()) - units.settled,
        complete=units.complete,
        settled=units.settled,
        rates=response_rates(units),
        thin=tuple(str(THIN_WORDS[each]) for each in thinness(units, (draw[0] or 0) + draw[1])),
    )


def _total(rows: list[SampleRow], counts: Mapping[str, int]) -> SampleRow:
    units = dispositions_of(counts)
    drawn = [row.drawn for row in rows if row.drawn is not None]
    return SampleRow(
        title=_("All firms"),
        population=sum(row.population for row in rows),
        listed=sum(row.listed for row in rows),
        planned=_sum([row.planned for row in rows if row.planned]),
        drawn=sum(drawn) if drawn else None,
        brought_in=sum(row.brought_in for row in rows),
        left=sum(row.left for row in rows),
        open=sum(row.open for row in rows),
        complete=units.complete,
        settled=units.settled,
        rates=response_rates(units),
    )


def _sum(planned: list[PlannedStratum]) -> PlannedStratum | None:
    if not planned:
        return None
    return PlannedStratum(
        code="",
        population=sum(each.population for each in planned),
        listed=sum(each.listed for each in planned),
        size=sum(each.size for each in planned),
        reserve=sum(each.reserve for each in planned),
        take_all=False,
        spread=None,
        margin_pct=None,
    )
