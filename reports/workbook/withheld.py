"""The sign that stands where a figure is hidden. It knows why, which only the team is told."""

from typing import Any

from reports.workbook.material import Material
from reports.workbook.names import EXPLAIN_HIDDEN, EXPLAIN_REPLICA, HIDDEN
from scoring.disclosure import Why


class Withheld(str):
    """Stands in a record or a cell in place of a figure, and reads as the sign of hiding."""

    why: Why


def withheld(why: Why) -> Any:
    """The sign, with its reason. It may stand wherever a number may: hence no narrower type."""
    sign = Withheld(HIDDEN)
    sign.why = why
    return sign


def on_hiding(material: Material) -> list[str]:
    """What a public file says of its hidden figures under a table that may have some; nothing in other files."""
    if not material.public:
        return []
    if material.is_replica:
        return [str(EXPLAIN_REPLICA)]
    return [str(EXPLAIN_HIDDEN) % {"fewest": material.specification.disclosure.fewest}]
