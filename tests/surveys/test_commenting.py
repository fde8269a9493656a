"""Comments on questions: said once, never changed, open until a reviewer settles them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from surveys.commenting import note_as_read, reopen_thread, resolve_thread, write_comment
from surveys.errors import CommentsOpen, InterviewClosed, NoteRequired, RevisionConflict, UnknownQuestion
from surveys.models import Comment, Thread
from surveys.reviewing import approve_interview, return_interview, submit_interview
from surveys.since_return import since_return
from surveys.threads import asked_of_consultant, threads_of
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory, give_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(cluster, consultant, noon):
    cluster.sector_variant = "generic"
    cluster.save()
    interview = InterviewFactory(firm__cluster=cluster, questionnaire=QuestionnaireFactory(), author=consultant)
    give_answers(interview, consultant, EMPLOYEES=5, TRAINS=True)
    submit_interview(interview=interview, by=consultant, now=noon)
    return interview


def ask(interview, by, text="Which year?", item="EMPLOYEES", **more):
    return write_comment(interview=interview, item=item, by=by, as_reviewer=True, text=text, **more)


def test_a_question_waits_for_whoever_did_not_speak_last(interview, reviewer, consultant, noon):
    ask(interview, reviewer, now=noon)
    assert Thread.objects.get().awaits == "consultant"
    write_comment(interview=interview, item="EMPLOYEES", by=consultant, as_reviewer=False, text="2006.", now=noon)
    assert Thread.objects.get().awaits == "reviewer"
    resolve_thread(thread=Thread.objects.get(), by=reviewer, now=noon)
    resolve_thread(thread=Thread.objects.get(), by=reviewer, now=noon)
    assert Thread.objects.get().awaits == "nobody"
    reopen_thread(thread=Thread.objects.get(), by=reviewer, now=noon, text="Of which month?")
    assert list(Comment.objects.order_by("kind").values_list("kind", flat=True)) == [
        "reopened", "resolved", "said", "said",
    ]  # fmt: skip
    assert Thread.objects.get().awaits == "consultant"


def test_the_same_comment_again_changes_nothing_and_other_words_are_refused(interview, reviewer, noon):
    known = uuid4()
    for _ in range(2):
        ask(interview, reviewer, now=noon, comment_id=known)
    assert Comment.objects.count() == 1
    with pytest.raises(RevisionConflict, match="other words"):
        ask(interview, reviewer, "Something else?", now=noon, comment_id=known)


def test_an_empty_comment_and_one_on_no_question_are_refused(interview, reviewer, noon):
    with pytest.raises(NoteRequired, match="Write what is asked"):
        ask(interview, reviewer, "  ", now=noon)
    with pytest.raises(UnknownQuestion, match="no question NOTHING"):
        ask(interview, reviewer, item="NOTHING", now=noon)
    assert not Thread.objects.exists()


def test_nothing_is_approved_over_an_open_comment_and_nothing_is_said_on_what_is_approved(interview, reviewer, noon):
    ask(interview, reviewer, now=noon)
    with pytest.raises(CommentsOpen, match="Resolve what is settled"):
        approve_interview(interview=interview, by=reviewer, now=noon)
    resolve_thread(thread=Thread.objects.get(), by=reviewer, now=noon)
    approve_interview(interview=interview, by=reviewer, now=noon)
    with pytest.raises(InterviewClosed, match="Withdraw the approval first"):
        ask(interview, reviewer, "One more.", now=noon)
    with pytest.raises(InterviewClosed):
        reopen_thread(thread=Thread.objects.get(), by=reviewer, now=noon)


def test_what_is_new_is_new_until_it_was_read(interview, reviewer, consultant, noon):
    ask(interview, reviewer, now=noon)
    assert [each.is_new for each in threads_of(interview, consultant)] == [True]
    assert [each.is_new for each in threads_of(interview, reviewer)] == [False]
    assert note_as_read(interview=interview, by=consultant, now=noon) == 1
    assert [each.is_new for each in threads_of(interview, consultant)] == [False]
    assert note_as_read(interview=interview, by=consultant, now=noon) == 0


def test_what_changed_since_the_return_is_told_with_what_was_left_as_it_was(interview, reviewer, consultant, noon):
    ask(interview, reviewer, now=noon)
    ask(interview, reviewer, "Really?", item="TRAINS", now=noon)
    return_interview(interview=interview, by=reviewer, note="Two questions.", now=noon)
    assert since_return(interview, threads_of(interview, reviewer)) is None
    give_answers(interview, consultant, EMPLOYEES=7, SALES=100)
    submit_interview(interview=interview, by=consultant, now=noon)

    since = since_return(interview, threads_of(interview, reviewer))

    told = [(each.after.code, each.before.words, each.after.words, each.was_asked) for each in since.changes]
    assert told == [("EMPLOYEES", "5", "7", True), ("SALES", "No answer", "100", False)]
    assert [each.item for each in since.unchanged] == ["TRAINS"]
    assert asked_of_consultant(threads_of(interview, reviewer))


def test_a_return_takes_the_comments_on_several_questions_along(client, interview, reviewer):
    client.force_login(reviewer)
    page = reverse("review_interview", args=[interview.pk])
    client.post(page, {"step": "return", "note": "", "comment-EMPLOYEES": "Which year?", "comment-TRAINS": "How?"})
    interview.refresh_from_db()
    assert interview.state == "returned"
    assert interview.review_events.order_by("pk").last().note == "See the comments on 2 questions."
    assert Thread.objects.filter(awaits="consultant").count() == 2


def test_a_refused_step_keeps_what_was_typed_and_writes_no_comment(client, interview, reviewer):
    client.force_login(reviewer)
    page = reverse("review_interview", args=[interview.pk])
    answer = client.post(page, {"step": "approve", "note": "", "comment-EMPLOYEES": "Which year is it?"})
    assert "Which year is it?" in answer.text and "1 comment on this interview is open." in answer.text
    assert not Comment.objects.exists()


def test_the_consultant_finds_the_question_on_the_overview_and_answers_in_the_section(
    client, interview, reviewer, consultant, noon
):
    ask(interview, reviewer, now=noon)
    return_interview(interview=interview, by=reviewer, note="See there.", now=noon)
    client.force_login(consultant)
    overview = client.get(reverse("interview", args=[interview.pk])).text
    assert "One question from the reviewer" in overview
    section = reverse("interview_section", args=[interview.pk, "S_FIRM"])
    assert "Which year?" in client.get(section).text
    sent = {"side": "consultant", "item": "EMPLOYEES", "comment-EMPLOYEES": "2006."}
    answer = client.post(reverse("interview_comment", args=[interview.pk]), sent)
    assert answer.url == f"{section}#comments-EMPLOYEES"
    assert Thread.objects.get().awaits == "reviewer"


def test_a_consultant_does_not_write_as_reviewer(client, interview, consultant):
    client.force_login(consultant)
    sent = {"side": "reviewer", "item": "EMPLOYEES", "comment-EMPLOYEES": "Fine."}
    assert client.post(reverse("interview_comment", args=[interview.pk]), sent).status_code == 403
