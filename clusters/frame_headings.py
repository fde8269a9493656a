"""What a heading of a list means, and how surely: by itself, spelt nearly so, or by words it holds."""

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from django.utils.translation import gettext as _

from clusters.frame_words import FRAME_FIELDS
from clusters.headings import closest_field, plain

ALIASES = {plain(alias): field.key for field in FRAME_FIELDS for alias in field.aliases}
SHORTEST_PART = 3
# One word of these stands in many a heading that is about something else, such as the name of who signed.
COMMON_WORDS = frozenset(
    plain(word) for word in ("name", "nombre", "code", "código", "key", "clave", "名称", "代码", "编号", "رمز", "اسم")
)


class Sureness(IntEnum):
    """How sure a guess is; nobody corrects a certain one as a rule."""

    NONE = 0
    PERHAPS = 1
    LIKELY = 2
    CERTAIN = 3

    @property
    def word(self) -> str:
        return {
            Sureness.CERTAIN: _("certain"),
            Sureness.LIKELY: _("likely"),
            Sureness.PERHAPS: _("perhaps"),
            Sureness.NONE: _("not understood"),
        }[self]


@lru_cache(maxsize=4096)
def field_of(title: str) -> tuple[str, Sureness, str]:
    """The field a heading means, how surely, and the words of it that tell; an empty field where it means none."""
    text = plain(title)
    if text in ALIASES:
        return ALIASES[text], Sureness.CERTAIN, ""
    close = closest_field(title, ALIASES)
    if close:
        return close, Sureness.LIKELY, ""
    part = _part(text)
    if not part:
        return "", Sureness.NONE, ""
    return ALIASES[part], Sureness.PERHAPS if part in COMMON_WORDS else Sureness.LIKELY, part


def _part(text: str) -> str:
    """The longest heading known that stands in this one as words of its own; Chinese is written without gaps."""
    padded = f" {text} "
    found = [
        alias
        for alias in ALIASES
        if (f" {alias} " in padded and len(alias) >= SHORTEST_PART) or (_is_chinese(alias) and alias in text)
    ]
    return max(found, key=lambda alias: (len(alias), -text.index(alias)), default="")


def _is_chinese(alias: str) -> bool:
    return len(alias) >= 2 and "\u3400" <= alias[0] <= "\u9fff"


def fields_named(titles: Iterable[str]) -> int:
    """How many different fields these headings name, however surely."""
    return len({field for title in titles if title and (field := field_of(title)[0])})
