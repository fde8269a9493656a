"""Everybody reads their own language: by the account, without one by the browser, and it stays where it was chosen."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from accounts.languages import language_of
from accounts.models import User
from accounts.words import plural_forms, script_words
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return UserFactory(username="field")


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def language_in(page: str) -> str:
    return re.search(r'<html lang="([^"]+)"', page)[1]


def words_in(page: str) -> dict[str, Any]:
    return json.loads(re.search(r'<script id="words" type="application/json">(.*?)</script>', page)[1])


def choose(client: Client, language: str, onward: str = "/password/") -> Any:
    return client.post("/language/", {"language": language, "next": onward})


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("es-MX,es;q=0.9,en;q=0.5", "es"), ("zh-CN,zh;q=0.9", "zh-hans"), ("fr,de;q=0.5", "en"), ("en-GB", "en")],
)
def test_a_stranger_is_met_in_the_language_of_the_browser(client: Client, wanted: str, spoken: str) -> None:
    answer = client.get("/login/", headers={"Accept-Language": wanted})
    assert (language_in(answer.text), answer["Content-Language"]) == (spoken, spoken)
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_a_stranger_chooses_and_the_browser_remembers(client: Client) -> None:
    answer = choose(client, "zh-hans", "/login/?next=/studies/new/")
    assert answer.url == "/login/?next=/studies/new/"
    assert answer.cookies["django_language"]["max-age"] == 365 * 24 * 3600
    assert language_in(client.get("/login/").text) == "zh-hans"


def test_what_a_person_chooses_holds_on_every_device(browser: Client, person: User) -> None:
    assert choose(browser, "es").url == "/password/"
    elsewhere = Client(headers={"Accept-Language": "zh-CN"})
    elsewhere.force_login(person)
    answer = elsewhere.get("/")
    assert (language_in(answer.text), answer["Content-Language"]) == ("es", "es")


def test_the_account_goes_before_the_browser_and_the_browser_before_nothing(browser: Client, person: User) -> None:
    browser.cookies["django_language"] = "es"
    assert language_in(browser.get("/").text) == "es"
    person.language = "zh-hans"
    person.save()
    assert language_in(browser.get("/").text) == "zh-hans"


def test_the_next_person_in_this_browser_reads_their_own_language(browser: Client) -> None:
    choose(browser, "es")
    browser.force_login(UserFactory(language="zh-hans"))
    assert language_in(browser.get("/").text) == "zh-hans"


@pytest.mark.parametrize("language", ["", "fr", "zh", "es-MX", "../es"])
def test_a_language_nobody_translated_is_not_taken(browser: Client, person: User, language: str) -> None:
    assert choose(browser, language).url == "/password/"
    person.refresh_from_db()
    assert person.language == ""


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "", "javascript:alert(1)"])
def test_choosing_leads_nowhere_outside(client: Client, onward: str) -> None:
    assert choose(client, "es", onward).url == "/"


@pytest.mark.parametrize("onward", ["nowhere", "home", "", "."])
def test_a_word_in_place_of_an_address_leads_home(client: Client, onward: str) -> None:
    assert choose(client, "es", onward).url == "/"


def test_choosing_is_posted(browser: Client, person: User) -> None:
    assert browser.get("/language/?language=es&next=/").status_code == 405
    person.refresh_from_db()
    assert person.language == ""


def test_a_language_that_was_given_up_leaves_the_choice_to_the_browser() -> None:
    assert language_of(User(language="fr")) == ""
    assert language_of(AnonymousUser()) == ""


def test_each_language_is_called_by_its_own_name_and_the_spoken_one_is_marked(client: Client) -> None:
    page = client.get("/login/?next=/studies/", headers={"Accept-Language": "es"}).text
    buttons = re.findall(r'<button type="submit" name="language" value="([\w-]+)" lang="([\w-]+)"(.*?)>(.*?)<', page)
    assert buttons == [
        ("en", "en", "", "English"),
        ("es", "es", ' aria-current="true"', "Español"),
        ("zh-hans", "zh-hans", "", "简体中文"),
    ]
    assert '<input type="hidden" name="next" value="/login/?next=/studies/">' in page


def test_a_page_that_answers_to_something_sent_is_not_left_for_a_language(browser: Client) -> None:
    assert 'action="/language/"' in browser.get("/password/").text
    assert 'action="/language/"' not in browser.post("/password/", {"old_password": "wrong"}).text


def test_pages_bring_the_words_of_their_scripts_along(client: Client) -> None:
    english = words_in(client.get("/login/").text)
    assert english == {"forms": "", "words": {}, "decimal": ".", "thousands": "\u202f"}
    spanish = words_in(client.get("/login/", headers={"Accept-Language": "es"}).text)
    assert (spanish["forms"][:3], spanish["decimal"]) == ("101", ",")


def test_no_word_of_a_catalogue_ends_the_script_it_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"A": "</script><b>&"}
    monkeypatch.setattr("accounts.templatetags.languages.script_words", lambda language: {"words": words})
    request = RequestFactory().get("/")
    page = render_to_string("base.html", {"user": AnonymousUser()}, request=request)
    assert "</script><b>" not in page
    assert words_in(page) == {"words": words}


@pytest.mark.parametrize("language", ["es", "zh-hans"])
def test_the_words_of_scripts_are_those_of_the_catalogue(language: str) -> None:
    with translation.override(language):
        found = script_words(language)
    assert set(found) == {"forms", "words", "decimal", "thousands"}
    assert len(found["forms"]) == 200


def test_the_forms_of_a_plural_follow_the_rule_of_the_catalogue() -> None:
    assert plural_forms("(n != 1)")[:4] == "1011"
    assert set(plural_forms("0")) == {"0"}
    polish = "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"
    assert [plural_forms(polish)[n] for n in (1, 2, 5, 12, 22, 112, 122)] == ["0", "1", "2", "2", "1", "2", "1"]


def test_the_admin_offers_the_languages_of_the_interface(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    page = client.get(f"/admin/accounts/user/{UserFactory(language='es').pk}/change/").text
    assert re.findall(
        r'<option value="([\w-]*)"( selected)?>', page.split('name="language"')[1].split("</select>")[0]
    ) == [
        ("", ""),
        ("en", ""),
        ("es", " selected"),
        ("zh-hans", ""),
    ]
