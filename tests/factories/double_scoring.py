"""Firms scored twice: an open pair through the verbs, and one that both have handed over."""

from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from clusters.models import Cluster
from surveys.double_scoring import assign_scorer, draw_firms
from surveys.models import DoubleScoring, Interview, InterviewState
from surveys.study_setup import setup_of
from tests.factories.clusters import FirmFactory

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def first_interview(cluster: Cluster, author: User, **changes: Any) -> Interview:
    """The first interview of a new firm, by the study's questionnaire, put straight into the database."""
    given: dict[str, Any] = {
        "questionnaire": setup_of(cluster.study).questionnaire,
        "author": author,
        "begun_at": NOON,
        "changed_at": NOON,
    }
    code = changes.pop("code", None)
    firm = FirmFactory(cluster=cluster, **({"code": code} if code else {}))
    return Interview.objects.create(firm=firm, **{**given, **changes})


def open_pair(first: Interview, scorer: User) -> DoubleScoring:
    """The pair of a first interview and a second scorer who has not begun."""
    draw_firms(cluster=first.firm.cluster, share_pct=100, seed="2006", by=None, now=NOON)
    return assign_scorer(firm=first.firm, scorer=scorer, by=None, now=NOON)


def revealed_pair(
    cluster: Cluster, *, first: User, second: User, answers: tuple[dict[str, Any], dict[str, Any]] = ({}, {}), **of: Any
) -> DoubleScoring:
    """A pair that both have handed over, with these blind answers, put straight into the database."""
    one = first_interview(cluster, first, state=InterviewState.SUBMITTED, answers=answers[0], **of)
    other = Interview.objects.create(
        firm=one.firm,
        questionnaire=one.questionnaire,
        author=second,
        is_second_scoring=True,
        state=InterviewState.SUBMITTED,
        answers=answers[1],
        begun_at=NOON,
        changed_at=NOON,
    )
    return DoubleScoring.objects.create(
        firm=one.firm,
        first=one,
        second=other,
        scorer=second,
        assigned_at=NOON,
        first_answers=answers[0],
        second_answers=answers[1],
        revealed_at=NOON,
    )
