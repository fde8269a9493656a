"""The pages between sending a list of firms and taking it: what its columns are, and what it would do."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for
from clusters.forms import ColumnsForm, DecisionsForm, ReadingForm
from clusters.frame_file import frame_file
from clusters.frame_list import FrameList
from clusters.frame_pages import ColumnsPage, columns_page, preview_page
from clusters.frames import import_frame
from clusters.models import Cluster
from clusters.problems import ImportRefused
from clusters.uploads import Upload, drop_upload, keep_choices, kept_upload, upload_shown

REFUSED = 422


@require_http_methods(["GET", "POST"])
def frame_columns(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """How the list was read and what each column is taken for; both can be corrected."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    upload = kept_upload(cluster=cluster, user=request.user)
    if upload is None:
        return _nothing_waits(request, cluster)
    page = columns_page(upload, cluster)
    sent = request.POST if request.method == "POST" else None
    reading = ReadingForm(upload.choices, page.book, page.is_text, sent)
    columns = ColumnsForm(page.found, sent) if page.found else None
    if sent is None:
        return _columns(request, cluster, page, reading, columns)
    if reading.is_valid() and reading.reading() != upload.choices:
        keep_choices(cluster=cluster, user=request.user, upload=upload, choices=reading.reading())
        return redirect("frame_columns", study_slug, cluster_slug)
    if not reading.is_valid() or columns is None or not columns.is_valid():
        return _columns(request, cluster, page, reading, columns, status=REFUSED)
    keep_choices(cluster=cluster, user=request.user, upload=upload, choices=columns.chosen())
    return redirect("frame_preview", study_slug, cluster_slug)


@require_http_methods(["GET", "POST"])
def frame_preview(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """What the list would do, what stands in its way, and what is to be decided before it is taken."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    upload = kept_upload(cluster=cluster, user=request.user)
    if upload is None:
        return _nothing_waits(request, cluster)
    found = _read(upload, cluster)
    if found is None:
        return redirect("frame_columns", study_slug, cluster_slug)
    form = DecisionsForm(found, upload.choices, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        keep_choices(cluster=cluster, user=request.user, upload=upload, choices=form.decided())
        return redirect("frame_preview", study_slug, cluster_slug)
    context = {"study": cluster.study, "cluster": cluster, "upload": upload, "form": form, "token": upload.token}
    return render(request, "clusters/frame_preview.html", {**context, "page": preview_page(found, cluster)})


@require_POST
def frame_take(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Takes the list that was shown; decisions that were sent along and not shown yet are shown first."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    try:
        upload = upload_shown(cluster=cluster, user=request.user, token=request.POST.get("token", ""))
        found = _read(upload, cluster)
        if found is None or _decides_anew(request, cluster, upload, found):
            return redirect("frame_preview", study_slug, cluster_slug)
        plan = import_frame(
            cluster=cluster,
            file=frame_file(found),
            source=upload.source,
            listed_on=upload.listed_on,
            is_probability_sample=upload.is_probability_sample,
            taken_by=request.user,
        )
    except ImportRefused as refusal:
        context = {"study": cluster.study, "cluster": cluster, "refusal": refusal}
        return render(request, "clusters/frame_refused.html", context, status=REFUSED)
    drop_upload(cluster=cluster, user=request.user)
    messages.success(request, plan.sentence(is_dry=False))
    return redirect("frame", study_slug, cluster_slug)


def _read(upload: Upload, cluster: Cluster) -> FrameList | None:
    """The list under its columns; None where nobody confirmed them, or one that is needed is missing."""
    page = columns_page(upload, cluster)
    is_confirmed = upload.choices.columns is not None and page.found is not None and not page.found.missing
    return page.found if is_confirmed else None


def _decides_anew(request: PersonRequest, cluster: Cluster, upload: Upload, found: FrameList) -> bool:
    form = DecisionsForm(found, upload.choices, request.POST)
    if "decides" not in request.POST or not form.is_valid() or form.decided() == upload.choices:
        return False
    keep_choices(cluster=cluster, user=request.user, upload=upload, choices=form.decided())
    messages.info(request, _("What you decided last changes the list. Look at it once more, then take it."))
    return True


def _columns(
    request: PersonRequest,
    cluster: Cluster,
    page: ColumnsPage,
    reading: ReadingForm,
    columns: ColumnsForm | None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"study": cluster.study, "cluster": cluster, "page": page}
    forms = {"reading": reading, "columns": columns}
    return render(request, "clusters/frame_columns.html", {**context, **forms}, status=status)


def _nothing_waits(request: PersonRequest, cluster: Cluster) -> HttpResponse:
    messages.info(request, _("No list of yours waits here. Send one."))
    return redirect("frame_upload", cluster.study.slug, cluster.slug)
