"""The reviewer's queue, and the page on which one interview is read and decided."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, rights_in
from surveys.access import interview_for, late_answer_for
from surveys.commenting import note_as_read
from surveys.deciding import decision_for
from surveys.desk import clusters_on_desk, decide_late_answer, queue_on_desk, take_step
from surveys.errors import SurveyError
from surveys.flags import flags_of
from surveys.forms.review import FlagForm, LateAnswerForm, StepForm
from surveys.history import history_of
from surveys.late_reading import late_answers_of
from surveys.models import Interview
from surveys.overview import read_parts, steps_of
from surveys.pace import pace_of
from surveys.review_queue import next_after
from surveys.seen_flags import find_flag_right
from surveys.since_return import since_return
from surveys.threads import by_item, threads_of
from surveys.views.comments import comments_sent
from surveys.views.entry import READ_OR_SEND
from surveys.wording import wording_of

INTERVIEWS_ON_A_PAGE = 50
IN_QUEUE = "in_queue"
"""In the address of an interview that was opened from the queue: after the decision the next one is shown."""


@require_safe
def review(request: PersonRequest, study_slug: str) -> HttpResponse:
    """The interviews that wait for a review, by cluster, the longest waiting first."""
    study, clusters = clusters_on_desk(request.user, study_slug)
    form, queue = queue_on_desk(request.user, study, clusters, request.GET)
    counts = queue.counts()
    form.tell(counts, queue.awaited)
    page = Paginator(queue.page(), INTERVIEWS_ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "study": study,
        "form": form,
        "marks": form.mark_links(counts, request.GET),
        "page": page,
        "rows": queue.rows(page.object_list),
        "query": query.urlencode(),
        "pace": pace_of(clusters, queue.awaited, form.among.authors, timezone.now()),
    }
    return render(request, "surveys/review.html", context)


@READ_OR_SEND
def review_interview(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """All answers on one page, and the steps of review for those who may take them."""
    reading = request.method != "POST"
    interview = interview_for(request.user, interview_id, Right.VIEW if reading else Right.REVIEW)
    comments = {} if reading else comments_sent(request)
    asked = comments or interview.threads.filter(awaits="consultant").exists()
    form = StepForm(None if reading else request.POST, has_comments=bool(asked))
    if form.is_valid():
        ids = ids_of_queue(request, interview)
        told = {"comments": comments, **form.cleaned_data}
        try:
            take_step(interview=interview, by=request.user, now=timezone.now(), **told)
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_step(request, interview, ids)
    context = review_context(request, interview, form)
    return render(request, "surveys/review_interview.html", {**context, "typed": comments})


def ids_of_queue(request: PersonRequest, interview: Interview) -> list[UUID]:
    """The queue from which the interview was opened, before it is decided."""
    if IN_QUEUE not in request.GET:
        return []
    study, clusters = clusters_on_desk(request.user, interview.firm.cluster.study.slug)
    _form, queue = queue_on_desk(request.user, study, clusters, request.GET)
    return queue.ids()


def after_step(request: PersonRequest, interview: Interview, ids: list[UUID]) -> HttpResponse:
    """On to the next interview of the queue, or back to it when that was the last."""
    done = f"{interview}: {interview.get_state_display()}."
    following = next_after(ids, interview.pk)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    if following is not None:
        messages.success(request, f"{done} {_('This is the next one.')}")
        return redirect(reverse("review_interview", args=[following]) + query)
    messages.success(request, done)
    return redirect(reverse("review", args=[interview.firm.cluster.study.slug]) + query)


@require_POST
def flag_right(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """Note that a figure which looks wrong is right, with the reason."""
    interview = interview_for(request.user, interview_id, Right.REVIEW)
    form = FlagForm(request.POST)
    try:
        if form.is_valid():
            find_flag_right(interview=interview, by=request.user, now=timezone.now(), **form.cleaned_data)
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('review_interview', args=[interview.pk])}{query}#figures")


@require_POST
def late_answer(request: PersonRequest, late_answer_id: int) -> HttpResponse:
    """Take over an answer that came late, or leave what stands."""
    late = late_answer_for(request.user, late_answer_id, Right.REVIEW)
    form = LateAnswerForm(request.POST)
    try:
        if form.is_valid():
            decide_late_answer(late_answer=late, by=request.user, now=timezone.now(), **form.cleaned_data)
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('review_interview', args=[late.interview_id])}#late")


def review_context(request: PersonRequest, interview: Interview, form: StepForm) -> dict[str, object]:
    """What the page reads, and which steps stand open to this person."""
    cluster = interview.firm.cluster
    reviews = Right.REVIEW in rights_in(request.user, cluster)
    threads = threads_of(interview, request.user)
    if reviews and any(each.is_new for each in threads):
        note_as_read(interview=interview, by=request.user, now=timezone.now())
    return {
        "study": cluster.study,
        "interview": interview,
        "wording": wording_of(cluster),
        "parts": read_parts(interview),
        "flags": flags_of(interview),
        "log": history_of(interview),
        "steps": steps_of(interview),
        "form": form,
        "late_answers": late_answers_of(interview),
        "decides": reviews,
        "comments_on": reviews and interview.state != "approved",
        "decision": decision_for(request.user, interview) if reviews else None,
        "threads": by_item(threads),
        "since": since_return(interview, threads),
        "query": request.GET.urlencode(),
    }
