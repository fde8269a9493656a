"""Translations of a questionnaire: what files and rows may say, what is missing, and what a version freezes."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from surveys import default_content
from surveys.content import Content, content_of
from surveys.default_content import content_from_files
from surveys.errors import NotPublishable
from surveys.publishing import publish_questionnaire
from surveys.translation_files import put_translations
from surveys.translations import languages_of, missing_texts, name_of, rows_of, translation_problems
from tests.factories.surveys import ItemFactory, QuestionnaireFactory, SectionFactory


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Content:
    """The default content as its source alone says it."""
    monkeypatch.setattr(default_content, "TRANSLATIONS", tmp_path / "none")
    return content_from_files()


def put(content: Content, folder: Path, **files: str) -> list[str]:
    """The problems with these files in Spanish, as "place: fact"."""
    (folder / "es").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "es" / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return [f"{problem.place}: {problem.fact}" for problem in put_translations(content, folder)]


def row(content: Content, name: str) -> Any:
    return next(each for each in rows_of(content) if name_of(each) == name)


def test_a_text_finds_its_row_by_its_code(plain: Content, tmp_path: Path):
    assert not put(
        plain,
        tmp_path,
        hr='[items.HR2_REWARD_SH]\ntext = "¿En {reference_year}?"\nunit = "%"\n[sections.HR_R1]\ntitle = "Uno"',
        process='[items.PT1_AGE]\noptions = { lt2 = "Menos de 2" }',
        cards_salmon='[cards.hr.2]\npositive = "Sí"',
    )
    assert row(plain, "HR2_REWARD_SH").translations["es"] == {"text": "¿En {reference_year}?", "unit": "%"}
    assert row(plain, "HR_R1").translations["es"] == {"title": "Uno"}
    assert row(plain, "PT1_AGE").translations["es"] == {"options": {"lt2": "Menos de 2"}}
    assert row(plain, "salmon hr 2").translations["es"] == {"positive": "Sí"}
    assert row(plain, "buttons hr 2").translations == {}


def test_what_a_file_says_once_reaches_every_row_it_belongs_to(plain: Content, tmp_path: Path):
    assert not put(
        plain,
        tmp_path,
        levels='[levels.1]\nname = "Simple"\nhr = "Aprender"',
        pillars='[pillars.basic]\nevidence = ["A", "B"]\n[pillars.basic.phases.2]\nname = "Aprender"\nin_place = "Ya"',
    )
    assert row(plain, "hr 1").translations["es"] == {"row_title": "Simple", "text": "Aprender"}
    assert row(plain, "product 1").translations["es"] == {"row_title": "Simple"}
    assert row(plain, "basic 1").translations["es"] == {"evidence": ["A", "B"]}
    assert row(plain, "basic 2").translations["es"] == {
        "row_title": "Aprender",
        "check_question": "Ya",
        "evidence": ["A", "B"],
    }


def test_every_problem_of_the_files_is_listed_with_its_place(plain: Content, tmp_path: Path):
    problems = put(
        plain,
        tmp_path,
        hr='[items.HR1_OJT]\ntext = "En el año, ¿hubo?"\nunit = "personas"\nhelp = " "\n[items.HR9_NO]\ntext = "¿Qué?"',
        process='[items.PT1_AGE.options]\nlt3 = "Menos de 3"\nlt2 = 2\n[items.HR1_INH]\ntext = "{reference_year}"',
        pillars='[pillars.basic]\nevidence = ["1", "2", "3", "4", "5"]',
        product="[items.PD1_ACT",
        people='[items.HR1_OJT]\ntext = "¿Quién?"',
    )
    nowhere = "The source has no such text."
    assert [problem for problem in problems if "product.toml" not in problem] == [
        "es/hr.toml, items.HR1_OJT.text: The placeholders are not those of the source: {reference_year}.",
        f"es/hr.toml, items.HR1_OJT.unit: {nowhere}",
        "es/hr.toml, items.HR1_OJT.help: There is no text.",
        f"es/hr.toml, items.HR9_NO.text: {nowhere}",
        f"es/people.toml, items.HR1_OJT.text: {nowhere}",
        f"es/pillars.toml, pillars.basic.evidence.5: {nowhere}",
        f"es/process.toml, items.PT1_AGE.options.lt3: {nowhere}",
        "es/process.toml, items.PT1_AGE.options.lt2: There is no text.",
        f"es/process.toml, items.HR1_INH.text: {nowhere}",
    ]
    assert any(problem.startswith("es/product.toml: ") for problem in problems)


@pytest.mark.django_db
def test_a_translation_that_cannot_be_taken_stops_the_loading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "hr.toml").write_text('[items.HR9_NO]\ntext = "¿Qué?"\nhelp = "Así."', encoding="utf-8")
    monkeypatch.setattr(default_content, "TRANSLATIONS", tmp_path)
    with pytest.raises(NotPublishable) as refusal:
        default_content.load_default_content()
    assert len(refusal.value.problems) == 2


@pytest.fixture
def draft() -> Any:
    questionnaire = QuestionnaireFactory(published=False, filled=False)
    section = SectionFactory(questionnaire=questionnaire, code="ONE", title="One")
    ItemFactory(
        section=section,
        code="WHICH",
        kind="single",
        text="Which in {base_year}?",
        options=[{"code": "a", "label": "First"}, {"code": "b", "label": "Second"}],
    )
    return questionnaire


def translate(questionnaire: Any, words: Any) -> None:
    questionnaire.items.update(translations=words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "place"),
    [
        ({"es": {"text": "¿Cuál?"}}, "WHICH, es.text"),
        ({"es": {"titel": "¿Cuál?"}}, "WHICH, es.titel"),
        ({"es": {"options": {"c": "Tercera"}}}, "WHICH, es.options.c"),
        ({"es": {"unit": "personas"}}, "WHICH, es.unit"),
        ({"en": {"options": {"a": "Uno"}}}, "WHICH, en.options.a"),
        ({"es": {"options": ["Primera"]}}, "WHICH"),
        ({"es": "¿Cuál en {base_year}?"}, "WHICH"),
        (["es"], "WHICH"),
    ],
)
def test_a_draft_with_a_faulty_translation_is_not_published(draft: Any, words: Any, place: str, noon: Any):
    translate(draft, words)
    assert [problem.place for problem in translation_problems(content_of(draft))] == [place]
    with pytest.raises(NotPublishable):
        publish_questionnaire(questionnaire=draft, now=noon)


@pytest.mark.django_db
def test_an_incomplete_translation_is_published_and_told(draft: Any, noon: Any):
    translate(draft, {"es": {"text": "¿Cuál en {base_year}?", "options": {"a": "Primera"}}})
    assert missing_texts(content_of(draft)) == {"es": ("ONE title", "WHICH options.b")}
    publish_questionnaire(questionnaire=draft, now=noon)
    with translation.override("en"):
        assert [(each.name, each.missing) for each in languages_of(draft)] == [
            ("English", ()),
            ("Spanish", ("ONE title", "WHICH options.b")),
        ]


@pytest.mark.django_db
def test_a_corrected_translation_is_other_content(draft: Any):
    before = content_of(draft).hash
    translate(draft, {"es": {"text": "¿Cuál en {base_year}?"}})
    after = content_of(draft).hash
    translate(draft, {"es": {"text": "¿Cuál fue en {base_year}?"}})
    assert len({before, after, content_of(draft).hash}) == 3


@pytest.mark.django_db
def test_a_corrected_translation_is_a_new_version_and_the_command_says_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
):
    old = default_content.default_questionnaire()
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "hr.toml").write_text('[sections.HR_R1]\ntitle = "Uno"', encoding="utf-8")
    monkeypatch.setattr(default_content, "TRANSLATIONS", tmp_path)
    call_command("load_default_content")
    new = default_content.default_questionnaire()
    told = capsys.readouterr().out
    assert (new.version, old.sections.get(code="HR_R1").translations["es"]["title"]) == (2, "Primera capacitación")
    assert new.sections.get(code="HR_R1").translations == {"es": {"title": "Uno"}}
    assert "Technology ladder of firms (2), Spanish: 947 texts are missing" in told and "HR1_OJT help" in told
    assert default_content.load_default_content() == []
