"""Called as a program where the demo study is: lays fifty of its interviews before the reviewer, prints where they are.

Two of them bear a figure that looks wrong. The printed sessions are those of people who have logged in.
"""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from surveys.answering import record_revision  # noqa: E402
from surveys.models import Interview, InterviewState  # noqa: E402
from surveys.review_queue import ORDER  # noqa: E402
from surveys.reviewing import return_interview, submit_interview, withdraw_approval  # noqa: E402

WAITING = 50
FLAGGED = (1, 20)
"""Their places in the queue, from 0."""
ODD = {"FOREIGN_EQUITY": 80, "NATIONAL_EQUITY": 70}


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def build() -> dict[str, object]:
    consultant, reviewer = (User.objects.get(username=name) for name in ("consultant", "reviewer"))
    now = timezone.now()
    chosen = list(Interview.objects.filter(state=InterviewState.APPROVED).order_by(*ORDER)[:WAITING])
    for place, interview in enumerate(chosen):
        withdraw_approval(interview=interview, by=reviewer, note="To be reviewed anew.", now=now)
        if place in FLAGGED:
            return_interview(interview=interview, by=reviewer, note="Who owns it?", now=now)
            seen = {code: interview.answers.get(code, {}).get("revision") for code in ODD}
            changes = {code: {"state": "answered", "value": value, "seen": seen[code]} for code, value in ODD.items()}
            record_revision(interview=interview, author=consultant, changes=changes, now=now)
            submit_interview(interview=interview, by=consultant, now=interview.submitted_at)
    return {
        "study": chosen[0].firm.cluster.study.slug,
        "sessions": {person.username: session_of(person) for person in (consultant, reviewer)},
        "cookie": settings.SESSION_COOKIE_NAME,
    }


if __name__ == "__main__":
    print(json.dumps(build()))
