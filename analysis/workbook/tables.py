"""One sheet a table: heads between rules, figures, the paper's own beside them, and below what they rest on."""

from itertools import groupby

from analysis.results import Cell, ResultColumn, ResultTable
from analysis.telling import decimals_of, number_of, uncertainty, written
from analysis.workbook.pages import Leaf, address
from analysis.workbook.pairing import PARTS, Pair, Slot, difference, heads_of, is_stacked, keys_of, lines_of, sic_notes
from reports.cell_styles import Rule, Style
from reports.cell_text import clean_text, columns_wide, lines_needed
from reports.spreadsheet import LETTERS_PER_DIGIT

HEAD = 3
WIDTH_OF_PARTS = 11.0
WIDEST_TEXT, NARROWEST_TEXT = 40.0, 9.0
WIDEST_FIGURE, NARROWEST_FIGURE = 17.0, 8.0


def write_table(leaf: Leaf, table: ResultTable) -> None:
    """Write the sheet of one table."""
    slots, lines, sic, stacked = heads_of(table), lines_of(table), sic_notes(table), is_stacked(table)
    has_spanners = bool(table.printed) and not stacked
    body = HEAD + 1 + has_spanners + any(unit_of(slot) for slot in slots)
    frozen = (body, keys_of(table) + 1 if stacked else 1)
    leaf.set_up([_width(table, slot) for slot in slots], landscape=True, freeze=frozen, repeat=(HEAD, body - 1))
    leaf.put(0, 0, table.title, Style.TITLE)
    if table.paper:
        side = f", whose figures stand {'below' if stacked else 'beside'} ours" if table.printed else ""
        leaf.put(1, 0, f"In the paper: {table.paper}{side}", Style.SUBTITLE)
    _put_head(leaf, table, slots, has_spanners=has_spanners)
    for number, (pair, line) in enumerate(lines):
        closes = number == len(lines) - 1 or lines[number + 1][0] is not pair
        rule = Rule.END if number == len(lines) - 1 else Rule.HAIR if stacked and closes else Rule.NONE
        _put_line(leaf, body + number, line, pair, sic, rule)
    row = body + len(lines) + 1
    if not lines:
        leaf.paragraph(row - 1, "There is no row to show.", Style.WRAP)
    for text in _below(table):
        leaf.paragraph(row, text)
        row += 1


def form_of(column: ResultColumn) -> str:
    """The number format of a column; empty for texts."""
    decimals = decimals_of(column)
    point = f".{'0' * decimals}" if decimals else ""
    return {"text": "", "year": "0", "share": f"0{point}%"}.get(column.kind, f"#,##0{point}")


def _put_head(leaf: Leaf, table: ResultTable, slots: list[Slot], *, has_spanners: bool) -> None:
    """Write a row of shared heads if printed figures are beside, one of heads, and one of units if there are any."""
    row = HEAD
    if has_spanners:
        _put_spanners(leaf, row, slots)
        row += 1
    heads = [PARTS.get(slot.part, slot.column.title) for slot in slots]
    units = [unit_of(slot) for slot in slots]
    widths = [_width(table, slot) for slot in slots]
    above = Rule.NONE if has_spanners else Rule.ABOVE
    closing = Rule.BELOW_HEAD if has_spanners else Rule.AROUND_HEAD
    rows = [(heads, Style.HEAD, Style.HEAD_LEFT, above if any(units) else closing)]
    rows += [(units, Style.UNIT, Style.UNIT_LEFT, Rule.BELOW_HEAD)] if any(units) else []
    for number, (texts, right, left, rule) in enumerate(rows, row):
        needed = (lines_needed(text, width) for text, width in zip(texts, widths, strict=True))
        leaf.height(number, max(needed, default=1))
        for place, (slot, text) in enumerate(zip(slots, texts, strict=True)):
            style = left if slot.column.kind == "text" else right
            leaf.put(number, place, text, style, rule, apart=_stands_apart(place, slot))


def _put_spanners(leaf: Leaf, row: int, slots: list[Slot]) -> None:
    """Write the name of each column over its parts, above the rule that parts it from them."""
    spans = [list(group) for _place, group in groupby(enumerate(slots), key=lambda each: each[1].place)]
    lines = [lines_needed(group[0][1].column.title, 9.0 * len(group)) for group in spans if group[0][1].part != "alone"]
    leaf.height(row, max(lines, default=1))
    for group in spans:
        (first, slot), last = group[0], group[-1][0]
        if slot.part == "alone":
            leaf.put(row, first, None, Style.SPANNER, Rule.ABOVE)
        else:
            leaf.span(row, first, last, slot.column.title, Style.SPANNER, Rule.SPANNER)


def unit_of(slot: Slot) -> str:
    """The unit as it stands in the head: a difference of shares is in percentage points."""
    if slot.column.kind == "share" and slot.part == "difference":
        return "percentage points"
    return slot.column.unit or ("%" if slot.column.kind == "share" else "")


def _put_line(leaf: Leaf, row: int, line: list[Slot], pair: Pair, sic: dict[tuple[int, int], int], rule: Rule) -> None:
    room = WIDEST_TEXT * LETTERS_PER_DIGIT[Style.LABEL]
    leaf.height(row, max((lines_needed(clean_text(_text(pair, slot)), room) for slot in line), default=1))
    stacked = any(slot.part == "what" for slot in line)
    for place, slot in enumerate(line):
        if slot.part == "difference":
            ours = (row - 2, place) if stacked else (row, place - 2)
            printed = (row - 1, place) if stacked else (row, place - 1)
            _put_difference(
                leaf, (row, place), f"{address(*ours)}-{address(*printed)}", difference(pair, slot), slot, rule
            )
            continue
        note = sic.get((pair.number, slot.place)) if slot.part == "printed" and pair.number is not None else None
        _put_cell(leaf, row, place, slot, _cell(pair, slot), note, rule)


def _put_cell(leaf: Leaf, row: int, place: int, slot: Slot, value: Cell, note: int | None, rule: Rule) -> None:
    column, mark = slot.column, f" sic ({note})" if note else ""
    if isinstance(value, str):
        style = Style.LABEL if column.kind == "text" else Style.RIGHT
        leaf.put(row, place, value + mark, style, rule, apart=_stands_apart(place, slot))
    elif column.kind == "text":
        text = written(value, column) if number_of(value) is not None else None
        leaf.put(row, place, text, Style.LABEL, rule, apart=_stands_apart(place, slot))
    elif note and number_of(value) is None:
        leaf.put(row, place, mark.strip(), Style.RIGHT, rule)
    else:
        form = form_of(column) + (f'"{mark}"' if mark else "")
        leaf.put(row, place, value, Style.NUMBER, rule, form=form)


def _put_difference(leaf: Leaf, at: tuple[int, int], less: str, found: float | None, slot: Slot, rule: Rule) -> None:
    if found is None:
        leaf.put(*at, None, Style.NUMBER, rule)
        return
    decimals = decimals_of(slot.column)
    form = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    times = "*100" if slot.column.kind == "share" else ""
    leaf.formula(*at, f"=ROUND(({less}){times},{decimals})", found, Style.FACT_NUMBER, rule, form)


def _cell(pair: Pair, slot: Slot) -> Cell:
    if slot.part in ("what", "blank"):
        return slot.column.title if slot.part == "what" else None
    row = pair.printed if slot.part == "printed" else pair.ours
    if row is None and slot.part == "alone":
        row = pair.printed
    return None if row is None else row[slot.place]


def _text(pair: Pair, slot: Slot) -> str:
    value = None if slot.part == "difference" else _cell(pair, slot)
    return value if isinstance(value, str) else ""


def _stands_apart(place: int, slot: Slot) -> bool:
    return place > 0 and slot.column.kind == "text"


def _width(table: ResultTable, slot: Slot) -> float:
    """Digits a column takes: its figures whole, its texts and its head on several lines where they are long."""
    if slot.part == "what":
        return WIDTH_OF_PARTS
    rows = table.printed if slot.part == "printed" else (*table.rows, *(table.printed if slot.part == "alone" else ()))
    texts = [written(row[slot.place], slot.column) for row in rows]
    widest = max((columns_wide(line) for text in texts for line in text.split("\n")), default=0)
    if table.sic and (slot.part == "printed" or is_stacked(table)):
        widest += 8
    head = PARTS.get(slot.part, slot.column.title)
    longest_word = max((columns_wide(word) for word in f"{head} {unit_of(slot)}".split()), default=0)
    low, high = (NARROWEST_TEXT, WIDEST_TEXT) if slot.column.kind == "text" else (NARROWEST_FIGURE, WIDEST_FIGURE)
    return min(high, max(low, widest * 1.05 + 1.5, longest_word * 1.15 + 1.5))


def _below(table: ResultTable) -> list[str]:
    """What stands under a table: notes on misprints, notes, and what its uncertainty rests on."""
    titles = {column.key: column.title for column in table.columns}
    found = []
    for number, (where, note) in enumerate(table.sic.items(), 1):
        row, _colon, key = where.partition(":")
        name = table.printed[int(row)][0]
        found.append(f"sic ({number}): {'' if name is None else f'{name}, '}{titles[key]}. {note}")
    if is_stacked(table) and any(column.kind == "share" for column in table.columns):
        found.append("Differences of shares are in percentage points.")
    found += table.notes
    several = dict.fromkeys(uncertainty(each) for each in table.inference)
    for number, text in enumerate(several, 1):
        found.append(f"[{number}] {text}" if len(several) > 1 else text)
    return found
