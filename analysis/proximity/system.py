"""Industry proximity as the pages and the command see it."""

from analysis.late import read_late
from analysis.proximity.choices import EXAMPLE, TITLE, Choices
from analysis.proximity.layouts import LAYOUTS
from analysis.systems import System

SYSTEM = System(
    code="proximity",
    title=TITLE,
    question="How near are the industries of a region to each other, and do firms there need less capital?",
    layouts=LAYOUTS,
    specification=Choices,
    compute=read_late("analysis.proximity.compute", "compute"),
    example=EXAMPLE,
)
