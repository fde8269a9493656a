"""Called as a program: has the firms drawn for a study interviewed, all but every seventh, and approves the interviews.

What they answer is what firms of the demo study answered, so that levels are as mixed as there.
"""

import sys
from collections.abc import Iterator
from itertools import cycle

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from clusters.models import Disposition, Firm  # noqa: E402
from clusters.registry import set_disposition  # noqa: E402
from surveys.answering import record_revision  # noqa: E402
from surveys.interviewing import begin_interview  # noqa: E402
from surveys.models import Interview, InterviewState  # noqa: E402
from surveys.reviewing import approve_interview, submit_interview  # noqa: E402

REFUSES_EVERY = 7


def told_in(study: str) -> Iterator[dict[str, dict[str, object]]]:
    """The answers of one firm of another study after the other, as a device sends them."""
    others = Interview.objects.filter(state=InterviewState.APPROVED, firm__cluster__sector_variant="salmon")
    for answers in cycle(
        others.exclude(firm__cluster__study__slug=study).order_by("pk").values_list("answers", flat=True)
    ):
        yield {
            code: {key: value for key, value in answer.items() if key in {"state", "value", "done_by"}}
            for code, answer in answers.items()
        }


def hold(study: str) -> None:
    consultant, reviewer = (User.objects.get(username=name) for name in ("consultant", "reviewer"))
    told, now = told_in(study), timezone.now()
    drawn = Firm.objects.filter(cluster__study__slug=study, disposition=Disposition.PENDING).order_by("cluster", "code")
    for place, firm in enumerate(drawn, start=1):
        if place % REFUSES_EVERY == 0:
            set_disposition(firm=firm, disposition=Disposition.REFUSAL)
            continue
        interview = begin_interview(firm=firm, author=consultant, now=now)
        record_revision(interview=interview, author=consultant, changes=next(told), now=now)
        submit_interview(interview=interview, by=consultant, now=now)
        approve_interview(interview=interview, by=reviewer, now=now)


if __name__ == "__main__":
    hold(sys.argv[1])
