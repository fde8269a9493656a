"""An interview as devices keep it."""

from typing import Any

from surveys.models import Interview


def told_of(interview: Interview) -> dict[str, Any]:
    """What a device is told of an interview: where it belongs, its state and the answers that hold, as JSON."""
    return {
        "id": str(interview.pk),
        "firm": str(interview.firm_id),
        "cluster": str(interview.firm.cluster_id),
        "questionnaire": interview.questionnaire_id,
        "state": interview.state,
        "is_open": interview.is_open,
        "begun_at": interview.begun_at.isoformat(),
        "changed_at": interview.changed_at.isoformat(),
        "revision_count": interview.revision_count,
        "answers": interview.answers,
        "conflicts": sorted(interview.conflicts),
    }
