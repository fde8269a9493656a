"""The words of a questionnaire in the language of the reader: what is translated, and what falls back."""

from typing import Any

import pytest
from django.utils import translation

from surveys.catalogue import Catalogue, catalogue_of, in_language, spoken_catalogue
from surveys.models import Descriptor, ItemKind, Questionnaire
from surveys.templatetags.wordings import lang_mark
from surveys.wording import languages_to_try
from tests.factories.surveys import ItemFactory, QuestionnaireFactory, SectionFactory, SectorCardFactory

OPTIONS = [{"code": "a", "label": "First"}, {"code": "b", "label": "Second"}]


def asked(**translations: Any) -> Catalogue:
    """A draft with one choice that has these translations, the hyphen of a language written as an underscore."""
    draft = QuestionnaireFactory(published=False, filled=False)
    section = SectionFactory(questionnaire=draft, translations={"es": {"title": "Parte"}})
    ItemFactory(
        questionnaire=section.questionnaire,
        section=section,
        code="WHICH",
        kind=ItemKind.SINGLE,
        text="Which?",
        help="Choose.",
        unit="",
        options=OPTIONS,
        translations={language.replace("_", "-"): words for language, words in translations.items()},
    )
    return catalogue_of(section.questionnaire)


def which(catalogue: Catalogue, language: str) -> Any:
    return in_language(catalogue, language).items["WHICH"]


def test_a_language_is_followed_by_the_wider_one():
    assert languages_to_try("zh-Hans") == ("zh-hans", "zh")
    assert languages_to_try("es") == ("es",)


@pytest.mark.django_db
def test_texts_and_labels_come_in_the_language_and_codes_stay():
    catalogue = asked(es={"text": "¿Cuál?", "help": "Elija.", "options": {"a": "Primera", "b": "Segunda"}})
    item = which(catalogue, "es")
    assert (item.text, item.help, item.language) == ("¿Cuál?", "Elija.", "es")
    assert list(item.options) == [{"code": "a", "label": "Primera"}, {"code": "b", "label": "Segunda"}]
    assert which(catalogue, "en") == catalogue.items["WHICH"]


@pytest.mark.django_db
def test_each_text_falls_back_by_itself():
    catalogue = asked(zh={"text": "哪一个？", "help": "选择。"}, zh_hans={"help": "请选择。", "options": {"a": "第一"}})
    item = which(catalogue, "zh-hans")
    assert (item.text, item.help, item.language) == ("哪一个？", "请选择。", "zh")
    assert [option["label"] for option in item.options] == ["第一", "Second"]


@pytest.mark.django_db
def test_what_is_shown_in_another_language_than_the_page_says_which():
    catalogue = asked(es={"text": "¿Cuál?"})
    with translation.override("es"):
        assert lang_mark(which(catalogue, "es")) == ""
    with translation.override("zh-hans"):
        assert lang_mark(which(catalogue, "zh-hans")) == ' lang="en"'
    with translation.override("en"):
        assert lang_mark(which(catalogue, "en")) == ""


@pytest.mark.django_db
def test_sections_cards_and_descriptors_are_spoken_as_well():
    questionnaire: Questionnaire = QuestionnaireFactory(published=False, filled=False)
    SectionFactory(questionnaire=questionnaire, code="ONE", translations={"es": {"title": "Parte", "help": "Ayuda"}})
    SectorCardFactory(questionnaire=questionnaire, translations={"es": {"summary": "Resumen"}})
    Descriptor.objects.create(
        questionnaire=questionnaire,
        table=2,
        column="basic",
        row=1,
        row_title="Start",
        text="What it is.",
        evidence=["Papers", "People"],
        translations={"es": {"row_title": "Inicio", "text": "Texto", "evidence": ["Papeles"]}},
    )
    spoken = in_language(catalogue_of(questionnaire), "es")
    section, card, cell = spoken.section("ONE"), spoken.card("salmon", "hr", 1), spoken.descriptors[2, "basic", 1]
    assert section is not None and (section.title, section.help) == ("Parte", "Ayuda")
    assert card is not None and card.summary == "Resumen"
    assert (cell.row_title, cell.text, cell.evidence) == ("Inicio", "Texto", ("Papeles", "People"))


@pytest.mark.django_db
def test_the_items_of_a_section_are_spoken_too():
    spoken = in_language(asked(es={"text": "¿Cuál?"}), "es")
    assert [item.text for section in spoken.sections for item in section.items] == ["¿Cuál?"]


@pytest.mark.django_db
def test_the_active_language_decides_and_the_source_stays_what_it_was():
    catalogue = asked(es={"text": "¿Cuál?"})
    questionnaire = Questionnaire.objects.get(code=catalogue.code, version=catalogue.version)
    with translation.override("es"):
        assert spoken_catalogue(questionnaire).items["WHICH"].text == "¿Cuál?"
        assert catalogue_of(questionnaire).items["WHICH"].text == "Which?"
    with translation.override("en"):
        assert spoken_catalogue(questionnaire).items["WHICH"].text == "Which?"
    with translation.override(None):
        assert spoken_catalogue(questionnaire).items["WHICH"].text == "Which?"
