"""The crisis analysis from its tables and choices to its result."""

from collections.abc import Mapping

import pandas as pd

from analysis.crises.beyond import go_beyond
from analysis.crises.cautions import cautions_of
from analysis.crises.choices import TITLE, CrisisChoices
from analysis.crises.county_panel import build_panel
from analysis.crises.findings import findings_of
from analysis.crises.paper import Parts, describe, estimate
from analysis.estimators.versions import library_versions
from analysis.results import Result
from analysis.specifications import SpecificationError
from analysis.systems import Progress, unwatched

LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels", "linearmodels", "diff-diff")


def compute(specification: CrisisChoices, tables: Mapping[str, pd.DataFrame], progress: Progress = unwatched) -> Result:
    """The whole analysis. `tables` holds panel and crises, and policies and clusters where given.

    Raises SpecificationError where tables and choices do not fit together; a part that cannot be computed honestly is
    told in `refused` and the rest goes on.
    """
    absent = [code for code in ("panel", "crises") if code not in tables]
    if absent:
        raise SpecificationError([f"The table “{code}” is missing. Give it." for code in absent])
    progress("Putting the county panel together", 0.0)
    panel = build_panel(specification, tables["panel"], tables["crises"])
    parts = Parts()
    progress("Counting crises and policies", 0.03)
    register = describe(parts, specification, panel, tables)
    progress("Estimating Tables 4 to 7", 0.06)
    equations = estimate(parts, specification, panel)
    paths = go_beyond(parts, specification, panel, equations, progress) if specification.beyond else ()
    return Result(
        system="crises",
        title=TITLE,
        findings=findings_of(specification, panel, register, equations, paths),
        tables=tuple(parts.tables),
        figures=tuple(parts.figures),
        cautions=cautions_of(specification, panel, tables["crises"], register, equations),
        refused=tuple(parts.refused),
        versions=library_versions(*LIBRARIES),
    )
