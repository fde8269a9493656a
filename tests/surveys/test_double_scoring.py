"""Scoring firms twice: the draw, who may be second, what each must not see, and what is frozen."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.access import firms_for
from clusters.models import Cluster, Disposition, Role, Study
from scoring.drawing import drawn, frame_hash
from surveys.access import interviews_for
from surveys.answering import record_revision
from surveys.delivering import deliver
from surveys.double_scoring import assign_scorer, draw_firms
from surveys.errors import NoteRequired, ScoringRefused, WrongState
from surveys.models import DoubleScoring, Interview, InterviewState, Revision, ScoringDraw, Settlement
from surveys.reviewing import approve_interview, return_interview, submit_interview
from surveys.settling import answers_that_differ, settle_difference
from tests.factories.accounts import UserFactory
from tests.factories.addresses import ADDRESSES
from tests.factories.clusters import FirmFactory, MembershipFactory
from tests.factories.double_scoring import first_interview, open_pair, revealed_pair
from tests.factories.reports import RunFactory, approved_firm, ready_run, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def scorer(study: Study) -> User:
    return MembershipFactory(study=study, role=Role.CONSULTANT, user=UserFactory(username="second")).user


@pytest.fixture
def first(cluster: Cluster, consultant: User) -> Interview:
    return first_interview(cluster, consultant)


def answer(interview: Interview, author: User, now: datetime, **values: Any) -> Revision:
    interview.refresh_from_db()
    changes = {}
    for code, value in values.items():
        standing = interview.answers.get(code)
        seen = standing["revision"] if standing else None
        changes[code] = {"state": "answered", "value": value, "seen": seen}
    return record_revision(interview=interview, author=author, changes=changes, now=now)


def hand_over(interview: Interview, by: User, now: datetime) -> None:
    submit_interview(interview=Interview.objects.get(pk=interview.pk), by=by, now=now)


def test_a_draw_is_stored_with_all_that_repeats_it(cluster: Cluster, owner: User, noon: datetime) -> None:
    for number in range(8):
        FirmFactory(cluster=cluster, code=f"F{number}")
    draw = draw_firms(cluster=cluster, share_pct=25, seed=" 2006 ", by=owner, now=noon)
    assert draw.frame == [f"F{number}" for number in range(8)]
    assert tuple(draw.drawn) == drawn(draw.frame, draw.share_pct, draw.seed)
    assert draw.frame_hash == frame_hash(draw.frame)
    assert draw_firms(cluster=cluster, share_pct=25, seed="2006", by=owner, now=noon) == draw
    more = draw_firms(cluster=cluster, share_pct=50, seed="2006", by=owner, now=noon)
    assert more.drawn[:2] == draw.drawn and ScoringDraw.objects.count() == 2


def test_a_draw_without_a_seed_is_refused(cluster: Cluster, noon: datetime) -> None:
    with pytest.raises(ScoringRefused):
        draw_firms(cluster=cluster, share_pct=25, seed=" ", by=None, now=noon)


def test_the_second_scorer_is_a_consultant_who_sees_nothing_of_the_first(
    first: Interview, consultant: User, reviewer: User, owner: User, analyst: User, scorer: User, noon: datetime
) -> None:
    draw_firms(cluster=first.firm.cluster, share_pct=100, seed="s", by=None, now=noon)
    for wrong in (consultant, reviewer, owner, analyst):
        with pytest.raises(ScoringRefused):
            assign_scorer(firm=first.firm, scorer=wrong, by=owner, now=noon)
    pair = assign_scorer(firm=first.firm, scorer=scorer, by=owner, now=noon)
    assert pair.second.is_second_scoring and pair.second.author == scorer
    assert pair.second.questionnaire == first.questionnaire


def test_a_firm_that_was_not_drawn_or_not_begun_gets_no_second_scorer(
    cluster: Cluster, first: Interview, scorer: User, noon: datetime
) -> None:
    with pytest.raises(ScoringRefused, match="not drawn"):
        assign_scorer(firm=first.firm, scorer=scorer, by=None, now=noon)
    untouched = FirmFactory(cluster=cluster)
    draw_firms(cluster=cluster, share_pct=100, seed="s", by=None, now=noon)
    with pytest.raises(ScoringRefused, match="begun"):
        assign_scorer(firm=untouched, scorer=scorer, by=None, now=noon)


def test_an_empty_second_interview_may_be_handed_on_and_a_begun_one_not(
    study: Study, first: Interview, scorer: User, noon: datetime
) -> None:
    other = MembershipFactory(study=study, role=Role.CONSULTANT, user=UserFactory(username="third")).user
    pair = open_pair(first, scorer)
    assign_scorer(firm=first.firm, scorer=other, by=None, now=noon)
    pair.refresh_from_db()
    assert pair.scorer == other and first.firm in firms_for(scorer) and first.firm not in firms_for(other)
    answer(pair.second, other, noon, HR1_OJT=True)
    with pytest.raises(ScoringRefused, match="begun to answer"):
        assign_scorer(firm=first.firm, scorer=scorer, by=None, now=noon)


def test_neither_scorer_sees_the_other_before_both_have_handed_over(
    first: Interview, consultant: User, scorer: User, noon: datetime
) -> None:
    pair = open_pair(first, scorer)
    answer(first, consultant, noon, HR1_OJT=True)
    answer(pair.second, scorer, noon, HR1_OJT=False)
    assert set(interviews_for(scorer)) == {pair.second} and set(interviews_for(consultant)) == {first}
    hand_over(first, consultant, noon)
    assert set(interviews_for(scorer)) == {pair.second} and set(interviews_for(consultant)) == {first}
    hand_over(pair.second, scorer, noon)
    assert set(interviews_for(scorer)) == set(interviews_for(consultant)) == {first, pair.second}
    assert first.firm in firms_for(scorer)


SECRET = "The foreman told us in confidence"


def test_no_page_and_no_file_tells_the_second_scorer_of_the_first(
    client: Client, study: Study, cluster: Cluster, first: Interview, consultant: User, scorer: User, noon: datetime
) -> None:
    """Every address the second scorer can open about the firm, its first interview, its cluster and its runs."""
    change = {"state": "answered", "value": True, "note": SECRET, "seen": None}
    record_revision(interview=first, author=consultant, changes={"HR1_OJT": change}, now=noon)
    pair = open_pair(first, scorer)
    run = RunFactory(study=study)
    client.force_login(scorer)
    parts = {"section_code": first.questionnaire.sections.first().code, "dimension": "hr", "item": "HR1_OJT"}
    of_first = {"interview_id": first.pk, "firm_id": first.firm_id, **parts}
    closed = [name for name, wanted in ADDRESSES.items() if {"interview_id", "firm_id"} & set(wanted)]
    assert len(closed) > 12
    for name in closed:
        address = reverse(name, kwargs={part: of_first.get(part, "hr") for part in ADDRESSES[name]})
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}, address
    for name in ("interview", "interview_submit", "review_interview", "firm_result", "field_interview"):
        assert client.get(reverse(name, args=[pair.second_id])).status_code == 200, name
    assert client.get(reverse("settle", args=[pair.pk])).status_code == 403
    assert client.get(reverse("run_firms", args=[run.pk])).status_code == 403
    place = [study.slug, cluster.slug]
    for address in (
        reverse("firms", args=place),
        reverse("field_cluster", args=[cluster.pk]),
        reverse("overrides", args=[study.slug]),
        reverse("study", args=[study.slug]),
        reverse("cluster", args=place),
        reverse("second_scorings"),
        reverse("interview", args=[pair.second_id]),
        reverse("review_interview", args=[pair.second_id]),
    ):
        answer_to = client.get(address)
        assert answer_to.status_code == 200, address
        shown = answer_to.content.decode()
        assert SECRET not in shown and str(first.pk) not in shown, address


def test_a_device_of_the_second_scorer_cannot_write_to_the_first_nor_read_it(
    first: Interview, consultant: User, scorer: User, noon: datetime
) -> None:
    answer(first, consultant, noon, HR1_OJT=True)
    open_pair(first, scorer)
    raw = {
        "id": "6f1b0c9e-0d7e-4b27-9f0e-0d2a3c4b5a69",
        "kind": "revision",
        "interview": str(first.pk),
        "firm": str(first.firm_id),
        "questionnaire": first.questionnaire_id,
        "begun_at": noon.isoformat(),
        "made_at": noon.isoformat(),
        "changes": {"HR1_OJT": {"state": "answered", "value": False, "seen": None}},
    }
    for interview in (first.pk, "0b6f7c1e-8c4c-4a53-8d4e-2d1f7a9f2b11"):
        result = deliver(person=scorer, raw={**raw, "interview": str(interview)}, device="phone", now=noon)
        assert result.outcome == "refused" and result.entries == {}
    assert first.revisions.count() == 1


def test_what_both_said_blind_is_frozen_when_first_handed_over(
    first: Interview, consultant: User, reviewer: User, scorer: User, noon: datetime
) -> None:
    pair = open_pair(first, scorer)
    answer(first, consultant, noon, HR1_OJT=True)
    hand_over(first, consultant, noon)
    return_interview(interview=Interview.objects.get(pk=first.pk), by=reviewer, note="Again.", now=noon)
    answer(first, consultant, noon, HR1_OJT=False)
    hand_over(first, consultant, noon)
    answer(pair.second, scorer, noon, HR1_OJT=True)
    hand_over(pair.second, scorer, noon)
    pair.refresh_from_db()
    assert pair.first_answers["HR1_OJT"]["value"] is True, "what was said before the reviewers spoke"
    assert pair.second_answers["HR1_OJT"]["value"] is True and pair.revealed_at == noon
    assert Interview.objects.get(pk=first.pk).answers["HR1_OJT"]["value"] is False


def test_a_first_interview_handed_over_before_the_draw_is_frozen_as_it_was_then(
    first: Interview, consultant: User, reviewer: User, scorer: User, noon: datetime
) -> None:
    answer(first, consultant, noon, HR1_OJT=True)
    hand_over(first, consultant, noon)
    return_interview(interview=Interview.objects.get(pk=first.pk), by=reviewer, note="Again.", now=noon)
    answer(first, consultant, noon, HR1_OJT=False)
    assert open_pair(first, scorer).first_answers["HR1_OJT"]["value"] is True


def test_a_second_scoring_says_nothing_of_what_became_of_the_firm(
    first: Interview, scorer: User, noon: datetime
) -> None:
    pair = open_pair(first, scorer)
    hand_over(pair.second, scorer, noon)
    first.firm.refresh_from_db()
    assert first.firm.disposition == Disposition.PENDING


def test_second_scorings_never_enter_a_run(
    study: Study, cluster: Cluster, consultant: User, scorer: User, reviewer: User, noon: datetime
) -> None:
    approved_firm(cluster, code="A", hr=3)
    pair = revealed_pair(cluster, first=consultant, second=scorer)
    Interview.objects.filter(pk=pair.second_id).update(state=InterviewState.APPROVED)
    assert [firm.firm_code for firm in ready_run(study).firms.all()] == ["A"]


@pytest.fixture
def pair(cluster: Cluster, consultant: User, scorer: User) -> DoubleScoring:
    answers = (
        {"HR1_OJT": stored(True), "HR2_INHPROG": stored(True)},
        {"HR1_OJT": stored(False), "HR2_INHPROG": stored(True)},
    )
    return revealed_pair(cluster, first=consultant, second=scorer, answers=answers)


def settle(pair: DoubleScoring, by: User, now: datetime, **changes: Any) -> Settlement:
    told = {"item": "HR1_OJT", "holds": "second", "reason": "The plan shows none.", **changes}
    return settle_difference(pair=pair, by=by, now=now, **told)


def test_a_third_answer_enters_under_the_name_of_who_settles(
    client: Client, pair: DoubleScoring, reviewer: User
) -> None:
    client.force_login(reviewer)
    told = {"item": "HR1_OJT", "holds": "other", "reason": "Nobody could tell.", "HR1_OJT-value": "state:dont_know"}
    assert client.post(reverse("settle", args=[pair.pk]), told).status_code == 302
    row = Settlement.objects.get()
    entry = Interview.objects.get(pk=pair.first_id).answers["HR1_OJT"]
    assert (entry["state"], entry["note"]) == ("dont_know", "Nobody could tell.")
    assert row.holds == "other" and row.answer["state"] == "dont_know"
    assert row.revision is not None and row.revision.author == reviewer
    assert "Another answer" in client.get(reverse("settle", args=[pair.pk])).content.decode()
    assert set(answers_that_differ(DoubleScoring.objects.get(pk=pair.pk))) == {"HR1_OJT"}


def test_a_third_answer_that_is_not_given_is_refused(
    client: Client, pair: DoubleScoring, reviewer: User, noon: datetime
) -> None:
    client.force_login(reviewer)
    told = {"item": "HR1_OJT", "holds": "other", "reason": "Neither."}
    for sent in ({}, {"HR1_OJT-value": "perhaps"}, {"HR1_OJT-value": "state:missing"}):
        answer = client.post(reverse("settle", args=[pair.pk]), told | sent)
        assert answer.status_code == 422 and "The other answer is needed." in answer.content.decode()
    with pytest.raises(NoteRequired):
        settle(pair, reviewer, noon, holds="other")
    assert not Settlement.objects.exists()


def test_the_answer_that_holds_becomes_a_revision_and_the_blind_ones_stay(
    pair: DoubleScoring, reviewer: User, scorer: User, noon: datetime
) -> None:
    assert set(answers_that_differ(pair)) == {"HR1_OJT"}
    row = settle(pair, reviewer, noon)
    first = Interview.objects.get(pk=pair.first_id)
    assert first.answers["HR1_OJT"]["value"] is False
    assert row.revision is not None and row.revision.author == scorer and row.by == reviewer
    stored_pair = DoubleScoring.objects.get(pk=pair.pk)
    assert stored_pair.first_answers["HR1_OJT"]["value"] is True and set(answers_that_differ(stored_pair)) == {
        "HR1_OJT"
    }
    approve_interview(interview=first, by=reviewer, now=noon)


def test_an_answer_that_stands_already_needs_no_revision_and_is_settled_all_the_same(
    pair: DoubleScoring, reviewer: User, noon: datetime
) -> None:
    row = settle(pair, reviewer, noon, holds="first")
    assert row.revision is None and not Revision.objects.exists()
    assert settle(pair, reviewer, noon, holds="first") == row
    settle(pair, reviewer, noon, holds="second")
    assert list(Settlement.objects.order_by("pk").values_list("holds", flat=True)) == ["first", "second"]


def test_what_cannot_be_settled_is_refused(pair: DoubleScoring, reviewer: User, noon: datetime) -> None:
    with pytest.raises(NoteRequired):
        settle(pair, reviewer, noon, reason=" ")
    with pytest.raises(ScoringRefused):
        settle(pair, reviewer, noon, item="HR2_INHPROG")
    Interview.objects.filter(pk=pair.first_id).update(state=InterviewState.APPROVED)
    with pytest.raises(WrongState):
        settle(pair, reviewer, noon)
    DoubleScoring.objects.filter(pk=pair.pk).update(revealed_at=None)
    Interview.objects.filter(pk=pair.first_id).update(state=InterviewState.SUBMITTED)
    with pytest.raises(ScoringRefused):
        settle(pair, reviewer, noon)


def test_the_pages_draw_assign_and_settle(
    client: Client, study: Study, cluster: Cluster, first: Interview, owner: User, scorer: User, consultant: User
) -> None:
    client.force_login(owner)
    place = [study.slug, cluster.slug]
    assert client.post(reverse("scoring_draw", args=place), {"share_pct": "100", "seed": "s"}).status_code == 302
    shown = client.get(reverse("double_scoring", args=place)).content.decode()
    assert str(first.firm) in shown and f'value="{scorer.pk}"' in shown and f'value="{consultant.pk}"' not in shown
    client.post(reverse("scorer_assign", args=[first.firm_id]), {"scorer": scorer.pk})
    assert DoubleScoring.objects.get().scorer == scorer
    both = revealed_pair(
        cluster, first=consultant, second=scorer, answers=({"HR1_OJT": stored(True)}, {"HR1_OJT": stored(False)})
    )
    client.force_login(consultant)
    address = reverse("settle", args=[both.pk])
    assert "HR1_OJT" in client.get(address).content.decode()
    assert client.post(address, {"item": "HR1_OJT", "holds": "second", "reason": ""}).status_code == 422
    assert client.post(address, {"item": "HR1_OJT", "holds": "second", "reason": "Seen."}).status_code == 302
    assert "Settled by" in client.get(address).content.decode()
