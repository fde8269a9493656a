"""Figures of comparisons, on a page."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from reports.comparison_words import (
    BASES,
    bracketed,
    decimals,
    interval_of,
    joined_in_rounds,
    move_in_words,
    probability,
    rounded,
    signed,
    weights_in_words,
    why_no_interval,
    why_unbounded,
)
from reports.rounds import DimensionInRounds, SharesCompared
from reports.run_levels import Share
from reports.run_words import DIMENSION_HEADS
from scoring.transitions import LEVELS
from surveys.models import Part, Pillar

register = template.Library()
register.filter("interval_of", interval_of)
register.filter("decimals", decimals)
register.filter("joined_in_rounds", joined_in_rounds)
register.filter("probability", probability)
register.filter("why_no_interval", why_no_interval)
register.filter("why_unbounded", why_unbounded)
register.filter("move", move_in_words)
register.filter("weights_words", weights_in_words)


@register.filter
def points(value: float | None, places: int = 0) -> str:
    """A difference in per cent points, with its sign."""
    return signed(value, places)


@register.filter
def share_points(value: float | None) -> str:
    """A difference of shares from -1 to 1 as per cent points, with its sign."""
    return signed(None if value is None else 100 * value)


@register.simple_tag
def bounds(low: float | None, high: float | None) -> str:
    """Two bounds of shares from -1 to 1 as per cent points."""
    return bracketed(None if low is None else 100 * low, None if high is None else 100 * high)


@register.filter
def percent(value: float | None) -> str:
    """A share of a hundred without decimals; a dash for none."""
    return "–" if value is None else rounded(value)


@register.filter
def share_interval(share: Share) -> str:
    """The interval of a share, the word census, or nothing."""
    found = share.interval
    if found is None:
        return ""
    if share.is_census:
        return _("census")
    return bracketed(None if found.low is None else 100 * found.low, None if found.high is None else 100 * found.high)


@register.filter
def why_unweighted(share: Share) -> str:
    """Why the sample of a share says nothing of its population, in a few words."""
    return why_no_interval((share.reason,)) if share.reason else ""


@register.filter
def dimension_label(code: str) -> str:
    return str(Part(code).label)


@register.filter
def dimension_head(code: str) -> str:
    return DIMENSION_HEADS[code]


@register.filter
def pillar_label(code: str) -> str:
    return str(Pillar(code).label)


@register.filter
def of_hundred(share: float) -> str:
    """A share from 0 to 1 as per cent without decimals."""
    return rounded(100 * share)


@register.filter
def basis_words(row: SharesCompared) -> str:
    """On what the interval of a difference rests, or why there is none."""
    if row.basis in BASES:
        return str(BASES[row.basis])
    return _("No interval: %(why)s.") % {"why": why_no_interval(row.reasons)}


@register.filter
def transition_rows(dimension: DimensionInRounds) -> list[dict[str, Any]]:
    """The rows of the table of transitions; `direction` says of a cell whether its firms rose, stayed or fell."""
    directions = {-1: "fell", 0: "stayed", 1: "rose"}
    return [
        {
            "level": level,
            "total": sum(dimension.moved.counts[level]),
            "cells": [
                {
                    "level": later,
                    "count": count,
                    "percent": share,
                    "weighted": dimension.weighted.rows[level].shares[later].share if dimension.weighted else None,
                    "direction": directions[(later > level) - (later < level)],
                }
                for later, (count, share) in enumerate(
                    zip(dimension.moved.counts[level], dimension.moved.row_pct(level), strict=True)
                )
            ],
        }
        for level in LEVELS
    ]
