"""The sampling frame of a cluster, and the page on which a new list is sent."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firms_for, rights_in
from clusters.forms import FrameForm
from clusters.frame_list import first_choices
from clusters.frame_memory import remembered
from clusters.models import Frame
from clusters.response import HEADINGS, response_of
from clusters.uploads import Upload, keep_upload, kept_upload


@require_safe
def frame(request: PersonRequest, study_slug: str, cluster_slug: str, version: int | None = None) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    frames = list(Frame.objects.filter(cluster=cluster).select_related("cluster"))
    firms = firms_for(request.user).filter(cluster=cluster)
    shown = get_object_or_404(Frame, cluster=cluster, version=version) if version else next(iter(frames), None)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "frame": shown,
        "frames": frames,
        "rights": rights_in(request.user, cluster),
        "dispositions": HEADINGS.values(),
        "rows": response_of(shown, firms, _("Firms outside this frame"), _("All firms")) if shown else [],
    }
    return render(request, "clusters/frame.html", context)


@require_http_methods(["GET", "POST"])
def frame_upload(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Keeps the list that is sent and leads to what it would do, or first to its columns where they are not certain."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    form = FrameForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        waits = kept_upload(cluster=cluster, user=request.user)
        context = {"study": cluster.study, "cluster": cluster, "form": form, "waits": waits}
        return render(request, "clusters/frame_upload.html", context)
    values: dict[str, Any] = form.cleaned_data
    sent = values.pop("file")
    memory = remembered(cluster.study)
    content = sent.read()
    choices = replace(
        first_choices(content, sent.name, memory),
        nobody_drawn=values.pop("nobody_drawn"),
        size_bounds=memory.size_bounds,
    )
    upload = Upload(content=content, name=sent.name, choices=choices, **values)
    keep_upload(cluster=cluster, user=request.user, upload=upload)
    next_page = "frame_columns" if choices.columns is None else "frame_preview"
    return redirect(next_page, study_slug, cluster_slug)
