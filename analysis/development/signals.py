"""The signals of the phase rule: each says of one year that something holds, does not hold, or is not known."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.development.names import Phase
from analysis.development.specification import Thresholds
from analysis.development.trends import YearTrends


@dataclass(frozen=True, slots=True)
class Signal:
    """`holds` is None where the series do not tell; `told` says in words what was seen, or what is missing."""

    code: str
    holds: bool | None
    told: str


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """What a phase needs (`needed`, all of it) and what only speaks for it (`supporting`), as codes of signals."""

    needed: tuple[str, ...]
    supporting: tuple[str, ...]


RULES: dict[Phase, PhaseRule] = {
    "initiation": PhaseRule(
        needed=("few_firms", "profit_high_or_rising"),
        supporting=("size_small", "exports_not_widening"),
    ),
    "quantity_expansion": PhaseRule(
        needed=("more_firms", "firms_growing", "profit_not_rising", "profit_high_or_falling"),
        supporting=("total_growing", "productivity_flat", "quality_flat", "price_not_rising", "net_entry"),
    ),
    "quality_improvement": PhaseRule(
        needed=("more_firms", "firms_falling", "size_growing", "total_growing", "profit_high_or_rising"),
        supporting=("profit_rising", "quality_rising", "productivity_rising", "exports_widening"),
    ),
    "survival": PhaseRule(
        needed=("firms_not_falling", "profit_low", "profit_flat"),
        supporting=("size_small", "size_not_growing", "quality_flat", "exports_not_widening"),
    ),
}
"""No two phases can have all they need in the same year: the needed signals of any two contradict each other."""


def either(*parts: bool | None) -> bool | None:
    """Or, where one side may be unknown: true if any is true, else unknown if any is unknown."""
    if any(part is True for part in parts):
        return True
    return None if None in parts else False


def opposite(part: bool | None) -> bool | None:
    """Not, where unknown stays unknown."""
    return None if part is None else not part


def signals(seen: YearTrends, thresholds: Thresholds) -> dict[str, Signal]:
    """Every signal of the rules for one year, by code."""
    return {code: Signal(code, *read(seen, thresholds)) for code, read in _READERS.items()}


_Read = Callable[[YearTrends, Thresholds], tuple[bool | None, str]]


def _yearly(value: float | None, what: str, of: str = "a year") -> str:
    return _lacking(what) if value is None else f"{what} {value:+.1%} {of}"


def _lacking(what: str) -> str:
    return f"{what} not known over the whole window"


def _beyond(value: float | None, limit: float) -> bool | None:
    return None if value is None else value > limit


def _flat(value: float | None, limit: float) -> bool | None:
    return None if value is None else abs(value) <= limit


def _firms(seen: YearTrends) -> str:
    return _yearly(seen.firms, "number of firms")


def _few(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    if seen.n_firms is None or seen.most_firms is None:
        return None, "number of firms not known"
    return seen.most_firms <= thresholds.initiation_firms, f"at most {seen.most_firms:g} firms so far"


def _more(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    holds, told = _few(seen, thresholds)
    return opposite(holds), told


def _high(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    if seen.profit is None or seen.profit_peak is None:
        return None, _lacking("profit")
    if thresholds.profit_benchmark is not None:
        mark = thresholds.profit_benchmark
        return seen.profit >= mark, f"profit {seen.profit:.4g} against the benchmark of {mark:.4g}"
    holds = seen.profit > 0 and seen.profit >= thresholds.profit_high * seen.profit_peak
    return holds, f"profit {seen.profit:.4g} against the highest so far, {seen.profit_peak:.4g}"


def _low(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    holds, told = _high(seen, thresholds)
    return opposite(holds), told


def _profit(seen: YearTrends) -> str:
    return _yearly(seen.profit_change, "profit", "of its highest a year")


def _rising(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    return _beyond(seen.profit_change, thresholds.profit_change), _profit(seen)


def _profit_flat(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    return _flat(seen.profit_change, thresholds.profit_change), _profit(seen)


def _falling(seen: YearTrends, thresholds: Thresholds) -> bool | None:
    change = seen.profit_change
    return None if change is None else change < -thresholds.profit_change


def _high_or_falling(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    high, told = _high(seen, thresholds)
    return either(high, _falling(seen, thresholds)), _both_told(told, _profit(seen))


def _high_or_rising(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    high, told = _high(seen, thresholds)
    return either(high, _rising(seen, thresholds)[0]), _both_told(told, _profit(seen))


def _both_told(one: str, other: str) -> str:
    return one if one == other else f"{one}, {other}"


def _total(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    if seen.output is None and seen.employment is not None:
        told = f"{_yearly(seen.employment, 'employment')} (output not known)"
        return seen.employment > thresholds.output_change, told
    return _beyond(seen.output, thresholds.output_change), _yearly(seen.output, "output")


def _small(seen: YearTrends, thresholds: Thresholds) -> tuple[bool | None, str]:
    if seen.size_level is None:
        return None, "workers per firm not known"
    return seen.size_level < thresholds.small_size, f"{seen.size_level:.3g} workers per firm"


def _net_entry(seen: YearTrends, _thresholds: Thresholds) -> tuple[bool | None, str]:
    if seen.net_entry is None:
        return None, _lacking("entry and exit")
    return seen.net_entry > 0, f"{seen.net_entry:+g} firms net of exits"


def _size(seen: YearTrends) -> str:
    return _yearly(seen.size, "workers per firm")


def _exports(seen: YearTrends) -> str:
    return _yearly(seen.exports, "exported share", "points a year")


def _quality(seen: YearTrends) -> str:
    return _yearly(seen.quality, "product quality")


def _productivity(seen: YearTrends) -> str:
    return _yearly(seen.productivity, "productivity")


_READERS: dict[str, _Read] = {
    "few_firms": _few,
    "more_firms": _more,
    "firms_growing": lambda seen, t: (_beyond(seen.firms, t.firms_change), _firms(seen)),
    "firms_falling": lambda seen, t: (None if seen.firms is None else seen.firms < -t.firms_change, _firms(seen)),
    "firms_not_falling": lambda seen, t: (None if seen.firms is None else seen.firms >= -t.firms_change, _firms(seen)),
    "profit_low": _low,
    "profit_flat": _profit_flat,
    "profit_rising": _rising,
    "profit_not_rising": lambda seen, t: (opposite(_rising(seen, t)[0]), _profit(seen)),
    "profit_high_or_falling": _high_or_falling,
    "profit_high_or_rising": _high_or_rising,
    "total_growing": _total,
    "size_small": _small,
    "size_growing": lambda seen, t: (_beyond(seen.size, t.size_change), _size(seen)),
    "size_not_growing": lambda seen, t: (opposite(_beyond(seen.size, t.size_change)), _size(seen)),
    "quality_flat": lambda seen, t: (_flat(seen.quality, t.quality_change), _quality(seen)),
    "quality_rising": lambda seen, t: (_beyond(seen.quality, t.quality_change), _quality(seen)),
    "productivity_flat": lambda seen, t: (_flat(seen.productivity, t.productivity_change), _productivity(seen)),
    "productivity_rising": lambda seen, t: (_beyond(seen.productivity, t.productivity_change), _productivity(seen)),
    "price_not_rising": lambda seen, t: (
        opposite(_beyond(seen.price, t.price_change)),
        _yearly(seen.price, "price"),
    ),
    "exports_widening": lambda seen, t: (_beyond(seen.exports, t.exports_change), _exports(seen)),
    "exports_not_widening": lambda seen, t: (opposite(_beyond(seen.exports, t.exports_change)), _exports(seen)),
    "net_entry": _net_entry,
}
