"""What the history tells of runs and levels (docs/history.md)."""

from django.db.models import Model

from reports.models import (
    Headline,
    Job,
    LevelOverride,
    Run,
    RunCluster,
    RunFirm,
    Score,
    WeightChoice,
    WeightVersion,
)
from trail.declarations import Tracked

COMPUTED = "is computed from what the run froze, and long"

TRACKED = (
    Tracked(
        Run,
        digest={"tables": COMPUTED},
        read_by={
            "specification": "reports.telling.read_choices",
            "stale_reasons": "reports.telling.read_why_stale",
        },
        details=("inputs_hash",),
    ),
    Tracked(
        RunCluster,
        about="run",
        digest={"inputs": "is long, and part of the hash of the run", "figures": COMPUTED, "robustness": COMPUTED},
        named_by=("cluster",),
    ),
    Tracked(
        RunFirm,
        about="run",
        digest={"attributes": "stands with the firm", "scores": COMPUTED},
        named_by=("firm_name",),
        read_by={"overrides": "reports.telling.read_assessed"},
        details=("position", "revision_count", "answers_hash"),
    ),
    Tracked(
        LevelOverride,
        about="interview",
        append_only=True,
        named_by=("dimension",),
        read_by={
            "level_rule": "reports.telling.read_level_rule",
            "point_policy": "reports.telling.read_point_policy",
        },
        details=("revision_count",),
    ),
    Tracked(Headline, about="cluster", named_by=("dimension", "level")),
    Tracked(
        Score,
        about="interview",
        left_out={"computed_at": "changes also where the levels stay"},
        told_by="reports.telling.tell_levels",
    ),
    Tracked(
        WeightVersion,
        about="cluster",
        append_only=True,
        digest={
            "firms": "is long; the weights that firms get are told with the firms",
            "steps": COMPUTED,
            "eligible": COMPUTED,
        },
        named_by=("name",),
        read_by={
            "how": "reports.telling.read_weight_settings",
            "merges": "reports.telling.read_merges",
            "notes": "reports.telling.read_weight_notes",
        },
        details=("frame_version",),
    ),
    Tracked(WeightChoice, about="cluster", append_only=True, named_by=("version",)),
)
NOT_TRACKED: dict[type[Model], str] = {
    Job: "says what a worker does at the moment, with a sign of life every three seconds; its results are tracked",
}
