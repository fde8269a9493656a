"""What a broken program or an ill-meaning person sends: single values, forms, queries, JSON and bodies of any kind."""

import json
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

TEXTS = (
    *("", " ", "\x00", "a\x00b", "\ud800", "\udc00x", "\u202egnp.exe", "\u200b", "\ufeff", "\r\nSet-Cookie: a=b", "\n"),
    *("-1", "0", "1", "2", "3", "-0", "+1", "1.5", "1,5", "1_000", "0x1F", "٣", "１２", "²", "½", "Ⅷ", "१२", "1e5"),
    *("NaN", "nan", "inf", "-Infinity", "1e400", "1e-400", "9" * 19, "9" * 30, "9" * 400, "9" * 5000, "0." + "9" * 500),
    *("2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "32768", "1e308"),
    *(
        "9999-12-31",
        "0001-01-01",
        "10000-01-01",
        "0000-00-00",
        "2026-02-30",
        "-1-1-1",
        "31/12/9999",
        "2026-13-45T99:99",
    ),
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org")', "=cmd|' /C calc'!A0"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% debug %}", "${7*7}", "%s%n%d"),
    *(
        "../../etc/passwd",
        "..\\..\\x",
        "/etc/passwd",
        "C:\\x",
        "file.csv/../../x",
        "'; DROP TABLE x; --",
        "%",
        "_",
        "\\",
    ),
    *("[]", "{}", "null", "true", "[[[[[[", '{"a":', "00000000-0000-0000-0000-000000000000", "x" * 300, "x" * 20_000),
    *("é" * 200, "漢" * 90, "🙂" * 50, "ﷺ" * 40, "on", "None", "//evil.example", "javascript:alert(1)"),
    *("R6", "draft", "approved", "salmon", "export", "all", "year", "name", "-name", "__class__", "pk__in", "id"),
)
RAW = (
    b"\xff",
    b"\xed\xa0\x80",
    b"\x80abc",
    b"%zz",
    b"%",
    b"+",
    b"\x00",
    b"&&==&",
    b"\xc0\xaf",
    b"\xf8\x88\x80\x80\x80",
)
JSON_LEAVES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    10**300,
    0.5,
    1e308,
    float("nan"),
    [],
    {},
    "",
)
CONTENT_TYPES = (
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
    ),
    *(
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded; charset=utf-16",
        "",
        "a/b; charset=nonsense",
    ),
    *("multipart/form-data; boundary=" + "x" * 300, "multipart/mixed; boundary=x", "application/json; charset=utf-7"),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "X" * 40)

texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=40), st.integers().map(str), st.floats().map(str))
leaves = st.one_of(st.sampled_from(JSON_LEAVES), st.sampled_from(TEXTS))
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """Pairs as a form sends them; half characters are sent as well, which no browser does."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def in_path(value: object) -> str:
    """Any value as one part of an address."""
    return _quoted(str(value))


def as_json(value: Any) -> bytes:
    """As JSON, also what JSON has no word for."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


@st.composite
def spoilt(draw: st.DrawFn, known: list[tuple[str, str]], names: list[str]) -> list[tuple[str, str]]:
    """The fields of a form with some of them spoilt, left out, repeated or made up; often but one of many."""
    pairs = list(known)
    for _step in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(("value", "value", "value", "gone", "twice", "new")))
        if kind == "new" or not pairs:
            pairs.append((draw(st.sampled_from(names) if names else texts), draw(texts)))
            continue
        at = draw(st.integers(0, len(pairs) - 1))
        if kind == "gone":
            pairs.pop(at)
        elif kind == "twice":
            pairs.append((pairs[at][0], draw(texts)))
        else:
            pairs[at] = (pairs[at][0], draw(texts))
    return pairs


@st.composite
def spoilt_document(draw: st.DrawFn, document: Any) -> Any:
    """A JSON document in which one or two places hold something else."""
    for _step in range(draw(st.integers(1, 2))):
        document = _with(draw, document)
    return document


def _with(draw: st.DrawFn, document: Any) -> Any:
    if isinstance(document, dict) and document and draw(st.integers(0, 5)):
        name = draw(st.sampled_from(sorted(document)))
        if not draw(st.integers(0, 9)):
            return {key: value for key, value in document.items() if key != name}
        return {**document, name: _with(draw, document[name])}
    if isinstance(document, list) and document and draw(st.integers(0, 5)):
        at = draw(st.integers(0, len(document) - 1))
        return [*document[:at], _with(draw, document[at]), *document[at + 1 :]]
    return draw(values)
