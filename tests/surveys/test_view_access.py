"""Who may open and send which page of entry and review: stranger 404, insider without the right 403."""

import pytest
from django.urls import reverse

from tests.factories.clusters import FirmFactory
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory

READ, SEND = "get", "post"
PEOPLE = ("owner", "consultant", "reviewer", "analyst")


@pytest.fixture
def addresses(cluster):
    interview = InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=QuestionnaireFactory())
    firm = FirmFactory(cluster=cluster)
    return {
        "firms": reverse("firms", args=["salmon-study", "lakes"]),
        "begin": reverse("interview_begin", args=[firm.pk]),
        "disposition": reverse("firm_disposition", args=[firm.pk]),
        "interview": reverse("interview", args=[interview.pk]),
        "section": reverse("interview_section", args=[interview.pk, "S_HR"]),
        "submit": reverse("interview_submit", args=[interview.pk]),
        "conflicts": reverse("interview_conflicts", args=[interview.pk]),
        "review": reverse("review", args=["salmon-study"]),
        "review_interview": reverse("review_interview", args=[interview.pk]),
    }


@pytest.mark.parametrize(
    ("page", "method", "codes"),
    [
        ("firms", READ, (200, 200, 200, 200)),
        ("begin", SEND, (302, 302, 403, 403)),
        ("begin", READ, (405, 405, 405, 405)),
        ("disposition", SEND, (302, 302, 403, 403)),
        ("interview", READ, (200, 200, 200, 200)),
        ("section", READ, (200, 200, 403, 403)),
        ("section", SEND, (302, 302, 403, 403)),
        ("submit", READ, (200, 200, 403, 403)),
        ("submit", SEND, (302, 302, 403, 403)),
        ("conflicts", READ, (200, 200, 403, 403)),
        ("conflicts", SEND, (302, 302, 403, 403)),
        ("review", READ, (200, 403, 200, 403)),
        ("review_interview", READ, (200, 200, 200, 200)),
        ("review_interview", SEND, (200, 403, 200, 403)),
    ],
)
def test_each_page_opens_to_the_roles_it_is_for(client, request, addresses, page, method, codes):
    found = []
    for person in PEOPLE:
        client.force_login(request.getfixturevalue(person))
        found.append(getattr(client, method)(addresses[page]).status_code)

    assert tuple(found) == codes


@pytest.mark.parametrize(
    ("page", "method"),
    [
        ("firms", READ),
        ("begin", SEND),
        ("disposition", SEND),
        ("interview", READ),
        ("section", READ),
        ("section", SEND),
        ("submit", SEND),
        ("conflicts", SEND),
        ("review", READ),
        ("review_interview", READ),
        ("review_interview", SEND),
    ],
)
def test_a_stranger_is_not_told_that_the_page_exists(client, addresses, stranger, page, method):
    client.force_login(stranger)

    assert getattr(client, method)(addresses[page]).status_code == 404


@pytest.mark.parametrize("page", ["firms", "interview", "section", "submit", "conflicts", "review", "review_interview"])
def test_somebody_who_is_not_logged_in_is_asked_to(client, addresses, page):
    response = client.get(addresses[page])

    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_a_section_that_does_not_exist_is_not_found(client, addresses, consultant):
    client.force_login(consultant)

    assert client.get(addresses["section"].replace("S_HR", "S_NONE")).status_code == 404
