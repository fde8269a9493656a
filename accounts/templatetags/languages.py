"""The languages of the interface on a page: the words of its scripts, and the names to choose from."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.words import script_words

register = template.Library()


@register.simple_tag
def words_of_scripts() -> SafeString:
    """The catalogue of the scripts as data: the content security policy refuses inline scripts, not these."""
    return json_script(script_words(get_language() or settings.LANGUAGE_CODE), "words")


@register.inclusion_tag("components/language_switch.html", takes_context=True)
def language_switch(context: dict[str, Any]) -> dict[str, Any]:
    """One button for each language, each called by its own name; choosing leads back to the page it stands on."""
    return {
        "languages": [{"code": code, "name": name} for code, name in settings.LANGUAGES],
        "chosen": get_language(),
        "here": context["request"].get_full_path(),
    }
