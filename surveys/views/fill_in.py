"""Interview workbooks: downloading them, looking at what filled ones would do, and taking them in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firm_for, firms_for
from clusters.disclosing import handed_out
from clusters.models import Cluster, Firm
from clusters.problems import ImportRefused
from surveys.access import interview_for
from surveys.fill_in.building import NothingToHandOut, cluster_book, file_name, firm_book, interview_of, zipped_books
from surveys.fill_in.parcels import drop_parcel, keep_parcel, kept_parcel, read_parcel, unpacked
from surveys.fill_in.taking import Taken, take_workbooks
from surveys.fill_in.telling import firms_in_words, sentence
from surveys.forms.fill_in import HandOutForm, WorkbooksForm
from surveys.views.requests import READ_OR_SEND, sent

REFUSED = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


@READ_OR_SEND
def fill_in(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Hands workbooks out and takes filled ones in; says what they would do, and changes nothing."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.ENTER)
    form = WorkbooksForm(sent(request), request.FILES or None)
    if not form.is_valid():
        context = {**place(cluster), "form": form, "hand_out": HandOutForm()}
        return render(request, "surveys/fill_in/workbooks.html", context, status=422 if form.is_bound else 200)
    try:
        parcel = unpacked(form.contents())
        workbooks = read_parcel(parcel)
        taken = take_workbooks(cluster=cluster, workbooks=workbooks, by=request.user, now=timezone.now(), is_dry=True)
    except ImportRefused as refusal:
        return refused(request, cluster, refusal)
    token = keep_parcel(cluster=cluster, user=request.user, parcel=parcel)
    return show_preview(request, cluster, taken, token)


@require_POST
def fill_in_take(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Takes the workbooks that were shown."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.ENTER)
    try:
        parcel = kept_parcel(cluster=cluster, user=request.user, token=request.POST.get("token", ""))
        workbooks = read_parcel(parcel)
        taken = take_workbooks(cluster=cluster, workbooks=workbooks, by=request.user, now=timezone.now())
    except ImportRefused as refusal:
        return refused(request, cluster, refusal)
    drop_parcel(cluster=cluster, user=request.user)
    messages.success(request, sentence(taken, is_dry=False))
    return redirect("firms", study_slug, cluster_slug)


@require_safe
def fill_in_cluster(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The workbooks of many firms: one for all, or one for each."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.ENTER)
    form = HandOutForm(request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose which firms, and in which shape."))
        return redirect("fill_in", study_slug, cluster_slug)
    build = cluster_book if form.is_one_for_all else zipped_books
    try:
        told: dict[str, Any] = {"made_at": timezone.now(), "made_by": str(request.user), "only_open": form.only_open}
        content = build(cluster=cluster, firms=firms_for(request.user, Right.ENTER), **told)
    except NothingToHandOut as refusal:
        messages.error(request, str(refusal))
        return redirect("fill_in", study_slug, cluster_slug)
    name = file_name(cluster)
    return download(request, content, name if form.is_one_for_all else name.replace(".xlsx", ".zip"), cluster)


@require_safe
def fill_in_firm(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """The workbook of one firm, its interview begun or not."""
    firm = firm_for(request.user, firm_id, Right.ENTER)
    content = firm_book(firm=firm, interview=interview_of(firm), made_at=timezone.now(), made_by=str(request.user))
    return download(request, content, file_name(firm), firm)


@require_safe
def fill_in_interview(request: PersonRequest, interview_id: UUID) -> HttpResponse:
    """The workbook of one interview, which may be a second scoring."""
    interview = interview_for(request.user, interview_id, Right.ENTER)
    firm = interview.firm
    content = firm_book(firm=firm, interview=interview, made_at=timezone.now(), made_by=str(request.user))
    return download(request, content, file_name(firm), firm)


def download(request: PersonRequest, content: bytes, name: str, of: Cluster | Firm) -> HttpResponse:
    answer = HttpResponse(content, content_type=ZIP if name.endswith(".zip") else XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return handed_out(request, answer, of=of)


def place(cluster: Cluster) -> dict[str, object]:
    return {"study": cluster.study, "cluster": cluster}


def show_preview(request: PersonRequest, cluster: Cluster, taken: Taken, token: str) -> HttpResponse:
    context = {
        **place(cluster),
        "taken": taken,
        "summary": sentence(taken, is_dry=True),
        "firms": firms_in_words(taken),
        "token": token,
    }
    return render(request, "surveys/fill_in/preview.html", context)


def refused(request: PersonRequest, cluster: Cluster, refusal: ImportRefused) -> HttpResponse:
    context = {**place(cluster), "refusal": refusal}
    return render(request, "surveys/fill_in/refused.html", context, status=REFUSED)
