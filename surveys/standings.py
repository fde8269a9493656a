"""Keeping what queues show and filter by: open flags, key figures and levels of interviews, one row each.

Flags and figures follow from the answers and are counted anew by the verbs that hand over, decide or change answers
under review; levels are told by the room that scores. A row that is missing or behind is counted by `count_anew`.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from clusters.models import Study
from scoring.flags import plausibility_flags
from scoring.outliers import key_figures
from surveys.flags import answers_to_check, key_of
from surveys.models import Interview, SeenFlag, Standing

CHUNK = 500
COUNTED = ("open_flags", "figures", "counted")
Levels = Mapping[str, tuple[int, int]]


@transaction.atomic
def keep_standing(*, interview: Interview) -> None:
    """Count the flags and key figures of a locked interview."""
    keep_standings(interviews=[interview])


@transaction.atomic
def keep_standings(*, interviews: Sequence[Interview]) -> None:
    """Count the flags and key figures of these interviews, whose firm, cluster and questionnaire are at hand."""
    seen: dict[UUID, set[str]] = {}
    for interview_id, key in SeenFlag.objects.filter(interview__in=interviews).values_list("interview", "key"):
        seen.setdefault(interview_id, set()).add(key)
    Standing.objects.bulk_create(
        [_counted(interview, seen.get(interview.pk, set())) for interview in interviews],
        update_conflicts=True,
        unique_fields=["interview"],
        update_fields=COUNTED,
        batch_size=CHUNK,
    )


@transaction.atomic
def keep_levels(*, levels: Mapping[UUID, Levels]) -> None:
    """Keep the low and high level of each dimension, as the scores have them now."""
    Standing.objects.bulk_create(
        [
            Standing(
                interview_id=interview_id,
                levels={name: list(bounds) for name, bounds in each.items()},
                is_undetermined=any(low != high for low, high in each.values()),
            )
            for interview_id, each in levels.items()
        ],
        update_conflicts=True,
        unique_fields=["interview"],
        update_fields=["levels", "is_undetermined"],
        batch_size=CHUNK,
    )


@transaction.atomic
def remember_levels(*, interview: Interview) -> None:
    """Keep the present levels beside, as those at this return."""
    Standing.objects.filter(interview=interview).update(levels_before=F("levels"))


def count_anew(study: Study) -> int:
    """Count every interview of the study whose row is missing or behind its log; returns how many these were."""
    behind = Interview.objects.filter(firm__cluster__study=study).filter(
        Q(standing=None) | Q(standing__counted=None) | ~Q(standing__counted=F("revision_count"))
    )
    done = 0
    for chunk in _chunks(list(behind.order_by("pk").values_list("pk", flat=True))):
        rows = Interview.objects.filter(pk__in=chunk).select_related("firm__cluster", "questionnaire")
        keep_standings(interviews=list(rows))
        done += len(chunk)
    return done


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _counted(interview: Interview, seen: set[str]) -> Standing:
    answers = answers_to_check(interview)
    return Standing(
        interview=interview,
        open_flags=len({key_of(flag) for flag in plausibility_flags(answers)} - seen),
        figures=key_figures(answers),
        counted=interview.revision_count,
    )
