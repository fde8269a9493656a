"""The crisis analysis as one of the four systems."""

from analysis.crises.choices import EXAMPLE, TITLE, CrisisChoices
from analysis.crises.layouts import LAYOUTS
from analysis.late import read_late
from analysis.systems import System

QUESTION = "Did clusters upgrade the quality of their products after a crisis, and may that be said from these data?"

SYSTEM = System(
    "crises", TITLE, QUESTION, LAYOUTS, CrisisChoices, read_late("analysis.crises.compute", "compute"), EXAMPLE
)
"""What the pages and the command know of the crisis analysis."""
