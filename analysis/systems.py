"""What every one of the four systems offers to the pages and to the command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.layouts import Layout
from analysis.results import Result

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done (0–1); raises to stop the work when the run was cancelled."""


def unwatched(_doing: str, _share: float) -> None:
    """Progress that nobody looks at."""


Compute = Callable[[Any, Mapping[str, pd.DataFrame], Progress], Result]


@dataclass(frozen=True, slots=True)
class System:
    """One analysis: the tables it reads, the record of its choices, and how both become a result.

    `compute(specification, tables, progress)` is pure: no clock, file or database; `tables` maps the code of each
    layout that was given to a checked table whose columns have the layout's names and kinds (text as str, number as
    float, whole and year as Int64, yes_no as boolean). It raises `SpecificationError` where they do not fit together.
    `example` is a TOML text of the choices with a comment each.
    """

    code: str
    title: str
    question: str
    layouts: tuple[Layout, ...]
    specification: type[Any]
    compute: Compute
    example: str
