"""The reviewer's desk: what waits, what was answered, what was changed, and the steps with their notes."""

import pytest
from django.urls import reverse

from surveys.answering import settle_conflict
from surveys.models import Interview
from surveys.reviewing import submit_interview
from tests.factories.clusters import ClusterFactory, FirmFactory, MembershipFactory
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory, give_answers


@pytest.fixture
def interview(cluster, consultant, noon):
    cluster.sector_variant = "generic"
    cluster.save()
    firm = FirmFactory(cluster=cluster, name="Estuary Farms")
    interview = InterviewFactory(firm=firm, questionnaire=QuestionnaireFactory(), author=consultant)
    give_answers(interview, consultant, EMPLOYEES=5, ENGINEERS={"value": True, "done_by": "parent"})
    submit_interview(interview=interview, by=consultant, now=noon)
    return interview


@pytest.fixture
def browser(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def queue(study):
    return reverse("review", args=["salmon-study"])


def page_of(interview):
    return reverse("review_interview", args=[interview.pk])


def state_of(interview):
    return Interview.objects.get(pk=interview.pk).state


def firms_in(response):
    return [row.interview.firm.name for row in response.context["rows"]]


def test_what_waits_is_listed_and_what_does_not_is_found_by_its_state(browser, queue, interview):
    InterviewFactory(firm=FirmFactory(cluster=interview.firm.cluster, name="Draft"))

    assert firms_in(browser.get(queue)) == ["Estuary Farms"]
    assert firms_in(browser.get(queue, {"state": "draft"})) == ["Draft"]
    assert "Waiting for review (1)" in browser.get(queue).text


def test_the_queue_shows_only_clusters_the_person_reviews(client, queue, interview, study):
    other = ClusterFactory(study=study)
    narrow = MembershipFactory(study=study, cluster=other, role="reviewer").user
    client.force_login(narrow)

    response = client.get(queue)

    assert firms_in(response) == []
    assert "Nothing waits here" in response.text
    assert client.get(page_of(interview)).status_code == 404


def test_the_queue_takes_the_same_number_of_queries_however_many_wait(
    browser, queue, interview, consultant, noon, django_assert_num_queries, django_assert_max_num_queries
):
    browser.get(queue)
    with django_assert_max_num_queries(20) as before:
        browser.get(queue)
    for _ in range(10):
        more = InterviewFactory(
            firm=FirmFactory(cluster=interview.firm.cluster), questionnaire=interview.questionnaire, author=consultant
        )
        submit_interview(interview=more, by=consultant, now=noon)
    with django_assert_num_queries(len(before)):
        browser.get(queue)


def test_all_answers_stand_on_one_page_with_who_did_it_and_what_is_missing(browser, interview):
    text = browser.get(page_of(interview)).text

    assert "Done by: Parent company abroad" in text
    assert '<strong>5</strong> <span class="unit">persons</span>' in text
    assert "No answer" in text


def test_the_log_tells_each_change_from_what_to_what(browser, interview, consultant):
    interview.state = "returned"
    interview.save()
    give_answers(interview, consultant, EMPLOYEES=7)

    latest = browser.get(page_of(interview)).context["log"][0]

    assert [(change.before.words, change.after.words) for change in latest.changes] == [("5", "7")]


def test_the_log_tells_a_note_that_came_later_and_an_answer_chosen_among_others(browser, interview, consultant, noon):
    interview.state = "returned"
    interview.save()
    give_answers(interview, consultant, EMPLOYEES={"value": 5, "note": "From the ledger."})
    other = give_answers(interview, consultant, EMPLOYEES={"value": 8, "seen": None})
    settle_conflict(interview=interview, item="EMPLOYEES", keep_revision=other.pk, author=consultant, now=noon)

    text = " ".join(browser.get(page_of(interview)).text.split())

    assert "Note: From the ledger." in text
    assert "Chosen among answers that differed: <strong>8</strong>" in text


def test_returning_needs_a_note_and_puts_the_interview_back_on_top_of_the_authors_list(
    browser, interview, queue, consultant
):
    bare = browser.post(page_of(interview), {"step": "return", "note": " "})
    assert "Say what should be looked at again" in bare.text
    assert state_of(interview) == "submitted"

    response = browser.post(page_of(interview), {"step": "return", "note": "Ask for the payroll."})
    browser.force_login(consultant)
    listed = browser.get(reverse("firms", args=["salmon-study", "lakes"])).context["page"].object_list[0]

    assert response.url == queue
    assert state_of(interview) == "returned"
    assert listed.note == "Ask for the payroll."


def test_an_interview_that_was_sent_again_is_told_apart_and_can_be_approved(browser, interview, consultant, noon):
    browser.post(page_of(interview), {"step": "return", "note": "Ask for the payroll."})
    interview.refresh_from_db()
    submit_interview(interview=interview, by=consultant, now=noon)
    assert state_of(interview) == "resubmitted"

    browser.post(page_of(interview), {"step": "approve", "note": ""})

    assert state_of(interview) == "approved"


def test_an_approval_is_withdrawn_with_a_reason(browser, interview):
    browser.post(page_of(interview), {"step": "approve"})
    bare = browser.post(page_of(interview), {"step": "withdraw", "note": ""})
    assert "Say why the approval is withdrawn." in bare.text

    browser.post(page_of(interview), {"step": "withdraw", "note": "The firm called."})

    assert state_of(interview) == "submitted"


def test_nobody_approves_answers_of_their_own(client, interview, consultant, study):
    MembershipFactory(study=study, user=consultant, role="reviewer")
    client.force_login(consultant)

    shown = client.get(page_of(interview)).text
    response = client.post(page_of(interview), {"step": "approve", "note": ""})

    assert "somebody else has to approve it" in shown
    assert 'value="approve"' not in shown
    assert "You gave answers in this interview yourself." in response.text
    assert state_of(interview) == "submitted"


def test_a_step_that_came_too_late_says_so_and_keeps_the_note(browser, interview):
    browser.post(page_of(interview), {"step": "approve"})

    response = browser.post(page_of(interview), {"step": "return", "note": "Look at the sales."})

    assert "is now: Approved" in response.text
    assert "Look at the sales." in response.text


def test_a_note_that_came_too_late_is_not_lost_when_no_step_is_left(browser, interview, queue):
    browser.post(page_of(interview), {"step": "return", "note": "Look at the payroll."})

    response = browser.post(page_of(interview), {"step": "return", "note": "Look at the sales."})

    assert "is now: Returned" in response.text
    assert "Look at the sales." in response.text


def test_readers_without_the_right_to_review_see_no_buttons(client, interview, analyst):
    client.force_login(analyst)

    assert '<h2 id="decide">' not in client.get(page_of(interview)).text
