"""Gathering every sentence people read from the sources into the catalogues, without the system's gettext.

Catalogues are sorted by sentence and hold no line numbers and no dates, so that a change of them shows what changed in
the words. Babel reads the sources; it is needed where Sextant is developed, not where it runs.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from config.compiling import PLURAL_RULES
from scoring.flags import MESSAGES

ROOMS = ("accounts", "analysis", "clusters", "config", "reports", "scoring", "surveys", "trail")
PYTHON_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
SCRIPT_KEYWORDS: dict[str, Any] = {"t": (1,), "tn": (1, 2)}
WIDTH = 120
ENGLISH = ("reports/workbook/", "reports/spreadsheet.py", "reports/demo/", "*/management/", "*/migrations/")
"""What is in English everywhere: workbooks of the publication, what is printed to a terminal, the past of a model."""
READ_ON_PAGES = ("reports/workbook/material.py",)
"""Exceptions from that: why a workbook cannot be had is said on a page."""


@dataclass
class Sentence:
    """One sentence of the sources: what tells it from others, its form for many, and the files it stands in."""

    context: str
    one: str
    many: str = ""
    places: set[str] = field(default_factory=set)


def gather(root: Path) -> dict[str, list[Sentence]]:
    """The sentences below `root`, each once, by domain: `django` for pages and Python, `djangojs` for scripts."""
    readers: dict[str, list[tuple[Iterable[Path], Callable[[Path], Iterator[Any]]]]] = {
        "django": [
            (python_sources(root), _in_python),
            ((root / "templates").rglob("*.[ht]*"), _in_template),
            ([root / "scoring" / "flags.py"], _in_flags),
        ],
        "djangojs": [((root / "static" / "js").rglob("*.js"), _in_script)],
    }
    return {domain: _sorted(root, sources) for domain, sources in readers.items()}


def python_sources(root: Path) -> list[Path]:
    """The modules whose text is read on pages."""
    paths = (path for room in ROOMS for path in sorted((root / room).rglob("*.py")))
    return [path for path in paths if not _is_english(path.relative_to(root).as_posix())]


def _is_english(place: str) -> bool:
    return place not in READ_ON_PAGES and any(fnmatch(place, f"{mark}*") for mark in ENGLISH)


def merge(path: Path, sentences: list[Sentence], language: str) -> int:
    """Write the catalogue at `path` anew: translations are kept, new sentences empty, gone ones left out.

    Returns how many sentences have no translation yet.
    """
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    rule = PLURAL_RULES[language]
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": rule,
    }
    forms = int(rule.split("nplurals=")[1][0])
    catalogue.extend(_entry(each, old.get((each.context, each.one)), forms) for each in sentences)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_text(f"{catalogue}\n", encoding="utf-8")
    written.replace(path)
    return len(catalogue.untranslated_entries())


def _entry(sentence: Sentence, old: polib.POEntry | None, forms: int) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=sentence.context or None, msgid=sentence.one)
    entry.occurrences = [(place, "") for place in sorted(sentence.places)]
    entry.tcomment = old.tcomment if old else ""
    if sentence.many:
        kept = old.msgstr_plural if old and len(old.msgstr_plural) == forms else {}
        entry.msgid_plural = sentence.many
        entry.msgstr_plural = {place: kept.get(place, "") for place in range(forms)}
    else:
        entry.msgstr = old.msgstr if old else ""
    return entry


def _sorted(root: Path, sources: list[tuple[Iterable[Path], Callable[[Path], Iterator[Any]]]]) -> list[Sentence]:
    found: dict[tuple[str, str], Sentence] = {}
    for path, read in ((path, read) for paths, read in sources for path in paths):
        for _line, message, _comments, context in read(path):
            one, many = message if isinstance(message, tuple) else (message, "")
            sentence = found.setdefault((context or "", one), Sentence(context or "", one))
            sentence.many = sentence.many or many
            sentence.places.add(path.relative_to(root).as_posix())
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0]))]


def _in_python(path: Path) -> Iterator[Any]:
    """The calls of a module, also those inside of f-strings, which Babel passes over."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in PYTHON_KEYWORDS:
            texts = {place: each.value for place, each in enumerate(node.args, 1) if isinstance(each, ast.Constant)}
            wanted = PYTHON_KEYWORDS[name]
            context = next((texts.get(each[0]) for each in wanted if isinstance(each, tuple)), None)
            said = tuple(texts.get(each) for each in wanted if not isinstance(each, tuple))
            if isinstance(said[0], str):
                yield node.lineno, said if len(said) > 1 else said[0], [], context


def _in_template(path: Path) -> Iterator[Any]:
    """A template as the calls it makes; what stands before a line is taken away, since Python would read a block."""
    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    flat = "\n".join(line.strip() for line in calls.splitlines())
    return extract("python", BytesIO(flat.encode()), PYTHON_KEYWORDS)


def _in_flags(path: Path) -> Iterator[Any]:
    """The sentences of the pure room, which knows of no languages; `surveys.flags` puts them into one."""
    return ((0, sentence, [], None) for sentence in MESSAGES.values())


def _in_script(path: Path) -> Iterator[Any]:
    return extract("javascript", BytesIO(path.read_bytes()), SCRIPT_KEYWORDS)
