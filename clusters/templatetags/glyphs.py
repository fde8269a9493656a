"""The recurring pictures: the ladder of a firm's level, the track of a pillar's phase, the distribution of firms.

All geometry is reckoned here and handed to the templates as text, so that no language setting can turn a point
into a comma within a drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

STEPS = 6
STOPS = 5
STATES = ("met", "unknown", "not_met", "na")
PHASES = (
    gettext_lazy("initial conditions"),
    gettext_lazy("learning"),
    gettext_lazy("catch up"),
    gettext_lazy("advanced"),
    gettext_lazy("frontier"),
)
NARROWEST_LABELLED_SHARE = 0.07


@dataclass(frozen=True)
class LadderSize:
    """Measures of a ladder in pixels: width and gap of a step, its rise, and where its foot stands."""

    width: int
    gap: int
    first: int
    rise: int
    foot: float
    height: int
    numbers: bool

    def left(self, step: int) -> float:
        """Left edge of a step, 1 to 6, on half pixels for sharp lines; before step 1 is the ground of level 0."""
        return self.gap + 3.5 + (step - 1) * (self.width + self.gap)

    def middle(self, step: int) -> float:
        """Middle of a step; 0 is the ground before the first one."""
        return self.left(step) + self.width / 2 if step else 2


@dataclass(frozen=True)
class TrackSize:
    """Measures of a track in pixels: distance of stops, radii, the height of the line and of the whole."""

    distance: int
    radius: int
    agreed: int
    line: int
    height: int
    numbers: bool

    def at(self, phase: float) -> float:
        """Where a phase stands; a half phase stands between two stops."""
        return self.agreed + 1 + (phase - 1) * self.distance


LADDERS = {
    "small": LadderSize(width=7, gap=2, first=5, rise=3, foot=20.5, height=26, numbers=False),
    "large": LadderSize(width=34, gap=6, first=18, rise=18, foot=110.5, height=144, numbers=True),
}
TRACKS = {
    "small": TrackSize(distance=22, radius=4, agreed=8, line=10, height=20, numbers=False),
    "large": TrackSize(distance=60, radius=7, agreed=13, line=15, height=48, numbers=True),
}


def px(value: float) -> str:
    """A measure as drawings want it: a point, never a comma, and no idle zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.inclusion_tag("components/ladder.html")
def ladder(
    states: Sequence[str],
    level_low: int | None,
    level_high: int | None,
    size: str = "small",
    label: str = "",
    assessed: int | None = None,
) -> dict[str, Any]:
    """Six ascending steps and the level they give; low and high differ while something is not known.

    A level that a person assessed stands beside it as a diamond, and as the level that is told.
    """
    check_ladder(states, level_low, level_high)
    measures = LADDERS[size]
    computed = between(level_low, level_high)
    return {
        "size": size,
        "label": label,
        "steps": [draw_step(measures, number, state) for number, state in enumerate(states, 1)],
        "numbers": measures.numbers,
        "width": px(measures.left(STEPS) + measures.width + 1),
        "height": measures.height,
        "bracket": draw_bracket(measures, level_low, level_high),
        "diamond": draw_assessed(measures, assessed),
        "assessed": assessed is not None,
        "computed": computed,
        "level": computed if assessed is None else str(assessed),
        "title": level_sentence(label, level_low, level_high)
        if assessed is None
        else assessed_sentence(label, assessed, computed),
        "description": states_sentence(states),
    }


@register.inclusion_tag("components/ladder.html")
def scored_ladder(scores: Mapping[str, Any], size: str = "small", label: str = "") -> dict[str, Any]:
    """The ladder of a stored score: rungs, computed bounds, and the assessed level where one counts."""
    computed = scores.get("computed", scores)
    assessed = scores.get("assessed") if "computed" in scores else None
    return ladder(scores["rungs"], computed["low"], computed["high"], size, label, assessed)


def check_ladder(states: Sequence[str], low: int | None, high: int | None) -> None:
    """Refuse what would draw a plausible wrong picture."""
    if len(states) != STEPS or not set(states) <= set(STATES):
        raise ValueError(f"A ladder takes six states out of {', '.join(STATES)}; it was given {list(states)!r}.")
    if (low is None) != (high is None):
        raise ValueError("A ladder takes both a low and a high level, or neither.")
    if low is not None and high is not None and not 0 <= low <= high <= STEPS:
        raise ValueError(f"Levels run from 0 to 6, low before high; the ladder was given {low} to {high}.")


def draw_step(measures: LadderSize, number: int, state: str) -> dict[str, Any]:
    """One step: its frame, the left half of a half-filled one, and the dash of one that does not apply."""
    rise = measures.first + (number - 1) * measures.rise
    left, top, middle = measures.left(number), measures.foot - rise, measures.foot - rise / 2
    return {
        "number": number,
        "state": state,
        "x": px(left),
        "y": px(top),
        "width": measures.width,
        "height": px(rise),
        "half": px(measures.width / 2),
        "dash": f"M{px(left)} {px(middle)}H{px(left + measures.width)}",
        "middle": px(measures.middle(number)),
        "number_y": px(measures.foot + 28),
    }


def draw_bracket(measures: LadderSize, low: int | None, high: int | None) -> str:
    """Under the steps: a tick where the level stands, or a bracket from its low to its high bound."""
    if low is None or high is None:
        return ""
    top = measures.foot + 2
    foot = top + (6 if measures.numbers else 3)
    if low == high:
        reach = measures.width / 2
        centre = measures.middle(low)
        return f"M{px(max(centre - reach, 0))} {px(foot)}H{px(centre + reach)}"
    return f"M{px(measures.middle(low))} {px(top)}V{px(foot)}H{px(measures.middle(high))}V{px(top)}"


def draw_assessed(measures: LadderSize, assessed: int | None) -> str:
    """Over the foot of the steps: where the level stands that a person assessed."""
    if assessed is None:
        return ""
    reach = 7.0 if measures.numbers else 3.5
    centre = max(measures.middle(assessed), reach)
    middle = measures.foot - reach - 1
    return (
        f"M{px(centre - reach)} {px(middle)}L{px(centre)} {px(middle - reach)}"
        f"L{px(centre + reach)} {px(middle)}L{px(centre)} {px(middle + reach)}Z"
    )


def assessed_sentence(label: str, assessed: int, computed: str) -> str:
    """The assessed level in words, and the computed one."""
    words = _("Level %(level)s of 6, assessed by a person; computed from the answers: %(computed)s") % {
        "level": assessed,
        "computed": computed,
    }
    return f"{label}: {words}" if label else words


def between(low: float | None, high: float | None) -> str:
    """A bound or a pair of bounds as printed: 3, 3–5, or a dash where there is none."""
    if low is None or high is None:
        return "–"
    return str(low) if low == high else f"{low}–{high}"


def level_sentence(label: str, low: int | None, high: int | None) -> str:
    """The level in words."""
    if low is None or high is None:
        words = _("No level yet")
    elif low == high:
        words = _("Level %(level)s of 6") % {"level": low}
    else:
        words = _("Level between %(low)s and %(high)s of 6; some answers are not known") % {"low": low, "high": high}
    return f"{label}: {words}" if label else words


def states_sentence(states: Sequence[str]) -> str:
    """Which steps are held, which are not, and of which nobody knows."""
    words = {
        "met": _("Steps held: %(steps)s."),
        "unknown": _("Not known: %(steps)s."),
        "not_met": _("Not held: %(steps)s."),
        "na": _("Not applicable: %(steps)s."),
    }
    sentences = []
    for state in STATES:
        steps = [str(number) for number, found in enumerate(states, 1) if found == state]
        if steps:
            sentences.append(words[state] % {"steps": ", ".join(steps)})
    return " ".join(sentences)


@register.inclusion_tag("components/track.html")
def track(
    phase: int | None,
    low: int | None,
    high: int | None,
    median: float | None,
    label: str = "",
    size: str = "small",
) -> dict[str, Any]:
    """Five stops: the range of the votes shaded, the agreed phase marked, a median that differs as a diamond."""
    check_track(phase, low, high, median)
    measures = TRACKS[size]
    apart = median is not None and median != phase
    return {
        "size": size,
        "label": label,
        "stops": [{"number": n, "x": px(measures.at(n)), "agreed": n == phase} for n in range(1, STOPS + 1)],
        "measures": measures,
        "numbers": measures.numbers,
        "number_y": measures.height - 4,
        "text_y": px(measures.line + (4 if size == "small" else 4.5)),
        "width": px(measures.at(STOPS) + measures.agreed + 1),
        "line_end": px(measures.at(STOPS)),
        "line_start": px(measures.at(1)),
        "band": draw_range(measures, low, high),
        "diamond": draw_diamond(measures, median) if apart and median is not None else "",
        "phase": phase,
        "range": between(low, high) if low != high else "",
        "title": phase_sentence(label, phase),
        "sentence": phase_sentence("", phase),
        "description": votes_sentence(low, high, median),
    }


def check_track(phase: int | None, low: int | None, high: int | None, median: float | None) -> None:
    """Refuse what would draw a plausible wrong picture."""
    if any(value is not None and not 1 <= value <= STOPS for value in (phase, low, high, median)):
        raise ValueError(f"Phases run from 1 to 5; the track was given {phase}, {low} to {high}, median {median}.")
    if (low is None) != (high is None) or (low is not None and high is not None and low > high):
        raise ValueError(f"A track takes the low before the high vote, or neither; it was given {low} to {high}.")


def draw_range(measures: TrackSize, low: int | None, high: int | None) -> dict[str, str] | None:
    """The band from the lowest to the highest vote; nothing where they agree."""
    if low is None or high is None or low == high:
        return None
    return {
        "x": px(measures.at(low) - measures.radius),
        "y": px(measures.line - measures.radius),
        "width": px((high - low) * measures.distance + 2 * measures.radius),
        "height": px(2 * measures.radius),
    }


def draw_diamond(measures: TrackSize, median: float) -> str:
    """The median of the votes, where it is not the agreed phase."""
    x, y, reach = measures.at(median), measures.line, measures.radius + 1
    corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
    return " ".join(f"{px(across)},{px(down)}" for across, down in corners)


def phase_sentence(label: str, phase: int | None) -> str:
    """The agreed phase in words."""
    words = (
        _("Phase %(phase)s of 5, %(name)s") % {"phase": phase, "name": PHASES[phase - 1]}
        if phase
        else _("No phase agreed yet")
    )
    return f"{label}: {words}" if label else words


def votes_sentence(low: int | None, high: int | None, median: float | None) -> str:
    """The votes in words; a half median is named as lying between two phases, never rounded."""
    if low is None or high is None:
        return _("No votes yet.")
    votes = (
        _("All votes for phase %(phase)s.") % {"phase": low}
        if low == high
        else _("Votes from phase %(low)s to phase %(high)s.") % {"low": low, "high": high}
    )
    if median is None:
        return votes
    middle = _("Median %(median)s.") % {"median": number_format(f"{median:g}")}
    if median != int(median):
        middle = _("Median %(median)s, between phase %(below)s and phase %(above)s.") % {
            "median": number_format(f"{median:g}"),
            "below": int(median),
            "above": int(median) + 1,
        }
    return f"{votes} {middle}"


@register.inclusion_tag("components/distribution.html")
def distribution(
    counts: Sequence[int] | Mapping[int, int], label: str = "", undetermined: int = 0, legend: bool = True
) -> dict[str, Any]:
    """Firms over the levels 0 to 6 as one strip, those without a settled level at its end."""
    numbers = [counts.get(n, 0) for n in range(7)] if isinstance(counts, Mapping) else list(counts)
    if len(numbers) != STEPS + 1 or min([*numbers, undetermined]) < 0:
        raise ValueError(f"A distribution takes seven counts, for levels 0 to 6; it was given {numbers!r}.")
    total = sum(numbers) + undetermined
    parts = [(str(level), _("Level %(level)s") % {"level": level}, n) for level, n in enumerate(numbers)]
    parts.append(("open", _("Level not settled"), undetermined))
    shares = lay_out([part for part in parts if part[2]], total)
    words = "; ".join(f"{share['name']}: {share['count']}" for share in shares)
    firms = ngettext("%(count)s firm", "%(count)s firms", total) % {"count": total}
    return {
        "label": label,
        "shares": shares,
        "total": total,
        "legend": legend,
        "title": f"{label}: {firms}" if label else firms,
        "description": words,
    }


def lay_out(parts: Sequence[tuple[str, str, int]], total: int) -> list[dict[str, Any]]:
    """Shares of the whole side by side, in per cent of the width, largest remainder left to the drawing."""
    shares = []
    before = 0
    for key, name, count in parts:
        share = count / total
        shares.append(
            {
                "key": key,
                "mark": "?" if key == "open" else key,
                "name": name,
                "count": count,
                "percent": int(100 * share + 0.5),
                "x": f"{px(100 * before / total)}%",
                "width": f"{px(100 * share)}%",
                "middle": f"{px(100 * (before + count / 2) / total)}%",
                "labelled": share >= NARROWEST_LABELLED_SHARE,
            }
        )
        before += count
    return shares
