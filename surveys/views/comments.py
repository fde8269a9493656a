"""Writing comments on questions, from the reviewer's page and from the consultant's, and settling them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest
from clusters.access import Right
from surveys.access import interview_for, thread_for
from surveys.catalogue import catalogue_of
from surveys.commenting import reopen_thread, resolve_thread, write_comment
from surveys.errors import SurveyError
from surveys.forms.review import CommentForm, ThreadForm
from surveys.models import Interview

FIELD = "comment-"


@require_POST
def interview_comment(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """Write a comment; it stands in the field named after its question."""
    form = CommentForm(request.POST)
    as_reviewer = not form.is_valid() or form.cleaned_data["side"] == CommentForm.REVIEWER
    interview = interview_for(request.user, interview_id, Right.REVIEW if as_reviewer else Right.ENTER)
    item = form.cleaned_data.get("item", "")
    text = request.POST.get(f"{FIELD}{item}", "")
    told = {"interview": interview, "item": item, "by": request.user, "as_reviewer": as_reviewer, "text": text}
    try:
        write_comment(now=timezone.now(), **told)
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect(_place(request, interview, item, as_reviewer=as_reviewer))


@require_POST
def thread_step(request: PersonRequest, thread_id: int) -> HttpResponse:
    """Resolve a thread, or open it again; what was typed beside it goes along."""
    thread = thread_for(request.user, thread_id, Right.REVIEW)
    form = ThreadForm(request.POST)
    try:
        if form.is_valid():
            verb = resolve_thread if form.cleaned_data["step"] == ThreadForm.RESOLVE else reopen_thread
            verb(thread=thread, by=request.user, now=timezone.now(), text=request.POST.get(f"{FIELD}{thread.item}", ""))
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect(_place(request, thread.interview, thread.item, as_reviewer=True))


def comments_sent(request: PersonRequest) -> dict[str, str]:
    """What was typed beside the questions, by question; empty fields are left out."""
    typed = {name[len(FIELD) :]: text for name, text in request.POST.items() if name.startswith(FIELD)}
    return {item: text for item, text in typed.items() if isinstance(text, str) and text.strip()}


def _place(request: PersonRequest, interview: Interview, item: str, *, as_reviewer: bool) -> str:
    if as_reviewer:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return f"{reverse('review_interview', args=[interview.pk])}{query}#answer-{item or 'all'}"
    entry = catalogue_of(interview.questionnaire).items.get(item)
    if entry is None or not interview.is_open:
        return f"{reverse('interview', args=[interview.pk])}#comments"
    return f"{reverse('interview_section', args=[interview.pk, entry.section_code])}#comments-{item}"
