"""Why a level is what it is, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.levels import FirmLevel, LevelRule
from scoring.ruleset import DimensionScore
from scoring.rungs import RUNGS, RungState


def level_reasons(score: DimensionScore, rule: LevelRule) -> list[str]:
    """Its bounds where it has any, the rule that gives it, and every peculiarity of the way there."""
    level = score.level
    found = [] if level.low == level.high else [_range_sentence(level)]
    if rule is LevelRule.ASSESSOR:
        found.append(_assessed(level))
    else:
        found += [_why(score, rule), *_on_unknown(score)]
    if level.floored:
        found.append(_("Level 1 is granted to every operating firm, although the answers do not hold rung 1."))
    if level.tie:
        found.append(_("Several levels fit the rungs equally well; the lowest of them counts."))
    if level.na_rungs:
        found.append(
            _("%(rungs)s: not applicable in this sector, so passed over.")
            % {"rungs": rungs_in_words(level.na_rungs).capitalize()}
        )
    if level.guttman_errors:
        found.append(_gaps(level.guttman_errors))
    return found


def rungs_in_words(numbers: Sequence[int]) -> str:
    """Rungs as they are read aloud: rung 2; rungs 2 and 5; rungs 1 to 3."""
    if len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return _("rungs %(first)d to %(last)d") % {"first": numbers[0], "last": numbers[-1]}
    if len(numbers) == 1:
        return _("rung %(number)d") % {"number": numbers[0]}
    before = ", ".join(str(number) for number in numbers[:-1])
    return _("rungs %(before)s and %(last)d") % {"before": before, "last": numbers[-1]}


def _range_sentence(level: FirmLevel) -> str:
    return _("The level lies between %(low)d and %(high)d, because answers are missing.") % {
        "low": level.low,
        "high": level.high,
    }


def _assessed(level: FirmLevel) -> str:
    if level.low == level.high:
        return _("It is the level the assessor gave; the rungs below only show how the answers compare.")
    return _("The assessor has given no level yet.")


def _why(score: DimensionScore, rule: LevelRule) -> str:
    level, states = score.level, score.states
    if rule is LevelRule.HIGHEST:
        if not level.low:
            return _("No rung is surely held.")
        return _("Rung %(rung)d is the highest rung that is surely held.") % {"rung": level.low}
    if rule is LevelRule.MINIMUM_ERROR:
        return _("This level disagrees with the fewest rungs.")
    stop = next((number for number in RUNGS if number > level.low and states[number - 1] != RungState.NA), None)
    if stop is None:
        return _("Every rung is held.")
    broken = _("is not held") if states[stop - 1] == RungState.NOT_MET else _("is not known")
    if not level.low:
        return _("Rung %(stop)d %(broken)s.") % {"stop": stop, "broken": broken}
    return _("Up to rung %(low)d every rung is held, and rung %(stop)d %(broken)s.") % {
        "low": level.low,
        "stop": stop,
        "broken": broken,
    }


def _on_unknown(score: DimensionScore) -> list[str]:
    unknown = [number for number in RUNGS if score.states[number - 1] == RungState.UNKNOWN]
    if not unknown:
        return []
    text = ngettext(
        "%(rungs)s is not known: as not held it gives the lowest level, as held the highest.",
        "%(rungs)s are not known: as not held they give the lowest level, as held the highest.",
        len(unknown),
    )
    return [text % {"rungs": rungs_in_words(unknown).capitalize()}]


def _gaps(errors: int) -> str:
    text = ngettext(
        "In %(count)d pair of rungs the harder one is held and the easier one is not.",
        "In %(count)d pairs of rungs the harder one is held and the easier one is not.",
        errors,
    )
    return text % {"count": errors}
