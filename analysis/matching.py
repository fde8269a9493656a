"""Which column of a file is which column of a documented table: as somebody said, else where the names are the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.cells import plain
from analysis.layouts import Layout
from clusters.problems import Problem

LEFT_OUT = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """Places of columns in the file, with the names they have in the table, and what stands in the way.

    `open` are the names of columns that the layout does not know and takes under their own names; `missing` the
    required columns that no column of the file is.
    """

    pairs: tuple[tuple[int, str], ...]
    open: frozenset[str]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]

    def told(self, names: Sequence[str]) -> dict[str, str]:
        """Headings of the file, mapped to names of the table."""
        return {names[place]: name for place, name in self.pairs}


def match_columns(names: Sequence[str], layout: Layout, chosen: Mapping[str, str] | None = None) -> Matching:
    """The columns of a file as columns of this layout.

    `chosen` maps headings of the file to names of the layout, or to "" for columns to leave out. A heading nobody
    chose for is taken for the column of the same name, whatever its case and spaces.
    """
    chosen = dict(chosen or {})
    known = {plain(column.name): column.name for column in layout.columns}
    problems = [_unknown(heading, names) for heading in chosen if heading not in names]
    taken = set(chosen.values())
    pairs: list[tuple[int, str]] = []
    for place, heading in enumerate(names):
        target = chosen.get(heading)
        if target is None:
            target = known.get(plain(heading), heading if layout.open_columns else LEFT_OUT)
            target = LEFT_OUT if target in taken else target
        if target.strip():
            pairs.append((place, target))
    open_names = {name for _place, name in pairs} - set(known.values())
    if not layout.open_columns:
        problems += [_not_in_layout(name, layout) for name in sorted(open_names)]
    found = [name for _place, name in pairs]
    problems += [_twice(name) for name in dict.fromkeys(found) if found.count(name) > 1]
    missing = tuple(each.name for each in layout.columns if each.required and each.name not in found)
    problems += [_missing(name, layout) for name in missing]
    return Matching(tuple(pairs), frozenset(open_names), missing, tuple(problems))


def _unknown(heading: str, names: Sequence[str]) -> Problem:
    fact = _("The file has no column of this name.")
    return Problem(fact, _("It has: %(names)s.") % {"names": ", ".join(filter(None, names))}, column=heading)


def _not_in_layout(name: str, layout: Layout) -> Problem:
    fact = _("The table “%(table)s” has no column of this name.") % {"table": layout.title}
    return Problem(
        fact, _("It has: %(names)s.") % {"names": ", ".join(each.name for each in layout.columns)}, column=name
    )


def _twice(name: str) -> Problem:
    fact = _("Several columns of the file are this one.")
    return Problem(fact, _("Say which of them it is, and leave the others out."), column=name)


def _missing(name: str, layout: Layout) -> Problem:
    told = {"meaning": layout.column(name).meaning}
    fact = _("This column is missing. It holds: %(meaning)s") % told
    return Problem(fact, _("Add it, or say which column of the file it is."), column=name)
