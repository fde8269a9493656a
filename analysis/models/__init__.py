"""Within the package: a run rests on tables, a table on nothing here."""

from analysis.models.run import AnalysisRun, AnalysisState, RunTable
from analysis.models.table import DataTable

__all__ = ["AnalysisRun", "AnalysisState", "DataTable", "RunTable"]
