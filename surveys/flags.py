"""What looks wrong in an interview's figures, in words and with the way to the questions; it never blocks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.flags import MESSAGES, plausibility_flags
from surveys.answer_fields import group_thousands
from surveys.answers import scoring_answers
from surveys.catalogue import SectionEntry, spoken_catalogue
from surveys.models import Interview
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
    """One thing to look at again."""

    text: str
    items: tuple[FlaggedItem, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(item.code for item in self.items)

    @property
    def sections(self) -> list[SectionEntry]:
        """The sections in which its questions stand, each once."""
        return list({item.section.code: item.section for item in self.items}.values())


def flags_of(interview: Interview) -> list[ShownFlag]:
    """What looks wrong in the answers that hold now, in the order of the checks."""
    cluster = interview.firm.cluster
    catalogue = spoken_catalogue(interview.questionnaire)
    wording = wording_of(cluster)
    asked = {item.code: item for item in catalogue.items_for(cluster.sector_variant)}
    sections = {section.code: section for section in catalogue.sections}
    answers = scoring_answers(interview.answers, catalogue.items.values(), cluster.sector_variant)
    return [
        ShownFlag(
            _(MESSAGES[flag.message_key]).format(*(group_thousands(show_number(figure)) for figure in flag.figures)),
            tuple(
                FlaggedItem(code, wording.of(asked[code].text), sections[asked[code].section_code])
                for code in flag.items
                if code in asked
            ),
        )
        for flag in plausibility_flags(answers)
    ]
