"""What people read, found in the sources: text in templates, in Python and in scripts, and whether it can be put into
another language."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from babel.messages.jslexer import tokenize
from django.template.base import Lexer, TokenType

ATTRIBUTES = re.compile(r'[\w-]+="[^"]*"')
LETTERS = re.compile(r"[^\W\d_]")
SPOKEN_ATTRIBUTES = {"alt", "title", "aria-label", "aria-description", "placeholder", "content"}
SPOKEN_ARGUMENTS = re.compile(r'\b(title|text|label|note|heading|here|lead|name_shown)="([^"]*)"')
TRANSLATED_BLOCKS = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans", "comment": "endcomment"}

FIELD_TEXTS = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "error_message"}
SPEAKING_CALLS = {"success", "error", "warning", "info", "ValidationError", "Http404", "PermissionDenied"}
CHOICES = {"TextChoices", "IntegerChoices"}
SILENT = {"script", "style", "kbd"}
"""What is printed on a key is the same in every language."""
EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


class _Visible(HTMLParser):
    """Collects the text of a page and of the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        is_setting = tag == "meta"
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES and not is_setting:
                self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        words = ATTRIBUTES.sub("", data)  # of an element that another template opens
        if not self.silent and LETTERS.search(words):
            self.found.append(" ".join(data.split()))


def text_of_template(source: str) -> list[str]:
    """The words that stand in a template as they are, outside every tag that translates."""
    page: list[str] = []
    spoken: list[str] = []
    closing = ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ")[0] if token.token_type is TokenType.BLOCK else ""
        if closing:
            closing = "" if word == closing else closing
        elif word in TRANSLATED_BLOCKS:
            closing = TRANSLATED_BLOCKS[word]
        elif token.token_type is TokenType.TEXT:
            page.append(token.contents)
        elif word in {"include", "with"}:
            spoken += [text for _name, text in SPOKEN_ARGUMENTS.findall(token.contents) if LETTERS.search(text)]
    reader = _Visible()
    reader.feed("".join(page))
    reader.close()
    return reader.found + spoken


def is_bare(node: ast.AST) -> bool:
    """Whether the expression is text with letters in it, written down as it is."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(LETTERS.search(node.value))
    return isinstance(node, ast.JoinedStr) and any(is_bare(part) for part in node.values)


def bare_text_in_python(source: str) -> Iterator[tuple[int, str]]:
    """Labels, help, choices and messages that no catalogue can hold, with their lines."""
    for node in ast.walk(ast.parse(source)):
        for text in _texts_of(node):
            if is_bare(text):
                yield text.lineno, ast.unparse(text)


def _texts_of(node: ast.AST) -> Iterator[Any]:
    """The expressions below this one that people read."""
    if isinstance(node, ast.Call):
        yield from (word.value for word in node.keywords if word.arg in FIELD_TEXTS)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SPEAKING_CALLS and not _is_logging(node.func):
            yield from node.args
        if name in {"_", *EAGER}:
            yield from (argument for argument in node.args if isinstance(argument, ast.JoinedStr))
    elif isinstance(node, ast.ClassDef) and CHOICES & {getattr(base, "attr", "") for base in node.bases}:
        for member in node.body:
            if isinstance(member, ast.Assign) and isinstance(member.value, ast.Tuple):
                yield member.value.elts[-1]
    elif isinstance(node, ast.Assign) and any(getattr(each, "id", "") in FIELD_TEXTS for each in node.targets):
        yield node.value


def _is_logging(called: ast.AST) -> bool:
    return isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "logger"


def frozen_text_in_python(source: str) -> list[int]:
    """Lines on which a text is put into the language of the process instead of the reader: while a module is read."""
    tree = ast.parse(source)
    eager = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in EAGER
    }
    return [
        node.lineno
        for node in _at_import(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in eager
    ]


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What is carried out while the module is imported: everything but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            defaults = [*child.args.defaults, *(each for each in child.args.kw_defaults if each)]
            yield from (part for default in defaults for part in ast.walk(default))
        else:
            yield child
            yield from _at_import(child)


SENTENCE = re.compile(r"[A-Z][\w’'-]*( [\w’'“”(){},;:-]+)+[.?!…]?")


def sentences_in_script(path: Path) -> Iterator[tuple[int, str]]:
    """String literals of a script that read like something said to people, with their lines; failures are not."""
    before = ["", ""]
    for token in tokenize(path.read_text(encoding="utf-8")):
        if token.type in {"string", "template_string"}:
            text = token.value[1:-1].replace('\\"', '"')
            if SENTENCE.fullmatch(text) and not before[0].endswith(("Error", "Exception")):
                yield token.lineno, text
        before = [before[1], token.value]
