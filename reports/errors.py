"""What this room refuses: every reason at once, each with its remedy."""

from collections.abc import Iterable

from surveys.errors import SurveyError


class RunRefusedError(Exception):
    """Raised when a run cannot be opened; nothing was stored."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class WorkRefusedError(Exception):
    """Raised by work that cannot be done as it was asked for; its text is told as the reason, as it stands."""


class InputsMovedError(WorkRefusedError):
    """Raised when what a run froze can no longer be found as it was; a wrong figure would be worse than none."""


class AssessmentRefusedError(SurveyError):
    """Raised when a level cannot be assessed, or an assessment not withdrawn, as it was asked for."""

    code = "assessment_refused"


class WeightsRefusedError(SurveyError):
    """Raised when weights cannot be made or put in use as they were asked for."""

    code = "weights_refused"
