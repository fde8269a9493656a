"""Everything people read stands in a catalogue, and every catalogue says it whole."""

import gettext
import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest

from accounts.words import plural_forms
from config.compiling import PLURAL_RULES, compile_catalogues
from config.gathering import Sentence, gather, merge, python_sources
from tests.house.reading import (
    bare_text_in_python,
    frozen_text_in_python,
    sentences_in_script,
    text_of_template,
)

ROOT = Path(__file__).resolve().parents[2]
GATHERED = gather(ROOT)
CATALOGUES = [(language, domain) for language in PLURAL_RULES for domain in GATHERED]
PLACEHOLDERS = re.compile(r"%\(\w+\)[\d.]*[a-z]|%[\d.]*[dfs]|\{\w*[^{}]*\}|</?\w+[^>]*>")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
MODULES = python_sources(ROOT)

SAME_EVERYWHERE = {
    "· Sextant": "the name of the product",
    "Sextant": "the name of the product",
    "sic": "Latin in every language",
    **dict.fromkeys(("N", "n", "n =", "N/n"), "symbols of population and sample"),
    "p": "the symbol of how likely a difference is by chance",
    **dict.fromkeys(("HR", "PT", "RD"), "codes of the columns in the published tables"),
}


def catalogue(language: str, domain: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"))


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_catalogue_holds_the_sentences_of_the_sources_and_no_others(language: str, domain: str) -> None:
    wanted = {(each.context, each.one, each.many) for each in GATHERED[domain]}
    held = {(each.msgctxt or "", each.msgid, each.msgid_plural) for each in catalogue(language, domain)}
    assert (wanted - held, held - wanted) == (set(), set()), "run manage.py gather_words"


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_every_sentence_is_said_in_every_language(language: str, domain: str) -> None:
    empty = [each.msgid for each in catalogue(language, domain) if not all(texts(each))]
    assert empty == [], f"put these into words in locale/{language}/LC_MESSAGES/{domain}.po"


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_no_translation_is_a_guess_or_of_the_past(language: str, domain: str) -> None:
    assert [each.msgid for each in catalogue(language, domain) if each.fuzzy or each.obsolete] == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_translation_keeps_what_is_filled_in_and_what_is_set_apart(language: str, domain: str) -> None:
    wrong = {
        each.msgid: text
        for each in catalogue(language, domain)
        for form, text in enumerate(texts(each))
        if text and not (keeps_its_parts(each, form, text) and can_be_filled_in(each, text))
    }
    assert wrong == {}


def parts(text: str) -> set[str]:
    """The marks that are replaced by values, and the tags."""
    return {match[0] for match in PLACEHOLDERS.finditer(text)}


def keeps_its_parts(entry: polib.POEntry, form: int, text: str) -> bool:
    """Whether a form holds what is filled in; the form of one may say the number in words where another follows."""
    wanted = parts(entry.msgid_plural or entry.msgid)
    if form < len(entry.msgstr_plural) - 1:
        return parts(text) <= wanted | parts(entry.msgid)
    return parts(text) == wanted


def can_be_filled_in(entry: polib.POEntry, text: str) -> bool:
    """Whether a stray per cent sign would break the sentence when its values are filled in."""
    if "%(" not in entry.msgid + entry.msgid_plural:
        return True
    try:
        return bool(text % defaultdict(int))
    except (TypeError, ValueError):
        return False


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_plural_has_as_many_forms_as_the_language(language: str, domain: str) -> None:
    held = catalogue(language, domain)
    assert held.metadata["Plural-Forms"] == PLURAL_RULES[language]
    forms = list(range(int(PLURAL_RULES[language].split("nplurals=")[1][0])))
    assert [each.msgid for each in held if each.msgid_plural and sorted(each.msgstr_plural) != forms] == []


@pytest.mark.parametrize("language", PLURAL_RULES)
def test_scripts_count_to_any_number_as_the_catalogue_does(language: str) -> None:
    rule = PLURAL_RULES[language].split("plural=")[1].rstrip(";")
    form, table = gettext.c2py(rule), plural_forms(rule)
    assert all(form(n) == int(table[n if n < 100 else 100 + n % 100]) for n in range(3000))


@pytest.mark.parametrize("path", TEMPLATES, ids=label)
def test_a_template_says_nothing_that_cannot_be_translated(path: Path) -> None:
    assert [text for text in text_of_template(path.read_text()) if text not in SAME_EVERYWHERE] == []


def test_what_a_module_says_can_be_translated() -> None:
    found = [f"{label(path)}:{line} {text}" for path in MODULES for line, text in bare_text_in_python(path.read_text())]
    assert found == []


def test_no_module_chooses_the_language_before_anybody_reads() -> None:
    found = [f"{label(path)}:{line}" for path in MODULES for line in frozen_text_in_python(path.read_text())]
    assert found == [], "use gettext_lazy where a text stands outside a function"


def test_what_a_script_says_can_be_translated() -> None:
    known = {text for each in GATHERED["djangojs"] for text in (each.one, each.many)}
    found = [
        f"{label(path)}:{line} {text}"
        for path in SCRIPTS
        for line, text in sentences_in_script(path)
        if text not in known
    ]
    assert found == [], "say it through t or tn of words.js"


def test_the_tests_see_text_that_cannot_be_translated(tmp_path: Path) -> None:
    template = (
        '{% load i18n %}{# Note #}<p class="x" title="Tip">{% translate "Yes" %} and {{ it }}</p>'
        '{% blocktranslate %}all{% endblocktranslate %}{% include "a.html" with label="Word" %}<script>let a;</script>'
    )
    assert text_of_template(template) == ["Tip", "and", "Word"]
    module = 'forms.CharField(label="Name", help_text=_("x"))\nmessages.error(request, f"No {a}")\n_(f"{a} b")\n'
    assert [line for line, _text in bare_text_in_python(module)] == [1, 2, 3]
    choices = 'class A(models.TextChoices):\n    B = "b", "Bee"\n    C = "c", _("Sea")\n'
    assert [line for line, _text in bare_text_in_python(choices)] == [2]
    late = "from django.utils.translation import gettext as _\nA = _('a')\ndef f(b=_('b')):\n    return _('c')\n"
    assert frozen_text_in_python(late) == [2, 3]
    script = tmp_path / "a.js"
    script.write_text('t("It is said."); say("It is not."); throw new Error("It failed here."); x("no-sentence");')
    assert [text for _line, text in sentences_in_script(script)] == ["It is said.", "It is not."]


def test_what_is_said_within_an_f_string_is_gathered(tmp_path: Path) -> None:
    (tmp_path / "clusters").mkdir()
    calls = (
        'a = f"{_(\'In\')} {n}"\nngettext("One", "Many", n)\npgettext("menu", "Save")\n_(variable)\n_("Two " "parts")\n'
    )
    (tmp_path / "clusters" / "page.py").write_text(calls)
    (tmp_path / "scoring").mkdir()
    found = gather(tmp_path)["django"]
    said = {(each.context, each.one, each.many) for each in found if "clusters/page.py" in each.places}
    assert said == {("", "In", ""), ("", "One", "Many"), ("menu", "Save", ""), ("", "Two parts", "")}


def test_gathering_keeps_what_was_translated_and_lets_go_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    merge(path, [Sentence("", "One %(n)d", "Many %(n)d"), Sentence("", "Gone"), Sentence("menu", "Save")], "es")
    held = polib.pofile(str(path))
    for entry, text in zip(held, ({0: "Uno", 1: "Muchos"}, "Ido", "Guardar"), strict=True):
        if entry.msgid_plural:
            entry.msgstr_plural = text
        else:
            entry.msgstr = text
    held.save()
    new = [Sentence("", "New"), Sentence("", "One %(n)d", "Many %(n)d"), Sentence("menu", "Save")]
    assert merge(path, new, "es") == 1
    again = polib.pofile(str(path))
    assert [texts(each) for each in again] == [[""], ["Uno", "Muchos"], ["Guardar"]]
    before = path.read_text()
    merge(path, new, "es")
    assert path.read_text() == before, "gathering twice changes nothing"


def test_a_catalogue_is_compiled_when_it_is_newer(tmp_path: Path) -> None:
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    merge(path, [Sentence("", "Save")], "es")
    assert compile_catalogues(tmp_path) == [path.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []
    path.with_suffix(".mo").unlink()
    assert compile_catalogues(tmp_path) == [path.with_suffix(".mo")]
