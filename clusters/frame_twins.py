"""Finds lines of a list that may be one firm: the same code, the same name, a similar name. A person decides."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from clusters.firm_names import name_key, similar_groups
from clusters.frame_choices import Fate
from clusters.frame_lines import LONGEST, FrameLine


class TwinKind(StrEnum):
    CODE = "code"
    NAME = "name"
    SIMILAR = "similar"

    @property
    def heading(self) -> str:
        return {
            TwinKind.CODE: _("The same code"),
            TwinKind.NAME: _("The same name under different codes"),
            TwinKind.SIMILAR: _("Similar names"),
        }[self]


@dataclass(frozen=True, slots=True)
class Twins:
    """Lines that may be one firm; `is_same` where they agree in everything but their row."""

    kind: TwinKind
    lines: tuple[FrameLine, ...]
    is_same: bool

    @property
    def key(self) -> str:
        """A name for the group within its list."""
        return f"{self.kind.value}-{self.lines[0].row}"

    def decision(self, fates: Mapping[int, str]) -> str:
        """What was decided: all, the number of the one row that is kept, or nothing yet."""
        told = [fates.get(line.row) for line in self.lines]
        kept = [line.row for line, fate in zip(self.lines, told, strict=True) if fate != Fate.LEAVE_OUT]
        if len(kept) == 1:
            return str(kept[0])
        return "all" if any(told) else ""

    def fates(self, decision: str) -> dict[int, str]:
        """What the decision makes of each row: all are kept, or one; of one code all but the first get a number."""
        rows = [line.row for line in self.lines]
        if decision == "first":
            decision = str(rows[0])
        if decision == "all":
            other = Fate.NUMBER if self.kind is TwinKind.CODE else Fate.KEEP
            return {row: Fate.KEEP if row == rows[0] else other for row in rows}
        if decision.isdecimal() and int(decision) in rows:
            return {row: Fate.KEEP if row == int(decision) else Fate.LEAVE_OUT for row in rows}
        return {}


def find_twins(lines: Sequence[FrameLine]) -> tuple[Twins, ...]:
    """Every group of lines that may be one firm, those of one code first."""
    by_code = _groups(lines, lambda line: line.code.casefold())
    keys = {line.row: name_key(line.name) for line in lines if line.name}
    by_name = _groups(lines, lambda line: keys.get(line.row, ""))
    of_key = defaultdict(list)
    for line in lines:
        of_key[keys.get(line.row, "")].append(line)
    alike = [[line for key in group for line in of_key[key]] for group in similar_groups(filter(None, keys.values()))]
    found = [_twins(TwinKind.CODE, group) for group in by_code]
    found += [_twins(TwinKind.NAME, group) for group in by_name if _has_several_codes(group)]
    found += [_twins(TwinKind.SIMILAR, group) for group in alike if _has_several_codes(group)]
    return tuple(found)


def _groups(lines: Sequence[FrameLine], key: Callable[[FrameLine], str]) -> list[list[FrameLine]]:
    found: dict[str, list[FrameLine]] = defaultdict(list)
    for line in lines:
        found[key(line)].append(line)
    return [group for value, group in found.items() if value and len(group) > 1]


def _has_several_codes(group: Iterable[FrameLine]) -> bool:
    return len({line.code.casefold() for line in group}) > 1


def _twins(kind: TwinKind, group: Iterable[FrameLine]) -> Twins:
    lines = tuple(sorted(group, key=lambda line: line.row))
    return Twins(kind, lines, len({replace(line, row=0) for line in lines}) == 1)


def numbered(lines: Sequence[FrameLine], fates: Mapping[int, str]) -> list[FrameLine]:
    """The lines that are kept, with a number behind the code where that was decided."""
    kept = [line for line in lines if fates.get(line.row) != Fate.LEAVE_OUT]
    taken = {line.code.casefold() for line in kept}
    times: Counter[str] = Counter()
    result = []
    for line in kept:
        if fates.get(line.row) == Fate.NUMBER and line.code:
            line = replace(line, code=_free_code(line.code, times, taken))
        result.append(line)
    return result


def _free_code(code: str, times: Counter[str], taken: set[str]) -> str:
    while True:
        times[code.casefold()] += 1
        tail = f"-{times[code.casefold()] + 1}"
        candidate = code[: LONGEST["code"] - len(tail)] + tail
        if candidate.casefold() not in taken:
            taken.add(candidate.casefold())
            return candidate
