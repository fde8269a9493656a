"""Sheet “Ladder”: whether the rungs of each dimension lie one above the other, as a whole, by rung, pair and group."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.ladder_page import Closely
from reports.ladder_words import cautions_of
from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import EXPLAIN_RECONSTRUCTION
from scoring.ladder import FEWEST_FIRMS, LEAST_INFORMATIVE
from scoring.ladder_intervals import REPLICATES, SEED, Interval

H, CR, CS, RASCH, ERRORS = _("H"), _("CR"), _("CS"), _("One-parameter model"), _("Pair errors")


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One line: a dimension as a whole, one of its rungs or pairs of rungs, or a group of firms; what does not apply
    is None."""

    cluster: str
    dimension: str
    of: str
    firms: int | None = None
    left_out: int | None = None
    with_errors: int | None = None
    share_pct: float | None = None
    held_pct: float | None = None
    h: float | None = None
    h_interval: Interval | None = None
    cr: float | None = None
    cr_interval: Interval | None = None
    cr_min: float | None = None
    mmr: float | None = None
    cs: float | None = None
    cs_interval: Interval | None = None
    pair_errors: int | None = None
    passed_over: int | None = None
    ahead: int | None = None
    difficulty: float | None = None
    standard_error: float | None = None
    verdict: str = ""
    remark: str = ""


def rows(material: Material) -> Iterator[LadderRow]:
    for close in material.ladder() if material.ladder else ():
        yield whole(close)
        yield from rungs(close)
        yield from pairs(close)
        yield from groups(close)


def whole(close: Closely) -> LadderRow:
    reading, detail = close.cell.reading, close.detail
    found = reading.found
    remark = " ".join([close.meaning, *cautions_of(reading), *close.findings, close.model, close.excluded]).strip()
    if found is None or detail is None:
        return _row(close, _("Whole"), firms=0, left_out=reading.firms, verdict=close.cell.word, remark=remark)
    sure = detail.intervals
    return _row(
        close,
        _("Whole"),
        firms=found.n,
        left_out=reading.firms - found.n,
        with_errors=detail.errors.with_errors,
        share_pct=detail.errors.share_pct,
        h=found.theory.h,
        h_interval=sure and sure.h,
        cr=found.cr_ge,
        cr_interval=sure and sure.cr,
        cr_min=found.cr_min,
        mmr=found.mmr,
        cs=found.cs,
        cs_interval=sure and sure.cs,
        pair_errors=found.pair_errors,
        verdict=close.cell.word,
        remark=remark,
    )


def rungs(close: Closely) -> Iterator[LadderRow]:
    for rung in close.rungs:
        yield _row(
            close,
            _("Rung %(number)d"),
            {"number": rung.number},
            held_pct=100 * rung.share,
            h=rung.h,
            h_interval=rung.interval,
            pair_errors=rung.passed_over + rung.ahead,
            passed_over=rung.passed_over,
            ahead=rung.ahead,
            difficulty=rung.difficulty,
            standard_error=rung.standard_error,
            remark=str(_("Fewer firms than the next rung.")) if rung.violated else "",
        )


def pairs(close: Closely) -> Iterator[LadderRow]:
    for number, cells in close.pairs:
        for rung, cell in zip(close.rungs[1:], cells, strict=True):
            if cell and cell.h is not None:
                told = {"one": number, "other": rung.number}
                yield _row(close, _("Rungs %(one)d and %(other)d"), told, h=cell.h, h_interval=cell.interval)


def groups(close: Closely) -> Iterator[LadderRow]:
    for grouping in close.groupings:
        for line in grouping.lines:
            yield _row(
                close,
                _("%(grouping)s: %(group)s"),
                {"grouping": grouping.title, "group": line.name},
                firms=line.errors.firms,
                with_errors=line.errors.with_errors,
                share_pct=line.errors.share_pct,
                pair_errors=line.errors.pair_errors,
                remark=str(_("Errors gather: %(told)s.") % {"told": line.gathered}) if line.gathered else "",
            )


def _row(close: Closely, of: Any, told: dict[str, Any] | None = None, **figures: Any) -> LadderRow:
    return LadderRow(close.line.name, close.cell.label, str(of) % (told or {}) if told else str(of), **figures)


def rounded(name: str) -> Any:
    def read(row: LadderRow) -> Value:
        value: float | None = getattr(row, name)
        return None if value is None else round(value, 4)

    return read


def bound(name: str, place: str) -> Any:
    def read(row: LadderRow) -> Value:
        interval: Interval | None = getattr(row, f"{name}_interval")
        return None if interval is None else round(getattr(interval, place), 4)

    return read


def figure(key: str, heading: Any, group: Any = "", width: float = 7) -> Column:
    return Column(key, heading, style=Style.TWO_DECIMALS, width=width, group=group, value=rounded(key))


def ends(key: str, group: Any) -> tuple[Column, Column]:
    low, high = (
        Column(f"{key}_{place}", heading, style=Style.TWO_DECIMALS, width=7, group=group, value=bound(key, place))
        for place, heading in (("low", _("From")), ("high", _("To")))
    )
    return low, high


def notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Figures rest on rungs as answered, before the floor and before any level is made of them. Firms with "
                "a rung that is not known are left out; each of the others counts once, without weights."
            )
        ),
        str(
            _(
                "CR and CS count errors as Goodenough and Edwards do (cells that differ from the perfect firm with as "
                "many rungs); beside CR that by fewest changes. MMR is the CR that popularity alone would give. "
                "Customary: CR from 0.90, CS from 0.60 on. H is Loevinger's, in the order of the theory; a pair error "
                "is a harder rung held and an easier one not."
            )
        ),
        str(
            _(
                "H below 0.3: no ladder; from 0.3 weak, from 0.4 medium, from 0.5 strong. No verdict below %(rungs)d "
                "rungs that some firms hold and some do not, below %(firms)d firms, or where rungs come from levels."
            )
        )
        % {"rungs": LEAST_INFORMATIVE, "firms": FEWEST_FIRMS},
        str(
            _(
                "95 per cent intervals from drawing firms anew within their strata (%(times)d times, seed %(seed)d). "
                "Difficulties in logits, by the one-parameter (Rasch) model. Errors by interviewer stand on the page "
                "of the run, for those who review."
            )
        )
        % {"times": REPLICATES, "seed": SEED},
        str(EXPLAIN_RECONSTRUCTION),
    ]


SHEET = Sheet(
    key="ladder",
    name=_("Ladder"),
    title=_("Do the rungs form a ladder?"),
    purpose=_(
        "Whether the rungs of each dimension form a ladder: H, CR, MMR and CS with intervals, rungs, pairs, groups"
    ),
    audience=Audience.TEAM,
    landscape=True,
    compose=compose_table,
    rows=rows,
    notes=notes,
    applies=lambda material: material.ladder is not None,
    columns=(
        Column("cluster", _("Cluster"), style=Style.WRAP, width=15, value=lambda row: row.cluster),
        Column("dimension", _("Dimension"), style=Style.WRAP, width=19, value=lambda row: row.dimension),
        Column("of", _("Of"), style=Style.WRAP, width=24, value=lambda row: row.of),
        Column("firms", _("Firms"), style=Style.INTEGER, width=7, value=lambda row: row.firms),
        Column("left_out", _("Left out"), style=Style.INTEGER, width=7, value=lambda row: row.left_out),
        Column("with_errors", _("With an error"), style=Style.INTEGER, width=8, value=lambda row: row.with_errors),
        Column(
            "share_pct", _("With an error"), unit=_("%"), style=Style.ONE_DECIMAL, width=8, value=rounded("share_pct")
        ),
        Column(
            "held_pct",
            _("Held by"),
            unit=_("% of firms"),
            style=Style.ONE_DECIMAL,
            width=8,
            value=rounded("held_pct"),
        ),
        figure("h", _("Value"), H),
        *ends("h", H),
        figure("cr", _("Value"), CR),
        *ends("cr", CR),
        figure("cr_min", _("By fewest changes"), CR, 8),
        figure("mmr", _("MMR")),
        figure("cs", _("Value"), CS),
        *ends("cs", CS),
        Column("pair_errors", _("All"), style=Style.INTEGER, width=7, group=ERRORS, value=lambda row: row.pair_errors),
        Column(
            "passed_over", _("Passed over"), style=Style.INTEGER, width=8, group=ERRORS, value=lambda r: r.passed_over
        ),
        Column("ahead", _("Held ahead"), style=Style.INTEGER, width=8, group=ERRORS, value=lambda row: row.ahead),
        figure("difficulty", _("Difficulty"), RASCH, 9),
        figure("standard_error", _("Standard error"), RASCH, 9),
        Column("verdict", _("Verdict"), style=Style.LABEL, width=15, value=lambda row: row.verdict or None),
        Column("remark", _("Remark"), style=Style.WRAP, width=52, value=lambda row: row.remark or None),
    ),
)
