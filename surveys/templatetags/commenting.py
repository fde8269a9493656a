"""What pages of review look up by the code of a question."""

from collections.abc import Mapping
from typing import Any

from django import template

from surveys.forms.review_queue import FIGURE_LABELS
from surveys.threads import ReadThread

register = template.Library()


@register.filter
def thread_on(threads: Mapping[str, ReadThread] | None, item: str) -> ReadThread | None:
    """The thread about a question, or nothing."""
    return (threads or {}).get(item)


@register.filter
def typed_on(typed: Mapping[str, str] | None, item: str) -> str:
    """What was typed beside a question and not stored."""
    return (typed or {}).get(item, "")


@register.filter
def open_in(counts: Mapping[str, int] | None, section: str) -> int:
    """How many questions of a section a reviewer asks about."""
    return (counts or {}).get(section, 0)


@register.filter
def figure_names(names: tuple[str, ...]) -> str:
    """The key figures in which a firm stands far from its cluster, in words."""
    return ", ".join(str(FIGURE_LABELS[name]) for name in names)


@register.filter
def is_flagged(item: str, flags: Any) -> bool:
    """Whether a flag that is open speaks of the question."""
    return any(item in flag.codes and flag.seen is None for flag in flags)


@register.filter
def bounds(levels: tuple[int, int]) -> str:
    """A level, or the span its answers leave."""
    low, high = levels
    return str(low) if low == high else f"{low}–{high}"
