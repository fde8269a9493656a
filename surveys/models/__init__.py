"""Within the package each module knows only those before it: questionnaire and rule set, setup, interview, revision,
lateness, review, comments, double scoring; the workshop and its live session stand apart."""

from surveys.models.commenting import Awaits, Comment, CommentKind, Thread, ThreadReading
from surveys.models.double_scoring import DoubleScoring, ScoringDraw, Settlement
from surveys.models.frozen import FrozenError, Status
from surveys.models.interview import Interview, InterviewState, Origin, Revision
from surveys.models.lateness import Handover, LateAnswer, LateAnswerState
from surveys.models.live import DiscussionNote, LiveEvent, LiveEventKind, LiveSession, SeatHold, WrongCode
from surveys.models.questionnaire import Descriptor, Item, ItemKind, Part, Questionnaire, Section, SectorCard
from surveys.models.review import ReviewEvent, SeenFlag, Standing
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
    "Awaits",
    "Comment",
    "CommentKind",
    "Criterion",
    "Descriptor",
    "DiscussionNote",
    "DoubleScoring",
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
    "ScoringDraw",
    "SeatHold",
    "Section",
    "SectorCard",
    "SeenFlag",
    "Settlement",
    "Standing",
    "Status",
    "StudySetup",
    "Thread",
    "ThreadReading",
    "Validation",
    "Verdict",
    "Vote",
    "VotingRound",
    "Workshop",
    "WrongCode",
]
