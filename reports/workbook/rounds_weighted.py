"""Sheet “Weighted transitions” of two rounds: where matched firms went, with the weights of the earlier round."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.comparison_words import weights_in_words, why_unbounded
from reports.rounds import DimensionInRounds, Rounds
from reports.spreadsheet import Page, Rule, Style, Value
from scoring.transitions import LEVELS
from scoring.weighted_transitions import WeightedRow
from surveys.models import Part

WIDTHS = (22, 9, 12, 9, 10, 10, 10, 10, 8, 9)
DIGITS = 10


def has_weighted(rounds: Rounds) -> bool:
    """Only where the earlier round was drawn by chance from strata of known size."""
    return any(each.weighted is not None for each in rounds.dimensions)


def compose(page: Page, rounds: Rounds) -> None:
    """Write the moves of all matched firms, then from level to level what happened."""
    page.set_up(WIDTHS, landscape=True, freeze=(3, 1), repeat=(2, 2))
    page.put(0, 0, _("Matched firms from level to level, with the weights of the earlier round"), Style.TITLE)
    _head(page)
    row = 3
    for dimension in rounds.dimensions:
        for values in _rows(dimension):
            _line(page, row, values)
            row += 1
    for text in _notes(rounds):
        row += 1
        page.paragraph(row, text)


def _head(page: Page) -> None:
    heads = (
        *(_("Dimension"), _("Earlier level"), _("Later level"), _("Firms"), _("% of firms, counted")),
        *(_("% of firms, weighted"), _("From"), _("To"), _("df"), _("n")),
    )
    page.height(2, 3)
    for place, head in enumerate(heads):
        is_text = place in (0, 2)
        page.put(2, place, head, Style.HEAD_LEFT if is_text else Style.HEAD, Rule.AROUND_HEAD, apart=place == 2)


def _rows(dimension: DimensionInRounds) -> Iterator[list[Value]]:
    found, moved = dimension.weighted, dimension.moved
    if found is None or not moved.matched:
        return
    label = str(Part(dimension.code).label)
    words, counts = (_("rose"), _("stayed"), _("fell")), (moved.up, moved.same, moved.down)
    for place, (word, count) in enumerate(zip(words, counts, strict=True)):
        yield [label, _("all"), word, count, 100 * count / moved.matched, *_weighted(found.moves, place)]
    for level in LEVELS:
        for later, (count, percent) in enumerate(zip(moved.counts[level], moved.row_pct(level), strict=True)):
            if count:
                yield [label, level, str(later), count, percent, *_weighted(found.rows[level], later)]


def _weighted(row: WeightedRow, place: int) -> list[Value]:
    share = row.shares[place]
    points = [None if each is None else round(100 * each, DIGITS) for each in (share.share, share.low, share.high)]
    return [*points, None if share.low is None else row.df, row.n]


def _line(page: Page, row: int, values: list[Value]) -> None:
    for place, value in enumerate(values):
        kind = Style.ONE_DECIMAL if isinstance(value, float) else Style.INTEGER
        is_text = place in (0, 2)
        style = Style.LABEL if is_text else Style.RIGHT if isinstance(value, str) else kind
        page.put(row, place, value, style, apart=place == 2)


def _notes(rounds: Rounds) -> Iterator[str]:
    yield _("Weights: those of the earlier round, %(weights)s. Bounds hold with 95 per cent confidence.") % {
        "weights": weights_in_words(rounds.weighted_by)
    }
    yield _(
        "Matched firms are those seen twice. Their weighted shares speak of the firms of the earlier population that "
        "would be met again with a settled level; what became of the others they do not tell. n counts the firms of "
        "the earlier level (or all matched ones), df the degrees of freedom."
    )
    whys = dict.fromkeys(why_unbounded(each.weighted.moves) for each in rounds.dimensions if each.weighted)
    yield from (_("No interval: %(why)s.") % {"why": why} for why in whys if why)
