"""The consultant's list: returned work first, the next step beside each firm, and a fixed number of queries."""

import pytest
from django.urls import reverse

from clusters.models import Disposition
from surveys.default_content import load_default_content
from surveys.models import Interview
from surveys.reviewing import return_interview, submit_interview
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory, give_answers


@pytest.fixture
def address(cluster):
    return reverse("firms", args=["salmon-study", "lakes"])


@pytest.fixture
def browser(client, consultant):
    client.force_login(consultant)
    return client


def interview_with(cluster, name, author=None, questionnaire=None):
    firm = FirmFactory(cluster=cluster, name=name)
    return InterviewFactory(firm=firm, author=author, questionnaire=questionnaire or QuestionnaireFactory())


def names_in(response):
    return [row.firm.name for row in response.context["page"].object_list]


def test_an_empty_list_says_how_firms_come_here(browser, address):
    text = browser.get(address).text

    assert "No firms yet" in text
    assert "sampling frame" in text


def test_returned_interviews_come_first_with_the_note_then_drafts_then_the_rest(
    browser, address, cluster, consultant, reviewer, noon
):
    FirmFactory(cluster=cluster, name="Not begun")
    submitted = interview_with(cluster, "Submitted")
    submit_interview(interview=submitted, by=consultant, now=noon)
    interview_with(cluster, "Draft")
    returned = interview_with(cluster, "Returned")
    submit_interview(interview=returned, by=consultant, now=noon)
    return_interview(interview=returned, by=reviewer, note="Ask for the payroll.", now=noon)

    response = browser.get(address)

    assert names_in(response) == ["Returned", "Draft", "Not begun", "Submitted"]
    assert "Ask for the payroll." in response.text
    for step in ("Correct", "Go on", "Begin"):
        assert f"{step}<span" in response.text


def test_the_list_is_filtered_by_state_and_by_words_in_name_or_code(browser, address, cluster):
    interview_with(cluster, "Estuary Farms")
    FirmFactory(cluster=cluster, name="Estuary Nets")
    FirmFactory(cluster=cluster, name="Fjord Feed", code="XK-7")

    assert names_in(browser.get(address, {"state": "draft"})) == ["Estuary Farms"]
    assert names_in(browser.get(address, {"search": "estuary", "state": "not_begun"})) == ["Estuary Nets"]
    assert names_in(browser.get(address, {"search": "xk-"})) == ["Fjord Feed"]
    assert len(names_in(browser.get(address, {"state": "no such state"}))) == 3
    assert "No firm fits this filter." in browser.get(address, {"search": "nobody"}).text


def test_progress_counts_answers_of_questions_asked(browser, address, cluster):
    give_answers(interview_with(cluster, "Estuary Farms"), EMPLOYEES=5, SALES={"state": "dont_know"})

    row = browser.get(address).context["page"].object_list[0]

    assert (row.answered, row.asked) == (2, 9)


def test_a_long_list_comes_in_pages_that_keep_the_filter(browser, address, cluster):
    for _ in range(51):
        FirmFactory(cluster=cluster)

    first, second = browser.get(address, {"state": "not_begun"}), browser.get(address, {"page": "2"})

    assert (len(names_in(first)), len(names_in(second))) == (50, 1)
    assert "state=not_begun&amp;page=2" in first.text


def test_the_list_takes_the_same_number_of_queries_for_three_and_for_thirty_firms(
    browser, address, cluster, consultant, reviewer, noon, django_assert_num_queries, django_assert_max_num_queries
):
    questionnaire = QuestionnaireFactory()

    def add(number):
        for _ in range(number):
            FirmFactory(cluster=cluster)
            returned = interview_with(cluster, "Firm", author=consultant, questionnaire=questionnaire)
            submit_interview(interview=returned, by=consultant, now=noon)
            return_interview(interview=returned, by=reviewer, note="Look again.", now=noon)

    add(3)
    browser.get(address)
    with django_assert_max_num_queries(10) as before:
        browser.get(address)
    add(20)
    with django_assert_num_queries(len(before)):
        browser.get(address)


def test_beginning_twice_opens_the_same_interview(browser, cluster, consultant):
    load_default_content()
    firm = FirmFactory(cluster=cluster)
    address = reverse("interview_begin", args=[firm.pk])

    first, second = browser.post(address), browser.post(address)

    interview = Interview.objects.get(firm=firm)
    assert first.url == second.url == reverse("interview", args=[interview.pk])
    assert interview.author == consultant


def test_what_became_of_an_attempt_is_noted_down(browser, address, cluster):
    firm = FirmFactory(cluster=cluster, name="Estuary Nets")

    response = browser.post(reverse("firm_disposition", args=[firm.pk]), {"disposition": "refusal"}, follow=True)

    firm.refresh_from_db()
    assert firm.disposition == Disposition.REFUSAL
    assert "Estuary Nets: Refused." in response.text
    assert names_in(browser.get(address, {"state": "not_reached"})) == ["Estuary Nets"]


def test_a_disposition_that_only_an_interview_gives_is_refused(browser, cluster):
    firm = FirmFactory(cluster=cluster)

    response = browser.post(reverse("firm_disposition", args=[firm.pk]), {"disposition": "complete"}, follow=True)

    firm.refresh_from_db()
    assert firm.disposition == Disposition.PENDING
    assert "Choose one of those shown." in response.text
