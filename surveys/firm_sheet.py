"""Figures of the firm sheet that a ladder asks for again."""

from dataclasses import dataclass

from scoring.flags import TWINS
from surveys.answer_fields import AnyItem, show_grouped
from surveys.catalogue import catalogue_of, spoken_catalogue
from surveys.models import Interview
from surveys.typed_numbers import show_number
from surveys.wording import wording_of

TWIN_OF = {item: twin for item, twin, _key in TWINS}


@dataclass(frozen=True, slots=True)
class FirmSheetFigure:
    """What the firm sheet says, with its unit; `typed` is how it would be entered, empty where the units differ."""

    shown: str
    typed: str


def firm_sheet_figure(interview: Interview, item: AnyItem) -> FirmSheetFigure | None:
    """The firm sheet's answer to the same question; None where there is none, or two that differ."""
    twin = spoken_catalogue(interview.questionnaire).items.get(TWIN_OF.get(item.code, ""))
    value = interview.answers.get(twin.code, {}).get("value") if twin else None
    if twin is None or value is None or twin.code in interview.conflicts:
        return None
    unit = wording_of(interview.firm.cluster).of(twin.unit)
    return FirmSheetFigure(
        shown=f"{show_grouped(twin, value)} {unit}".strip(),
        typed=show_number(value) if _same_unit(interview, twin.code, item.code) else "",
    )


def _same_unit(interview: Interview, twin: str, item: str) -> bool:
    """Compared in the source, since a translation may name one unit in two ways."""
    items = catalogue_of(interview.questionnaire).items
    return item in items and items[twin].unit == items[item].unit
