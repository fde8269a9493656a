"""What votes and measures say, in plain words: what the workshop pages print beside every figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.models import Study
from scoring.agreement import ConsensusRule
from scoring.rounding import percent_half_up, round_half_up
from surveys.catalogue import DescriptorEntry, spoken_catalogue
from surveys.models import Criterion
from surveys.study_setup import setup_of
from surveys.workshop_grounds import Grounds, LowerPhase
from surveys.workshop_results import PillarProtocol, Protocol, Tally

PHASES_TABLE = 2
Measured = Callable[[Tally], float | None]

CRITERION_SENTENCES = {
    Criterion.DEFAULT: gettext_lazy(
        "The panel agrees when the middle half of the votes spans at most one phase and at least 75 % of the votes "
        "lie in two adjacent phases that hold the median."
    ),
    Criterion.STRICT: gettext_lazy("The panel agrees when at least 75 % of the votes are at one phase."),
}


@dataclass(frozen=True, slots=True)
class RoundWords:
    """One pillar in one round: the votes in a sentence, whether they agree, and why; what they rest on, one sentence
    each for how sure the panel was and for every lower phase it was asked about."""

    tally: Tally
    sentence: str
    verdict: str
    why: str
    movement: str
    confidence: str
    lower: tuple[str, ...]
    grounds: Grounds | None

    @property
    def is_consensus(self) -> bool:
        """Whether the votes give one phase by the criterion."""
        return self.tally.consensus.reached and not self.tally.summary.half_median


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure with what it means and its value in each round, ready to print."""

    name: str
    meaning: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PillarWords:
    """One pillar as its section tells it."""

    protocol: PillarProtocol
    descriptors: tuple[DescriptorEntry, ...]
    rounds: tuple[RoundWords, ...]
    measures: tuple[MeasureRow, ...]

    @property
    def latest(self) -> RoundWords | None:
        return self.rounds[-1] if self.rounds else None


def pillars_in_words(protocol: Protocol) -> list[PillarWords]:
    """The four pillars with their descriptors and everything said of their votes."""
    descriptors = phase_descriptors(protocol.workshop.cluster.study)
    return [
        PillarWords(
            protocol=pillar,
            descriptors=descriptors.get(pillar.pillar.value, ()),
            rounds=tuple(map(round_in_words, pillar.tallies, pillar.grounds)),
            measures=measure_rows(pillar.tallies),
        )
        for pillar in protocol.pillars
    ]


def phase_descriptors(study: Study) -> Mapping[str, tuple[DescriptorEntry, ...]]:
    """What each phase of each pillar means, as the study's questionnaire says it in the active language."""
    found: dict[str, tuple[DescriptorEntry, ...]] = {}
    descriptors = spoken_catalogue(setup_of(study).questionnaire).descriptors
    for key in sorted(descriptors):
        cell = descriptors[key]
        if cell.table == PHASES_TABLE:
            found[cell.column] = (*found.get(cell.column, ()), cell)
    return found


def round_in_words(tally: Tally, grounds: Grounds | None = None) -> RoundWords:
    return RoundWords(
        tally=tally,
        sentence=votes_sentence(tally),
        verdict=verdict_words(tally),
        why=why_sentence(tally),
        movement=movement_sentence(tally),
        confidence=confidence_sentence(grounds) if grounds else "",
        lower=tuple(lower_sentence(phase) for phase in grounds.lower) if grounds else (),
        grounds=grounds,
    )


def verdict_words(tally: Tally) -> str:
    """Whether the votes agree by the criterion; a half median is told, because nobody may round it."""
    if not tally.consensus.reached:
        return _("No consensus by the criterion")
    if tally.summary.half_median:
        return _("Criterion met, and the median lies between two phases")
    return _("Consensus by the criterion")


def votes_sentence(tally: Tally) -> str:
    """How many voted, and where the votes lie."""
    summary = tally.summary
    parts = []
    if summary.n:
        parts.append(
            ngettext("%(n)d vote, median %(median)s.", "%(n)d votes, median %(median)s.", summary.n)
            % {"n": summary.n, "median": plain(summary.median)}
        )
    else:
        parts.append(_("No votes for a phase."))
    if summary.half_median and summary.shown_phase:
        parts.append(
            _("It lies between phase %(below)d and phase %(above)d and is not rounded.")
            % {"below": summary.shown_phase, "above": summary.shown_phase + 1}
        )
    if summary.cannot_judge:
        parts.append(
            ngettext("%(n)d cannot judge.", "%(n)d cannot judge.", summary.cannot_judge) % {"n": summary.cannot_judge}
        )
    return " ".join(parts)


def why_sentence(tally: Tally) -> str:
    """What the criterion asks for and what the votes give."""
    share, iqr = tally.consensus.share, tally.summary.iqr
    if share is None or iqr is None:
        return _("Nobody voted for a phase.")
    found = {"share": per_cent(share), "iqr": plain(iqr)}
    if tally.consensus.rule is ConsensusRule.STRICT:
        return _("%(share)s %% of the votes are at one phase; the criterion asks for 75 %%.") % found
    return (
        _(
            "Interquartile range %(iqr)s, the criterion allows 1. In two adjacent phases around the median: "
            "%(share)s %% of the votes, it asks for 75 %%."
        )
        % found
    )


def movement_sentence(tally: Tally) -> str:
    """How many changed their vote since the round before; nothing in the first round."""
    moved = tally.stability
    if moved is None or moved.n == 0:
        return ""
    return _("%(changed)d of %(n)d changed their vote since round %(before)d.") % {
        "changed": moved.changed,
        "n": moved.n,
        "before": tally.round.number - 1,
    }


def confidence_sentence(grounds: Grounds) -> str:
    """How sure the panel was of its votes; nothing where nobody said."""
    if not any(grounds.confidences):
        return ""
    guess, unsure, fairly, sure = grounds.confidences
    return _("Confidence: %(sure)d sure, %(fairly)d fairly sure, %(unsure)d unsure, %(guess)d guessing.") % {
        "sure": sure,
        "fairly": fairly,
        "unsure": unsure,
        "guess": guess,
    }


def lower_sentence(lower: LowerPhase) -> str:
    """Whether those who voted higher see a lower phase fully in place."""
    if not lower.no:
        return _("Phase %(phase)d is fully in place for all %(asked)d who voted higher and were asked.") % {
            "phase": lower.phase,
            "asked": lower.asked,
        }
    return _("Phase %(phase)d is not fully in place for %(no)d of the %(asked)d who voted higher and were asked.") % {
        "phase": lower.phase,
        "no": lower.no,
        "asked": lower.asked,
    }


def measure_rows(tallies: Sequence[Tally]) -> tuple[MeasureRow, ...]:
    """Every measure of method A.7 that some round has a value for, with its meaning."""
    rows = [
        MeasureRow(str(name), str(meaning), tuple(write(tally) for tally in tallies))
        for name, meaning, write in MEASURES
    ]
    return tuple(row for row in rows if any(value != "–" for value in row.values))


def measure_meanings() -> list[tuple[str, str]]:
    """Every measure by name, and what it says."""
    return [(str(name), str(meaning)) for name, meaning, _write in MEASURES]


def plain(value: float | None) -> str:
    """At most two decimals, and no idle zeros."""
    if value is None:
        return "–"
    text = f"{round_half_up(float(value), 2):f}"
    return number_format(text.rstrip("0").rstrip(".") if "." in text else text)


def fixed(value: float | None) -> str:
    """A coefficient with two decimals."""
    return "–" if value is None else number_format(f"{round_half_up(float(value), 2):f}")


def per_cent(share: float | None) -> str:
    """A share of 0 to 1 as whole per cent, halves up."""
    return "–" if share is None else number_format(percent_half_up(round(share * 10**6), 10**6))


def _range(tally: Tally) -> str:
    low, high = tally.summary.lowest, tally.summary.highest
    if low is None or low == high:
        return plain(low)
    return f"{low}–{high}"


def _value(read: Measured) -> Callable[[Tally], str]:
    return lambda tally: plain(read(tally))


def _coefficient(read: Measured) -> Callable[[Tally], str]:
    return lambda tally: fixed(read(tally))


def _share(read: Measured) -> Callable[[Tally], str]:
    return lambda tally: f"{per_cent(read(tally))} %" if read(tally) is not None else "–"


MEASURES: tuple[tuple[Any, Any, Callable[[Tally], str]], ...] = (
    (
        gettext_lazy("Votes"),
        gettext_lazy("Panelists who gave a phase; whoever cannot judge is left out of all that follows."),
        _value(lambda tally: tally.summary.n),
    ),
    (
        gettext_lazy("Cannot judge"),
        gettext_lazy("Panelists who said that they cannot judge this pillar."),
        _value(lambda tally: tally.summary.cannot_judge),
    ),
    (
        gettext_lazy("Median"),
        gettext_lazy("Half of the votes lie at or below it, half at or above it."),
        _value(lambda tally: tally.summary.median),
    ),
    (
        gettext_lazy("Most frequent phase"),
        gettext_lazy("The phase with most votes; several where they tie."),
        lambda tally: ", ".join(str(phase) for phase in tally.summary.modes) or "–",
    ),
    (gettext_lazy("Lowest to highest"), gettext_lazy("The whole range of the votes."), _range),
    (
        gettext_lazy("Interquartile range"),
        gettext_lazy("How many phases the middle half of the votes spans; 0 when it is at one phase."),
        _value(lambda tally: tally.summary.iqr),
    ),
    (
        gettext_lazy("At the most frequent phase"),
        gettext_lazy("Share of the votes at that phase."),
        _share(lambda tally: tally.summary.at_mode),
    ),
    (
        gettext_lazy("Within one phase of the median"),
        gettext_lazy("Share of the votes not further than one phase away from the median."),
        _share(lambda tally: tally.summary.near_median),
    ),
    (
        gettext_lazy("Standard deviation"),
        gettext_lazy("The usual distance of a vote from the mean, in phases."),
        _coefficient(lambda tally: tally.summary.sd),
    ),
    (
        gettext_lazy("Agreement A (van der Eijk)"),
        gettext_lazy(
            "1 when all votes are at one phase, 0 when they are spread evenly, −1 when half are at either end."
        ),
        _coefficient(lambda tally: tally.summary.van_der_eijk),
    ),
    (
        gettext_lazy("Consensus (Tastle and Wierman)"),
        gettext_lazy("1 when all votes are at one phase, 0 when half are at either end; far votes weigh more."),
        _coefficient(lambda tally: tally.summary.tastle_wierman),
    ),
    (
        gettext_lazy("r_WG"),
        gettext_lazy("1 minus the variance over that of votes spread evenly; below 0 when they spread even more."),
        _coefficient(lambda tally: tally.summary.r_wg),
    ),
    (
        gettext_lazy("Changed their vote"),
        gettext_lazy(
            "Share of those who voted in this round and the one before; below 15 % the votes count as stable."
        ),
        _share(lambda tally: tally.stability.share_changed if tally.stability else None),
    ),
    (
        gettext_lazy("Kappa with the round before"),
        gettext_lazy(
            "Agreement of the same panelists with themselves, larger moves weighing more; 1 when nobody moved."
        ),
        _coefficient(lambda tally: tally.stability.kappa if tally.stability else None),
    ),
    (
        gettext_lazy("p of the signed-rank test"),
        gettext_lazy("Wilcoxon's test whether the moves go one way; small panels seldom show it. For information."),
        _coefficient(lambda tally: tally.stability.wilcoxon_p if tally.stability else None),
    ),
)
