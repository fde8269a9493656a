"""The staircase: six steps as the ladder draws them, each filled as high as firms hold it."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from clusters.templatetags.glyphs import px
from reports.ladder_page import RungLine

register = template.Library()

WIDTH, GAP, FIRST, RISE, FOOT = 44, 6, 20, 18, 128.5
HEIGHT = 152


@register.inclusion_tag("reports/staircase.html")
def staircase(rungs: Sequence[RungLine]) -> dict[str, Any]:
    """A step for each rung, filled to the share of firms that hold it; the share stands above, the number below."""
    words = [_("rung %(number)d: %(share)s %%") % {"number": each.number, "share": each.per_cent} for each in rungs]
    return {
        "width": px(GAP + len(rungs) * (WIDTH + GAP)),
        "height": HEIGHT,
        "steps": [_step(place, each) for place, each in enumerate(rungs)],
        "description": "; ".join(words),
    }


def _step(place: int, rung: RungLine) -> dict[str, Any]:
    rise = FIRST + place * RISE
    left = GAP + 0.5 + place * (WIDTH + GAP)
    return {
        "number": rung.number,
        "violated": rung.violated,
        "share": rung.per_cent,
        "x": px(left),
        "y": px(FOOT - rise),
        "width": WIDTH,
        "rise": rise,
        "fill_y": px(FOOT - rung.share * rise),
        "fill": px(rung.share * rise),
        "middle": px(left + WIDTH / 2),
        "above": px(FOOT - rise - 5),
        "below": px(FOOT + 17),
    }
