"""The workbook of two rounds: what both runs are, shares of all firms, transitions of matched ones, and their levels.

It is made from two frozen runs and bears the names of both: the same two give the same bytes.
"""

from collections.abc import Sequence
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from reports.cell_text import lines_needed
from reports.comparison_words import BASES, BASES_IN_SHORT, joined_in_rounds, weights_in_words, why_no_interval
from reports.models import Run
from reports.rounds import DimensionInRounds, SharesCompared
from reports.rounds_page import TwoRounds
from reports.spreadsheet import LETTERS_PER_DIGIT, Book, Page, Rule, Style, Value
from reports.workbook import rounds_weighted
from reports.workbook.building import LANGUAGE
from scoring.transitions import LEVELS, LevelChange
from surveys.models import Part

SHARES = (22, 7, 9, 8, 8, 9, 8, 8, 11, 8, 8, 22, 20, 20)
CHANGES = (22, 8, 10, 10, 10, 10, 9, 9, 9, 9, 10)
MATRIX = (22, 9, 9, 9, 9, 9, 9, 9, 9)
FIRMS = (16, 14, 12, 12, 12, 12, 12, 12)


def build_rounds_workbook(compared: TwoRounds, run: Run, cluster: str, path: Path, *, language: str = LANGUAGE) -> None:
    """Write the comparison to a file."""
    with translation.override(language):
        both = f"{compared.earlier.run.pk}, {run.pk}"
        footer = _("Runs %(runs)s") % {"runs": both}
        title = _("Two rounds: %(cluster)s") % {"cluster": cluster}
        with Book(path, title=title, subject=footer, footer=footer) as book:
            _about(book.page(_("About")), compared, run, cluster)
            _shares(book.page(_("Shares")), compared)
            _changes(book.page(_("Matched firms")), compared)
            _matrices(book.page(_("Transitions")), compared)
            if rounds_weighted.has_weighted(compared.rounds):
                rounds_weighted.compose(book.page(_("Weighted transitions")), compared.rounds)
            _firms(book.page(_("Levels of firms")), compared)


def _about(page: Page, compared: TwoRounds, run: Run, cluster: str) -> None:
    page.set_up((30, 40, 40))
    page.put(0, 0, _("Two rounds: %(cluster)s") % {"cluster": cluster}, Style.TITLE)
    found = compared.rounds
    earlier = compared.earlier
    lines: list[tuple[str, str]] = [
        (_("Earlier round"), f"{earlier.run.study}, {earlier.cluster}, {_('run')} {earlier.run.pk}"),
        (_("Later round"), f"{run.study}, {cluster}, {_('run')} {run.pk}"),
        (_("Firms in both rounds"), str(len(found.both))),
        (_("In the earlier round only"), str(len(found.only_first))),
        (_("In the later round only"), str(len(found.only_second))),
        (_("Of those in both, under another name"), str(len(found.renamed))),
        *((each.term, f"{each.first} → {each.second}") for each in compared.differing),
    ]
    for number, (label, value) in enumerate(lines, 2):
        page.label_line(number, label, value, 2)
    row = len(lines) + 3
    for text in _notes():
        page.paragraph(row, text)
        row += 1


def _notes() -> Sequence[str]:
    return (
        _("Firms are matched by their code. Firms whose level is not settled in a round are in no transition."),
        _("For the team: cells of one or two firms are not hidden here. Publish nothing of it without hiding them."),
        _("The survey's papers print no rule: which answers hold a rung is our reconstruction."),
    )


def _shares(page: Page, compared: TwoRounds) -> None:
    heads = (
        *(_("Dimension"), _("Level"), _("Earlier, %"), _("From"), _("To"), _("Later, %"), _("From"), _("To")),
        *(_("Difference, points"), _("From"), _("To"), _("What the interval rests on")),
        *(_("Earlier, weights"), _("Later, weights")),
    )
    page.set_up(SHARES, landscape=True, freeze=(3, 2))
    page.put(0, 0, _("All firms: shares at each level or above, with 95 per cent intervals"), Style.TITLE)
    row = _head(page, heads, (0, 11, 12, 13))
    for dimension in compared.rounds.dimensions:
        for each in dimension.shares:
            values: list[Value] = [_label(dimension), each.level, *_side(each, 0), *_side(each, 1)]
            found = each.found
            bounds = [None if found is None else found.low, None if found is None else found.high]
            values += [each.difference, *(None if bound is None else 100 * bound for bound in bounds)]
            values.append(str(BASES_IN_SHORT[each.basis]))
            values += [weights_in_words(share.rests_on) for share in (each.first, each.second)]
            page.height(row, _lines(values, SHARES))
            _line(page, row, values, last=len(SHARES) - 1)
            row += 1
    told = dict.fromkeys(_basis(each) for dimension in compared.rounds.dimensions for each in dimension.shares)
    for number, text in enumerate([*told, *joined_in_rounds(compared.rounds.dimensions)], row + 1):
        page.paragraph(number, text)


def _side(each: SharesCompared, place: int) -> list[Value]:
    share = (each.first, each.second)[place]
    found = share.interval
    if found is None:
        return [share.percent, None, None]
    return [share.percent, *(None if bound is None else 100 * bound for bound in (found.low, found.high))]


def _basis(each: SharesCompared) -> str:
    return (
        str(BASES[each.basis])
        if each.basis in BASES
        else _("No interval: %(why)s.") % {"why": why_no_interval(each.reasons)}
    )


def _changes(page: Page, compared: TwoRounds) -> None:
    heads = (
        *(_("Dimension"), _("Level"), _("Matched firms"), _("Earlier, firms"), _("Later, firms")),
        *(_("Difference, points"), _("From"), _("To"), _("Came to it"), _("Fell below it"), _("Exact p")),
    )
    page.set_up(CHANGES, landscape=True, freeze=(3, 2))
    page.put(0, 0, _("Matched firms at each level or above, with 95 per cent intervals of pairs"), Style.TITLE)
    row = _head(page, heads)
    for dimension in compared.rounds.dimensions:
        for each in dimension.changes:
            _line(page, row, [_label(dimension), each.level, dimension.moved.matched, *_change(each)], last=9)
            page.put(row, 10, round(each.turnover.p, 3), Style.NUMBER)
            row += 1


def _change(each: LevelChange) -> list[Value]:
    points = [None if value is None else 100 * value for value in (each.difference, each.low, each.high)]
    return [each.first, each.second, *points, each.turnover.up, each.turnover.down]


def _matrices(page: Page, compared: TwoRounds) -> None:
    page.set_up(MATRIX, landscape=True)
    page.put(0, 0, _("Matched firms from level to level: rows the earlier round, columns the later one"), Style.TITLE)
    row = 2
    for dimension in compared.rounds.dimensions:
        page.put(row, 0, _label(dimension), Style.STRONG)
        row = _matrix(page, row + 1, dimension)


def _matrix(page: Page, row: int, dimension: DimensionInRounds) -> int:
    heads = [_("Earlier level"), *(str(level) for level in LEVELS), _("All")]
    for place, head in enumerate(heads):
        page.put(row, place, head, Style.HEAD if place else Style.HEAD_LEFT, Rule.AROUND_HEAD)
    moved = dimension.moved
    for level in LEVELS:
        counts = moved.counts[level]
        page.put(row + 1 + level, 0, level, Style.LEVEL)
        for place, count in enumerate([*counts, sum(counts)], 1):
            page.put(row + 1 + level, place, count, Style.INTEGER)
    told = _("%(up)d rose, %(same)d stayed, %(down)d fell; %(left_out)d without a settled level in a round.") % {
        "up": moved.up,
        "same": moved.same,
        "down": moved.down,
        "left_out": moved.left_out,
    }
    if dimension.weighted is None:
        reason = dimension.shares[0].first.reason
        why = why_no_interval((reason,)) if reason else ""
        told += " " + _("No weighted shares: of the earlier round, %(why)s.") % {"why": why}
    page.paragraph(row + len(LEVELS) + 1, told)
    return row + len(LEVELS) + 3


def _firms(page: Page, compared: TwoRounds) -> None:
    sides = [_("earlier"), _("later")]
    heads = [
        _("Firm"),
        _("Rounds"),
        *(f"{_label(each)}, {side}" for each in compared.rounds.dimensions for side in sides),
    ]
    page.set_up(FIRMS, landscape=True, freeze=(3, 1), repeat=(2, 2))
    page.put(0, 0, _("Settled levels of every firm, by its code"), Style.TITLE)
    row = _head(page, heads, (0, 1))
    words = {"both": _("both"), "first": _("earlier only"), "second": _("later only")}
    for firm in compared.rounds.firms:
        levels = [level for pair in firm.levels for level in pair]
        _line(page, row, [firm.code, words[firm.where], *levels], last=len(heads) - 1)
        row += 1


def _head(page: Page, heads: Sequence[str], texts: Sequence[int] = (0,)) -> int:
    page.height(2, 3)
    for place, head in enumerate(heads):
        is_text = place in texts
        style = Style.HEAD_LEFT if is_text else Style.HEAD
        page.put(2, place, head, style, Rule.AROUND_HEAD, apart=is_text and place > 0)
    return 3


def _line(page: Page, row: int, values: Sequence[Value], *, last: int) -> None:
    for place, value in enumerate(values[: last + 1]):
        kind = Style.ONE_DECIMAL if isinstance(value, float) else Style.INTEGER
        style = Style.LABEL if isinstance(value, str) else kind
        page.put(row, place, value, style, apart=isinstance(value, str) and place > 0)


def _lines(values: Sequence[Value], widths: Sequence[float]) -> int:
    """How many lines the longest text of a row needs."""
    told = zip(values, widths, strict=True)
    return max(
        lines_needed(each, width * LETTERS_PER_DIGIT[Style.LABEL]) for each, width in told if isinstance(each, str)
    )


def _label(dimension: DimensionInRounds) -> str:
    return str(Part(dimension.code).label)
