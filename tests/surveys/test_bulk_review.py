"""Flags, several interviews at once, and the filters of the queue."""

import pytest
from django.urls import reverse

from reports.scores import refresh_score, score_study
from surveys.bulk_review import SomeHeldUp, approve_several
from surveys.commenting import write_comment
from surveys.default_content import default_questionnaire
from surveys.errors import InterviewClosed, NoteRequired, WrongState
from surveys.flags import flags_of, open_flags_of
from surveys.lateness import record_late
from surveys.models import Interview, SeenFlag, Standing
from surveys.reviewing import approve_interview, return_interview, submit_interview, withdraw_approval
from surveys.seen_flags import find_flag_right
from surveys.standings import count_anew
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import InterviewFactory, give_answers

pytestmark = pytest.mark.django_db
ODD = {"FOREIGN_EQUITY": 80, "NATIONAL_EQUITY": 70}


@pytest.fixture
def hand_over(cluster, consultant, noon):
    questionnaire = default_questionnaire()

    def make(name, author=consultant, **answers):
        firm = FirmFactory(cluster=cluster, name=name)
        interview = InterviewFactory(firm=firm, questionnaire=questionnaire, author=author)
        give_answers(interview, author, **(answers or {"EMP_TOTAL_REF": 10}))
        submit_interview(interview=interview, by=author, now=noon)
        return interview

    return make


def names(response):
    return [row.interview.firm.name for row in response.context["rows"]]


def test_a_flag_found_right_is_open_no_longer_until_the_figures_are_others(hand_over, reviewer, consultant, noon):
    odd = hand_over("Odd", **ODD)
    flag = open_flags_of(odd)[0]
    with pytest.raises(NoteRequired):
        find_flag_right(interview=odd, key=flag.key, by=reviewer, reason=" ", now=noon)
    for _ in range(2):
        find_flag_right(interview=odd, key=flag.key, by=reviewer, reason="The state counts in both.", now=noon)
    assert SeenFlag.objects.count() == 1
    assert open_flags_of(odd) == [] and flags_of(odd)[0].seen.reason == "The state counts in both."
    assert Standing.objects.get(interview=odd).open_flags == 0
    return_interview(interview=odd, by=reviewer, note="Still.", now=noon)
    give_answers(odd, consultant, FOREIGN_EQUITY=90)
    submit_interview(interview=odd, by=consultant, now=noon)
    assert len(open_flags_of(odd)) == Standing.objects.get(interview=odd).open_flags == 1


def test_a_flag_that_does_not_stand_is_not_judged_and_none_is_on_what_is_approved(hand_over, reviewer, noon):
    odd = hand_over("Odd", **ODD)
    with pytest.raises(WrongState, match="Reload the page"):
        find_flag_right(interview=odd, key="x", by=reviewer, reason="Right.", now=noon)
    approve_interview(interview=odd, by=reviewer, now=noon)
    with pytest.raises(InterviewClosed):
        find_flag_right(interview=odd, key=flags_of(odd)[0].key, by=reviewer, reason="Right.", now=noon)


def test_several_are_approved_at_once_or_none_and_each_one_held_up_says_why(hand_over, reviewer, consultant, noon):
    clear, odd = hand_over("Clear"), hand_over("Odd", **ODD)
    commented, late, own = hand_over("Commented"), hand_over("Late"), hand_over("Own", author=reviewer)
    write_comment(interview=commented, item="", by=reviewer, as_reviewer=True, text="Why?", now=noon)
    told = {"interview": late, "author": consultant, "changes": {"EMP_TOTAL_REF": {"value": 11}}, "now": noon}
    record_late(revision_id="5b0f7f0e-4f0f-4b43-9d2b-6a3f1c9d4a11", **told)
    everybody = [clear, odd, commented, late, own]

    with pytest.raises(SomeHeldUp) as refused:
        approve_several(interviews=everybody, by=reviewer, now=noon)

    reasons = {each.interview.firm.name: each.reasons for each in refused.value.judged}
    assert reasons == {
        "Clear": (),
        "Odd": ("1 odd figure is open.",),
        "Commented": ("1 comment is open.",),
        "Late": ("1 late answer waits.",),
        "Own": ("You gave answers in this interview yourself, so somebody else has to approve it.",),
    }
    assert not Interview.objects.filter(state="approved").exists()
    assert [each.step for each in approve_several(interviews=[clear], by=reviewer, now=noon)] == ["approve"]


def test_the_rest_goes_on_once_it_is_confirmed(client, hand_over, reviewer):
    clear, odd = hand_over("Clear"), hand_over("Odd", **ODD)
    client.force_login(reviewer)
    several = reverse("review_several", args=["salmon-study"])
    held = client.post(several, {"interview": [clear.pk, odd.pk]})
    assert held.status_code == 409
    assert [each.interview.pk for each in held.context["clear"]] == [clear.pk]
    client.post(several, {"interview": [clear.pk, "no id"]})
    assert set(Interview.objects.values_list("firm__name", "state")) == {("Clear", "approved"), ("Odd", "submitted")}


def test_the_filters_find_what_they_name_and_combine(client, hand_over, reviewer, study, noon):
    hand_over("Clear")
    hand_over("Odd", **ODD)
    both = hand_over("Both", **ODD)
    write_comment(interview=both, item="", by=reviewer, as_reviewer=True, text="Why?", now=noon)
    client.force_login(reviewer)
    queue = reverse("review", args=["salmon-study"])
    assert sorted(names(client.get(queue, {"marks": "flagged"}))) == ["Both", "Odd"]
    assert names(client.get(queue, {"marks": ["flagged", "commented"]})) == ["Both"]
    assert names(client.get(queue, {"marks": "flagged", "state": "approved"})) == []
    counts = {mark.code: mark.count for mark in client.get(queue).context["marks"]}
    assert (counts["flagged"], counts["commented"], counts["late"]) == (2, 1, 0)
    score_study(study=study, now=noon)
    assert len(names(client.get(queue, {"marks": "undetermined"}))) == 3


def test_a_firm_far_from_its_cluster_is_found(client, hand_over, reviewer):
    for number, sales in enumerate((900, 950, 1000, 1050, 1100, 9000)):
        hand_over(f"Firm {number}", SALES_REF=sales, EMP_TOTAL_REF=10)
    client.force_login(reviewer)
    found = client.get(reverse("review", args=["salmon-study"]), {"marks": "outlier"})
    assert names(found) == ["Firm 5"]
    assert "far from the cluster: sales per employee" in found.text


def test_an_unreadable_filter_asks_for_nothing(client, hand_over, reviewer):
    hand_over("Clear")
    client.force_login(reviewer)
    wrong = {"author": "99", "cluster": "x", "marks": "none"}
    assert names(client.get(reverse("review", args=["salmon-study"]), wrong)) == ["Clear"]


def test_a_decision_leads_to_the_next_one_of_the_queue(client, hand_over, reviewer):
    first, second = hand_over("First"), hand_over("Second")
    client.force_login(reviewer)
    answer = client.post(reverse("review_interview", args=[first.pk]) + "?in_queue=1", {"step": "approve"})
    assert answer.url == reverse("review_interview", args=[second.pk]) + "?in_queue=1"
    answer = client.post(answer.url, {"step": "approve"})
    assert answer.url.startswith(reverse("review", args=["salmon-study"]))


def test_standings_can_be_made_anew(hand_over, study, reviewer):
    odd = hand_over("Odd", **ODD)
    kept = Standing.objects.values("open_flags", "figures", "counted").get()
    Standing.objects.all().delete()
    assert count_anew(study) == 1
    assert Standing.objects.values("open_flags", "figures", "counted").get() == kept
    assert count_anew(study) == 0
    assert odd.pk == Standing.objects.get().pk


def test_the_levels_at_the_return_are_kept_beside_those_of_now(hand_over, reviewer, noon):
    interview = hand_over("Levels")
    refresh_score(interview_id=interview.pk, now=noon)
    before = Standing.objects.get().levels
    assert set(before) == {"hr", "process", "product"}
    return_interview(interview=interview, by=reviewer, note="Look again.", now=noon)
    assert Standing.objects.get().levels_before == before


def test_an_approved_interview_is_locked_on_every_way_in(client, hand_over, reviewer, consultant, noon):
    interview = hand_over("Locked")
    approve_interview(interview=interview, by=reviewer, now=noon)
    with pytest.raises(InterviewClosed, match="Ask a reviewer to return it"):
        give_answers(interview, consultant, EMP_TOTAL_REF=12)
    client.force_login(consultant)
    section = client.get(reverse("interview_section", args=[interview.pk, "HR_R4"]))
    assert section.url == reverse("review_interview", args=[interview.pk])
    withdraw_approval(interview=interview, by=reviewer, note="A figure is wrong.", now=noon)
    interview.refresh_from_db()
    assert interview.state == "submitted"
