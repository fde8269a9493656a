"""The sampling frame of a cluster, and the pages on which a new list is looked at and taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, rights_in
from clusters.forms import FrameForm
from clusters.frame_file import read_frame
from clusters.frames import import_frame, plan_frame
from clusters.models import Cluster, Frame
from clusters.problems import ImportRefused
from clusters.response import HEADINGS, response_of
from clusters.uploads import KeptFrame, drop_frame, keep_frame, kept_frame

REFUSED = 422
FIRST_LINES = 8


@require_safe
def frame(request: PersonRequest, study_slug: str, cluster_slug: str, version: int | None = None) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    frames = list(Frame.objects.filter(cluster=cluster).select_related("cluster"))
    shown = get_object_or_404(Frame, cluster=cluster, version=version) if version else next(iter(frames), None)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "frame": shown,
        "frames": frames,
        "rights": rights_in(request.user, cluster),
        "dispositions": HEADINGS.values(),
        "rows": response_of(shown, _("Firms outside this frame"), _("All firms")) if shown else [],
    }
    return render(request, "clusters/frame.html", context)


@require_http_methods(["GET", "POST"])
def frame_upload(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Takes a list in, says what it would do or every reason why it cannot be taken, and changes nothing."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    form = FrameForm(request.POST or None, request.FILES or None)
    place = {"study": cluster.study, "cluster": cluster}
    if request.method != "POST" or not form.is_valid():
        return render(request, "clusters/frame_upload.html", {**place, "form": form})
    values: dict[str, Any] = form.cleaned_data
    upload = values.pop("file")
    content = upload.read()
    try:
        kept = KeptFrame(read_frame(content, upload.name), **values)
        plan = plan_frame(cluster=cluster, file=kept.file)
    except ImportRefused as refusal:
        return _refused(request, cluster, refusal)
    token = keep_frame(cluster=cluster, user=request.user, content=content, frame=kept)
    shown = {"plan": plan, "summary": plan.sentence(is_dry=True), "first_lines": kept.file.lines[:FIRST_LINES]}
    return render(request, "clusters/frame_preview.html", {**place, **shown, "token": token})


@require_POST
def frame_take(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Takes the list that was shown."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    try:
        kept = kept_frame(cluster=cluster, user=request.user, token=request.POST.get("token", ""))
        plan = import_frame(
            cluster=cluster,
            file=kept.file,
            source=kept.source,
            listed_on=kept.listed_on,
            is_probability_sample=kept.is_probability_sample,
        )
    except ImportRefused as refusal:
        return _refused(request, cluster, refusal)
    drop_frame(cluster=cluster, user=request.user)
    messages.success(request, plan.sentence(is_dry=False))
    return redirect("frame", study_slug, cluster_slug)


def _refused(request: PersonRequest, cluster: Cluster, refusal: ImportRefused) -> HttpResponse:
    context = {"study": cluster.study, "cluster": cluster, "refusal": refusal}
    return render(request, "clusters/frame_refused.html", context, status=REFUSED)
