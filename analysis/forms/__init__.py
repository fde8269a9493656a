"""Forms of the room. They return finished values and never save."""

from analysis.forms.columns import ColumnsForm
from analysis.forms.run import RunForm
from analysis.forms.table import TableForm

__all__ = ["ColumnsForm", "RunForm", "TableForm"]
