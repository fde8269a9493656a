"""What a reading of a ladder says, in sentences; pages and workbooks tell the same ones."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.ladder import Caution, Detail, Reading, Refusal
from reports.level_words import rungs_in_words
from scoring.ladder import FEWEST_FIRMS, LEAST_INFORMATIVE, Scalability
from scoring.ladder_errors import GroupErrors
from scoring.rasch import NoFit, RaschFit, Rising
from scoring.rounding import round_half_up
from scoring.rungs import RUNGS

VERDICTS = {
    Scalability.STRONG: gettext_lazy("strong ladder"),
    Scalability.MEDIUM: gettext_lazy("medium ladder"),
    Scalability.WEAK: gettext_lazy("weak ladder"),
    Scalability.UNSCALABLE: gettext_lazy("no ladder"),
    Scalability.REFUSED: gettext_lazy("no verdict"),
}
MEANINGS = {
    Scalability.STRONG: gettext_lazy(
        "Yes, a strong ladder: firms that hold a harder rung nearly always hold the easier ones, so that a level says "
        "what a firm can do."
    ),
    Scalability.MEDIUM: gettext_lazy(
        "Yes, a ladder of medium strength: most firms climb the rungs in this order, and some skip one."
    ),
    Scalability.WEAK: gettext_lazy(
        "Only just: a weak ladder. Many firms hold a harder rung without an easier one; read levels with care and look "
        "at the rungs."
    ),
    Scalability.UNSCALABLE: gettext_lazy(
        "No: these rungs are no ladder. Firms hold harder rungs without easier ones about as often as if rungs had "
        "nothing to do with each other, so that a level says little. Look at the rungs themselves."
    ),
}
RISING = {
    Rising.RISES: gettext_lazy("Difficulties rise from rung to rung, every step surely so."),
    Rising.FALLS: gettext_lazy("Difficulties do not rise with the rung: some step surely goes down."),
    Rising.NOT_SURE: gettext_lazy(
        "Whether difficulties rise with every rung is not sure: the interval of some step holds 0."
    ),
}
NO_FITS = {
    NoFit.FEW_RUNGS: gettext_lazy("The one-parameter model needs three rungs that some firms hold and some do not."),
    NoFit.PERFECT: gettext_lazy(
        "The one-parameter model has no finite answer here: in the order of popularity no firm makes an error."
    ),
    NoFit.STEEP: gettext_lazy(
        "The one-parameter model has no useful answer here: firms make next to no error, and difficulties run away."
    ),
}


def verdict_of(reading: Reading) -> Scalability:
    """The verdict, refused wherever there is a reason to."""
    return Scalability.REFUSED if reading.refusal or reading.found is None else reading.found.verdict


def meaning_of(reading: Reading) -> str:
    """The verdict in a sentence, or why there is none."""
    if reading.refusal:
        return _refusal(reading)
    return str(MEANINGS[verdict_of(reading)])


def informative_in_words(reading: Reading) -> str:
    """As in: informative rungs: 2 of 6."""
    return _("Informative rungs: %(some)d of %(all)d") % {"some": len(reading.informative), "all": len(reading.numbers)}


def findings_of(reading: Reading, detail: Detail | None) -> list[str]:
    """What else the figures say, in the order in which it matters."""
    if reading.found is None or detail is None:
        return _left_out(reading)
    return [
        _with_errors(detail.errors),
        _informative(reading),
        _order(reading),
        *_gathered(detail.errors, reading),
        *_left_out(reading),
        *_dropped(reading),
    ]


def cautions_of(reading: Reading) -> list[str]:
    """What makes the figures look better than they are."""
    texts = {
        Caution.PERFECT: _(
            "Not one firm makes an error. A real ladder seldom is that perfect; a questionnaire that stops at the "
            "first no is, and so are rungs filled in from levels. Make sure that every rung was asked of every firm."
        ),
        Caution.STOPPED: ngettext(
            "Of %(count)d firm nothing is known above the first rung it does not hold, as if the questions had "
            "stopped there. Firms asked that way can make no error.",
            "Of %(count)d firms nothing is known above the first rung they do not hold, as if the questions had "
            "stopped there. Firms asked that way can make no error.",
            reading.stopped,
        )
        % {"count": reading.stopped},
        Caution.SHARED: _(
            "Rungs that rest in part on the same answer (%(pairs)s): part of their order is made by the rules and not "
            "by firms."
        )
        % {"pairs": ", ".join(_pair(pair) for pair in reading.built.shared)},
    }
    return [texts[each] for each in reading.cautions]


def model_in_words(model: RaschFit) -> str:
    """The verdict of the one-parameter model, or why it has none."""
    return str(NO_FITS[model.no_fit] if model.no_fit else RISING[model.rising])


def excluded_in_words(model: RaschFit, reading: Reading) -> str:
    """Which rungs the model leaves out; empty where none."""
    if model.no_fit or not model.excluded:
        return ""
    rungs = rungs_in_words(reading.numbered(model.excluded))
    return _("Left out of the model, held by all firms or by none: %(rungs)s.") % {"rungs": rungs}


def gathering_in_words(errors: GroupErrors, reading: Reading) -> str:
    """At which rungs the errors of a group gather, and how; empty where they do not."""
    return "; ".join(
        (_("rung %(number)d, passed over") if over >= ahead else _("rung %(number)d, held ahead"))
        % {"number": reading.numbers[column - 1]}
        for column in errors.gathered
        for over, ahead in [(errors.passed_over[column - 1], errors.ahead[column - 1])]
    )


def counts_in_words(counts: Sequence[int], reading: Reading) -> str:
    """Errors by rung, the most first, as in: rung 4 (5), rung 3 (1)."""
    told = sorted(zip(counts, reading.numbers, strict=True), key=lambda each: -each[0])
    return ", ".join(
        _("rung %(number)d (%(count)d)") % {"number": number, "count": count} for count, number in told if count
    )


def per_cent(share: float) -> str:
    """A share in whole per cent, halves up, as Table 5 rounds."""
    return str(round_half_up(100 * share))


def _refusal(reading: Reading) -> str:
    texts = {
        Refusal.NO_FIRMS: _("No verdict: of no firm are all rungs known."),
        Refusal.RECONSTRUCTED: _(
            "No verdict: the firms of this study are reconstructed from published levels. Their rungs were filled in "
            "up to the level, so that they make a perfect ladder, and nothing is learnt from it."
        ),
        Refusal.LEVELS: _(
            "No verdict: the rules of %(rungs)s read a level that somebody gave. Rungs made from levels are a ladder "
            "by construction."
        )
        % {"rungs": rungs_in_words(reading.built.on_levels) if reading.built.on_levels else ""},
        Refusal.FEW_FIRMS: _("No verdict: fewer than %(fewest)d firms count.") % {"fewest": FEWEST_FIRMS},
        Refusal.FEW_RUNGS: _(
            "No verdict: only rungs that some firms hold and others do not can tell of an order, and there are fewer "
            "than %(fewest)d of them."
        )
        % {"fewest": LEAST_INFORMATIVE},
    }
    return texts[reading.refusal] if reading.refusal else ""


def _with_errors(errors: GroupErrors) -> str:
    return ngettext(
        "%(some)d of %(count)d firm (%(share)s %%) makes an error: it holds a harder rung and not an easier one.",
        "%(some)d of %(count)d firms (%(share)s %%) make an error: they hold a harder rung and not an easier one.",
        errors.firms,
    ) % {"some": errors.with_errors, "count": errors.firms, "share": per_cent(errors.with_errors / errors.firms)}


def _informative(reading: Reading) -> str:
    told = informative_in_words(reading)
    silent = [number for number in reading.numbers if number not in reading.informative]
    if not silent:
        return _("%(told)s.") % {"told": told}
    return _("%(told)s. All firms hold, or none holds, %(rungs)s: that tells nothing about order.") % {
        "told": told,
        "rungs": rungs_in_words(silent),
    }


def _order(reading: Reading) -> str:
    found = reading.found
    if found is None or not found.violations:
        return _("No rung is held by fewer firms than the next one: popularity follows the order of the theory.")
    pairs = ", ".join(
        _("%(one)d and %(next)d (%(share)s and %(next_share)s %%)")
        % {
            "one": reading.numbers[column - 1],
            "next": reading.numbers[column],
            "share": per_cent(found.popularity[column - 1]),
            "next_share": per_cent(found.popularity[column]),
        }
        for column in found.violations
    )
    return _("Against the order of the theory fewer firms hold the lower rung than the higher: %(pairs)s.") % {
        "pairs": pairs
    }


def _gathered(errors: GroupErrors, reading: Reading) -> list[str]:
    told = gathering_in_words(errors, reading)
    return [_("Errors gather: %(told)s.") % {"told": told}] if told else []


def _left_out(reading: Reading) -> list[str]:
    found = []
    if reading.left_out:
        text = ngettext(
            "%(count)d firm is left out, because a rung is not known.",
            "%(count)d firms are left out, because a rung is not known.",
            reading.left_out,
        ) % {"count": reading.left_out}
        if reading.h_if_not is not None and reading.h_if_held is not None:
            text += " " + _("With unknown rungs read as not held H would be %(low)s, as held %(high)s.") % {
                "low": number_format(reading.h_if_not, 2),
                "high": number_format(reading.h_if_held, 2),
            }
        found.append(text)
    if reading.not_applicable:
        text = ngettext(
            "%(count)d firm is left out, because a rung does not apply to it.",
            "%(count)d firms are left out, because a rung does not apply to them.",
            reading.not_applicable,
        )
        found.append(text % {"count": reading.not_applicable})
    return found


def _dropped(reading: Reading) -> list[str]:
    if not reading.dropped or len(reading.dropped) == len(RUNGS):
        return []
    rungs = rungs_in_words(reading.dropped)
    return [_("Not in the ladder, because it applies to no firm: %(rungs)s.") % {"rungs": rungs}]


def _pair(pair: tuple[int, int]) -> str:
    return _("%(one)d and %(other)d") % {"one": pair[0], "other": pair[1]}
