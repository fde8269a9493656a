"""Scoring firms twice: drawing them, giving each a second scorer, and freezing what both said blind."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, rights_in
from clusters.blindness import hide_firm, show_firm
from clusters.locking import lock_cluster
from clusters.models import Cluster, Firm
from scoring.drawing import drawn, frame_hash
from surveys.answering import log_of
from surveys.errors import ScoringRefused
from surveys.folding import fold
from surveys.models import DoubleScoring, Interview, ScoringDraw
from surveys.review_table import OPEN, SUBMITTED

MAY_NOT_HOLD = (Right.REVIEW, Right.EXPORT, Right.MANAGE)
"""Rights that show the first interview in lists and files; whoever holds one cannot score blind."""


@transaction.atomic
def draw_firms(*, cluster: Cluster, share_pct: float, seed: str, by: User | None, now: datetime) -> ScoringDraw:
    """Draw the firms of a cluster that are scored twice; the same share, seed and frame are the same draw."""
    lock_cluster(cluster.pk)
    codes = sorted(Firm.objects.filter(cluster=cluster).values_list("code", flat=True))
    try:
        found = drawn(codes, share_pct, seed.strip())
    except ValueError:
        raise ScoringRefused(
            _("The draw needs a share from 0 to 100 per cent and a seed."), _("Give both, then draw."), place="seed"
        ) from None
    told = {"share_pct": share_pct, "seed": seed.strip(), "frame_hash": frame_hash(codes)}
    last = cluster.scoring_draws.order_by("pk").last()
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return last
    return ScoringDraw.objects.create(cluster=cluster, frame=codes, drawn=list(found), by=by, at=now, **told)


@transaction.atomic
def assign_scorer(*, firm: Firm, scorer: User, by: User | None, now: datetime) -> DoubleScoring:
    """Give a drawn firm its second scorer and begin their interview; while it is empty another may take it over.

    Raises ScoringRefused for a firm that was not drawn or whose first interview nobody began, for somebody who may not
    enter answers, who gave some in the first interview, or whose other rights would show it to them.
    """
    first = _first_of(firm)
    _refuse_scorer(firm, first, scorer)
    pair = DoubleScoring.objects.select_for_update().filter(firm=firm).first()
    if pair is None:
        second = Interview.objects.create(
            firm=firm,
            questionnaire=first.questionnaire,
            author=scorer,
            is_second_scoring=True,
            begun_at=now,
            changed_at=now,
        )
        pair = DoubleScoring.objects.create(
            firm=firm,
            first=first,
            second=second,
            scorer=scorer,
            assigned_by=by,
            assigned_at=now,
            first_answers=answers_when_first_handed_over(first),
        )
    elif pair.scorer_id != scorer.pk:
        _hand_to(pair, scorer, by, now)
    hide_firm(firm=firm, user=scorer, now=now)
    return pair


def freeze_blind_answers(*, interview: Interview, now: datetime) -> None:
    """Keep what an interview of a pair says when it is first handed over; when both are there, both may be seen.

    Called within the transaction that hands it over, which holds the interview.
    """
    pair = (
        DoubleScoring.objects.select_for_update(of=("self",))
        .select_related("firm", "scorer")
        .filter(firm=interview.firm)
    ).first()
    if pair is None or pair.revealed_at is not None:
        return
    part = "second_answers" if interview.is_second_scoring else "first_answers"
    if getattr(pair, part) is None:
        setattr(pair, part, interview.answers)
    if pair.first_answers is not None and pair.second_answers is not None:
        pair.revealed_at = now
        show_firm(firm=pair.firm, user=pair.scorer, now=now)
    pair.save(update_fields=[part, "revealed_at"])


def answers_when_first_handed_over(interview: Interview) -> dict[str, Any] | None:
    """What an interview said when it was first handed over, from its log; None while that has not happened."""
    step = interview.review_events.filter(to_state=SUBMITTED).order_by("at", "pk").first()
    if step is None:
        return None if interview.state in OPEN else interview.answers
    if step.revision_count == interview.revision_count:
        return interview.answers
    return fold(log_of(interview, before=step.revision_count + 1)).answers


def _first_of(firm: Firm) -> Interview:
    draw = ScoringDraw.objects.filter(cluster=firm.cluster).order_by("pk").last()
    if draw is None or firm.code not in draw.drawn:
        raise ScoringRefused(
            _("%(firm)s was not drawn for double scoring.") % {"firm": firm}, _("Choose one of the firms drawn.")
        )
    first = (
        Interview.objects.select_related("questionnaire")
        .select_for_update(of=("self",))
        .filter(firm=firm, is_second_scoring=False)
        .first()
    )
    if first is None:
        raise ScoringRefused(
            _("Nobody has begun the first interview with %(firm)s.") % {"firm": firm},
            _("Choose the second scorer once it is known who the first is."),
        )
    return first


def _refuse_scorer(firm: Firm, first: Interview, scorer: User) -> None:
    rights = rights_in(scorer, firm.cluster)
    if Right.ENTER not in rights:
        raise ScoringRefused(
            _("%(person)s may not enter answers here.") % {"person": scorer}, _("Choose a consultant."), place="scorer"
        )
    if rights.intersection(MAY_NOT_HOLD):
        raise ScoringRefused(
            _("%(person)s may review, export or manage here, and would see the first interview.") % {"person": scorer},
            _("Choose somebody who is a consultant only."),
            place="scorer",
        )
    if first.author_id == scorer.pk or first.revisions.filter(author=scorer).exists():
        raise ScoringRefused(
            _("%(person)s gave answers in the first interview.") % {"person": scorer},
            _("Choose somebody else."),
            place="scorer",
        )


def _hand_to(pair: DoubleScoring, scorer: User, by: User | None, now: datetime) -> None:
    second = Interview.objects.select_for_update().get(pk=pair.second_id)
    if second.revision_count or second.state not in OPEN:
        raise ScoringRefused(
            _("%(person)s has begun to answer already.") % {"person": pair.scorer},
            _("The second interview stays with whoever began it."),
            place="scorer",
        )
    show_firm(firm=pair.firm, user=pair.scorer, now=now)
    second.author, pair.scorer, pair.assigned_by, pair.assigned_at = scorer, scorer, by, now
    second.save(update_fields=["author"])
    pair.save(update_fields=["scorer", "assigned_by", "assigned_at"])
