"""Colours, dashes, markers and hatchings: one accent, greys, and a second sign for every colour.

Neighbouring series part in lightness as well as in hue, so that they stay apart in grey print and for every eye; dash,
marker and hatching say the same once more.
"""

from dataclasses import dataclass

PAPER = "#ffffff"
INK = "#1a1d21"
SOFT = "#515962"
GRID = "#e3e6e9"
BASELINE = "#7b838c"
ACCENT = "#0f5c7c"
ABSENT = "#f0f1f3"

SEQUENCE = ("#f4f9fa", "#d2eef0", "#9dc9d0", "#6ba4b4", "#397e9a", "#1f5877", "#073454")
"""Light to dark in even steps of lightness."""
OPPOSITE = ("#fbf5ea", "#f6e6cb", "#d4b38f", "#b48059", "#8c5335", "#642717", "#421406")
"""The other side of zero, in a hue that parts from the first for every eye."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one series is told from the others."""

    colour: str
    dash: tuple[float, ...]
    marker: str
    fill: str
    hatch: str


LOOKS = (
    Look(ACCENT, (), "o", ACCENT, ""),
    Look("#8a929b", (5, 2), "s", "#c3c8cd", ""),
    Look(INK, (1.5, 1.5), "^", "#ffffff", "////"),
    Look("#6ba4b4", (6, 1.5, 1.5, 1.5), "D", "#6ba4b4", ""),
    Look("#515962", (3, 1.5), "v", "#515962", ""),
    Look("#9dc9d0", (8, 2), "P", "#e3e6e9", "...."),
    Look("#b48059", (1, 1), "X", "#ffffff", "\\\\\\\\"),
    Look("#c3c8cd", (4, 1, 1, 1, 1, 1), "<", "#d2eef0", "xxxx"),
)


def look(number: int) -> Look:
    """The look of the series of this number, counted from 0; they begin anew after the last."""
    return LOOKS[number % len(LOOKS)]


def shade(share: float) -> str:
    """The colour between light (0) and dark (1); below 0 the same on the other side of zero."""
    ramp = SEQUENCE if share >= 0 else OPPOSITE
    place = min(abs(share), 1.0) * (len(ramp) - 1)
    first = min(int(place), len(ramp) - 2)
    return _between(ramp[first], ramp[first + 1], place - first)


def is_dark(colour: str) -> bool:
    """Whether white text is read better on it than dark text."""
    red, green, blue = _parts(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def legible(colour: str) -> str:
    """The colour as text may have it on white: light ones give way to grey."""
    red, green, blue = _parts(colour)
    return colour if 0.299 * red + 0.587 * green + 0.114 * blue < 110 else SOFT


def _between(low: str, high: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(low), _parts(high), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
