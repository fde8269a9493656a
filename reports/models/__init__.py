"""Within the package: job stands alone; run <- what a run froze."""

from reports.models.job import Job, JobKind, JobState
from reports.models.run import Run, RunCluster, RunFirm, RunState
from reports.models.score import Score

__all__ = ["Job", "JobKind", "JobState", "Run", "RunCluster", "RunFirm", "RunState", "Score"]
