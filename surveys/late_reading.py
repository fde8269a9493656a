"""Late answers ready to be read: what was proposed beside what stands."""

from dataclasses import dataclass

from surveys.catalogue import spoken_catalogue
from surveys.folding import UNTOUCHED
from surveys.models import Interview, LateAnswer, LateAnswerState
from surveys.overview import ReadAnswer, read_answer
from surveys.wording import wording_of


@dataclass(frozen=True, slots=True)
class ReadLateAnswer:
    """One proposal: `stands` is the answer that holds now, `proposed` the one that came too late."""

    late: LateAnswer
    question: str
    stands: ReadAnswer
    proposed: ReadAnswer

    @property
    def is_waiting(self) -> bool:
        return self.late.state == LateAnswerState.WAITING


def late_answers_of(interview: Interview) -> list[ReadLateAnswer]:
    """The proposals for this interview that say something new: those that wait first, then the latest first."""
    rows = interview.late_answers.exclude(state=LateAnswerState.SAME).select_related("author", "decided_by")
    items = spoken_catalogue(interview.questionnaire).items
    wording = wording_of(interview.firm.cluster)
    read = [
        ReadLateAnswer(
            late=row,
            question=wording.of(items[row.item].text),
            stands=read_answer(items[row.item], interview.answers.get(row.item, UNTOUCHED), wording),
            proposed=read_answer(items[row.item], row.change, wording),
        )
        for row in rows.order_by("-received_at", "-pk")
        if row.item in items
    ]
    return sorted(read, key=lambda each: not each.is_waiting)
