"""Messages as devices send them, and what the server keeps of them."""

from typing import Any
from uuid import uuid4

import factory

from clusters.models import Firm
from surveys.models import Handover, Interview, LateAnswer
from tests.factories.accounts import UserFactory
from tests.factories.surveys import NOON, InterviewFactory


class LateAnswerFactory(factory.django.DjangoModelFactory):
    """A bare proposal; `surveys.lateness.record_late` makes those that mean something."""

    class Meta:
        model = LateAnswer

    revision = factory.LazyFunction(uuid4)
    interview = factory.SubFactory(InterviewFactory)
    item = "TRAINS"
    change = factory.LazyFunction(lambda: told(True))
    made_at = NOON
    received_at = NOON


class HandoverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Handover

    interview = factory.SubFactory(InterviewFactory)
    author = factory.SubFactory(UserFactory)
    made_at = NOON
    received_at = NOON


def told(value: Any = None, seen: str | None = None, **more: Any) -> dict[str, Any]:
    """One answer as a device tells it."""
    state = "missing" if value is None else "answered"
    return {"state": state, "value": value, "done_by": "", "note": "", "evidence": {}, "seen": seen, **more}


def save_message(interview: Interview, **changes: Any) -> dict[str, Any]:
    """One save of an interview the server knows; each change a value, or a whole change as a dict."""
    return message_for(
        interview.firm,
        interview=str(interview.pk),
        questionnaire=interview.questionnaire_id,
        changes={code: each if isinstance(each, dict) else told(each) for code, each in changes.items()},
    )


def message_for(firm: Firm, **parts: Any) -> dict[str, Any]:
    """A message about a firm; what is not given is made up."""
    moment = NOON.isoformat()
    return {
        "id": str(uuid4()),
        "kind": "revision",
        "interview": str(uuid4()),
        "firm": str(firm.pk),
        "questionnaire": 1,
        "begun_at": moment,
        "made_at": moment,
        **parts,
    }


def handover_message(interview: Interview, rests_on: list[str], knew: str = "draft") -> dict[str, Any]:
    message = message_for(
        interview.firm, interview=str(interview.pk), questionnaire=interview.questionnaire_id, kind="handover"
    )
    return {**message, "rests_on": rests_on, "knew": knew}
