"""Comments ready to be read: thread by thread, where each question stands, and what is new to the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.catalogue import spoken_catalogue
from surveys.models import Awaits, Comment, Interview, Thread, ThreadReading
from surveys.wording import wording_of


@dataclass(frozen=True, slots=True)
class ReadThread:
    """What is written about one question; `section` is its section's code, empty for the whole interview."""

    thread: Thread
    question: str
    section: str
    comments: tuple[Comment, ...]
    is_new: bool

    @property
    def item(self) -> str:
        return self.thread.item

    @property
    def is_open(self) -> bool:
        return self.thread.is_open

    @property
    def awaits_consultant(self) -> bool:
        return self.thread.awaits == Awaits.CONSULTANT

    @property
    def awaits_reviewer(self) -> bool:
        return self.thread.awaits == Awaits.REVIEWER


def threads_of(interview: Interview, person: User) -> list[ReadThread]:
    """The threads of the interview in the order of its questions, the one about all of it first; three queries."""
    rows = list(interview.threads.prefetch_related("comments__by"))
    if not rows:
        return []
    read = dict(ThreadReading.objects.filter(thread__in=rows, person=person).values_list("thread", "read_at"))
    catalogue = spoken_catalogue(interview.questionnaire)
    wording = wording_of(interview.firm.cluster)
    places = {code: place for place, code in enumerate(catalogue.items, start=1)}
    found = [
        ReadThread(
            thread=row,
            question=wording.of(catalogue.items[row.item].text) if row.item in places else _("The whole interview"),
            section=catalogue.items[row.item].section_code if row.item in places else "",
            comments=tuple(sorted(row.comments.all(), key=lambda each: (each.received_at, str(each.pk)))),
            is_new=row.pk not in read or read[row.pk] < row.last_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: places.get(each.item, 0))


def by_item(threads: Iterable[ReadThread]) -> dict[str, ReadThread]:
    """The threads by the code of their question."""
    return {each.item: each for each in threads}


def open_by_section(threads: Iterable[ReadThread]) -> Mapping[str, int]:
    """How many questions of each section wait for the consultant's answer."""
    counts: dict[str, int] = {}
    for each in threads:
        if each.awaits_consultant and each.section:
            counts[each.section] = counts.get(each.section, 0) + 1
    return counts


def asked_of_consultant(threads: Iterable[ReadThread]) -> list[ReadThread]:
    """What a reviewer asks and nobody has answered yet."""
    return [each for each in threads if each.awaits_consultant]


def next_asked(threads: Iterable[ReadThread], section: str) -> ReadThread | None:
    """The next question a reviewer asks about, outside this section and after it where there is one."""
    elsewhere = [each for each in threads if each.awaits_consultant and each.section]
    here = [index for index, each in enumerate(elsewhere) if each.section == section]
    after = elsewhere[here[-1] + 1 :] if here else elsewhere
    return next((each for each in (*after, *elsewhere) if each.section != section), None)


def comments_to_take(interviews: QuerySet[Interview]) -> dict[UUID, list[dict[str, Any]]]:
    """The threads of these interviews as a phone keeps them, by interview; two queries."""
    rows = Thread.objects.filter(interview__in=interviews.order_by().values("pk"))
    taken: dict[UUID, list[dict[str, Any]]] = {}
    spoken = Prefetch("comments", Comment.objects.select_related("by").order_by("received_at", "pk"))
    for row in rows.prefetch_related(spoken).order_by("interview", "opened_at", "pk"):
        said = [
            {
                "by": str(each.by),
                "as_reviewer": each.as_reviewer,
                "kind": each.kind,
                "text": each.text,
                "at": each.made_at.isoformat(),
            }
            for each in row.comments.all()
        ]
        taken.setdefault(row.interview_id, []).append({"item": row.item, "awaits": row.awaits, "comments": said})
    return taken
