"""Keeping the present scores of interviews, which lists show; they can always be made anew."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clusters.models import Cluster, Study
from reports.assessed_levels import overrides_of
from reports.firm_scores import Scored, dimension_scores, score_answers
from reports.jobs import Claim, finish
from reports.models import LevelOverride, Score
from reports.score_inputs import items_not_asked
from scoring.ruleset import RuleSet, parse_ruleset
from scoring.rungs import Dimension
from surveys.models import Interview, StudySetup
from surveys.standings import count_anew, keep_levels
from surveys.study_setup import setup_of

CHUNK = 500
STORED = ("rule_set", "level_rule", "floor_level_1", "point_policy", "revision_count", "dimensions", "computed_at")


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """How interviews of one cluster stand in one dimension: by level 0 to 6, without one level, undetermined."""

    cluster: Cluster
    dimension: str
    exact: tuple[int, ...]
    none: int
    undetermined: int


def score_study(*, study: Study, now: datetime) -> list[LevelCounts]:
    """Score every interview of the study under its present setup, and count the levels by cluster and dimension.

    What the queues of review show is brought up to date along with it.
    """
    setup = setup_of(study)
    counts: list[LevelCounts] = []
    for cluster in Cluster.objects.filter(study=study):
        interviews = Interview.objects.filter(firm__cluster=cluster)
        counts += _counted(cluster, _refresh(interviews, setup, cluster.sector_variant, now))
    count_anew(study)
    return counts


def score_study_again(claim: Claim) -> None:
    """The job that follows a change of the study's setup."""
    study = Study.objects.get(slug=claim.arguments["study"])
    score_study(study=study, now=timezone.now())
    finish(claim=claim, now=timezone.now())


@transaction.atomic
def refresh_score(*, interview_id: UUID, now: datetime) -> None:
    """Score one interview under its study's present setup."""
    interview = Interview.objects.select_related("firm__cluster__study").get(pk=interview_id)
    cluster = interview.firm.cluster
    list(_refresh(Interview.objects.filter(pk=interview_id), setup_of(cluster.study), cluster.sector_variant, now))


def present_scores(interview: Interview) -> tuple[StudySetup, Scored]:
    """The scores of one interview, of one row, under its study's present setup; nothing is stored."""
    cluster = interview.firm.cluster
    setup = setup_of(cluster.study)
    return setup, _score([interview], parse_ruleset(setup.rule_set.content), setup, cluster.sector_variant)


def _refresh(interviews: QuerySet[Interview], setup: StudySetup, variant: str, now: datetime) -> Iterator[Scored]:
    rule_set = parse_ruleset(setup.rule_set.content)
    for chunk in _chunks(interviews):
        scored = _score(chunk, rule_set, setup, variant)
        Score.objects.bulk_create(
            [
                Score(
                    interview=interview,
                    rule_set=setup.rule_set,
                    level_rule=setup.level_rule,
                    floor_level_1=setup.floor_level_1,
                    point_policy=setup.point_policy,
                    revision_count=interview.revision_count,
                    dimensions=dimension_scores(scored, row),
                    computed_at=now,
                )
                for row, interview in enumerate(chunk)
            ],
            update_conflicts=True,
            unique_fields=["interview"],
            update_fields=STORED,
        )
        keep_levels(levels={interview.pk: _bounds(scored, row) for row, interview in enumerate(chunk)})
        yield scored


def _bounds(scored: Scored, row: int) -> dict[str, tuple[int, int]]:
    """Low and high level of one firm by dimension."""
    return {str(each): (int(scored.levels[each].low[row]), int(scored.levels[each].high[row])) for each in Dimension}


def _chunks(interviews: QuerySet[Interview]) -> Iterator[list[Interview]]:
    rows = interviews.order_by("pk").only("pk", "questionnaire_id", "answers", "revision_count")
    last = None
    while True:
        chunk = list((rows.filter(pk__gt=last) if last else rows)[:CHUNK])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def _score(chunk: list[Interview], rule_set: RuleSet, setup: StudySetup, variant: str) -> Scored:
    not_asked = items_not_asked({interview.questionnaire_id for interview in chunk}, variant)
    standing = overrides_of(interview.pk for interview in chunk)
    return score_answers(
        [interview.answers for interview in chunk],
        [not_asked[interview.questionnaire_id] for interview in chunk],
        rule_set,
        setup,
        variant,
        [_assessed_in(standing.get(interview.pk, {})) for interview in chunk],
    )


def _assessed_in(standing: dict[str, LevelOverride]) -> dict[str, dict[str, int | None]]:
    return {dimension: {"level": row.level} for dimension, row in standing.items()}


def _counted(cluster: Cluster, chunks: Iterator[Scored]) -> Iterator[LevelCounts]:
    points: dict[str, Counter[int]] = {str(each): Counter() for each in Dimension}
    undetermined: Counter[str] = Counter()
    for scored in chunks:
        for each in Dimension:
            levels = scored.levels[each]
            points[str(each)].update(levels.point.tolist())
            undetermined[str(each)] += int((levels.low != levels.high).sum())
    for name, count in points.items():
        yield LevelCounts(cluster, name, tuple(count[level] for level in range(7)), count[-1], undetermined[name])
