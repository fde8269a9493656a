"""What a phone takes along: the right firms, every question as its page asks it, once for all who take the same."""

import json
import re
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from surveys import app_parts
from surveys.commenting import write_comment
from surveys.models import Questionnaire
from surveys.publishing import publish_questionnaire
from surveys.reviewing import return_interview, submit_interview
from surveys.section_pages import page_to_show, place_of
from surveys.study_setup import choose_setup, setup_of
from surveys.taking_along import cluster_to_take, forms_to_take
from tests.factories.clusters import ClusterFactory, FirmFactory
from tests.factories.surveys import (
    InterviewFactory,
    QuestionnaireFactory,
    RuleSetFactory,
    fill_small,
    give_answers,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "es", "zh-hans"]


@pytest.fixture
def questionnaire(cluster) -> Questionnaire:
    """In force in the study of the cluster."""
    made = QuestionnaireFactory()
    choose_setup(study=cluster.study, questionnaire=made, rule_set=published_rules())
    return made


def published_rules():
    return RuleSetFactory(status="published")


@pytest.fixture
def interview(cluster, consultant, questionnaire):
    firm = FirmFactory(cluster=cluster, code="F1", name="Fjord farm")
    return InterviewFactory(firm=firm, author=consultant, questionnaire=questionnaire)


@pytest.fixture
def phone(client, consultant):
    client.force_login(consultant)
    return client


def newer_version(study, questionnaire):
    newer = Questionnaire.objects.create(code=questionnaire.code, version=questionnaire.version + 1, title="Newer")
    fill_small(newer)
    publish_questionnaire(questionnaire=newer, now=newer.published_at or setup_of(study).questionnaire.published_at)
    choose_setup(study=study, questionnaire=newer)
    return newer


def test_the_firms_and_interviews_of_the_cluster_are_taken(cluster, consultant, interview):
    give_answers(interview, EMPLOYEES=3)
    FirmFactory(cluster=cluster, code="F2", name="Lake hatchery")
    FirmFactory(cluster=ClusterFactory(study=cluster.study), name="Elsewhere")
    taken = cluster_to_take(consultant, cluster)
    assert [(firm["name"], firm["interview"]) for firm in taken["firms"]] == [
        ("Fjord farm", str(interview.pk)),
        ("Lake hatchery", None),
    ]
    [told] = taken["interviews"]
    assert told["answers"] == interview.answers
    assert (told["state"], told["answered"], told["cluster"]) == ("draft", 1, taken["id"])
    assert taken["address"] == reverse("firms", args=[cluster.study.slug, cluster.slug])
    assert json.loads(json.dumps(taken)) == taken


def test_a_returned_interview_brings_the_note_and_a_closed_one_no_answers(
    cluster, consultant, reviewer, interview, noon
):
    give_answers(interview, EMPLOYEES=3)
    submit_interview(interview=interview, by=consultant, now=noon)
    [told] = cluster_to_take(consultant, cluster)["interviews"]
    assert (told["state"], told["answers"], told["answered"]) == ("submitted", None, 1)
    return_interview(interview=interview, by=reviewer, note="How many women?", now=noon)
    [told] = cluster_to_take(consultant, cluster)["interviews"]
    assert (told["state"], told["answers"], told["note"]) == ("returned", interview.answers, "How many women?")


def test_forms_of_the_version_in_force_and_of_older_ones_in_use_are_taken(cluster, consultant, interview):
    older = interview.questionnaire
    newer = newer_version(cluster.study, older)
    taken = cluster_to_take(consultant, cluster)
    found = [(form["questionnaire"], form["language"]) for form in taken["forms"]]
    assert found == [(each.pk, language) for each in (older, newer) for language in LANGUAGES]
    assert taken["questionnaire"] == newer.pk
    assert taken["interviews"][0]["questionnaire"] == older.pk


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_are_drawn_as_their_page_draws_them(language, cluster, interview):
    with override(language):
        forms = forms_to_take(cluster, interview.questionnaire, language)
        for section in forms["sections"]:
            place = place_of(interview, section["code"])
            context = {"place": place, "page": page_to_show(interview, place), "interview": interview}
            assert section["html"] == render_to_string("surveys/questions.html", context)
            assert [item["code"] for item in section["items"]] == [item.code for item in place.items]
    assert forms["language"] == language


def test_only_what_the_sector_asks_is_taken(cluster, interview):
    forms = forms_to_take(cluster, interview.questionnaire, "en")
    codes = {item["code"] for section in forms["sections"] for item in section["items"]}
    assert "SPECIES" in codes and "PRECISION" not in codes


def test_forms_hold_no_answers(cluster, interview):
    give_answers(interview, EMPLOYEES=4711)
    assert "4711" not in json.dumps(forms_to_take(cluster, interview.questionnaire, "en"))


def test_forms_are_drawn_once_for_whoever_takes_the_same(cluster, interview):
    first = forms_to_take(cluster, interview.questionnaire, "es")
    assert forms_to_take(cluster, interview.questionnaire, "es") is first
    other_years = ClusterFactory(study__base_year=1990, sector_variant=cluster.sector_variant)
    assert forms_to_take(other_years, interview.questionnaire, "es") is not first


def test_the_queries_do_not_grow_with_the_firms(cluster, consultant, interview, django_assert_num_queries):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            cluster_to_take(consultant, cluster)
        return len(captured)

    count()
    few = count()
    for _each in range(5):
        InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=interview.questionnaire)
    assert count() == few == 12


def test_what_has_not_changed_is_not_sent_again(phone, cluster, interview):
    for address in (
        reverse("field_cluster", args=[cluster.pk]),
        reverse("field_forms", args=[cluster.pk, interview.questionnaire.pk, "es"]),
    ):
        first = phone.get(address, headers={"Accept-Encoding": "gzip"})
        assert (first.status_code, first["Content-Encoding"]) == (200, "gzip")
        again = phone.get(address, headers={"If-None-Match": first["ETag"], "Accept-Encoding": "gzip"})
        assert (again.status_code, again.content) == (304, b"")
    give_answers(interview, EMPLOYEES=3)
    address = reverse("field_cluster", args=[cluster.pk])
    assert phone.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_version_nobody_uses_here_and_a_language_nobody_speaks_are_not_found(phone, cluster, interview):
    unused = QuestionnaireFactory()
    for questionnaire, language in ((unused.pk, "en"), (interview.questionnaire.pk, "tlh")):
        assert phone.get(reverse("field_forms", args=[cluster.pk, questionnaire, language])).status_code == 404


def test_whoever_is_not_the_person_named_gets_nothing(phone, cluster, questionnaire):
    address = reverse("field_cluster", args=[cluster.pk])
    assert phone.get(address, headers={"Sextant-Person": str(uuid4())}).status_code == 409


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_app_page_is_the_same_for_everybody(client, consultant, language):
    address = reverse("field_app")
    stranger = client.get(address, {"in": language})
    client.force_login(consultant)
    assert client.get(address, {"in": language}).content == stranger.content
    assert f'<html lang="{language}">' in stranger.text
    assert "csrfmiddlewaretoken" not in stranger.text and "data-person" not in stranger.text


def test_the_worker_names_every_part_and_serves_the_whole_site(client, settings):
    answer = client.get(reverse("service_worker"))
    parts = json.loads(answer.text.partition("\n")[0].removeprefix("const PARTS = ").removesuffix(";"))
    assert answer["Service-Worker-Allowed"] == "/"
    assert {"/static/js/field/shell.js", "/static/css/tokens.css", "/static/js/words.js"} <= set(parts["assets"])
    assert not any("service-worker" in asset for asset in parts["assets"])
    assert list(parts["pages"]) == [code for code, _name in settings.LANGUAGES]
    for page in parts["pages"].values():
        assert client.get(page).status_code == 200


def test_on_a_server_scripts_import_what_the_worker_keeps(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static_files.HashedModulesStorage"}}
    call_command("collectstatic", "--no-input", "--ignore", "admin", verbosity=0)
    line = app_parts.worker_parts(app_parts.asset_files())
    kept = {name.removeprefix(settings.STATIC_URL) for name in line["assets"]}
    assert all((tmp_path / name).is_file() and re.search(r"\.[0-9a-f]{12}\.", name) for name in kept)
    scripts = [tmp_path / name for name in kept if name.startswith("js/")]
    imports = [
        (script.parent / found).resolve().relative_to(tmp_path).as_posix()
        for script in scripts
        for found in re.findall(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""", script.read_text())
    ]
    assert len(imports) > 20
    assert set(imports) <= kept


def test_the_manifest_has_what_installing_needs(client):
    answer = client.get(reverse("manifest"), headers={"Accept-Language": "es"})
    told = answer.json()
    assert (told["display"], told["start_url"], told["scope"], told["lang"]) == ("standalone", "/", "/", "es")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {("192x192", "any"), ("512x512", "maskable")}


def test_the_firms_page_offers_it_to_those_who_may_enter(client, consultant, reviewer, cluster, interview):
    address = reverse("firms", args=[cluster.study.slug, cluster.slug])
    client.force_login(consultant)
    assert "data-take-along" in client.get(address).text
    client.force_login(reviewer)
    assert "data-take-along" not in client.get(address).text


def test_comments_come_along_with_interviews_that_can_still_be_changed(cluster, consultant, reviewer, interview, noon):
    told = {"item": "EMPLOYEES", "by": reviewer, "as_reviewer": True, "text": "Which year?", "now": noon}
    write_comment(interview=interview, **told)
    [taken] = [each for each in cluster_to_take(consultant, cluster)["interviews"] if each["id"] == str(interview.pk)]
    [thread] = taken["threads"]
    assert (thread["item"], thread["awaits"]) == ("EMPLOYEES", "consultant")
    assert [(each["by"], each["text"]) for each in thread["comments"]] == [("Reviewer", "Which year?")]
