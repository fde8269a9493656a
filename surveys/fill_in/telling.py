"""What workbooks do, or would do, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.fill_in.taking import Effect, FirmTaken, Taken, Told

EFFECTS: dict[Effect, tuple[str | Promise, str, str]] = {
    Effect.NEW: (gettext_lazy("New"), "active", "arrow"),
    Effect.CHANGED: (gettext_lazy("Changed"), "active", "again"),
    Effect.TAKEN_AWAY: (gettext_lazy("Taken away"), "warning", "cross"),
    Effect.BESIDE: (gettext_lazy("Note or evidence"), "quiet", "ring"),
    Effect.CONFLICT: (gettext_lazy("Answers differ"), "warning", "warning"),
    Effect.PROPOSED: (gettext_lazy("For the reviewers"), "active", "half"),
}
"""What each effect is called, its tone and its shape."""


@dataclass(frozen=True, slots=True)
class ToldInWords:
    """One answer of a workbook, with what it does as a word, a tone and a shape."""

    told: Told
    word: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class FirmInWords:
    """One firm of a workbook: what happens to its interview in one sentence, and each answer that changes."""

    taken: FirmTaken
    sentence: str
    told: tuple[ToldInWords, ...]


def sentence(taken: Taken, *, is_dry: bool) -> str:
    """What happens to all firms together."""
    if not taken.answers:
        return _("Nothing changes: what the workbooks say stands already.")
    firms = len(taken.changed_firms)
    counted = ngettext("%(count)d answer", "%(count)d answers", taken.answers) % {"count": taken.answers}
    where = ngettext("%(count)d firm", "%(count)d firms", firms) % {"count": firms}
    text = _("%(answers)s of %(firms)s would be taken in.") if is_dry else _("%(answers)s of %(firms)s were taken in.")
    parts = [text % {"answers": counted, "firms": where}]
    if taken.conflicts:
        text = ngettext(
            "In %(count)d question the answers differ; somebody has to choose.",
            "In %(count)d questions the answers differ; somebody has to choose.",
            taken.conflicts,
        )
        parts.append(text % {"count": taken.conflicts})
    if taken.proposals:
        text = ngettext(
            "%(count)d answer goes to the reviewers, because the interview was handed over.",
            "%(count)d answers go to the reviewers, because the interviews were handed over.",
            taken.proposals,
        )
        parts.append(text % {"count": taken.proposals})
    return " ".join(parts)


def firms_in_words(taken: Taken) -> list[FirmInWords]:
    """The firms, those in which something changes first."""
    firms = sorted(taken.firms, key=lambda each: not each.told)
    return [FirmInWords(each, _firm_sentence(each), tuple(map(_told_in_words, each.told))) for each in firms]


def _firm_sentence(firm: FirmTaken) -> str:
    parts = []
    if firm.is_begun_here:
        parts.append(_("Its interview begins with this workbook."))
    if firm.told:
        text = ngettext("%(count)d answer changes.", "%(count)d answers change.", len(firm.told))
        parts.append(text % {"count": len(firm.told)})
    else:
        parts.append(_("Nothing changes."))
    if firm.before:
        text = ngettext(
            "%(count)d answer was taken from this workbook before.",
            "%(count)d answers were taken from this workbook before.",
            firm.before,
        )
        parts.append(text % {"count": firm.before})
    return " ".join(parts)


def _told_in_words(told: Told) -> ToldInWords:
    word, tone, icon = EFFECTS[told.effect]
    return ToldInWords(told, str(word), tone, icon)
