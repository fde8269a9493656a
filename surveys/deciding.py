"""Which steps of review stand open to a person, and in words why others do not."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from surveys.models import Interview
from surveys.review_table import APPROVED, CHECKED, ONE, SUBMITTED, Actor, Move, Step, moves_from
from surveys.reviewing import is_headquarters, way_to
from surveys.study_setup import setup_of

FORWARD = (Step.CHECK, Step.APPROVE)


@dataclass(frozen=True, slots=True)
class Decision:
    """`moves` are the steps at which the interview stands, `steps` those this person may take of them."""

    moves: tuple[Move, ...]
    steps: frozenset[str]
    remarks: tuple[str, ...]

    @property
    def may_act(self) -> bool:
        return bool(self.steps)

    @property
    def forward(self) -> str:
        """The step that brings the interview further, or nothing."""
        return next((step for step in FORWARD if step in self.steps), "")


def decision_for(user: User, interview: Interview) -> Decision:
    """What somebody who reviews the interview's cluster may do with it now."""
    steps = setup_of(interview.firm.cluster.study).review_steps
    way = way_to(interview)
    moves = [
        move
        for move in moves_from(interview.state, steps=steps, came_from=way.from_state if way else SUBMITTED)
        if move.actor is not Actor.CONSULTANT
    ]
    remarks: list[str] = []
    if interview.state == CHECKED and steps == ONE:
        remarks.append(
            _("It was passed while the study reviewed in two steps. The study now has one, so a reviewer approves it.")
        )
    headquarters = is_headquarters(user, interview)
    if moves and not headquarters and all(move.actor is Actor.HEADQUARTERS for move in moves):
        told = _("The approval was given by headquarters.") if interview.state == APPROVED else _("It was passed.")
        remarks.append(told + " " + _("Only somebody who reviews the whole study decides about it now."))
    moves_open = [move for move in moves if headquarters or move.actor is Actor.REVIEWER]
    own = gave_answers(user, interview)
    passed = way is not None and way.by_id == user.pk and interview.state == CHECKED
    allowed = [move for move in moves_open if not (move.by_another and (own or (passed and _is_second(move))))]
    if len(allowed) < len(moves_open):
        remarks.append(
            _("You gave answers in this interview yourself, so somebody else has to approve it.")
            if own
            else _("You passed this interview yourself, so somebody else has to approve it.")
        )
    return Decision(tuple(moves), frozenset(move.step for move in allowed), tuple(remarks))


def gave_answers(user: User, interview: Interview) -> bool:
    """Whether the answers are, all or in part, the person's own; nobody approves those."""
    return interview.author_id == user.pk or interview.revisions.filter(author=user).exists()


def _is_second(move: Move) -> bool:
    return move.actor is Actor.HEADQUARTERS
