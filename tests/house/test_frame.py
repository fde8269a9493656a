"""The frame of every page, and the pages that only say that something is not so."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.models import User


def frame(user: object, **context: object) -> str:
    request = RequestFactory().get("/")
    request.user = user  # type: ignore[attr-defined]
    return render_to_string("base.html", {"user": user, **context}, request=request)


def test_the_page_begins_with_a_way_past_the_head() -> None:
    page = frame(AnonymousUser())
    assert page.index('href="#content"') < page.index("<header")
    assert 'id="content"' in page


def test_the_foot_says_that_items_and_rules_are_a_reconstruction() -> None:
    assert "Items and rules are our reconstruction" in frame(AnonymousUser())


def test_logging_out_is_a_form_that_is_posted() -> None:
    page = frame(User(username="consultant"))
    assert re.search(r'<form method="post" action="/logout/"[^>]*>', page)
    assert "csrfmiddlewaretoken" in page


def test_the_link_of_the_open_page_is_marked_and_the_study_is_named() -> None:
    links = [{"label": "Studies", "url": "/", "current": True}, {"label": "Runs", "url": "/runs/", "current": False}]
    page = frame(User(username="manager"), navigation=links, study="Four <locations>")
    assert page.count('aria-current="page"') == 1
    assert "Four &lt;locations&gt;" in page


@pytest.mark.parametrize(
    ("level", "tone", "word"),
    [
        (constants.ERROR, "error", "Error"),
        (constants.WARNING, "warning", "Warning"),
        (constants.SUCCESS, "success", "Done"),
        (constants.INFO, "info", "Note"),
    ],
)
def test_a_message_carries_its_tone_as_a_word(level: int, tone: str, word: str) -> None:
    page = frame(AnonymousUser(), messages=[Message(level, "The interview <was> saved.")])
    assert f'class="notice {tone}"' in page
    assert f">{word}:<" in page
    assert "&lt;was&gt;" in page


@pytest.mark.django_db
def test_the_way_in_is_open_to_strangers_and_keeps_the_page_they_asked_for(client: Client) -> None:
    answer = client.get("/login/?next=/somewhere/")
    assert answer.status_code == 200
    assert '<input type="hidden" name="next" value="/somewhere/">' in answer.content.decode()
    assert {"default-src 'none'", "script-src 'self'"} <= set(answer["Content-Security-Policy"].split("; "))


@pytest.mark.django_db
def test_a_refused_login_says_so_at_the_top_and_loses_no_name(client: Client) -> None:
    page = client.post("/login/", {"username": "consultant", "password": "wrong"}).content.decode()
    assert "data-error-summary" in page
    assert 'value="consultant"' in page


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_is_answered_in_sentences() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "your entries are still in the form" in answer.content.decode()


@pytest.mark.parametrize("name", ["403.html", "404.html", "403_csrf.html", "500.html"])
def test_pages_of_refusal_and_failure_need_nothing_to_be_drawn(name: str) -> None:
    page = render_to_string(name)
    assert page.count("<h1>") == 1
    assert 'href="/"' in page
