"""Comparisons in words: differences with their sign, intervals, and on what they rest."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.joined_strata import joined_sentences
from reports.rounds import Basis, DimensionInRounds, SharesCompared
from reports.run_levels import RestsOn, Share
from reports.sampling import NoSample
from scoring.differences import Difference
from scoring.estimates import NoError
from scoring.intervals import NoInterval
from scoring.rounding import round_half_up
from scoring.weighted_transitions import WeightedRow

MINUS = "\u2212"
NO_INTERVAL = {
    NoSample.NO_FIRMS: gettext_lazy("no firm has a level"),
    NoSample.NOT_BY_CHANCE: gettext_lazy("firms were not drawn by chance"),
    NoSample.POPULATION_UNKNOWN: gettext_lazy("the numbers of firms in the strata are not known"),
    NoSample.SINGLETON: gettext_lazy("a stratum was sampled with one firm"),
}
BASES_IN_SHORT = {
    Basis.OVERLAP: gettext_lazy("covariance of the overlap"),
    Basis.INDEPENDENT: gettext_lazy("independent samples"),
    Basis.CONSERVATIVE: gettext_lazy("taken as independent"),
    Basis.ONE_CENSUS: gettext_lazy("one census"),
    Basis.CENSUS: gettext_lazy("census"),
    Basis.NONE: gettext_lazy("no interval"),
}
BASES = {
    Basis.OVERLAP: gettext_lazy(
        "Firms of both rounds bind the two shares together: the interval takes in their covariance, from the firms "
        "that stood in the same stratum both times."
    ),
    Basis.INDEPENDENT: gettext_lazy("No firm is in both rounds: the two samples are independent."),
    Basis.CONSERVATIVE: gettext_lazy(
        "Firms are in both rounds, but not in the same strata, so that how the shares go together cannot be told: the "
        "interval takes them as independent, which makes it too wide rather than too narrow."
    ),
    Basis.ONE_CENSUS: gettext_lazy("One round is a census: only the other one can err."),
    Basis.CENSUS: gettext_lazy("Both rounds are a census: there is no sampling interval."),
}


def signed(value: float | None, places: int = 0) -> str:
    """A difference with its sign, which 0 has not; a dash for none."""
    if value is None:
        return "–"
    shown = rounded(abs(value), places)
    if not any(digit in shown for digit in "123456789"):
        return shown
    return f"{MINUS if value < 0 else '+'}{shown}"


def decimals(value: float | None, places: int = 1) -> str:
    """A figure with its decimals, thousands apart and a true minus sign; a dash for none."""
    if value is None:
        return "–"
    shown = str(number_format(round_half_up(abs(float(value)), places), places, force_grouping=True))
    is_nothing = not any(digit in shown for digit in "123456789")
    return f"{MINUS if value < 0 and not is_nothing else ''}{shown}"


def bracketed(low: float | None, high: float | None, places: int = 0) -> str:
    """Two bounds of per cent points, nothing where there are none."""
    if low is None or high is None:
        return ""
    return f"[{_bound(low, places)}; {_bound(high, places)}]"


def interval_of(found: Difference | None) -> str:
    """The interval of a difference in per cent points, or the word census."""
    if found is None:
        return ""
    if found.reason is NoInterval.CENSUS:
        return _("census")
    if found.low is None or found.high is None:
        return ""
    return bracketed(100 * found.low, 100 * found.high)


def why_no_interval(reasons: tuple[NoSample, ...]) -> str:
    """Why shares carry no interval, in a few words; empty when they do."""
    return "; ".join(str(NO_INTERVAL[reason]) for reason in reasons if reason in NO_INTERVAL)


def weights_in_words(rests_on: RestsOn) -> str:
    """On which weights a share rests."""
    if not rests_on.is_weighted:
        return _("unweighted")
    if not rests_on.number:
        return _("base weights")
    return _("weights %(number)d, %(name)s") % {"number": rests_on.number, "name": rests_on.name}


def move_in_words(row: WeightedRow, place: int) -> str:
    """One weighted share of a row in per cent, with its bounds where there are any."""
    found = row.shares[place]
    if found.share is None:
        return "–"
    low, high = (None if bound is None else 100 * bound for bound in (found.low, found.high))
    return f"{rounded(100 * found.share)} % {bracketed(low, high)}".strip()


def why_unbounded(row: WeightedRow) -> str:
    """Why weighted shares carry no bounds; empty where they do."""
    if row.no_error is NoError.CENSUS:
        return _("the earlier round is a census")
    is_lonely = row.no_error is NoError.SINGLETON or (row.n > 0 and row.df < 1)
    return str(NO_INTERVAL[NoSample.SINGLETON]) if is_lonely else ""


def joined_of_shares(shares: Mapping[str, Share]) -> list[str]:
    """Which strata were taken together for the errors of these shares, by dimension."""
    return joined_sentences(
        {name: each.joined for name, each in shares.items() if each.estimate and not each.is_census}
    )


def joined_in_rounds(dimensions: Sequence[DimensionInRounds]) -> list[str]:
    """The same for both rounds, each sentence with the round it is about."""
    sides: tuple[tuple[str, Callable[[SharesCompared], Share]], ...] = (
        (_("Earlier round"), lambda row: row.first),
        (_("Later round"), lambda row: row.second),
    )
    return [
        f"{label}: {sentence}"
        for label, side in sides
        for sentence in joined_of_shares({each.code: side(each.shares[0]) for each in dimensions})
    ]


def probability(p: float) -> str:
    """A probability to three places, the smallest as less than 0.001."""
    return f"< {rounded(0.001, 3)}" if p < 0.001 else rounded(p, 3)


def rounded(value: float, places: int = 0) -> str:
    """A figure as the reader's language writes it, halves up; Django's own formatting would cut it off."""
    return str(number_format(round_half_up(float(value), places), places))


def _bound(value: float, places: int) -> str:
    shown = rounded(abs(value), places)
    is_nothing = not any(digit in shown for digit in "123456789")
    return f"{MINUS if value < 0 and not is_nothing else ''}{shown}"
