"""From choices and checked tables to a result, the same on the pages' worker and at the command line."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.results import Result
from analysis.specifications import specification_from
from analysis.systems import Progress, System

READING_SHARE = 0.2

READING = "Reading the table “%(table)s”"


def compute_result(
    system: System,
    choices: Mapping[str, Any],
    frames: Mapping[str, Callable[[], pd.DataFrame]],
    progress: Progress,
) -> Result:
    """Read each table in turn, then let the system compute.

    `frames` maps codes of layouts to what reads their tables. Raises TableRefused, SpecificationError or
    EstimationRefused, and whatever `progress` raises to stop the work.
    """
    specification = specification_from(system.specification, choices)
    titles = {layout.code: layout.title for layout in system.layouts}
    tables = {}
    for place, (code, read) in enumerate(frames.items()):
        progress(READING % {"table": titles[code]}, READING_SHARE * place / len(frames))
        tables[code] = read()

    def within(doing: str, share: float) -> None:
        progress(doing, READING_SHARE + (1 - READING_SHARE) * min(max(share, 0.0), 1.0))

    within("", 0.0)
    return system.compute(specification, tables, within)
