"""What the report says, in the active language; no library of letters is needed to know it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.firm_page import Basis, NextStep, ReadDimension, read_firm
from reports.models import RunFirm
from reports.peers import PeerRow, Standing, standing_of
from reports.rule_words import ReadNeed
from scoring.answers import State
from surveys.models import Interview
from surveys.overview import ReadAnswer

NOT_KNOWN = (State.DONT_KNOW, State.REFUSED, State.MISSING)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of what is asked for: how deep it stands, and how it is set ("title", "asked" or "note")."""

    depth: int
    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One dimension from the ladder down to what its next rung asks for. `assessed` is the level a person gave."""

    label: str
    states: tuple[str, ...]
    low: int
    high: int
    assessed: int | None
    level: str
    compared_with: str
    rows: tuple[PeerRow, ...]
    hidden: str
    place: str
    next_title: str
    next_meaning: str
    next_lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FirmReport:
    """Everything that is printed, in the order of the page."""

    kicker: str
    firm: str
    about: str
    lead: str
    key: str
    columns: tuple[Column, ...]
    peers_heading: str
    next_heading: str
    more: str
    honesty: tuple[str, ...]
    foot: str


def report_of(interview: Interview, row: RunFirm) -> FirmReport:
    """The report of a firm as a finished run saw it, in the active language."""
    basis, dimensions = read_firm(interview, row)
    standings = {each.code: each for each in standing_of(row)}
    cluster = interview.firm.cluster
    return FirmReport(
        kicker=f"Sextant · {cluster.study}",
        firm=row.firm_name,
        about=f"{row.firm_code} · {cluster}, {cluster.country} · {cluster.product}",
        lead=_(
            "Where the firm stands on three ladders of six technology levels, how its peers stand, and what the next "
            "rung asks for."
        ),
        key=_(
            "Rungs: filled held, half filled not known, empty not held, a dash where the rung does not apply. The line "
            "beneath marks the level."
        ),
        columns=tuple(_column(each, standings[each.code]) for each in dimensions if each.code in standings),
        peers_heading=_("Peers at each level or above, %"),
        next_heading=_("What the next rung asks for"),
        more=_("… and more on the firm's page."),
        honesty=tuple(_honesty(interview)),
        foot=_foot(row, basis),
    )


def _column(dimension: ReadDimension, standing: Standing) -> Column:
    return Column(
        label=dimension.label,
        states=dimension.states,
        low=dimension.low,
        high=dimension.high,
        assessed=dimension.assessed_level,
        level=_level(dimension),
        compared_with=standing.compared_with,
        rows=standing.rows,
        hidden=_("– hidden: the share would single out too few firms.") if standing.hides else "",
        place=_place(standing),
        next_title=_next_title(dimension.next),
        next_meaning=dimension.next.rung.descriptor if dimension.next else "",
        next_lines=tuple(_lines(dimension.next.need, 0)) if dimension.next else (),
    )


def _level(dimension: ReadDimension) -> str:
    if dimension.assessed_level is not None:
        return _("Level %(level)d of 6, assessed by a person") % {"level": dimension.assessed_level}
    if dimension.low == dimension.high:
        return _("Level %(level)d of 6") % {"level": dimension.low}
    return _("Level between %(low)d and %(high)d of 6: some answers are not known") % {
        "low": dimension.low,
        "high": dimension.high,
    }


def _place(standing: Standing) -> str:
    """How many peers stand where the firm does or higher; nothing where that is hidden or its level is not settled."""
    if standing.low != standing.high:
        return ""
    shown = next((row.percent for row in standing.rows if row.level == standing.low), None)
    if shown is None:
        return ""
    return _("%(percent)d per cent of them are at its level or above.") % {"percent": shown}


def _next_title(step: NextStep | None) -> str:
    if step is None:
        return _("Nothing: every rung above is held or does not apply.")
    title = _("Rung %(number)d") % {"number": step.rung.number}
    return f"{title}: {step.rung.name}" if step.rung.name else title


def _lines(need: ReadNeed, depth: int) -> Iterator[Line]:
    """What would have to change, group by group; what is not known so far is said to be so."""
    if need.options:
        yield Line(depth, "title", f"{need.title}:")
        for option in need.options:
            yield from _lines(option, depth + 1)
        return
    yield Line(depth, "asked", " / ".join(answer.question for answer in need.answers))
    demand = _("Asked for: %(demand)s.") % {"demand": need.demand}
    yield Line(depth, "note", " ".join(part for part in (demand, _now(need.answers), need.remark) if part))


def _now(answers: Sequence[ReadAnswer]) -> str:
    if any(answer.state in NOT_KNOWN for answer in answers):
        return _("Not known so far: it may be held already.")
    told = " / ".join(f"{answer.words} {answer.unit}".strip() for answer in answers)
    return _("Now: %(answer)s.") % {"answer": told} if told else ""


def _honesty(interview: Interview) -> Iterator[str]:
    yield _(
        "The published survey prints neither its questions nor its rules: the wording of the questions, and which "
        "answers hold a rung, are Sextant's reconstruction."
    )
    yield _(
        "A level describes what the firm can do, not how it fares. Peers stay anonymous: shares alone are shown, and "
        "none that would single out one or two firms."
    )
    if interview.firm.is_reconstruction:
        yield _("This firm is reconstructed from published totals.")


def _foot(row: RunFirm, basis: Basis) -> str:
    finished = row.run.finished_at or row.run.created_at
    return " · ".join(
        [
            _("Run %(id)s") % {"id": row.run_id},
            str(date_format(finished)),
            basis.rule_set_title,
            basis.level_rule_label,
        ]
    )
