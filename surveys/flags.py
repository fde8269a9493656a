"""What looks wrong in an interview's figures, in words and with the way to the questions; it never blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from scoring.answers import Answer
from scoring.flags import MESSAGES, Flag, plausibility_flags
from surveys.answer_fields import group_thousands
from surveys.answers import scoring_answers
from surveys.catalogue import SectionEntry, catalogue_of, spoken_catalogue
from surveys.models import Interview, SeenFlag
from surveys.typed_numbers import show_number
from surveys.wording import wording_of


@dataclass(frozen=True, slots=True)
class FlaggedItem:
    """A question a flag speaks of, and where it stands."""

    code: str
    question: str
    section: SectionEntry


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """One thing to look at again; `seen` is a reviewer's word that it is right all the same."""

    text: str
    items: tuple[FlaggedItem, ...]
    key: str = ""
    seen: SeenFlag | None = None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(item.code for item in self.items)

    @property
    def sections(self) -> list[SectionEntry]:
        """The sections in which its questions stand, each once."""
        return list({item.section.code: item.section for item in self.items}.values())


def key_of(flag: Flag) -> str:
    """What a flag is known by: its sentence, its questions and its figures, so that another answer makes another."""
    told = "|".join((flag.message_key, *flag.items, *(repr(float(figure)) for figure in flag.figures)))
    return sha256(told.encode()).hexdigest()


def answers_to_check(interview: Interview) -> dict[str, Answer]:
    """The answers that hold now, as the checks take them."""
    cluster = interview.firm.cluster
    items = catalogue_of(interview.questionnaire).items.values()
    return scoring_answers(interview.answers, items, cluster.sector_variant)


def open_flags_of(interview: Interview) -> list[ShownFlag]:
    """What looks wrong and was not found right by a reviewer."""
    return [flag for flag in flags_of(interview) if flag.seen is None]


def flags_of(interview: Interview) -> list[ShownFlag]:
    """What looks wrong in the answers that hold now, in the order of the checks."""
    flags = plausibility_flags(answers_to_check(interview))
    if not flags:
        return []
    cluster = interview.firm.cluster
    catalogue = spoken_catalogue(interview.questionnaire)
    wording = wording_of(cluster)
    asked = {item.code: item for item in catalogue.items_for(cluster.sector_variant)}
    sections = {section.code: section for section in catalogue.sections}
    seen: Mapping[str, SeenFlag] = {each.key: each for each in interview.seen_flags.select_related("by")}
    return [
        ShownFlag(
            _(MESSAGES[flag.message_key]).format(*(group_thousands(show_number(figure)) for figure in flag.figures)),
            tuple(
                FlaggedItem(code, wording.of(asked[code].text), sections[asked[code].section_code])
                for code in flag.items
                if code in asked
            ),
            key_of(flag),
            seen.get(key_of(flag)),
        )
        for flag in flags
    ]
