"""The part of the implementation report that tells of the field: rates, replacements, weights, items, deviations."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Attempt, Cluster, Disposition, Firm
from clusters.response import HEADINGS, dispositions_by_stratum, total_of
from clusters.sample_page import SamplePage
from reports.implementation_parts import Part, decimal, grid, percent
from reports.weights_in_use import weights_in_use
from scoring.answers import State
from scoring.response import item_response as answered_share
from scoring.response import kish_design_effect
from surveys.catalogue import spoken_catalogue
from surveys.models import Interview, InterviewState
from surveys.review_table import OPEN
from surveys.wording import wording_of


def rates(page: SamplePage) -> Part:
    """Dispositions and rates by stratum."""
    firms = Firm.objects.filter(frame_unit__frame=page.frame)
    parts = dispositions_by_stratum(firms)
    numbers = list(page.frame.strata.order_by("pk").values_list("pk", flat=True))
    counts = [parts.get(number, {}) for number in numbers]
    counts.append(total_of(parts))
    dispositions = grid(
        _("Dispositions, firms"),
        [_("Stratum"), *(str(label) for label in HEADINGS.values())],
        (
            [row.title, *(str(each.get(disposition, 0)) for disposition in HEADINGS)]
            for row, each in zip(page.rows, counts, strict=True)
        ),
    )
    shares = grid(
        _("Rates, per cent"),
        [_("Stratum"), _("RR1"), _("RR with e"), _("Cooperation"), _("Eligible (e)"), _("Thin")],
        ([row.title, *map(_percent, row.percents), ", ".join(row.thin) or "–"] for row in page.rows),
        words=(0, 5),
    )
    texts = (
        _("RR1 = I / (I + P + R + NC + O + U); with e, U counts only as far as eligibility e expects."),
        _("I complete, P partial, R refused, NC not reached, O other, U unclear whether eligible."),
        _("Cooperation = I / (I + P + R); e = eligible / (eligible + not eligible). Firms still open are in no rate."),
    )
    return Part(_("Dispositions and rates"), texts, (dispositions, shares))


def replacements(page: SamplePage) -> Part | None:
    """Who replaced whom and why, by code."""
    if page.draw is None:
        return None
    if not page.replacements:
        return Part(_("Replacements"), (_("No firm was replaced."),))
    heads = [_("Replaced"), _("Stratum"), _("What became of it"), _("Reason"), _("By firm"), _("When"), _("By whom")]
    rows = [
        [
            each.replaced.code,
            str(each.replaced.stratum or "–"),
            str(Disposition(each.disposition).label),
            each.reason,
            each.firm.code,
            date_format(localtime(each.at), "SHORT_DATE_FORMAT"),
            str(each.by or "–"),
        ]
        for each in page.replacements
    ]
    text = _(
        "Each came from the reserve of its stratum in the order of the draw. The firm replaced stays in every rate and "
        "in n of the base weights, so that replacing hides no non-response; the sample still leans towards firms that "
        "are easy to reach."
    )
    return Part(
        _("Replacements"), (text,), (grid(_("Replacements"), heads, rows, words=range(len(heads)), total=False),)
    )


def weights(cluster: Cluster, firms: QuerySet[Firm]) -> Part:
    """Base and final weights, and what their inequality costs."""
    told = list(firms.values_list("base_weight", "final_weight", "disposition"))
    complete = [each for each in told if each[2] == Disposition.COMPLETE]
    rows = [
        _weight_cells(_("Base, all firms of the sample"), [each[0] for each in told]),
        _weight_cells(_("Base, complete interviews"), [each[0] for each in complete]),
        _weight_cells(_("Final, complete interviews"), [each[1] for each in complete]),
    ]
    heads = [_("Weights"), _("Firms"), _("Sum"), _("Least"), _("Median"), _("Greatest"), _("Kish deff")]
    used = weights_in_use(cluster)
    text = (
        _("Final weights in use: version %(number)d, %(name)s.") % {"number": used.number, "name": used.name}
        if used
        else _("No final weights were made; base weights count, and non-response is not adjusted for.")
    )
    note = _("Kish's design effect 1 + cv² of the weights: by so much unequal weights increase the variance.")
    return Part(_("Weights"), (text, note), (grid(_("Base and final weights"), heads, rows, total=False),))


def item_response(cluster: Cluster, firms: QuerySet[Firm]) -> Part | None:
    """The share of questions that were answered, by section, over interviews that were handed in."""
    interviews = Interview.objects.filter(firm__in=firms.values("pk"), is_second_scoring=False)
    done = list(interviews.exclude(state__in=OPEN).select_related("questionnaire"))
    if not done:
        return None
    counts: Counter[tuple[str, str]] = Counter()
    wording = wording_of(cluster)
    for interview in done:
        for section in spoken_catalogue(interview.questionnaire).sections_for(cluster.sector_variant):
            title = wording.of(section.title)
            for item in section.items_for(cluster.sector_variant):
                state = interview.answers.get(item.code, {}).get("state", State.MISSING)
                counts[title, str(state)] += 1
    titles = list(dict.fromkeys(title for title, _state in counts))
    heads = [_("Section"), _("Asked"), _("Answered"), _("Don't know"), _("Refused"), _("Missing"), _("Response, %")]
    rows = [_section_cells(title, counts) for title in titles]
    approved = sum(interview.state == InterviewState.APPROVED for interview in done)
    text = _("%(count)d interviews were handed in, %(approved)d of them approved. Not applicable counts as not asked.")
    return Part(
        _("Item response"),
        (text % {"count": len(done), "approved": approved},),
        (grid(_("Item response by section"), heads, rows, total=False),),
    )


def deviations(page: SamplePage, firms: QuerySet[Firm]) -> Part:
    """Where the field went another way than the plan; said to be none where it did not."""
    found = tuple(_deviations(page, firms))
    return Part(_("Deviations and cautions"), found or (_("None."),))


def _deviations(page: SamplePage, firms: QuerySet[Firm]) -> Iterator[str]:
    total = page.rows[-1]
    if page.draw is None and not page.frame.is_probability_sample and page.is_taken:
        yield _("Firms were not drawn by chance: rates describe the firms approached and nothing beyond them.")
    if page.faults:
        yield _("The record of the draw does not come out again from list and seed.")
    for row in page.rows[:-1]:
        if row.planned and row.drawn is not None and row.planned.size != row.drawn:
            told = _("%(stratum)s: planned %(planned)d, drawn %(drawn)d.")
            yield told % {"stratum": row.title, "planned": row.planned.size, "drawn": row.drawn}
        if row.listed != row.population:
            told = _("%(stratum)s: %(listed)d firms listed for a population of %(population)d.")
            yield told % {"stratum": row.title, "listed": row.listed, "population": row.population}
        if row.thin:
            yield _("%(stratum)s: response is thin (%(reasons)s).") % {
                "stratum": row.title,
                "reasons": ", ".join(row.thin),
            }
    if total.open:
        yield ngettext(
            "%(count)d firm is still open: the field work has not ended.",
            "%(count)d firms are still open: the field work has not ended.",
            total.open,
        ) % {"count": total.open}
    outside = firms.exclude(frame_unit__frame=page.frame).count()
    if outside:
        yield ngettext(
            "%(count)d firm of the cluster is outside this list; it is in no figure of this report.",
            "%(count)d firms of the cluster are outside this list; they are in no figure of this report.",
            outside,
        ) % {"count": outside}
    plans = page.frame.plans.count()
    if plans > 1:
        yield _("%(count)d plans were made; all are on record.") % {"count": plans}
    yield _attempts(page)


def _attempts(page: SamplePage) -> str:
    attempts = list(
        Attempt.objects.filter(firm__frame_unit__frame=page.frame).order_by("at").values_list("at", flat=True)
    )
    if not attempts:
        return _("No attempt to interview a firm is on record.")
    words = ngettext(
        "%(count)d attempt to interview a firm is on record, on %(first)s.",
        "%(count)d attempts to interview firms are on record, from %(first)s to %(last)s.",
        len(attempts),
    )
    first, last = (date_format(localtime(at), "DATE_FORMAT") for at in (attempts[0], attempts[-1]))
    return words % {"count": len(attempts), "first": first, "last": last}


def _percent(value: float | None) -> str:
    return percent(None if value is None else value / 100)


def _weight_cells(title: str, values: Sequence[float]) -> list[str]:
    if not values:
        return [title, "0", "–", "–", "–", "–", "–"]
    deff = kish_design_effect(values)
    figures = (sum(values), min(values), median(values), max(values))
    return [title, str(len(values)), *(decimal(value, 2) for value in figures), decimal(deff, 3)]


def _section_cells(title: str, counts: Counter[tuple[str, str]]) -> list[str]:
    by_state = {state: counts[title, state.value] for state in State}
    asked = sum(by_state.values()) - by_state[State.NOT_APPLICABLE]
    answered = by_state[State.ANSWERED]
    others = (State.DONT_KNOW, State.REFUSED, State.MISSING)
    return [
        title,
        str(asked),
        str(answered),
        *(str(by_state[state]) for state in others),
        percent(answered_share(answered, asked)),
    ]
