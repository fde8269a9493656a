"""The consultant's list of firms, and the small steps taken from it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firm_for, rights_in
from clusters.replacing import note_attempt
from surveys.forms.lists import DispositionForm, FirmFilterForm
from surveys.interviewing import begin_interview
from surveys.queries import firm_list

FIRMS_ON_A_PAGE = 50


@require_safe
def firms(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The cluster's firms with the state of their interviews, returned ones first."""
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    rows = firm_list(request.user, cluster)
    form = FirmFilterForm(request.GET, rows)
    page = Paginator(form.found(), FIRMS_ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "total": len(rows),
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "rights": rights_in(request.user, cluster),
        "disposition_form": DispositionForm(),
    }
    return render(request, "surveys/firms.html", context)


@require_POST
def interview_begin(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """Begin the firm's interview, or open the one it has."""
    firm = firm_for(request.user, firm_id, Right.ENTER)
    interview = begin_interview(firm=firm, author=request.user, now=timezone.now())
    return redirect("interview", interview.pk)


@require_POST
def firm_disposition(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """Say what became of the attempt to interview a firm."""
    firm = firm_for(request.user, firm_id, Right.ENTER)
    form = DispositionForm(request.POST)
    if form.is_valid():
        attempt = note_attempt(firm=firm, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{firm}: {attempt.get_disposition_display()}.")
    else:
        messages.error(request, _("This is no disposition of the list. Choose one of those shown."))
    page = "visits" if request.POST.get("back") == "visits" else "firms"
    return redirect(page, firm.cluster.study.slug, firm.cluster.slug)
