"""What devices send is taken in once, whole or not at all, and never changes what was handed over."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.delivering import deliver, deliver_all
from surveys.models import Comment, Handover, Interview, InterviewState, LateAnswer, Revision
from surveys.reviewing import approve_interview, return_interview, submit_interview
from tests.factories.clusters import FirmFactory
from tests.factories.devices import handover_message, message_for, save_message, told
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory, give_answers


@pytest.fixture
def interview(cluster, consultant):
    cluster.sector_variant = "generic"
    cluster.save()
    return InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=QuestionnaireFactory(), author=consultant)


@pytest.fixture
def send(consultant, noon):
    def sent(message, person=consultant):
        return deliver(person=person, raw=message, device="phone 1", now=noon)

    return sent


def stored(interview):
    return Interview.objects.get(pk=interview.pk)


def test_a_save_is_recorded_under_the_id_of_the_device(interview, send, consultant):
    message = save_message(interview, TRAINS=True)
    result = send(message)
    assert (result.outcome, result.status) == ("stored", 201)
    revision = Revision.objects.get(pk=message["id"])
    assert (revision.author, revision.device) == (consultant, "phone 1")
    assert result.entries["TRAINS"] == stored(interview).answers["TRAINS"]


def test_the_same_message_again_is_known_and_changes_nothing(interview, send):
    message = save_message(interview, TRAINS=True)
    send(message)
    again = send(message)
    assert (again.outcome, again.status) == ("known", 200)
    assert again.entries["TRAINS"]["value"] is True
    assert stored(interview).revision_count == 1


def test_a_result_says_after_how_many_revisions_it_was_told(interview, send):
    first, second = save_message(interview, TRAINS=True), save_message(interview, EMPLOYEES=5)
    counts = [send(message).revision_count for message in (first, second, first)]
    assert counts == [1, 2, 2]


def test_other_content_under_a_known_id_is_refused(interview, send):
    message = save_message(interview, TRAINS=True)
    send(message)
    result = send({**message, "changes": {"TRAINS": told(False)}})
    assert (result.outcome, result.status) == ("refused", 409)
    assert stored(interview).answers["TRAINS"]["value"] is True


def test_an_interview_begun_on_the_device_begins_with_its_first_message(cluster, send, consultant):
    firm, questionnaire = FirmFactory(cluster=cluster), QuestionnaireFactory()
    message = message_for(firm, questionnaire=questionnaire.pk, changes={"TRAINS": told(True)})
    result = send(message)
    assert result.interview == message["interview"]
    begun = Interview.objects.get(pk=message["interview"])
    assert (begun.firm, begun.questionnaire, begun.author) == (firm, questionnaire, consultant)
    assert begun.answers["TRAINS"]["value"] is True


def test_the_version_on_which_a_device_began_is_kept(interview, cluster, send):
    older, newer = QuestionnaireFactory(code="asked"), QuestionnaireFactory(code="asked", version=2)
    firm = FirmFactory(cluster=cluster)
    send(message_for(firm, questionnaire=older.pk, changes={"TRAINS": told(True)}))
    assert Interview.objects.get(firm=firm).questionnaire == older != newer


def test_an_interview_that_another_device_has_begun_takes_the_answers_of_both(interview, send):
    send(save_message(interview, TRAINS=True))
    result = send(
        message_for(interview.firm, questionnaire=interview.questionnaire_id, changes={"EMPLOYEES": told(12)})
    )
    assert (result.outcome, result.interview) == ("stored", str(interview.pk))
    assert {code: entry["value"] for code, entry in stored(interview).answers.items()} == {
        "TRAINS": True,
        "EMPLOYEES": 12,
    }


def test_two_devices_that_differ_make_a_conflict_and_are_told(interview, send):
    send(save_message(interview, EMPLOYEES=12))
    result = send(save_message(interview, EMPLOYEES=13))
    assert (result.outcome, result.conflicts) == ("stored", ["EMPLOYEES"])
    assert {entry["value"] for entry in stored(interview).conflicts["EMPLOYEES"]} == {12, 13}


def test_an_impossible_answer_is_refused_with_its_question_and_nothing_is_kept(interview, send):
    result = send(save_message(interview, TRAINED_SH=140, TRAINS=True))
    assert (result.outcome, result.status) == ("refused", 422)
    assert [problem["item"] for problem in result.problems] == ["TRAINED_SH"]
    assert "100" in result.problems[0]["text"]
    assert stored(interview).answers == {}


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_an_answer_that_comes_late_becomes_a_proposal(interview, send, consultant, reviewer, noon, state):
    give_answers(interview, consultant, TRAINS=True)
    submit_interview(interview=interview, by=consultant, now=noon)
    if state == "approved":
        approve_interview(interview=interview, by=reviewer, now=noon)
    before = stored(interview)
    message = save_message(interview, TRAINS=False, EMPLOYEES=40)
    result = send(message)
    assert (result.outcome, result.status) == ("proposed", 202)
    assert result.entries["TRAINS"]["value"] is True
    after = stored(interview)
    assert (after.answers, after.state, after.revision_count) == (before.answers, state, before.revision_count)
    assert {each.item: each.change["value"] for each in LateAnswer.objects.all()} == {"TRAINS": False, "EMPLOYEES": 40}


def test_a_late_message_again_is_one_proposal_also_after_the_interview_was_returned(
    interview, send, consultant, reviewer, noon
):
    submit_interview(interview=interview, by=consultant, now=noon)
    message = save_message(interview, TRAINS=True)
    send(message)
    assert send(message).outcome == "proposed"
    return_interview(interview=interview, by=reviewer, note="Look again.", now=noon)
    assert send(message).outcome == "proposed"
    assert LateAnswer.objects.count() == 1
    assert stored(interview).answers == {}


def test_other_content_under_the_id_of_a_late_message_is_refused(interview, send, consultant, noon):
    submit_interview(interview=interview, by=consultant, now=noon)
    message = save_message(interview, TRAINS=True)
    send(message)
    assert send({**message, "changes": {"TRAINS": told(False)}}).status == 409


def test_a_message_that_came_in_time_is_known_after_the_handover(interview, send, consultant, noon):
    message = save_message(interview, TRAINS=True)
    send(message)
    submit_interview(interview=interview, by=consultant, now=noon)
    assert send(message).outcome == "known"
    assert not LateAnswer.objects.exists()


def test_a_handover_waits_for_the_answers_it_rests_on(interview, send):
    save = save_message(interview, TRAINS=True)
    handover = handover_message(interview, rests_on=[save["id"]])
    first = send(handover)
    assert (first.outcome, first.status) == ("waiting", 425)
    assert stored(interview).state == InterviewState.DRAFT
    send(save)
    assert send(handover).outcome == "stored"
    assert stored(interview).state == InterviewState.SUBMITTED
    assert not LateAnswer.objects.exists()


def test_a_handover_that_comes_again_does_not_hand_over_what_was_returned(interview, send, consultant, reviewer, noon):
    handover = handover_message(interview, rests_on=[])
    send(handover)
    return_interview(interview=interview, by=reviewer, note="Look again.", now=noon)
    assert send(handover).outcome == "known"
    assert stored(interview).state == InterviewState.RETURNED
    assert send({**handover, "rests_on": [str(uuid4())]}).status == 409


def test_a_handover_made_before_the_interview_was_returned_is_refused(interview, send, consultant, reviewer, noon):
    submit_interview(interview=interview, by=consultant, now=noon)
    return_interview(interview=interview, by=reviewer, note="Look again.", now=noon)
    result = send(handover_message(interview, rests_on=[], knew="draft"))
    assert result.status == 422
    assert "read their note" in result.text
    assert send(handover_message(interview, rests_on=[], knew="returned")).outcome == "stored"
    assert stored(interview).state == InterviewState.RESUBMITTED


def test_a_handover_of_what_somebody_else_has_handed_over_is_done(interview, send, consultant, noon):
    submit_interview(interview=interview, by=consultant, now=noon)
    assert send(handover_message(interview, rests_on=[])).outcome == "stored"
    assert stored(interview).review_events.count() == 1
    assert Handover.objects.count() == 1


def test_a_handover_with_answers_that_differ_says_what_to_do(interview, send):
    send(save_message(interview, EMPLOYEES=12))
    send(save_message(interview, EMPLOYEES=13))
    result = send(handover_message(interview, rests_on=[]))
    assert result.status == 422
    assert "Choose one" in result.text


def test_strangers_are_told_nothing_and_insiders_that_they_may_not(interview, send, stranger, analyst):
    assert send(save_message(interview, TRAINS=True), stranger).status == 404
    assert send(save_message(interview, TRAINS=True), analyst).status == 403
    assert stored(interview).answers == {}


def test_an_id_in_use_elsewhere_is_refused(interview, cluster, send, consultant):
    message = save_message(interview, TRAINS=True)
    send(message)
    other = InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=interview.questionnaire)
    assert send({**save_message(other, TRAINS=True), "id": message["id"]}).status == 409
    foreign = message_for(other.firm, interview=str(interview.pk), changes={"TRAINS": told(True)})
    assert send(foreign).status == 409
    assert stored(other).answers == {}


def test_one_bad_message_hinders_no_other(interview, consultant, noon):
    good, bad = save_message(interview, TRAINS=True), save_message(interview, TRAINED_SH="much")
    results = deliver_all(person=consultant, messages=[bad, "no message", good], device="", now=noon)
    assert [result.status for result in results] == [422, 422, 201]
    assert stored(interview).answers["TRAINS"]["value"] is True


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


PARTS = ("id", "kind", "interview", "firm", "questionnaire", "begun_at", "made_at", "changes", "rests_on", "knew")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(PARTS), JUNK))
def test_whatever_a_device_sends_is_answered(interview, consultant, noon, spoilt):
    message = {**save_message(interview, TRAINS=True), **spoilt}
    result = deliver(person=consultant, raw=message, device="", now=noon)
    assert result.status in {200, 201, 202, 404, 409, 422, 425}
    json.dumps(result.to_json())


@pytest.fixture
def device(interview, consultant):
    client = Client(enforce_csrf_checks=True)
    client.force_login(consultant)
    return client


def post(client, body, **headers):
    return client.post(
        reverse("field_deliveries"),
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers=headers,
    )


def session_of(client):
    return client.get(reverse("field_session")).json()


def test_a_device_asks_who_it_is_and_sends_with_the_token_it_is_given(device, interview, consultant):
    session = session_of(device)
    assert (session["person"], session["name"]) == (str(consultant.pk), str(consultant))
    message = save_message(interview, TRAINS=True)
    body = {"device": "phone 1", "messages": [message]}
    answer = post(device, body, **{"X-CSRFToken": session["csrf"], "Sextant-Person": session["person"]})
    assert answer.status_code == 200
    assert [result["outcome"] for result in answer.json()["results"]] == ["stored"]
    assert answer.headers["Sextant"] == session["sextant"]


def test_a_token_that_is_no_longer_right_is_refused_in_words_a_device_reads(device, interview):
    answer = post(device, {"messages": [save_message(interview, TRAINS=True)]}, **{"X-CSRFToken": "x" * 32})
    assert (answer.status_code, answer.json()) == (403, {"error": "csrf"})
    assert stored(interview).answers == {}


def test_an_expired_login_is_told_without_a_redirect(client, interview):
    answer = post(client, {"messages": [save_message(interview, TRAINS=True)]})
    assert (answer.status_code, answer.json()) == (401, {"error": "login"})
    assert session_of(client)["person"] is None


def test_nothing_is_taken_in_under_another_name(client, interview, consultant, owner):
    client.force_login(owner)
    body = {"messages": [save_message(interview, TRAINS=True)]}
    answer = post(client, body, **{"Sextant-Person": str(consultant.pk)})
    assert (answer.status_code, answer.json()) == (409, {"error": "person"})
    assert stored(interview).answers == {}


@pytest.mark.parametrize("body", ["", "{", "[]", "5", '{"messages": 5}', "[" * 10_000, '"\\ud800"'])
def test_what_is_no_batch_is_refused(client, consultant, body):
    client.force_login(consultant)
    assert post(client, body).status_code == 400


def test_a_batch_too_long_or_too_large_is_refused(client, consultant):
    client.force_login(consultant)
    assert post(client, {"messages": [{}] * 51}).status_code == 400
    assert post(client, {"messages": ["x" * 3_000_000]}).status_code == 413


def put(client, message, **parts):
    return client.put(
        reverse("field_message", args=[message["id"]]),
        json.dumps({**message, **parts}),
        content_type="application/json",
    )


def test_a_message_sent_alone_has_its_result_as_status(client, interview, consultant):
    client.force_login(consultant)
    message = save_message(interview, TRAINS=True)
    assert [put(client, message).status_code for _again in range(2)] == [201, 200]
    assert put(client, message, changes={"TRAINS": told(False)}).status_code == 409
    assert put(client, save_message(interview, TRAINED_SH=140)).status_code == 422
    assert put(client, message, id=str(uuid4())).status_code == 400


def test_an_interview_is_told_to_a_device_as_it_stands(client, interview, consultant):
    give_answers(interview, consultant, TRAINS=True)
    client.force_login(consultant)
    told_now = client.get(reverse("field_interview", args=[interview.pk])).json()
    assert (told_now["state"], told_now["answers"]["TRAINS"]["value"]) == ("draft", True)


def test_one_save_costs_few_queries(client, interview, consultant, django_assert_max_num_queries):
    client.force_login(consultant)
    give_answers(interview, consultant, TRAINS=True)
    with django_assert_max_num_queries(14):
        put(client, save_message(interview, EMPLOYEES=12))


def comment_message(interview, text="2006.", item="EMPLOYEES"):
    told = save_message(interview, TRAINS=True)
    return {**told, "kind": "comment", "changes": {}, "item": item, "text": text}


def test_a_comment_is_recorded_once_under_the_id_of_the_device(interview, send, consultant):
    message = comment_message(interview)
    assert [send(message).outcome for _ in range(2)] == ["stored", "known"]
    comment = Comment.objects.get()
    assert (str(comment.pk), comment.text, comment.by, comment.as_reviewer) == (
        message["id"], "2006.", consultant, False,
    )  # fmt: skip
    assert send({**message, "text": "2007."}).status == 409


def test_a_comment_without_words_or_on_no_question_is_refused(interview, send):
    assert send(comment_message(interview, text=" ")).status == 422
    assert send(comment_message(interview, item="NOTHING")).status == 422
    assert send(comment_message(interview, item="X" * 41)).status == 422
    assert not Comment.objects.exists()


def test_a_comment_on_an_approved_interview_is_refused_with_a_sentence(interview, send):
    type(interview).objects.filter(pk=interview.pk).update(state="approved")
    refused = send(comment_message(interview))
    assert (refused.status, "is approved" in refused.text) == (422, True)
