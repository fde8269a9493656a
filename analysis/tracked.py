"""What the history tells of the tables and runs of the sister analyses (docs/history.md)."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from analysis.models import AnalysisRun, DataTable, RunTable
from trail.declarations import Tracked

COMPUTED = "is computed from tables and choices, and long"
OF_FILE = "is read off the file, whose hash is told"

TRACKED = (
    Tracked(
        DataTable,
        about="study",
        digest={"columns": OF_FILE, "first_rows": OF_FILE, "notes": OF_FILE},
        called=_("table of an analysis"),
        named_by=("file_name",),
        read_by={
            "system": "analysis.telling_history.read_analysis",
            "layout": "analysis.telling_history.read_layout",
            "mapping": "analysis.telling_history.read_headings",
        },
        details=("identity", "file", "file_hash", "file_size"),
    ),
    Tracked(
        AnalysisRun,
        digest={"result": COMPUTED},
        left_out={"job": "is the ledger's affair"},
        read_by={"system": "analysis.telling_history.read_analysis"},
        details=("inputs_hash",),
    ),
    Tracked(RunTable, about="run"),
)
NOT_TRACKED: dict[type[Model], str] = {}
