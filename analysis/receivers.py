"""What this room brings to the rooms below when the application starts: its kind of work."""

from analysis.performing import compute_analysis
from analysis.runs import mark_failed
from reports.models import JobKind
from reports.performing import take_on

take_on(JobKind.ANALYSIS, work=compute_analysis, on_failure=mark_failed)
