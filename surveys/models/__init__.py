"""Within the package: questionnaire and rule set <- setup <- interview <- revision <- review; workshop stands apart."""

from surveys.models.frozen import FrozenError, Status
from surveys.models.interview import Interview, InterviewState, Origin, Revision
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
    "Evidence",
    "FrozenError",
    "Interview",
    "InterviewState",
    "Item",
    "ItemKind",
    "Origin",
    "Panelist",
    "PanelistKind",
    "Part",
    "Pillar",
    "Questionnaire",
    "ReviewEvent",
    "Revision",
    "RuleSetVersion",
    "Section",
    "SectorCard",
    "Status",
    "StudySetup",
    "Validation",
    "Verdict",
    "Vote",
    "VotingRound",
    "Workshop",
]
