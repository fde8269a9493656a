"""The analysis of resilience as the pages and the command see it."""

from analysis.late import read_late
from analysis.resilience.choices import TITLE, ResilienceChoices
from analysis.resilience.example import EXAMPLE
from analysis.resilience.layouts import LAYOUTS
from analysis.systems import System

SYSTEM = System(
    code="resilience",
    title=TITLE,
    question="How deep did regions fall, how fast did they come back, and did strong clusters make a difference?",
    layouts=LAYOUTS,
    specification=ResilienceChoices,
    compute=read_late("analysis.resilience.compute", "compute"),
    example=EXAMPLE,
)
