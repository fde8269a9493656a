"""Charts as SVG text: pure functions, no Django, the same drawing for the same figures.

Widths are per cent of whatever room there is and type keeps its size, so that one drawing serves a phone and a desk.
"""

from reports.pictures.bars import bars, grouped_bars
from reports.pictures.drawing import Picture
from reports.pictures.levels import level_distribution

__all__ = ["Picture", "bars", "grouped_bars", "level_distribution"]
