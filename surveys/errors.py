"""What this room refuses: a code for programs, the place, the fact, and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands in the way."""

    place: str
    fact: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fact} {self.remedy}"


class SurveyError(Exception):
    """A refusal that changed nothing; its text can be shown as it is."""

    code = "refused"

    def __init__(self, fact: str, remedy: str, *, place: str = "") -> None:
        super().__init__(f"{fact} {remedy}")
        self.place = place
        self.fact = fact
        self.remedy = remedy


class ListedError(SurveyError):
    """A refusal for several reasons, all of them listed."""

    def __init__(self, fact: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(fact, " ".join(str(problem) for problem in self.problems))


class NotPublishable(ListedError):
    """Raised when a questionnaire or a rule set cannot be published as it stands."""

    code = "not_publishable"

    def __init__(self, what: object, problems: Iterable[Problem]) -> None:
        problems = tuple(problems)
        super().__init__(
            ngettext(
                "%(what)s cannot be published: it has %(count)d problem.",
                "%(what)s cannot be published: it has %(count)d problems.",
                len(problems),
            )
            % {"what": what, "count": len(problems)},
            problems,
        )


class SetupRefused(ListedError):
    """Raised when a study's choices do not fit together."""

    code = "setup_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(_("These choices do not fit together; nothing was changed."), problems)


class AnswersRefused(ListedError):
    """Raised when a revision holds an answer its item cannot take; none of its answers was recorded."""

    code = "answers_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        problems = tuple(problems)
        super().__init__(
            ngettext(
                "The answers were not saved: %(count)d of them cannot be right.",
                "The answers were not saved: %(count)d of them cannot be right.",
                len(problems),
            )
            % {"count": len(problems)},
            problems,
        )


class RevisionConflict(SurveyError):
    """Raised when an id comes a second time with other content."""

    code = "revision_conflict"


class InterviewClosed(SurveyError):
    """Raised when answers are given while the interview is with the reviewers."""

    code = "interview_closed"


class ConflictsOpen(SurveyError):
    """Raised when an interview is submitted while two answers to one question stand side by side."""

    code = "conflicts_open"


class NoSuchCandidate(SurveyError):
    """Raised when a conflict is settled for an answer that is not among those that stand side by side."""

    code = "no_such_candidate"


class UnknownQuestion(SurveyError):
    """Raised when something is said about a question the interview does not have."""

    code = "unknown_question"


class CommentsOpen(SurveyError):
    """Raised when an interview is approved while comments on it are open."""

    code = "comments_open"


class WrongState(SurveyError):
    """Raised when an interview is not where a step of review begins."""

    code = "wrong_state"


class AnswersOnTheWay(SurveyError):
    """Raised when a device hands an interview over before all answers it rests on have arrived."""

    code = "answers_on_the_way"


class ReturnedMeanwhile(SurveyError):
    """Raised when a device hands an interview over that came back from the reviewers without its knowing."""

    code = "returned_meanwhile"


class UnreadableMessage(SurveyError):
    """Raised when what a device sent is no message."""

    code = "unreadable_message"


class NoteRequired(SurveyError):
    """Raised when a step of review needs a reason and none is given."""

    code = "note_required"


class OwnInterview(SurveyError):
    """Raised when people would pass or approve answers of their own."""

    code = "own_interview"


class OwnCheck(SurveyError):
    """Raised when people would approve at headquarters what they passed themselves."""

    code = "own_check"


class NotHeadquarters(SurveyError):
    """Raised when the last step of two is taken by somebody without a role in the whole study."""

    code = "not_headquarters"


class WorkshopRefused(SurveyError):
    """Raised when a step of a workshop does not fit what has been recorded before."""

    code = "workshop_refused"


class ScoringRefused(SurveyError):
    """Raised when a firm cannot be drawn, given a second scorer, or settled as it was asked for."""

    code = "scoring_refused"
