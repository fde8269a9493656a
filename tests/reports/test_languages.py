"""Pages speak the reader's language; what a run stores and a workbook prints is the source."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from clusters.models import Cluster
from reports.workbook.material import gather
from surveys.catalogue import catalogue_of
from surveys.default_content import default_questionnaire
from surveys.drafting import draft_questionnaire
from surveys.publishing import publish_questionnaire
from surveys.study_setup import choose_setup
from surveys.wording import Wording
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_the_questions_of_a_workbook_stay_those_of_the_source(cluster: Cluster, language: str) -> None:
    approved_firm(cluster, hr=2)
    run = ready_run(cluster.study)
    source = catalogue_of(default_questionnaire()).items
    with translation.override(language):
        items = {item.code: item for item in gather(run).items}
    wording = Wording(cluster.study.base_year, cluster.study.reference_year, "")
    trained, place = items["HR1_OJT"], items["CHAIN_POSITION"]
    assert {"es", "zh-hans"} <= set(source["HR1_OJT"].translations)
    assert trained.text == wording.of(source["HR1_OJT"].text)
    assert place.options == tuple((option["code"], option["label"]) for option in source["CHAIN_POSITION"].options)


@pytest.mark.parametrize(
    ("language", "rung", "question"),
    [
        ("en", "Minor improvements", "Was there a training plan"),
        ("es", "Mejoras menores", "¿Hubo un plan o un calendario de capacitación"),
    ],
)
def test_a_result_is_read_in_the_language_of_the_reader(
    client: Client, owner: User, cluster: Cluster, language: str, rung: str, question: str
) -> None:
    interview = approved_firm(cluster, hr=2)
    client.force_login(owner)
    page = client.get(reverse("firm_result", args=[interview.pk]), headers={"accept-language": language}).text
    method = client.get(reverse("about-method"), headers={"accept-language": language}).text
    assert rung in page and question in page
    assert rung in method and question in method


def test_a_study_says_in_which_languages_its_questionnaire_can_be_asked(
    client: Client, owner: User, cluster: Cluster
) -> None:
    client.force_login(owner)
    page = client.get(reverse("study", args=[cluster.study.slug]), headers={"accept-language": "en"}).text
    choices = client.get(reverse("study_setup", args=[cluster.study.slug]), headers={"accept-language": "en"}).text
    assert "Languages: English, Spanish, Simplified Chinese" in page
    assert "as the source says" not in page
    assert "· English, Spanish, Simplified Chinese</option>" in choices


def test_a_study_lists_what_an_incomplete_translation_lacks(
    client: Client, owner: User, cluster: Cluster, noon: datetime
) -> None:
    draft = draft_questionnaire(questionnaire=default_questionnaire())
    item = draft.items.get(code="HR1_OJT")
    del item.translations["es"]["text"]
    item.save()
    choose_setup(study=cluster.study, questionnaire=publish_questionnaire(questionnaire=draft, now=noon))
    client.force_login(owner)
    page = client.get(reverse("study", args=[cluster.study.slug]), headers={"accept-language": "en"}).text
    assert "Spanish: 1 text is missing and shown as the source says it" in page
    assert "HR1_OJT text" in page
