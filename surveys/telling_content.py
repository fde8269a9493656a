"""What the history tells of questionnaires and rule sets: translations, options and rules part by part."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from clusters.models import SectorVariant
from surveys.models import Part, Pillar
from surveys.typed_numbers import show_number
from trail.models import Entry
from trail.values import Words, plainly, shortened

COMPARED = {">=": "≥", "<=": "≤", "!=": "≠", "==": "="}


def read_translations(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """Each translated text under its language and what it is."""
    return lambda entry, value: {
        f"{_language(code)}, {_text(name)}": plainly(words)
        for code, texts in value.items()
        for name, words in texts.items()
    }


def read_variants(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """Sector variants by their labels."""
    return lambda entry, value: ", ".join(_variant(code) for code in value)


def read_options(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The words to choose among."""
    return lambda entry, value: shortened("; ".join(str(option.get("label") or option["code"]) for option in value))


def read_column(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """A dimension or a pillar by its label."""
    return lambda entry, value: _column(value)


def read_rules(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The rule of each rung, then those of sector variants, then what else the set says."""
    return lambda entry, value: _rules(value)


def _rules(content: dict[str, Any]) -> dict[str, str]:
    found = _ladders(content.get("rules") or {}, "")
    for variant, ladders in (content.get("variants") or {}).items():
        found |= _ladders(ladders, _variant(variant))
    found[_("asks who did it")] = plainly(content.get("asks_who"))
    for variant, codes in (content.get("not_applicable") or {}).items():
        found[_("not applicable in %(variant)s") % {"variant": _variant(variant)}] = plainly(codes)
    return {name: words for name, words in found.items() if words}


def _ladders(ladders: dict[str, Any], variant: str) -> dict[str, str]:
    return {
        ", ".join(filter(None, (f"{_column(dimension)} {rung}", variant))): shortened(_rule(rule))
        for dimension, rungs in ladders.items()
        for rung, rule in rungs.items()
    }


def _rule(rule: Any) -> str:
    if not isinstance(rule, dict):
        return plainly(rule)
    parts = {
        "all": _("all of: %(rules)s"),
        "any": _("one of: %(rules)s"),
        "of": _("%(number)s of: %(rules)s"),
    }
    for key, sentence in parts.items():
        if isinstance(rule.get(key), list):
            rules = "; ".join(_inner(each) for each in rule[key])
            return sentence % {"rules": rules, "number": rule.get("k", "")}
    name = " / ".join(rule["ratio"]) if "ratio" in rule else rule.get("item")
    if not name:
        return plainly(rule)
    if "op" not in rule:
        return str(name)
    value = rule["value"]
    number = show_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else plainly(value)
    return f"{name} {COMPARED.get(rule['op'], rule['op'])} {number}"


def _inner(rule: Any) -> str:
    text = _rule(rule)
    return f"({text})" if isinstance(rule, dict) and {"all", "any", "of"} & rule.keys() else text


def _language(code: str) -> str:
    return _(dict(settings.LANGUAGES).get(code, code))


def _text(name: str) -> str:
    names = {
        "title": _("title"),
        "help": _("help"),
        "text": _("text"),
        "unit": _("unit"),
        "options": _("options"),
        "summary": _("summary"),
        "positive": _("example that counts"),
        "negative": _("example that does not count"),
        "row_title": _("name of the level or phase"),
        "check_question": _("question for the cumulative reading"),
        "evidence": _("evidence to look for"),
    }
    return names.get(name, name)


def _variant(code: str) -> str:
    return str(dict(SectorVariant.choices).get(code, code))


def _column(code: str) -> str:
    return str({**dict(Part.choices), **dict(Pillar.choices)}.get(code, code))
