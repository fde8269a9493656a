"""Entering an interview: its overview, its sections, its conflicts, and handing it over."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, rights_in
from surveys.access import interview_for
from surveys.answering import settle_conflict
from surveys.commenting import note_as_read
from surveys.errors import SurveyError
from surveys.flags import open_flags_of
from surveys.forms.answers import SectionPage
from surveys.forms.review import ChoiceOfAnswerForm
from surveys.late_reading import late_answers_of
from surveys.models import Interview, Revision
from surveys.overview import conflicts_of, open_sections, parts_of, steps_of
from surveys.reviewing import submit_interview
from surveys.section_pages import Place, page_as_sent, page_to_show, place_of, save_page
from surveys.threads import ReadThread, asked_of_consultant, by_item, next_asked, open_by_section, threads_of
from surveys.wording import wording_of

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
def interview(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """How far the interview is, what is open, and what the reviewers said."""
    interview = interview_for(request.user, interview_id)
    parts = parts_of(interview)
    threads = threads_read_by(request, interview)
    context = {
        "study": interview.firm.cluster.study,
        "interview": interview,
        "parts": parts,
        "next_section": next((each.section for part in parts for each in part.sections if not each.is_done), None),
        "flags": open_flags_of(interview),
        "threads": threads,
        "asked": asked_of_consultant(threads),
        "asked_in": open_by_section(threads),
        "steps": steps_of(interview),
        "late_answers": late_answers_of(interview),
        "wording": wording_of(interview.firm.cluster),
        "may_enter": Right.ENTER in rights_in(request.user, interview.firm.cluster),
    }
    return render(request, "surveys/interview.html", context)


def threads_read_by(request: PersonRequest, interview: Interview) -> list[ReadThread]:
    """The comments with what is new to this person, which from now on is read."""
    threads = threads_of(interview, request.user)
    if any(each.is_new for each in threads):
        note_as_read(interview=interview, by=request.user, now=timezone.now())
    return threads


@never_cache
@READ_OR_SEND
def interview_section(request: PersonRequest, interview_id: UUID, section_code: str) -> HttpResponse:
    """One section: its questions, and saving what was changed."""
    interview = interview_for(request.user, interview_id, Right.ENTER)
    place = place_of(interview, section_code)
    if request.method != "POST":
        if not interview.is_open:
            return redirect("review_interview", interview.pk)
        warn_after(request, interview, place)
        return show_section(request, interview, place, page_to_show(interview, place))
    page = page_as_sent(interview, place, request.POST)
    try:
        revision = save_page(
            interview=interview, place=place, page=page, author=request.user, now=timezone.now(), device=device(request)
        )
    except SurveyError as refusal:
        return show_section(request, interview, place, page, refusal=refusal, status=409)
    if page.faulty_forms:
        return show_section(request, interview, place, page.after_saving(interview.answers), status=422)
    return go_on(request, interview, place, revision)


def show_section(
    request: PersonRequest,
    interview: Interview,
    place: Place,
    page: SectionPage,
    *,
    refusal: SurveyError | None = None,
    status: int = 200,
) -> HttpResponse:
    codes = {item.code for item in place.items}
    threads = threads_of(interview, request.user)
    context = {
        "study": interview.firm.cluster.study,
        "interview": interview,
        "place": place,
        "wording": place.wording,
        "page": page,
        "refusal": refusal,
        "flags": [flag for flag in open_flags_of(interview) if codes & flag.codes],
        "threads": by_item(threads),
        "next_asked": next_asked(threads, place.section.code),
        "conflicts": codes & set(interview.conflicts),
    }
    return render(request, "surveys/section.html", context, status=status)


def go_on(request: PersonRequest, interview: Interview, place: Place, revision: Revision | None) -> HttpResponse:
    """To where the button that was pressed leads."""
    if "overview" in request.POST:
        return redirect("interview", interview.pk)
    if place.following is None:
        return redirect("interview_submit", interview.pk)
    if revision:
        warn_of(request, interview, place, set(revision.changes), place.following.code)
    return redirect("interview_section", interview.pk, place.following.code)


def warn_after(request: PersonRequest, interview: Interview, place: Place) -> None:
    """Say what looks wrong in the section that was left for this one, where the browser had saved every answer."""
    try:
        left = place_of(interview, request.GET.get("after", ""))
    except Http404:
        return
    warn_of(request, interview, left, {item.code for item in left.items}, place.section.code)


def warn_of(request: PersonRequest, interview: Interview, place: Place, changed: set[str], ahead: str) -> None:
    """Say what looks wrong with answers changed in a section, unless the section ahead says it itself."""
    there = {item.code for item in place_of(interview, ahead).items}
    for flag in open_flags_of(interview):
        if flag.codes & changed and not flag.codes & there:
            back = reverse("interview_section", args=[interview.pk, place.section.code])
            messages.warning(request, format_html('{} <a href="{}">{}</a>', flag.text, back, place.title))


def device(request: PersonRequest) -> str:
    """A word for the machine in hand, so that two answers can be told apart later."""
    return "phone" if "Mobi" in request.headers.get("User-Agent", "") else "computer"


@never_cache
@READ_OR_SEND
def interview_submit(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """What is still open, and handing the interview over."""
    interview = interview_for(request.user, interview_id, Right.ENTER)
    if request.method == "POST":
        try:
            submit_interview(interview=interview, by=request.user, now=timezone.now())
        except SurveyError as refusal:
            messages.error(request, str(refusal))
            return redirect("interview_submit", interview.pk)
        messages.success(request, _("The interview with %(firm)s is with the reviewers now.") % {"firm": interview})
        return redirect("firms", interview.firm.cluster.study.slug, interview.firm.cluster.slug)
    context = {
        "study": interview.firm.cluster.study,
        "interview": interview,
        "wording": wording_of(interview.firm.cluster),
        "open_sections": open_sections(interview),
        "flags": open_flags_of(interview),
    }
    return render(request, "surveys/submit.html", context)


@READ_OR_SEND
def interview_conflicts(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """The questions that were answered differently, side by side, and choosing which answer holds."""
    interview = interview_for(request.user, interview_id, Right.ENTER)
    if request.method == "POST":
        form = ChoiceOfAnswerForm(request.POST)
        try:
            if form.is_valid():
                item, keep = form.cleaned_data["item"], form.cleaned_data["keep"]
                now = timezone.now()
                settle_conflict(interview=interview, item=item, keep_revision=keep, author=request.user, now=now)
        except SurveyError as refusal:
            messages.error(request, str(refusal))
        return redirect("interview_conflicts" if interview.conflicts else "interview", interview.pk)
    context = {
        "study": interview.firm.cluster.study,
        "interview": interview,
        "conflicts": conflicts_of(interview),
    }
    return render(request, "surveys/conflicts.html", context)
