"""Within the package each module knows only those before it: questionnaire and rule set, setup, interview, revision,
lateness, review; the workshop and its live session stand apart."""

from surveys.models.frozen import FrozenError, Status
from surveys.models.interview import Interview, InterviewState, Origin, Revision
from surveys.models.lateness import Handover, LateAnswer, LateAnswerState
from surveys.models.live import DiscussionNote, LiveEvent, LiveEventKind, LiveSession, SeatHold, WrongCode
from surveys.models.questionnaire import Descriptor, Item, ItemKind, Part, Questionnaire, Section, SectorCard
from surveys.models.review import ReviewEvent
from surveys.models.ruleset import RuleSetVersion
from surveys.models.setup import StudySetup
from surveys.models.workshop import (
    AgreedPhase,
    AgreementStatus,
    Criterion,
    Evidence,
    Panelist,
    PanelistKind,
    Pillar,
    Validation,
    Verdict,
    Vote,
    VotingRound,
    Workshop,
)

__all__ = [
    "AgreedPhase",
    "AgreementStatus",
    "Criterion",
    "Descriptor",
    "DiscussionNote",
    "Evidence",
    "FrozenError",
    "Handover",
    "Interview",
    "InterviewState",
    "Item",
    "ItemKind",
    "LateAnswer",
    "LateAnswerState",
    "LiveEvent",
    "LiveEventKind",
    "LiveSession",
    "Origin",
    "Panelist",
    "PanelistKind",
    "Part",
    "Pillar",
    "Questionnaire",
    "ReviewEvent",
    "Revision",
    "RuleSetVersion",
    "SeatHold",
    "Section",
    "SectorCard",
    "Status",
    "StudySetup",
    "Validation",
    "Verdict",
    "Vote",
    "VotingRound",
    "Workshop",
    "WrongCode",
]
