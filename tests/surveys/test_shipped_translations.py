"""The languages that ship: complete, with the placeholders of the source, and asking the same in every one."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import State
from surveys.catalogue import Catalogue, ItemEntry, in_language
from surveys.catalogue import _catalogue as read
from surveys.default_content import TRANSLATIONS, content_from_files, default_questionnaire
from surveys.forms.answers import AnswerForm
from surveys.models import Interview, ItemKind
from surveys.translations import PLACEHOLDERS, flat, missing_texts, name_of, rows_of, source_texts
from surveys.wording import Wording
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import InterviewFactory, give_answers
from tests.factories.workshops import WorkshopFactory

LANGUAGES = sorted(folder.name for folder in TRANSLATIONS.iterdir() if folder.is_dir())
SAME_EVERYWHERE = {"ISO 9001", "ISO 14001", "HACCP", "QS 9000, ISO/TS 16949 or IATF 16949"}
COUNTS = {"es": ("Cuenta:", "No cuenta:"), "zh-hans": ("算：", "不算：")}
WORDING = Wording(2000, 2006, "CLP")
CONTENT = content_from_files()
SOURCE: Catalogue = read(CONTENT)
CODES = sorted(SOURCE.items)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(str.strip)


def spoken_texts(language: str) -> list[tuple[str, str, str]]:
    """Every text of the source with its place and its translation."""
    return [
        (f"{name_of(row)} {name}", text, flat(row.translations.get(language, {})).get(name, ""))
        for row in rows_of(CONTENT)
        for name, text in source_texts(row).items()
    ]


def test_spanish_and_simplified_chinese_ship():
    assert LANGUAGES == ["es", "zh-hans"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_every_row_is_translated(language: str):
    assert missing_texts(CONTENT)[language] == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_stands_in_the_translation_and_no_other(language: str):
    for place, source, said in spoken_texts(language):
        assert set(PLACEHOLDERS.findall(said)) == set(PLACEHOLDERS.findall(source)), place
        assert not set("{}") & set(PLACEHOLDERS.sub("", said)), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(language: str):
    same = {source for _place, source, said in spoken_texts(language) if said == source}
    assert same <= SAME_EVERYWHERE


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_keeps_what_counts_and_what_does_not(language: str):
    counts, does_not = COUNTS[language]
    for place, source, said in spoken_texts(language):
        if place.endswith(" help"):
            assert ("Counts:" in source, "Does not count:" in source) == (
                re.search(rf"(?<!不){counts}", said) is not None,
                does_not in said,
            ), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_a_text_are_those_of_the_source(language: str):
    for place, source, said in spoken_texts(language):
        missing = figures(source) - figures(said.replace(",", ".") if language == "es" else said)
        assert not missing, f"{place}: {missing} in {said}"


def figures(text: str) -> set[str]:
    """The numbers of a text, its thousands unparted."""
    return set(re.findall(r"\d+(?:\.\d+)*", re.sub(r"(?<=\d),(?=\d{3})", "", text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_options_of_a_question_never_have_the_same_words(language: str):
    for item in in_language(SOURCE, language).items.values():
        labels = [option["label"] for option in item.options]
        assert len(set(labels)) == len(labels), item.code


def test_spanish_addresses_nobody_and_quotes_as_the_house_does():
    for place, _source, said in spoken_texts("es"):
        assert not re.search(r"\busted", said, re.IGNORECASE), place
        assert not set("\"'«»") & set(said), place
        assert said.count("¿") == said.count("?"), place
        assert said.count("(") == said.count(")"), place


def values_of(item: ItemEntry) -> st.SearchStrategy[Any]:
    """Values as an item stores them."""
    least, most = item.minimum or 0, item.maximum if item.maximum is not None else 10**9
    codes = [option["code"] for option in item.options]
    whole = st.integers(int(least), int(most))
    return {
        ItemKind.YES_NO: st.booleans(),
        ItemKind.SINGLE: st.sampled_from(codes or [""]),
        ItemKind.MULTIPLE: st.sets(st.sampled_from([code for code in codes if code != "none"] or [""]), min_size=1).map(
            lambda chosen: [code for code in codes if code in chosen]
        ),
        ItemKind.TEXT: TEXT.filter(bool),
        ItemKind.LEVEL: whole,
        ItemKind.COUNT: whole,
        ItemKind.YEAR: whole,
        ItemKind.SHARE: whole | st.integers(0, 199).map(lambda halves: halves / 2),
        ItemKind.MONEY: whole | whole.map(lambda number: number / 4),
        ItemKind.NUMBER: whole | whole.map(lambda number: number / 4),
    }[ItemKind(item.kind)]


@st.composite
def stored_answers(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An item's code and an answer to it, as the interview stores it."""
    item = SOURCE.items[draw(st.sampled_from(CODES))]
    states = [State.ANSWERED, State.DONT_KNOW, State.REFUSED, *([State.NOT_APPLICABLE] if item.na_allowed else [])]
    state = draw(st.sampled_from(states))
    value = draw(values_of(item)) if state is State.ANSWERED else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    note = draw(TEXT) or ("Why." if state is State.NOT_APPLICABLE else "")
    return item.code, {"state": state.value, "value": value, "done_by": "", "note": note, "evidence": {}}


def browser_sends(form: AnswerForm) -> dict[str, Any]:
    """What a browser sends back of a form nobody touched."""
    given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {form.add_prefix(name): value for name, value in given.items() if value is not None}


@given(stored_answers(), st.sampled_from(["en", *LANGUAGES]))
def test_an_answer_read_back_in_any_language_is_the_answer_stored(told: tuple[str, dict[str, Any]], language: str):
    code, answer = told
    with translation.override(language):
        item = in_language(SOURCE, language).items[code]
        shown = AnswerForm(item, WORDING, answer)
        drawn = str(shown["value"])
        returned = AnswerForm(item, WORDING, answer, browser_sends(shown))
        assert returned.is_valid(), returned.errors
        assert returned.change() is None
        anew = AnswerForm(item, WORDING, {}, browser_sends(shown))
        assert anew.is_valid(), anew.errors
        assert json.dumps(anew.answer, sort_keys=True) == json.dumps(answer, sort_keys=True)
    assert drawn


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_item_is_asked_in_every_language_with_its_years_and_money(language: str):
    filled = {"{base_year}": "2000", "{reference_year}": "2006", "{currency}": "CLP"}
    with translation.override(language):
        for item in in_language(SOURCE, language).items.values():
            form = AnswerForm(item, WORDING, {})
            question, unit = form["value"].label, getattr(form.fields["value"], "unit", "")
            assert item.language == language, item.code
            assert not PLACEHOLDERS.search(f"{question} {form.help} {unit} {form['value']}"), item.code
            for placeholder in PLACEHOLDERS.findall(SOURCE.items[item.code].text):
                assert filled[placeholder] in question, item.code


@pytest.fixture
def interview(cluster: Any, consultant: Any) -> Interview:
    return InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=default_questionnaire(), author=consultant)


@pytest.mark.django_db
def test_switching_in_the_middle_shows_the_same_section_with_the_same_answers(
    client: Any, consultant: Any, interview: Interview
):
    client.force_login(consultant)
    give_answers(interview, CHAIN_POSITION="hatchery", PRODUCTS="Ova")
    address = reverse("interview_section", args=[interview.pk, "FIRM_CHAIN"])
    pages = {
        language: client.get(address, headers={"accept-language": language}) for language in ("en", "es", "zh-hans")
    }
    for page in pages.values():
        assert re.search(r'value="hatchery"[^>]*checked', page.text)
        assert "Ova" in page.text
    assert "What are the main products?" in pages["en"].text
    assert "¿Cuáles son los productos principales?" in pages["es"].text
    assert "Alimento para peces" in pages["es"].text and "2000" not in pages["es"].text
    assert "主要产品" in pages["zh-hans"].text
    assert not any('lang="en"' in re.sub(r"<(html|option|a|button)[^>]*>", "", page.text) for page in pages.values())
    assert Interview.objects.get(pk=interview.pk).answers == interview.answers


@pytest.mark.django_db
def test_a_workshop_reads_the_phases_and_the_kinds_of_evidence_in_the_language_of_the_page(
    client: Any, consultant: Any, cluster: Any
):
    workshop = WorkshopFactory(cluster=cluster)
    client.force_login(consultant)
    spanish = {"accept-language": "es"}
    protocol = client.get(reverse("workshop", args=[workshop.pk]), headers=spanish).text
    evidence = client.get(reverse("workshop_evidence", args=[workshop.pk]), headers=spanish).text
    assert "Fase de acercamiento" in protocol
    assert "¿Se conocen entre sí dueños y directivos" in protocol
    assert "Actas y listas de socios de la asociación, con fechas" in evidence
