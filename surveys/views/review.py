"""The reviewer's queue, and the page on which one interview is read and decided."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, rights_in
from surveys.access import interview_for, late_answer_for
from surveys.desk import clusters_on_desk, counts_on_desk, decide_late_answer, desk_rows, gave_answers, take_step
from surveys.errors import SurveyError
from surveys.flags import flags_of
from surveys.forms.lists import QueueFilterForm
from surveys.forms.review import LateAnswerForm, StepForm
from surveys.history import history_of
from surveys.late_reading import late_answers_of
from surveys.models import Interview, InterviewState
from surveys.overview import read_parts, steps_of
from surveys.queries import AWAITING
from surveys.views.entry import READ_OR_SEND
from surveys.wording import wording_of

INTERVIEWS_ON_A_PAGE = 50


@require_safe
def review(request: PersonRequest, study_slug: str) -> HttpResponse:
    """The interviews that wait for a review, by cluster, the longest waiting first."""
    study, clusters = clusters_on_desk(request.user, study_slug)
    counts = counts_on_desk(clusters)
    form = QueueFilterForm(request.GET, clusters, counts)
    rows = desk_rows(clusters, **form.wanted())
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "study": study,
        "form": form,
        "counts": counts,
        "page": Paginator(rows, INTERVIEWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
    }
    return render(request, "surveys/review.html", context)


@READ_OR_SEND
def review_interview(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """All answers on one page, and the steps of review for those who may take them."""
    reading = request.method != "POST"
    interview = interview_for(request.user, interview_id, Right.VIEW if reading else Right.REVIEW)
    form = StepForm(None if reading else request.POST)
    if form.is_valid():
        try:
            take_step(interview=interview, by=request.user, now=timezone.now(), **form.cleaned_data)
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{interview}: {interview.get_state_display()}.")
            return redirect("review", interview.firm.cluster.study.slug)
    return render(request, "surveys/review_interview.html", review_context(request, interview, form))


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
    own = reviews and gave_answers(request.user, interview)
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
        "may_decide": reviews and interview.state in AWAITING,
        "may_withdraw": reviews and interview.state == InterviewState.APPROVED,
        "is_own": own,
    }
