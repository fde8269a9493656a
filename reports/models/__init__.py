"""Within the package: job stands alone; run <- what a run froze; score and override hang on an interview, headline and
weights on a cluster."""

from reports.models.headline import Headline
from reports.models.job import Job, JobKind, JobState
from reports.models.override import AssessedDimension, EvidenceKind, LevelOverride
from reports.models.run import Run, RunCluster, RunFirm, RunState
from reports.models.score import Score
from reports.models.weights import WeightChoice, WeightVersion

__all__ = [
    "AssessedDimension",
    "EvidenceKind",
    "Headline",
    "Job",
    "JobKind",
    "JobState",
    "LevelOverride",
    "Run",
    "RunCluster",
    "RunFirm",
    "RunState",
    "Score",
    "WeightChoice",
    "WeightVersion",
]
