"""What the live workshop refuses besides what every workshop refuses."""

from surveys.errors import SurveyError


class SeatGone(SurveyError):
    """Raised when a phone speaks for a seat that it no longer holds."""

    code = "seat_gone"


class VoteTooLate(SurveyError):
    """Raised when a vote arrives after its round or its session was closed; it is not counted."""

    code = "too_late"


class CastConflict(SurveyError):
    """Raised when the id of a vote comes a second time with other content."""

    code = "cast_conflict"


class TooManyTries(SurveyError):
    """Raised when too many wrong codes or keys came from one address, or for one seat."""

    code = "too_many_tries"
