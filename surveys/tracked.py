"""What the history tells of questionnaires, interviews and workshops (docs/history.md)."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from surveys.models import (
    AgreedPhase,
    Comment,
    Descriptor,
    DiscussionNote,
    DoubleScoring,
    Evidence,
    Handover,
    Interview,
    Item,
    LateAnswer,
    LiveEvent,
    LiveSession,
    Panelist,
    Questionnaire,
    ReviewEvent,
    Revision,
    RuleSetVersion,
    ScoringDraw,
    SeatHold,
    Section,
    SectorCard,
    SeenFlag,
    Settlement,
    Standing,
    StudySetup,
    Thread,
    ThreadReading,
    Validation,
    Vote,
    VotingRound,
    Workshop,
    WrongCode,
)
from trail.declarations import Tracked

FOLD = "is folded from the revisions, which are told in full"
BLIND = "is what an interview said when it was first handed over, which its revisions tell in full"
PERSONAL = "may be personal, and history cannot be erased"
DOOR = "opens a door"

QUESTION = "surveys.telling_rows.name_by_question"
TRANSLATIONS = {"translations": "surveys.telling_content.read_translations"}
VARIANTS = "surveys.telling_content.read_variants"

TRACKED = (
    Tracked(
        Questionnaire,
        read_by={"language": "accounts.telling.read_language"},
        details=("code", "content_hash"),
    ),
    Tracked(Section, about="questionnaire", read_by=TRANSLATIONS, details=("code", "position")),
    Tracked(
        Item,
        about="questionnaire",
        named_by=("text",),
        read_by={
            **TRANSLATIONS,
            "only_in": VARIANTS,
            "not_applicable_in": VARIANTS,
            "options": "surveys.telling_content.read_options",
        },
        details=("code", "position", "role", "source"),
    ),
    Tracked(
        SectorCard,
        about="questionnaire",
        named_by=("variant", "dimension", "rung"),
        read_by=TRANSLATIONS,
        details=("source",),
    ),
    Tracked(
        Descriptor,
        about="questionnaire",
        named_by=("row_title",),
        read_by={**TRANSLATIONS, "column": "surveys.telling_content.read_column"},
    ),
    Tracked(
        RuleSetVersion, read_by={"content": "surveys.telling_content.read_rules"}, details=("code", "content_hash")
    ),
    Tracked(StudySetup, about="study"),
    Tracked(
        Interview,
        left_out={"changed_at": FOLD, "revision_count": FOLD, "answered_count": FOLD},
        digest={"answers": FOLD, "conflicts": FOLD},
    ),
    Tracked(Revision, about="interview", append_only=True, told_by="surveys.telling.tell_answers"),
    Tracked(ReviewEvent, about="interview", append_only=True, details=("revision_count",)),
    Tracked(SeenFlag, about="interview", append_only=True, details=("key",)),
    Tracked(
        Thread,
        about="interview",
        left_out={"last_at": "follows from the comments, which are told in full"},
        named_by=QUESTION,
        details=("item",),
    ),
    Tracked(Comment, about="thread__interview", append_only=True, named_by=QUESTION),
    Tracked(Handover, about="interview", append_only=True, read_by={"rests_on": "surveys.telling_rows.read_rests_on"}),
    Tracked(
        LateAnswer,
        about="interview",
        named_by=QUESTION,
        read_by={"change": "surveys.telling_rows.read_answer_given"},
        details=("revision", "item"),
    ),
    Tracked(ScoringDraw, about="cluster", append_only=True, details=("frame_hash", "frame")),
    Tracked(
        DoubleScoring,
        about="firm",
        digest={"first_answers": BLIND, "second_answers": BLIND},
        read_by=dict.fromkeys(("first", "second"), "surveys.telling_rows.read_interviews"),
    ),
    Tracked(
        Settlement,
        about="pair__first",
        append_only=True,
        named_by=QUESTION,
        read_by={"answer": "surveys.telling_rows.read_answer_given"},
        details=("item", "pair", "revision"),
    ),
    Tracked(Workshop, left_out={"changes": "counts the changes that are told here one by one"}),
    Tracked(
        Panelist,
        about="workshop",
        untold={"label": PERSONAL, "organisation": PERSONAL, "conflict_of_interest": PERSONAL},
    ),
    Tracked(Evidence, about="workshop"),
    Tracked(VotingRound, about="workshop"),
    Tracked(
        Vote,
        about="round__workshop",
        read_by={"in_place": "surveys.telling_rows.read_lower_phases"},
        details=("hold", "cast", "turn"),
        told_by="surveys.telling.tell_votes",
    ),
    Tracked(
        Vote.evidence.through,
        about="vote__round__workshop",
        called=_("source of a vote"),
        told_by="surveys.telling.tell_sources_of_votes",
    ),
    Tracked(AgreedPhase, about="workshop", append_only=True),
    Tracked(
        Validation,
        about="agreed_phase__workshop",
        untold={"validator": PERSONAL},
        append_only=True,
        named_by=("agreed_phase__pillar",),
    ),
    Tracked(
        LiveSession,
        about="workshop",
        untold={"code": DOOR, "screen_key": DOOR},
        details=("code", "screen_key"),
    ),
    Tracked(
        SeatHold,
        about="panelist__workshop",
        untold={"secret_hash": DOOR, "key_hash": DOOR},
        named_by=("panelist__seat",),
        details=("secret_hash", "key_hash", "wrong_keys"),
    ),
    Tracked(LiveEvent, about="workshop", untold={"seat": PERSONAL}, append_only=True),
    Tracked(DiscussionNote, about="workshop", append_only=True),
)
NOT_TRACKED: dict[type[Model], str] = {
    Standing: "is computed from answers and scores, which are told, and can be made anew",
    ThreadReading: "marks what is new to a reader; nothing rests on it",
    WrongCode: "counts wrong guesses by the hash of an address, for ten minutes; nothing rests on it",
}
