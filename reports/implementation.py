"""The implementation report of a sample: how firms were chosen and what became of them, for a survey methodologist."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Cluster, Firm, Frame, OwnershipClass, SampleDraw, Sharing, SizeClass
from clusters.sample_page import SamplePage, SampleRow, sample_page
from reports.implementation_field import deviations, item_response, rates, replacements, weights
from reports.implementation_parts import ImplementationReport, Part, decimal, grid


def implementation_report(cluster: Cluster, firms: QuerySet[Firm], made_on: date) -> ImplementationReport | None:
    """The report of the cluster's newest list over `firms`, those the reader may see; None without a list."""
    frame = Frame.objects.filter(cluster=cluster).select_related("cluster__study", "taken_by").first()
    if frame is None:
        return None
    page = sample_page(frame, firms)
    inside = firms.filter(frame_unit__frame=frame)
    parts = (
        _frame_part(frame, page),
        _design(page),
        _selection(page),
        _strata(page),
        rates(page),
        replacements(page),
        weights(cluster, inside),
        item_response(cluster, inside),
        deviations(page, firms),
    )
    return ImplementationReport(
        title=_("Implementation report: %(cluster)s") % {"cluster": cluster},
        about=(
            (_("Study"), cluster.study.title),
            (_("Cluster"), f"{cluster.product}, {cluster.location or cluster.name}, {cluster.country}"),
            (_("Made on"), date_format(made_on, "DATE_FORMAT")),
            (_("Kind of sample"), kind_of_sample(page)),
        ),
        parts=tuple(part for part in parts if part is not None),
        is_reconstruction=cluster.study.is_reconstruction,
    )


def kind_of_sample(page: SamplePage) -> str:
    """By chance, by chance elsewhere, or by referral."""
    if page.draw:
        return _("Stratified random sample without replacement, drawn in Sextant")
    if not page.is_taken:
        return _("Nobody is drawn yet")
    if page.frame.is_probability_sample:
        return _("Drawn by chance elsewhere, as whoever brought in the list says")
    return _("By referral or choice: no probability sample, and no sampling interval holds")


def _frame_part(frame: Frame, page: SamplePage) -> Part:
    total = page.rows[-1]
    texts = [
        _("Source: %(source)s, version %(version)d here.") % {"source": frame.source, "version": frame.version},
        _("Date of the list: %(date)s.") % {"date": date_format(frame.listed_on)}
        if frame.listed_on
        else _("The list bears no date."),
        *([_("SHA-256 of the file: %(hash)s.") % {"hash": frame.file_hash}] if frame.file_hash else []),
        _("Listed: %(listed)d firms of a population of %(population)d (%(share)s %%).")
        % {
            "listed": total.listed,
            "population": total.population,
            "share": decimal(100 * total.listed / total.population if total.population else None),
        },
        *_unknown(frame),
    ]
    return Part(_("Frame and coverage"), tuple(texts))


def _unknown(frame: Frame) -> Iterator[str]:
    """What the list does not tell of its firms."""
    units = Counter(frame.units.values_list("ownership", "size"))
    for place, value, words in (
        (0, OwnershipClass.UNKNOWN, _("Ownership is not known of %(count)d listed firms.")),
        (1, SizeClass.UNKNOWN, _("Size is not known of %(count)d listed firms.")),
    ):
        count = sum(number for labels, number in units.items() if labels[place] == value)
        if count:
            yield words % {"count": count}


def _design(page: SamplePage) -> Part | None:
    plan = page.plan
    if plan is None:
        return None
    texts = [_("Shared among strata: %(sharing)s.") % {"sharing": plan.get_sharing_display()}]
    if plan.margin_pct and plan.total is None and plan.sharing != Sharing.CUSTOM:
        told = _("Target: %(margin)s points at %(confidence)s %% confidence, for a share of %(share)s %%.")
        texts.append(
            told
            % {
                "margin": decimal(plan.margin_pct),
                "confidence": decimal(plan.confidence_pct),
                "share": decimal(plan.proportion_pct),
            }
        )
    elif plan.total and plan.sharing not in (Sharing.CUSTOM, Sharing.EACH):
        texts.append(_("Target: %(total)d firms.") % {"total": plan.total})
    told = _("Expected response %(response)s %%; least firms in a stratum %(least)d; reserve %(reserve)s %%.")
    texts.append(
        told % {"response": decimal(plan.response_pct), "least": plan.least, "reserve": decimal(plan.reserve_pct)}
    )
    if page.margin_pct is not None:
        told = _("Expected margin of a share in the whole cluster: ± %(margin)s points.")
        texts.append(told % {"margin": decimal(page.margin_pct)})
    whole = [row.title for row in page.rows[:-1] if row.planned and row.planned.take_all]
    if whole:
        texts.append(_("Taken whole: %(strata)s.") % {"strata": "; ".join(whole)})
    if plan.note:
        texts.append(plan.note)
    return Part(_("Design"), tuple(texts))


def _selection(page: SamplePage) -> Part | None:
    draw = page.draw
    if draw is None:
        return None
    return Part(_("Selection"), tuple(_record(draw, page)))


def _record(draw: SampleDraw, page: SamplePage) -> Iterator[str]:
    when = date_format(localtime(draw.at), "DATETIME_FORMAT")
    yield _("Drawn %(when)s by %(person)s.") % {"when": when, "person": draw.by or "–"}
    yield _("Seed: %(seed)s. SHA-256 of the stratified frame: %(hash)s.") % {
        "seed": draw.seed,
        "hash": draw.frame_hash,
    }
    yield _(
        "Within each stratum firms stand in the order of the SHA-256 of seed, colon and code; the first are the "
        "sample, the next the reserve."
    )
    if page.faults:
        yield _("Repeated for this report, the draw does NOT come out again.")
    else:
        yield _("Repeated for this report, the draw comes out again: the same firms in the same order.")
    earlier = draw.frame.draws.count() - 1
    if earlier:
        yield ngettext(
            "The sample was enlarged %(count)d time under the same seed.",
            "The sample was enlarged %(count)d times under the same seed.",
            earlier,
        ) % {"count": earlier}


def _strata(page: SamplePage) -> Part:
    heads = [
        _("Stratum"),
        "N",
        _("Listed"),
        _("Planned"),
        _("Drawn"),
        _("Replacements"),
        _("Complete"),
        _("Base weight"),
    ]
    return Part(
        _("Strata"),
        (),
        (grid(_("Strata: population, list, sample, complete interviews"), heads, map(_stratum_cells, page.rows)),),
    )


def _stratum_cells(row: SampleRow) -> list[str]:
    drawn = row.open + row.settled if row.drawn is None else row.drawn
    is_total = row.planned is not None and not row.planned.code
    return [
        row.title,
        str(row.population),
        str(row.listed),
        str(row.planned.size) if row.planned else "–",
        str(drawn),
        str(row.brought_in),
        str(row.complete),
        "–" if row.weight is None or is_total else decimal(row.weight, 3),
    ]
