"""Random people take random steps with three interviews: only what the table allows happens, and the log tells all."""

import contextlib
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from clusters.models import Role
from surveys.bulk_review import approve_several
from surveys.commenting import resolve_thread, write_comment
from surveys.default_content import default_questionnaire
from surveys.desk import TAKERS
from surveys.errors import SurveyError
from surveys.flags import open_flags_of
from surveys.models import Awaits, Interview, ReviewEvent, Thread
from surveys.review_table import APPROVED, CHECKED, DRAFT, LOCKED, MOVES, Actor, Step
from surveys.reviewing import submit_interview
from surveys.seen_flags import find_flag_right
from surveys.standings import count_anew
from surveys.study_setup import choose_setup
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FirmFactory, MembershipFactory, StudyFactory
from tests.factories.surveys import InterviewFactory, give_answers

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PEOPLE = st.sampled_from(["consultant", "supervisor", "headquarters", "chief"])
INTERVIEWS = st.integers(0, 2)


class Review(RuleBasedStateMachine):
    """`before` holds the states before each rule; `steps` the number of review steps with which each step was taken."""

    @initialize()
    def begin(self) -> None:
        study = StudyFactory(slug=f"s-{uuid.uuid4().hex[:12]}")
        cluster = ClusterFactory(study=study, sector_variant="generic")
        places = {"supervisor": cluster, "headquarters": None, "chief": None, "consultant": cluster}
        roles = {"consultant": Role.CONSULTANT, "chief": Role.MANAGER}
        self.people = {name: UserFactory(username=f"{name}-{uuid.uuid4().hex[:8]}") for name in places}
        for name, place in places.items():
            role = roles.get(name, Role.REVIEWER)
            MembershipFactory(study=study, cluster=place, role=role, user=self.people[name])
        self.study, self.now, self.steps = study, NOON, {}
        choose_setup(study=study, review_steps=1)
        self.interviews = [
            InterviewFactory(
                firm=FirmFactory(cluster=cluster),
                questionnaire=default_questionnaire(),
                author=self.people["consultant"],
            )
            for _ in range(3)
        ]

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def fresh(self, which: int) -> Interview:
        rows = Interview.objects.select_related("firm__cluster__study", "questionnaire")
        return rows.get(pk=self.interviews[which].pk)

    @contextlib.contextmanager
    def noting(self):
        """Refusals are part of the game and change nothing; with which number of steps a step was taken is noted."""
        last, states = self.last_event(), self.states()
        try:
            yield
        except SurveyError:
            assert self.states() == states
            assert self.last_event() == last
        number = choose_setup(study=self.study).review_steps
        for event in self.events().filter(pk__gt=last):
            self.steps[event.pk] = number

    def events(self):
        return ReviewEvent.objects.filter(interview__in=self.interviews).order_by("pk")

    def last_event(self) -> int:
        return self.events().values_list("pk", flat=True).last() or 0

    def states(self) -> dict[uuid.UUID, str]:
        return dict(Interview.objects.filter(pk__in=[each.pk for each in self.interviews]).values_list("pk", "state"))

    @rule(which=INTERVIEWS, by=PEOPLE, odd=st.booleans())
    def answer(self, which: int, by: str, odd: bool) -> None:
        shares = {"FOREIGN_EQUITY": 80, "NATIONAL_EQUITY": 70 if odd else 20}
        interview, locked = self.fresh(which), self.fresh(which).state in LOCKED
        with self.noting():
            give_answers(interview, self.people[by], **shares)
            assert not locked

    @rule(which=INTERVIEWS)
    def submit(self, which: int) -> None:
        with self.noting():
            submit_interview(interview=self.fresh(which), by=self.people["consultant"], now=self.tick())

    @rule(which=INTERVIEWS, by=PEOPLE, step=st.sampled_from(list(TAKERS)), note=st.sampled_from(["", "Look again."]))
    def decide(self, which: int, by: str, step: Step, note: str) -> None:
        with self.noting():
            TAKERS[step](interview=self.fresh(which), by=self.people[by], now=self.tick(), note=note)

    @rule(which=st.sets(INTERVIEWS, min_size=1), by=PEOPLE)
    def decide_several(self, which: set[int], by: str) -> None:
        chosen = [self.fresh(each) for each in which]
        held = [each for each in chosen if open_flags_of(each) or self.open_threads(each)]
        with self.noting():
            approve_several(interviews=chosen, by=self.people[by], now=self.tick())
            assert held == []

    @rule(which=INTERVIEWS, by=PEOPLE, as_reviewer=st.booleans())
    def comment(self, which: int, by: str, as_reviewer: bool) -> None:
        told = {"item": "", "by": self.people[by], "as_reviewer": as_reviewer, "text": "Why?", "now": self.tick()}
        with self.noting():
            write_comment(interview=self.fresh(which), **told)

    @rule(which=INTERVIEWS)
    def resolve(self, which: int) -> None:
        for thread in Thread.objects.filter(interview=self.interviews[which]):
            with self.noting():
                resolve_thread(thread=thread, by=self.people["chief"], now=self.tick())

    @rule(which=INTERVIEWS)
    def judge(self, which: int) -> None:
        interview = self.fresh(which)
        told = {"by": self.people["supervisor"], "reason": "Right.", "now": self.tick()}
        for flag in open_flags_of(interview):
            with self.noting():
                find_flag_right(interview=interview, key=flag.key, **told)

    @rule(number=st.sampled_from([1, 2]))
    def choose_steps(self, number: int) -> None:
        choose_setup(study=self.study, review_steps=number)

    def open_threads(self, interview: Interview) -> bool:
        return interview.threads.exclude(awaits=Awaits.NOBODY).exists()

    @invariant()
    def the_log_replays_to_the_state_by_lines_of_the_table(self) -> None:
        for interview in getattr(self, "interviews", []):
            state = DRAFT
            for event in ReviewEvent.objects.filter(interview=interview).order_by("pk"):
                assert event.from_state == state
                lines = [
                    move
                    for move in MOVES
                    if (move.begin, move.end) == (state, event.to_state) and self.steps[event.pk] in move.studies
                ]
                assert lines, f"{state} → {event.to_state} with {self.steps[event.pk]} steps"
                self.hold_people(interview, event, lines[0].actor)
                state = event.to_state
            assert Interview.objects.get(pk=interview.pk).state == state

    def hold_people(self, interview: Interview, event: ReviewEvent, actor: Actor) -> None:
        if actor is Actor.HEADQUARTERS:
            assert event.by in (self.people["headquarters"], self.people["chief"])
        if event.to_state in (CHECKED, APPROVED) and event.from_state != APPROVED:
            given = interview.revisions.filter(sequence__lte=event.revision_count, author=event.by)
            assert event.by_id != interview.author_id and not given.exists()

    @invariant()
    def nothing_approved_has_an_open_comment(self) -> None:
        for interview in getattr(self, "interviews", []):
            if Interview.objects.get(pk=interview.pk).state in LOCKED:
                assert not self.open_threads(interview)

    @invariant()
    def what_queues_show_is_not_behind_what_was_handed_over(self) -> None:
        for interview in getattr(self, "interviews", []):
            row = Interview.objects.select_related("firm__cluster", "questionnaire", "standing").get(pk=interview.pk)
            if not row.is_open:
                assert (row.standing.open_flags, row.standing.counted) == (len(open_flags_of(row)), row.revision_count)

    def teardown(self) -> None:
        if hasattr(self, "study"):
            count_anew(self.study)


def test_random_reviews_keep_to_the_table() -> None:
    run_state_machine_as_test(
        Review,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
