"""What the lines of a sampling frame must agree on among themselves, and what is worth saying of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.figures import AmbiguousNumber, NotANumber, number_of
from clusters.frame_lines import LONGEST, FrameLine, LineReader
from clusters.models import SizeClass
from clusters.problems import Problem
from clusters.tabular import Row


def check_lines(reader: LineReader, rows: Sequence[Row], lines: Sequence[FrameLine]) -> list[Problem]:
    """Adds to the reader's problems what only shows when the lines are seen together; returns repeated codes."""
    _check_shares(reader, rows)
    _check_populations(reader, rows, lines)
    _check_gaps(reader, rows, lines)
    return list(_repeated_codes(reader, rows, lines))


def _check_shares(reader: LineReader, rows: Sequence[Row]) -> None:
    """Shares written as fractions of one would all count as national; such a column is refused."""
    shares = []
    for row in rows:
        try:
            shares.append((number_of(reader.text(row, "ownership"), reader.marks.get("ownership")), row))
        except (AmbiguousNumber, NotANumber):
            continue
    above_none = [row for share, row in shares if share > 0]
    if above_none and all(share <= 1 for share, _row in shares):
        fact = _("No figure of the column is above 1: these may be fractions, or yes and no.")
        remedy = _("Write shares in per cent, such as 50 for one half, or the words foreign and national.")
        reader.refuse(above_none[0], "ownership", fact, remedy)


def _repeated_codes(reader: LineReader, rows: Sequence[Row], lines: Sequence[FrameLine]) -> Iterator[Problem]:
    first: dict[str, FrameLine] = {}
    for row, line in zip(rows, lines, strict=True):
        other = first.setdefault(line.code.casefold(), line)
        if line.code and other is not line:
            fact = _("The code stands in row %(row)d already.") % {"row": other.row}
            remedy = _("Give each firm a code of its own, or delete the repeated line.")
            column = reader.headings.title("code")
            yield Problem(fact, remedy, reader.sheet, line.row, column, reader.text(row, "code") or line.code)


def _check_populations(reader: LineReader, rows: Sequence[Row], lines: Sequence[FrameLine]) -> None:
    told: dict[str, FrameLine] = {}
    drawn = Counter(line.stratum_code for line in lines if line.is_selected)
    for row, line in zip(rows, lines, strict=True):
        if line.population is None:
            continue
        other = told.setdefault(line.stratum_code, line)
        if other.population != line.population:
            fact = _("Row %(row)d says %(population)d for the same stratum %(stratum)s.") % {
                "row": other.row,
                "population": other.population,
                "stratum": line.stratum_code,
            }
            reader.refuse(row, "population", fact, _("Give one number of firms for the whole stratum."))
        elif other is line and line.population < drawn[line.stratum_code]:
            fact = _("%(drawn)d firms were drawn from the stratum %(stratum)s, more than it has.") % {
                "drawn": drawn[line.stratum_code],
                "stratum": line.stratum_code,
            }
            reader.refuse(row, "population", fact, _("Correct the population, or the firms marked as selected."))


def _check_gaps(reader: LineReader, rows: Sequence[Row], lines: Sequence[FrameLine]) -> None:
    """A column that some firms fill must be filled for all it concerns."""
    names_strata = any(line.stratum for line in lines)
    weighs = any(reader.text(row, "weight") for row in rows)
    for row, line in zip(rows, lines, strict=True):
        if names_strata and not line.stratum:
            reader.refuse(row, "stratum", _("The firm has no stratum, others have."), _("Name its stratum."))
        if weighs and line.is_selected and not reader.text(row, "weight"):
            reader.refuse(row, "weight", _("The firm has no weight, others have."), _("Give its weight."))
        if line.disposition and not line.is_selected:
            remedy = _("Mark the firm as selected, or empty its disposition.")
            reader.refuse(row, "disposition", _("The firm is not in the sample and has a disposition."), remedy)
    if lines and not reader.nobody_drawn and not any(line.is_selected for line in lines):
        remedy = _("Mark the firms of the sample with yes, or delete the column to take them all.")
        reader.refuse(rows[0], "selected", _("No firm of the list is marked as selected."), remedy)


def line_notes(reader: LineReader, rows: Sequence[Row], lines: Sequence[FrameLine]) -> Iterator[str]:
    """What is no fault but should be seen before the list is taken."""
    names = defaultdict(list)
    for line in lines:
        names[line.name.casefold()].append(str(line.row))
    repeated = [numbers for numbers in names.values() if len(numbers) > 1]
    if repeated:
        yield ngettext(
            "%(count)d name stands more than once, in rows %(rows)s.",
            "%(count)d names stand more than once, the first in rows %(rows)s.",
            len(repeated),
        ) % {"count": len(repeated), "rows": ", ".join(repeated[0])}
    differing = [
        str(line.row)
        for line in lines
        if line.employees is not None and line.size not in (SizeClass.UNKNOWN, reader.bounds.size_class(line.employees))
    ]
    if differing:
        yield ngettext(
            "In row %(row)s the size class is not the one its employees give; the word of the list stands.",
            "In %(count)d rows, first in row %(row)s, the size class is not the one its employees give; "
            "the word of the list stands.",
            len(differing),
        ) % {"count": len(differing), "row": differing[0]}
    yield from _reading_notes(reader)
    is_told = reader.has("selected") and not reader.nobody_drawn
    blank = sum(not reader.text(row, "selected") for row in rows) if is_told else 0
    if blank:
        yield ngettext(
            "%(count)d firm with an empty cell for “selected” is taken as not drawn.",
            "%(count)d firms with an empty cell for “selected” are taken as not drawn.",
            blank,
        ) % {"count": blank}


def _reading_notes(reader: LineReader) -> Iterator[str]:
    """What the reader could not keep as it stands."""
    if reader.bands:
        yield ngettext(
            "In row %(row)s employment is a band over several size classes; the size of this firm is not known.",
            "In %(count)d rows, first in row %(row)s, employment is a band over several size classes; the size of "
            "these firms is not known.",
            len(reader.bands),
        ) % {"count": len(reader.bands), "row": reader.bands[0]}
    if reader.shortened:
        yield ngettext(
            "In row %(row)s the sector is longer than %(longest)d characters; its beginning is kept.",
            "In %(count)d rows, first in row %(row)s, the sector is longer than %(longest)d characters; its beginning "
            "is kept.",
            len(reader.shortened),
        ) % {"count": len(reader.shortened), "row": reader.shortened[0], "longest": LONGEST["sector"]}
