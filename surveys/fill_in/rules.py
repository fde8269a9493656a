"""What each cell of a workbook takes, and the plain words a spreadsheet program shows beside it."""

from django.utils.translation import gettext as _

from surveys.answer_fields import NUMBER_KINDS, WHOLE_KINDS, AnyItem
from surveys.answers import LONGEST_NOTE, LONGEST_TEXT
from surveys.fill_in.fields import Side, Slot
from surveys.fill_in.lists import (
    DONE_BY,
    EVIDENCE,
    MARKS,
    STATES,
    WITH_NA,
    YES_NO,
    WordLists,
    compact_name,
    list_name,
)
from surveys.fill_in.spreadsheet import Look, Rule, cell_name
from surveys.models import ItemKind
from surveys.typed_numbers import show_number

LARGEST = 10**15
LONGEST_LINE = 500


def look_of(item: AnyItem, slot: Slot) -> Look:
    """How the cell looks; texts stay as they were typed, and whole numbers show their thousands."""
    if slot.side is not Side.VALUE:
        return Look.SIDE_TEXT if slot.side in (Side.SOURCE, Side.NOTE) else Look.SIDE
    if item.kind == ItemKind.TEXT:
        return Look.ANSWER_TEXT
    if item.kind == ItemKind.COUNT:
        return Look.ANSWER_WHOLE
    return Look.ANSWER_NUMBER if item.kind in NUMBER_KINDS else Look.ANSWER


def rule_of(item: AnyItem, slot: Slot, lists: WordLists, *, is_compact: bool, place: tuple[int, int]) -> Rule:
    """The rule of one cell; `place` is its row and the first column of answers."""
    if slot.side is Side.VALUE:
        return _answer_rule(item, slot, lists, is_compact, place)
    if slot.side is Side.STATE:
        name = STATES + (WITH_NA if item.na_allowed else "")
        return _list(
            lists, name, _("Only where there is no answer: choose why. Say in the note why something does not apply.")
        )
    if slot.side is Side.WHO:
        return _list(lists, DONE_BY, _("Where something was done: choose who did it."))
    if slot.side is Side.PROOF:
        return _list(lists, EVIDENCE, _("Choose how the answer was verified."))
    if slot.side is Side.SOURCE:
        return _text(LONGEST_LINE, _("Name the document that was seen, or the position of the person who was met."))
    return _text(LONGEST_NOTE, _("Whatever explains the answer."))


def _answer_rule(item: AnyItem, slot: Slot, lists: WordLists, is_compact: bool, place: tuple[int, int]) -> Rule:
    if slot.option:
        return _list(lists, YES_NO, _("Choose yes where this applies. Leave empty what does not apply."))
    marks = MARKS + (WITH_NA if item.na_allowed else "")
    if item.kind == ItemKind.MULTIPLE:
        return _list(lists, marks, _("Mark the choices beneath. Only where there is no answer: choose here why."))
    if item.kind in NUMBER_KINDS:
        return _compact_number(item, lists.area(marks), place) if is_compact else _number(item)
    if item.kind == ItemKind.TEXT:
        return _text(LONGEST_TEXT if item.is_long else LONGEST_LINE, _("Write the answer in your own words."))
    name = compact_name(item) if is_compact else list_name(item)
    return _list(lists, name, _("Choose from the list. Leave it empty where nothing was said."))


def _list(lists: WordLists, name: str, prompt: str) -> Rule:
    choices = "; ".join(str(label) for _code, label in lists.lists[name])
    return Rule("list", lists.area(name), prompt, _("Choose one of: %(choices)s.") % {"choices": choices})


def _text(longest: int, prompt: str) -> Rule:
    error = _("At most %(longest)d characters fit here. Shorten the text.") % {"longest": longest}
    return Rule("textLength", str(longest), prompt, error, operator="lessThanOrEqual")


def _bounds(item: AnyItem) -> tuple[str, str]:
    least = -LARGEST if item.minimum is None else item.minimum
    most = LARGEST if item.maximum is None else item.maximum
    return f"{least:.15g}", f"{most:.15g}"


def number_words(item: AnyItem) -> str:
    """What kind of number a question takes, in sentences."""
    told = [_("A whole number, in figures.") if item.kind in WHOLE_KINDS else _("A number, in figures.")]
    if item.kind == ItemKind.SHARE:
        told = [_("Per cent, in figures: 35 for thirty-five in a hundred.")]
    if item.minimum is not None:
        told.append(_("At least %(least)s.") % {"least": show_number(item.minimum)})
    if item.maximum is not None:
        told.append(_("At most %(most)s.") % {"most": show_number(item.maximum)})
    return " ".join(told)


def _number(item: AnyItem) -> Rule:
    least, most = _bounds(item)
    kind = "whole" if item.kind in WHOLE_KINDS else "decimal"
    prompt = _("%(number)s Where there is no answer, leave it empty and choose why further right.")
    return Rule(kind, least, prompt % {"number": number_words(item)}, number_words(item), second=most)


def _compact_number(item: AnyItem, marks: str, place: tuple[int, int]) -> Rule:
    """A number within its bounds, or one of the words that say why there is none."""
    cell = cell_name(*place)
    least, most = _bounds(item)
    whole = f",{cell}=INT({cell})" if item.kind in WHOLE_KINDS else ""
    # AND reckons all its parts, and INT of a word is an error: the words are asked for first.
    formula = f"IF(ISNUMBER({cell}),AND({cell}>={least},{cell}<={most}{whole}),COUNTIF({marks},{cell})>0)"
    prompt = _("%(number)s Where there is no answer, write why: don’t know, refused, not applicable.")
    return Rule("custom", formula, prompt % {"number": number_words(item)}, number_words(item))
