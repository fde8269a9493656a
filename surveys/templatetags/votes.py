"""The votes of a round as bricks over the five phases, and the marks of how a phase was found and validated."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.templatetags.glyphs import px
from scoring.agreement import PHASES, VoteSummary
from surveys.models import AgreementStatus, Verdict
from surveys.workshop_words import fixed

register = template.Library()

COLUMN = 46
BRICK = 34
TALLEST = 72
BASE = 90
HEIGHT = 122
MARKS = {
    AgreementStatus.CONSENSUS.value: (AgreementStatus.CONSENSUS.label, "success", "check"),
    AgreementStatus.ADJUDICATED.value: (AgreementStatus.ADJUDICATED.label, "active", "half"),
    AgreementStatus.NO_CONSENSUS.value: (AgreementStatus.NO_CONSENSUS.label, "warning", "warning"),
    Verdict.CONFIRMED.value: (Verdict.CONFIRMED.label, "success", "check"),
    Verdict.DISPUTED.value: (Verdict.DISPUTED.label, "warning", "warning"),
}
STAGES = {
    "done": ("success", "check"),
    "current": ("active", "half"),
    "todo": ("quiet", "ring"),
    "lacking": ("warning", "warning"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One phase: its bricks from the bottom up, the count above them, the number below."""

    phase: int
    count: int
    left: str
    middle: str
    bricks: tuple[str, ...]
    count_y: str


@register.inclusion_tag("surveys/workshops/strip.html")
def vote_strip(summary: VoteSummary, label: str = "") -> dict[str, Any]:
    """One brick for each vote, stacked over its phase; the median as a diamond, a half one between two phases."""
    most = max(summary.counts)
    step = min(12.0, TALLEST / most) if most else 12.0
    columns = []
    for phase, count in zip(PHASES, summary.counts, strict=True):
        left = (phase - 1) * COLUMN + (COLUMN - BRICK) / 2
        bricks = tuple(px(BASE - (number + 1) * step) for number in range(count))
        top = BASE - count * step
        columns.append(Column(phase, count, px(left), px(left + BRICK / 2), bricks, px(top - 5)))
    return {
        "columns": columns,
        "brick_width": BRICK,
        "brick_height": px(step - min(2.0, step / 4)),
        "base": BASE,
        "number_y": BASE + 28,
        "height": HEIGHT,
        "width": COLUMN * len(PHASES),
        "median": "" if summary.median is None else _diamond(summary.median),
        "title": f"{label}: {strip_sentence(summary)}" if label else strip_sentence(summary),
    }


def strip_sentence(summary: VoteSummary) -> str:
    """The counts in words, for readers who hear the page."""
    counts = [
        ngettext("%(n)d vote for phase %(phase)d", "%(n)d votes for phase %(phase)d", count)
        % {"n": count, "phase": phase}
        for phase, count in zip(PHASES, summary.counts, strict=True)
        if count
    ]
    return "; ".join(counts) or _("no votes for a phase")


def _diamond(median: float) -> str:
    x, y, reach = (median - 0.5) * COLUMN, BASE + 9, 6
    corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
    return " ".join(f"{px(across)},{px(down)}" for across, down in corners)


@register.inclusion_tag("components/badge.html")
def found_mark(value: str) -> dict[str, Any]:
    """How an agreed phase was found, or what its validation said, as shape and word."""
    label, tone, icon = MARKS[value]
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("components/badge.html")
def stage_mark(state: str, label: str) -> dict[str, Any]:
    """One of the five stages of a workshop as shape and word."""
    tone, icon = STAGES[state]
    return {"label": label, "tone": tone, "icon": icon}


@register.filter
def decimals(value: float | None) -> str:
    """Two decimals, a dash for what is not defined."""
    return fixed(value)


@register.filter
def probability(value: float | None) -> str:
    """Three decimals, rounded and not cut off, and no zero that is none."""
    if value is None:
        return "–"
    return f"< {number_format(0.001)}" if value < 0.001 else number_format(f"{value:.3f}")
